"""Which projections hear of an update: rules that are data, read here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core import canonical
from core.catalogue.genesis import GenesisFile
from core.catalogue.model import Ref
from core.errors import InvalidInput

PROJECTIONS = ("firestore", "supabase")
_TESTS = ("name_contains", "name_starts_with", "type_in")


@dataclass(frozen=True, slots=True)
class Rule:
    """Updates that pass any of `tests` go to the projection `to`."""

    to: str
    tests: tuple[Mapping[str, Any], ...]

    def matches(self, ref: Ref) -> bool:
        return any(_passes(test, ref) for test in self.tests)


class Router:
    """The routing rules as one function from a reference to the projections, in a fixed order."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = tuple(rules)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Router":
        """Read `{"rules": [{"to": ..., "any": [{test: words}]}]}`; raises `InvalidInput`."""
        return cls([_rule(number, rule) for number, rule in enumerate(data.get("rules", ()))])

    def __call__(self, ref: Ref) -> tuple[str, ...]:
        targets = {rule.to for rule in self._rules if rule.matches(ref)}
        return tuple(name for name in PROJECTIONS if name in targets)


RULES = Ref("routing", "updates")
"""The catalogue's entry that holds the rules."""


def router_of(text: str | None) -> Router:
    """The router that the text of `RULES` describes; it routes nowhere without one."""
    return Router.from_json(canonical.decode(text)) if text is not None else Router(())


def route_of_files(files: Sequence[GenesisFile]) -> Router:
    """The router that genesis files bring along: a first build has no catalogue to ask."""
    return router_of(next((file.text for file in files if file.ref == RULES), None))


def _rule(number: int, data: Mapping[str, Any]) -> Rule:
    if data.get("to") not in PROJECTIONS:
        raise InvalidInput(
            f"rules/{number}/to", f"{data.get('to')!r} is no projection", f"use {PROJECTIONS}"
        )
    tests = tuple(data.get("any", ()))
    for test in tests:
        if len(test) != 1 or next(iter(test)) not in _TESTS:
            raise InvalidInput(f"rules/{number}/any", f"{test} is no test", f"use one of {_TESTS}")
    return Rule(data["to"], tests)


def _passes(test: Mapping[str, Any], ref: Ref) -> bool:
    match test:
        case {"name_contains": part}:
            return part in ref.name
        case {"name_starts_with": head}:
            return ref.name.startswith(head)
        case {"type_in": types}:
            return ref.type in types
        case _:
            return False
