"""The searchable catalogue of a process: the current snapshot, kept up to date with the log."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from time import monotonic

from core.catalogue.model import Catalogue
from core.errors import NotYetVisible, SnapshotDamaged, StorageUnavailable, Unavailable
from core.events.blobs import BlobStore
from core.events.envelope import CATALOGUE
from core.events.log import EventLog
from core.search.requests import SearchAnswer, SearchRequest
from core.search.view import View
from core.snapshot.reader import Snapshot, open_snapshot
from core.snapshot.store import SnapshotStore

_POINTER_SECONDS = 1.0
_OPENING_SECONDS = 5.0
_log = logging.getLogger("promptintel.search")


@dataclass(frozen=True, slots=True)
class Shipped:
    """The catalogue that a package brings along, for when its own cannot be reached at the start.

    It is the genesis of that package, not a point of the log: its sequence counts as 0.
    """

    snapshots: SnapshotStore
    blobs: BlobStore

    def view(self) -> View:
        """Raises `StorageUnavailable` or `SnapshotDamaged` where it cannot be read."""
        return replace(View.of(_current(self.snapshots), self.blobs), tail=Catalogue(0))


class LiveIndex:
    """Safe to share between threads: each call works on one immutable view.

    `freshness_seconds` is how old what is known of the log may be before a call looks again, and
    `patience_seconds` how long a search waits for that (`None`: as long as it takes). An index
    with something `shipped` opens even where the log cannot be reached.
    """

    def __init__(
        self,
        log: EventLog,
        blobs: BlobStore,
        snapshots: SnapshotStore,
        *,
        freshness_seconds: float = 0.0,
        patience_seconds: float | None = None,
        shipped: Shipped | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._log = log
        self._blobs = blobs
        self._snapshots = snapshots
        self._freshness = freshness_seconds
        self._patience = patience_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(1, "freshness")
        self._look: Future[View] | None = None
        self._refused: str | None = None
        self._on_shipped = shipped is not None
        self._view = shipped.view() if shipped is not None else self._opened()
        self._began = self._pointer_looked = clock()
        self._looked = float("-inf")

    def latest(self) -> View:
        """The catalogue up to date with the log. Raises `StorageUnavailable`."""
        with self._lock:
            self._catch_up()
            return self._view

    def fresh(self) -> View:
        """The catalogue, no older than the freshness bound. Raises `StorageUnavailable`."""
        if self._clock() - self._looked <= self._freshness:
            return self._view
        return self._soon()

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
                view = self._soon()
        except Unavailable as error:
            _log.warning("answering from sequence %s: %s", self._view.sequence, error)
            view, stale = self._view, True
        if request.min_sequence is not None and request.min_sequence > view.sequence:
            raise NotYetVisible(wanted=request.min_sequence, visible=view.sequence)
        answer = view.search(request)
        if stale:
            age = self._clock() - max(self._looked, self._began)
            return replace(answer, stale=True, age_seconds=age)
        return answer

    def _soon(self) -> View:
        """As `latest`, within the patience of a search; who comes meanwhile waits for the same look
        at the log."""
        if self._patience is None:
            return self.latest()
        first = self._on_shipped and self._look is None
        look = self._look
        if look is None or look.done():
            look = self._look = self._pool.submit(self.latest)
        try:
            return look.result(_OPENING_SECONDS if first else self._patience)
        except TimeoutError as error:
            if self._clock() - self._looked <= self._freshness:
                return self._view  # the log was read; what takes long is a newer snapshot
            raise StorageUnavailable("the log did not answer in time; try again") from error

    def _catch_up(self) -> None:
        now = self._clock()
        if self._on_shipped:
            self._view = self._opened()
            self._on_shipped = False
        if self._log.advanced(CATALOGUE, self._view.sequence):
            events = self._log.read(CATALOGUE, after=self._view.sequence)
            self._view = self._view.after(events)
        self._looked = now
        if now - self._pointer_looked >= _POINTER_SECONDS:
            self._adopt_newer()
            self._pointer_looked = now

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
        return View.of(_current(self._snapshots), self._blobs)


def _current(snapshots: SnapshotStore) -> Snapshot:
    pointer = snapshots.current()
    if pointer is None:
        raise StorageUnavailable("there is no snapshot yet; run `promptintel build`")
    return open_snapshot(snapshots, pointer.id)
