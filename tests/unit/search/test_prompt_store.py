import asyncio
from datetime import UTC, datetime

import pytest
from langgraph.store.base import (
    GetOp,
    InvalidNamespaceError,
    Item,
    ListNamespacesOp,
    MatchCondition,
    PutOp,
    SearchItem,
    SearchOp,
)

from core.errors import InvalidInput, VersionConflict
from core.events.envelope import CATALOGUE
from core.search.prompt_store import PromptStore
from core.search.requests import SearchRequest
from tests.builders_store import Shop

CONTRACT = ("agents", "contract")


@pytest.fixture
def shop(tmp_path) -> Shop:
    return Shop(tmp_path)


@pytest.fixture
def store(shop) -> PromptStore:
    return shop.store()


def text_of(store: PromptStore, key: str = "drafter") -> str:
    item = store.get(CONTRACT, key)
    assert item is not None
    return item.value["text"]


def addresses(items) -> list[str]:
    return ["/".join([*item.namespace, item.key]) for item in items]


def test_an_item_is_the_prompts_latest_version_with_the_times_of_its_events(store, shop):
    before = store.get(CONTRACT, "drafter")
    store.put(CONTRACT, "drafter", {"suggestions": ["Be brief"]})
    item = store.get(CONTRACT, "drafter")
    assert type(item) is Item
    assert (item.namespace, item.key) == (CONTRACT, "drafter")
    assert item.value == {
        "text": "Draft the contract.\n\n## Suggestions\n\n- Be brief\n",
        "version": 2,
        "title": "Drafter",
        "purpose": "",
        "suggestions": ["Be brief"],
        "metadata": {"title": "Drafter", "level": 3},
    }
    last = next(iter(shop.log.read(CATALOGUE, after=shop.log.head(CATALOGUE) - 1)))
    assert item.updated_at == datetime.fromisoformat(last.new.time)
    assert item.created_at == before.created_at == before.updated_at < item.updated_at
    assert item.created_at.tzinfo == UTC


def test_what_is_not_there_is_none_and_what_cannot_be_there_too(store):
    assert store.get(CONTRACT, "absent") is None
    assert store.get(("agents",), "contract") is None
    assert store.get(("agents",), "contract.drafter") is None
    assert store.get(("workflow",), "rowing") is None
    assert store.get(("search",), "rowing") is None


def test_namespaces_are_checked_as_langgraph_checks_them(store):
    with pytest.raises(InvalidNamespaceError):
        store.get(("agents.contract",), "drafter")
    with pytest.raises(InvalidNamespaceError):
        store.batch([GetOp(("agents.contract",), "drafter")])
    with pytest.raises(InvalidNamespaceError):
        store.put((), "drafter", {"text": "x"})


def test_a_put_makes_a_prompt_that_search_finds_at_once(store, shop):
    store.put(("agents", "kites"), "flyer", {"text": "Fly the kite.", "title": "Kite flyer"})
    item = store.get(("agents", "kites"), "flyer")
    assert (item.value["text"], item.value["version"]) == ("Fly the kite.", 1)
    assert item.value["title"] == "Kite flyer"
    assert addresses(store.search(("agents",), query="kite", limit=1)) == ["agents/kites/flyer"]
    (found,) = shop.index.search(SearchRequest("agents/kites.flyer", limit=1)).results
    assert (found.name, found.score) == ("kites.flyer", 1.0)


def test_a_put_is_made_by_the_actor_of_the_store(shop):
    shop.store("ben").put(CONTRACT, "drafter", {"suggestions": ["Be brief"]})
    last = list(shop.log.read(CATALOGUE))[-1]
    assert (last.new.actor, last.data["suggestions"]) == (
        "ben",
        [{"text": "Be brief", "by": "ben"}],
    )


def test_suggestions_alone_grow_and_keep_their_authors(shop):
    shop.store("ana").put(CONTRACT, "drafter", {"suggestions": ["Be brief"]})
    ben = shop.store("ben")
    value = ben.get(CONTRACT, "drafter").value
    ben.put(CONTRACT, "drafter", {**value, "suggestions": [*value["suggestions"], "Name it"]})
    last = list(shop.log.read(CATALOGUE))[-1]
    assert last.data["suggestions"] == [
        {"text": "Be brief", "by": "ana"},
        {"text": "Name it", "by": "ben"},
    ]
    assert last.data["body"]["inline"] == "Draft the contract.\n"


