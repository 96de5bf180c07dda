"""What a few-shot example says of its league, wherever in the case it stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core import canonical
from core.canonical import Json

# Cases of different stages say the same thing in different places; the surest comes first.
_SPORT = (
    "output.archetype.sport",
    "output.facts./sport/name.value",
    "output.facts.*.data.sport",
    "output.profile.sport.name",
    "input.stated./sport/name",
    "sport",
)
_TIER = ("output.tier", "output.facts.*.data.tier", "input.tier", "tier")
_NAME = (
    "output.facts./league/legal_name.value",
    "output.facts.*.data.league_name",
    "output.profile.league.legal_name",
    "input.stated./league/legal_name",
    "league_name",
)


@dataclass(frozen=True, slots=True)
class LeagueCase:
    """A case about a league of `sport`; `data` is the whole of it."""

    sport: str
    tier: str | None
    league_name: str | None
    data: Json


def league_case(text: str, metadata: Mapping[str, Any]) -> LeagueCase | None:
    """The case in `text`, which its metadata may complete; `None` where it names no sport."""
    try:
        data = canonical.decode(text)
    except ValueError:
        data = {"text": text}
    sport = _said(data, metadata, _SPORT)
    if sport is None:
        return None
    return LeagueCase(sport, _said(data, metadata, _TIER), _said(data, metadata, _NAME), data)


def _said(data: Json, metadata: Mapping[str, Any], places: Sequence[str]) -> str | None:
    for place in places:
        for source in (data, metadata):
            found = next(_at(source, place.split(".")), None)
            if found is not None:
                return found
    return None


def _at(value: Json, path: Sequence[str]) -> Iterator[str]:
    """The texts at `path` in `value`; `*` stands for every item of a list."""
    if not path:
        if isinstance(value, str) and value.strip():
            yield value
    elif path[0] == "*":
        for item in value if isinstance(value, list) else ():
            yield from _at(item, path[1:])
    elif isinstance(value, Mapping) and path[0] in value:
        yield from _at(value[path[0]], path[1:])
