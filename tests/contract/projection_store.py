"""What every store of projections holds. A subclass gives a `store` and adds nothing else.

A store of which the target keeps them takes `HistoryContract` and `LeaguesContract` as well.
"""

import pytest

from core.catalogue.limits import LAST_VERSION
from core.crashpoints import SimulatedCrash, crashing_at
from core.events.envelope import CATALOGUE, StreamId
from core.projections.changes import Elect, Patch, Put, Remove, Tally
from core.projections.store import Position, ProjectionStore, Step
from core.projections.tables import (
    LEAGUE_EXAMPLES,
    LEAGUE_FACTS,
    LEAGUES,
    PROMPT_CATALOG,
    PROMPT_HISTORY,
    WORKFLOW_EXECUTIONS,
    Table,
)
from tests.racing import together

RUN = StreamId("executions/run-1")
OTHER = StreamId("executions/run-2")


_PLAIN = {
    "text": "2027-01-01T00:00:00.000000Z",
    "integer": 0,
    "real": 0.5,
    "boolean": True,
    "json": {},
}


def at(year: int) -> str:
    """The first moment of `year`, as events write times."""
    return f"{year}-01-01T00:00:00.000000Z"


def a_put(name: str = "a", *, table: Table = PROMPT_CATALOG, version: int = 1, **values) -> Put:
    """A row of the prompt `agents/name`, in a table whose key is a prompt's type and name."""
    columns = {c: kind for c, kind in table.columns.items() if c not in table.key}
    row = {column: _PLAIN[kind] for column, kind in columns.items() if column != "archived"}
    return Put(table, ("agents", name), {**row, "version": version, **values}, {"archived": False})


def a_fact(
    execution: str,
    at: str,
    league: str = "l-1",
    name: str = "Northern Futsal",
    replaces: str | None = None,
) -> Put:
    values = {
        "league_name": name,
        "sport": "Futsal",
        "tier": "2.1",
        "readiness": 70,
        "profile": {"league": {"legal_name": name}},
        "updated_at": at,
        "replaces": replaces,
    }
    return Put(LEAGUE_FACTS, (league, execution), values)


def a_step(*changes, stream: StreamId = CATALOGUE, after: int = 0, state=None) -> Step:
    return Step(stream, after, after + 1, state, changes)


def rows(store: ProjectionStore, table):
    with store.reading() as reading:
        return list(reading.rows(table))


def positions(store: ProjectionStore):
    with store.reading() as reading:
        return dict(reading.positions())


def nowhere(_stream: StreamId) -> int:
    return 10**6


