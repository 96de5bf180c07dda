"""Messages that are lost, or of no use: the first are made up for, the second found."""

import json
import shutil

import pytest

from core.cli.commands import redrive
from core.cli.main import _parser
from infra.local.pubsub import PubSubEmulator, missing
from tests.services.pubsub.deploying import Deployment, until


def redriven(deployment: Deployment, *options: str) -> dict:
    """What `promptintel redrive` says."""
    given = ["redrive", "--json", *options]
    output = redrive.redrive(_parser(given).parse_args(given), deployment.runtime)
    assert output.exit_code == 0
    return output.value


def waiting(deployment: Deployment) -> list[dict]:
    return redriven(deployment, "--dry-run")["messages"]


@pytest.fixture
def own_emulator(tmp_path, built_home, monkeypatch):
    """An emulator that a test may end, with a deployment on it."""
    if (lacking := missing()) is not None:
        pytest.skip(lacking)
    home = tmp_path / "home"
    shutil.copytree(built_home, home)
    with PubSubEmulator(tmp_path / "emulator") as emulator:
        for name, value in emulator.address.environment.items():
            monkeypatch.setenv(name, value)
        deployment = Deployment(emulator, home, tmp_path)
        yield emulator, deployment
        deployment.stop()


def test_what_an_emulator_forgot_when_it_died_is_published_again_by_the_sweeper(own_emulator):
    emulator, deployment = own_emulator
    execution_id = deployment.begin()  # nobody runs stages yet, so that its message waits
    emulator.kill()
    emulator.start()
    deployment.provision()
    deployment.start_stage()
    (sweep,) = deployment.start("sweep")
    assert deployment.types(execution_id) == ["execution.started"]
    until(lambda: sweep.post("/", {})[1]["woken"] == [execution_id])
    until(lambda: deployment.settled(execution_id))
    assert deployment.execution(execution_id).status == "completed"


def test_a_message_that_nobody_can_read_waits_among_the_dead_letters_with_the_reason(deployment):
    deployment.start_stage()
    deployment.pubsub._topics.publish("stage-price", b"not json", {"made": "by hand"})
    until(lambda: len(waiting(deployment)) == 1)
    (letter,) = waiting(deployment)
    assert (letter["topic"], letter["redriven"]) == ("stage-price", 0)
    assert letter["why"].startswith("message.data: cannot be read")
    redriven(deployment, "--rate", "50/s")
    until(lambda: [one["redriven"] for one in waiting(deployment)] == [1])


def test_a_dead_letter_of_a_stage_is_sent_back_and_its_execution_goes_on(deployment):
    deployment.start_stage()
    execution_id = deployment.begin(unheard=True)
    deployment.pubsub._topics.publish(
        "dead-letters",
        json.dumps({"execution_id": execution_id, "stage": "extract"}).encode(),
        {
            "CloudPubSubDeadLetterSourceSubscription": "stage-extract-run",
            "CloudPubSubDeadLetterSourceDeliveryCount": "50",
        },
    )
    (letter,) = waiting(deployment)
    assert (letter["execution"], letter["stage"]) == (execution_id, "extract")
    assert (letter["attempts"], letter["why"]) == (50, "the execution is running")
    done = redriven(deployment, "--limit", "5")
    assert (done["sent"], done["left"]) == (1, 0)
    assert waiting(deployment) == []
    until(lambda: deployment.settled(execution_id))
    assert deployment.execution(execution_id).status == "completed"


def test_a_dead_letter_from_nowhere_waits_on(deployment):
    deployment.pubsub._topics.publish("dead-letters", b"{}", {})
    done = redriven(deployment)
    assert (done["sent"], done["left"], done["messages"][0]["topic"]) == (0, 1, None)
    assert len(waiting(deployment)) == 1