def test_a_text_that_comes_back_changed_carries_its_suggestions_once(store):
    store.put(CONTRACT, "drafter", {"suggestions": ["Be brief"]})
    value = store.get(CONTRACT, "drafter").value
    store.put(CONTRACT, "drafter", {**value, "text": value["text"].replace("Draft", "Write")})
    assert text_of(store) == "Write the contract.\n\n## Suggestions\n\n- Be brief\n"


def test_a_new_text_alone_takes_the_old_suggestions_in(store):
    store.put(CONTRACT, "drafter", {"suggestions": ["Be brief"]})
    store.put(CONTRACT, "drafter", {"body": "Draft it briefly.\n"})
    item = store.get(CONTRACT, "drafter")
    assert (item.value["text"], item.value["suggestions"]) == ("Draft it briefly.\n", [])
    assert item.value["metadata"] == {"title": "Drafter", "level": 3}


def test_suggestions_can_be_taken_back(store):
    store.put(CONTRACT, "drafter", {"suggestions": ["Be brief", "Name it"]})
    store.put(CONTRACT, "drafter", {"suggestions": ["Name it"]})
    assert store.get(CONTRACT, "drafter").value["suggestions"] == ["Name it"]
    assert text_of(store) == "Draft the contract.\n\n## Suggestions\n\n- Name it\n"


def test_what_stands_already_makes_no_version(store, shop):
    store.put(CONTRACT, "drafter", {"suggestions": ["Be brief"]})
    at = shop.log.head(CATALOGUE)
    for item in store.search(()):
        store.put(item.namespace, item.key, item.value)
    store.put(CONTRACT, "drafter", {"suggestions": ["Be brief"]})
    store.put(CONTRACT, "drafter", {"body": "Draft the contract.\n", "suggestions": ["Be brief"]})
    assert shop.log.head(CATALOGUE) == at


def test_metadata_title_and_purpose_can_be_put(store):
    store.put(CONTRACT, "drafter", {"purpose": "Drafts contracts"})
    store.put(CONTRACT, "drafter", {"metadata": {"title": "D", "level": 4, "tags": ["a", "b"]}})
    value = store.get(CONTRACT, "drafter").value
    assert (value["title"], value["purpose"]) == ("D", "")
    assert value["metadata"] == {"title": "D", "level": 4, "tags": ["a", "b"]}
    assert value["text"] == "Draft the contract.\n"


def test_a_text_that_looks_like_front_matter_stays_text(store):
    text = "---\ntitle: Not a title\n---\nx\n"
    store.put(CONTRACT, "drafter", {"text": text})
    value = store.get(CONTRACT, "drafter").value
    assert (value["text"], value["title"]) == (text, "Drafter")


def test_a_value_with_the_version_it_was_read_at_is_refused_once_another_stands(store):
    stale = store.get(CONTRACT, "drafter").value
    store.put(CONTRACT, "drafter", {"text": "Somebody else was first.\n"})
    with pytest.raises(VersionConflict, match="version 2, not 1"):
        store.put(CONTRACT, "drafter", {**stale, "text": "Mine.\n"})
    assert text_of(store) == "Somebody else was first.\n"


def test_a_put_that_is_tried_again_after_it_had_succeeded_changes_nothing(store, shop):
    value = {**store.get(CONTRACT, "drafter").value, "text": "Mine.\n"}
    store.put(CONTRACT, "drafter", value)
    at = shop.log.head(CATALOGUE)
    store.put(CONTRACT, "drafter", value)
    assert shop.log.head(CATALOGUE) == at


def test_a_put_without_a_version_wins_over_whoever_was_first(shop):
    ana, ben = shop.store("ana"), shop.store("ben")

    class First:
        """An updater at which another writer is first, once."""

        def __init__(self) -> None:
            self.came = False

        def update(self, request, *, actor):
            if not self.came:
                self.came = True
                ben.put(CONTRACT, "drafter", {"text": "Ben's.\n"})
            return shop.updater.update(request, actor=actor)

    rival = PromptStore(
        type("Raced", (), {**vars(shop), "updater": First()})(),
    )
    rival.put(CONTRACT, "drafter", {"text": "Ana's.\n"})
    assert ana.get(CONTRACT, "drafter").value["version"] == 3
    assert text_of(ana) == "Ana's.\n"


