"""The tier: the band follows readiness, the step size, and both say why."""

import pytest

from core.adapters.offline.classify.tiers import tier_of
from core.pipeline.facts import Facts
from core.pipeline.pricing.reading import TIERS
from tests.builders_pricing import ShippedKnowledge, an_extraction, the_gauge

RULES = ShippedKnowledge().json("rules", "tiers")
BIG = {
    "/season/events_per_season": 40,
    "/season/contests_per_event": 20,
    "/season/athletes_count": 500,
    "/audience/average_viewers": 100_000,
}
MIDDLING = {
    "/season/events_per_season": 10,
    "/season/contests_per_event": 12,
    "/season/teams_count": 12,
    "/audience/average_viewers": 15_000,
}


def tier(level: str, values: dict[str, int]) -> tuple[str, list[str]]:
    facts = Facts(an_extraction(values), {})
    return tier_of({"level": level}, the_gauge().look(facts.value), RULES)


@pytest.mark.parametrize(
    ("level", "band"), [("premium", 1), ("standard", 2), ("provisional", 3), ("development", 4)]
)
def test_each_level_has_its_band(level: str, band: int) -> None:
    assert [tier(level, values)[0] for values in (BIG, MIDDLING, {})] == [
        f"{band}.1",
        f"{band}.2",
        f"{band}.3",
    ]


def test_the_reasons_name_band_size_and_step() -> None:
    assert tier("standard", MIDDLING)[1] == [
        "band 2: readiness is standard",
        "size: 100,000 contacts a year or more (+1)",
        "size: 100 contests a season or more (+1)",
        "size: 100 athletes or 10 teams or more (+1)",
        "step 2: 3 points for size, of which it takes 3",
    ]


def test_every_tier_that_rules_can_give_has_a_base_in_the_rate_card() -> None:
    levels = ("premium", "standard", "provisional", "development")
    found = {tier(level, values)[0] for level in levels for values in (BIG, MIDDLING, {})}

    assert found == set(TIERS)
