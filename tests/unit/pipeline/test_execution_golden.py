"""Executions' events as the golden files have them: what is written now, and what is read."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.catalogue.model import Text
from core.events.minting import rfc3339
from core.events.upcasting import upcast
from core.pipeline import execution as executions
from core.pipeline.deciding import (
    Completed,
    decide_claim,
    decide_complete,
    decide_failure,
    decide_park,
)
from core.pipeline.execution import SHAPE_VERSIONS, Execution, StageState, fold
from core.pipeline.given import Given
from core.pipeline.steering import (
    Plan,
    Request,
    decide_approval,
    decide_cancel,
    decide_rerun,
    decide_resolution,
)
from core.pipeline.workflow import StageSpec
from tests.unit.events.golden import golden_event

EXTRACT = StageSpec("extract", "extract", "stage_2_questionnaire_extraction", "result")
EXPORT = StageSpec(
    "export",
    "export",
    timeout_seconds=60,
    outputs=("stage_7_output_term_sheet",),
    approval=True,
)
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
MARK = "executions~run-1~20261124T093000.000000Z~0123456789abcdef"
GIVEN = Given("/league/legal_name", "Northern Futsal Ltd", "ana", rfc3339(NOW))
ARTIFACT = {
    "name": "profile.json",
    "media_type": "application/json",
    "sha256": "9" * 64,
    "bytes": 2,
}
DONE = Completed(
    result=Text(inline='{"profile":{}}'),
    model="offline-rules-1",
    used=["stages/league.one@1"],
    artifacts=[ARTIFACT],
    seconds=0.25,
    summary="12 facts with their words",
    repairs=1,
    prompt="8" * 64,
)
STARTED, CLAIMED, PARKED = "execution_started_v2", "stage_claimed_v1", "stage_parked_v2"


def an_execution(*names: str) -> Execution:
    """The execution that the golden appends `names` tell of."""
    execution = fold(golden_event(name) for name in names)
    assert execution is not None
    return execution


def failing(retry_at: datetime | None):
    execution = an_execution(STARTED, CLAIMED)
    return decide_failure(execution, EXTRACT, 1, "the model did not answer", retry_at=retry_at)


def parking():
    complaints = ["/n: is missing", "/m: is no number"]
    partial = Text(inline='{"m":"x"}')
    execution = an_execution(STARTED, CLAIMED)
    return decide_park(execution, EXTRACT, 1, complaints, partial, "offline-rules-1")


def rerunning():
    data = golden_event(STARTED).data
    done = StageState("completed", 1, None, DONE.result, DONE.model, DONE.used, seconds=0.25)
    source = replace(
        an_execution(STARTED),
        id="run-0",
        sequence=16,
        status="completed",
        states={"extract": replace(done, summary=DONE.summary)},
    )
    request = Request(data["request"])
    return decide_rerun(source, "export", Plan.of(source), data["input"], (), request)


def without_mark(facts):
    """A start's mark is set last, when the name of its stream is known."""
    return [(kind, {**data, "pending": MARK}) for kind, data in facts]


WRITTEN = [
    (STARTED, without_mark(rerunning()[:1])),
    ("stage_kept_v1", rerunning()[1:]),
    (CLAIMED, decide_claim(an_execution(STARTED), EXTRACT, NOW)),
    ("stage_completed_v1", decide_complete(an_execution(STARTED, CLAIMED), EXTRACT, 1, DONE)),
    ("stage_failed_v2", failing(NOW + timedelta(seconds=1))),
    (PARKED, parking()),
    (
        "stage_held_v1",
        decide_claim(replace(an_execution(STARTED), stages=(EXPORT,)), EXPORT, NOW),
    ),
    ("stage_approved_v1", decide_approval(an_execution(STARTED, "stage_held_v1"), MARK)),
    (
        "execution_resolved_v1",
        decide_resolution(
            an_execution(STARTED, CLAIMED, PARKED), [GIVEN], Request("r" * 64, "k-1"), MARK
        ),
    ),
    ("execution_cancel_requested_v1", decide_cancel(an_execution(STARTED, CLAIMED), NOW)),
    ("execution_cancelled_v1", decide_cancel(an_execution(STARTED), NOW)[1:]),
    (
        "execution_completed_v1",
        decide_complete(
            replace(an_execution(STARTED, CLAIMED), stages=(EXTRACT,)), EXTRACT, 1, DONE
        )[1:],
    ),
    ("execution_failed_v1", failing(None)[1:]),
]


@pytest.mark.parametrize(("name", "facts"), WRITTEN, ids=lambda value: str(value)[:40])
def test_an_execution_event_is_written_as_its_golden_file_has_it(name, facts):
    event = golden_event(name)
    assert facts == [(event.type, dict(event.data))]
    assert event.new.version == SHAPE_VERSIONS[event.type]


