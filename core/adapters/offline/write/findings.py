"""What earlier stages found, as parts of a document: readiness, conflicts, people, loose ends."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from core.adapters.offline.write.markup import cut, grid, inline, line
from core.adapters.offline.write.open_questions import Open, open_questions
from core.adapters.offline.write.readiness import readiness_parts
from core.adapters.offline.write.telling import Teller
from core.canonical import Json
from core.documents.outlines import Show
from core.pipeline.facts import Facts
from core.pipeline.ports import Knowledge

_LONG = 120


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is said: characters of a quotation, items of a list, reasons of a score; whether
    a question comes with why it is asked."""

    quote: int
    items: int | None
    reasons: int
    why: bool

    def of(self, listed: Sequence[Any], most: int | None) -> int:
        """How many of `listed` there is room for, where the outline wants `most` at most."""
        return min(n for n in (len(listed), most, self.items) if n is not None)


class Findings:
    """Reads `results`; a finding whose stage did not run is left out of the document."""

    def __init__(
        self, facts: Facts, results: Mapping[str, Json], knowledge: Knowledge, teller: Teller
    ) -> None:
        self._facts = facts
        self._results = results
        self._knowledge = knowledge
        self._teller = teller

    @cached_property
    def open(self) -> Sequence[Open]:
        """What is still to be asked, the most important first."""
        return open_questions(self._facts, self._results, self._knowledge)

    def parts(self, show: Show, limits: Limits) -> Sequence[str]:
        """The Markdown of a finding, a string a paragraph, list or table."""
        match show.what:
            case "readiness":
                return self._readiness(limits)
            case "questions":
                return self._questions(show.most, limits)
            case "conflicts":
                none = "Nothing in the questionnaire contradicts itself."
                return _listed(list(self._conflicts()), show.most, limits, none)
            case "people":
                return self._people(limits)
            case _:
                none = "Every answer found its place."
                return _listed(list(self._unplaced()), show.most, limits, none)

    def _readiness(self, limits: Limits) -> Sequence[str]:
        classified = self._results.get("classify")
        if classified is None:
            return ()
        rules = self._knowledge.json("rules", "readiness")
        return readiness_parts(classified, rules, limits.reasons)

    def _questions(self, most: int | None, limits: Limits) -> Sequence[str]:
        if not self.open:
            return ("Nothing is open.",)
        shown = limits.of(self.open, most)
        lines = [
            f"{number}. **{inline(one.question)}**"
            + (f" {inline(one.why)}" if limits.why and one.why else "")
            + (" *(condition of a sale)*" if one.kind == "condition" else "")
            for number, one in enumerate(self.open[:shown], start=1)
        ]
        return ("\n".join(lines), *_more(len(self.open) - shown))

    def _conflicts(self) -> Iterator[str]:
        extracted = self._results["extract"]
        for found in extracted.get("contradictions") or ():
            quotes = " against ".join(_quoted(place) for place in found["places"])
            kept = self._printed(found["kept"], found["pointer"])
            yield f"{_label(found['pointer'])}: {quotes}. Taken: {kept} ({found['why']})."
        for found in extracted.get("ambiguities") or ():
            readings = " or ".join(str(reading) for reading in found["readings"])
            settled = f" Settled by {found['settled_by']}." if found["settled_by"] else ""
            yield f"{_label(found['pointer'])}: {_quoted(found)} may mean {readings}.{settled}"
        for found in (self._results.get("enhance") or {}).get("contradictions") or ():
            quotes = " and ".join(_quoted(place) for place in found["places"])
            yield f"{found['problem']} {quotes}".strip()

    def _printed(self, value: Json, pointer: str) -> str:
        return "nothing" if value is None else self._teller.printed(value, pointer)

    def _people(self, limits: Limits) -> Sequence[str]:
        people = self._facts.profile.get("contacts") or []
        if not people:
            return ("Nobody is named.",)
        keys = ("name", "role", "email", *(("phone",) if limits.why else ()))
        rows = [
            [*(inline(cut(str(one.get(key) or ""), _LONG)) for key in keys), _signs(one)]
            for one in people[: limits.of(people, None)]
        ]
        headings = {"name": "Name", "role": "Position", "email": "E-mail", "phone": "Telephone"}
        return (grid([*(headings[key] for key in keys), "May sign"], rows),)

    def _unplaced(self) -> Iterator[str]:
        extracted = self._results["extract"]
        for item in extracted.get("unmapped") or ():
            yield f"{cut(item['question'], _LONG)}: {cut(item['answer'], _LONG)}"
        for item in extracted.get("unread") or ():
            yield f"{cut(item['what'], _LONG)} ({item['why']})"


def _signs(person: Mapping[str, Json]) -> str:
    signs = person.get("is_signatory")
    return "not stated" if signs is None else "yes" if signs else "no"


def _listed(items: Sequence[str], most: int | None, limits: Limits, none: str) -> Sequence[str]:
    if not items:
        return (none,)
    shown = limits.of(items, most)
    lines = [f"- {line(inline(item))}" for item in items[:shown]]
    return (*(["\n".join(lines)] if lines else []), *_more(len(items) - shown))


def _more(count: int) -> Sequence[str]:
    return (f"And {count} more.",) if count > 0 else ()


def _quoted(place: Mapping[str, Json]) -> str:
    return f"“{cut(place['quote'], _LONG)}”"


def _label(pointer: str) -> str:
    words = [part.replace("_", " ") for part in pointer.split("/")[1:] if not part.isdigit()]
    return " ".join(words[-1:]).capitalize()
