import pytest

from core.crashpoints import SimulatedCrash, crashing_at
from core.errors import Conflict, InvalidInput, KeyReused
from core.pipeline.facts import Facts
from core.pipeline.reporting import report
from tests.builders_leagues import (
    INVALID,
    QUOTE,
    a_league,
    busy,
    extracted,
    file_of,
    parked,
    resolve,
)
from tests.builders_pipeline import Pipeline, a_prompt


def test_a_parked_execution_goes_on_from_where_it_parked_with_what_a_person_gave():
    pipeline = a_league(INVALID)
    before = parked(pipeline)
    asked = len(pipeline.model.requests)
    after = resolve(pipeline, before, {"/teams": 12})
    assert (after.id, after.status) == (before.id, "completed")
    assert file_of(pipeline, after) == "Northern: 24"
    # The draft was there; it lacked one value, and no model wrote it again.
    assert len(pipeline.model.requests) == asked


def test_the_value_is_marked_as_a_persons_wherever_it_is_read():
    pipeline = a_league(INVALID)
    after = resolve(pipeline, parked(pipeline), {"/teams": 12})
    told = report(pipeline.executions, after)
    assert told["profile"] == {"name": "Northern", "teams": 12}
    evidence = told["evidence"]["/teams"]
    assert (evidence["given_by"], evidence["by"], evidence["quote"]) == ("person", "ana", None)
    assert told["given"] == [
        {"pointer": "/teams", "value": 12, "by": "ana", "at": "2027-01-01T00:00:00.000000Z"}
    ]
    facts = Facts(pipeline.executions.results(after)["extract"], {})
    assert facts.origin("/teams") == "person"


def test_values_that_do_not_mend_the_draft_are_kept_while_a_model_repairs_it():
    pipeline = a_league({"profile": {"teams": 1}}, {"profile": {}}, {}, extracted(name="Mended"))
    before = parked(pipeline)
    after = resolve(pipeline, before, {"/teams": 12})
    assert (after.status, file_of(pipeline, after)) == ("completed", "Mended: 24")


def test_it_parks_again_where_it_still_is_not_valid_and_can_be_resolved_again():
    pipeline = a_league({"profile": {"teams": 1}})
    again = resolve(pipeline, parked(pipeline), {"/teams": 12})
    assert (again.status, again.state("extract").complaints) == (
        "parked",
        ('/profile: "name" is a required property',),
    )
    after = resolve(pipeline, again, {"/name": "Southern"})
    assert (after.status, file_of(pipeline, after)) == ("completed", "Southern: 24")
    assert [one.pointer for one in after.given] == ["/teams", "/name"]


def test_attempts_before_a_person_stepped_in_do_not_count_against_those_after():
    pipeline = a_league({"profile": {}})
    execution = parked(pipeline)
    for teams in range(2, 9):
        execution = resolve(pipeline, execution, {"/teams": teams})
        assert execution.status == "parked"
    pipeline.model.answer = busy
    execution = pipeline.finish(
        pipeline.interventions.resolve(execution.id, {"/teams": 9}, actor="ana")
    )
    assert (execution.status, execution.error) == ("failed", "busy")


def test_a_completed_execution_stays_as_it_is_and_another_goes_on_from_enhance():
    pipeline = a_league()
    before = pipeline.run("league")
    after = resolve(pipeline, before, {"/teams": 10})
    assert after.id != before.id
    assert after.origin == {"execution": before.id, "sequence": before.sequence, "from": "enhance"}
    assert (file_of(pipeline, before), file_of(pipeline, after)) == ("Northern: 16", "Northern: 20")
    assert len(pipeline.model.requests) == 1
    assert pipeline.executions.load(before.id) == before


