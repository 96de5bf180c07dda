"""The partnership tier: a band from readiness, a step within it from size."""

from collections.abc import Mapping
from typing import Any

from core.adapters.offline.classify.rules import first_step, steps_of
from core.canonical import Json
from core.pipeline.conditions import parse
from core.pipeline.pricing.measures import Look


def tier_of(
    readiness: Mapping[str, Json], look: Look, rules: Mapping[str, Any]
) -> tuple[str, list[str]]:
    """The tier, 1.1 (strongest) to 4.3, and the reasons for band and step."""

    def with_readiness(pointer: str) -> Json:
        if pointer.startswith("/readiness/"):
            return readiness[pointer.removeprefix("/readiness/")]
        return look(pointer)

    band = next(b for b in rules["bands"] if parse(b["when"]).holds(with_readiness))
    points, reasons = 0, []
    for part in rules["size"]:
        step = first_step(steps_of(part["steps"]), look)
        if step is not None:
            points += step.points
            reasons.append(f"size: {step.reason} (+{step.points})")
    chosen = next(s for s in rules["steps"] if points >= s["points"])
    return (
        f"{band['band']}.{chosen['step']}",
        [
            f"band {band['band']}: {band['reason']}",
            *reasons,
            f"step {chosen['step']}: {points} points for size, of which it takes "
            f"{chosen['points']}",
        ],
    )
