"""Territories as leagues write them, read as countries and parts of countries."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pycountry
from babel import Locale

from core.pipeline.names import folded

ELSEWHERE = "ZZ"
"""All countries that a rate card does not list one by one."""

_LANGUAGES = ("en", "de", "es", "fr", "it", "nl", "pt", "sv", "da", "nb", "fi", "pl")
_BETWEEN = re.compile(r"\s*(?:[,;/&+]|\b(?:and|und|y|e|et|en|och|og|or|oder|o|ou)\b)\s*")
_LESS = re.compile(
    r"\b(?:except(?: for)?|excluding|excl|without|outside(?: of)?|ohne|ausser(?:halb)?|ausgenommen"
    r"|salvo|excepto|menos|fuera de|sauf|hors|a l exception de)\b"
)
_REMARK = re.compile(r"\(([^()]*)\)")
_ARTICLES = re.compile(r"^(?:the|in|all of|all|whole of|ganz|toda|todo|toute|tout|la|el|le|les)\s+")
_STATES_FIRST = ("US", "CA", "AU", "GB", "DE", "CH")
"""Whose state is meant where a name of one occurs in several countries."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What territories come to. `parts` holds (country, state) pairs; `unknown` what nobody knows.

    `countries` are ISO 3166-1 codes, and `ZZ` for those that no list names.
    """

    countries: frozenset[str] = frozenset()
    parts: frozenset[tuple[str, str]] = frozenset()
    unknown: tuple[str, ...] = ()

    def __or__(self, other: "Coverage") -> "Coverage":
        return Coverage(
            self.countries | other.countries,
            self.parts | other.parts,
            self.unknown + other.unknown,
        )

    def without(self, other: "Coverage") -> "Coverage":
        return Coverage(
            self.countries - other.countries,
            self.parts - other.parts,
            self.unknown + other.unknown,
        )


class Territories:
    """Reads territory names. `data` is the catalogue's `taxonomies/territories`."""

    def __init__(self, data: Mapping[str, Any], listed: Iterable[str]) -> None:
        """`listed` are the countries that worldwide consists of, `ZZ` apart."""
        self._world = Coverage(frozenset(listed) | {ELSEWHERE})
        self._known: dict[str, Coverage] = dict(_countries())
        for name, code in data["aliases"].items():
            self._known[folded(name)] = Coverage(frozenset({code}))
        for name, codes in data["regions"].items():
            self._known[folded(name)] = Coverage(frozenset(codes))
        for name, code in data["parts"].items():
            self._known[folded(name)] = Coverage(parts=frozenset({(code, folded(name))}))
        for name in data["worldwide"]:
            self._known[folded(name)] = self._world

    def covered(self, names: Iterable[str]) -> Coverage:
        """What `names` cover together, each as the league wrote it."""
        whole = Coverage()
        for name in names:
            whole |= self._one(name)
        return whole

    def is_worldwide(self, name: str) -> bool:
        """Whether `name` covers every country."""
        return self._one(name).countries >= self._world.countries

    def country(self, name: str) -> str | None:
        """The one country that `name` is, or is a part of; `None` where it is none or several."""
        coverage = self._one(name)
        codes = coverage.countries | {country for country, _ in coverage.parts}
        return next(iter(codes)) if len(codes) == 1 else None

    def _one(self, name: str) -> Coverage:
        direct = self._named(folded(name))
        if direct is not None:
            return direct
        kept, *left_out = _LESS.split(_spaced(_REMARK.sub(_kept_remark, name)), maxsplit=1)
        coverage = self._several(kept, name)
        return coverage.without(self._several(left_out[0], name)) if left_out else coverage

    def _several(self, text: str, name: str) -> Coverage:
        whole = Coverage()
        for piece in _BETWEEN.split(text):
            if not piece.strip():
                continue
            found = self._named(folded(piece))
            whole |= found if found is not None else Coverage(unknown=(name,))
        return Coverage(whole.countries, whole.parts, tuple(dict.fromkeys(whole.unknown)))

    def _named(self, name: str) -> Coverage | None:
        bare = _ARTICLES.sub("", name)
        for candidate in (name, bare):
            if candidate in self._known:
                return self._known[candidate]
        state = _states().get(bare)
        return None if state is None else Coverage(parts=frozenset({(state, bare)}))


def _kept_remark(remark: re.Match[str]) -> str:
    """What stands in brackets counts where it takes something away; else it explains."""
    inside = remark.group(1)
    return f" {inside} " if _LESS.search(_spaced(inside)) else " "


def _spaced(name: str) -> str:
    """`name` in lower case without accents, its separators kept."""
    return " ".join(
        piece if piece in ",;/&+" else folded(piece) for piece in re.split(r"([,;/&+])", name)
    )


@cache
def _countries() -> Mapping[str, Coverage]:
    return {name: Coverage(frozenset({code})) for name, code in _country_names().items()}


@cache
def _country_names() -> Mapping[str, str]:
    """Every country's name in the languages that questionnaires come in, folded -> code."""
    official = {country.alpha_2: country.name for country in pycountry.countries}
    names: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in sorted(Locale(language).territories.items()):
            if code in official:
                names.setdefault(folded(name), code)
    for code, name in sorted(official.items()):
        names.setdefault(folded(name), code)
    return names


@cache
def _states() -> Mapping[str, str]:
    """States, provinces and cantons whose name leaves no doubt, folded -> country code."""
    homes: dict[str, set[str]] = {}
    for state in pycountry.subdivisions:
        homes.setdefault(folded(state.name), set()).add(state.country_code)
    known: dict[str, str] = {}
    for name, countries in homes.items():
        first = next((code for code in _STATES_FIRST if code in countries), None)
        if len(countries) == 1 or first is not None:
            known[name] = first or next(iter(countries))
    return known
