"""Two instances that build at the same time: waste, and no harm."""

from core.runtime import Runtime
from core.settings import Settings
from tests.racing import together
from tests.services.conftest import ROOT, until

UPDATE = {
    "prompt_type": "workflow",
    "prompt_name": "questionnaire_to_contract",
    "suggestions": ["Mention the pitch"],
}


def test_two_processes_that_build_at_once_make_one_snapshot(deploy, home):
    one, other = deploy("build_index", "build_index"), deploy("build_index", "build_index")
    update = deploy("apply_update", "apply_update")
    for function in (one, other, update):
        until(function.answers)
    runtime = Runtime(Settings(home=home, database=ROOT / "database"))
    before = runtime.snapshots.current()
    assert update.post("/api/prompts/update", UPDATE)[0] == 200
    (first, built), (second, same) = together(
        *(lambda f=function: f.post("/api/prompts/build", {}) for function in (one, other))
    )
    assert (first, second) == (200, 200)
    assert built["snapshot"] == same["snapshot"] != before.id
    current = runtime.snapshots.current()
    assert (current.id, current.generation) == (built["snapshot"], before.generation + 1)
