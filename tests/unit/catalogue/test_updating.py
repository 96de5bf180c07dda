from dataclasses import replace
from functools import partial

import pytest

from core.actors import Actor
from core.catalogue.appending import Appender
from core.catalogue.model import Ref
from core.catalogue.rendering import INLINE_LIMIT, body_of
from core.catalogue.updating import (
    UpdateOutcome,
    Updater,
)
from core.crashpoints import SimulatedCrash, crashing_at
from core.errors import (
    InvalidInput,
    KeyReused,
    NotFound,
    StorageUnavailable,
    VersionConflict,
)
from core.events.envelope import CATALOGUE
from core.events.log import AppendConflict
from core.events.minting import Mint
from tests.builders_catalogue import REF, nowhere
from tests.builders_reading import FoldedLog
from tests.builders_updating import House, a_request
from tests.racing import together

ANA = Actor("ana")


@pytest.fixture
def house() -> House:
    return House()


# -- what an update does


def test_a_suggestion_is_one_append_that_makes_a_version_by_its_actor(house):
    outcome = house.update("  Be brief  ", message="shorter", actor="ana")
    assert outcome == UpdateOutcome(REF, 2, 2, ("supabase",))
    (event,) = house.log.read(CATALOGUE, after=1)
    assert (event.new.actor, event.data["message"]) == ("ana", "shorter")
    latest = house.prompt().latest
    assert [(s.text, s.by) for s in latest.suggestions] == [("Be brief", "ana")]


def test_the_answer_names_the_version_the_sequence_and_who_will_hear_of_it(house):
    assert house.update("Be brief").to_json() == {
        "status": "updated",
        "prompt_type": "agents",
        "prompt_name": "drafter",
        "new_version": 2,
        "sequence": 2,
        "routing": ["supabase"],
    }


def test_a_whole_body_brings_its_front_matter(house):
    house.update(body="---\ntitle: Drafter\n---\n\ntwo\r\nlines\r\n")
    latest = house.prompt().latest
    assert (latest.body.inline, latest.metadata) == ("two\nlines\n", {"title": "Drafter"})


def test_a_body_without_front_matter_keeps_the_metadata_it_had(house):
    house.update(body="---\ntitle: Drafter\n---\ntwo\n")
    house.update(body="three\n")
    assert house.prompt().latest.metadata == {"title": "Drafter"}


def test_a_large_body_is_kept_as_a_blob_and_read_back(house):
    body = "é" * INLINE_LIMIT
    house.update(body=body)
    latest = house.prompt().latest
    assert (latest.body.inline, body_of(latest, house.blobs)) == (None, body)


def test_an_archived_prompt_stays_at_its_version(house):
    house.update("Be brief")
    outcome = house.update(archive=True)
    assert (outcome.version, outcome.sequence) == (2, 3)
    assert house.prompt().archived


def test_the_version_that_archiving_answers_is_the_one_it_archived(house):
    updater = house.updater()
    house.log.moves = [lambda: house.update("a rival's wish")]
    assert updater.update(a_request(archive=True), actor=ANA).version == 2


def test_the_singular_of_a_type_is_read_as_the_plural(house):
    outcome = house.updater().update(a_request("Be brief", prompt_type="agent"), actor=ANA)
    assert (outcome.ref, house.routed) == (REF, [REF])


def test_a_prompt_is_made_only_when_asked_for(house):
    with pytest.raises(NotFound, match="ask for create"):
        house.update(body="new", prompt_name="new")
    outcome = house.update(body="new", prompt_name="new", create=True)
    assert (outcome.ref, outcome.version) == (Ref("agents", "new"), 1)


# -- races


def test_a_lost_race_is_decided_again_and_both_wishes_are_kept(house):
    house.log.moves = [lambda: house.update("theirs", actor="ben")]
    outcome = house.update("ours", actor="ana")
    assert (outcome.version, outcome.sequence) == (3, 3)
    latest = house.prompt().latest
    assert [(s.text, s.by) for s in latest.suggestions] == [("theirs", "ben"), ("ours", "ana")]


def test_a_lost_race_is_not_decided_again_where_a_version_was_expected(house):
    house.log.moves = [lambda: house.update("theirs")]
    with pytest.raises(VersionConflict) as raised:
        house.update("ours", expected_version=1)
    assert (raised.value.expected, raised.value.current) == (1, 2)
    assert [s.text for s in house.prompt().latest.suggestions] == ["theirs"]


def test_a_race_lost_to_another_prompt_does_not_touch_the_version_expected(house):
    house.log.moves = [lambda: house.update(body="x", prompt_name="other", create=True)]
    assert house.update("ours", expected_version=1).version == 2


