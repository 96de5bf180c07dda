from datetime import UTC, datetime, timedelta

import pytest

from core.adapters.memory.log import MemoryEventLog
from core.catalogue.model import Catalogue
from core.catalogue.points import point_of, prompt_as_of, utc_time
from core.errors import InvalidInput, NotFound
from core.events.envelope import CATALOGUE, NewEvent
from core.events.minting import rfc3339
from tests.builders_catalogue import REF, after_import, after_update, an_entry, an_update

START = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture
def log() -> MemoryEventLog:
    """Three appends, one an hour."""
    log = MemoryEventLog()
    for hour in range(3):
        time = rfc3339(START + timedelta(hours=hour))
        event = NewEvent(f"e-{hour}", "x.y", 1, {}, time, "ana", None, None)
        log.append(CATALOGUE, [event], expected=hour)
    return log


@pytest.mark.parametrize(
    ("text", "sequence"),
    [
        ("0", 0),
        ("2", 2),
        ("999999999999999", 999999999999999),
        ("2027-01-01T01:00:00Z", 2),
        ("2027-01-01T02:00:00+01:00", 2),
        ("2027-01-01T02:00:00 01:00", 2),
        ("2027-01-01T00:59:59.999999Z", 1),
        ("2026-12-31T23:59:59Z", 0),
        ("2099-01-01T00:00:00Z", 3),
        ("0001-01-01T00:00:00+23:59", 0),
        ("9999-12-31T23:59:59-23:59", 3),
    ],
)
def test_a_point_is_a_number_or_the_last_append_at_or_before_a_time(log, text, sequence):
    assert point_of(log, text, field="as_of") == sequence


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("soon", "is no sequence and no time"),
        ("", "is no sequence and no time"),
        ("-1", "is no sequence and no time"),
        ("1.5", "is no sequence and no time"),
        ("\u0662", "is no sequence and no time"),
        ("9" * 16, "is no sequence and no time"),
        ("2027-02-31T00:00:00Z", "is no sequence and no time"),
        ("2027-01-01T00:00:00", "has no zone"),
        ("2027-01-01", "has no zone"),
    ],
)
def test_what_is_no_point_is_refused_by_name(log, text, words):
    with pytest.raises(InvalidInput, match=words) as raised:
        point_of(log, text, field="as_of")
    assert raised.value.field == "as_of"


def test_a_time_is_kept_in_utc_with_microseconds():
    assert utc_time("as_of", "2027-03-01T12:00:00+02:00") == "2027-03-01T10:00:00.000000Z"


def test_a_prompt_is_given_as_it_was_and_not_found_before_it_was():
    catalogue = after_update(after_import(Catalogue(), an_entry()), an_update("more"))
    prompt = catalogue.prompts[REF]
    assert prompt_as_of(prompt, None) is prompt
    assert prompt_as_of(prompt, 1).latest.number == 1
    assert prompt_as_of(prompt, 10**12) == prompt
    with pytest.raises(NotFound, match="did not exist at 0"):
        prompt_as_of(prompt, 0)
