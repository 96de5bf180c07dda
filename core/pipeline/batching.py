"""Many inputs side by side: one that cannot be read or started does not stop the others."""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from core.canonical import Json
from core.errors import InvalidInput, PromptIntelError, Rejection
from core.pipeline.starting import NO_SETTINGS, Input, Starter

MOST_INPUTS = 200
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class NotRun:
    """An input that came to nothing, and why: it was refused, or a service failed."""

    name: str
    error: PromptIntelError

    def to_json(self) -> dict[str, Any]:
        return {
            "status": "rejected" if isinstance(self.error, Rejection) else "failed",
            "execution_id": None,
            "input": self.name,
            "error": str(self.error),
        }


def check_size(count: int, field: str) -> None:
    """Raises `InvalidInput` where a batch is empty or larger than one request may hold."""
    if not 0 < count <= MOST_INPUTS:
        raise InvalidInput(field, f"{count} inputs", f"give 1 to {MOST_INPUTS}")


def start_all(
    starter: Starter,
    workflow: str,
    inputs: Sequence[Input | NotRun],
    *,
    actor: str,
    key: str | None,
    settings: Mapping[str, Json] = NO_SETTINGS,
) -> list[str | NotRun]:
    """Start every input that could be read; the ids in order. Each has a key of its own under
    `key`, so that the whole batch may be sent again.
    """
    starter.plan(workflow)  # an unknown workflow is the request's fault, not an input's
    started: list[str | NotRun] = []
    for number, document in enumerate(inputs):
        if isinstance(document, NotRun):
            started.append(document)
            continue
        own = None if key is None else f"{key}\0{number}"
        try:
            started.append(
                starter.start(workflow, document, actor=actor, key=own, settings=settings)
            )
        except PromptIntelError as error:
            started.append(NotRun(document.name, error))
    return started


def side_by_side(jobs: Sequence[Callable[[threading.Event], _T]], limit: int) -> list[_T]:
    """What `jobs` give, in order, at most `limit` of them at a time.

    Each is handed an event that is set when the others are given up: a job watches it and ends.
    """
    stop = threading.Event()
    with ThreadPoolExecutor(min(limit, len(jobs)), thread_name_prefix="run") as pool:
        futures = [pool.submit(job, stop) for job in jobs]
        try:
            return [future.result() for future in futures]
        except BaseException:
            stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def status_of_all(statuses: Sequence[str]) -> str:
    """The one word for many executions: the first of these that any of them is."""
    order = ("running", "failed", "rejected", "parked", "cancelled")
    return next((status for status in order if status in statuses), "completed")
