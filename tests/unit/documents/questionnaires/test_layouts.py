"""One small questionnaire in each layout that leagues send back."""

import pytest

from core.documents.questionnaires.form import Form
from core.documents.questionnaires.intake import read


def form_of(text: str, ending: str = "md") -> Form:
    return read(f"form.{ending}", text.encode())[1]


def pairs(text: str, ending: str = "md") -> list[tuple[str, str]]:
    return [(a.question, a.text) for a in form_of(text, ending).answers]


TWO = [("Sport", "Futsal"), ("Teams", "8")]


@pytest.mark.parametrize(
    "text",
    [
        "Sport: Futsal\nTeams: 8\n",
        "**Sport:** Futsal\n**Teams**: 8\n",
        "1. **Sport:** Futsal\n2. **Teams:** 8\n",
        "1) Sport: Futsal\n2) Teams: 8\n",
        "1.1 **Sport:** Futsal\n1.2 **Teams:** 8\n",
        "a) Sport: Futsal\nb) Teams: 8\n",
        "Sport .......... Futsal\nTeams .......... 8\n",
        "Sport ____ Futsal\nTeams ____ 8\n",
        "- Sport - Futsal\n- Teams - 8\n",
        "- Sport: Futsal\n- Teams: 8\n",
        "Sport \u2013 Futsal\nTeams \u2013 8\nCity \u2013 Oban\n",
        "| Question | Answer |\n|---|---|\n| Sport | Futsal |\n| Teams | 8 |\n",
        "| Sport | Futsal |\n|---|---|\n| Teams | 8 |\n",
        "## Sport\n\nFutsal\n\n## Teams\n\n8\n",
        "> Sport\n\nFutsal\n\n> Teams\n\n8\n\n> \n",
        "Q1. Sport\nA1. Futsal\n\nQ2. Teams\nA2. 8\n",
    ],
)
def test_labels_and_values_are_found_in_every_layout(text):
    assert pairs(text, "md")[:2] == TWO


def test_a_question_line_takes_the_lines_below_it():
    text = (
        "Hi, answers below.\n\nHow many stops, how many divers?\nseven stops,\n28 divers\n\n"
        "Any feed?\nno\n"
    )
    assert pairs(text, "txt") == [
        ("How many stops, how many divers?", "seven stops,\n28 divers"),
        ("Any feed?", "no"),
    ]
    assert [remark.text for remark in form_of(text, "txt").remarks] == ["Hi, answers below."]


def test_a_colon_in_an_answer_makes_no_label():
    text = "### Which fee model?\n\nHybrid: a guarantee plus a share.\n\n### Term?\n\nTwo years\n"
    assert pairs(text) == [
        ("Which fee model?", "Hybrid: a guarantee plus a share."),
        ("Term?", "Two years"),
    ]


def test_two_questions_in_one_line_are_asked_together():
    text = "Is there a rulebook? Are the judges certified?\nyes and yes\n"
    assert pairs(text, "txt") == [("Is there a rulebook? Are the judges certified?", "yes and yes")]


def test_a_heading_over_labels_is_a_section_and_one_over_prose_a_question():
    text = (
        "# Form\n\n## Data\n\nFeed: no\nDelay: 2 s\n\n## Season\n\n"
        "### Start\n\n3 May 2026\n\n### End\n\n"
    )
    answers = form_of(text).answers
    assert [(a.sections[-1], a.question, a.text) for a in answers] == [
        ("Data", "Feed", "no"),
        ("Data", "Delay", "2 s"),
        ("Season", "Start", "3 May 2026"),
        ("Season", "End", ""),
    ]


def test_capitals_head_sections_and_a_shouting_form_keeps_its_labels():
    answers = form_of("THE SPORT\n\nSPORT: FUTSAL\nTEAMS: 8\n\nDATA\n\nFEED: NO\n", "txt").answers
    assert [(a.sections, a.question, a.text) for a in answers] == [
        (("THE SPORT",), "SPORT", "FUTSAL"),
        (("THE SPORT",), "TEAMS", "8"),
        (("DATA",), "FEED", "NO"),
    ]


def test_ticked_boxes_are_the_answer_and_no_tick_is_a_blank():
    text = (
        "## Entity\n\n- [ ] Company\n- [x] Association\n\n## Betting\n\n[ ] Yes  [X] No\n\n"
        "## Feed\n\n\u2612 Yes \u2610 No\n\n## Model\n\n- [ ] fixed\n- [ ] share\n\n"
        "## Exclusive\n\nYes [ ] No [x]\n"
    )
    assert pairs(text) == [
        ("Entity", "Association"),
        ("Betting", "No"),
        ("Feed", "Yes"),
        ("Model", ""),
        ("Exclusive", "No"),
    ]


def test_bullets_under_a_question_are_its_items():
    answers = form_of("## Where are you streamed?\n\n- YouTube\n- Twitch\n").answers
    assert [item.text for item in answers[0].items] == ["YouTube", "Twitch"]


def test_quoted_questions_of_a_mail_are_answered_below_them():
    text = (
        "From: Ann <ann@a.example>\nSubject: Re: form\n\nHello,\n\n"
        "> 1. Where are you registered, and\n"
        "> where do you sit?\nScotland; the office is in Oban.\n\n> 2. Sport?\nSwimming\n\n"
        "Best wishes,\nAnn\n"
    )
    form = form_of(text, "txt")
    assert [(a.number, a.question, a.text) for a in form.answers] == [
        (
            "1",
            "Where are you registered, and where do you sit?",
            "Scotland; the office is in Oban.",
        ),
        ("2", "Sport?", "Swimming"),
    ]
    assert "Ann" in [remark.text for remark in form.remarks]


