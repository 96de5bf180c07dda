"""What a user does with the system: uploads, questions and updates, over the wire."""

import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.adapters.gcs.client import open_bucket
from core.pipeline.execution import Execution
from core.pipeline.intake import request_of
from core.pipeline.uploads import Upload
from core.runtime import Runtime
from infra.local.system import System

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "database/samples/harbour_futsal.md"
PATIENCE = 150.0


def until(condition: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    """What `condition` gives once it holds."""
    patient_until = time.monotonic() + patience
    while not (found := condition()):
        assert time.monotonic() < patient_until, f"never: {what}"
        time.sleep(0.05)
    return found


def ask(url: str, value: Any = None) -> tuple[int, Any]:
    """The status and the decoded answer of a POST of `value`, or of a GET."""
    data = None if value is None else json.dumps(value).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data), timeout=60) as answer:
            return answer.status, json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"null")


def upload(system: System, content: bytes, name: str | None = None) -> Upload:
    """Put a file into the bucket of uploads, as a browser or a partner's script does."""
    name = name or f"users/ana/{uuid.uuid4().hex[:8]}.md"
    assert open_bucket(system.uploads).create(name, content, media_type="text/markdown")
    return system.runtime.uploads.latest(name)


def begun(runtime: Runtime, uploaded: Upload) -> str:
    found: str = until(lambda: runtime.starter.begun(request_of(uploaded)), "the upload begins")
    return found


def settled(runtime: Runtime, execution_id: str) -> Execution:
    def ended() -> Execution | None:
        execution = runtime.executions.load(execution_id)
        return execution if execution.settled else None

    execution: Execution = until(ended, f"{execution_id} settles")
    return execution


def types(runtime: Runtime, execution_id: str) -> list[str]:
    return [event.type for event in runtime.executions.events(execution_id)]