class ProjectionStoreContract:
    table: Table = PROMPT_CATALOG
    """One that the store keeps, whose key is a prompt's type and name."""

    @pytest.fixture
    def store(self) -> ProjectionStore:
        raise NotImplementedError

    def put(self, name: str = "a", **values) -> Put:
        return a_put(name, table=self.table, **values)

    def test_a_new_store_holds_nothing_and_stands_at_0(self, store):
        assert store.position(CATALOGUE) == Position(0, None)
        assert positions(store) == {}
        assert [row for table in store.target.tables for row in rows(store, table)] == []

    def test_rows_and_position_move_together(self, store):
        assert store.apply(a_step(self.put(), state={"seen": [1, "é"]}))
        assert store.position(CATALOGUE) == Position(1, {"seen": [1, "é"]})
        assert positions(store) == {CATALOGUE: Position(1, {"seen": [1, "é"]})}
        assert [row["prompt_name"] for row in rows(store, self.table)] == ["a"]

    @pytest.mark.parametrize("after", [0, 2, 7])
    def test_a_step_from_another_position_changes_nothing(self, store, after):
        store.apply(a_step(self.put()))
        assert not store.apply(a_step(self.put(version=9), after=after))
        assert store.position(CATALOGUE).sequence == 1
        assert rows(store, self.table)[0]["version"] == 1

    def test_it_says_how_far_every_stream_is(self, store):
        assert dict(store.sequences()) == {}
        store.apply(a_step(self.put()))
        store.apply(Step(RUN, 0, 7, None, ()))
        assert dict(store.sequences()) == {CATALOGUE: 1, RUN: 7}

    def test_a_step_without_changes_moves_the_position(self, store):
        store.apply(a_step())
        assert store.apply(Step(CATALOGUE, 1, 5, None, ()))
        assert store.position(CATALOGUE).sequence == 5

    def test_streams_have_positions_of_their_own(self, store):
        store.apply(a_step())
        assert store.position(RUN).sequence == 0
        assert store.apply(a_step(stream=RUN))

    def test_values_come_back_as_they_were_put(self, store):
        odd = {"text": "a'b\"c\\d\n\u2028\U0001f94d", "list": [1, 2.5, None, True, {"": {}}]}
        put = self.put(metadata=odd, updated_at=None, version=LAST_VERSION)
        store.apply(a_step(put))
        key = {"prompt_type": "agents", "prompt_name": "a"}
        assert rows(store, self.table) == [{**key, **put.values, "archived": False}]

    def test_rows_are_sorted_by_their_key(self, store):
        names = ["b", "a", "é", "Z", "a.b", "a-b", "_", "10", "9"]
        store.apply(a_step(*[self.put(name) for name in names]))
        assert [row["prompt_name"] for row in rows(store, self.table)] == sorted(names)

    def test_a_patch_changes_the_columns_it_names_of_a_row_that_is_there(self, store):
        patches = [Patch(self.table, ("agents", n), {"archived": True}) for n in ("a", "b")]
        store.apply(a_step(self.put(version=3), *patches))
        (row,) = rows(store, self.table)
        assert (row["archived"], row["version"]) == (True, 3)

    def test_what_is_removed_is_gone_and_removing_nothing_is_no_error(self, store):
        removals = [Remove(self.table, ("agents", n)) for n in ("a", "absent")]
        store.apply(a_step(self.put(), self.put("b"), *removals))
        assert [row["prompt_name"] for row in rows(store, self.table)] == ["b"]

    def test_values_that_are_not_the_tables_are_refused_and_nothing_changes(self, store):
        with pytest.raises(ValueError, match=self.table.name):
            store.apply(a_step(self.put(), self.put("b", colour="red")))
        assert (store.position(CATALOGUE).sequence, rows(store, self.table)) == (0, [])

    def test_killed_before_the_commit_nothing_of_a_step_is_there(self, store):
        with crashing_at("projection.changed"), pytest.raises(SimulatedCrash):
            store.apply(a_step(self.put()))
        assert (store.position(CATALOGUE).sequence, rows(store, self.table)) == (0, [])
        assert store.apply(a_step(self.put()))

    def test_killed_after_the_commit_all_of_a_step_is_there(self, store):
        with crashing_at("projection.committed"), pytest.raises(SimulatedCrash):
            store.apply(a_step(self.put()))
        assert (store.position(CATALOGUE).sequence, len(rows(store, self.table))) == (1, 1)
        assert not store.apply(a_step(self.put()))

    def test_of_eight_projectors_with_one_step_exactly_one_carries_it_out(self, store):
        steps = [a_step(self.put(version=number)) for number in range(8)]
        done = together(*[lambda step=step: store.apply(step) for step in steps])
        assert sorted(done) == [False] * 7 + [True]
        assert rows(store, self.table)[0]["version"] == done.index(True)

    def test_a_view_does_not_change_while_it_is_open(self, store):
        store.apply(a_step(self.put()))
        with store.reading() as reading:
            assert reading.positions()[CATALOGUE].sequence == 1
            store.apply(a_step(self.put("b"), after=1))
            assert reading.positions()[CATALOGUE].sequence == 1
            assert len(list(reading.rows(self.table))) == 1
        assert len(rows(store, self.table)) == 2

    def test_a_store_beside_is_empty_and_nobody_else_sees_it(self, store):
        store.apply(a_step(self.put()))
        with store.beside() as fresh:
            assert (positions(fresh), rows(fresh, self.table)) == ({}, [])
            fresh.apply(a_step(self.put("b"), stream=RUN))
            assert [row["prompt_name"] for row in rows(store, self.table)] == ["a"]
        assert positions(store) == {CATALOGUE: Position(1)}

    def test_after_a_switch_the_store_holds_what_the_other_held_and_goes_on(self, store):
        store.apply(a_step(self.put()))
        with store.beside() as fresh:
            fresh.apply(a_step(self.put("b"), state="s"))
            assert list(store.switch(fresh, nowhere)) == []
        assert positions(store) == {CATALOGUE: Position(1, "s")}
        assert [row["prompt_name"] for row in rows(store, self.table)] == ["b"]
        assert store.apply(a_step(self.put("c"), after=1))

    def test_there_is_no_switch_to_a_store_that_lags_behind(self, store):
        store.apply(a_step(self.put()))
        store.apply(a_step(self.put(version=2), after=1))
        store.apply(a_step(stream=RUN))
        with store.beside() as fresh:
            fresh.apply(a_step(self.put("b")))
            assert sorted(store.switch(fresh, nowhere)) == [CATALOGUE, RUN]
            assert [row["prompt_name"] for row in rows(store, self.table)] == ["a"]
            fresh.apply(a_step(self.put("c"), after=1))
            fresh.apply(a_step(stream=RUN))
            assert list(store.switch(fresh, nowhere)) == []
        assert [row["prompt_name"] for row in rows(store, self.table)] == ["b", "c"]

    def test_a_position_that_the_log_never_reached_does_not_hold_a_switch_up(self, store):
        store.apply(Step(CATALOGUE, 0, 9, None, (self.put(),)))
        with store.beside() as fresh:
            fresh.apply(a_step(self.put("b")))
            assert list(store.switch(fresh, lambda _: 1)) == []
        assert positions(store) == {CATALOGUE: Position(1)}

    def test_killed_while_switching_the_old_rows_stay(self, store):
        store.apply(a_step(self.put()))
        with store.beside() as fresh:
            fresh.apply(a_step(self.put("b")))
            with crashing_at("projection.switching"), pytest.raises(SimulatedCrash):
                store.switch(fresh, nowhere)
        assert [row["prompt_name"] for row in rows(store, self.table)] == ["a"]
        assert store.apply(a_step(after=1))

    def test_a_reader_racing_switches_never_sees_an_empty_table(self, store):
        store.apply(a_step(self.put()))

        def switch() -> None:
            for _ in range(5):
                with store.beside() as fresh:
                    fresh.apply(a_step(self.put("b"), self.put("c")))
                    assert not store.switch(fresh, nowhere)

        def read() -> set[tuple[str, ...]]:
            return {tuple(r["prompt_name"] for r in rows(store, self.table)) for _ in range(40)}

        _, seen = together(switch, read)
        assert seen <= {("a",), ("b", "c")}


