"""Rate cards, rules and taxonomies looked at before they are used: what would fail or misread.

Every finding names its place in the file. Conditions may name facts of a profile, derived facts and
measures; where `known` is empty there is no profile to hold facts against.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from core.canonical import Json
from core.errors import InvalidInput
from core.pipeline.conditions import parse
from core.pipeline.drafting.vocabulary import general
from core.pipeline.pricing.measures import MEASURES
from core.pipeline.pricing.reading import read_card
from core.pipeline.pricing.territories import Territories

LANGUAGES = ("en", "de", "es", "fr")
_ROOTS = ("/choice/", "/readiness/")
_CONDITIONS = ("when", "open", "applies")
_KINDS = ("condition", "price", "other")

Values = Mapping[str, Any]
Finding = tuple[str, str, str]
"""The place in the file, what is wrong there, and what to write instead."""


def findings_in(kind: str, name: str, value: Json, known: Collection[str]) -> Iterator[Finding]:
    """Everything wrong with the entry `kind`/`name`, whose text is the JSON `value`."""
    try:
        if kind == "rate_cards":
            read_card(value, "")
        yield from _conditions(value, known)
        check = _CHECKS.get((kind, name))
        if check is not None:
            yield from check(value)
    except InvalidInput as error:
        yield error.field or f"{kind}/{name}", error.problem, error.remedy
    except (KeyError, TypeError, AttributeError, ValueError, IndexError, StopIteration) as error:
        shown = f"{type(error).__name__}: {error}"
        yield f"{kind}/{name}", f"lacks what is read of it ({shown})", "compare the shipped file"


def _conditions(value: Json, known: Collection[str]) -> Iterator[Finding]:
    for place, text in _texts(value, ""):
        try:
            paths = parse(text).paths
        except InvalidInput as error:
            yield place, f"condition {error.problem}", error.remedy
            continue
        for path in paths:
            yield from _path(place, path, known)


def _texts(value: Json, place: str) -> Iterator[tuple[str, str]]:
    """Every condition in `value` with its place."""
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in parts:
        where = f"{place}/{key}".lstrip("/")
        if key in _CONDITIONS and isinstance(inner, str):
            yield where, inner
        elif key in _CONDITIONS and isinstance(inner, dict):
            yield from ((f"{where}{pointer}", text) for pointer, text in inner.items())
        elif isinstance(inner, dict | list):
            yield from _texts(inner, where)


def _path(place: str, path: str, known: Collection[str]) -> Iterator[Finding]:
    measure = path.removeprefix("/measure/")
    if measure != path:
        if measure not in MEASURES:
            yield place, f"there is no measure {measure!r}", f"use {', '.join(sorted(MEASURES))}"
    elif known and not path.startswith(_ROOTS) and general(path) not in known:
        yield place, f"{path} is no fact of a profile", "name a fact that a profile has"


def _contradictions(value: Values) -> Iterator[Finding]:
    for number, rule in enumerate(value["rules"]):
        place = f"rules/{number}"
        yield from _languages(f"{place}/problem", rule["problem"])
        yield from _kind(place, rule["kind"])
        if not rule["pointers"]:
            yield f"{place}/pointers", "names no fact", "name the facts that do not agree"
    for name in ("ask", "why_asked", "if_open"):
        yield from _languages(name, value[name])


def _follow_up(value: Values) -> Iterator[Finding]:
    for number, question in enumerate(value["questions"]):
        place = f"questions/{number}"
        yield from _kind(place, question["kind"])
        for part in ("question", "why", "if_open"):
            yield from _languages(f"{place}/{part}", question[part])


def _letter(value: Values) -> Iterator[Finding]:
    yield from _languages("languages", value["languages"])
    wanted = set(value["languages"]["en"])
    for language, words in value["languages"].items():
        for name in sorted(wanted - set(words)):
            yield f"languages/{language}", f"lacks {name}", "say it in this language too"


def _derivations(value: Values) -> Iterator[Finding]:
    for number, rule in enumerate(value["rules"]):
        if rule["measure"] not in MEASURES:
            problem = f"there is no measure {rule['measure']!r}"
            yield f"rules/{number}/measure", problem, f"use {', '.join(sorted(MEASURES))}"


def _readiness(value: Values) -> Iterator[Finding]:
    weights = {dimension["name"]: dimension["weight"] for dimension in value["dimensions"]}
    if sum(weights.values()) != 100:
        yield "dimensions", "the weights do not add up to 100", "mend a weight"
    if value["spread"]["dimension"] not in weights:
        yield "spread/dimension", "is no dimension", f"use one of {', '.join(weights)}"
    scores = [level["score"] for level in value["levels"]]
    if scores != sorted(scores, reverse=True):
        yield "levels", "do not fall", "put the highest score first"
    for dimension in value["dimensions"]:
        most = sum(max(step["points"] for step in rule["steps"]) for rule in dimension["rules"])
        if most != 100:
            place = f"dimensions/{dimension['name']}"
            yield place, f"its rules give {most} points at most", "let them add up to 100"


def _tiers(value: Values) -> Iterator[Finding]:
    if value["bands"][-1]["when"].strip() != "always":
        yield "bands", "may leave a league without one", 'end with "when": "always"'
    if value["steps"][-1]["points"] != 0:
        yield "steps", "may leave a league without one", "let the last one take 0 points"


def _territories(value: Values) -> Iterator[Finding]:
    Territories(value, ())
    named = [(f"aliases/{name}", [code]) for name, code in value["aliases"].items()]
    named += [(f"parts/{name}", [code]) for name, code in value["parts"].items()]
    named += [(f"regions/{name}", codes) for name, codes in value["regions"].items()]
    for place, codes in named:
        for code in codes:
            if not (len(code) == 2 and code.isascii() and code.isupper()):
                yield place, f"{code!r} is no country", "write its ISO 3166-1 code, such as IE"


def _sports(value: Values) -> Iterator[Finding]:
    codes: set[str] = set()
    for number, sport in enumerate(value["sports"]):
        place = f"sports/{number}"
        for name, known in (("format", value["formats"]), ("family", value["families"])):
            if sport[name] not in known:
                yield f"{place}/{name}", f"{sport[name]!r} is unknown", f"use {', '.join(known)}"
        if sport["code"] in codes:
            yield f"{place}/code", f"{sport['code']!r} stands twice", "give each sport its own"
        if not sport["names"]["en"] or not isinstance(sport["aliases"], list):
            yield place, "has no name", "write its English name and a list of aliases"
        codes.add(sport["code"])


def _languages(place: str, words: Values) -> Iterator[Finding]:
    for language in LANGUAGES:
        if not words.get(language):
            yield place, f"says nothing in {language!r}", f"write it in {', '.join(LANGUAGES)}"


def _kind(place: str, kind: str) -> Iterator[Finding]:
    if kind not in _KINDS:
        yield f"{place}/kind", f"{kind!r} is no kind", f"use {', '.join(_KINDS)}"


_CHECKS: Mapping[tuple[str, str], Callable[[Any], Iterator[Finding]]] = {
    ("rules", "contradictions"): _contradictions,
    ("rules", "follow_up"): _follow_up,
    ("rules", "letter"): _letter,
    ("rules", "derivations"): _derivations,
    ("rules", "readiness"): _readiness,
    ("rules", "tiers"): _tiers,
    ("taxonomies", "territories"): _territories,
    ("taxonomies", "sports"): _sports,
}
