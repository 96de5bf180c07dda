import json
from copy import deepcopy
from pathlib import Path

import pytest
import yaml

from core.adapters.pubsub import topology as module
from core.adapters.pubsub.topology import Topology, topology
from core.errors import InvalidInput
from core.events.envelope import stream_id

ROOT = Path(__file__).parents[4]
DECLARED = json.loads((Path(module.__file__).with_name("topology.json")).read_text())
WORKFLOW = ROOT / "database/prompts/workflows/questionnaire_to_contract.md"


def stages_of_the_shipped_workflow() -> list[dict]:
    return yaml.safe_load(WORKFLOW.read_text().split("---")[1])["stages"]


def test_every_stage_of_the_shipped_workflow_has_a_topic_and_a_function_of_its_own():
    names = [stage["name"] for stage in stages_of_the_shipped_workflow()]
    assert list(topology().stages) == names
    pushed = {one.topic: one.service for one in topology().subscriptions}
    assert len({pushed[topology().topic_of_stage(name)] for name in names}) == 7


def test_a_stage_has_less_time_than_its_handler_and_that_less_than_its_delivery():
    pushed = {one.topic: one for one in topology().subscriptions}
    for stage in stages_of_the_shipped_workflow():
        subscription = pushed[topology().topic_of_stage(stage["name"])]
        assert stage["timeout_seconds"] < subscription.handler_seconds
        assert subscription.handler_seconds < subscription.ack_deadline_seconds


def test_a_stage_that_no_topic_is_named_for_is_run_all_the_same():
    assert topology().topic_of_stage("write") == "stage-extract"


@pytest.mark.parametrize(
    ("stream", "topic"),
    [
        ("catalogue", "catalogue-moved"),
        ("executions/run-1", "streams-moved"),
        ("users/ana", "streams-moved"),
    ],
)
def test_every_stream_has_a_topic(stream, topic):
    assert topology().topic_of_stream(stream_id(stream)) == topic


def test_every_service_is_a_function_that_there_is():
    for service in topology().services:
        text = (ROOT / "functions" / service.function / "main.py").read_text()
        assert f"\ndef {service.entry_point}(request: Request)" in text


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (("subscriptions", 0, "ack_deadline_seconds"), 601, "give 10 to 600"),
        (("subscriptions", 0, "ack_deadline_seconds"), "60", "give a int"),
        (("subscriptions", 0, "handler_seconds"), 600, "give 1 to 599"),
        (("subscriptions", 0, "maximum_backoff_seconds"), 0, "give 1 to 600"),
        (("subscriptions", 0, "max_delivery_attempts"), 4, "give 5 to 100"),
        (("subscriptions", 0, "topic"), "nowhere", "is not declared"),
        (("subscriptions", 0, "service"), "nobody", "is not declared"),
        (("subscriptions", 0, "name"), "x", "is no name"),
        (("subscriptions", 1, "name"), "stage-extract-run", "stands twice"),
        (("subscriptions", 0, "colour"), "red", "is unknown"),
        (("topics", 0, "name"), "goog-mine", "is no name"),
        (("topics", 0), "text", "is no object"),
        (("stages", "extract"), "nowhere", "is not declared"),
        (("streams",), {"catalogue": "catalogue-moved"}, "does not name each kind"),
        (("default_stage",), "nothing", "is not declared"),
        (("services", "sweep", "environment"), {"STAGE": 3}, "holds what is no text"),
        (("schedules", 0, "topic"), "nowhere", "is not declared"),
        (("dead_letters", "retention_seconds"), 3_000_000, "give 600 to 2678400"),
        (("dead_letters", "subscription"), "stage-extract-run", "stands twice"),
        (("subscriptions",), [], "has no subscription"),
        (("subscriptions",), {}, "is no list"),
    ],
)
def test_a_declaration_that_cannot_be_is_refused_by_its_place(place, value, said):
    changed = deepcopy(DECLARED)
    inner = changed
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    with pytest.raises(InvalidInput, match=said) as refused:
        Topology.parse(changed)
    assert refused.value.field.startswith("topology.")


@pytest.mark.parametrize("key", sorted(DECLARED))
def test_nothing_of_a_declaration_may_be_missing(key):
    with pytest.raises(InvalidInput, match="is missing"):
        Topology.parse({name: value for name, value in DECLARED.items() if name != key})
