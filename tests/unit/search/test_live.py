import logging
import threading

import pytest

from core.catalogue.model import Ref
from core.errors import InvalidInput, NotYetVisible, SnapshotDamaged, StorageUnavailable
from core.search.live import LiveIndex, Shipped
from core.search.requests import SearchRequest
from tests.builders_search import SearchSystem

FILES = {
    "agents/drafter": "draft the contract clause",
    "agents/pricing/explainer": "explain the price and fee",
    "agents/pricing-desk": "explain the price of rowing",
    "workflows/flow": "league questionnaire to contract",
}


@pytest.fixture
def system(tmp_path):
    system = SearchSystem(tmp_path, FILES)
    system.builder.build()
    return system


def names(index, query, **fields):
    return [r.name for r in index.search(SearchRequest(query, **fields)).results]


def test_an_update_is_found_at_once_without_a_build(system):
    index = system.index()
    sequence = system.update("agents/drafter", "mention every kite")
    answer = index.search(SearchRequest("kite", min_sequence=sequence))
    assert (answer.results[0].name, answer.results[0].version) == ("drafter", 2)
    assert answer.sequence == sequence


def test_an_update_hides_the_text_it_replaced(system):
    index = system.index()
    system.update("agents/drafter", body="judge the tennis score")
    assert names(index, "tennis score")[0] == "drafter"
    drafter = [r for r in index.search(SearchRequest("clause")).results if r.name == "drafter"]
    assert [r.version for r in drafter] == [2]


def test_an_archived_prompt_is_not_found_and_one_brought_back_is(system):
    index = system.index()
    system.update("agents/drafter", archive=True)
    assert "drafter" not in names(index, "drafter")
    system.update("agents/drafter", create=True, body="draft again")
    assert names(index, "drafter")[0] == "drafter"


def test_a_prompt_made_by_an_update_is_found_by_name_and_narrowed_like_any_other(system):
    index = system.index()
    system.update("terms/kite", create=True, body="a drone on a string")
    assert names(index, "kite")[0] == "kite"
    assert names(index, "drone", type="terms") == ["kite"]


def test_a_search_after_a_build_finds_what_the_tail_found(system):
    index = system.index()
    system.update("agents/drafter", "mention every kite")
    before = index.search(SearchRequest("kite contract"))
    system.builder.build()
    after = system.index().search(SearchRequest("kite contract"))
    assert before.snapshot != after.snapshot
    assert [(r.name, r.version) for r in before.results[:1]] == [("drafter", 2)]
    assert {(r.name, r.version) for r in before.results} == {
        (r.name, r.version) for r in after.results
    }


def test_type_and_namespace_narrow_a_search(system):
    index = system.index()
    assert names(index, "contract", type="workflow") == ["flow"]
    assert names(index, "price", namespace="agents/pricing") == ["pricing.explainer"]
    assert set(names(index, "price", namespace="agents")) == {
        "drafter",
        "pricing-desk",
        "pricing.explainer",
    }
    assert names(index, "price", type="workflows", namespace="agents") == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"query": " "}, "query: is empty"),
        ({"query": "x" * 4097}, "query: is too long"),
        ({"query": "x", "limit": 0}, "limit: 0 results"),
        ({"query": "x", "limit": 101}, "limit: 101 results"),
        ({"query": "x", "type": "nope"}, "use agents, workflows"),
        ({"query": "x", "type": "../x"}, "type: '../x' is no type"),
        ({"query": "x", "namespace": "nope/y"}, "namespace: there is no 'nope'"),
        ({"query": "x", "min_sequence": -1}, "min_sequence: is negative"),
    ],
)
def test_a_wrong_request_names_the_field_and_the_remedy(system, fields, words):
    with pytest.raises(InvalidInput, match=words):
        system.index().search(SearchRequest(**fields))


def test_a_sequence_beyond_the_log_is_not_yet_visible(system):
    with pytest.raises(NotYetVisible) as raised:
        system.index().search(SearchRequest("contract", min_sequence=99))
    assert (raised.value.wanted, raised.value.visible) == (99, 1)


def test_within_the_freshness_bound_the_log_is_not_looked_at_unless_asked_for_more(system):
    now = [0.0]
    index = system.index(freshness_seconds=1.0, clock=lambda: now[0])
    index.search(SearchRequest("contract"))
    sequence = system.update("agents/drafter", "kite")
    assert index.search(SearchRequest("kite")).sequence == 1
    assert index.search(SearchRequest("kite", min_sequence=sequence)).sequence == sequence
    later = system.update("agents/drafter", "tennis")
    now[0] = 1.1
    assert index.search(SearchRequest("kite")).sequence == later


def test_when_the_log_cannot_be_looked_at_the_answer_is_stale_and_says_how_old(system, monkeypatch):
    now = [0.0]
    index = system.index(clock=lambda: now[0])
    index.search(SearchRequest("contract"))

    def unreachable(*_arguments):
        raise StorageUnavailable("the disk is gone")

    monkeypatch.setattr(system.log, "advanced", unreachable)
    now[0] = 5.0
    answer = index.search(SearchRequest("contract"))
    assert (answer.stale, answer.age_seconds) == (True, 5.0)
    assert answer.results
    assert answer.to_json()["age_seconds"] == 5.0
    with pytest.raises(StorageUnavailable):
        index.latest()
    with pytest.raises(NotYetVisible):
        index.search(SearchRequest("contract", min_sequence=2))


