"""Questions told by what stands below them, answers elsewhere, and answers that point at others."""

from core.documents.questionnaires.document import Document
from core.documents.questionnaires.intake import form_of
from core.documents.questionnaires.text_layout import read_text

ASKED = ["Legal name", "Sport", "Founded", "Head office", "Teams", "Minimum age", "Feed", "Officer"]
GIVEN = ["Skerry Ltd", "Coastal rowing", "1999", "Wick, Scotland", "14", "16", "none", "Ada Bell"]
NUMBERED = "\n".join(f"{n}. {q}" for n, q in enumerate(ASKED, 1))


def pairs(text):
    return {a.question: a.text for a in read_text(text).answers}


def told(text, name="form.txt"):
    return {a.question: a.text for a in form_of(Document(name, text)).answers if not a.aside}


def wanted():
    return dict(zip(ASKED, GIVEN, strict=True))


def test_numbered_lines_ask_for_what_stands_below_them():
    text = "\n\n".join(f"{n}. {q}\n{a}" for n, (q, a) in enumerate(wanted().items(), 1))
    assert pairs(text) == wanted()


def test_numbered_titles_over_labels_ask_nothing():
    text = "".join(
        f"{n}. PART {n}\n   a) Label {n}: value {n}\n   b) Other {n}: thing {n}\n\n"
        for n in range(1, 7)
    )
    assert pairs(text)["Label 3"] == "value 3"
    assert pairs(text)["Other 6"] == "thing 6"


def test_the_first_line_of_every_paragraph_asks_where_nearly_all_have_a_second():
    assert pairs("\n\n".join(f"{q}\n{a}" for q, a in wanted().items())) == wanted()


def test_an_address_above_a_letter_makes_no_questions_of_its_lines():
    lines = read_text("Ada Bell\nHarbour 3\nWick\n\nDear desk,\n\nThank you.\n\nYours,\nAda\n")
    assert not [a for a in lines.answers if a.question]


def test_a_line_over_an_arrow_asks():
    assert pairs("\n".join(f"{q}\n=> {a}" for q, a in wanted().items())) == wanted()
    assert pairs("\n\n".join(f"{q}?\n-> {a}" for q, a in wanted().items()))["Teams?"] == "14"


def test_answers_in_another_part_may_be_in_any_order_and_answer_two_at_once():
    text = (
        f"PART A - QUESTIONS\n\n{NUMBERED}\n\nPART B - ANSWERS\n\nFrom legal\n1 - Skerry Ltd\n"
        "4 - Wick, Scotland\n8 - the same person as in 1\n\nFrom sport\n2 - Coastal rowing\n"
        "5 and 6 - fourteen crews, sixteen years\n3 - 1999\n"
    )
    found = told(text)
    assert found["Teams, Minimum age"] == "fourteen crews, sixteen years"
    assert found["Head office"] == "Wick, Scotland"
    assert found["Officer"] == "Skerry Ltd"
    assert found["Feed"] == ""


def test_answers_may_stand_before_the_questions():
    given = "\n".join(f"{n}. {a}" for n, a in enumerate(GIVEN, 1))
    assert pairs(f"ANSWERS\n\n{given}\n\nQUESTIONS\n\n{NUMBERED}\n") == wanted()


def test_answers_may_stand_in_a_table_by_number():
    rows = "".join(f"| {n} | {a} |\n" for n, a in enumerate(GIVEN, 1))
    text = f"# Questions\n\n{NUMBERED}\n\n# Answers\n\n| No. | Answer |\n|---|---|\n{rows}"
    assert pairs(text) == wanted()


def test_an_answer_that_points_at_a_number_takes_the_answer_there():
    found = told(
        "1. Chair: Ada Bell\n2. Officer: see 1\n3. Deputy: siehe Frage 2\n4. Crew: see 9\n"
    )
    assert found == {
        "Chair": "Ada Bell",
        "Officer": "Ada Bell",
        "Deputy": "Ada Bell",
        "Crew": "see 9",
    }


def test_an_answer_that_points_at_a_label_takes_the_answer_there():
    found = told(
        "Turnover: EUR 9,000\nBudget: see Turnover, no more than that\nCrew: see table B\n"
    )
    assert found == {"Turnover": "EUR 9,000", "Budget": "EUR 9,000", "Crew": "see table B"}


def test_answers_that_point_at_each_other_stay_as_they_are():
    assert told("1. Chair: see 2\n2. Officer: see 1\n3. Sport: Rowing\n")["Sport"] == "Rowing"


def test_a_year_that_points_at_another_takes_its_cell():
    text = (
        "Return\tName\tSport\tTeams\tOffice\tPlayers\tFounded\n"
        "2024\tSkerry Ltd\tRowing\t12\tWick\t96\t1999\n"
        "2025 (latest)\tas 2024\tunchanged\t14\tas in 2024\t112\tas 2023\n"
    )
    assert told(text, "form.csv") == {
        "Name": "Skerry Ltd",
        "Sport": "Rowing",
        "Teams": "14",
        "Office": "Wick",
        "Players": "112",
        "Founded": "as 2023",
    }


SECOND_HAND = (
    "{said}\n\nTeams\n: 12\n: M.: 14 since May\n\nPlayers\n: 96\n: M.: 112\n\n"
    "Sport\n: Rowing\n\nPrize money\n: EUR 400\n: M.: EUR 500\n"
)


def test_what_a_second_hand_sets_below_counts_where_the_document_says_so():
    said = "Where the treasurer (M.) has set a line below, her figure prevails."
    form = form_of(Document("form.md", SECOND_HAND.format(said=said)))
    beside = {a.question: (a.text, a.amendment.text) for a in form.answers if a.amendment}
    assert beside["Teams"] == ("12", "14 since May")
    assert beside["Prize money"] == ("EUR 400", "EUR 500")


def test_what_a_second_hand_sets_below_is_a_note_where_nothing_is_said_of_it():
    form = form_of(Document("form.md", SECOND_HAND.format(said="Filled in by two of us.")))
    assert [a.note.text for a in form.answers if a.note] == ["14 since May", "112", "EUR 500"]
    assert not any(a.amendment for a in form.answers)


def test_a_bracket_that_says_it_is_to_be_used_amends_the_answer_and_another_is_a_note():
    form = read_text("Teams ....... 12 [I count 14, use mine]\nFounded ....... 1999 [in May]\n")
    amendments = [a.amendment.text if a.amendment else None for a in form.answers]
    assert amendments == ["I count 14, use mine", None]
    assert form.answers[1].note.text == "in May"


def test_brackets_count_where_the_document_says_that_they_take_precedence():
    text = "Entries in [square brackets] take precedence.\n\nTeams ..... 12 [Sighted: 14.]\n"
    (answer,) = [a for a in read_text(text).answers if a.question == "Teams"]
    assert answer.amendment.text == "Sighted: 14."


def test_in_a_letter_a_question_that_the_writer_repeats_is_answered_by_the_next_sentence():
    filler = " ".join(["We have been rowing in the bay for many years."] * 20)
    told = "Who governs us? The Northern Union. Do we have a feed, no, none. Bye."
    text = f"Dear desk,\n\n{filler}\n\n{told}\n"
    assert pairs(text)["Who governs us?"] == "The Northern Union."
    assert pairs(text)["Do we have a feed"] == "no, none."
