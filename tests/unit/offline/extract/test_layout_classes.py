"""Practice documents, one for each class of layout: `practice/`, with what they state."""

import json
from pathlib import Path

import pytest

from tests.unit.offline.extract.builders import extracted, stated

PRACTICE = Path(__file__).parent / "practice"
DOCUMENTS = sorted(p for p in PRACTICE.iterdir() if not p.name.endswith(".stated.json"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.name)
def test_every_class_of_layout_is_read_as_a_person_reads_it(document):
    wanted = json.loads((PRACTICE / f"{document.stem}.stated.json").read_text())
    assert stated(document.read_text(), document.name) == wanted


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.name)
def test_in_every_layout_the_evidence_quotes_the_document(document):
    text = document.read_text()
    for place in extracted(text, document.name)["evidence"].values():
        assert text[place["start"] : place["end"]] == place["quote"]


def test_the_hand_that_prevails_gives_the_value_and_a_mere_remark_does_not():
    found = stated(
        "Where the two differ, the treasurer's column counts.\n\n"
        "| Question | Office | Treasurer |\n|---|---|---|\n| Legal name | Skerry Ltd | ok |\n"
        "| Teams | 8 | 9 since May |\n| Season | 2 May 2026 - 3 Oct 2026 | weather allowing |\n"
        "| May you sign? | No | Lena Voss signs, chair |\n| Revenue share | | 7 % |\n",
        "form.md",
    )
    assert found["/league/legal_name"] == "Skerry Ltd"
    assert found["/season/teams_count"] == 9
    assert found["/season/start_date"] == "2026-05-02"
    assert found["/commercial/revenue_share_percent"] == 7
    assert "Lena Voss" in found.values()


def test_an_amendment_may_change_the_period_alone():
    found = stated(
        "Minimum guarantee: EUR 9,000 a year\n\nERRATA\n\n"
        "- Minimum guarantee: the amount stands, but it is per season.\n"
    )
    assert found["/commercial/minimum_guarantee/amount"] == 9000
    assert found["/commercial/minimum_guarantee/period"] == "per_season"


def test_a_question_that_names_nothing_goes_on_about_the_answer_before():
    found = stated(
        "> Welches Modell?\nUmsatzbeteiligung\n\n> Wie hoch?\nein Fünftel\n\n> Sport?\nRodeln\n"
    )
    assert found["/commercial/revenue_share_percent"] == 20


def test_the_writers_address_is_taken_from_the_mails_head():
    found = stated(
        "From: Ida Holm <ida@skerry.example>\nTo: Desk\nSubject: Form\n\n"
        "> Contact?\nIda Holm, secretary. My address is above.\n\n> Sport?\nRowing\n"
    )
    assert found["/contacts/0/email"] == "ida@skerry.example"


def test_one_who_says_not_me_may_not_sign():
    found = stated("Contact: Ida Holm, secretary\nWho signs: Per Lund, chair. Not me.\n")
    people = {found[f"/contacts/{n}/name"]: found[f"/contacts/{n}/is_signatory"] for n in range(2)}
    assert people == {"Ida Holm": False, "Per Lund": True}


CHATTER = """Dear desk,

What a summer it has been. We met two old teams at the market and talked for three hours about
nothing; somebody bet me a beer that it would rain for 12 days, and he owes me ten euros now.
My cousin watched a race on television in Spain and said that the judges were asleep. The office
cat has 400 followers. There are no rules for cats, and nobody supplies our biscuits any more.

I shall send the form when the season is over and the accountant is back from her holidays.

Yours, Ida
"""


def test_a_letter_that_tells_nothing_of_the_league_states_next_to_nothing():
    invented = {p for p in stated(CHATTER) if not p.startswith("/contacts")}
    assert len(invented) <= 1


def test_what_a_second_hand_adds_without_a_value_is_listed_as_unread():
    result = extracted(
        "The auditor's entries count.\n\n| Question | Club | Auditor |\n|---|---|---|\n"
        "| Teams | 8 | 9 |\n| Players | 96 | as agreed in May |\n",
        "form.md",
    )
    assert result["profile"]["season"]["teams_count"] == 9
    assert [u["what"] for u in result["unread"] if "added beside" in u["why"]] == [
        "as agreed in May"
    ]
