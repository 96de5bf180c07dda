"""The whole system on this machine: the emulators, and every function a process of its own."""

import logging
import os
import threading
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from core import canonical
from core.adapters.pubsub.clients import PATIENCE_SECONDS, Topics, publisher, subscriber
from core.adapters.pubsub.provisioning import Provisioner
from core.adapters.pubsub.topology import topology
from core.adapters.supabase.migrating import migrate, migrations_in
from core.errors import Unavailable
from core.runtime import Runtime
from core.settings import Settings
from infra.local import firestore, gcs, pubsub, supabase
from infra.local.functions import ROOT, Deployed, Function

HTTPS = (
    Function("search", "search", "search", {}),
    Function("execute", "execute_stage", "execute", {}),
    Function("apply-update", "apply_update", "apply_update", {}),
)
"""What people and frontends reach by HTTPS; the others are reached by Pub/Sub."""

_SWEEP_SECONDS = 60.0
_log = logging.getLogger("promptintel.local")


def missing() -> str | None:
    """What this machine lacks to run the system, in a sentence; `None` where it lacks nothing."""
    return gcs.missing() or pubsub.missing()


class System:
    """A system of its own below `folder`: project, buckets and ports are nobody else's.

    Used in a `with` block; everything is stopped when it ends. `environment` is what a process
    needs to take part in it. With `read_models` the services that keep them run too.
    """

    def __init__(
        self,
        folder: Path,
        *,
        database: Path = ROOT / "database",
        read_models: bool = False,
        tell: Callable[[str], None],
    ) -> None:
        unique = uuid.uuid4().hex[:10]
        self.project = f"local-{unique}"
        self.bucket, self.uploads = f"state-{unique}", f"uploads-{unique}"
        self.environment: Mapping[str, str] = {}
        self.functions: dict[str, Deployed] = {}
        self._folder = folder
        self._database = database
        self._read_models = read_models
        self._tell = tell
        self._open = ExitStack()
        self._over = threading.Event()

    def __enter__(self) -> Self:
        with ExitStack() as opening:
            opening.push(self._open)
            self._start()
            opening.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._open.close()

    @property
    def runtime(self) -> Runtime:
        """The system as a process of this machine sees it."""
        return Runtime(Settings.from_environment(self.environment, self._folder))

    def url(self, name: str) -> str:
        return self.functions[name].url

    def _start(self) -> None:
        self._tell("starting the emulators of Pub/Sub and Cloud Storage")
        self.messages = self._open.enter_context(pubsub.PubSubEmulator(self._folder))
        told = gcs.Notifications(
            self.uploads,
            self.project,
            "uploads",
            f"{self.messages.address.host}:{self.messages.address.port}",
        )
        self.storage = gcs.start(self._folder, keep=True, notifications=told)
        self._open.enter_context(self.storage)
        for bucket in (self.bucket, self.uploads):
            self.storage.make_bucket(bucket)
        self.environment = {
            **self.messages.address.environment,
            **self.storage.environment,
            "GOOGLE_CLOUD_PROJECT": self.project,
            "PROMPTINTEL_HOME": str(self._folder / "home"),
            "PROMPTINTEL_DATABASE": str(self._database),
            "PROMPTINTEL_BUCKET": self.bucket,
            "PROMPTINTEL_UPLOADS": self.uploads,
            "PROMPTINTEL_PUBSUB": self.project,
            "PROMPTINTEL_SCRATCH": str(self._folder / "scratch"),
        }
        if self._read_models:
            self.environment = {**self.environment, **self._services()}
        # The client libraries look for their emulators in the environment of the process.
        os.environ.update({k: v for k, v in self.environment.items() if k.endswith("_HOST")})
        self._place()
        self._provision()
        self._tell("building the catalogue from its files")
        self.runtime.builder.build()
        self._tell(f"starting {len(self.functions)} functions")
        with ThreadPoolExecutor(4) as pool:
            for name in pool.map(self._run, self.functions.values()):
                self._tell(f"  {name} answers")
        self._open.callback(self._over.set)
        threading.Thread(target=self._schedule, name="scheduler", daemon=True).start()

    def _services(self) -> Mapping[str, str]:
        """The services that keep read models, as far as this machine has them."""
        found: dict[str, str] = {}
        if (lacking := firestore.missing()) is None:
            self._tell("starting the emulator of Firestore")
            documents = self._open.enter_context(firestore.FirestoreEmulator(self._folder))
            found.update(documents.address.environment)
        else:
            self._tell(f"without Firestore: {lacking}")
        if (lacking := supabase.missing()) is None:
            self._tell("starting PostgreSQL and PostgREST as Supabase")
            tables = self._open.enter_context(supabase.running(self._folder))
            migrate(tables.db_url, migrations_in(self._database))
            found.update(tables.environment)
        else:
            self._tell(f"without Supabase: {lacking}")
        return found

    def _place(self) -> None:
        services = [
            Function(one.name, one.function, one.entry_point, one.environment)
            for one in topology().services
        ]
        self.functions = {
            one.name: Deployed(one, self.environment, self._folder) for one in (*HTTPS, *services)
        }

    def _provision(self) -> None:
        urls = {one.name: self.functions[one.name].url for one in topology().services}
        Provisioner(self.project, publisher(), subscriber()).provision(topology(), urls)

    def _run(self, function: Deployed) -> str:
        self._open.enter_context(function.service)
        return function.name

    def _schedule(self) -> None:
        """Publishes what the scheduler would; every schedule there is runs each minute."""
        topics = Topics(self.project, publisher())
        while not self._over.wait(_SWEEP_SECONDS):
            for schedule in topology().schedules:
                data = canonical.encode(schedule.data)
                try:
                    topics.publish(schedule.topic, data, {}, seconds=PATIENCE_SECONDS)
                except Unavailable as error:
                    _log.warning("schedule %s: %s", schedule.name, error)
