"""The product's parts as `core.runtime` wires them, over ports that are given."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from core.catalogue.appending import Appender
from core.catalogue.body_checks import BodyChecks
from core.catalogue.genesis import GenesisFile, read_genesis
from core.catalogue.model import Ref
from core.catalogue.rendering import body_of
from core.catalogue.steering import Steering
from core.catalogue.updating import Updater
from core.events.blobs import BlobStore
from core.events.log import EventLog
from core.events.minting import Mint
from core.pipeline.bus import Bus
from core.pipeline.following_up import FollowUp
from core.pipeline.genesis_checks import CHECKS
from core.pipeline.interventions import Interventions
from core.pipeline.noting import noting
from core.pipeline.pending import Pending
from core.pipeline.ports import ArtifactStore, Model
from core.pipeline.running import StageRunner
from core.pipeline.starting import Starter
from core.pipeline.store import Executions
from core.pipeline.sweeping import Sweeper
from core.projections.projector import Projector
from core.projections.routing import RULES, route_of_files, router_of
from core.projections.store import ProjectionStore
from core.search.live import LiveIndex
from core.snapshot.building import Builder
from core.snapshot.store import SnapshotStore
from core.users.store import Users
from tests.builders_search import TinyEmbedder

EMBEDDER = TinyEmbedder()


@dataclass(frozen=True)
class Ports:
    """How one process reaches what outlives it."""

    log: EventLog
    blobs: BlobStore
    pending: Pending
    artifacts: ArtifactStore
    snapshots: SnapshotStore
    projections: ProjectionStore
    bus: Bus
    model: Model


class _KnowingBuilder(Builder):
    """Reads each genesis folder once in a test run: they are not what is simulated."""

    def read(self) -> list[GenesisFile]:
        return _files(self._database)


@cache
def _files(database: Path) -> list[GenesisFile]:
    return read_genesis(database, CHECKS)


def a_builder(ports: Ports, database: Path, mint: Mint) -> Builder:
    return _KnowingBuilder(
        database, ports.log, ports.blobs, ports.snapshots, EMBEDDER, route_of_files, CHECKS, mint
    )


class System:
    """One process's parts, all of them made at once."""

    def __init__(
        self, ports: Ports, index: LiveIndex, builder: Builder, mint: Mint, random: Random
    ):
        self.ports = ports
        self.index = index
        self.builder = builder
        appender = Appender(ports.log, index, mint)
        self.updater = Updater(appender, ports.blobs, self._route, BodyChecks(CHECKS))
        self.steering = Steering(appender, ports.blobs, self._route)
        self.users = Users(ports.log, index, mint)
        executions = Executions(ports.log, ports.blobs, mint)
        note = noting(self.users)
        follow_up = FollowUp(ports.artifacts, ports.blobs, ports.pending, ports.bus, note)
        self.starter = Starter(executions, ports.blobs, index, ports.pending, ports.bus, mint)
        self.interventions = Interventions(
            executions, index, ports.blobs, ports.pending, self.starter, follow_up, mint
        )
        self.sweeper = Sweeper(executions, ports.pending, follow_up, mint)
        self.projector = Projector(ports.log, ports.blobs, ports.projections)
        self.runner = StageRunner(
            executions,
            index,
            ports.blobs,
            ports.model,
            {"upsert": ports.model.generate},
            follow_up,
            mint,
            random.random,
        )

    def _route(self, ref: Ref) -> tuple[str, ...]:
        rules = self.index.latest().prompt(RULES)
        text = body_of(rules.in_use(), self.ports.blobs) if rules is not None else None
        return router_of(text)(ref)
