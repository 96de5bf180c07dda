"""Values that follow from stated ones, and one that is merely likely: the country."""

from collections.abc import Iterator, Mapping
from typing import Any

import phonenumbers
from babel.core import get_global

from core.canonical import Json
from core.pipeline.facts import Facts
from core.pipeline.names import folded
from core.pipeline.pricing.measures import Gauge
from core.pipeline.pricing.rounding import plain


def derived_values(facts: Facts, gauge: Gauge, rules: Mapping[str, Any]) -> list[dict[str, Json]]:
    """What the rules add to `facts`; a pointer with a stated value never gets another one."""
    added = [_measured(rule, facts, gauge) for rule in rules["rules"]]
    added.append(_country(facts, gauge, rules["country"]))
    return [entry for entry in added if entry is not None]


def _measured(rule: Mapping[str, Any], facts: Facts, gauge: Gauge) -> dict[str, Json] | None:
    if facts.stated(rule["pointer"]) is not None:
        return None
    read: dict[str, Json] = {}

    def look(pointer: str) -> Json:
        value = facts.stated(pointer)
        if value is not None:
            read[pointer] = value
        return value

    value = gauge.measure(rule["measure"], look)
    if value is None or value < rule.get("least", 0):
        return None
    figures = "; ".join(str(value) for value in read.values())
    return {
        "pointer": rule["pointer"],
        "value": plain(value),
        "rule": rule["id"],
        "explanation": f"{rule['explanation']} From: {figures}.",
        "from": list(read),
        "certainty": "derived",
    }


def _country(facts: Facts, gauge: Gauge, rule: Mapping[str, Any]) -> dict[str, Json] | None:
    if facts.stated(rule["pointer"]) is not None:
        return None
    for source, pointer, code in _countries(facts, gauge):
        if code is not None:
            return {
                "pointer": rule["pointer"],
                "value": code,
                "rule": f"country_from_{source}",
                "explanation": rule["explanations"][source],
                "from": [pointer],
                "certainty": rule["certainty"],
            }
    return None


def _countries(facts: Facts, gauge: Gauge) -> Iterator[tuple[str, str, str | None]]:
    """(kind of source, pointer, country), the surest source first."""
    jurisdiction = facts.stated("/league/jurisdiction")
    if jurisdiction is not None:
        yield "jurisdiction", "/league/jurisdiction", gauge.territories.country(jurisdiction)
    for number, contact in enumerate(facts.profile.get("contacts") or []):
        if contact.get("phone"):
            yield "phone", f"/contacts/{number}/phone", _phone_country(contact["phone"])
    city = facts.stated("/league/headquarters_city")
    if city is not None:
        yield "city", "/league/headquarters_city", _cities().get(folded(city))


def _phone_country(phone: str) -> str | None:
    """The country of a number that begins with +; a code shared by several gives none."""
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return None
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(number.country_code or 0, ())
    return regions[0] if len(regions) == 1 and len(regions[0]) == 2 else None


def _cities() -> Mapping[str, str]:
    """Cities that a time zone is called after -> country."""
    zones: Mapping[str, str] = get_global("zone_territories")
    return {
        folded(zone.rpartition("/")[2].replace("_", " ")): country
        for zone, country in sorted(zones.items())
        if "/" in zone and len(country) == 2 and country.isalpha()
    }
