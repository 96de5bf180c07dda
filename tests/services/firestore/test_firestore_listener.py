"""A frontend subscribes to an execution and sees it go on, stage by stage."""

from pathlib import Path
from threading import Condition

from core.pipeline.starting import Input
from core.projections.projector import Projector
from core.runtime import Runtime
from core.settings import Settings
from tests.racing import PATIENCE

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "database/samples/harbour_futsal.md"
STAGES = ["extract", "enhance", "classify", "upsert", "price", "assemble", "export"]


class Listener:
    """What `on_snapshot` has told, as (status, stages done)."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, int]] = []
        self._news = Condition()

    def hear(self, documents, _changes, _time) -> None:
        with self._news:
            for document in documents:
                if document.exists:
                    self.seen.append((document.get("status"), document.get("stages_done")))
            self._news.notify_all()

    def wait_for(self, state: tuple[str, int]) -> None:
        with self._news:
            assert self._news.wait_for(lambda: state in self.seen, PATIENCE), self.seen


def test_a_listener_sees_every_stage_of_a_real_execution(tmp_path, store, connection):
    runtime = Runtime(Settings(home=tmp_path / "home", database=ROOT / "database"))
    projector = Projector(runtime.log, runtime.blobs, store)
    execution_id = runtime.starter.start(
        "questionnaire_to_contract", Input(SAMPLE.name, SAMPLE.read_bytes()), actor="ana"
    )
    listener = Listener()
    # Subscribed before there is a document, as by who has just started the execution.
    watch = connection.client().document(f"executions/{execution_id}").on_snapshot(listener.hear)
    try:
        projector.catch_up()
        listener.wait_for(("running", 0))

        def run(message) -> None:
            runtime.run_stage(message)
            projector.catch_up([f"executions/{execution_id}"])
            done = STAGES.index(message.stage) + 1
            listener.wait_for(("completed" if done == len(STAGES) else "running", done))

        runtime.bus.subscribe(run)
        runtime.bus.drain()
    finally:
        watch.unsubscribe()
    assert listener.seen == sorted(listener.seen, key=lambda state: state[1])
    assert listener.seen[-1] == ("completed", len(STAGES))
    used = connection.client().collection("users/ana/prompt_history").get()
    assert used
    assert {document.get("total_uses") for document in used} == {1}
