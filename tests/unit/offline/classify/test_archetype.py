"""A sport finds its archetype by name, alias, contained name or likeness, and says which."""

from typing import Any

import pytest

from core.adapters.offline.classify.archetype import archetype_of
from tests.builders_pricing import ShippedKnowledge, a_league

SPORTS = ShippedKnowledge().json("taxonomies", "sports")


def archetype(name: str | None, format: str | None = "match") -> dict[str, Any]:
    return archetype_of(a_league({"/sport/name": name, "/sport/format": format}), SPORTS)


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("Futsal", "futsal"),
        ("FUTBOL SALA", "futsal"),
        ("Fútbol sala", "futsal"),
        ("Hallenfußball", "futsal"),
        ("Drohnenrennen", "drone_racing"),
        ("FPV drone racing", "drone_racing"),
        ("Aviron de mer", "coastal_rowing"),
        ("Roller derby (flat track)", "roller_derby"),
        ("Wheelchair basketball", "wheelchair_basketball"),
        ("Pro beach volleyball tour", "beach_volleyball"),
        ("Basketbal", "basketball"),
        ("Pickelball", "pickleball"),
    ],
)
def test_a_sport_is_found_whatever_its_language_or_spelling(stated: str, code: str) -> None:
    assert archetype(stated)["code"] == code


def test_the_longest_known_name_within_a_stated_one_decides() -> None:
    found = archetype("Northern coastal rowing circuit", "race")

    assert (found["code"], found["matched"]) == ("coastal_rowing", "Coastal rowing")
    assert found["reasons"] == ["'Northern coastal rowing circuit' contains 'Coastal rowing'"]


def test_a_word_that_a_known_name_merely_contains_is_no_match() -> None:
    assert archetype("Racing", "race")["code"] == "generic_race"


def test_the_stated_format_wins_over_the_usual_one_and_the_difference_is_said() -> None:
    found = archetype("Tennis", "round_robin")

    assert found["format"] == "round_robin"
    assert "its format is stated as round_robin, where bracket is usual" in found["reasons"]


def test_a_missing_format_is_the_usual_one_of_the_sport() -> None:
    found = archetype("Breaking", None)

    assert found["format"] == "judged"
    assert "each judge's mark" in found["records"]


def test_an_unknown_sport_goes_by_its_format_and_an_unknown_format_by_nothing() -> None:
    unknown, nothing = archetype("Zorbing polka", "heat"), archetype(None, None)

    assert (unknown["code"], unknown["family"]) == ("generic_heat", "many_competitors")
    assert unknown["unit"] == "heat: many competitors"
    assert (nothing["code"], nothing["sport"], nothing["matched"]) == ("unclassified", None, None)


def test_a_name_of_signs_alone_is_no_sport() -> None:
    assert archetype("***", "match")["code"] == "generic_match"


def test_the_taxonomy_gives_every_sport_four_names_a_known_family_and_a_known_format() -> None:
    assert len(SPORTS["sports"]) >= 60
    for sport in SPORTS["sports"]:
        assert set(sport["names"]) == {"en", "de", "es", "fr"}
        assert all(sport["names"].values())
        assert sport["records"]
        assert sport["family"] in SPORTS["families"]
        assert sport["format"] in SPORTS["formats"]


def test_every_name_in_the_taxonomy_leads_to_its_own_sport() -> None:
    for sport in SPORTS["sports"]:
        for name in (*sport["names"].values(), *sport["aliases"]):
            assert archetype(name)["code"] == sport["code"], name
