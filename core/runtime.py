"""Settings become a wired system. The only place that knows which adapter is in use.

Parts are made on first use, and imported then, so that a function pays only for what it needs.
"""

import threading
from collections.abc import Mapping
from functools import cache, cached_property
from typing import TYPE_CHECKING

from core import settings as settings_module
from core.events.minting import Mint
from core.settings import Settings

if TYPE_CHECKING:
    from core.adapters.filesystem.artifacts import FilesystemArtifactStore
    from core.adapters.filesystem.blobs import FilesystemBlobStore
    from core.adapters.filesystem.pending import FilesystemPending
    from core.adapters.filesystem.snapshots import FilesystemSnapshotStore
    from core.adapters.memory.bus import InProcessBus
    from core.adapters.sqlite.projections import SqliteProjectionStore
    from core.canonical import Json
    from core.catalogue.appending import Appender
    from core.catalogue.steering import Steering
    from core.catalogue.updating import Updater
    from core.events.log import EventLog
    from core.pipeline.bus import StageReady
    from core.pipeline.following_up import FollowUp
    from core.pipeline.graph import Generate
    from core.pipeline.interventions import Interventions
    from core.pipeline.knowledge import PinnedKnowledge
    from core.pipeline.profile_schema import ProfileSchema
    from core.pipeline.running import StageRunner
    from core.pipeline.starting import Starter
    from core.pipeline.store import Executions
    from core.pipeline.sweeping import Sweeper
    from core.projections.follower import Follower
    from core.projections.projector import Projector
    from core.projections.routing import Router
    from core.search.live import LiveIndex
    from core.snapshot.building import Builder
    from core.users.store import Users
    from core.verify.home import Home


WORKERS = 16
"""Threads that run stages: waiting for models, they cost little; ten runs go side by side."""


