"""Tables drawn with signs, pairs side by side, a row a year, and columns of a second hand."""

from core.documents.questionnaires.csv_layout import read_csv
from core.documents.questionnaires.json_layout import read_json
from core.documents.questionnaires.text_layout import read_text


def pairs(form):
    return [(a.question, a.text) for a in form.answers if not a.aside]


def test_a_drawn_grid_may_hold_two_questions_a_row_and_break_an_answer():
    form = read_text(
        "+-----------+----------------+----------+------------+\n"
        "| Sport     | Wall climbing  | Founded  | 2011       |\n"
        "| Teams     | 12             | Disputes | Jury, then |\n"
        "|           |                |          | the board  |\n"
        "+-----------+----------------+----------+------------+\n"
        "| Rulebook  | yes            | Players  | 144        |\n"
        "+-----------+----------------+----------+------------+\n"
    )
    assert pairs(form) == [
        ("Sport", "Wall climbing"),
        ("Founded", "2011"),
        ("Teams", "12"),
        ("Disputes", "Jury, then the board"),
        ("Rulebook", "yes"),
        ("Players", "144"),
    ]


def test_box_drawing_signs_draw_a_grid_too():
    form = read_text(
        "┌──────────┬───────────┐\n│ Sportart │ Radball   │\n├──────────┼───────────┤\n"
        "│ Sitz     │ Graz      │\n└──────────┴───────────┘\n"
    )
    assert pairs(form) == [("Sportart", "Radball"), ("Sitz", "Graz")]


def test_a_table_of_people_is_not_taken_for_pairs_side_by_side():
    form = read_text(
        "| Name | Role | E-mail | Phone |\n|---|---|---|---|\n"
        "| Ana Ruiz | chair | ana@x.example | 555 0100 |\n"
        "| Leo Park | coach | leo@x.example | 555 0101 |\n"
    )
    assert [a.question for a in form.answers] == ["Name", "Role", "E-mail", "Phone"] * 2


def test_the_hand_that_the_document_says_prevails_is_an_amendment_and_another_a_note():
    table = (
        "| Question | Club | Auditor |\n|---|---|---|\n| Teams | 8 | 9 |\n"
        "| Players | 96 | 108 |\n| Sport | Futnet | |\n"
    )
    said = read_text(f"Where both have written, what the auditor put counts.\n\n{table}")
    silent = read_text(table)
    assert [a.amendment.text for a in said.answers if a.amendment] == ["9", "108"]
    assert not any(a.amendment for a in silent.answers)
    assert [a.note.text for a in silent.answers if a.note] == ["9", "108"]


def test_of_several_rows_the_latest_year_counts_and_a_forecast_never_does():
    form = read_csv(
        "Season\tTeams\tRevenue\n2023\t8\t100\n2024\t9\t120\n2025\t10\t130\n"
        "2026 (forecast)\t12\t150\n"
    )
    assert pairs(form) == [("Teams", "10"), ("Revenue", "130")]
    assert {a.period for a in form.answers if a.aside} == {"2023", "2024", "2026 (forecast)"}


def test_of_a_wide_table_a_head_that_reads_like_answer_is_a_question_too():
    heads = ["Data", *(f"Label {letter}" for letter in "ABCDEFGHIJKL")]
    values = ["by hand", *(f"thing {letter}" for letter in "ABCDEFGHIJKL")]
    form = read_csv(f"{','.join(heads)}\n{','.join(values)}\n")
    assert pairs(form)[:2] == [("Data", "by hand"), ("Label A", "thing A")]


def test_an_amount_that_json_gives_in_parts_is_one_answer():
    form = read_json(
        '{"przychody": {"kwota": 900000, "waluta": "PLN", "okres": "rok"},'
        ' "cover": {"from": 1000000, "to": 2000000, "currency": "EUR"},'
        ' "term": {"value": 18, "unit": "months"},'
        ' "season": {"from": "2026-05-01", "to": "2026-09-30"}}'
    )
    assert pairs(form) == [
        ("przychody", "900000 PLN / rok"),
        ("cover", "1000000 - 2000000 EUR"),
        ("term", "18 months"),
        ("from", "2026-05-01"),
        ("to", "2026-09-30"),
    ]