def test_what_was_decided_on_a_view_is_appended_only_where_that_view_ended(house):
    class Overtaken(FoldedLog):
        """Somebody else appends just after the catalogue was read."""

        moves = [lambda: house.update("theirs", actor="ben")]  # noqa: RUF012

        def latest(self):
            view = super().latest()
            if self.moves:
                self.moves.pop()()
            return view

    updater = Updater(Appender(house.log, Overtaken(house.log), Mint()), house.blobs, nowhere)
    assert updater.update(a_request("ours"), actor=ANA).version == 3
    prompt = house.prompt()
    assert [v.number for v in prompt.versions] == [1, 2, 3]
    assert [s.text for s in prompt.latest.suggestions] == ["theirs", "ours"]


def test_an_update_that_loses_every_race_gives_up_and_says_so(house):
    def be_first() -> None:
        raise AppendConflict(CATALOGUE, expected=1, current=2)

    house.log.moves = [be_first] * 1000
    with pytest.raises(StorageUnavailable, match="try again"):
        house.update("ours")


@pytest.mark.parametrize("shared", [True, False], ids=["one-updater", "updaters"])
def test_eight_updates_at_once_make_eight_versions_and_lose_no_wish(house, shared):
    one = house.updater()
    jobs = [
        partial((one if shared else house.updater()).update, a_request(f"wish {n}"), actor=ANA)
        for n in range(8)
    ]
    versions = [outcome.version for outcome in together(*jobs)]
    assert sorted(versions) == list(range(2, 10))
    prompt = house.prompt()
    assert [v.number for v in prompt.versions] == list(range(1, 10))
    assert {s.text for s in prompt.latest.suggestions} == {f"wish {n}" for n in range(8)}


# -- idempotency keys


def test_the_same_key_gets_the_same_answer_and_appends_once(house):
    first = house.update("Be brief", key="k-1")
    house.update("Unrelated")
    assert house.update("Be brief", key="k-1") == first
    assert house.log.head(CATALOGUE) == 3


def test_killed_after_the_append_a_retry_gets_its_answer_and_appends_nothing(house):
    with crashing_at("update.appended"), pytest.raises(SimulatedCrash):
        house.update("Be brief", key="k-1")
    outcome = house.update("Be brief", key="k-1")
    assert (outcome.version, outcome.sequence) == (2, 2)
    assert house.log.head(CATALOGUE) == 2


def test_killed_after_the_append_a_retry_gets_its_answer_although_others_went_on(house):
    with crashing_at("update.appended"), pytest.raises(SimulatedCrash):
        house.update("Be brief", key="k-1")
    house.update("Unrelated")
    outcome = house.update("Be brief", key="k-1")
    assert (outcome.version, outcome.sequence, house.log.head(CATALOGUE)) == (2, 2, 3)


def test_without_a_key_a_retry_after_a_crash_is_another_update(house):
    with crashing_at("update.appended"), pytest.raises(SimulatedCrash):
        house.update("Be brief")
    assert house.update("Be brief").version == 3


@pytest.mark.parametrize("shared", [True, False], ids=["one-updater", "updaters"])
def test_the_same_key_from_eight_threads_at_once_makes_one_version(shared):
    for _ in range(10):
        house = House()
        one = house.updater()
        request = a_request("Be brief", key="k-1")
        jobs = [
            partial((one if shared else house.updater()).update, request, actor=ANA)
            for _ in range(8)
        ]
        assert set(together(*jobs)) == {UpdateOutcome(REF, 2, 2, ("supabase",))}
        assert (house.log.head(CATALOGUE), house.prompt().latest.number) == (2, 2)


def test_another_request_under_the_same_key_is_refused(house):
    house.update("Be brief", key="k-1")
    with pytest.raises(KeyReused, match="k-1"):
        house.update("Be long", key="k-1")
    assert house.prompt().latest.number == 2


def test_another_request_under_the_same_key_at_the_same_time_is_refused_too(house):
    house.log.moves = [lambda: house.update("Be brief", key="k-1")]
    with pytest.raises(KeyReused):
        house.update("Be long", key="k-1")
    assert house.prompt().latest.number == 2


@pytest.mark.parametrize(
    "change",
    [
        {"prompt_type": "commands"},
        {"prompt_name": "other"},
        {"suggestions": ("Be long",)},
        {"suggestions": ("Be", "brief")},
        {"body": "two"},
        {"create": True},
        {"archive": True},
        {"message": "why"},
        {"expected_version": 1},
    ],
)
def test_requests_that_ask_for_anything_else_have_another_fingerprint(change):
    request = a_request("Be brief", key="k-1")
    assert replace(request, **change).fingerprint() != request.fingerprint()
    assert replace(request, idempotency_key="k-2").fingerprint() == request.fingerprint()


@pytest.mark.parametrize("key", ["", "  ", " a", "k" * 201, "é", "a\nb", "a\0b", "a\ud800b"])
def test_a_key_that_is_none_is_refused_by_name(house, key):
    with pytest.raises(InvalidInput, match="Idempotency-Key"):
        house.update("Be brief", key=key)