def test_a_damaged_newer_snapshot_is_never_served_and_the_old_one_stays_in_use(
    system, tmp_path, caplog
):
    now = [0.0]
    index = system.index(clock=lambda: now[0])
    before = index.search(SearchRequest("contract")).snapshot
    old_parts = set((tmp_path / "snapshots/parts").iterdir())
    sequence = system.update("agents/drafter", "kite")
    system.builder.build()
    (new_part,) = set((tmp_path / "snapshots/parts").iterdir()) - old_parts
    new_part.chmod(0o644)
    new_part.write_bytes(new_part.read_bytes()[:-50])
    now[0] = 5.0
    with caplog.at_level(logging.ERROR):
        answer = index.search(SearchRequest("kite"))
        now[0] = 10.0
        index.search(SearchRequest("kite"))
    assert (answer.snapshot, answer.sequence) == (before, sequence)
    assert answer.results[0].name == "drafter"
    assert ["damaged" in message for message in caplog.messages] == [True]
    with pytest.raises(SnapshotDamaged):
        system.index()


def test_a_newer_snapshot_is_taken_over_and_an_older_pointer_is_not(system):
    now = [0.0]
    index = system.index(clock=lambda: now[0])
    index.search(SearchRequest("contract"))
    system.update("agents/drafter", "kite")
    built = system.builder.build().snapshot
    now[0] = 5.0
    assert index.search(SearchRequest("kite")).snapshot == built


def test_a_view_stays_as_it_was_while_others_write(system):
    index = system.index()
    view = index.latest()
    system.update("agents/drafter", "kite")
    assert index.latest().sequence == view.sequence + 1
    prompt = view.prompt(Ref("agents", "drafter"))
    assert (prompt.latest.number, view.sequence) == (1, 1)


def test_searches_and_updates_side_by_side_never_see_a_torn_state(system):
    index, failures = system.index(), []
    done = threading.Event()

    def search():
        while not done.is_set():
            answer = index.search(SearchRequest("drafter"))
            if answer.results[0].version != answer.sequence:
                failures.append(answer)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(20):
        system.update("agents/drafter", f"kite {number}")
    done.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert index.latest().sequence == 21


def test_a_snippet_shows_the_words_that_were_found(system):
    body = "price fee " * 60 + "and then the royalty of the harbour is split"
    system.update("agents/drafter", body=body)
    (result,) = [
        r for r in system.index().search(SearchRequest("royalty")).results if r.name == "drafter"
    ]
    assert "royalty of the harbour" in result.snippet
    assert len(result.snippet) <= 210


class Gate:
    """A log that answers only while it is open."""

    def __init__(self, log):
        self._log = log
        self.opened = threading.Event()

    def __getattr__(self, name):
        def call(*arguments, **options):
            assert self.opened.wait(30)
            return getattr(self._log, name)(*arguments, **options)

        return call


def test_a_search_waits_no_longer_for_the_log_than_its_patience_and_catches_up_later(system):
    gate = Gate(system.log)
    index = LiveIndex(gate, system.blobs, system.snapshots, patience_seconds=0.01)
    sequence = system.update("agents/drafter", "kite")
    held = index.search(SearchRequest("kite"))
    assert (held.stale, held.sequence) == (True, 1)
    with pytest.raises(NotYetVisible):
        index.search(SearchRequest("kite", min_sequence=sequence))
    gate.opened.set()
    assert index.latest().sequence == sequence
    assert index.search(SearchRequest("kite")).sequence == sequence


class Away:
    """A store of snapshots that cannot be reached until it is back."""

    def __init__(self, snapshots):
        self._snapshots = snapshots
        self.back = False

    def __getattr__(self, name):
        if not self.back:
            raise StorageUnavailable("the network is gone")
        return getattr(self._snapshots, name)


@pytest.fixture
def shipped(tmp_path):
    package = SearchSystem(tmp_path / "package", {"agents/drafter": "shipped clause"})
    package.builder.build()
    return Shipped(package.snapshots, package.blobs)


def test_what_was_shipped_is_served_as_stale_while_nothing_can_be_reached(system, shipped):
    sequence = system.update("agents/drafter", "kite")
    store = Away(system.snapshots)
    index = LiveIndex(
        system.log, system.blobs, store, patience_seconds=5.0, shipped=shipped, clock=lambda: 7.0
    )
    answer = index.search(SearchRequest("shipped clause"))
    assert (answer.stale, answer.sequence, answer.age_seconds) == (True, 0, 0.0)
    assert [r.name for r in answer.results] == ["drafter"]
    with pytest.raises(NotYetVisible):
        index.search(SearchRequest("clause", min_sequence=1))
    with pytest.raises(StorageUnavailable):
        index.latest()
    store.back = True
    found = index.search(SearchRequest("kite"))
    assert (found.stale, found.sequence) == (False, sequence)
    assert "pricing-desk" in names(index, "price")
