"""Settings become a wired system. The only place that knows which adapter is in use.

Parts are made on first use, and imported then, so that a function pays only for what it needs.
"""

from collections.abc import Callable, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from core import settings as settings_module
from core.errors import InvalidInput
from core.events.minting import Mint
from core.settings import Settings

if TYPE_CHECKING:
    from core.adapters.memory.bus import InProcessBus
    from core.adapters.pubsub.dead_letters import PubSubDeadLetters
    from core.adapters.pubsub.system import PubSub
    from core.adapters.read_models import ReadModels
    from core.adapters.stores import Stores
    from core.canonical import Json
    from core.catalogue.appending import Appender
    from core.catalogue.steering import Steering
    from core.catalogue.updating import Updater
    from core.events.blobs import BlobStore
    from core.events.envelope import StreamId
    from core.events.log import EventLog
    from core.pipeline.bus import Bus, StageReady
    from core.pipeline.following_up import FollowUp
    from core.pipeline.graph import Generate
    from core.pipeline.intake import Intake
    from core.pipeline.interventions import Interventions
    from core.pipeline.knowledge import PinnedKnowledge
    from core.pipeline.pending import Pending
    from core.pipeline.ports import ArtifactStore
    from core.pipeline.profile_schema import ProfileSchema
    from core.pipeline.running import StageRunner
    from core.pipeline.starting import Starter
    from core.pipeline.store import Executions
    from core.pipeline.sweeping import Sweeper
    from core.pipeline.uploads import Uploads
    from core.projections.routing import Router
    from core.search.live import LiveIndex, Shipped
    from core.snapshot.building import Builder, BuildReport
    from core.snapshot.coalescing import BuildClock
    from core.snapshot.store import SnapshotStore
    from core.users.store import Users
    from core.verify.home import Home


_GLANCE = 0.1
"""Seconds that a search waits for the bucket to say whether the log has moved."""

WORKERS = 16
"""Threads that run stages: waiting for models, they cost little; ten runs go side by side."""


