"""A broken rate card, rule or taxonomy is found before anything is priced by it."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from core.canonical import Json
from core.catalogue.genesis import GenesisFile
from core.catalogue.model import Ref
from core.pipeline.genesis_checks import CHECKS
from tests.builders_contracts import ROOT, genesis


def problems(kind: str, name: str, change: Callable[[Any], object]) -> list[str]:
    """What `promptintel validate` says of the shipped file after `change`."""
    ref = Ref(kind, name)
    value = json.loads(genesis()[ref].text)
    change(value)
    file = GenesisFile(ref, json.dumps(value), {}, f"prompts/{kind}/{name}.json")
    return [str(problem) for problem in CHECKS[kind](file, {**genesis(), ref: file})]


@pytest.mark.parametrize(
    "ref", [str(ref) for ref in genesis() if ref.type in ("rate_cards", "rules", "taxonomies")]
)
def test_every_shipped_file_is_sound(ref: str):
    kind, _, name = ref.partition("/")
    assert problems(kind, name, lambda value: None) == []


CASES: list[tuple[str, str, Callable[[Any], Json], str]] = [
    (
        "rate_cards",
        "house",
        lambda card: card["tiers"]["base"].update({"4.3": 99_000}),
        "tiers/base: a stronger tier costs less; let the base fall from 1.1 to 4.3",
    ),
    ("rate_cards", "house", lambda card: card.pop("limits"), "is no rate card"),
    (
        "rate_cards",
        "house",
        lambda card: card["factors"][7]["outcomes"][0].update(when="/betting/wants_beting is true"),
        "/betting/wants_beting is no fact of a profile",
    ),
    (
        "rate_cards",
        "house",
        lambda card: card["factors"][9]["outcomes"][0].update(when="/measure/moonlight > 1"),
        "there is no measure 'moonlight'; use ",
    ),
    (
        "rules",
        "contradictions",
        lambda rules: rules["rules"][0].update(when="the season ends early"),
        "rules/0/when: condition",
    ),
    (
        "rules",
        "contradictions",
        lambda rules: rules["rules"][0]["problem"].pop("fr"),
        "rules/0/problem: says nothing in 'fr'; write it in en, de, es, fr",
    ),
    ("rules", "follow_up", lambda rules: rules["questions"][0].update(kind="urgent"), "no kind"),
    (
        "rules",
        "follow_up",
        lambda rules: rules["applies"].update({"/data/feed_format": "maybe"}),
        "applies/data/feed_format: condition",
    ),
    ("rules", "letter", lambda rules: rules["languages"]["de"].pop("subject"), "lacks subject"),
    (
        "rules",
        "derivations",
        lambda rules: rules["rules"][0].update(measure="luck"),
        "rules/0/measure: there is no measure 'luck'",
    ),
    (
        "rules",
        "readiness",
        lambda rules: rules["dimensions"][0].update(weight=26),
        "the weights do not add up to 100",
    ),
    (
        "rules",
        "readiness",
        lambda rules: rules["dimensions"][0]["rules"].pop(),
        "let them add up to 100",
    ),
    ("rules", "tiers", lambda rules: rules["bands"].pop(), "may leave a league without one"),
    ("rules", "tiers", lambda rules: rules.pop("steps"), "lacks what is read of it"),
    (
        "taxonomies",
        "territories",
        lambda taxonomy: taxonomy["aliases"].update(Elsewhere="XYZ"),
        "aliases/Elsewhere: 'XYZ' is no country; write its ISO 3166-1 code",
    ),
    (
        "taxonomies",
        "sports",
        lambda taxonomy: taxonomy["sports"][0].update(format="melee"),
        "sports/0/format: 'melee' is unknown; use match",
    ),
    (
        "taxonomies",
        "sports",
        lambda taxonomy: taxonomy["sports"][1].update(code=taxonomy["sports"][0]["code"]),
        "stands twice",
    ),
]


@pytest.mark.parametrize(("kind", "name", "change", "words"), CASES)
def test_a_broken_file_is_named_with_its_place_and_the_remedy(
    kind: str, name: str, change: Callable[[Any], object], words: str
):
    found = problems(kind, name, change)
    assert any(words in problem for problem in found), found
    assert all(problem.startswith(f"prompts/{kind}/{name}.json:1: ") for problem in found)


def test_what_is_no_json_is_named_too():
    ref = Ref("rules", "tiers")
    file = GenesisFile(ref, "{", {}, "prompts/rules/tiers.json")
    (problem,) = CHECKS["rules"](file, genesis())
    assert "is not JSON" in str(problem)


def test_every_figure_that_is_our_own_assumption_is_marked_as_such():
    for path in ("rate_cards/house", "rules/readiness", "rules/tiers", "rules/contradictions"):
        value = json.loads((ROOT / f"database/prompts/{path}.json").read_text())
        assert value["house"] is True, path
        assert value["why"], path
    positions = json.loads((ROOT / "database/prompts/house/positions.json").read_text())
    assert positions["house"] is True
    assert all(position["why"] for position in positions["positions"].values())
