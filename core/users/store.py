"""Users as they are kept: each the fold of a stream of their own."""

from collections import OrderedDict
from threading import Lock
from typing import Protocol

from core.catalogue.model import Prompt, Ref, Selector, prompt_name
from core.catalogue.reading import chosen_version
from core.crashpoints import crash_point
from core.errors import InvalidInput, NotFound, StorageUnavailable
from core.events.envelope import StreamId, is_stream, stream_id
from core.events.log import AppendConflict, EventLog
from core.events.minting import Mint
from core.users.deciding import (
    Command,
    NoteExecution,
    RatePrompt,
    SetPreferences,
    decide,
    evolve,
    fold,
)
from core.users.events import SHAPE_VERSIONS, to_data
from core.users.model import Preferences, Run, User

_LOST_RACES = 64
_REMEMBERED = 256


class Prompts(Protocol):
    """The catalogue at one point."""

    def prompt(self, ref: Ref) -> Prompt | None: ...


class Catalogue(Protocol):
    """Where names are looked up."""

    def latest(self) -> Prompts:
        """The catalogue up to date with the log. Raises `StorageUnavailable`."""


class Users:
    """Reads and changes users. Every event names its user as `subject`, so it can be erased."""

    def __init__(self, log: EventLog, catalogue: Catalogue, mint: Mint) -> None:
        self._log = log
        self._catalogue = catalogue
        self._mint = mint
        self._known: OrderedDict[StreamId, User] = OrderedDict()
        self._lock = Lock()

    def load(self, uid: str) -> User:
        """The user as they stand; one who never did anything has the defaults."""
        return self._latest(_stream(uid))

    def preferences(self, uid: str) -> Preferences:
        """The defaults of the user's runs; whoever can have no data of their own has none set."""
        return self.load(uid).preferences if is_stream(f"users/{uid}") else Preferences()

    def set_preferences(self, uid: str, command: SetPreferences) -> Preferences:
        """Change what `command` names, and give the whole. Raises `InvalidInput`."""
        if command.favorite_workflows:
            view = self._catalogue.latest()
            for name in command.favorite_workflows:
                _check_workflow(view, name)
        return self._carry_out(uid, command).preferences

    def rate(self, uid: str, prompt: str, rating: int, comment: str | None) -> RatePrompt:
        """Rate `prompt` (`type/name`, `type/name@3`, `type/name@label`), the latest version unless
        it says which. Raises `InvalidInput` or `NotFound`."""
        selector = _selector(prompt)
        known = self._catalogue.latest().prompt(selector.ref)
        if known is None:
            raise NotFound("prompt", str(selector.ref), "find its name with a search")
        version = chosen_version(known, version=selector.version, label=selector.label)
        command = RatePrompt(selector.ref, version.number, rating, comment)
        self._carry_out(uid, command)
        return command

    def note(self, uid: str, run: Run) -> None:
        """Keep `run` in the user's history. Noting the same again changes nothing."""
        if is_stream(f"users/{uid}"):
            self._carry_out(uid, NoteExecution(run))

    def _latest(self, stream: StreamId) -> User:
        """The user up to date with the log: what was read once is not read again."""
        with self._lock:
            known = self._known.get(stream, User())
        return self._kept(stream, fold(known, self._log.read(stream, after=known.sequence)))

    def _kept(self, stream: StreamId, user: User) -> User:
        with self._lock:
            known = self._known.get(stream)
            if known is None or known.sequence < user.sequence:
                self._known[stream] = user
            self._known.move_to_end(stream)
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return user

    def _carry_out(self, uid: str, command: Command) -> User:
        """Decide, append, and again where another writer was first; the user after it."""
        stream = _stream(uid)
        for _ in range(_LOST_RACES):
            user = self._latest(stream)
            facts = decide(user, command)
            if not facts:
                return user
            events = [
                self._mint.event(
                    fact.TYPE, SHAPE_VERSIONS[fact.TYPE], to_data(fact), actor=uid, subject=stream
                )
                for fact in facts
            ]
            try:
                sequence = self._log.append(stream, events, expected=user.sequence)
            except AppendConflict:
                continue
            crash_point("user.appended")
            return self._kept(stream, evolve(user, facts, sequence))
        raise StorageUnavailable(f"{stream} is being written by many others; try again")


def _selector(text: str) -> Selector:
    try:
        return Selector.parse(text)
    except InvalidInput as error:
        raise InvalidInput("prompt", error.problem, error.remedy) from error


def _check_workflow(view: Prompts, name: str) -> None:
    prompt = view.prompt(Ref("workflows", prompt_name(name, field="favorite_workflows")))
    if prompt is None or prompt.archived:
        raise InvalidInput(
            "favorite_workflows",
            f"there is no workflow {name!r}",
            "see `promptintel search --type workflows` or the catalog for what there is",
        )


def _stream(uid: str) -> StreamId:
    text = f"users/{uid}"
    if not is_stream(text):
        raise InvalidInput(
            "user", f"{uid[:60]!r} cannot have data of their own", "use letters, digits, - and _"
        )
    return stream_id(text)
