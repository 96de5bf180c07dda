"""The log: every stream whole, every append where it belongs, every event readable and possible."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from core.adapters.filesystem.inspecting import LogFolder
from core.catalogue.folding import fold
from core.catalogue.model import Catalogue
from core.errors import StorageUnavailable
from core.events.envelope import CATALOGUE, Event, StreamId
from core.events.log import EventLog
from core.events.upcasting import upcast
from core.verify.executions import check_execution
from core.verify.findings import COPY, Findings, could_not_look

_SENSELESS = (KeyError, TypeError, ValueError, AttributeError)
"""What reading an event comes to that lacks what its type must say."""


@dataclass(slots=True)
class Told:
    """What the log says of the rest of the home.

    `heads` are the streams' last appends; `blobs` maps each name to the event that names it;
    `unsound` are the streams that cannot be read through; `speaks_of` says which appends of other
    streams an event takes for granted.
    """

    heads: dict[StreamId, int] = field(default_factory=dict)
    unsound: set[StreamId] = field(default_factory=set)
    blobs: dict[str, str] = field(default_factory=dict)
    speaks_of: list[tuple[StreamId, int, str]] = field(default_factory=list)

    def head(self, stream: StreamId, log: EventLog) -> int:
        """The last append of `stream` by now: others may have written since we read it."""
        return max(self.heads.get(stream, 0), log.head(stream))


def check_streams(folder: LogFolder, log: EventLog, findings: Findings) -> Told:
    """Read every stream through. Streams are independent: one that is damaged hides no other."""
    check = _Check(folder, log, findings)
    try:
        streams = list(folder.streams())
        for stray in folder.strays():
            findings.add("log", stray, "no stream can be called so", "move its files back")
    except StorageUnavailable as error:
        findings.skip("log", error)
        return check.told
    for stream in streams:
        findings.tell(f"stream {stream}")
        check.stream(stream)
    check.reach()
    return check.told


@dataclass(slots=True)
class _Check:
    folder: LogFolder
    log: EventLog
    findings: Findings
    told: Told = field(default_factory=Told)

    def stream(self, stream: StreamId) -> None:
        """Read `stream` through, note what it speaks of, and see whether it can have happened."""
        self.findings.checked["streams"] += 1
        try:
            numbers = set(self.folder.numbers(stream))
        except StorageUnavailable as error:
            self._blind(stream, f"log/{stream}", error)
            return
        self.told.heads[stream] = max(numbers)
        events: list[Event] = []
        for number in range(1, max(numbers) + 1):
            if number in numbers:
                events += self._append(stream, number)
            else:
                problem = f"is missing, and no reader of {stream} gets beyond it"
                self._damaged(stream, self._where(stream, number), problem)
        try:
            for event in events:
                _note(event, self.told)
            if stream not in self.told.unsound:
                self._check_sense(stream, events)
        except (*_SENSELESS, StorageUnavailable) as error:
            problem = f"its events make no sense ({type(error).__name__}: {error})"
            self._damaged(stream, f"log/{stream}", problem)

    def reach(self) -> None:
        """See whether the streams go as far as events of others say."""
        for stream, number, speaker in self.told.speaks_of:
            head = self.told.head(stream, self.log)
            if number > head:
                problem = f"ends at append {head}, but {speaker} speaks of append {number}"
                remedy = "restore its last files from a copy"
                self.findings.add("log", f"log/{stream}", problem, remedy)

    def _append(self, stream: StreamId, number: int) -> list[Event]:
        """The events of one append as they are current; none where it cannot be read."""
        where = self._where(stream, number)
        self.findings.checked["appends"] += 1
        try:
            events = [*self.log.read(stream, after=number - 1, upto=number)]
            _check_envelopes(events)
        except (StorageUnavailable, ValueError) as error:
            if could_not_look(error):
                self._blind(stream, where, error)
            else:
                path = self.folder.path(stream, number)
                problem = str(error).removeprefix(f"{path} ").partition(";")[0]
                self._damaged(stream, where, problem)
            return []
        try:
            return [replace(event, new=upcast(event.new)) for event in events]
        except StorageUnavailable as error:
            # What a newer release wrote may be sound.
            self._blind(stream, where, error)
        except _SENSELESS as error:
            self._damaged(stream, where, f"makes no sense ({type(error).__name__}: {error})")
        return []

    def _check_sense(self, stream: StreamId, events: list[Event]) -> None:
        if stream == CATALOGUE:
            _check_catalogue(events, self.findings)
        elif stream.startswith("executions/"):
            self.findings.checked["executions"] += 1
            check_execution(stream, events, self.findings)

    def _where(self, stream: StreamId, number: int) -> str:
        return f"log/{stream}/{self.folder.path(stream, number).name}"

    def _damaged(self, stream: StreamId, where: str, problem: str) -> None:
        self.told.unsound.add(stream)
        self.findings.add("log", where, problem, COPY)

    def _blind(self, stream: StreamId, where: str, error: Exception) -> None:
        self.told.unsound.add(stream)
        self.findings.skip(where, error)


def _check_envelopes(events: list[Event]) -> None:
    """Raises `ValueError` where a field is not what every event has."""
    for event in events:
        new = event.new
        texts = (new.id, new.type, new.time, new.actor)
        sound = all(isinstance(text, str) and text for text in texts)
        if not sound or not isinstance(new.data, Mapping):
            raise ValueError(f"event {event.index} has no proper envelope")
        if type(new.version) is not int or new.version < 1:
            raise ValueError(f"event {event.index} is in no shape that was ever written")


def _check_catalogue(events: list[Event], findings: Findings) -> None:
    for _, prompt in sorted(fold(Catalogue(), events).prompts.items()):
        findings.checked["prompts"] += 1
        numbers = [version.number for version in prompt.versions]
        if numbers != list(range(1, len(numbers) + 1)):
            problem = f"the versions of {prompt.ref} are numbered {numbers}"
            findings.add("log", f"log/{CATALOGUE}", problem, COPY)


def _note(event: Event, told: Told) -> None:
    """Keep what `event` says of other things in the home."""
    where = f"append {event.sequence} of {event.stream}"
    for blob in _blobs_named(event.data):
        told.blobs.setdefault(blob, where)
    if event.type == "execution.started":
        told.speaks_of.append((CATALOGUE, event.data["catalogue"], where))
        origin = event.data["origin"]
        if origin is not None:
            stream = StreamId(f"executions/{origin['execution']}")
            told.speaks_of.append((stream, origin["sequence"], where))


def _blobs_named(data: Mapping[str, Any]) -> Iterator[str]:
    """The blobs that an event's data names: at its top, beside the metadata that users write."""
    for key, value in data.items():
        if key == "metadata":
            continue
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, Mapping):
                named = (part.get("blob"), part.get("sha256"))
                yield from (name for name in named if isinstance(name, str))
