"""Histories of a catalogue, executions and users in plain values, and what projections make of
them."""

from collections.abc import Mapping, Sequence
from typing import Any

from core import canonical
from core.adapters.memory.blobs import MemoryBlobStore
from core.adapters.memory.log import MemoryEventLog
from core.adapters.memory.projections import MemoryProjectionStore
from core.catalogue.deciding import decide_update
from core.catalogue.events import SHAPE_VERSIONS, CatalogueEvent, to_data
from core.catalogue.folding import fold
from core.catalogue.model import Catalogue, Ref
from core.events.blobs import BlobStore
from core.events.envelope import CATALOGUE, StreamId
from core.events.log import EventLog
from core.pipeline.execution import SHAPE_VERSIONS as EXECUTION_SHAPES
from core.projections.projector import Projector
from core.projections.store import ProjectionStore
from core.projections.tables import Row
from core.projections.targets import SQLITE, Target
from tests.builders_catalogue import a_mint, an_update
from tests.unit.events.golden import golden_event

STAGES = ("read", "upsert", "write")
TASKS = {"read": "extract", "upsert": "upsert", "write": "export"}
EVERYWHERE = ("firestore", "supabase")

Fact = tuple[str, dict[str, Any]]


class History:
    """A log and its blobs; every method appends what happened."""

    def __init__(self, log: EventLog | None = None, blobs: BlobStore | None = None) -> None:
        self.log: EventLog = log if log is not None else MemoryEventLog()
        self.blobs: BlobStore = blobs if blobs is not None else MemoryBlobStore()
        self._mint = a_mint()

    def catalogue(self) -> Catalogue:
        return fold(Catalogue(), self.log.read(CATALOGUE))

    def update(
        self,
        ref: str,
        *suggestions: str,
        routing: tuple[str, ...] = EVERYWHERE,
        **fields: Any,
    ) -> None:
        """An update as `tests.builders_catalogue.an_update` takes it."""
        command = an_update(*suggestions, ref=Ref.parse(ref), **fields)
        prompt = self.catalogue().prompts.get(command.ref)
        self.facts(*decide_update(prompt, None, command, routing))

    def write(self, ref: str, body: str, **fields: Any) -> None:
        """The prompt says `body` from here on; made, or brought back, where that is needed."""
        known = self.catalogue().prompts.get(Ref.parse(ref))
        self.update(ref, body=body, create=known is None or known.archived, **fields)

    def facts(self, *facts: CatalogueEvent) -> None:
        events = [
            self._mint.event(fact.TYPE, SHAPE_VERSIONS[fact.TYPE], to_data(fact), actor="ana")
            for fact in facts
        ]
        self.log.append(CATALOGUE, events, expected=self.log.head(CATALOGUE))

    def append(self, stream: str, *facts: Fact, actor: str = "ana") -> None:
        """One append of facts of an execution or a user, in the shapes of today."""
        events = [
            self._mint.event(kind, EXECUTION_SHAPES.get(kind, 1), data, actor=actor)
            for kind, data in facts
        ]
        name = StreamId(stream)
        self.log.append(name, events, expected=self.log.head(name))

    def run(
        self,
        execution_id: str,
        *,
        end: str = "completed",
        user: str = "ana",
        origin: str | None = None,
        **league: Any,
    ) -> None:
        """A whole run, each of its appends one after another."""
        for append in a_run(self, end=end, origin=origin, **league):
            self.append(f"executions/{execution_id}", *append, actor=user)