def test_what_was_given_once_holds_in_every_execution_that_goes_on_from_there():
    pipeline = a_league()
    second = resolve(pipeline, pipeline.run("league"), {"/teams": 10})
    third = resolve(pipeline, second, {"/name": "Southern"})
    assert file_of(pipeline, third) == "Southern: 20"
    fourth = pipeline.finish(pipeline.interventions.rerun(third.id, "extract", actor="ben"))
    assert file_of(pipeline, fourth) == "Southern: 20"
    assert [(one.pointer, one.by) for one in fourth.given] == [("/teams", "ana"), ("/name", "ana")]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "values: there are none"),
        ({"/teams": 1}, "/teams: 1 is less than the minimum of 2"),
        ({"/coach": "A"}, "/coach: is no field of the profile; use one of name, teams"),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_nothing_happens(values, words):
    pipeline = a_league(INVALID)
    execution = parked(pipeline)
    with pytest.raises(InvalidInput, match=words):
        resolve(pipeline, execution, values)
    assert pipeline.executions.load(execution.id) == execution
    assert list(pipeline.pending.list()) == []


def test_an_execution_that_runs_takes_no_values():
    pipeline = a_league()
    execution_id = pipeline.start("league")
    with pytest.raises(Conflict, match=f"execution {execution_id} is running; only one that"):
        pipeline.interventions.resolve(execution_id, {"/teams": 3}, actor="ana")


def test_a_workflow_that_reads_no_profile_takes_no_values():
    pipeline = Pipeline()
    execution = pipeline.run()
    with pytest.raises(Conflict, match="reads no profile"):
        resolve(pipeline, execution, {"/teams": 3})


def test_the_same_request_under_one_key_is_carried_out_once():
    pipeline = a_league(INVALID)
    before = parked(pipeline)
    first = resolve(pipeline, before, {"/teams": 12}, key="k")
    again = resolve(pipeline, before, {"/teams": 12}, key="k")
    assert again == first
    with pytest.raises(KeyReused, match="'k'"):
        resolve(pipeline, before, {"/teams": 13}, key="k")


def test_the_same_correction_of_a_completed_one_under_one_key_is_one_rerun():
    pipeline = a_league()
    before = pipeline.run("league")
    first = resolve(pipeline, before, {"/teams": 10}, key="k")
    pipeline.time.pass_by(60)
    assert resolve(pipeline, before, {"/teams": 10}, key="k").id == first.id
    assert len(pipeline.executions.list()) == 2


@pytest.mark.parametrize(
    "point", ["pending.marked", "execution.continuing", "execution.continued", "stage.publishing"]
)
def test_killed_while_it_is_sent_on_it_goes_on_with_the_sweeper_or_with_a_second_request(point):
    pipeline = a_league(INVALID)
    before = parked(pipeline)
    with crashing_at(point), pytest.raises(SimulatedCrash):
        pipeline.interventions.resolve(before.id, {"/teams": 12}, actor="ana", key="k")
    pipeline.sweep()
    after = resolve(pipeline, before, {"/teams": 12}, key="k")
    assert (after.status, file_of(pipeline, after)) == ("completed", "Northern: 24")
    assert pipeline.types(after.id).count("execution.resolved") == 1


def test_why_it_parked_is_told_with_pointers_words_and_what_is_lacking():
    pipeline = a_league({**extracted(teams=1), "profile": {"teams": 1}})
    execution = parked(pipeline)
    told = report(pipeline.executions, execution)["parked"]
    assert (told["stage"], told["reason"]) == ("extract", "invalid")
    by_pointer = {one["pointer"]: one for one in told["complaints"]}
    teams = by_pointer["/profile/teams"]
    assert (teams["profile_pointer"], teams["value"], teams["quote"]) == ("/teams", 1, QUOTE)
    assert "less than the minimum" in teams["problem"]
    assert told["lacks"] == ["/profile/name"]
    assert f"resolve {execution.id} --set /teams=VALUE" in told["remedy"]


def test_a_prompt_that_is_revised_meanwhile_does_not_change_what_a_parked_one_goes_on_with():
    pipeline = a_league(INVALID)
    before = parked(pipeline)
    revised = a_prompt("schemas/style.one.profile", '{"$id": "profile", "type": "null"}')
    (only,) = revised.versions
    later = type(only)(2, 9, only.body, {}, (), "update")
    old = pipeline.prompts.known[revised.ref]
    pipeline.prompts.known[revised.ref] = type(old)(old.ref, (*old.versions, later))
    pipeline.prompts.sequence = 9
    assert resolve(pipeline, before, {"/teams": 12}).status == "completed"
