"""Prices of leagues that exist as questionnaires are neither absurd nor a matter of chance.

`python -m tests.unit.pipeline.pricing.test_market_sanity` prints the table.
"""

import json
from functools import cache
from typing import Any

import pytest

from core import canonical
from core.adapters.offline.reckoning import reckoned
from core.cli.output import table
from core.pipeline.pricing.rounding import exact
from tests.builders_contracts import ROOT, ShippedKnowledge, a_questionnaire

FOLDER = ROOT / "tests/questionnaires"
LEAGUES = sorted(
    path for part in ("samples", "tuning") for path in (FOLDER / part).glob("*.expected.json")
)


@cache
def results(path: Any) -> dict[str, Any]:
    _, extracted = a_questionnaire(json.loads(path.read_text(encoding="utf-8")))
    return reckoned(extracted, ShippedKnowledge())


def offers(path: Any) -> dict[str, Any]:
    return {s["name"]: s for s in results(path)["price"]["suggestions"]}


@pytest.mark.parametrize("path", LEAGUES, ids=lambda path: path.stem)
def test_the_same_facts_always_have_the_same_price(path: Any):
    profile = json.loads(path.read_text(encoding="utf-8"))
    backwards = {key: profile[key] for key in reversed(profile)}
    _, extracted = a_questionnaire(backwards)
    again = reckoned(extracted, ShippedKnowledge())["price"]
    assert canonical.encode(again) == canonical.encode(results(path)["price"])


@pytest.mark.parametrize("path", LEAGUES, ids=lambda path: path.stem)
def test_no_fee_is_half_of_what_the_league_earns(path: Any):
    revenue = json.loads(path.read_text(encoding="utf-8"))["financials"]["annual_revenue"] or {}
    priced = results(path)["price"]
    if revenue.get("currency") == priced["currency"] and revenue["period"] == "per_year":
        fee = offers(path)["standard"]["annual_fee"]["amount"]
        assert 2 * fee < revenue["amount"]


def test_a_stronger_tier_is_never_answered_with_a_tiny_fee():
    card = ShippedKnowledge().json("rate_cards", "house")
    parities = {code: one["parity"] for code, one in card["currencies"]["list"].items()}
    for path in LEAGUES:
        priced = results(path)["price"]
        fee = offers(path)["standard"]["annual_fee"]["amount"]
        in_house_currency = fee / exact(parities[priced["currency"]])
        base = card["tiers"]["base"][priced["tier"]]
        assert base * exact(0.3) < in_house_currency < base * exact(3.5), path.stem


@pytest.mark.parametrize("path", LEAGUES, ids=lambda path: path.stem)
def test_over_its_term_a_bolder_offer_is_worth_more_a_year(path: Any):
    values = [offer["expected_annual"] for offer in offers(path).values()]
    assert values == sorted(values)


def _row(path: Any) -> tuple[str, ...]:
    profile, found = json.loads(path.read_text(encoding="utf-8")), results(path)
    asked = profile["commercial"]["minimum_guarantee"] or {}
    revenue = profile["financials"]["annual_revenue"] or {}
    readiness, standard = found["classify"]["readiness"], offers(path)["standard"]
    guarantee = standard["minimum_guarantee"]
    return (
        path.name.removesuffix(".expected.json"),
        found["classify"]["tier"],
        f"{readiness['score']:g} {readiness['level']}",
        f"{found['price']['currency']} {standard['annual_fee']['amount']:,}",
        standard["choices"]["fee_model"] + (f", {guarantee:,}" if guarantee else ""),
        _told(asked),
        _told(revenue),
    )


def _told(money: dict[str, Any]) -> str:
    return f"{money['currency']} {money['amount']:,} {money['period']}" if money else ""


if __name__ == "__main__":
    headings = ("league", "tier", "readiness", "standard fee", "paid as", "asked for", "revenue")
    print(table(headings, [_row(path) for path in LEAGUES]))  # noqa: T201