class HistoryContract:
    """Of a store that keeps `prompt_history`."""

    def test_counts_are_sums_and_the_rate_is_of_what_ended(self, store):
        key = ("ana", "agents~a")
        for after, tally in enumerate(
            [
                Tally(key, uses=1, at="2027-02"),
                Tally(key, uses=1, at="2027-01"),
                Tally(key, completed=1),
                Tally(key, uses=1, failed=1, at="2027-01"),
            ]
        ):
            store.apply(a_step(tally, after=after))
            if after == 1:
                assert rows(store, PROMPT_HISTORY)[0]["success_rate"] is None
        assert rows(store, PROMPT_HISTORY) == [
            {
                "user_id": "ana",
                "prompt": "agents~a",
                "total_uses": 3,
                "completed": 1,
                "failed": 1,
                "success_rate": 0.5,
                "last_used": "2027-02",
                "feedback_ratings": {},
            }
        ]

    def test_ratings_stand_beside_the_counts_and_the_last_of_a_version_counts(self, store):
        key = ("ana", "agents~a")
        given = [Tally(key, ratings={"1": 2}), Tally(key, uses=1), Tally(key, ratings={"2": 4})]
        for after, tally in enumerate([*given, Tally(key, ratings={"1": 5})]):
            store.apply(a_step(tally, after=after))
        (row,) = rows(store, PROMPT_HISTORY)
        assert (row["feedback_ratings"], row["total_uses"]) == ({"1": 5, "2": 4}, 1)

    def test_a_use_that_eight_projectors_tell_of_counts_once(self, store):
        step = a_step(Tally(("ana", "agents~a"), uses=1))
        assert sorted(together(*[lambda: store.apply(step)] * 8)) == [False] * 7 + [True]
        assert rows(store, PROMPT_HISTORY)[0]["total_uses"] == 1

    def test_steps_of_different_streams_at_once_all_count(self, store):
        def follow(stream: StreamId) -> list[bool]:
            steps = [
                a_step(Tally(("ana", "agents~a"), uses=1), stream=stream, after=n)
                for n in range(10)
            ]
            return [store.apply(step) for step in steps]

        done = together(*[lambda s=s: follow(s) for s in (CATALOGUE, RUN, OTHER)])
        assert done == [[True] * 10] * 3
        assert rows(store, PROMPT_HISTORY)[0]["total_uses"] == 30