def test_every_type_has_its_shape_version_and_is_checked_here():
    named = {
        value
        for value in vars(executions).values()
        if isinstance(value, str) and re.fullmatch(r"(execution|stage)\.[a-z_]+", value)
    }
    assert named == set(SHAPE_VERSIONS)
    assert {golden_event(name).type for name, _ in WRITTEN} == named


@pytest.mark.parametrize(("kind", "version"), SHAPE_VERSIONS.items())
def test_what_is_written_now_is_the_current_shape_of_its_type(kind, version):
    event = replace(golden_event(STARTED).new, type=kind, version=version)
    assert upcast(event) is event


BEFORE = StageState("claimed", 1, "2026-11-24T09:30:30.000000Z")
COMPLETED = StageState(
    "completed",
    1,
    BEFORE.deadline,
    Text(inline='{"profile":{}}'),
    "offline-rules-1",
    ("stages/league.one@1",),
    (ARTIFACT,),
    0.25,
    "12 facts with their words",
)
FAILED = StageState("failed", 1, BEFORE.deadline, error="the model did not answer")
AS_PARKED = StageState(
    "parked",
    1,
    BEFORE.deadline,
    Text(inline='{"m":"x"}'),
    error="/n: is missing; /m: is no number",
    complaints=("/n: is missing", "/m: is no number"),
)


@pytest.mark.parametrize(
    ("names", "status", "state"),
    [
        ([CLAIMED], "running", BEFORE),
        ([CLAIMED, "stage_completed_v1"], "running", COMPLETED),
        (["stage_kept_v1"], "running", replace(COMPLETED, attempt=0, deadline=None, artifacts=())),
        ([CLAIMED, "stage_failed_v1"], "running", FAILED),
        (
            [CLAIMED, "stage_failed_v2"],
            "running",
            replace(FAILED, retry_at="2026-11-24T09:30:01.000000Z"),
        ),
        ([CLAIMED, "stage_parked_v1"], "parked", AS_PARKED),
        ([CLAIMED, PARKED], "parked", replace(AS_PARKED, model="offline-rules-1")),
        (
            [CLAIMED, PARKED, "execution_resolved_v1"],
            "running",
            replace(
                AS_PARKED,
                status="waiting",
                error=None,
                complaints=(),
                before=1,
                model="offline-rules-1",
            ),
        ),
        ([CLAIMED, "execution_cancel_requested_v1"], "running", BEFORE),
        ([CLAIMED, "execution_cancelled_v1"], "cancelled", BEFORE),
        ([CLAIMED, "execution_completed_v1"], "completed", BEFORE),
        ([CLAIMED, "execution_failed_v1"], "failed", BEFORE),
    ],
)
@pytest.mark.parametrize("start", ["execution_started_v1", STARTED])
def test_a_golden_execution_event_is_read_as_the_fact_it_told(start, names, status, state):
    execution = an_execution(start, *names)
    assert (execution.status, execution.state("extract")) == (status, state)
    assert execution.error == ("the model did not answer" if status == "failed" else None)


def test_a_held_stage_waits_and_an_approved_one_may_be_entered():
    held = an_execution(STARTED, "stage_held_v1")
    assert (held.status, held.held, held.released) == ("parked", EXPORT, False)
    approved = an_execution(STARTED, "stage_held_v1", "stage_approved_v1")
    assert (approved.status, approved.held, approved.released) == ("running", None, True)
    assert approved.pending == (MARK, MARK)


def test_what_a_person_gave_is_known_with_the_request_that_gave_it():
    resolved = an_execution(STARTED, CLAIMED, PARKED, "execution_resolved_v1")
    assert (resolved.given, resolved.requests) == ((GIVEN,), {"k-1": "r" * 64})


AS_STARTED = Execution(
    id="run-1",
    sequence=1,
    workflow="workflows/questionnaire_to_contract@3",
    style="league_questionnaire_to_contract",
    stages=(EXTRACT, replace(EXPORT, approval=False)),
    input_name="harbour_futsal.md",
    input_blob="b" * 64,
    catalogue=12,
    snapshot="s" * 64,
    started="2026-11-24T09:30:00.000000Z",
    actor="local",
    updated="2026-11-24T09:30:00.000000Z",
)


def test_a_golden_start_is_read_as_the_execution_it_told_of():
    assert an_execution("execution_started_v1") == AS_STARTED
    assert an_execution(STARTED) == replace(
        AS_STARTED,
        stages=(EXTRACT, EXPORT),
        origin={"execution": "run-0", "sequence": 16, "from": "export"},
        pending=(MARK,),
        settings={"detail_level": "full"},
    )
