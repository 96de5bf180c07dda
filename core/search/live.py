"""The searchable catalogue of a process: the current snapshot, kept up to date with the log."""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from time import monotonic

from core.errors import NotYetVisible, SnapshotDamaged, StorageUnavailable
from core.events.blobs import BlobStore
from core.events.envelope import CATALOGUE
from core.events.log import EventLog
from core.search.requests import SearchAnswer, SearchRequest
from core.search.view import View
from core.snapshot.reader import open_snapshot
from core.snapshot.store import SnapshotStore

_POINTER_SECONDS = 1.0
_log = logging.getLogger("promptintel.search")


class LiveIndex:
    """Safe to share between threads: each call works on one immutable view.

    `freshness_seconds` is how old what is known of the log may be before a call looks again.
    """

    def __init__(
        self,
        log: EventLog,
        blobs: BlobStore,
        snapshots: SnapshotStore,
        *,
        freshness_seconds: float = 0.0,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._log = log
        self._blobs = blobs
        self._snapshots = snapshots
        self._freshness = freshness_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._refused: str | None = None
        self._view = self._opened()
        self._looked = float("-inf")
        self._pointer_looked = clock()

    def latest(self) -> View:
        """The catalogue up to date with the log. Raises `StorageUnavailable`."""
        with self._lock:
            self._catch_up()
            return self._view

    def fresh(self) -> View:
        """The catalogue, no older than the freshness bound. Raises `StorageUnavailable`."""
        if self._clock() - self._looked <= self._freshness:
            return self._view
        return self.latest()

    def search(self, request: SearchRequest) -> SearchAnswer:
        """Answer from memory; `stale` where the log could not be looked at.

        Raises `InvalidInput`, or `NotYetVisible` where `min_sequence` lies beyond what can be
        read.
        """
        request.check()
        stale = False
        try:
            view = self.fresh()
            wanted = request.min_sequence
            if wanted is not None and wanted > view.sequence:
                view = self.latest()
        except StorageUnavailable as error:
            _log.warning("answering from sequence %s: %s", self._view.sequence, error)
            view, stale = self._view, True
        if request.min_sequence is not None and request.min_sequence > view.sequence:
            raise NotYetVisible(wanted=request.min_sequence, visible=view.sequence)
        answer = view.search(request)
        if stale:
            return replace(answer, stale=True, age_seconds=self._clock() - self._looked)
        return answer

    def _catch_up(self) -> None:
        now = self._clock()
        if self._log.advanced(CATALOGUE, self._view.sequence):
            events = self._log.read(CATALOGUE, after=self._view.sequence)
            self._view = self._view.after(events)
        if now - self._pointer_looked >= _POINTER_SECONDS:
            self._adopt_newer()
            self._pointer_looked = now
        self._looked = now

    def _adopt_newer(self) -> None:
        """Take a newer snapshot over; a damaged one is left where it is, and said once."""
        pointer = self._snapshots.current()
        if pointer is None or pointer.id in (self._view.snapshot_id, self._refused):
            return
        try:
            view = View.of(open_snapshot(self._snapshots, pointer.id), self._blobs)
        except SnapshotDamaged as error:
            self._refused = pointer.id
            _log.error("staying with snapshot %s: %s", self._view.snapshot_id[:16], error)
            return
        view = view.after(self._log.read(CATALOGUE, after=view.sequence))
        if view.sequence >= self._view.sequence:
            self._view = view

    def _opened(self) -> View:
        pointer = self._snapshots.current()
        if pointer is None:
            raise StorageUnavailable("there is no snapshot yet; run `promptintel build`")
        return View.of(open_snapshot(self._snapshots, pointer.id), self._blobs)
