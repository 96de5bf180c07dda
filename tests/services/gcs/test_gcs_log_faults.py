"""The log while replies are lost, services are busy and connections break: one fault a test."""

from time import monotonic

import pytest

from core.adapters.gcs.log import GcsEventLog
from core.errors import StorageUnavailable
from core.events.log import AppendConflict
from tests.contract.event_log import RUN, an_event, append_each, ids, some_events
from tests.racing import together
from tests.services.gcs.faulty_proxy import (
    BUSY,
    COMMIT_THEN_503,
    CUT_SHORT,
    FAULTS,
    LOST_REPLY,
    RESET,
    TOO_MANY,
    Fault,
    Kind,
    always,
    scripted,
    seeded,
)

FIRST = f"log/{RUN}/{1:016d}.json"


@pytest.fixture
def log(proxied):
    return GcsEventLog(proxied)


@pytest.fixture
def beside(direct):
    """The same log, seen with nothing in between."""
    return GcsEventLog(direct)


@pytest.mark.parametrize("fault", [LOST_REPLY, COMMIT_THEN_503], ids=["no-reply", "503"])
def test_an_append_whose_reply_was_lost_is_recognised_as_ours(log, beside, proxy, fault):
    proxy.plan = scripted(fault, kind=Kind.WRITE)
    mine = some_events("a", "b")
    assert log.append(RUN, mine, expected=0) == 1
    assert (ids(beside), proxy.written[FIRST], proxy.faults[fault]) == (["a", "b"], 1, 1)


def test_recognising_our_own_write_does_not_read_its_content(log, proxy):
    proxy.plan = scripted(LOST_REPLY, kind=Kind.WRITE)
    log.append(RUN, [an_event("a")], expected=0)
    assert (proxy.asked[Kind.READ], proxy.asked[Kind.LOOK]) == (0, 1)


def test_our_own_write_is_recognised_although_its_metadata_is_gone(log, beside, direct):
    log.append(RUN, [an_event("a")], expected=0)
    content, there = direct.read(FIRST), direct.look(FIRST)
    direct.replace(FIRST, content, there.generation, metadata={})
    assert beside.append(RUN, [an_event("a")], expected=0) == 1
    with pytest.raises(AppendConflict):
        beside.append(RUN, [an_event("x")], expected=0)


def test_who_comes_second_after_a_lost_request_is_told_so(log, beside, proxy):
    def theirs_comes_first(seen):
        if seen.kind is Kind.WRITE and seen.turn == 1:
            beside.append(RUN, [an_event("theirs")], expected=0)
            return RESET
        return None

    proxy.plan = theirs_comes_first
    with pytest.raises(AppendConflict) as raised:
        log.append(RUN, [an_event("mine")], expected=0)
    assert (raised.value.current, ids(beside)) == (1, ["theirs"])


@pytest.mark.parametrize("fault", [BUSY, TOO_MANY, RESET], ids=["503", "429", "reset"])
def test_a_burst_of_refusals_delays_an_append_and_no_more(log, beside, proxy, fault):
    proxy.plan = scripted(*[fault] * 5, kind=Kind.WRITE)
    assert log.append(RUN, [an_event("a")], expected=0) == 1
    assert (ids(beside), proxy.written[FIRST], proxy.faults[fault]) == (["a"], 1, 5)


def test_an_append_that_never_gets_through_says_so_and_leaves_nothing(hasty, beside, proxy):
    log = GcsEventLog(hasty)
    proxy.plan = always(BUSY, Kind.WRITE)
    with pytest.raises(StorageUnavailable, match=r"does not answer \(503\); try again shortly"):
        log.append(RUN, [an_event("a")], expected=0)
    assert beside.head(RUN) == 0
    proxy.forget()
    assert log.append(RUN, [an_event("a")], expected=0) == 1


def test_an_append_that_committed_and_was_given_up_is_recognised_when_tried_again(
    hasty, log, beside, proxy
):
    proxy.plan = always(LOST_REPLY, Kind.WRITE)
    mine = some_events("a", "b")
    # The first attempt commits; what the others are told is lost as well.
    with pytest.raises(StorageUnavailable):
        GcsEventLog(hasty).append(RUN, mine, expected=0)
    assert ids(beside) == ["a", "b"]
    proxy.plan = scripted()
    assert log.append(RUN, mine, expected=0) == 1
    assert (ids(beside), proxy.written[FIRST]) == (["a", "b"], 1)


