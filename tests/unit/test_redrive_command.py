import pytest

from core.cli.commands.redrive import redrive
from core.cli.main import _parser
from core.errors import InvalidInput
from core.runtime import Runtime
from core.settings import Settings


def redriven(folder, *options):
    given = ["redrive", *options]
    return redrive(_parser(given).parse_args(given), Runtime(Settings(folder, folder)))


def test_without_pubsub_it_is_said_plainly_and_nothing_fails(tmp_path):
    output = redriven(tmp_path, "--json")
    assert output.exit_code == 0
    assert "no dead letters wait" in output.text
    assert output.value == {
        "pubsub": False,
        "dry_run": False,
        "messages": [],
        "sent": 0,
        "left": 0,
    }


@pytest.mark.parametrize("rate", ["", "fast", "0/s", "-1", "5/min", "\u0661/s"])
def test_a_rate_that_is_none_is_refused(tmp_path, rate):
    with pytest.raises(InvalidInput, match="--rate"):
        redriven(tmp_path, f"--rate={rate}")


def test_a_limit_below_one_is_refused(tmp_path):
    with pytest.raises(InvalidInput, match="--limit"):
        redriven(tmp_path, "--limit=0")
