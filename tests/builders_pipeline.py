"""A pipeline over memory adapters, with prompts and a model in plain values."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from core import crashpoints
from core.actors import LOCAL
from core.adapters.filesystem.artifacts import FilesystemArtifactStore
from core.adapters.filesystem.blobs import FilesystemBlobStore
from core.adapters.filesystem.log import FilesystemEventLog
from core.adapters.filesystem.pending import FilesystemPending
from core.adapters.memory.artifacts import MemoryArtifactStore
from core.adapters.memory.blobs import MemoryBlobStore
from core.adapters.memory.bus import InProcessBus
from core.adapters.memory.faults import Faults
from core.adapters.memory.log import MemoryEventLog
from core.adapters.memory.pending import MemoryPending
from core.catalogue.model import Prompt, Ref, Text, Version
from core.events.minting import Mint
from core.pipeline.execution import Execution
from core.pipeline.following_up import FollowUp
from core.pipeline.graph import Generate
from core.pipeline.interventions import Interventions
from core.pipeline.ports import Draft, StageRequest
from core.pipeline.running import StageRunner
from core.pipeline.starting import Input, Starter
from core.pipeline.store import Executions
from core.pipeline.sweeping import Sweeper

TWO_STAGES = {
    "output_style": "style",
    "stages": [
        {"name": "read", "task": "extract", "folder": "one", "schema": "result"},
        {"name": "add", "task": "add", "folder": "two", "schema": "result"},
    ],
}
RESULT_SCHEMA = '{"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}'
QUESTIONNAIRE = Input("league.md", b"**League:** Northern Futsal\n")


def a_prompt(ref: str, text: str, metadata: Mapping[str, Any] | None = None) -> Prompt:
    version = Version(1, 1, Text(inline=text), metadata or {}, (), "genesis")
    return Prompt(Ref.parse(ref), (version,))


@dataclass
class FakePrompts:
    """Prompts as a live index gives them, at sequence 1."""

    known: dict[Ref, Prompt]
    sequence: int = 1
    snapshot_id: str = "snapshot"
    encoder: None = None

    def latest(self) -> "FakePrompts":
        return self

    def prompt(self, ref: Ref) -> Prompt | None:
        return self.known.get(ref)

    def prompts(self, kind: str | None) -> Iterator[Prompt]:
        return (p for ref, p in sorted(self.known.items()) if kind in (None, ref.type))


def some_prompts(metadata: Mapping[str, Any] | None = None) -> FakePrompts:
    listed = [
        a_prompt("workflows/two", "Two stages.", TWO_STAGES if metadata is None else metadata),
        a_prompt("workflows/bare", "One stage, no front matter."),
        a_prompt("stages/style.one", "Read."),
        a_prompt("stages/style.two", "Add."),
        a_prompt("schemas/style.one.result", RESULT_SCHEMA),
        a_prompt("schemas/style.two.result", RESULT_SCHEMA),
        a_prompt("examples/style.one.first", '{"output": {"n": 1}}', {"title": "First"}),
    ]
    return FakePrompts({prompt.ref: prompt for prompt in listed})


@dataclass
class FakeModel:
    """Answers with `answer(request)` and remembers every request."""

    answer: Callable[[StageRequest], Draft]
    name: str = "fake-1"
    requests: list[StageRequest] = field(default_factory=list)

    def generate(self, request: StageRequest) -> Draft:
        self.requests.append(request)
        return self.answer(request)


def answering(*values: Any) -> FakeModel:
    """A model that gives `values` one after another, the last one for ever."""
    left = list(values)
    return FakeModel(lambda _: Draft(left.pop(0) if len(left) > 1 else left[0], "fake-1"))


def add_one(request: StageRequest) -> Draft:
    return Draft({"n": request.results["read"]["n"] + 1}, "code")


class Time:
    """A clock that moves only when somebody waits for it, or a test says so."""

    def __init__(self) -> None:
        self.now = datetime(2027, 1, 1, tzinfo=UTC)

    def clock(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()

    def pass_by(self, seconds: float) -> None:
        # A little more than was asked for: what is due then is due, whatever rounding does.
        self.now += timedelta(seconds=seconds, microseconds=2)


class Stores:
    """Where a pipeline keeps things: in memory, or below `folder`. Outlives any process."""

    def __init__(self, folder: Path | None = None) -> None:
        self.log = MemoryEventLog() if folder is None else FilesystemEventLog(folder / "log")
        self.blobs = MemoryBlobStore() if folder is None else FilesystemBlobStore(folder / "blobs")
        self.artifacts = (
            MemoryArtifactStore()
            if folder is None
            else FilesystemArtifactStore(folder / "artifacts")
        )
        self.pending = MemoryPending() if folder is None else FilesystemPending(folder / "pending")


class Pipeline:
    """A wired pipeline; `run` starts an execution and works off its stages in this thread.

    Made again over the same `stores`, it is the process that comes after one that died.
    """

    def __init__(
        self,
        model: FakeModel | None = None,
        tasks: Mapping[str, Generate] | None = None,
        prompts: FakePrompts | None = None,
        *,
        stores: Stores | None = None,
        faults: Faults | None = None,
        time: Time | None = None,
        draw: Callable[[], float] = lambda: 1.0,
    ) -> None:
        self.time = time or Time()
        mint = Mint(clock=self.time.clock)
        self.stores = stores or Stores()
        self.log, self.blobs = self.stores.log, self.stores.blobs
        self.artifacts, self.pending = self.stores.artifacts, self.stores.pending
        self.bus = InProcessBus(
            faults=faults, clock=self.time.seconds, pause=self.time.pass_by, draw=draw
        )
        self.model = model or answering({"n": 1})
        self.prompts = prompts or some_prompts()
        self.executions = Executions(self.log, self.blobs, mint)
        self.follow_up = FollowUp(self.artifacts, self.blobs, self.pending, self.bus)
        self.starter = Starter(
            self.executions, self.blobs, self.prompts, self.pending, self.bus, mint
        )
        self.runner = StageRunner(
            self.executions,
            self.prompts,
            self.blobs,
            self.model,
            tasks if tasks is not None else {"add": add_one},
            self.follow_up,
            mint,
            draw,
        )
        self.interventions = Interventions(
            self.executions,
            self.prompts,
            self.blobs,
            self.pending,
            self.starter,
            self.follow_up,
            mint,
        )
        self.sweeper = Sweeper(self.executions, self.pending, self.follow_up, mint)
        self.bus.subscribe(self.runner.run)

    def start(self, workflow: str = "two", key: str | None = None) -> str:
        return self.starter.start(workflow, QUESTIONNAIRE, actor=LOCAL, key=key)

    def run(self, workflow: str = "two") -> Execution:
        return self.finish(self.start(workflow))

    def finish(self, execution_id: str) -> Execution:
        """Work off everything that the bus was told of; the execution as it stands then."""
        self.bus.drain()
        return self.executions.load(execution_id)

    def sweep(self) -> None:
        """What `promptintel sweep` does: take up what lies there, and work it off."""
        self.sweeper.sweep()
        self.bus.drain()

    def types(self, execution_id: str) -> list[str]:
        """What happened to the execution, in order."""
        return [event.type for event in self.executions.events(execution_id)]


@contextmanager
def reaching(act: Callable[[str], None]) -> Iterator[None]:
    """Within the block, every arrival at a crash point is told to `act`, which may crash."""
    before = crashpoints._on_reach
    crashpoints._on_reach = act
    try:
        yield
    finally:
        crashpoints._on_reach = before
