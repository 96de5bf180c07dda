"""Several read models of one log: each has its own position, and none waits for another."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from core.errors import PromptIntelError
from core.events.envelope import StreamId
from core.projections.projector import Projector

T = TypeVar("T")


class Projectors:
    """Lets every one of `projectors` catch up, side by side."""

    def __init__(self, projectors: Sequence[Projector]) -> None:
        self._projectors = tuple(projectors)

    def wake(self) -> None:
        """Catch up as far as it goes; what stands in the way of one is logged."""
        for one in self._run(lambda projector: projector.wake()):
            one.result()

    def catch_up(self, streams: Iterable[StreamId] | None = None) -> Mapping[StreamId, Exception]:
        """As `Projector.catch_up`, of all: a fault of one keeps none of the others.

        Raises the first error that kept one from looking at all, once every one has been let.
        """
        named = None if streams is None else list(streams)
        faults: dict[StreamId, Exception] = {}
        errors: list[PromptIntelError] = []
        for work in self._run(lambda projector: projector.catch_up(named)):
            try:
                faults = {**work.result(), **faults}
            except PromptIntelError as error:
                errors.append(error)
        if errors:
            raise errors[0]
        return faults

    def _run(self, work: Callable[[Projector], T]) -> Sequence[Future[T]]:
        if not self._projectors:
            return ()
        with ThreadPoolExecutor(len(self._projectors), "projector") as pool:
            return [pool.submit(work, projector) for projector in self._projectors]
