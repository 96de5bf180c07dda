"""What people were answered, held against the books: nothing acknowledged is lost, nothing is done
twice, and nobody reads less than they asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core import canonical
from core.catalogue.model import USER_TYPES, Ref
from core.errors import (
    KeyReused,
    NotYetVisible,
    PromptIntelError,
    Rejection,
    Unavailable,
    VersionConflict,
)
from core.pipeline.starting import Input
from core.search.requests import SearchAnswer, SearchRequest
from core.search.view import View
from core.users.deciding import RatePrompt, SetPreferences
from core.users.model import Preferences
from tests.simulation.wiring import System

if TYPE_CHECKING:
    from tests.simulation.world import World


@dataclass
class Ask:
    """A change of the catalogue that somebody asks for; `tag` are words of theirs that its event
    carries. `alone` until it is sent twice at once."""

    ref: str
    tag: str
    key: str | None
    fingerprint: str
    expected: int | None = None
    alone: bool = True


@dataclass(frozen=True)
class Steer:
    ask: Ask
    carry_out: Callable[[System], Any]


@dataclass(frozen=True)
class Unanswered:
    """Nobody knows what came of the request."""

    why: str
    error: Unavailable | None = None


@dataclass(frozen=True)
class Moment:
    """When somebody asked, and where the log stood."""

    seconds: float
    head: int


class Answers:
    """Judges answers; complaints go to the auditor."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._auditor = world.auditor
        self._books = world.auditor.catalogue

    def now(self) -> Moment:
        return Moment(self._world.scheduler.now, self._books.head)

    def steered(self, ask: Ask, began: Moment, answer: Any) -> None:
        """What came of a change."""
        carried = self._books.tags.get(ask.tag, [])
        if len(carried) > 1:
            self._complain(f"5: [{ask.tag}] was carried out {len(carried)} times")
        receipt = self._books.receipts.get(ask.key) if ask.key is not None else None
        ours = receipt is not None and receipt.fingerprint == ask.fingerprint
        match answer:
            case KeyReused():
                if receipt is None or ours:
                    self._complain(f"2: [{ask.tag}] was told that its key is another's")
            case VersionConflict():
                item = self._books.item(ask.ref)
                least, most = item.latest(began.head), item.latest(self._books.head)
                if not least <= answer.current <= most or answer.current == ask.expected:
                    self._complain(f"2: [{ask.tag}] was told of version {answer.current}")
                self._refused(ask, carried)
            case Rejection():
                self._refused(ask, carried)
            case Unanswered():
                pass
            case _:
                self._done(ask, carried, ours, answer)

    def _refused(self, ask: Ask, carried: list[int]) -> None:
        if carried and ask.alone:
            self._complain(f"2: [{ask.tag}] was refused, and is append {carried[0]}")

    def _done(self, ask: Ask, carried: list[int], ours: bool, answer: Any) -> None:
        if getattr(answer, "moved", True):
            if carried != [answer.sequence]:
                self._complain(f"1: [{ask.tag}] was done in {answer.sequence}, and is {carried}")
            if ask.key is not None and not ours:
                self._complain(f"5: [{ask.tag}] was done, and its key knows nothing of it")
            item = self._books.item(ask.ref)
            written = item.latest(answer.sequence)
            if hasattr(answer, "moved"):
                written = item.labelled(answer.label, answer.sequence)
            if written != answer.version:
                self._complain(f"1: [{ask.tag}] is version {written}, not {answer.version}")
            if ask.expected is not None and item.latest(answer.sequence - 1) != ask.expected:
                self._complain(f"2: [{ask.tag}] expected {ask.expected}")
        elif answer.sequence > self._books.head:
            self._complain(f"1: [{ask.tag}] is beyond the log's end")

    # Reading

    def searched(self, request: SearchRequest, began: Moment, answer: Any) -> None:
        if isinstance(answer, Unanswered):
            error = answer.error
            if isinstance(error, NotYetVisible) and error.visible >= error.wanted:
                self._complain(f"4: {error.wanted} counts as not visible at {error.visible}")
            return
        if isinstance(answer, PromptIntelError):
            self._complain(f"4: a search was refused: {answer}")
            return
        self._auditor.only_public("a search", answer)
        if request.min_sequence is not None and answer.sequence < request.min_sequence:
            self._complain(f"4: {request.min_sequence} was asked for, {answer.sequence} answered")
        least = self._books.head_at(began.seconds - self._world.freshness)
        if not answer.stale and answer.sequence < least:
            self._complain(
                f"4: an answer from {answer.sequence} does not say that {least} was there"
            )
        self.as_of(request, answer)

    def as_of(self, request: SearchRequest, answer: SearchAnswer) -> None:
        """The answer's results are what the catalogue held at the sequence it gives."""
        if answer.sequence > self._books.head:
            self._complain(f"4: an answer from {answer.sequence}, beyond the log's end")
        for result in answer.results:
            ref = f"{result.type}/{result.name}"
            item = self._books.item(ref)
            if result.type in USER_TYPES:
                self._complain(f"13: a search tells of {ref}")
            if item.archived(answer.sequence) or item.latest(answer.sequence) != result.version:
                self._complain(f"4: {ref}@{result.version} as of {answer.sequence}")
        item = self._books.item(request.query)
        there = item.latest(answer.sequence) > 0 and not item.archived(answer.sequence)
        if there and f"{answer.results[0].type}/{answer.results[0].name}" != request.query:
            self._complain(f"4: {request.query} is not found by its name as of {answer.sequence}")

    def shown(self, ref: str, began: Moment, view: Any) -> None:
        if isinstance(view, Unanswered | PromptIntelError):
            return
        assert isinstance(view, View)
        if view.sequence < began.head:
            self._complain(f"4: the latest was {began.head}, and {view.sequence} was shown")
        self.same(ref, view)

    def same(self, ref: str, view: View) -> None:
        """`view` has of `ref` what the books have of it."""
        prompt, item = view.prompt(Ref.parse(ref)), self._books.item(ref)
        if prompt is None:
            if item.latest(view.sequence):
                self._complain(f"4: {ref} is missing as of {view.sequence}")
            return
        shown = (prompt.latest.number, prompt.archived, prompt.in_use().number)
        at = view.sequence
        if shown != (item.latest(at), item.archived(at), item.in_use(at)):
            self._complain(f"4: {ref} is shown as {shown} as of {at}")

    # Executions

    def will_start(self, workflow: str, document: Input, key: str | None) -> None:
        if key is not None:
            self._world.requests.setdefault(key, []).append(_request(workflow, document))

    def started(self, workflow: str, document: Input, key: str | None, answer: Any) -> None:
        request = _request(workflow, document)
        if isinstance(answer, KeyReused) and set(self._world.requests[key or ""]) == {request}:
            self._complain(f"5: key {key} counts as another's")
        if isinstance(answer, Unanswered | PromptIntelError):
            return
        track = self._auditor.tracks.get(answer)
        if track is None:
            self._complain(f"1: execution {answer} was started, and the log has nothing of it")
        elif track.request != request:
            self._complain(f"5: execution {answer} is another one, of {track.workflow}")
        if key is not None and self._world.named.setdefault(key, answer) != answer:
            self._complain(f"5: key {key} names {answer} and {self._world.named[key]}")

    def stepped_in(self, execution_id: str, what: str, key: str | None, answer: Any) -> None:
        if isinstance(answer, Unanswered | PromptIntelError):
            return
        if answer is None:
            self._stood_by(execution_id, what)
            return
        if answer not in self._auditor.tracks:
            self._complain(
                f"1: {what} of {execution_id} led to {answer}, of which nothing is there"
            )
        if key is not None and self._world.named.setdefault(key, answer) != answer:
            self._complain(f"5: key {key} names {answer} and {self._world.named[key]}")

    def _stood_by(self, execution_id: str, what: str) -> None:
        track = self._auditor.tracks[execution_id]
        if what == "cancel" and not track.cancelling:
            self._complain(f"1: {execution_id} was cancelled, and the log has nothing of it")
        if what == "approve" and not any(stage.approved for stage in track.stages.values()):
            self._complain(f"1: {execution_id} was approved, and the log has nothing of it")

    # Users

    def rated(self, user: str, answer: Any) -> None:
        if isinstance(answer, RatePrompt):
            about = (user, str(answer.ref), answer.version)
            if self._auditor.ratings.get(about) != answer.rating:
                self._complain(f"1: {about} was rated {answer.rating}, and the log says otherwise")

    def preferred(self, user: str, command: SetPreferences, answer: Any) -> None:
        if isinstance(answer, Unanswered | PromptIntelError):
            return
        # Who never chose has the defaults, and choosing them changes nothing.
        kept = self._auditor.preferences.get(user, Preferences().detail_level)
        if not kept == answer.detail_level == command.detail_level:
            self._complain(f"1: {user} prefers {command.detail_level}, and the log says {kept}")

    def _complain(self, what: str) -> None:
        self._auditor.complain(what)


def _request(workflow: str, document: Input) -> str:
    """What tells one start from another, as its event has it."""
    return canonical.fingerprint([workflow, document.name, canonical.digest(document.content)])
