"""A blank is not an answer, and a no in disguise is a no."""

import pytest

from core.adapters.offline.values.answers import Blankness, blank, denies, flag
from core.adapters.offline.values.convention import Convention
from core.adapters.offline.values.tick_boxes import ticked

ENGLISH = Convention("en", ".", "dmy", False, "GB", None)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", Blankness.EMPTY),
        ("   \n", Blankness.EMPTY),
        ("-", Blankness.EMPTY),
        ("\u2014", Blankness.EMPTY),
        ("?", Blankness.EMPTY),
        ("k.A.", Blankness.EMPTY),
        ("n/a", Blankness.NOT_APPLICABLE),
        ("N.A.", Blankness.NOT_APPLICABLE),
        ("none", Blankness.NOT_APPLICABLE),
        ("None so far", Blankness.NOT_APPLICABLE),
        ("none at the moment", Blankness.NOT_APPLICABLE),
        ("Nobody formally. We play by the rules of others.", Blankness.NOT_APPLICABLE),
        ("entfällt", Blankness.NOT_APPLICABLE),
        ("keiner", Blankness.NOT_APPLICABLE),
        ("no aplica", Blankness.NOT_APPLICABLE),
        ("Ninguno", Blankness.NOT_APPLICABLE),
        ("néant", Blankness.NOT_APPLICABLE),
        ("TBC", Blankness.PENDING),
        ("TBC (new appointment at the AGM)", Blankness.PENDING),
        ("tba.", Blankness.PENDING),
        ("To be confirmed", Blankness.PENDING),
        ("under renewal", Blankness.PENDING),
        ("currently under review", Blankness.PENDING),
        ("Under review by the board", Blankness.PENDING),
        ("Undecided, ask us in a year", Blankness.PENDING),
        ("noch offen", Blankness.PENDING),
        ("sin determinar", Blankness.PENDING),
        ("à confirmer", Blankness.PENDING),
        ("see above", Blankness.REFERENCE),
        ("see above - next day at best", Blankness.REFERENCE),
        ("see 3.2", Blankness.REFERENCE),
        ("as above", Blankness.REFERENCE),
        ("siehe oben", Blankness.REFERENCE),
        ("confidential", Blankness.CONFIDENTIAL),
        ("We do not disclose this", Blankness.CONFIDENTIAL),
        ("we don't disclose", Blankness.CONFIDENTIAL),
        ("vertraulich", Blankness.CONFIDENTIAL),
        ("No", Blankness.STATED),
        ("No current supplier, we do it all in house", Blankness.STATED),
        ("Aoife Brennan, as above", Blankness.STATED),
        ("TBC Sports", Blankness.STATED),
        ("Nothing Sports Ltd", Blankness.STATED),
        ("Seek TV", Blankness.STATED),
        ("0", Blankness.STATED),
    ],
)
def test_what_kind_of_blank_an_answer_is(text: str, kind: Blankness) -> None:
    assert blank(text) is kind


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("No current supplier, we do it all in house", True),
        ("no", True),
        ("None so far", True),
        ("keine", True),
        ("n/a", True),
        ("TBC", False),
        ("Not known yet", False),
        ("no objections", False),
        ("", False),
        ("Wavetrack Marine", False),
    ],
)
def test_a_denial_is_told_from_a_blank(text: str, denied: bool) -> None:
    assert denies(text) is denied


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Yes", True),
        ("YES!!", True),
        ("yes - all level 2 or higher", True),
        ("Yes, with our consent, which we won't be difficult about", True),
        ("Ja, aber nur mit Zustimmung", True),
        ("Sí", True),
        ("oui, bien sûr", True),
        ("true", True),
        ("All of them. Race directors hold the federation's level 2.", True),
        ("only outside Switzerland and Austria, so yes in part", True),
        ("only with our say-so, but in principle yes", True),
        ("Recognised since 2019", True),
        ("allowed", True),
        ("fine", True),
        ("Available", True),
        ("erlaubt", True),
        ("No problem", True),
        ("keine Einwände", True),
        ("El reglamento está vigente", True),
        ("No", False),
        ("nein", False),
        ("false", False),
        ("not yet", False),
        ("noch nicht", False),
        ("pas encore", False),
        ("todavía no", False),
        ("No thank you.", False),
        ("Not at this point", False),
        ("Not before 2028", False),
        ("not really, no", False),
        ("we'd rather not", False),
        ("No rule on it yet, planned for 2027", False),
        ("in drafting, not in force", False),
        ("We do not have a monitoring partner but use the federation's", False),
        ("There is no betting on us, so there is no rule either.", False),
        ("Certainly not", False),
        ("sadly not", False),
        ("nicht erlaubt", False),
        ("None so far", False),
        ("Seven skating and five non-skating officials. Most of them certified? No.", False),
        ("Not permitted without consent", True),
        ("Nur mit schriftlicher Zustimmung", True),
        ("Les droits sont libres", True),
        ("We follow the WADA code", True),
        ("**Yes**", True),
        ("Yes/No: yes", True),
        ("Ja/Nein: Nein", False),
        ("En cours d'élaboration", False),
        ("on hold", False),
        ("Sold until 2028", False),
        ("yes / no", None),
        ("Undecided, ask us in a year", None),
        ("Maybe", None),
        ("yes and no", None),
        ("TBC", None),
        ("n/a", None),
        ("see above", None),
        ("", None),
        ("Clearwater Sports Integrity", None),
        ("A non-exclusive licence", None),
    ],
)
def test_yes_or_no(text: str, value: bool | None) -> None:
    found = flag(text, ENGLISH)
    assert (None if found is None else found.value) is value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[x] yes [ ] no", True),
        ("[ ] yes [x] no", False),
        ("☒ Ja ☐ Nein", True),
        ("Ja ☐ Nein ☒", False),
        ("yes [X]  no [ ]", True),
        ("- [ ] yes\n- [x] no", False),
        ("[ ] yes [ ] no", None),
        ("[x] yes [x] no", None),
    ],
)
def test_ticked_boxes_answer(text: str, value: bool | None) -> None:
    found = flag(text, ENGLISH)
    assert (None if found is None else found.value) is value


@pytest.mark.parametrize(
    ("label", "text", "value"),
    [
        ("Betting by players prohibited?", "Prohibited", True),
        ("Are players barred from betting?", "not prohibited", False),
        ("Do you want betting on your matches?", "Prohibited", False),
        ("", "Athletes can't bet on our cards, it's in the contract", True),
        ("", "divers and judges may not bet on the series", True),
        ("", "Los jugadores no pueden apostar", True),
    ],
)
def test_a_ban_is_a_yes_where_the_question_is_about_one(label: str, text: str, value: bool) -> None:
    found = flag(text, ENGLISH, label=label)
    assert found is not None
    assert found.value is value


def test_the_clause_that_decides_is_quoted() -> None:
    text = "Yes, with our consent"
    found = flag(text, ENGLISH)
    assert found is not None
    assert text[found.start : found.end] == "Yes"


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("[ ] exclusive [x] non-exclusive [ ] sole", ["non-exclusive"]),
        ("[x] UK [ ] Spain [x] France", ["UK", "France"]),
        ("Fixed fee ☐  Hybrid ☒", ["Hybrid"]),
        ("☐ Fixed fee\n☒ Hybrid (fee and share)", ["Hybrid (fee and share)"]),
        ("[ ] a [ ] b", []),
        ("no boxes here", None),
    ],
)
def test_the_labels_of_ticked_boxes(text: str, labels: list[str] | None) -> None:
    found = ticked(text)
    assert (None if found is None else [label.value for label in found]) == labels