class Runtime:
    """One wired system. Safe to share between threads once its parts are made."""

    def __init__(self, settings: Settings, mint: Mint | None = None) -> None:
        self.settings = settings
        self.mint = mint or Mint()

    @cached_property
    def stores(self) -> "Stores":
        """Where this system keeps its state: in a bucket where one is set, else in its home."""
        settings = self.settings
        if settings.bucket is None:
            from core.adapters.filesystem.stores import FilesystemStores

            return FilesystemStores(settings.home)
        from core.adapters.gcs.stores import GcsStores

        return GcsStores(settings.bucket, settings.uploads, settings.scratch)

    @cached_property
    def log(self) -> "EventLog":
        from core.events.noticing import NoticingLog

        return NoticingLog(self.stores.log, self._appended)

    def _appended(self, stream: "StreamId", sequence: int) -> None:
        # Who never asked for the read models has none that follow.
        if "read_models" in self.__dict__:
            self.read_models.notice()
        # Only now is the client loaded: a search reads the log, and never appends to it.
        if self.pubsub is not None:
            self.pubsub.announcer.mention(stream, sequence)

    @property
    def blobs(self) -> "BlobStore":
        return self.stores.blobs

    @property
    def artifacts(self) -> "ArtifactStore":
        return self.stores.artifacts

    @property
    def snapshots(self) -> "SnapshotStore":
        return self.stores.snapshots

    @cached_property
    def index(self) -> "LiveIndex":
        """The searchable catalogue; where there is no snapshot, what was shipped, or a first one
        is built."""
        from core.search.live import LiveIndex

        shipped = self._shipped()
        if shipped is None and self.snapshots.current() is None:
            self.builder.build()
        remote = self.settings.bucket is not None
        return LiveIndex(
            self.log,
            self.blobs,
            self.snapshots,
            freshness_seconds=self.settings.freshness,
            patience_seconds=_GLANCE if remote else None,
            shipped=shipped,
        )

    def _shipped(self) -> "Shipped | None":
        """What the package brings along; on this machine's own files nothing is out of reach."""
        folder = self.settings.shipped
        if folder is None or self.settings.bucket is None:
            return None
        from core.adapters.filesystem.stores import FilesystemStores
        from core.search.live import Shipped

        stores = FilesystemStores(folder)
        return Shipped(stores.snapshots, stores.blobs)

    @cached_property
    def builder(self) -> "Builder":
        return self._builder(self.log, self.blobs, self.snapshots, self.stores.tidy)

    def ship(self, folder: Path) -> "BuildReport":
        """Build the genesis by itself into `folder`, for a package to bring along."""
        from core.adapters.filesystem.stores import FilesystemStores
        from core.adapters.memory.log import MemoryEventLog

        stores = FilesystemStores(folder)
        builder = self._builder(MemoryEventLog(), stores.blobs, stores.snapshots, stores.tidy)
        return builder.build()

    def _builder(
        self,
        log: "EventLog",
        blobs: "BlobStore",
        snapshots: "SnapshotStore",
        tidy: "Callable[[], None]",
    ) -> "Builder":
        from core.adapters.wordllama import WordLlamaEmbedder
        from core.pipeline.genesis_checks import CHECKS
        from core.projections.routing import route_of_files
        from core.snapshot.building import Builder

        return Builder(
            self.settings.database,
            log,
            blobs,
            snapshots,
            WordLlamaEmbedder(),
            route_of_files,
            CHECKS,
            self.mint,
            tidy,
        )

    @property
    def build_clock(self) -> "BuildClock":
        from core.snapshot.coalescing import BuildClock

        return BuildClock(
            self.log, self.snapshots, every=self.settings.build_seconds, clock=self.mint.clock
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

    @property
    def uploads(self) -> "Uploads":
        return self.stores.uploads

    @cached_property
    def pubsub(self) -> "PubSub | None":
        """Pub/Sub where it is in use: its client is loaded by who first sends or receives."""
        if self.settings.pubsub is None:
            return None
        from core.adapters.pubsub.system import PubSub

        return PubSub(self.settings.pubsub)

    @property
    def messages(self) -> "Bus":
        """Where stages are published: Pub/Sub, or the bus within this process."""
        return self.bus if self.pubsub is None else self.pubsub.bus

    @property
    def dead_letters(self) -> "PubSubDeadLetters | None":
        return None if self.pubsub is None else self.pubsub.dead_letters

    def remind(self) -> None:
        """Tell again of a catalogue that no snapshot has followed yet."""
        if self.pubsub is not None:
            current = self.snapshots.current()
            self.pubsub.announcer.remind(self.log, current.sequence if current else None)

    @property
    def pending(self) -> "Pending":
        return self.stores.pending

    @cached_property
    def follow_up(self) -> "FollowUp":
        from core.pipeline.following_up import FollowUp
        from core.pipeline.noting import noting

        note = noting(self.users)
        if self.pubsub is not None:
            note = self.pubsub.announcer.announcing_ends(note)
        return FollowUp(self.artifacts, self.blobs, self.pending, self.messages, note)

    @cached_property
    def starter(self) -> "Starter":
        from core.pipeline.starting import Starter

        return Starter(
            self.executions, self.blobs, self.index, self.pending, self.messages, self.mint
        )

    @cached_property
    def intake(self) -> "Intake":
        from core.pipeline.intake import Intake

        return Intake(
            self.uploads,
            self.starter,
            self.executions,
            self.blobs,
            self.follow_up,
            self.users.preferences,
        )

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
    def read_models(self) -> "ReadModels":
        from core.adapters.read_models import ReadModels

        return ReadModels(self.settings, self.log, self.blobs)

    @property
    def whole(self) -> "Home":
        """Everything in the home, for an audit."""
        from core.adapters.filesystem.stores import FilesystemStores
        from core.adapters.wordllama import WordLlamaEmbedder
        from core.verify.home import Home

        stores = self.stores
        if not isinstance(stores, FilesystemStores):
            raise InvalidInput(
                "PROMPTINTEL_BUCKET", "an audit reads a home on this machine", "unset it"
            )
        return Home(
            self.settings.home,
            self.log,
            stores.blobs,
            stores.snapshots,
            stores.artifacts,
            self.read_models.sqlite,
            WordLlamaEmbedder,
            [store for name, store in self.read_models.stores.items() if name != "sqlite"],
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
        if self.pubsub is None:
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