class LeaguesContract:
    """Of a store that keeps the tables of leagues and their examples."""

    @pytest.mark.parametrize("success", [True, False, None])
    def test_truth_and_fractions_come_back_as_they_were_put(self, store, success):
        values = {"workflow_name": "w", "user_id": "ana", "executed_at": at(2027)}
        values |= {"execution_time": 0.1 + 0.2, "success": success, "cost_usd": 0.1}
        values |= {"prompts": ["agents/a@1"]}
        store.apply(a_step(Put(WORKFLOW_EXECUTIONS, ("run-1",), values)))
        (row,) = rows(store, WORKFLOW_EXECUTIONS)
        assert row == {"execution_id": "run-1", **values}
        assert row["success"] is success

    def test_a_row_that_is_put_again_is_replaced_but_for_what_was_first(self, store):
        values = {"sport": "Futsal", "tier": None, "league_name": None, "example_data": {}}
        for version, time in ((1, at(2027)), (2, at(2028))):
            put = Put(
                LEAGUE_EXAMPLES,
                ("case",),
                {**values, "version": version},
                {"archived": False, "created_at": time},
            )
            store.apply(a_step(put, after=version - 1))
        (row,) = rows(store, LEAGUE_EXAMPLES)
        assert (row["version"], row["created_at"]) == (2, at(2027))

    @pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
    def test_the_latest_that_was_told_of_a_league_is_its_row_in_any_order(self, store, order):
        told = [
            a_fact("run-1", at(2027)),
            a_fact("run-2", at(2028), name="N"),
            a_fact("run-3", at(2026)),
        ]
        for after, number in enumerate(order):
            store.apply(a_step(told[number], Elect(f"run-{number + 1}"), after=after))
        (row,) = rows(store, LEAGUES)
        assert (row["execution_id"], row["league_name"]) == ("run-2", "N")
        assert row.keys() == LEAGUES.columns.keys()

    @pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
    def test_what_a_rerun_tells_stands_for_what_its_origin_told_in_any_order(self, store, order):
        told = [
            a_fact("run-1", at(2026), "l-1"),
            a_fact("run-2", at(2027), "l-1", name="Misspelt"),
            a_fact("run-3", at(2028), "l-2", replaces="run-2"),
        ]
        for after, number in enumerate(order):
            store.apply(a_step(told[number], Elect(f"run-{number + 1}"), after=after))
        found = [(row["league_id"], row["execution_id"]) for row in rows(store, LEAGUES)]
        assert found == [("l-1", "run-1"), ("l-2", "run-3")]

    def test_facts_move_with_a_switch(self, store):
        with store.beside() as fresh:
            fresh.apply(a_step(a_fact("run-1", at(2027)), Elect("run-1")))
            assert list(store.switch(fresh, nowhere)) == []
        assert [len(rows(store, table)) for table in (LEAGUE_FACTS, LEAGUES)] == [1, 1]

    def test_a_league_that_only_a_replaced_execution_told_of_has_no_row(self, store):
        store.apply(a_step(a_fact("run-1", at(2027)), Elect("run-1")))
        store.apply(
            a_step(a_fact("run-2", at(2028), "l-2", replaces="run-1"), Elect("run-2"), after=1)
        )
        assert [row["league_id"] for row in rows(store, LEAGUES)] == ["l-2"]
