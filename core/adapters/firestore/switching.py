"""A replay's end in Firestore: what was rebuilt elsewhere takes the place of what is kept.

There is no switching over a whole database, since frontends know the documents by their paths. So
the rebuilt rows are compared with the documents, those that differ are overwritten, those that the
log knows nothing of are deleted after that, and the positions come last. A reader meets every
document as it was or as it is rebuilt, and never a gap.

What differs fits into one commit as a rule, and then readers see it all at once. Where it does
not, the parts in between must not meet a projector: a count that is right for the new position
would be added to from the old one. Three states of one document (`control`) keep them apart:

1. The replay *announces* itself, which waits for the commits that are under way, as each holds the
   control document meanwhile. Then it reads all documents. A projector that has something to write
   does so, and calls the announcement off; then the replay reads anew. The third time it does not
   announce but closes the store at once, so that it ends under any load.
2. Its first part goes with the state *writing*, conditioned on the announcement standing: so what
   it read is still so. From here on projectors wait; events are safe in the log.
3. Each part is conditioned on the one before and counts itself, so a part whose acknowledgement
   was lost is recognised, and of two replays the one that announced itself last goes on alone.
4. The last part opens the store again, in the same commit.

A replay that dies before 2 leaves everything as it was. One that dies later leaves the store
closed, with documents that are each right or old, until a replay is run again: it takes over.
"""

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from core import canonical
from core.adapters.firestore.control import Control, State, control_of
from core.adapters.firestore.documents import Documents, Found, Moment, Write
from core.adapters.firestore.errors import Overtaken
from core.adapters.firestore.parts import cut
from core.adapters.firestore.places import CONTROL, path_of, position_path
from core.adapters.firestore.standing import Standing, standing_of
from core.adapters.firestore.values import Fields, fields_of
from core.crashpoints import crash_point
from core.errors import StorageUnavailable
from core.events.envelope import StreamId
from core.projections.store import ProjectionsDamaged, ProjectionStore, Reading
from core.projections.tables import VERSION
from core.projections.targets import Target

_ROUNDS = 3
_PATIENCE = 60.0
"""Seconds to go on with a part while the service does not answer."""


class _CalledOff(Exception):
    """A projector wrote after the announcement."""


def switched(
    documents: Documents,
    target: Target,
    fresh: ProjectionStore,
    head: Callable[[StreamId], int],
) -> Sequence[StreamId]:
    """Let the documents of `target` hold what `fresh` holds; as `ProjectionStore.switch`."""
    with fresh.reading() as goal:
        for left in reversed(range(_ROUNDS)):
            with suppress(_CalledOff):
                return _Switch(documents, closing=left == 0).run(target, goal, head)
    raise StorageUnavailable("Firestore: the replay was called off; run it again")


class _Switch:
    """One attempt."""

    def __init__(self, documents: Documents, *, closing: bool) -> None:
        self._documents = documents
        found = documents.get([CONTROL])[CONTROL]
        control = _readable(found)
        state: State = "writing" if closing or control.state == "writing" else "announced"
        self._control = Control(control.version, control.switch + 1, state)
        try:
            since = documents.commit([Write(CONTROL, self._control.fields(), found)])
        except Overtaken as error:
            raise _CalledOff from error
        self._seen = Found(self._control.fields(), since)

    def run(
        self, target: Target, goal: Reading, head: Callable[[StreamId], int]
    ) -> Sequence[StreamId]:
        moment = self._documents.now()
        if self._control.version == VERSION:
            further = list(_further(moment, goal, head))
            if further:
                return further
        crash_point("projection.switching")
        for part, last in cut(_differences(moment, target, goal)):
            self._write(part, last)
            crash_point("projection.part_switched")
        return []

    def _write(self, part: Sequence[Write], last: bool) -> None:
        """Make one part, however often that takes."""
        made = replace(
            self._control, state="open" if last else "writing", part=self._control.part + 1
        )
        if last:
            made = replace(made, version=VERSION)
        patient_until = time.monotonic() + _PATIENCE
        while True:
            try:
                writes = [*part, Write(CONTROL, made.fields(), self._seen)]
                since = self._documents.commit(writes)
                self._control, self._seen = made, Found(made.fields(), since)
                return
            except (Overtaken, StorageUnavailable):
                if self._look(made):
                    return
                if time.monotonic() > patient_until:
                    raise

    def _look(self, made: Control) -> bool:
        """Whether the part stands although it was not acknowledged; `False`: try again."""
        found = self._documents.get([CONTROL])[CONTROL]
        if found.since == self._seen.since:
            return False
        if found.fields == made.fields():
            self._control, self._seen = made, found
            return True
        if self._control.state == "announced" and _readable(found).switch == made.switch:
            raise _CalledOff
        raise StorageUnavailable("Firestore: another replay has taken over; wait until it is done")


def _readable(found: Found) -> Control:
    """What the control document says; a damaged one says nothing, and the switch heals it."""
    try:
        return control_of(found.fields)
    except ProjectionsDamaged:
        return Control(state="writing")


def _further(moment: Moment, goal: Reading, head: Callable[[StreamId], int]) -> Iterator[StreamId]:
    """The streams that are projected further in the documents than in the rebuilt rows."""
    reached = {stream: position.sequence for stream, position in goal.positions().items()}
    for path, fields in moment.positions():
        with suppress(ProjectionsDamaged):
            stream, standing = standing_of(path, fields)
            at = standing.sequence + (standing.done > 0)
            if at > reached.get(stream, 0) and min(at, head(stream)) > reached.get(stream, 0):
                yield stream


def _differences(moment: Moment, target: Target, goal: Reading) -> Iterator[Write]:
    """What makes the documents those of `goal`."""
    gone: list[str] = []
    for table in target.tables:
        wanted = ((path_of(table, table.key_of(r)), fields_of(table, r)) for r in goal.rows(table))
        gone += yield from _overwritten(dict(_marked(moment.rows(table))), wanted)
    yield from (Write(path, None) for path in gone)
    positions = sorted(goal.positions().items())
    standings = ((s, Standing(at.sequence, at.state)) for s, at in positions)
    wanted = ((position_path(s), standing.fields(s)) for s, standing in standings)
    gone = yield from _overwritten(dict(_marked(moment.positions())), wanted)
    yield from (Write(path, None) for path in gone)


def _overwritten(
    kept: dict[str, str], wanted: Iterator[tuple[str, Fields]]
) -> Generator[Write, None, list[str]]:
    """Yields a write for each of `wanted` that is not kept so; returns the paths of the rest."""
    for path, fields in wanted:
        if kept.pop(path, None) != canonical.fingerprint(fields):
            yield Write(path, fields)
    return sorted(kept)


def _marked(documents: Iterator[tuple[str, Fields]]) -> Iterator[tuple[str, str]]:
    """What is needed to know a document again, in little room."""
    for path, fields in documents:
        try:
            yield path, canonical.fingerprint(fields)
        except TypeError:
            yield path, ""  # it holds what is no JSON, so it is none of ours