def test_a_deleted_item_is_archived_and_a_put_brings_it_back(store, shop):
    store.delete(CONTRACT, "drafter")
    assert store.get(CONTRACT, "drafter") is None
    assert "agents/contract/drafter" not in addresses(store.search((), limit=50))
    assert CONTRACT not in store.list_namespaces()
    store.delete(CONTRACT, "drafter")
    store.delete(CONTRACT, "absent")
    store.put(CONTRACT, "drafter", {"text": "Draft the contract.\n"})
    assert text_of(store) == "Draft the contract.\n"
    assert store.get(CONTRACT, "drafter").value["version"] == 2


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"memory": "x"}, "'memory' is no key"),
        ({"text": 3}, "value/text"),
        ({"text": "x", "body": "y"}, "value/body"),
        ({"text": "x", "suggestions": [1]}, "value/suggestions"),
        ({"text": "x", "version": True}, "value/version"),
        ({"text": " "}, "empty"),
        ({"suggestions": ["x"]}, "has no text"),
    ],
)
def test_a_value_that_no_prompt_can_have_is_refused_with_its_key(store, shop, value, words):
    at = shop.log.head(CATALOGUE)
    with pytest.raises(InvalidInput, match=words):
        store.put(("agents",), "newcomer", value)
    assert shop.log.head(CATALOGUE) == at


def test_user_data_does_not_become_a_prompt(store):
    with pytest.raises(InvalidInput, match="user_preferences"):
        store.put(("user_preferences",), "ana", {"text": "dark mode"})


def test_a_batch_with_one_wrong_write_writes_nothing(store, shop):
    at = shop.log.head(CATALOGUE)
    ops = [
        PutOp(("agents",), "good", {"text": "x"}),
        PutOp(("agents",), "bad", {"memory": "x"}),
    ]
    with pytest.raises(InvalidInput):
        store.batch(ops)
    assert shop.log.head(CATALOGUE) == at


def test_a_time_to_live_and_an_item_that_is_not_to_be_found_are_refused(store):
    with pytest.raises(NotImplementedError, match="TTL"):
        store.put(CONTRACT, "drafter", {"text": "x"}, ttl=5)
    with pytest.raises(NotImplementedError, match="ttl"):
        store.batch([PutOp(CONTRACT, "drafter", {"text": "x"}, ttl=5)])
    with pytest.raises(NotImplementedError, match="index"):
        store.put(CONTRACT, "drafter", {"text": "x"}, index=False)


def test_a_search_ranks_by_the_query_and_scores_what_it_ranked(store):
    found = store.search((), query="price fee")
    assert all(type(item) is SearchItem for item in found)
    assert found[0].key == "pricing"
    scores = [item.score for item in found]
    assert scores == sorted(scores, reverse=True)
    assert len(found) == 4


def test_a_search_without_a_query_lists_in_order_without_scores(store):
    found = store.search(())
    assert addresses(found) == [
        "agents/pricing",
        "agents/contract/drafter",
        "agents/contract/review/reader",
        "workflows/rowing",
    ]
    assert {item.score for item in found} == {None}


@pytest.mark.parametrize("query", [None, "evidence contract"])
def test_a_prefix_narrows_to_what_lies_below_it(store, query):
    assert set(addresses(store.search(CONTRACT, query=query))) == {
        "agents/contract/drafter",
        "agents/contract/review/reader",
    }
    assert store.search(("nothing",), query=query) == []
    assert store.search(("agents", "pricing"), query=query) == []
    assert store.search(("agents/contract",), query=query) == []
    assert store.search(("workflow",), query=query) == []


@pytest.mark.parametrize("query", [None, "contract"])
def test_pages_together_are_the_whole_and_no_item_comes_twice(store, query):
    whole = addresses(store.search((), query=query, limit=50))
    pages = [store.search((), query=query, limit=1, offset=n) for n in range(5)]
    assert [address for page in pages for address in addresses(page)] == whole
    assert len(set(whole)) == 4


