"""`make run CLOUD=local`: a questionnaire through the system as it is deployed, from its upload to
the contract's files."""

import argparse
import json
import mimetypes
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from core.adapters.gcs.client import open_bucket
from core.cli.output import say
from core.cli.results import told
from core.errors import InvalidInput, PromptIntelError, Unavailable
from core.pipeline.intake import request_of
from core.pipeline.uploads import Upload
from core.runtime import Runtime
from infra.local.system import System, missing

_PATIENCE = 120.0
_PAUSE = 0.1
_UID = "newcomer"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="infra.local.run", description=__doc__)
    parser.add_argument("questionnaire", type=Path)
    parser.add_argument("--out", type=Path, default=Path("out"))
    options = parser.parse_args(arguments)
    if (lacking := missing()) is not None:
        say(f"run: {lacking}")
        return 3
    try:
        with (
            tempfile.TemporaryDirectory(prefix="promptintel-") as folder,
            System(Path(folder), tell=say) as system,
        ):
            return _through(system, options.questionnaire, options.out)
    except PromptIntelError as error:
        say(f"run: {error}")
        return error.exit_code


def _through(system: System, questionnaire: Path, out: Path) -> int:
    execution_id = _uploaded(system, questionnaire)
    address = f"{system.url('execute')}/api/prompts/executions/{execution_id}"
    done = _watched(address)
    out.mkdir(parents=True, exist_ok=True)
    files = []
    for artifact in done["artifacts"]:
        path = out / artifact["name"]
        path.write_bytes(_get(f"{address}/artifacts/{urllib.parse.quote(artifact['name'])}"))
        files.append(str(path))
    stages = system.runtime.executions.load(execution_id).stages
    done["stages"] = {stage.name: done["stages"][stage.name] for stage in stages}
    print(told(done, files))  # noqa: T201
    return 0 if done["status"] in ("completed", "parked") else 3


def _uploaded(system: System, questionnaire: Path) -> str:
    """The execution that the notification of the upload starts."""
    try:
        content = questionnaire.read_bytes()
    except OSError as error:
        raise InvalidInput("file", f"{questionnaire}: {error.strerror}", "name a file") from error
    name = f"users/{_UID}/{questionnaire.name}"
    media_type = mimetypes.guess_type(questionnaire.name)[0] or "application/octet-stream"
    say(f"uploading {questionnaire.name} as gs://{system.uploads}/{name}")
    open_bucket(system.uploads).create(name, content, media_type=media_type)
    runtime = system.runtime
    upload = runtime.uploads.latest(name)
    return _begun(runtime, upload)


def _begun(runtime: Runtime, upload: Upload) -> str:
    patient_until = time.monotonic() + _PATIENCE
    while (execution_id := runtime.starter.begun(request_of(upload))) is None:
        if time.monotonic() > patient_until:
            raise Unavailable("the upload's notification started nothing; see the intake's log")
        time.sleep(_PAUSE)
    return execution_id


def _watched(address: str) -> dict[str, Any]:
    """The execution once it has settled; each stage is told of as it begins."""
    at = None
    patient_until = time.monotonic() + _PATIENCE
    while True:
        done: dict[str, Any] = json.loads(_get(address))
        if done["status"] != "running":
            return done
        if done["stage"] != at:
            at = done["stage"]
            say(f"  {at}")
        if time.monotonic() > patient_until:
            raise Unavailable(f"the execution is still running after {_PATIENCE:g} s")
        time.sleep(_PAUSE)


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310
        content: bytes = answer.read()
        return content


if __name__ == "__main__":
    sys.exit(main())
