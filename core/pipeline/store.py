"""Executions as they are kept: read by folding their stream, changed by appending to it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from core import canonical
from core.canonical import Json
from core.catalogue.model import Text
from core.catalogue.rendering import keep
from core.errors import InvalidInput, NotFound
from core.events.blobs import BlobStore
from core.events.envelope import Event, NewEvent, StreamId, stream_id
from core.events.log import AppendConflict, EventLog
from core.events.minting import Mint
from core.pipeline.execution import EXTRACT, SHAPE_VERSIONS, Execution, Fact, evolve, fold
from core.pipeline.given import effective

Decide = Callable[[Execution], Sequence[Fact]]


@dataclass(frozen=True, slots=True)
class Committed:
    """What was appended, and how the execution stands now; no `facts`: there was nothing to do."""

    execution: Execution
    facts: Sequence[Fact]


class Executions:
    """Loads executions and their results, and appends what happened to them."""

    def __init__(self, log: EventLog, blobs: BlobStore, mint: Mint) -> None:
        self._log = log
        self._blobs = blobs
        self._mint = mint

    def load(self, execution_id: str) -> Execution:
        """The execution as it stands. Raises `NotFound`."""
        execution = self.find(execution_id)
        if execution is None:
            raise NotFound("execution", execution_id, "see `promptintel executions list`")
        return execution

    def find(self, execution_id: str) -> Execution | None:
        """The execution as it stands; `None` where nothing of it has happened yet."""
        return fold(self.events(execution_id))

    def caught_up(self, execution: Execution) -> Execution:
        """`execution` with what has happened to it since; only that is read."""
        for event in self.events(execution.id, after=execution.sequence):
            execution = evolve(execution, event)
        return execution

    def events(self, execution_id: str, *, after: int = 0) -> Iterator[Event]:
        """What happened to it, in order, from append `after` + 1 on. Raises `NotFound`."""
        try:
            stream = _stream(execution_id)
        except InvalidInput as error:
            raise NotFound(
                "execution",
                execution_id[:80],
                "it names no stream, see `promptintel executions list`",
            ) from error
        return self._log.read(stream, after=after)

    def started_by(self, execution_id: str, request: str) -> bool:
        """Whether the execution was started by the request with this fingerprint."""
        first = next(iter(self._log.read(_stream(execution_id), upto=1)), None)
        return first is not None and first.data["request"] == request

    def list(self) -> Sequence[Execution]:
        """All executions, the latest first."""
        return list(self.latest_first())

    def latest_first(self) -> Iterator[Execution]:
        """All executions, the latest first; each is read in full only when it is asked for."""
        firsts = (
            (event.new.time, stream.partition("/")[2])
            for stream in self._log.streams("executions")
            for event in self._log.read(stream, upto=1)
            if event.index == 0
        )
        for _, execution_id in sorted(firsts, reverse=True):
            yield self.load(execution_id)

    def commit(
        self, execution_id: str, decide: Decide, *, actor: str, known: Execution | None = None
    ) -> Committed:
        """Append what `decide` says of the present state, again after every lost race.

        `known` is how the execution was last seen, and spares a look where it still stands so.
        Raises `NotFound`, and whatever `decide` raises.
        """
        while True:
            execution = known or self.load(execution_id)
            known = None
            facts = decide(execution)
            if not facts:
                return Committed(execution, facts)
            events = self._minted(execution_id, facts, actor, None)
            try:
                number = self._log.append(
                    _stream(execution_id), events, expected=execution.sequence
                )
            except AppendConflict:
                continue
            for index, event in enumerate(events):
                execution = evolve(execution, Event(_stream(execution_id), number, index, event))
            return Committed(execution, facts)

    def append(
        self,
        execution_id: str,
        facts: Sequence[Fact],
        *,
        expected: int,
        actor: str,
        key: str | None = None,
    ) -> int:
        """Append `facts`; raises `AppendConflict` where somebody else was first."""
        events = self._minted(execution_id, facts, actor, key)
        return self._log.append(_stream(execution_id), events, expected=expected)

    def _minted(
        self, execution_id: str, facts: Sequence[Fact], actor: str, key: str | None
    ) -> Sequence[NewEvent]:
        return [
            self._mint.event(
                kind,
                SHAPE_VERSIONS[kind],
                data,
                actor=actor,
                key=f"{execution_id}\0{key}\0{index}" if key is not None else None,
                subject=f"executions/{execution_id}",
            )
            for index, (kind, data) in enumerate(facts)
        ]

    def keep(self, result: Json) -> Text:
        """A stage's result as its event carries it."""
        return keep(canonical.encode(result).decode(), self._blobs)

    def result(self, execution: Execution, stage: str) -> Json:
        """What `stage` came to, with what people gave in it; `None` where there is nothing yet."""
        state = execution.state(stage)
        if state.result is None:
            return None
        value = self._read(state.result)
        spec = execution.stage(stage)
        extracts = spec is not None and spec.task == EXTRACT and state.status == "completed"
        return effective(value, execution.given) if extracts else value

    def _read(self, text: Text) -> Json:
        content = self._blobs.get(text.blob) if text.blob is not None else text.inline or ""
        return canonical.decode(content)

    def results(self, execution: Execution) -> dict[str, Json]:
        """The results of every completed stage, by stage name."""
        return {
            stage.name: self.result(execution, stage.name)
            for stage in execution.stages
            if execution.state(stage.name).status == "completed"
        }

    def input(self, execution: Execution) -> bytes:
        """The document as it arrived."""
        return self._blobs.get(execution.input_blob)


def _stream(execution_id: str) -> StreamId:
    return stream_id(f"executions/{execution_id}")
