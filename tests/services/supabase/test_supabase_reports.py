"""The same questions, the same answers: from Supabase's views, from SQLite, and in plain Python."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from math import ceil
from random import Random

import psycopg
import pytest

from core.adapters.sqlite.projections import SqliteProjectionStore
from core.adapters.sqlite.reports import SqliteReports
from core.adapters.supabase.reports import SupabaseReports
from core.events.envelope import CATALOGUE
from core.events.minting import rfc3339
from core.projections.changes import Put
from core.projections.reports import (
    PROMPT_FALLS,
    PROMPT_USES,
    REPORTS,
    WORKFLOW_COSTS,
    WORKFLOW_WEEKS,
)
from core.projections.store import Step
from core.projections.tables import PROMPT_RATINGS, WORKFLOW_EXECUTIONS

NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)
WORKFLOWS = ("two", "questionnaire_to_contract", "Two", "a-b", "a_b")
PROMPTS = ("agents/contract.drafter", "agents/contract", "clauses/fees", "stages/style.read")


def made_up(seed: int) -> list[Put]:
    """Runs over three months, some of them failed or cancelled, and ratings."""
    random = Random(seed)  # noqa: S311
    changes = []
    for number in range(400):
        at = NEW_YEAR + timedelta(seconds=random.randrange(90 * 86400))
        used = sorted({f"{random.choice(PROMPTS)}@{random.randint(1, 4)}" for _ in range(3)})
        success = random.choice([True, True, True, False, None])
        values = {
            "workflow_name": random.choice(WORKFLOWS),
            "execution_time": random.choice([random.uniform(0, 30), 12.5, 0.1]),
            "success": success,
            "user_id": random.choice(["ana", "ben", "cleo"]),
            "executed_at": rfc3339(at),
            "prompts": used,
            "cost_usd": random.choice([None, round(random.uniform(0, 2), 4)]),
        }
        changes.append(Put(WORKFLOW_EXECUTIONS, (f"run-{number}",), values))
    for user in ("ana", "ben", "cleo"):
        for prompt in PROMPTS:
            for version in range(1, 5):
                if random.random() < 0.7:
                    kind, _, name = prompt.partition("/")
                    values = {
                        "prompt_type": kind,
                        "prompt_name": name,
                        "version": version,
                        "rating": random.randint(1, 5),
                        "rated_at": rfc3339(NEW_YEAR),
                    }
                    changes.append(Put(PROMPT_RATINGS, (user, f"{prompt}@{version}"), values))
    return changes


def runs(changes):
    return [
        {"execution_id": c.key[0], **c.values} for c in changes if c.table is WORKFLOW_EXECUTIONS
    ]


def ratings(changes):
    return [{"user_id": c.key[0], **c.values} for c in changes if c.table is PROMPT_RATINGS]


def share(rows) -> float | None:
    ended = [row["success"] for row in rows if row["success"] is not None]
    return sum(ended) / len(ended) if ended else None


def percentile(values, part: float) -> float | None:
    return sorted(values)[ceil(part * len(values)) - 1] if values else None


def expected_weeks(changes) -> dict[tuple[str, str], dict]:
    groups = defaultdict(list)
    for run in runs(changes):
        day = datetime.fromisoformat(run["executed_at"]).date()
        monday = day - timedelta(days=day.weekday())
        groups[run["workflow_name"], monday.isoformat()].append(run)
    return {
        key: {
            "executions": len(found),
            "completed": sum(run["success"] is True for run in found),
            "failed": sum(run["success"] is False for run in found),
            "cancelled": sum(run["success"] is None for run in found),
            "success_rate": share(found),
            "p50_seconds": percentile([r["execution_time"] for r in found if r["success"]], 0.5),
            "p95_seconds": percentile([r["execution_time"] for r in found if r["success"]], 0.95),
        }
        for key, found in groups.items()
    }


def expected_uses(changes) -> dict[str, dict]:
    answer = {}
    for prompt in PROMPTS:
        used = [r for r in runs(changes) if any(u.startswith(f"{prompt}@") for u in r["prompts"])]
        given = [r["rating"] for r in ratings(changes) if prompt == _name(r)]
        answer[prompt] = {
            "executions": len(used),
            "people": len({run["user_id"] for run in used}),
            "success_rate": share(used),
            "last_used_at": max(run["executed_at"] for run in used),
            "rating": sum(given) / len(given) if given else None,
            "ratings": len(given),
        }
    return answer


def expected_falls(changes) -> dict[tuple[str, str], tuple]:
    falls = {}
    for prompt in PROMPTS:
        success, rating = {}, {}
        for version in range(1, 5):
            used = [run for run in runs(changes) if f"{prompt}@{version}" in run["prompts"]]
            if share(used) is not None:
                success[version] = share(used)
            given = [
                r["rating"]
                for r in ratings(changes)
                if (_name(r), r["version"]) == (prompt, version)
            ]
            if given:
                rating[version] = sum(given) / len(given)
        for measure, values in (("success", success), ("rating", rating)):
            if len(values) > 1:
                before, last = sorted(values)[-2:]
                if values[last] < values[before]:
                    falls[prompt, measure] = (last, values[last], before, values[before])
    return falls


def expected_costs(changes) -> dict[str, tuple]:
    costs = defaultdict(list)
    for run in runs(changes):
        if run["cost_usd"] is not None:
            costs[run["workflow_name"]].append(run["cost_usd"])
    return {
        name: (len(found), round(sum(found), 6), round(sum(found) / len(found), 6))
        for name, found in costs.items()
    }


def _name(rating) -> str:
    return f"{rating['prompt_type']}/{rating['prompt_name']}"


def ordered(report, rows) -> bool:
    """Whether `rows` are in the order of `report`, which leaves no two equal."""
    result = list(rows)
    for column, falls in reversed(report.order):
        result.sort(key=lambda row: row[column], reverse=falls)
    return result == list(rows)


@pytest.fixture(params=["supabase", "sqlite"])
def told(request, tmp_path):
    """Reports over what a step changed."""
    if request.param == "supabase":
        store = request.getfixturevalue("store")
        reports = SupabaseReports(request.getfixturevalue("project"))
    else:
        store = SqliteProjectionStore(tmp_path / "projections.sqlite")
        reports = SqliteReports(store)

    def tell(changes):
        assert store.apply(Step(CATALOGUE, 0, 1, None, changes))
        return reports

    return tell


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_answer_is_what_plain_python_comes_to(told, seed):
    changes = made_up(seed)
    reports = told(changes)
    weeks = reports.answer(WORKFLOW_WEEKS, 1000)
    found = {(row["workflow_name"], row["week"]): row for row in weeks}
    assert found == {
        (name, week): {"workflow_name": name, "week": week, **values}
        for (name, week), values in expected_weeks(changes).items()
    }
    uses = {_name(row): row for row in reports.answer(PROMPT_USES, 1000)}
    assert {n: {c: row[c] for c in list(row)[2:]} for n, row in uses.items()} == expected_uses(
        changes
    )
    falls = {
        (_name(row), row["measure"]): (
            row["version"],
            row["value"],
            row["version_before"],
            row["value_before"],
        )
        for row in reports.answer(PROMPT_FALLS, 1000)
    }
    assert falls == expected_falls(changes)
    assert falls, "a history in which nothing fell proves nothing"
    costs = {
        row["workflow_name"]: (row["executions"], row["cost_usd"], row["cost_usd_each"])
        for row in reports.answer(WORKFLOW_COSTS, 1000)
    }
    assert costs == expected_costs(changes)


def test_both_places_give_the_same_answers_in_the_same_order(told):
    reports = told(made_up(7))
    for report in REPORTS:
        rows = reports.answer(report, 1000)
        assert [list(row) for row in rows] == [list(report.columns)] * len(rows)
        assert ordered(report, rows), report.name


def test_an_answer_is_the_first_rows_of_the_whole_one(told):
    reports = told(made_up(7))
    for report in REPORTS:
        whole = reports.answer(report, 1000)
        assert reports.answer(report, 3) == whole[:3]


def test_costs_are_empty_until_a_model_says_what_it_costs(told):
    values = {
        "workflow_name": "two",
        "execution_time": 1.0,
        "success": True,
        "user_id": "ana",
        "executed_at": rfc3339(NEW_YEAR),
        "prompts": [],
        "cost_usd": None,
    }
    reports = told([Put(WORKFLOW_EXECUTIONS, ("run-1",), values)])
    assert reports.answer(WORKFLOW_COSTS, 10) == []
    assert reports.answer(WORKFLOW_WEEKS, 10)[0]["success_rate"] == 1.0


def test_nothing_is_projected_and_nothing_is_answered(told):
    reports = told([])
    assert [list(reports.answer(report, 10)) for report in REPORTS] == [[]] * len(REPORTS)


def test_a_read_model_that_does_not_exist_answers_nothing(tmp_path):
    reports = SqliteReports(SqliteProjectionStore(tmp_path / "none.sqlite"))
    assert [list(reports.answer(report, 10)) for report in REPORTS] == [[]] * len(REPORTS)


def test_a_view_of_more_rows_than_one_answer_of_the_service_holds_comes_whole(told):
    changes = made_up(5)
    for number in range(1300):
        values = {**runs(changes)[0], "workflow_name": f"w{number:04}"}
        del values["execution_id"]
        changes.append(Put(WORKFLOW_EXECUTIONS, (f"more-{number}",), values))
    rows = told(changes).answer(WORKFLOW_WEEKS, 5000)
    assert len({(row["week"], row["workflow_name"]) for row in rows}) == len(rows) > 1300


def test_every_view_runs_with_the_rights_of_whoever_asks(local):
    with psycopg.connect(local.db_url) as connection:
        found = connection.execute(
            "select relname, coalesce('security_invoker=true' = any(reloptions), false) "
            "from pg_class where relkind = 'v' and relnamespace = 'public'::regnamespace"
        ).fetchall()
    assert len(found) == len(REPORTS) + 1
    assert all(invoker for _, invoker in found), found
