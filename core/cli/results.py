"""What an execution came to, for people: a table, what was not understood, why it waits, files."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.cli.output import table


def told(done: dict[str, Any], paths: Sequence[str] = (), detail: str = "standard") -> str:
    """A report, as `report` gives it, in words; `paths` are where its files can be opened.

    In brief without the table of stages; in full with how many facts each section has.
    """
    parts = [f"execution {done['execution_id']}: {done['status']}"]
    if done["origin"]:
        parts.append(f"goes on from {done['origin']['execution']} at {done['origin']['from']}")
    if done["error"]:
        parts.append(f"error: {done['error']}")
    rows = [
        (name, stage["status"], f"{stage['seconds']:.2f} s" if stage["seconds"] else "", said)
        for name, stage in done["stages"].items()
        if (said := stage["summary"] or stage["error"] or "") or stage["status"] != "waiting"
    ]
    if detail != "brief":
        parts.append(table(("stage", "status", "time", "what it found"), rows))
    if detail == "full" and done["evidence"]:
        parts.append(f"Facts with their words: {_counted(done['evidence'])}")
    if done["parked"] is not None:
        parts.append("\n".join(_parked(done["parked"])))
    unread = _unread(done["stages"].get("extract", {}).get("result") or {})
    if unread:
        parts.append("Not understood:\n" + "\n".join(f"  - {line}" for line in unread))
    if paths:
        parts.append("Files:\n" + "\n".join(f"  {path}" for path in paths))
    return "\n\n".join(parts)


def _parked(parked: dict[str, Any]) -> Iterator[str]:
    """Why it waits, and how it goes on."""
    if parked["reason"] == "approval":
        yield f"It waits for approval before {parked['stage']}; nothing has left yet. To go on:"
        yield f"  {parked['remedy']}"
        return
    yield f"It waits for a person: the result of {parked['stage']} is not valid."
    for complaint in parked["complaints"]:
        yield f"  - {complaint['pointer']}: {complaint['problem']}"
        if complaint["quote"]:
            yield f"    the questionnaire says “{short(complaint['quote'])}”"
    if parked["lacks"]:
        yield f"It lacks: {', '.join(parked['lacks'])}"
    yield "To go on:"
    yield f"  {parked['remedy']}"


def _counted(evidence: Mapping[str, Any]) -> str:
    """How many stated values each section of the profile has."""
    sections = Counter(pointer.split("/")[1] for pointer in evidence)
    return ", ".join(f"{name} {count}" for name, count in sorted(sections.items()))


def _unread(extracted: dict[str, Any]) -> list[str]:
    """What the reader could not place, in the document's own words."""
    unmapped = [
        f"no field took {item['question']!r}: {short(item['answer'])}"
        for item in extracted.get("unmapped", ())
    ]
    unread = [f"{item['what']}: {item['why']}" for item in extracted.get("unread", ())]
    return unmapped + unread


def short(text: str) -> str:
    """`text` on one line of at most 80 characters, without what could steer a terminal."""
    words = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return words if len(words) <= 80 else words[:77] + "..."