def a_run(
    history: History,
    *,
    end: str = "completed",
    origin: str | None = None,
    league: str = "l-1",
    catalogue: int = 1,
    used: Sequence[str] = ("stages/style.read@1",),
    large: bool = False,
    **fields: Any,
) -> list[list[Fact]]:
    """The appends of one run to its `end`: completed, failed, cancelled or parked."""
    done = [*_done("read", {"profile": {}}, used), *_done("upsert", told(league, **fields), ())]
    if large:
        result = canonical.encode(told(league, **fields))
        done[-1] = [_completed("upsert", {"inline": None, "blob": history.blobs.put(result)}, ())]
    content = b"# Contract\n"
    file = {"name": "contract.md", "media_type": "text/markdown", "bytes": len(content)}
    file["sha256"] = history.blobs.put(content)
    claimed = [_claimed("write")]
    match end:
        case "completed":
            completed = _completed("write", _inline({}), used, file)
            last = [claimed, [completed, ("execution.completed", {})]]
        case "failed":
            data = {"stage": "write", "error": "no paper"}
            failed = _fact("stage.failed", **data, attempt=1, permanent=True, retry_at=None)
            last = [claimed, [failed, ("execution.failed", data)]]
        case "cancelled":
            last = [[("execution.cancel_requested", {}), ("execution.cancelled", {})]]
        case _:
            why = ["/n: is missing"]
            parked = _fact(
                "stage.parked", stage="write", attempt=1, complaints=why, partial=_inline({})
            )
            last = [claimed, [parked]]
    return [[started(history, catalogue, origin)], *done, *last]


def started(history: History, catalogue: int = 1, origin: str | None = None) -> Fact:
    blob = history.blobs.put(b"**League:** Northern Futsal\n")
    return _fact(
        "execution.started",
        workflow="workflows/two@1",
        stages=[{"name": name, "task": TASKS[name]} for name in STAGES],
        input={"name": "league.md", "blob": blob, "bytes": 28},
        catalogue=catalogue,
        origin={"execution": origin, "sequence": 1, "from": "read"} if origin else None,
        pending=None,
    )


def told(league: str, **fields: Any) -> dict[str, Any]:
    """What the upsert stage says of `league`."""
    data = {
        "league_name": "Northern Futsal",
        "sport": "Futsal",
        "tier": "2.1",
        "readiness": 70,
        "profile": {"league": {"legal_name": "Northern Futsal"}},
    }
    fact = {"kind": "league", "key": league, "data": {**data, **fields}}
    return {"league_id": league, "facts": [fact]}


def _done(stage: str, result: Any, used: Sequence[str]) -> list[list[Fact]]:
    return [[_claimed(stage)], [_completed(stage, _inline(result), used)]]


def _claimed(stage: str) -> Fact:
    return _fact("stage.claimed", stage=stage, attempt=1)


def _completed(stage: str, result: Any, used: Sequence[str], *files: Any) -> Fact:
    return _fact(
        "stage.completed",
        stage=stage,
        attempt=1,
        result=result,
        used=list(used),
        artifacts=list(files),
        seconds=0.5,
    )


def _inline(result: Any) -> dict[str, Any]:
    return {"inline": canonical.encode(result).decode(), "blob": None}


def _fact(kind: str, **fields: Any) -> Fact:
    """A fact as its golden file of today has it, but for `fields`."""
    golden = golden_event(f"{kind.replace('.', '_')}_v{EXECUTION_SHAPES[kind]}")
    return kind, {**golden.data, **fields}


def rows(store: ProjectionStore, table: Any) -> list[Row]:
    with store.reading() as reading:
        return list(reading.rows(table))


def everything(store: ProjectionStore) -> Mapping[str, Any]:
    """All that `store` holds, for comparing it with another."""
    with store.reading() as reading:
        kept = store.target.tables
        tables: dict[str, Any] = {table.name: list(reading.rows(table)) for table in kept}
        return {**tables, "positions": dict(reading.positions())}


def projected(
    history: History, store: ProjectionStore | None = None, target: Target = SQLITE
) -> ProjectionStore:
    """`store`, or one in memory for `target`, up to date with `history`."""
    store = store if store is not None else MemoryProjectionStore(target)
    assert Projector(history.log, history.blobs, store).catch_up() == {}
    return store
