"""Marks of pending work in memory."""

import threading
from collections.abc import Sequence

from core.pipeline.pending import Mark


class MemoryPending:
    """Implements `Pending` in a dictionary by name."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._marks: dict[str, Mark] = {}

    def mark(self, mark: Mark) -> None:
        with self._lock:
            self._marks[mark.name] = mark

    def list(self) -> Sequence[Mark]:
        with self._lock:
            return [self._marks[name] for name in sorted(self._marks)]

    def clear(self, name: str) -> None:
        Mark.parse(name)
        with self._lock:
            self._marks.pop(name, None)
