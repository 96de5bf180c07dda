"""The whole system, once a worker: emulators, and every function a process of its own."""

import shutil
from collections.abc import Iterator

import pytest

from infra.local.system import System, missing
from tests.services.system.driving import ROOT

_TIMEOUT, _SHORT = "timeout_seconds: 30", "timeout_seconds: 8"


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    if (lacking := missing()) is not None:
        pytest.skip(lacking)
    folder = tmp_path_factory.mktemp("system")
    database = folder / "database"
    shutil.copytree(ROOT / "database", database)
    workflow = database / "prompts/workflows/questionnaire_to_contract.md"
    text = workflow.read_text()
    assert _TIMEOUT in text
    # What a dead process holds is free sooner than it would be.
    workflow.write_text(text.replace(_TIMEOUT, _SHORT))
    with System(folder, database=database, tell=lambda _line: None) as running:
        yield running
