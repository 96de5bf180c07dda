"""One sentence a stage, for people who watch: what it did and what it found."""

from collections.abc import Callable, Mapping
from typing import Any

from core.canonical import Json


def summarise(task: str, result: Json) -> str:
    """What `result` of `task` comes to, in a few words.

    A workflow may give a task a result of another shape: then its title is told, if it has one.
    """
    describe = _SUMMARIES.get(task, _anything)
    try:
        return describe(result)
    except (LookupError, TypeError, ValueError, AttributeError, StopIteration):
        return _anything(result)


def _anything(result: Json) -> str:
    title = result.get("title") if isinstance(result, Mapping) else None
    return f"wrote {title}" if isinstance(title, str) else "done"


def _extract(result: Mapping[str, Any]) -> str:
    found, unmapped = len(result["evidence"]), len(result["unmapped"])
    text = f"{found} facts with their words"
    if unmapped:
        text += f", {unmapped} answers no field took"
    if result["contradictions"]:
        text += f", {len(result['contradictions'])} contradictions"
    if result.get("unread"):
        text += f", {len(result['unread'])} parts not read"
    return text


def _enhance(result: Mapping[str, Any]) -> str:
    complete = round(100 * result["completeness"]["overall"])
    return (
        f"{complete} % complete, {len(result['derived'])} values derived, "
        f"{len(result['questions'])} questions to ask"
    )


def _classify(result: Mapping[str, Any]) -> str:
    readiness = result["readiness"]
    sport = result["archetype"]["sport"] or "unknown sport"
    return (
        f"{sport}, readiness {readiness['score']:g} ({readiness['level']}), tier {result['tier']}"
    )


def _upsert(result: Mapping[str, Any]) -> str:
    facts = result["facts"]
    return f"{len(facts)} fact{'s' if len(facts) != 1 else ''} recorded for the read models"


def _price(result: Mapping[str, Any]) -> str:
    chosen = next(s for s in result["suggestions"] if s["name"] == result["chosen"])
    fee = chosen["annual_fee"]
    return (
        f"{fee['currency']} {fee['amount']:,} a year ({result['chosen']}), "
        f"{len(result['suggestions'])} suggestions"
    )


def _assemble(result: Mapping[str, Any]) -> str:
    return f"{len(result['documents'])} documents, {len(result['blanks'])} blanks"


def _export(result: Mapping[str, Any]) -> str:
    return f"{len(result['artifacts'])} files"


_SUMMARIES: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "extract": _extract,
    "enhance": _enhance,
    "classify": _classify,
    "upsert": _upsert,
    "price": _price,
    "assemble": _assemble,
    "export": _export,
}