class Runtime:
    """One wired system. Safe to share between threads once its parts are made."""

    def __init__(self, settings: Settings, mint: Mint | None = None) -> None:
        self.settings = settings
        self.mint = mint or Mint()
        self.news = threading.Event()
        """Set whenever this process has appended to the log."""

    @cached_property
    def log(self) -> "EventLog":
        from core.adapters.filesystem.log import FilesystemEventLog
        from core.events.noticing import NoticingLog

        return NoticingLog(FilesystemEventLog(self.settings.home / "log"), self.news.set)

    @cached_property
    def blobs(self) -> "FilesystemBlobStore":
        from core.adapters.filesystem.blobs import FilesystemBlobStore

        return FilesystemBlobStore(self.settings.home / "blobs")

    @cached_property
    def artifacts(self) -> "FilesystemArtifactStore":
        from core.adapters.filesystem.artifacts import FilesystemArtifactStore

        return FilesystemArtifactStore(self.settings.home / "artifacts")

    @cached_property
    def snapshots(self) -> "FilesystemSnapshotStore":
        from core.adapters.filesystem.snapshots import FilesystemSnapshotStore

        return FilesystemSnapshotStore(self.settings.home / "snapshots")

    @cached_property
    def index(self) -> "LiveIndex":
        """The searchable catalogue; builds a first snapshot where there is none."""
        from core.search.live import LiveIndex

        if self.snapshots.current() is None:
            self.builder.build()
        return LiveIndex(
            self.log, self.blobs, self.snapshots, freshness_seconds=self.settings.freshness
        )

    @cached_property
    def builder(self) -> "Builder":
        from core.adapters.wordllama import WordLlamaEmbedder
        from core.pipeline.genesis_checks import CHECKS
        from core.projections.routing import route_of_files
        from core.snapshot.building import Builder

        return Builder(
            self.settings.database,
            self.log,
            self.blobs,
            self.snapshots,
            WordLlamaEmbedder(),
            route_of_files,
            CHECKS,
            self.mint,
        )

    def route(self) -> "Router":
        """The routing rules in force now."""
        from core.catalogue.rendering import body_of
        from core.projections.routing import RULES, router_of

        rules = self.index.latest().prompt(RULES)
        # Without the suggestions: a wish about the rules is for people to read.
        return router_of(body_of(rules.in_use(), self.blobs) if rules is not None else None)

    @cached_property
    def appender(self) -> "Appender":
        from core.catalogue.appending import Appender

        return Appender(self.log, self.index, self.mint)

    @cached_property
    def updater(self) -> "Updater":
        from core.catalogue.body_checks import BodyChecks
        from core.catalogue.updating import Updater
        from core.pipeline.genesis_checks import CHECKS

        return Updater(self.appender, self.blobs, lambda ref: self.route()(ref), BodyChecks(CHECKS))

    @cached_property
    def steering(self) -> "Steering":
        from core.catalogue.steering import Steering

        return Steering(self.appender, self.blobs, lambda ref: self.route()(ref))

    @cached_property
    def users(self) -> "Users":
        from core.users.store import Users

        return Users(self.log, self.index, self.mint)

    @cached_property
    def executions(self) -> "Executions":
        from core.pipeline.store import Executions

        return Executions(self.log, self.blobs, self.mint)

    @cached_property
    def bus(self) -> "InProcessBus":
        from core.adapters.memory.bus import InProcessBus

        return InProcessBus()

    @cached_property
    def pending(self) -> "FilesystemPending":
        from core.adapters.filesystem.pending import FilesystemPending

        return FilesystemPending(self.settings.home / "pending")

    @cached_property
    def follow_up(self) -> "FollowUp":
        from core.pipeline.following_up import FollowUp
        from core.pipeline.noting import noting

        note = noting(self.users)
        return FollowUp(self.artifacts, self.blobs, self.pending, self.bus, note)

    @cached_property
    def starter(self) -> "Starter":
        from core.pipeline.starting import Starter

        return Starter(self.executions, self.blobs, self.index, self.pending, self.bus, self.mint)

    @cached_property
    def interventions(self) -> "Interventions":
        from core.pipeline.interventions import Interventions

        return Interventions(
            self.executions,
            self.index,
            self.blobs,
            self.pending,
            self.starter,
            self.follow_up,
            self.mint,
        )

    @cached_property
    def sweeper(self) -> "Sweeper":
        from core.pipeline.sweeping import Sweeper

        return Sweeper(self.executions, self.pending, self.follow_up, self.mint)

    @cached_property
    def projections(self) -> "SqliteProjectionStore":
        from core.adapters.sqlite.projections import SqliteProjectionStore

        return SqliteProjectionStore(self.settings.home / "projections.sqlite")

    @cached_property
    def projector(self) -> "Projector":
        from core.projections.projector import Projector

        return Projector(self.log, self.blobs, self.projections)

    @cached_property
    def follower(self) -> "Follower":
        """Keeps the projection up to date while this process serves."""
        from core.projections.follower import Follower

        return Follower(self.projector, self.news)

    @property
    def whole(self) -> "Home":
        """Everything in the home, for an audit."""
        from core.adapters.wordllama import WordLlamaEmbedder
        from core.verify.home import Home

        return Home(
            self.settings.home,
            self.log,
            self.blobs,
            self.snapshots,
            self.artifacts,
            self.projections,
            WordLlamaEmbedder,
        )

    @cached_property
    def runner(self) -> "StageRunner":
        from core.adapters.offline.model import OfflineModel
        from core.pipeline.running import StageRunner

        return StageRunner(
            self.executions,
            self.index,
            self.blobs,
            OfflineModel(),
            _tasks(),
            self.follow_up,
            self.mint,
        )

    def knowledge(self) -> "PinnedKnowledge":
        """The catalogue in use now, as stages read it."""
        from core.pipeline.knowledge import PinnedKnowledge

        view = self.index.latest()
        return PinnedKnowledge(view, self.blobs, view.sequence)

    def profile_schema(self) -> "ProfileSchema":
        """The schema of league profiles in use now."""
        from core.pipeline.profile_schema import LEAGUE_PROFILE, ProfileSchema

        return ProfileSchema(self.knowledge().json("schemas", LEAGUE_PROFILE))

    def reckoned(self, extracted: "Mapping[str, Json]") -> "dict[str, Json]":
        """Results of the stages up to the price for `extracted`, by rules, without a run."""
        from core.adapters.offline.reckoning import reckoned

        return reckoned(extracted, self.knowledge())

    def run_stage(self, message: "StageReady") -> None:
        """Run what `message` names. What stages need is loaded here, not where they are started."""
        self.runner.run(message)

    def load_stages(self) -> None:
        """Load all that stages need, so that the first one does not wait for it."""
        from importlib import import_module

        import_module("core.adapters.offline.extract.extracting")
        for task in ("enhance", "classify", "write"):
            import_module(f"core.adapters.offline.{task}")
        self.runner  # noqa: B018

    def start_workers(self, count: int = WORKERS) -> None:
        """Let threads of this process work off the stages that its bus is told of.

        Only a bus within the process needs them; behind another, nothing is to be started here.
        """
        self.bus.subscribe(self.run_stage)
        self.bus.start(count)

    def work_off(self) -> None:
        """Work off, in this thread, the stages that the bus within the process was told of."""
        self.bus.subscribe(self.run_stage)
        self.bus.drain()


def _tasks() -> "Mapping[str, Generate]":
    """The stages' tasks that code computes, whatever the model."""
    from core.pipeline.tasks import assemble, export, price, upsert

    return {
        "upsert": upsert.run,
        "price": price.run,
        "assemble": assemble.run,
        "export": export.run,
    }


@cache
def runtime() -> Runtime:
    """The system of this process, as its environment describes it."""
    return Runtime(settings_module.from_process())
