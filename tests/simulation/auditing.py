"""The auditor: is told of every effect the moment it has happened, and ends the world at the first
one that may not be. The numbers name the invariants of the design's section 3."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from core import canonical
from core.actors import GENESIS, PIPELINE
from core.events.envelope import CATALOGUE, Event, NewEvent, StreamId
from core.pipeline.bus import StageReady
from core.pipeline.pending import Mark
from core.pipeline.ports import File, StageRequest
from core.pipeline.sweeping import GRACE
from core.projections.store import Position, Step
from core.snapshot.store import CATALOGUE_PART, Manifest, Pointer
from tests.simulation.business import ADMINS, PRIVATE
from tests.simulation.ledger import CatalogueLedger
from tests.simulation.scheduling import Actor, Violation
from tests.simulation.tracks import Track

if TYPE_CHECKING:
    from tests.simulation.world import World


class Auditor:
    """Keeps books of its own and compares what it is told with them."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._scheduler = world.scheduler
        self.catalogue = CatalogueLedger()
        self.tracks: dict[str, Track] = {}
        self.notes: dict[tuple[str, str], list[str]] = {}
        """By user and execution: the standings that the user's history was told of."""
        self.appends: dict[StreamId, list[bytes]] = {}
        self.ratings: dict[tuple[str, str, int], int] = {}
        """By user, prompt and version: what the user said last."""
        self.preferences: dict[str, str] = {}
        """By user: the level of detail they set last."""
        self._attempts: dict[StreamId, list[list[str]]] = {}
        self._ids: dict[tuple[StreamId, str], int] = {}
        self._marks: dict[str, tuple[Mark, Actor]] = {}
        self._asked: Counter[tuple[str, str, str]] = Counter()
        self._snapshots: dict[tuple[int, str], str] = {}

    def complain(self, what: str) -> None:
        self._scheduler.fail(Violation(what))

    # The log

    def attempted(self, stream: StreamId, events: Sequence[NewEvent]) -> None:
        """A writer is about to append `events`."""
        self._attempts.setdefault(stream, []).append([event.id for event in events])

    def appended(self, stream: StreamId) -> None:
        """Something may have been appended to `stream`: look, and note it."""
        known = self.appends.setdefault(stream, [])
        kept = self._world.stores.log._streams.get(stream, [])
        if len(kept) > len(known) + 1:
            self.complain(f"2: {stream} grew by {len(kept) - len(known)} appends in one")
        if len(kept) < len(known) or (known and kept[len(known) - 1] != known[-1]):
            self.complain(f"1: {stream} has lost, or changed, what was appended")
        if len(kept) == len(known):
            return
        known.append(kept[-1])
        sequence = len(known)
        events = list(self._world.stores.log.read(stream, after=sequence - 1))
        if [event.new.id for event in events] not in self._attempts[stream]:
            self.complain(f"2: append {sequence} of {stream} is not what anybody wrote as one")
        for index, event in enumerate(events):
            self._event(event, sequence, index)
        if stream == CATALOGUE:
            self.catalogue.take(sequence, events, self._scheduler.now)
            for fault in self.catalogue.faults:
                self.complain(f"1: {fault}")

    def acknowledged(self, stream: StreamId, number: int, events: Sequence[NewEvent]) -> None:
        """A writer was told that `events` are append `number`."""
        kept = list(self._world.stores.log.read(stream, after=number - 1, upto=number))
        if [event.new.id for event in kept] != [event.id for event in events]:
            self.complain(f"2: append {number} of {stream} was acknowledged and is not there whole")

    def _event(self, event: Event, sequence: int, index: int) -> None:
        if (event.sequence, event.index) != (sequence, index):
            self.complain(f"2: append {sequence} of {event.stream} says it is {event.sequence}")
        at = self._ids.setdefault((event.stream, event.new.id), sequence)
        if at != sequence:
            self.complain(f"2: an event of append {at} of {event.stream} came again in {sequence}")
        for blob in _blobs_named(event.data):
            if not self._world.stores.blobs.has(blob):
                self.complain(f"1: {event.stream} names blob {blob}, which is not there")
        protected = event.type == "label.moved" and event.data["label"] == "production"
        if protected and event.new.actor not in ADMINS:
            self.complain(f"1: {event.new.actor} moved a protected label")
        kind, _, name = event.stream.partition("/")
        if kind == "executions":
            self._executed(event, name)
        elif kind == "users":
            self._of_user(event, name)

    def _executed(self, event: Event, name: str) -> None:
        track = self.tracks.setdefault(name, Track(name, lambda what: self.complain(f"7: {what}")))
        track.take(event)
        mark = event.data.get("pending")
        if mark is not None and not self._is_marked(mark):
            self.complain(f"6: {event.stream} goes on at {event.sequence} without its mark")
        if event.type == "stage.completed":
            for ref in event.data["used"]:
                name, _, version = ref.rpartition("@")
                if self.catalogue.item(name).in_use(track.pin) != int(version):
                    self.complain(f"8: {event.stream}, pinned to {track.pin}, used {ref}")

    def _of_user(self, event: Event, user: str) -> None:
        if event.new.subject != event.stream:
            self.complain(f"13: an event of {event.stream} does not name its subject")
        data = event.data
        match event.type:
            case "user.execution_noted":
                self.notes.setdefault((user, data["execution"]), []).append(data["status"])
            case "user.prompt_rated":
                self.ratings[user, data["ref"], data["version"]] = data["rating"]
            case "user.preferences_set":
                self.preferences[user] = data["detail_level"]

    # Work under way

    def marked(self, mark: Mark) -> None:
        self._marks[mark.name] = (mark, self._scheduler.current)

    def clearing(self, name: str) -> None:
        """A mark is about to go: only when its work is done, or was never begun."""
        if not self._is_marked(name):
            return
        mark, owner = self._marks[name]
        track = self.tracks.get(mark.stream.partition("/")[2])
        begun = track.marks.get(name) if track is not None else None
        if track is None or begun is None:
            ours = owner is self._scheduler.current
            if not ours and self._scheduler.clock() - mark.at <= GRACE:
                self.complain(f"6: the mark {name} goes before its work can have begun")
        elif not track.settled_after(begun):
            self.complain(f"6: the mark {name} goes while {track.id} is {track.status}")
        elif track.actor not in (PIPELINE, GENESIS) and (track.actor, track.id) not in self.notes:
            self.complain(f"6: the mark {name} goes before {track.actor}'s history has it")

    def _is_marked(self, name: str) -> bool:
        return name in self._world.stores.pending._marks

    def published(self, message: StageReady) -> None:
        track = self.tracks.get(message.execution_id)
        if track is None:
            self.complain(f"6: {message} was published before anything was appended")
            return
        for name, stage in track.stages.items():
            if name == message.stage:
                return
            if not stage.done:
                self.complain(f"6: {message} was published while {name} is still to do")

    def model_asked(self, request: StageRequest) -> None:
        assert request.deadline is not None
        deadline = request.deadline.isoformat(timespec="microseconds").replace("+00:00", "Z")
        track = self.tracks[request.execution_id]
        if (request.stage, deadline) not in track.deadlines:
            self.complain(f"7: stage {request.stage} of {track.id} is worked on without a claim")
        if not request.complaints:
            claim = (request.execution_id, request.stage, deadline)
            self._asked[claim] += 1
            if self._asked[claim] > 1:
                self.complain(f"7: one claim of {request.stage} of {track.id} was spent twice")

    def laid_out(self, execution_id: str, file: File) -> None:
        track = self.tracks[execution_id]
        if track.files.get(file.name) != canonical.digest(file.content):
            self.complain(f"1: {file.name} of {execution_id} is not what its events say")

    # Snapshots

    def snapshot_kept(self, manifest: Manifest, parts: Mapping[str, bytes]) -> None:
        if PRIVATE.encode() in parts[CATALOGUE_PART]:
            self.complain("13: a snapshot holds what somebody wrote for themselves")
        if manifest.sequence > self.catalogue.head:
            self.complain(f"3: a snapshot of {manifest.sequence}, beyond the log's end")
        point = (manifest.sequence, manifest.embedder)
        if self._snapshots.setdefault(point, manifest.id) != manifest.id:
            self.complain(f"3: two different snapshots of append {manifest.sequence}")

    def pointed(self, before: Pointer | None, after: Pointer) -> None:
        if before is not None and after.sequence < before.sequence:
            self.complain(f"3: the pointer moved back from {before.sequence} to {after.sequence}")
        if after.generation != (before.generation if before else 0) + 1:
            self.complain("3: the pointer moved over a move that was not seen")

    # Projections

    def projected(self, step: Step, before: int, after: int, done: bool) -> None:
        if done != (before == step.after) or after != (step.upto if done else before):
            self.complain(
                f"5: {step.stream} was projected from {step.after} to {step.upto} at {before}"
            )
        if after > len(self.appends[step.stream]):
            self.complain(f"5: {step.stream} is projected beyond its end")

    def switched(
        self, before: Mapping[StreamId, Position], after: Mapping[StreamId, Position]
    ) -> None:
        for stream, position in before.items():
            if after.get(stream, Position()).sequence < position.sequence:
                self.complain(f"5: a replay took back what was projected of {stream}")

    def only_public(self, what: str, told: Any) -> None:
        if PRIVATE in str(told):
            self.complain(f"13: {what} tells what somebody wrote for themselves")


def _blobs_named(data: Mapping[str, Any]) -> list[str]:
    named = [data.get(name) for name in ("body", "result", "partial", "input")]
    found = [part.get("blob") for part in named if isinstance(part, Mapping)]
    found += [artifact["sha256"] for artifact in data.get("artifacts", ())]
    return [blob for blob in found if blob is not None]
