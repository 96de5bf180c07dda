"""The read models that a system keeps, as its settings say, and who keeps them up to date."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from core.errors import InvalidInput
from core.events.blobs import BlobStore
from core.events.log import EventLog
from core.projections.follower import Follower
from core.projections.projector import Projector
from core.projections.projectors import Projectors
from core.projections.store import ProjectionStore
from core.settings import Settings

if TYPE_CHECKING:
    from core.adapters.sqlite.projections import SqliteProjectionStore
    from core.adapters.supabase.client import Project
    from core.projections.reports import Reports


class ReadModels:
    """Projections of `log`. Each is made on first use, and only then is its client loaded."""

    def __init__(self, settings: Settings, log: EventLog, blobs: BlobStore) -> None:
        self._settings = settings
        self._log = log
        self._blobs = blobs
        self._listeners: list[threading.Event] = []

    @property
    def names(self) -> tuple[str, ...]:
        """The read models that there are, by the name that a replay calls them."""
        settings = self._settings
        kept = {
            # A file is of use to one machine; instances that share a bucket share services too.
            "sqlite": settings.bucket is None,
            "firestore": settings.firestore,
            "supabase": settings.supabase_url is not None,
        }
        return tuple(name for name, is_kept in kept.items() if is_kept)

    @cached_property
    def stores(self) -> Mapping[str, ProjectionStore]:
        """Every read model by its name."""
        return {name: self._store(name) for name in self.names}

    def store(self, name: str) -> ProjectionStore:
        """The read model called `name`. Raises `InvalidInput` where this system keeps none."""
        found = self.stores.get(name)
        if found is None:
            raise InvalidInput(
                "target", f"{name} is not in use here", f"use {' or '.join(self.names)}"
            )
        return found

    @cached_property
    def sqlite(self) -> "SqliteProjectionStore":
        from core.adapters.sqlite.projections import SqliteProjectionStore

        return SqliteProjectionStore(self._settings.home / "projections.sqlite")

    @cached_property
    def supabase(self) -> "Project":
        """The project at Supabase. Raises `InvalidInput` where none is set."""
        from core.adapters.supabase.client import Project

        url, key = self._settings.supabase_url, self._settings.supabase_key
        for name, value in (("SUPABASE_URL", url), ("SUPABASE_SERVICE_KEY", key)):
            if value is None:
                raise InvalidInput(name, "is not set", "set it as the project's settings say")
        return Project(url or "", key or "")

    @cached_property
    def reports(self) -> "Reports":
        """Who answers questions: Supabase where it is in use, else SQLite.

        Raises `InvalidInput` where neither is.
        """
        if "supabase" in self.names:
            from core.adapters.supabase.reports import SupabaseReports

            return SupabaseReports(self.supabase)
        if "sqlite" in self.names:
            from core.adapters.sqlite.reports import SqliteReports

            return SqliteReports(self.sqlite)
        raise InvalidInput("SUPABASE_URL", "is not set", "set it: there the answers are")

    @cached_property
    def projectors(self) -> Projectors:
        return Projectors([self._projector(store) for store in self.stores.values()])

    def notice(self) -> None:
        """Let those that follow know that the log has moved."""
        for listener in self._listeners:
            listener.set()

    @contextmanager
    def following(self) -> Iterator[None]:
        """Within the block every read model follows, in a thread of its own, at its own pace."""
        with ExitStack() as followers:
            for store in self.stores.values():
                news = threading.Event()
                self._listeners.append(news)
                followers.callback(self._listeners.remove, news)
                followers.enter_context(Follower(self._projector(store), news).following())
            yield

    def _projector(self, store: ProjectionStore) -> Projector:
        return Projector(self._log, self._blobs, store)

    def _store(self, name: str) -> ProjectionStore:
        if name == "sqlite":
            return self.sqlite
        if name == "firestore":
            from core.adapters.firestore.connection import Connection
            from core.adapters.firestore.projections import FirestoreProjectionStore

            settings = self._settings
            return FirestoreProjectionStore(
                Connection(settings.project, settings.firebase_account).client
            )
        from core.adapters.supabase.projections import SupabaseProjectionStore

        return SupabaseProjectionStore(self.supabase)