@pytest.mark.parametrize("query", [None, "contract"])
@pytest.mark.parametrize(
    ("conditions", "keys"),
    [
        ({"title": "Drafter"}, {"drafter"}),
        ({"level": 3}, {"drafter"}),
        ({"level": {"$gte": 2}}, {"drafter", "pricing"}),
        ({"level": {"$gt": 1, "$lt": 3}}, {"pricing"}),
        ({"level": {"$ne": 1}}, {"drafter", "pricing", "rowing"}),
        ({"metadata": {"level": 1}}, {"reader"}),
        ({"suggestions": []}, {"drafter", "reader", "pricing", "rowing"}),
        ({"absent": "x"}, set()),
        ({}, {"drafter", "reader", "pricing", "rowing"}),
    ],
)
def test_a_filter_looks_at_the_value_and_at_its_metadata(store, query, conditions, keys):
    assert {i.key for i in store.search((), query=query, filter=conditions)} == keys


def test_an_operator_that_there_is_not_is_refused(store):
    with pytest.raises(InvalidInput, match="in"):
        store.search((), filter={"level": {"$in": [1]}})


def test_a_query_of_any_length_is_answered(store):
    assert store.search((), query="contract " * 5000, limit=1)
    assert store.search((), query="   ", limit=1)[0].score is None
    assert store.search((), query="é" * 4097, limit=1)


def test_namespaces_are_listed_matched_cut_and_paged(store):
    whole = [
        ("agents",),
        ("agents", "contract"),
        ("agents", "contract", "review"),
        ("workflows",),
    ]
    assert store.list_namespaces() == whole
    assert store.list_namespaces(prefix=("agents",)) == whole[:3]
    assert store.list_namespaces(suffix=("contract",)) == [whole[1]]
    assert store.list_namespaces(prefix=("*", "contract")) == whole[1:3]
    assert store.list_namespaces(max_depth=1) == [("agents",), ("workflows",)]
    assert store.list_namespaces(limit=2, offset=1) == whole[1:3]
    (found,) = store.batch(
        [
            ListNamespacesOp(
                match_conditions=(
                    MatchCondition("prefix", ("agents",)),
                    MatchCondition("suffix", ("review",)),
                )
            )
        ]
    )
    assert found == [whole[2]]


def test_in_a_batch_reads_come_before_writes_and_the_last_write_of_an_item_counts(store, shop):
    at = shop.log.head(CATALOGUE)
    got, first, second, found, spaces = store.batch(
        [
            GetOp(("agents",), "newcomer"),
            PutOp(("agents",), "newcomer", {"text": "one"}),
            PutOp(("agents",), "newcomer", {"text": "two"}),
            SearchOp(("agents",), limit=50),
            ListNamespacesOp(max_depth=1),
        ]
    )
    assert (got, first, second) == (None, None, None)
    assert "agents/newcomer" not in addresses(found)
    assert spaces == [("agents",), ("workflows",)]
    assert store.get(("agents",), "newcomer").value["text"] == "two"
    assert shop.log.head(CATALOGUE) == at + 1


def test_the_async_forms_do_the_same(store):
    async def work():
        await store.aput(("agents",), "newcomer", {"text": "Quote evidence."})
        item = await store.aget(("agents",), "newcomer")
        found = await store.asearch(("agents",), query="evidence", limit=3)
        spaces = await store.alist_namespaces(prefix=("workflows",))
        await store.adelete(("agents",), "newcomer")
        return item, found, spaces, await store.aget(("agents",), "newcomer")

    item, found, spaces, gone = asyncio.run(work())
    assert item.value["text"] == "Quote evidence."
    assert "agents/newcomer" in addresses(found)
    assert (spaces, gone) == ([("workflows",)], None)


def test_a_store_sees_what_it_wrote_however_stale_its_index_may_be(shop):
    shop.index = shop.made.index(freshness_seconds=3600.0)
    store = shop.store()
    store.get(CONTRACT, "drafter")
    store.put(CONTRACT, "drafter", {"text": "New.\n"})
    assert text_of(store) == "New.\n"
