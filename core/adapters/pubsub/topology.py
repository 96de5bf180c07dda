"""What there is in Pub/Sub, read from `topology.json` beside this module.

The same file sets up an emulator and is read by the cloud's declaration, so that neither can know
a topic that the functions do not.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from core import canonical
from core.canonical import Json
from core.errors import InvalidInput
from core.events.envelope import StreamId

_FILE = Path(__file__).with_name("topology.json")
_NAME = re.compile(r"[a-z][a-z0-9-]{2,99}")
_ACK_SECONDS = (10, 600)
_BACKOFF_SECONDS = (0, 600)
_ATTEMPTS = (5, 100)
_RETENTION_SECONDS = (600, 31 * 24 * 3600)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic, and what its messages mean."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Service:
    """A deployed function: its folder, its entry point, and what its environment must say."""

    name: str
    function: str
    entry_point: str
    environment: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Subscription:
    """A push subscription to `service`, which has `handler_seconds` for a request.

    What is not acknowledged within `ack_deadline_seconds` is delivered again, after a pause that
    grows from the minimum to the maximum backoff; `max_delivery_attempts` make it a dead letter.
    """

    name: str
    topic: str
    service: str
    handler_seconds: int
    ack_deadline_seconds: int
    minimum_backoff_seconds: int
    maximum_backoff_seconds: int
    max_delivery_attempts: int
    why: str


@dataclass(frozen=True, slots=True)
class DeadLetterQueue:
    """Where messages go that could not be handled, and the pull subscription they wait in."""

    topic: str
    subscription: str
    ack_deadline_seconds: int
    retention_seconds: int
    why: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """A message that a scheduler publishes, over and over."""

    name: str
    cron: str
    topic: str
    data: Json
    why: str


@dataclass(frozen=True, slots=True)
class Topology:
    """All of it. `stages` and `streams` name the topic of a stage and of a kind of stream."""

    why: str
    stages: Mapping[str, str]
    default_stage: str
    streams: Mapping[str, str]
    topics: tuple[Topic, ...]
    services: tuple[Service, ...]
    subscriptions: tuple[Subscription, ...]
    dead_letters: DeadLetterQueue
    schedules: tuple[Schedule, ...]

    @classmethod
    def parse(cls, value: Json) -> "Topology":
        """Read what the file holds. Raises `InvalidInput` naming the place that is wrong."""
        known = _object(cls, value, "topology")
        topology = cls(
            **{
                **known,
                "topics": _listed(Topic, known["topics"], "topics"),
                "services": tuple(
                    _built(Service, {"name": name, **_mapping(one, f"services/{name}")}, "services")
                    for name, one in _mapping(known["services"], "services").items()
                ),
                "subscriptions": _listed(Subscription, known["subscriptions"], "subscriptions"),
                "dead_letters": _built(DeadLetterQueue, known["dead_letters"], "dead_letters"),
                "schedules": _listed(Schedule, known["schedules"], "schedules"),
            }
        )
        _check(topology)
        return topology

    def topic_of_stage(self, stage: str) -> str:
        """The topic that wakes `stage`: a workflow may have stages that no topic is named for,
        and any instance can run any stage."""
        return self.stages.get(stage, self.stages[self.default_stage])

    def topic_of_stream(self, stream: StreamId) -> str:
        """The topic that tells that `stream` has moved."""
        return self.streams[stream.partition("/")[0]]

    def subscription(self, name: str) -> Subscription | None:
        return next((one for one in self.subscriptions if one.name == name), None)


@cache
def topology() -> Topology:
    """The topology that was shipped with this code."""
    return Topology.parse(canonical.decode(_FILE.read_bytes()))


def _check(topology: Topology) -> None:
    """What holds between the parts. Raises `InvalidInput`."""
    names = [topic.name for topic in topology.topics]
    _check_names("topics", [*names, topology.dead_letters.topic])
    subscriptions = [one.name for one in topology.subscriptions]
    _check_names("subscriptions", [*subscriptions, topology.dead_letters.subscription])
    _check_known("stages", topology.stages.values(), names)
    _check_known("streams", topology.streams.values(), names)
    _check_known("schedules", (one.topic for one in topology.schedules), names)
    _check_known("default_stage", [topology.default_stage], [*topology.stages])
    if set(topology.streams) != {"catalogue", "executions", "users"}:
        raise _wrong("streams", "does not name each kind", "name catalogue, executions and users")
    services = [one.name for one in topology.services]
    for one in topology.subscriptions:
        where = f"subscriptions/{one.name}"
        _check_known(f"{where}/topic", [one.topic], names)
        _check_known(f"{where}/service", [one.service], services)
        _check_times(one, where)
    heard = {one.topic for one in topology.subscriptions}
    for name in names:
        if name not in heard:
            raise _wrong(f"topics/{name}", "has no subscription", "add one, or its messages go")
    waiting = topology.dead_letters
    _check_range("dead_letters/ack_deadline_seconds", waiting.ack_deadline_seconds, _ACK_SECONDS)
    _check_range("dead_letters/retention_seconds", waiting.retention_seconds, _RETENTION_SECONDS)


def _check_times(one: Subscription, where: str) -> None:
    _check_range(f"{where}/ack_deadline_seconds", one.ack_deadline_seconds, _ACK_SECONDS)
    _check_range(f"{where}/minimum_backoff_seconds", one.minimum_backoff_seconds, _BACKOFF_SECONDS)
    _check_range(
        f"{where}/maximum_backoff_seconds",
        one.maximum_backoff_seconds,
        (one.minimum_backoff_seconds, _BACKOFF_SECONDS[1]),
    )
    _check_range(f"{where}/max_delivery_attempts", one.max_delivery_attempts, _ATTEMPTS)
    # A handler that outlives its deadline is delivered to once more while it still works.
    _check_range(f"{where}/handler_seconds", one.handler_seconds, (1, one.ack_deadline_seconds - 1))


def _check_names(where: str, names: list[str]) -> None:
    for number, name in enumerate(names):
        if not _NAME.fullmatch(name) or name.startswith("goog"):
            remedy = "use 3 to 100 lower-case letters, digits and -, not beginning with goog"
            raise _wrong(where, f"{name[:60]!r} is no name", remedy)
        if name in names[:number]:
            raise _wrong(where, f"{name!r} stands twice", "rename one")


def _check_known(where: str, names: Iterable[str], known: Iterable[str]) -> None:
    known = sorted(known)
    for name in names:
        if name not in known:
            raise _wrong(where, f"{name!r} is not declared", f"use one of {', '.join(known)}")


def _check_range(where: str, number: int, bounds: tuple[int, int]) -> None:
    least, most = bounds
    if not least <= number <= most:
        raise _wrong(where, f"{number}", f"give {least} to {most}")


def _listed(kind: Callable[..., _T], value: Any, where: str) -> tuple[_T, ...]:
    if not isinstance(value, list):
        raise _wrong(where, "is no list", "write a list of objects")
    return tuple(_built(kind, item, f"{where}/{number}") for number, item in enumerate(value))


def _built(kind: Callable[..., _T], value: Any, where: str) -> _T:
    return kind(**_object(kind, value, where))


def _object(kind: Any, value: Any, where: str) -> dict[str, Any]:
    """`value` as the fields of `kind`: each of them, no other, and of the types it says."""
    fields: Mapping[str, Any] = kind.__annotations__
    given = dict(_mapping(value, where))
    for name in given.keys() - fields.keys():
        raise _wrong(f"{where}/{name}", "is unknown", f"use {', '.join(fields)}")
    for name, annotation in fields.items():
        if name not in given:
            raise _wrong(f"{where}/{name}", "is missing", "give it")
        if annotation in (str, int) and type(given[name]) is not annotation:
            raise _wrong(f"{where}/{name}", f"{given[name]!r}", f"give a {annotation.__name__}")
        if annotation == Mapping[str, str]:
            _check_words(given[name], f"{where}/{name}")
    return given


def _check_words(value: Any, where: str) -> None:
    if not all(isinstance(word, str) for word in _mapping(value, where).values()):
        raise _wrong(where, "holds what is no text", "write text for each name")


def _mapping(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(where, "is no object", "write an object")
    return value


def _wrong(where: str, problem: str, remedy: str) -> InvalidInput:
    return InvalidInput(f"topology.{where}", problem, remedy)
