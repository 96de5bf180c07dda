"""Layouts of text beyond labels and headings: lists, conversations, parts, threads, letters."""

from core.documents.questionnaires.document import Document
from core.documents.questionnaires.intake import form_of
from core.documents.questionnaires.text_layout import read_text


def pairs(text):
    return [(a.question, a.text) for a in read_text(text).answers]


def corrected(text):
    return {a.question: a.text for a in form_of(Document("form.txt", text)).answers}


def test_bullets_nested_below_a_bullet_answer_it():
    assert pairs(
        "# Form\n\n- Legal form\n  - [ ] company\n  - [x] association\n- Founded: 2012\n"
        "- Rulebook\n  - [ ] yes\n  - [ ] no\n"
    ) == [("Legal form", "association"), ("Founded", "2012"), ("Rulebook", "")]


def test_terms_are_answered_by_the_lines_indented_below_them():
    text = (
        "Name der Liga\n    Radball Süd e. V.\nGegründet\n    1998\nSitz\n    Ulm, Deutschland\n"
        "Kontakt\n    Eva Lang, Sekretärin\n    eva@radball.example\nMannschaften\n    12\n"
    )
    assert pairs(text) == [
        ("Name der Liga", "Radball Süd e. V."),
        ("Gegründet", "1998"),
        ("Sitz", "Ulm, Deutschland"),
        ("Kontakt", "Eva Lang, Sekretärin\n    eva@radball.example"),
        ("Mannschaften", "12"),
    ]


def test_terms_may_be_defined_behind_colons():
    text = "Sport\n: Korfball\nTeams\n: 9\nFounded\n: 2004\nWeb\n: korf.example\nAge\n: 16\n"
    assert pairs(text)[:2] == [("Sport", "Korfball"), ("Teams", "9")]


CALL = """Notes of a call, 3 May

Desk: Good morning. What is the league called?
Okoye: Lagoon Canoe Polo Ltd.
Desk: Right.
Desk: How many teams?
Okoye: Fourteen teams,
all of them from the lagoon.
Desk: Is there a live feed?
Okoye: No.
Desk: Thanks. And the sport, in your words?
Okoye: Canoe polo. Sorry, I said fourteen teams: it's thirteen.
"""


def test_in_a_conversation_the_one_asks_and_the_other_answers():
    assert corrected(CALL) == {
        "What is the league called?": "Lagoon Canoe Polo Ltd.",
        "How many teams?": "thirteen teams,\nall of them from the lagoon.",
        "Is there a live feed?": "No.",
        "And the sport, in your words?": "Canoe polo.",
    }


def test_labels_that_do_not_repeat_are_no_conversation():
    text = "Sport: Futnet\nTeams: 8\nFounded: 2001\nAge: 16\nWeb: f.example\nSeat: Brno\n"
    assert pairs(text)[0] == ("Sport", "Futnet")


def test_questions_in_one_part_are_answered_by_number_in_another():
    asked = ["Legal name", "Sport", "Founded", "Head office", "Teams", "Minimum age", "Live feed"]
    given = ["Skerry Rowing Ltd", "Coastal rowing", "1999", "Wick, Scotland", "14", "16"]
    text = "QUESTIONS\n\n" + "".join(f"{n}. {q}\n" for n, q in enumerate(asked, 1))
    text += "\nANSWERS\n\n" + "".join(f"{n}. {a}\n" for n, a in enumerate(given, 1))
    assert {a.question: a.text for a in read_text(text).answers} == {
        **dict(zip(asked, given, strict=False)),
        "Live feed": "",
    }


def test_sections_that_count_anew_are_not_parts_of_questions_and_answers():
    text = "".join(
        f"SECTION {s}\n\n" + "".join(f"{n}. Label {s}{n}: value {n}\n" for n in range(1, 8)) + "\n"
        for s in "AB"
    )
    assert ("Label B3", "value 3") in pairs(text)


def test_the_newest_mail_of_a_thread_corrects_the_older_ones():
    text = (
        "From: Ida <ida@x.example>\nTo: Desk\nSubject: Re: Re: Form\n\n"
        "One thing has changed.\n\nTeams: 12\n\nIda\n\n"
        "From: Ida <ida@x.example>\nTo: Desk\nSubject: Re: Form\n\n"
        "> Legal name: Holm Rowing AS\n> Teams: 11\n> Players: 150\n"
    )
    assert corrected(text)["Teams"] == "12"
    assert corrected(text)["Players"] == "150"


def test_paragraphs_of_a_letter_are_statements_under_their_titles():
    paragraph = " ".join(["We have been rowing in the bay for many years."] * 8)
    form = read_text(f"Dear desk,\n\n{paragraph}\n\n**Money.** {paragraph}\n\nYours,\nIda Holm\n")
    told = [a for a in form.answers if len(a.text) > 100]
    assert [(a.question, a.sections) for a in told] == [("", ()), ("", ("Money",))]


def test_a_remark_in_square_brackets_is_a_note_on_the_answer():
    (answer,) = read_text("Teams ........ 14 [was 12]\n").answers
    assert (answer.text, answer.note.text) == ("14", "was 12")


ERRATA = """Teams: 12
Delay: 7 minutes
Countries: Peru, Chile, Bolivia
Guarantee: 5,000 EUR a year

ERRATA, 7 June (these replace the above)

- Teams: for 12 read 11.
- Delay: for minutes read seconds.
- Countries: strike Chile.
- Guarantee: the amount stands, but it is per season.
"""


def test_errata_may_exchange_strike_or_add_words():
    form = form_of(Document("form.txt", ERRATA))
    said = {a.question: a.text for a in form.answers}
    assert said["Teams"] == "11"
    assert said["Delay"] == "7 seconds"
    assert said["Countries"] == "Peru, Bolivia"
    (guarantee,) = [a for a in form.answers if a.question == "Guarantee"]
    assert guarantee.text == "5,000 EUR a year"
    assert guarantee.amendment.text == "the amount stands, but it is per season."


def test_later_errata_may_restore_what_was_said_first():
    text = (
        ERRATA + "\nFURTHER ERRATA\n\n- They paid. Teams and countries as in the first version.\n"
    )
    assert corrected(text)["Teams"] == "12"
    assert corrected(text)["Countries"] == "Peru, Chile, Bolivia"
    assert corrected(text)["Delay"] == "7 seconds"


def test_a_whole_sentence_below_a_short_value_is_no_part_of_it():
    form = read_text("Cover: EUR 4 million\nThe season now ends in September.\n\nTeams: 4\n")
    assert [(a.question, a.text) for a in form.answers if a.question] == [
        ("Cover", "EUR 4 million"),
        ("Teams", "4"),
    ]
