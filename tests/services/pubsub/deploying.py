"""A whole system over Pub/Sub: an emulator that pushes to functions, each a process of its own."""

import json
import sys
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

from core.actors import LOCAL, LOCAL_USER
from core.adapters.pubsub.clients import publisher, subscriber
from core.adapters.pubsub.provisioning import Provisioner
from core.adapters.pubsub.system import PubSub
from core.adapters.pubsub.topology import topology
from core.catalogue.updating import UpdateRequest
from core.pipeline.execution import Execution
from core.pipeline.starting import Input
from core.runtime import Runtime
from core.settings import Settings
from infra.local.process import HOST, Service, answers, free_port
from infra.local.pubsub import PubSubEmulator

ROOT = Path(__file__).parents[3]
WORKFLOW = "questionnaire_to_contract"
SAMPLE = (ROOT / "database/samples/harbour_futsal.md").read_text()
STAGES = tuple(topology().stages)
_TIMEOUT = "timeout_seconds: 30"
_PATIENCE = 240.0
_PAUSE = 0.05


@dataclass
class Place:
    """A function's process and where it listens."""

    service: Service
    url: str

    def post(self, path: str, value: Any) -> tuple[int, Any]:
        request = urllib.request.Request(self.url + path, json.dumps(value).encode())
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")


class Deployment:
    """A home, a project of its own on `emulator`, and the functions that a test starts.

    Every service of the topology has its address from the start, whether or not it runs.
    """

    def __init__(self, emulator: PubSubEmulator, home: Path, folder: Path) -> None:
        self.project = f"project-{uuid.uuid4().hex[:12]}"
        self.home, self.folder = home, folder
        self._emulator = emulator
        self._ports = {one.name: free_port() for one in topology().services}
        self._places: list[Place] = []
        self.environment = {
            **emulator.address.environment,
            "PROMPTINTEL_HOME": str(home),
            "PROMPTINTEL_DATABASE": str(ROOT / "database"),
            "PROMPTINTEL_PUBSUB": self.project,
            "PROMPTINTEL_BUILD_SECONDS": "2",
        }
        self.runtime = Runtime(Settings(home=home, database=ROOT / "database", pubsub=self.project))
        self.provision()

    def provision(self, **urls: str) -> None:
        """Make the topics and subscriptions; `urls` are other addresses than the services' own."""
        own = {name: self.url(name) for name in self._ports}
        moved = {name.replace("_", "-"): url for name, url in urls.items()}
        Provisioner(self.project, publisher(), subscriber()).provision(topology(), {**own, **moved})

    @property
    def pubsub(self) -> PubSub:
        assert self.runtime.pubsub is not None
        return self.runtime.pubsub

    def url(self, service: str) -> str:
        return f"http://{HOST}:{self._ports[service]}"

    def start(self, *names: str) -> list[Place]:
        """Start services of the topology, side by side."""
        with ThreadPoolExecutor(len(names)) as pool:
            return list(pool.map(self._start, names))

    def start_stage(self, source: Path | None = None, **environment: str) -> Place:
        """Start one process for every stage, which the stages' subscriptions push to."""
        place = self._run("stage", source or _function("execute_stage"), free_port(), environment)
        self.provision(**{f"stage_{stage}": place.url for stage in STAGES})
        return place

    def restart(self, place: Place, source: Path | None = None) -> Place:
        """Another process at the place of one that is gone."""
        port = int(place.url.rpartition(":")[2])
        return self._run("stage", source or _function("execute_stage"), port, {})

    def start_execute(self) -> Place:
        return self._run("execute", _function("execute_stage"), free_port(), {})

    def start_update(self) -> Place:
        return self._run("apply_update", _function("apply_update"), free_port(), {})

    def hurry(self, seconds: int) -> None:
        """Give every stage less time, so that what a dead process holds is free sooner."""
        text = (ROOT / "database/prompts/workflows" / f"{WORKFLOW}.md").read_text()
        assert _TIMEOUT in text
        body = text.replace(_TIMEOUT, f"timeout_seconds: {seconds}")
        request = UpdateRequest("workflows", WORKFLOW, body=body)
        self.runtime.updater.update(request, actor=LOCAL_USER)

    def begin(self, *, unheard: bool = False) -> str:
        """Start an execution; its first stage is published when this returns, or that is lost."""
        document = Input("harbour_futsal.md", SAMPLE.encode())
        settings = self.runtime.settings
        runtime = Runtime(replace(settings, pubsub=None)) if unheard else self.runtime
        return runtime.starter.start(WORKFLOW, document, actor=LOCAL)

    def execution(self, execution_id: str) -> Execution:
        return self.runtime.executions.load(execution_id)

    def settled(self, execution_id: str) -> bool:
        return self.execution(execution_id).settled

    def types(self, execution_id: str) -> list[str]:
        return [event.type for event in self.runtime.executions.events(execution_id)]

    def stop(self) -> None:
        """End all processes, and let the emulator forget the subscriptions: it would push on."""
        client = subscriber()
        for one in topology().subscriptions:
            client.delete_subscription(
                subscription=f"projects/{self.project}/subscriptions/{one.name}"
            )
        if self._places:
            with ThreadPoolExecutor(len(self._places)) as pool:
                list(pool.map(lambda place: place.service.kill(), self._places))

    def _start(self, name: str) -> Place:
        service = next(one for one in topology().services if one.name == name)
        source = _function(service.function)
        return self._run(service.entry_point, source, self._ports[name], dict(service.environment))

    def _run(self, target: str, source: Path, port: int, environment: dict[str, str]) -> Place:
        url = f"http://{HOST}:{port}"
        service = Service(
            (
                str(Path(sys.executable).with_name("functions-framework")),
                f"--target={target}",
                f"--source={source}",
                f"--host={HOST}",
                f"--port={port}",
            ),
            ready=answers(url),
            log=self.folder / f"{target}-{port}.log",
            env={**self.environment, **environment},
            cwd=ROOT,
        )
        place = Place(service.start(), url)
        self._places.append(place)
        return place


def _function(folder: str) -> Path:
    return ROOT / "functions" / folder / "main.py"


def until(holds: Callable[[], bool]) -> None:
    """Wait for a condition. An emulator's pauses double up to a minute, and machines are busy."""
    deadline, pause = monotonic() + _PATIENCE, Event()
    while not holds():
        assert monotonic() < deadline, "waited in vain"
        pause.wait(_PAUSE)
