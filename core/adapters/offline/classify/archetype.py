"""Which archetype a sport is: exactly, by alias, by a name within the name, by likeness."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from core.canonical import Json
from core.pipeline.facts import Facts
from core.pipeline.names import folded

LIKENESS = 85
"""From this on (of 100) a spelling is taken for a slip of the other."""

NAME, FORMAT = "/sport/name", "/sport/format"


@dataclass(frozen=True, slots=True)
class _Match:
    sport: Mapping[str, Any]
    alias: str
    how: str


def archetype_of(facts: Facts, taxonomy: Mapping[str, Any]) -> dict[str, Json]:
    """The archetype with the words that decided and the reasons.

    A sport that the taxonomy does not know goes by its format alone.
    """
    stated, format_stated = facts.value(NAME), facts.value(FORMAT)
    match = None if stated is None else _best_match(str(stated), taxonomy["sports"])
    reasons = []
    if match is not None:
        reasons.append(match.how)
        return _known(match, stated, format_stated, taxonomy, reasons)
    reasons.append(
        "the league does not name its sport"
        if stated is None
        else f"the taxonomy knows no sport called {stated!r}"
    )
    if format_stated is None:
        reasons.append("nor is the format of its competition known")
    else:
        reasons.append(f"so the stated format, {format_stated}, decides")
    family = taxonomy["family_of_format"].get(format_stated, "unclassified")
    return {
        "sport": stated,
        "code": f"generic_{format_stated}" if format_stated else "unclassified",
        "family": family,
        "format": format_stated,
        "records": _records(taxonomy, format_stated, ()),
        "unit": _unit(taxonomy, format_stated),
        "matched": None,
        "reasons": reasons,
    }


def _known(
    match: _Match,
    stated: str,
    format_stated: str | None,
    taxonomy: Mapping[str, Any],
    reasons: list[str],
) -> dict[str, Json]:
    sport = match.sport
    usual = sport["format"]
    if format_stated is None:
        reasons.append(f"its format is not stated; {usual} is usual for it")
    elif format_stated != usual:
        reasons.append(f"its format is stated as {format_stated}, where {usual} is usual")
    format_used = format_stated or usual
    return {
        "sport": stated,
        "code": sport["code"],
        "family": sport["family"],
        "format": format_used,
        "records": _records(taxonomy, format_used, sport["records"]),
        "unit": _unit(taxonomy, format_used),
        "matched": match.alias,
        "reasons": reasons,
    }


def _records(
    taxonomy: Mapping[str, Any], format_used: str | None, own: Sequence[str]
) -> list[Json]:
    """What the sport's data consists of: its own records, then those of its format."""
    usual = taxonomy["formats"].get(format_used or "other", {}).get("records", [])
    return list(dict.fromkeys([*own, *usual]))


def _unit(taxonomy: Mapping[str, Any], format_used: str | None) -> Json:
    return taxonomy["formats"].get(format_used or "other", {}).get("unit")


def _best_match(name: str, sports: Sequence[Mapping[str, Any]]) -> _Match | None:
    wanted = folded(name)
    if not wanted:
        return None
    known = list(_aliases(sports))
    for sport, alias, own in known:
        if folded(alias) == wanted:
            how = "is its name" if own else f"is another name of {sport['names']['en']}"
            return _Match(sport, alias, f"{alias!r} {how}")
    within = [(s, a) for s, a, _ in known if f" {folded(a)} " in f" {wanted} "]
    if within:
        sport, alias = max(within, key=lambda pair: (len(folded(pair[1])), pair[0]["code"]))
        return _Match(sport, alias, f"{name!r} contains {alias!r}")
    likest = [(fuzz.ratio(folded(a), wanted), s["code"], s, a) for s, a, _ in known]
    likeness, _, sport, alias = max(likest, key=lambda item: (item[0], item[1], item[3]))
    if likeness < LIKENESS:
        return None
    return _Match(sport, alias, f"{name!r} is spelt {likeness:.0f} % like {alias!r}")


def _aliases(
    sports: Sequence[Mapping[str, Any]],
) -> Iterator[tuple[Mapping[str, Any], str, bool]]:
    """(sport, name, whether it is its proper name), English names first."""
    for sport in sports:
        for name in dict.fromkeys(sport["names"].values()):
            yield sport, name, True
    for sport in sports:
        for name in sport["aliases"]:
            yield sport, name, False