def test_of_several_years_columns_the_latest_counts_and_the_others_stand_aside():
    text = "| Measure | 2024 | 2025 (latest) | 2026 |\n|---|---|---|---|\n| Crowd | 1 | 2 | 3 |\n"
    answers = form_of(text).answers
    assert [(a.text, a.aside) for a in answers] == [("1", True), ("2", False), ("3", True)]


def test_without_a_mark_the_last_year_that_is_no_forecast_counts():
    text = "| Measure | 2024 | 2025 | 2026 (forecast) |\n|---|---|---|---|\n| Crowd | 1 | 2 | 3 |\n"
    assert [a.text for a in form_of(text).answers if not a.aside] == ["2"]


def test_a_table_of_people_has_a_record_for_each():
    text = "| Name | Role | May sign |\n|---|---|---|\n| Jo | Chair | yes |\n| Al | Clerk | no |\n"
    answers = form_of(text).answers
    assert [(a.record, a.question, a.text) for a in answers] == [
        (1, "Name", "Jo"),
        (1, "Role", "Chair"),
        (1, "May sign", "yes"),
        (2, "Name", "Al"),
        (2, "Role", "Clerk"),
        (2, "May sign", "no"),
    ]


def test_csv_may_have_questions_as_rows_or_as_columns():
    assert pairs("question,answer\nSport,Futsal\nTeams,8\n", "csv") == TWO
    assert pairs("Sport,Futsal\nTeams,8\n", "csv") == TWO
    assert pairs("Sport,Teams,City\nFutsal,8,Oban\n", "csv") == [*TWO, ("City", "Oban")]


def test_csv_sections_and_notes_are_kept_beside_the_answers():
    text = "Section,Question,Response,Notes\nSeason,Teams,8,two more soon\nSeason,Start,,\n"
    first, second = form_of(text, "csv").answers
    assert (first.sections, first.question, first.text) == (("Season",), "Teams", "8")
    assert first.note is not None
    assert first.note.text == "two more soon"
    assert (second.question, second.text, second.note) == ("Start", "", None)


def test_a_bare_comma_in_a_two_column_form_stays_in_the_answer():
    assert pairs("question,answer\nSeat,Oban, Scotland\nTeams,8\n", "csv")[0] == (
        "Seat",
        "Oban, Scotland",
    )


def test_json_keys_become_words_and_their_objects_sections():
    text = (
        '{"seasonInfo": {"battlesPerStop": 47, "number_of_teams": 8},'
        ' "people": [{"fullName": "Jo"}, {"fullName": "Al"}]}'
    )
    answers = form_of(text, "json").answers
    assert [(a.sections, a.question, a.text, a.kind, a.record) for a in answers] == [
        (("season info",), "battles per stop", "47", "number", None),
        (("season info",), "number of teams", "8", "number", None),
        (("people",), "full name", "Jo", "text", 1),
        (("people",), "full name", "Al", "text", 2),
    ]


def test_json_may_be_a_list_of_questions():
    text = (
        '{"sections": [{"title": "Sport", "items": ['
        '{"id": "1.1", "question": "Sport?", "answer": "Futsal",'
        ' "note": "indoors"}, {"question": "Markets?", "answer": ["winner", "goals"]}]}]}'
    )
    first, second = form_of(text, "json").answers
    assert (first.sections, first.number, first.question, first.text) == (
        ("sections", "Sport"), "1.1", "Sport?", "Futsal",
    )  # fmt: skip
    assert first.note is not None
    assert [item.text for item in second.items] == ["winner", "goals"]


@pytest.mark.parametrize(
    "correction",
    [
        "Correction to 2) Teams: 12",
        "Correction to 2): 12",
        "CORRECTIONS\n\nTeams: 12",
        "CORRECTIONS\n\n- Teams should be 12, not 8",
        "CORRECTIONS\n\n2) Teams: 12",
    ],
)
def test_a_declared_correction_takes_the_earlier_answers_place(correction):
    first, second = form_of(f"1) Sport: Futsal\n2) Teams: 8\n\n{correction}\n", "txt").answers
    assert (first.text, first.replaced) == ("Futsal", None)
    assert (second.question, second.text, second.correction) == ("Teams", "12", True)
    assert second.replaced is not None
    assert second.replaced.text == "8"


def test_a_correction_of_nothing_known_stays_an_answer_of_its_own():
    answers = form_of("Sport: Futsal\n\nCORRECTIONS\n\nPrize money: 100 EUR\n", "txt").answers
    assert [(a.question, a.text, a.correction) for a in answers] == [
        ("Sport", "Futsal", False),
        ("Prize money", "100 EUR", True),
    ]


def test_questions_may_be_quoted_deeper_than_their_answers():
    text = ">> Sport?\n> Futsal\n\n>> Teams?\n> 8\n"
    assert pairs(text, "txt") == [("Sport?", "Futsal"), ("Teams?", "8")]


def test_a_postscript_may_correct_an_answer():
    text = (
        "> Average crowd?\n600\n\n> Sport?\nFutsal\n\nBest\nAnn\n\n"
        "PS: average crowd should be 650, not 600.\n"
    )
    first, _ = form_of(text, "txt").answers
    assert (first.question, first.text) == ("Average crowd?", "650")
