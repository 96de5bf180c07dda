"""What a projection in Firestore has that the log does not say is named, document by document."""

import pytest

from core.events.envelope import StreamId
from core.projections.comparing import differences
from core.projections.projector import Projector
from core.projections.replaying import replay
from core.projections.tables import PROMPT_HISTORY
from core.verify.findings import Findings
from core.verify.projections import check_service
from core.verify.streams import Told
from tests.builders_projections import History, projected, rows

RUN = StreamId("executions/run-1")


@pytest.fixture
def history() -> History:
    history = History()
    for number in range(6):
        history.write(f"workflows/w{number}", "Text.")
    history.run("run-1")
    history.run("run-2", end="failed")
    return history


def verified(store, history: History) -> dict[str, str]:
    findings = Findings()
    check_service(store, Told(), history.log, history.blobs, findings)
    assert findings.unchecked == []
    return {damage.where: f"{damage.problem}; {damage.remedy}" for damage in findings.damage}


def test_what_lags_behind_is_sound(history, store):
    Projector(history.log, history.blobs, store, chunk=2).catch_up([RUN])
    history.run("run-3")
    assert verified(store, history) == {}
    with store.reading() as reading:
        assert list(differences(reading, store, history.log, history.blobs)) == []


def test_verify_names_each_difference_and_a_replay_mends_them(history, store, connection):
    projected(history, store)
    client = connection.client()
    client.document("executions/run-1").update({"status": "running", "stages_done": 1})
    client.document("prompts/workflows/items/w3").delete()
    (known, *_) = rows(store, PROMPT_HISTORY)
    client.document("users/ana/prompt_history/agents~z").set({**known, "prompt": "agents~z"})
    client.document("projection_positions/executions~run-2").update({"state": '"other"'})
    remedy = "; run `promptintel replay --target firestore`"
    assert verified(store, history) == {
        "firestore: execution_progress run-1": "the log says otherwise of status, stages_done"
        + remedy,
        "firestore: prompt_items workflows/w3": "the row is missing" + remedy,
        "firestore: prompt_history ana/agents~z": "the log has no such row" + remedy,
        "firestore: position of executions/run-2": "is not what a rebuild leaves" + remedy,
    }
    replay(history.log, history.blobs, store, lambda _step: None)
    assert verified(store, history) == {}


def test_verify_names_a_position_beyond_the_log_and_a_damaged_document(history, store, connection):
    projected(history, store)
    client = connection.client()
    client.document("executions/run-1").set({"what": "is this"})
    assert list(verified(store, history)) == ["firestore"]
    client.document("projection_positions/catalogue").update({"sequence": 99})
    findings = Findings()
    check_service(store, Told(), history.log, history.blobs, findings)
    assert "stands at 99, and the log ends at 6" in findings.damage[0].problem
    assert findings.exit_code == 1
