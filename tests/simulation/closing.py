"""The end of a world: it comes to rest without further faults, and everything is audited."""

from typing import TYPE_CHECKING

from core import canonical
from core.adapters.memory.projections import MemoryProjectionStore
from core.catalogue.folding import fold
from core.catalogue.model import Catalogue
from core.events.envelope import CATALOGUE
from core.pipeline.sweeping import GRACE
from core.projections.projector import Projector, all_streams
from core.search.requests import SearchRequest
from core.snapshot.compiler import compile_snapshot
from tests.builders_projections import everything
from tests.simulation.answers import Answers
from tests.simulation.wiring import EMBEDDER

if TYPE_CHECKING:
    from tests.simulation.world import World

_ROUNDS = 12
_PAUSE = 61.0
"""Longer than any claim of these workflows and any pause between attempts."""


class Closing:
    """Brings a world to rest and audits it."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._stores = world.stores
        self._auditor = world.auditor
        self._complain = world.auditor.complain

    def come_to_rest(self) -> None:
        """What goes on by itself every few minutes, until nothing is left to do."""
        for _ in range(_ROUNDS):
            self._round()
            if all(track.settled for track in self._auditor.tracks.values()):
                break
        # Marks that no event ever named wait for their hour.
        self._world.scheduler.sleep(GRACE.total_seconds())
        self._round()
        self._check()

    def _round(self) -> None:
        background = self._world.background
        background.once("sweep", lambda system: system.sweeper.sweep())
        self._world.scheduler.sleep(_PAUSE)
        background.once("build", lambda system: system.builder.build())
        background.once("project", lambda system: system.projector.wake())

    def _check(self) -> None:
        """The whole, as the stores have it now. As an actor, so that a complaint is traced."""
        self._check_log()
        self._check_work()
        self._check_snapshot()
        self._check_projections()
        self._check_readers()

    def _check_log(self) -> None:
        for stream, appends in self._auditor.appends.items():
            if self._stores.log._streams.get(stream, []) != appends:
                self._complain(f"1: {stream} is not what was appended")
            for sequence, content in enumerate(appends, start=1):
                if canonical.decode(content)["sequence"] != sequence:
                    self._complain(f"2: append {sequence} of {stream} carries another number")

    def _check_work(self) -> None:
        for track in self._auditor.tracks.values():
            if not track.settled:
                self._complain(f"9: {track.id} is still {track.status} at {track.next_stage}")
            told = self._auditor.notes.get((track.actor, track.id), ["nothing"])
            if told[-1] != track.status:
                self._complain(
                    f"5: {track.actor}'s history has {track.id} as {told[-1]}, it is {track.status}"
                )
            laid_out = {
                name: canonical.digest(self._stores.artifacts.get(track.id, name))
                for name in self._stores.artifacts.names(track.id)
            }
            if laid_out != track.files:
                self._complain(f"6: the files of {track.id} are {laid_out}, not {track.files}")
        for mark in self._stores.pending.list():
            self._complain(f"6: the mark {mark.name} is left")

    def _check_snapshot(self) -> None:
        pointer = self._stores.snapshots.current()
        head = self._auditor.catalogue.head
        if pointer is None or pointer.sequence != head:
            self._complain(f"3: the log is at {head}, and the pointer is {pointer}")
            return
        catalogue = fold(Catalogue(), self._stores.log.read(CATALOGUE))
        again = compile_snapshot(catalogue, self._stores.blobs, EMBEDDER, None)
        if again.manifest.id != pointer.id:
            self._complain(f"3: the snapshot of {head} is not what the log makes of it")

    def _check_projections(self) -> None:
        fresh = MemoryProjectionStore()
        faults = Projector(self._stores.log, self._stores.blobs, fresh).catch_up()
        for stream, fault in faults.items():
            self._complain(f"5: {stream} cannot be projected: {fault}")
        expected, found = everything(fresh), everything(self._stores.projections)
        for name, rows in expected.items():
            if found[name] != rows:
                self._complain(f"5: {name} holds {found[name]}, and the log says {rows}")
        heads = {s: self._stores.log.head(s) for s in all_streams(self._stores.log)}
        behind = {s: p.sequence for s, p in expected["positions"].items() if p.sequence != heads[s]}
        if behind:
            self._complain(f"5: {behind} are projected, and the log is at {heads}")

    def _check_readers(self) -> None:
        """Whatever a process remembers, it reads what the log has."""
        answers = Answers(self._world)
        books = self._auditor.catalogue
        for process in self._world.processes():
            view = process.system.index.latest()
            if view.sequence != books.head:
                self._complain(f"4: {process.name} reads {view.sequence} of {books.head}")
            for ref in books.items:
                answers.same(ref, view)
                request = SearchRequest(ref, limit=100, min_sequence=books.head)
                answers.as_of(request, process.system.index.search(request))