@pytest.mark.parametrize("fault", [BUSY, RESET, CUT_SHORT], ids=["503", "reset", "cut-short"])
def test_a_read_that_failed_on_the_way_is_repeated_and_skips_nothing(log, beside, proxy, fault):
    append_each(beside, *"abcdefgh")
    proxy.plan = scripted(*[fault] * 12, kind=Kind.READ, name=f"log/{RUN}/")
    assert ids(log) == list("abcdefgh")
    assert proxy.faults[fault] == 12


def test_a_download_that_is_always_cut_short_is_an_error_never_a_part(hasty, beside, proxy):
    append_each(beside, *"abc")
    proxy.plan = always(CUT_SHORT, Kind.READ, f"{2:016d}.json")
    reader = GcsEventLog(hasty).read(RUN)
    assert next(reader).new.id == "a"
    with pytest.raises(StorageUnavailable, match="does not answer"):
        next(reader)


def test_where_the_end_cannot_be_found_out_the_stream_does_not_seem_to_end(hasty, beside, proxy):
    append_each(beside, *"ab")
    log = GcsEventLog(hasty)
    proxy.plan = always(BUSY)
    for use in (lambda: log.head(RUN), lambda: log.advanced(RUN, 2), lambda: ids(log)):
        with pytest.raises(StorageUnavailable):
            use()


@pytest.mark.parametrize(
    "fault",
    [Fault(forwarded=True, pause=5), Fault(forwarded=True, pause=0.09), BUSY, RESET],
    ids=["silent", "dripping", "503", "reset"],
)
def test_a_glance_ends_in_time_whatever_the_store_does(proxied, beside, proxy, fault):
    append_each(beside, "a")
    log = GcsEventLog(proxied, glance_seconds=0.1)
    proxy.plan = always(fault)
    began = monotonic()
    with pytest.raises(StorageUnavailable, match="try again shortly"):
        log.advanced(RUN, 0)
    assert monotonic() - began < 0.5


def test_a_glance_is_one_look_at_metadata(proxied, beside, proxy):
    append_each(beside, "a")
    log = GcsEventLog(proxied, glance_seconds=5)
    assert (log.advanced(RUN, 0), log.advanced(RUN, 1)) == (True, False)
    assert proxy.asked[Kind.LOOK] == sum(proxy.asked.values()) - proxy.asked[Kind.LIST] == 2


def test_an_append_after_what_was_read_is_one_request(log, proxy):
    append_each(log, *"abc")
    list(log.read(RUN))
    proxy.asked.clear()
    log.append(RUN, [an_event("d")], expected=3)
    # Of the reads that were sent beyond the end some may come late.
    assert (proxy.asked[Kind.WRITE], proxy.asked[Kind.LOOK], proxy.asked[Kind.LIST]) == (1, 0, 0)


def test_the_end_of_a_stream_is_found_in_few_requests_without_a_listing(log, beside, proxy):
    for number in range(300):
        beside.append(RUN, [an_event(f"e{number}")], expected=number)
    assert log.head(RUN) == 300
    assert (sum(proxy.asked.values()) < 60, proxy.asked[Kind.LIST]) == (True, 0)
    proxy.asked.clear()
    assert log.head(RUN) == 300
    assert sum(proxy.asked.values()) == 1


def test_a_seeded_plan_meets_every_fault_and_sixteen_writers_lose_nothing(log, beside, proxy):
    proxy.plan = seeded(11, share=0.5)

    def write(writer):
        for turn in range(4):
            event, expected = an_event(f"{writer}.{turn}"), log.head(RUN)
            while True:
                try:
                    log.append(RUN, [event], expected=expected)
                    break
                except AppendConflict as conflict:
                    expected = conflict.current

    together(*[lambda w=w: write(w) for w in range(16)])
    assert sorted(ids(beside)) == sorted(f"{w}.{t}" for w in range(16) for t in range(4))
    assert set(proxy.faults) == set(FAULTS)
    assert max(proxy.written.values()) == 1
