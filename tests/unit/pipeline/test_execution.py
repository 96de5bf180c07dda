from datetime import UTC, datetime, timedelta

import pytest

from core.catalogue.model import Text
from core.events.envelope import Event, NewEvent, StreamId
from core.pipeline.deciding import Completed, StaleClaim, decide_claim, decide_complete
from core.pipeline.execution import SHAPE_VERSIONS, STAGE_CLAIMED, STARTED, Execution, evolve, fold
from core.pipeline.workflow import StageSpec

NOW = datetime(2027, 1, 1, tzinfo=UTC)
READ = StageSpec("read", "extract")
DONE = Completed(Text(inline="{}"), "fake-1", (), (), 0.1, "done", 0, "")


def after(execution: Execution | None, *facts) -> Execution:
    for kind, data in facts:
        sequence = execution.sequence + 1 if execution else 1
        at = "2027-01-01T00:00:00.000000Z"
        new = NewEvent(f"id-{sequence}", kind, SHAPE_VERSIONS[kind], data, at, "local")
        execution = evolve(execution, Event(StreamId("executions/e"), sequence, 0, new))
    assert execution is not None
    return execution


def started() -> Execution:
    data = {
        "workflow": "workflows/w@1",
        "style": None,
        "stages": [READ.to_json(), StageSpec("add", "add").to_json()],
        "input": {"name": "a.md", "blob": "0", "bytes": 1},
        "catalogue": 3,
        "snapshot": "s",
        "request": "r",
        "origin": None,
        "settings": {},
        "pending": None,
    }
    return after(None, (STARTED, data))


def test_a_claim_is_taken_once_until_its_deadline():
    execution = after(started(), *decide_claim(started(), READ, NOW))
    assert decide_claim(execution, READ, NOW + timedelta(seconds=29)) == []
    (fact,) = decide_claim(execution, READ, NOW + timedelta(seconds=31))
    assert (fact[0], fact[1]["attempt"]) == (STAGE_CLAIMED, 2)


def test_a_late_loser_cannot_overwrite():
    first = after(started(), *decide_claim(started(), READ, NOW))
    second = after(first, *decide_claim(first, READ, NOW + timedelta(seconds=31)))
    with pytest.raises(StaleClaim):
        decide_complete(second, READ, 1, DONE)
    assert len(decide_complete(second, READ, 2, DONE)) == 1


def test_a_result_is_accepted_once():
    claimed = after(started(), *decide_claim(started(), READ, NOW))
    completed = after(claimed, *decide_complete(claimed, READ, 1, DONE))
    with pytest.raises(StaleClaim):
        decide_complete(completed, READ, 1, DONE)


def test_a_stage_is_not_claimed_before_its_turn():
    assert decide_claim(started(), StageSpec("add", "add"), NOW) == []


def test_a_stream_without_events_is_no_execution():
    assert fold([]) is None
