"""Bugs to plant in the product, each in one place: what the simulation is worth is shown by how
soon it finds them. `seed` is the first world in which it does; `python -m tests.simulation --bugs`
finds them anew."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from core import canonical
from core.catalogue import rendering
from core.catalogue.model import Text, Version
from core.events.blobs import BlobStore
from core.events.envelope import NewEvent, StreamId
from core.events.log import AppendConflict
from core.pipeline import deciding as stages
from core.pipeline import interventions, pending, starting, store, sweeping
from core.pipeline.bus import StageReady
from core.pipeline.execution import Execution
from core.pipeline.following_up import FollowUp
from core.pipeline.interventions import Interventions
from core.pipeline.knowledge import PinnedKnowledge
from core.pipeline.starting import Starter
from core.projections.store import Step
from core.search.live import LiveIndex
from core.search.view import View
from core.snapshot import compiler, publisher
from core.users import deciding as users
from tests.simulation.stores import SimulatedLog

if TYPE_CHECKING:
    from tests.simulation.world import World

Planting = Callable[["World"], AbstractContextManager[None]]


@dataclass(frozen=True)
class Bug:
    """`seed` is the first that finds it; `found` are words of what is found then."""

    name: str
    planted: Planting
    seed: int
    found: str


@contextmanager
def _put(owner: Any, name: str, value: Any) -> Iterator[None]:
    """Within the block, `owner` has `value` as `name`."""
    kept = vars(owner).get(name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        if kept is None:
            delattr(owner, name)
        else:
            setattr(owner, name, kept)


def _everywhere(owner: Any, name: str, value: Any) -> Planting:
    return lambda _world: _put(owner, name, value)


# The log


def _a_lost_race_passes_for_won(world: "World") -> AbstractContextManager[None]:
    log = world.stores.log

    def append(stream: StreamId, events: Sequence[NewEvent], *, expected: int) -> int:
        try:
            return SimulatedLog.append(log, stream, events, expected=expected)
        except AppendConflict as lost:
            return lost.current

    return _put(log, "append", append)


def _a_retry_is_not_recognised(world: "World") -> AbstractContextManager[None]:
    log = world.stores.log

    def append(stream: StreamId, events: Sequence[NewEvent], *, expected: int) -> int:
        if log.head(stream) > expected:
            raise AppendConflict(stream, expected=expected, current=log.head(stream))
        return SimulatedLog.append(log, stream, events, expected=expected)

    return _put(log, "append", append)


def _a_torn_append_is_visible(world: "World") -> AbstractContextManager[None]:
    log = world.stores.log

    def tear(stream: StreamId, events: Sequence[NewEvent], expected: int) -> None:
        if len(events) > 1 and log.head(stream) == expected:
            log.append(stream, events[:1], expected=expected)

    return _put(log, "tear", tear)


def _named_before_kept(text: str, blobs: BlobStore) -> Text:
    return rendering.keep(text, _Nowhere())


class _Nowhere:
    """Keeps nothing, and gives the name that what is kept would have."""

    def put(self, content: bytes) -> str:
        return canonical.digest(content)


# The catalogue and its readers


def _search_that_takes_what_there_is(self: LiveIndex, request: Any) -> Any:
    return _SEARCH(self, replace(request, min_sequence=None))


_SEARCH = LiveIndex.search


def _never_looks_again(self: LiveIndex) -> View:
    return self._view


def _comments_as_examples(world: "World") -> AbstractContextManager[None]:
    """What users said of prompts is taken into their texts, where a snapshot has them."""
    honest = compiler.text_of

    def text_of(version: Version, blobs: BlobStore) -> str:
        said = [
            event.data["comment"]
            for stream in world.stores.log.streams("users")
            for event in world.stores.log.read(stream)
            if event.type == "user.prompt_rated" and event.data["version"] == version.number
        ]
        return honest(version, blobs) + "\n".join(said)

    return _put(compiler, "text_of", text_of)


# Executions


def _no_claim_holds(_state: Any, _now: Any) -> bool:
    return False


def _published_first(self: Starter, execution_id: str, facts: Any, *rest: Any) -> None:
    self._bus.publish(StageReady(execution_id, facts[0][1]["stages"][0]["name"]))
    _APPEND(self, execution_id, facts, *rest)


_APPEND = Starter._append


def _unpinned(self: PinnedKnowledge, view: Any, blobs: BlobStore, _sequence: int) -> None:
    _PIN(self, view, blobs, view.sequence)


_PIN = PinnedKnowledge.__init__


def _marks_first(self: FollowUp, execution: Execution) -> None:
    self._lay_out(execution)
    for mark in execution.pending:
        self._pending.clear(mark)
    self._note(execution)


@contextmanager
def _withdrawn_at_any_error(marks: Any, stream: StreamId, mint: Any) -> Iterator[str]:
    mark = pending.Mark(stream, mint.clock(), mint.new_id())
    marks.mark(mark)
    try:
        yield mark.name
    except Exception:
        marks.clear(mark.name)
        raise


@contextmanager
def _withdrawing(_world: "World") -> Iterator[None]:
    with (
        _put(starting, "marked", _withdrawn_at_any_error),
        _put(interventions, "marked", _withdrawn_at_any_error),
    ):
        yield


def _cancelled_unmarked(self: Interventions, execution_id: str, *, actor: str) -> None:
    self._executions.commit(
        execution_id, lambda e: interventions.decide_cancel(e, self._mint.clock()), actor=actor
    )
    execution = self._executions.load(execution_id)
    if execution.settled:
        self._follow_up.settle(execution)


# Projections and histories


def _applied_anywhere(world: "World") -> AbstractContextManager[None]:
    kept = world.stores.projections
    honest = type(kept).apply

    def apply(step: Step) -> bool:
        return honest(kept, replace(step, after=kept.position(step.stream).sequence))

    return _put(kept, "apply", apply)


def _position_first(world: "World") -> AbstractContextManager[None]:
    """Two transactions: a crash between them loses what the second would have changed."""
    kept = world.stores.projections
    honest = type(kept).apply

    def apply(step: Step) -> bool:
        if not honest(kept, replace(step, changes=())):
            return False
        return honest(kept, replace(step, after=step.upto))

    return _put(kept, "apply", apply)


def _any_other_note(run: Any, known: Any) -> bool:
    return bool(run == known)


BUGS = (
    Bug(
        "a lost race passes for won",
        _a_lost_race_passes_for_won,
        4,
        "acknowledged and is not there",
    ),
    Bug("a retried write is not recognised", _a_retry_is_not_recognised, 15, "goes while"),
    Bug("a torn append is visible", _a_torn_append_is_visible, 59, "not what anybody wrote as one"),
    Bug(
        "an event names a blob before it is kept",
        _everywhere(store, "keep", _named_before_kept),
        5,
        "which is not there",
    ),
    Bug(
        "a search ignores what it must have seen",
        _everywhere(LiveIndex, "search", _search_that_takes_what_there_is),
        1,
        "was asked for",
    ),
    Bug(
        "a search never looks again",
        _everywhere(LiveIndex, "fresh", _never_looks_again),
        1,
        "does not say",
    ),
    Bug("users' words get into a snapshot", _comments_as_examples, 0, "a snapshot holds"),
    Bug(
        "an idempotency key is ignored",
        _everywhere(View, "receipt", lambda _view, _key: None),
        0,
        "came again",
    ),
    Bug(
        "the pointer moves back",
        _everywhere(publisher, "_supersedes", lambda manifest, current: manifest.id != current.id),
        37,
        "moved back",
    ),
    Bug(
        "a claim does not hold",
        _everywhere(stages, "_held_by_another", _no_claim_holds),
        1,
        "holds it until",
    ),
    Bug(
        "a late loser's result is accepted",
        _everywhere(stages, "_check_claim", lambda *_claim: None),
        4,
        "violated 7",
    ),
    Bug(
        "published before it is appended",
        _everywhere(Starter, "_append", _published_first),
        0,
        "was published before",
    ),
    Bug("a run is not pinned", _everywhere(PinnedKnowledge, "__init__", _unpinned), 0, "pinned to"),
    Bug(
        "the sweeper clears a mark too early",
        _everywhere(sweeping, "GRACE", timedelta(0)),
        1,
        "before its work can have begun",
    ),
    Bug(
        "marks go before the work is done",
        _everywhere(FollowUp, "settle", _marks_first),
        0,
        "history has it",
    ),
    Bug("a mark goes though its event may be there", _withdrawing, 30, "goes while"),
    Bug(
        "a cancellation leaves no mark",
        _everywhere(Interventions, "cancel", _cancelled_unmarked),
        81,
        "history has",
    ),
    Bug("a projection changes twice", _applied_anywhere, 3, "was projected from"),
    Bug("a projection's position moves alone", _position_first, 110, "and the log says"),
    Bug(
        "a late note is the last word",
        _everywhere(users, "_is_old", _any_other_note),
        421,
        "history has",
    ),
)
