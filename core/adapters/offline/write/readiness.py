"""Readiness in a few lines: the score, what keeps it where it is, and each dimension's reasons."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.adapters.offline.write.markup import grid, inline


def readiness_parts(
    classified: Mapping[str, Any], rules: Mapping[str, Any], reasons: int
) -> Sequence[str]:
    """Paragraph, table and the tier's reasons; `reasons` for and against each dimension."""
    readiness = classified["readiness"]
    titles = {d["name"]: d.get("title", d["name"]) for d in rules["dimensions"]}
    known = readiness["dimensions"]
    counting = {
        name: known[name]
        for name in (*titles, *(name for name in known if name not in titles))
        if name in known and known[name]["weight"]
    }
    head = (
        f"**{readiness['score']:g} of 100: {inline(readiness['level'])}, "
        f"tier {inline(classified['tier'])}.**"
    )
    told = [head, _held_back(readiness, counting, rules, titles), *readiness["notes"]]
    parts = [" ".join([told[0], *(inline(sentence) for sentence in told[1:] if sentence)])]
    columns = ["Dimension", "Score", *(["For it", "Costs it points"] if reasons else [])]
    rows = [
        [
            inline(titles.get(name, name)),
            f"{dimension['score']:g}",
            *(_reasons(dimension, reasons) if reasons else []),
        ]
        for name, dimension in counting.items()
    ]
    parts.append(grid(columns, rows))
    if reasons:
        parts.append(inline(f"Why tier {classified['tier']}: {_joined(classified)}."))
    return parts


def _joined(classified: Mapping[str, Any]) -> str:
    return "; ".join(classified["tier_reasons"])


def _held_back(
    readiness: Mapping[str, Any],
    counting: Mapping[str, Mapping[str, Any]],
    rules: Mapping[str, Any],
    titles: Mapping[str, str],
) -> str:
    """Which dimensions keep the league from the level that its score alone would reach."""
    for level in rules["levels"]:
        if readiness["score"] < level["score"] or readiness["level"] == level["level"]:
            if readiness["level"] == level["level"]:
                return ""
            continue
        weak = [
            f"{str(titles.get(name, name)).partition(' (')[0].lower()} has {dimension['score']:g}"
            for name, dimension in counting.items()
            if dimension["score"] < level["each"]
        ]
        return (
            f"The score alone would make it {level['level']}, which asks for "
            f"{level['each']} in every dimension: {' and '.join(weak)}."
        )
    return ""


def _reasons(dimension: Mapping[str, Any], most: int) -> Sequence[str]:
    """The strongest reasons for the dimension's score, and those that cost it most."""
    points: Sequence[Mapping[str, Any]] = dimension["points"]
    strong = sorted((p for p in points if p["got"] == p["of"] > 0), key=lambda p: -p["got"])
    lacking = [p for p in points if p["got"] < p["of"] and not p["evidence"]]
    weak = [(p["of"] - p["got"], _told(p)) for p in points if p["got"] < p["of"] and p["evidence"]]
    if lacking:
        names = ", ".join(str(p["rule"]).replace("_", " ") for p in lacking)
        weak.append((sum(p["of"] - p["got"] for p in lacking), f"not answered: {names}"))
    weak.sort(key=lambda item: -item[0])
    return [
        inline("; ".join(_told(point) for point in strong[:most])),
        inline("; ".join(told for _, told in weak[:most])),
    ]


def _told(point: Mapping[str, Any]) -> str:
    """The rule's reason, with the points where they are not all of them."""
    points = "" if point["got"] == point["of"] else f" ({point['got']} of {point['of']})"
    return f"{point['reason']}{points}"
