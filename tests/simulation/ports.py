"""The stores as one process reaches them: each call is a point, may fail, and is told to the
auditor once it has had its effect."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from core.adapters.memory.projections import MemoryProjectionStore
from core.errors import ModelUnavailable, SnapshotDamaged, StorageUnavailable, Unavailable
from core.events.envelope import Event, NewEvent, StreamId
from core.events.log import AppendConflict
from core.pipeline.bus import StageReady
from core.pipeline.pending import Mark
from core.pipeline.ports import Draft, File, StageRequest
from core.projections.store import Position, ProjectionStore, Reading, Step
from core.projections.targets import Target
from core.snapshot.store import Manifest, Pointer, PointerMoved
from tests.simulation.business import draft_of
from tests.simulation.weather import Fate

if TYPE_CHECKING:
    from tests.simulation.world import World

_T = TypeVar("_T")
_GLANCE = 0.1
"""How often somebody else comes in between two appends that are read."""


class _Port:
    """`service` is what the weather calls it."""

    service = ""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._scheduler = world.scheduler
        self._auditor = world.auditor

    def _read(self, what: str, act: Callable[[], _T]) -> _T:
        self._reach(what)
        return act()

    def _reach(self, what: str) -> None:
        self._scheduler.point(f"{self.service}.{what}")
        if self._world.weather.unreachable(self.service, self._scheduler.random):
            self._scheduler.tell(f"{self.service}.{what}", "unreachable")
            raise self._failure(f"{self.service}: no answer")

    def _write(
        self, what: str, act: Callable[[], _T], tear: Callable[[], None] = lambda: None
    ) -> _T:
        """Carry out `act` as fate will have it. What it raises by itself is an answer."""
        self._scheduler.point(f"{self.service}.{what}")
        fate = self._world.weather.fate(self.service, self._scheduler.random)
        if fate is Fate.TORN and self._scheduler.current.process is not None:
            tear()
            self._scheduler.crash(f"{self.service}.{what}, half-way")
        if fate is Fate.REFUSED:
            self._scheduler.tell(f"{self.service}.{what}", "refused")
            raise self._failure(f"{self.service}: refused")
        try:
            answer = act()
            if fate is Fate.RETRIED:
                self._scheduler.tell(f"{self.service}.{what}", "done, and written again")
                self._scheduler.point(f"{self.service}.{what}, again")
                answer = act()
        except (AppendConflict, PointerMoved) as lost:
            self._scheduler.tell(f"{self.service}.{what}", type(lost).__name__)
            raise
        if fate is Fate.REPLY_LOST:
            self._scheduler.tell(f"{self.service}.{what}", f"{_told(answer)}, reply lost")
            raise self._failure(f"{self.service}: the reply was lost")
        self._scheduler.tell(f"{self.service}.{what}", _told(answer))
        return answer

    def _failure(self, message: str) -> Unavailable:
        return StorageUnavailable(message)


class LogPort(_Port):
    """Implements `EventLog`."""

    service = "log"

    def append(self, stream: StreamId, events: Sequence[NewEvent], *, expected: int) -> int:
        log = self._world.stores.log

        def append() -> int:
            number = log.append(stream, events, expected=expected)
            self._auditor.appended(stream)
            return number

        def tear() -> None:
            log.tear(stream, events, expected)
            self._auditor.appended(stream)

        self._auditor.attempted(stream, events)
        kinds = " ".join(event.type for event in events[:3])
        number = self._write(f"append {stream} after {expected}: {kinds}", append, tear)
        self._auditor.acknowledged(stream, number, events)
        return number

    def read(self, stream: StreamId, *, after: int = 0, upto: int | None = None) -> Iterator[Event]:
        self._reach(f"read {stream}")
        seen = after
        for event in self._world.stores.log.read(stream, after=after, upto=upto):
            if event.sequence != seen and self._scheduler.happens(_GLANCE):
                self._reach(f"read on {stream}")
            seen = event.sequence
            yield event

    def head(self, stream: StreamId) -> int:
        return self._read(f"head {stream}", lambda: self._world.stores.log.head(stream))

    def advanced(self, stream: StreamId, past: int) -> bool:
        return self._read(
            f"advanced {stream}", lambda: self._world.stores.log.advanced(stream, past)
        )

    def streams(self, kind: str) -> Iterator[StreamId]:
        return self._read(f"streams {kind}", lambda: self._world.stores.log.streams(kind))


class BlobPort(_Port):
    """Implements `BlobStore`."""

    service = "blobs"

    def put(self, content: bytes) -> str:
        return self._write("put", lambda: self._world.stores.blobs.put(content))

    def get(self, name: str) -> bytes:
        return self._read(f"get {name[:8]}", lambda: self._world.stores.blobs.get(name))

    def has(self, name: str) -> bool:
        return self._read(f"has {name[:8]}", lambda: self._world.stores.blobs.has(name))


class PendingPort(_Port):
    """Implements `Pending`."""

    service = "pending"

    def mark(self, mark: Mark) -> None:
        def put() -> None:
            self._world.stores.pending.mark(mark)
            self._auditor.marked(mark)

        self._write(f"mark {mark.name[-32:]}", put)

    def list(self) -> Sequence[Mark]:
        return self._read("list", self._world.stores.pending.list)

    def clear(self, name: str) -> None:
        def clear() -> None:
            self._auditor.clearing(name)
            self._world.stores.pending.clear(name)

        self._write(f"clear {name[-32:]}", clear)


class ArtifactPort(_Port):
    """Implements `ArtifactStore`."""

    service = "artifacts"

    def put(self, execution_id: str, file: File) -> None:
        def put() -> None:
            self._world.stores.artifacts.put(execution_id, file)
            self._auditor.laid_out(execution_id, file)

        self._write(f"put {execution_id[:8]}/{file.name}", put)

    def get(self, execution_id: str, name: str) -> bytes:
        return self._read(
            f"get {name}", lambda: self._world.stores.artifacts.get(execution_id, name)
        )

    def names(self, execution_id: str) -> list[str]:
        return self._read("names", lambda: self._world.stores.artifacts.names(execution_id))


class SnapshotPort(_Port):
    """Implements `SnapshotStore`."""

    service = "snapshots"

    def current(self) -> Pointer | None:
        return self._read("current", self._world.stores.snapshots.current)

    def put(self, manifest: Manifest, parts: Mapping[str, bytes]) -> None:
        store = self._world.stores.snapshots
        for name, info in manifest.parts.items():
            if name in parts:
                self._write(f"put {name}", lambda content=parts[name]: store.put_part(content))
            elif not store.has_part(info.sha256):
                raise SnapshotDamaged(f"snapshot part {name} is gone; run `promptintel build`")

        def put() -> None:
            store.put_manifest(manifest)
            self._auditor.snapshot_kept(manifest, parts)

        self._write(f"put manifest of {manifest.sequence}", put)

    def move(self, manifest: Manifest, *, expected: int) -> Pointer:
        def move() -> Pointer:
            before = self._world.stores.snapshots.current()
            pointer = self._world.stores.snapshots.move(manifest, expected=expected)
            self._auditor.pointed(before, pointer)
            return pointer

        return self._write(f"point at {manifest.sequence}", move)

    def fetch(self, snapshot_id: str) -> tuple[Manifest, Mapping[str, Path]]:
        return self._read("fetch", lambda: self._world.stores.snapshots.fetch(snapshot_id))

    def sweep(self, keep: int) -> None:
        self._write("sweep", lambda: self._world.stores.snapshots.sweep(keep))


class ProjectionPort(_Port):
    """Implements `ProjectionStore`."""

    service = "projections"

    @property
    def target(self) -> Target:
        return self._world.stores.projections.target

    def position(self, stream: StreamId) -> Position:
        return self._read(
            f"position {stream}", lambda: self._world.stores.projections.position(stream)
        )

    def sequences(self) -> Mapping[StreamId, int]:
        return self._read("sequences", self._world.stores.projections.sequences)

    def apply(self, step: Step) -> bool:
        store = self._world.stores.projections

        def apply() -> bool:
            with store._lock:  # so that nobody else's step comes between the two looks
                before = store.position(step.stream).sequence
                done = store.apply(step)
                after = store.position(step.stream).sequence
                self._auditor.projected(step, before, after, done)
            return done

        return self._write(f"apply {step.stream} {step.after} to {step.upto}", apply)

    def reading(self) -> AbstractContextManager[Reading]:
        return self._read("read", self._world.stores.projections.reading)

    def beside(self) -> AbstractContextManager[MemoryProjectionStore]:
        return self._read("begin anew", self._world.stores.projections.beside)

    def switch(self, fresh: ProjectionStore, head: Callable[[StreamId], int]) -> Sequence[StreamId]:
        store = self._world.stores.projections

        def switch() -> Sequence[StreamId]:
            with store._lock:
                with store.reading() as reading:
                    before = reading.positions()
                further = store.switch(fresh, head)
                with store.reading() as reading:
                    self._auditor.switched(before, reading.positions())
            return further

        return self._write("switch", switch)


class BusPort(_Port):
    """Implements `Bus`."""

    service = "bus"

    def publish(self, message: StageReady) -> None:
        def publish() -> None:
            self._auditor.published(message)
            self._world.wire.send(message)

        self._write(f"publish {message.stage} of {message.execution_id[:8]}", publish)


class ModelPort(_Port):
    """Implements `Model`, and the tasks that code computes."""

    service = "model"
    name = "simulated-1"

    def generate(self, request: StageRequest) -> Draft:
        self._reach(f"generate {request.stage} of {request.execution_id[:8]}")
        self._auditor.model_asked(request)
        draft = draft_of(request)
        # The answer takes its time, and may come after the deadline.
        self._scheduler.point("model.answering")
        if self._world.weather.late and self._scheduler.happens(self._world.weather.late / 4):
            self._scheduler.sleep(self._scheduler.random.uniform(1.0, 60.0))
        return draft

    def _failure(self, message: str) -> Unavailable:
        return ModelUnavailable(message)


def _told(answer: object) -> str:
    match answer:
        case None:
            return "done"
        case Pointer():
            return f"generation {answer.generation}"
        case _:
            return str(answer)[:60]
