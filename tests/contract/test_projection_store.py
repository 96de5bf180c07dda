import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from core.adapters.memory.projections import MemoryProjectionStore
from core.adapters.sqlite.errors import sqlite_errors
from core.adapters.sqlite.projections import SqliteProjectionStore
from core.errors import StorageUnavailable
from core.events.envelope import CATALOGUE
from core.projections.changes import Put
from core.projections.store import ProjectionsDamaged
from core.projections.tables import (
    PROMPT_CATALOG,
    PROMPT_HISTORY,
    VERSION,
    WORKFLOW_EXECUTIONS,
)
from tests.contract.projection_store import (
    HistoryContract,
    LeaguesContract,
    ProjectionStoreContract,
    a_put,
    a_step,
    nowhere,
    positions,
    rows,
)

ROOT = Path(__file__).parents[2]


class TestMemoryProjectionStore(ProjectionStoreContract, HistoryContract, LeaguesContract):
    @pytest.fixture
    def store(self):
        return MemoryProjectionStore()


class TestSqliteProjectionStore(ProjectionStoreContract, HistoryContract, LeaguesContract):
    @pytest.fixture
    def store(self, tmp_path):
        return SqliteProjectionStore(tmp_path / "home/projections.sqlite", patience=30)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "projections.sqlite"


@pytest.fixture
def store(path):
    made = SqliteProjectionStore(path)
    made.apply(a_step(a_put()))
    return made


def test_looking_makes_no_file(path):
    store = SqliteProjectionStore(path)
    assert (store.position(CATALOGUE).sequence, rows(store, PROMPT_CATALOG)) == (0, [])
    assert list(path.parent.iterdir()) == []


def test_anybody_may_open_the_file_and_read_the_tables(store, path):
    with sqlite3.connect(path) as connection:
        found = connection.execute("SELECT prompt_type, version FROM prompt_catalog").fetchall()
    connection.close()
    assert found == [("agents", 1)]


def test_a_reader_from_elsewhere_keeps_its_view_while_the_tables_are_switched(store, path):
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN")
    names = "SELECT prompt_name FROM prompt_catalog ORDER BY 1"
    assert connection.execute(names).fetchall() == [("a",)]
    with store.beside() as fresh:
        fresh.apply(a_step(a_put("b")))
        assert not store.switch(fresh, nowhere)
    assert connection.execute(names).fetchall() == [("a",)]
    connection.execute("COMMIT")
    assert connection.execute(names).fetchall() == [("b",)]
    connection.close()


def _no_database(path: Path) -> None:
    path.write_bytes(b"this is no database " * 300)


def _cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def _overwritten(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    path.write_bytes(content)


def _without_a_table(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE prompt_catalog")
    connection.close()


def _with_a_broken_value(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("UPDATE prompt_catalog SET metadata = '{'")
    connection.close()


def _with_a_broken_position(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("UPDATE projection_positions SET sequence = 'many'")
    connection.close()


DAMAGE = [
    _no_database,
    _cut_short,
    _overwritten,
    _without_a_table,
    _with_a_broken_value,
    _with_a_broken_position,
]


def read_all(store: SqliteProjectionStore) -> None:
    positions(store)
    rows(store, PROMPT_CATALOG)


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_named_with_its_remedy_and_a_switch_heals_it(store, path, damage):
    damage(path)
    with pytest.raises(ProjectionsDamaged, match="promptintel replay"):
        read_all(store)
    with store.beside() as fresh:
        fresh.apply(a_step(a_put("b")))
        assert list(store.switch(fresh, nowhere)) == []
    assert [row["prompt_name"] for row in rows(store, PROMPT_CATALOG)] == ["b"]
    store.check()
    assert store.apply(a_step(a_put("c"), after=1))


def test_a_position_that_is_no_json_is_damage(store, path):
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("UPDATE projection_positions SET state = 'x'")
    connection.close()
    with pytest.raises(ProjectionsDamaged, match="position of catalogue"):
        positions(store)


@pytest.mark.parametrize(
    ("version", "words"), [(VERSION + 1, "newer release; upgrade"), (99, "newer"), (-1, "older")]
)
def test_a_file_of_another_release_is_left_alone_until_a_replay(store, path, version, words):
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.execute("CREATE TABLE what_it_had (x)")
    connection.close()
    for use in (lambda: rows(store, PROMPT_CATALOG), lambda: store.apply(a_step(after=1))):
        with pytest.raises(StorageUnavailable, match=words) as caught:
            use()
        assert not isinstance(caught.value, ProjectionsDamaged)
    with store.beside() as fresh:
        fresh.apply(a_step(a_put("b")))
        assert list(store.switch(fresh, nowhere)) == []
    assert [row["prompt_name"] for row in rows(store, PROMPT_CATALOG)] == ["b"]
    connection = sqlite3.connect(path)
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    connection.close()
    assert ("what_it_had",) not in tables


def test_an_empty_file_that_a_killed_process_left_is_finished(path):
    path.touch()
    store = SqliteProjectionStore(path)
    assert store.apply(a_step(a_put()))
    assert len(rows(store, PROMPT_CATALOG)) == 1


def test_a_row_keeps_its_own_id_when_it_is_put_again(store, path):
    values = {"workflow_name": "w", "execution_time": 1.0, "success": True}
    values |= {"user_id": "ana", "executed_at": "2027", "prompts": [], "cost_usd": None}
    for after, execution in ((1, "run-b"), (2, "run-a"), (3, "run-b")):
        store.apply(a_step(Put(WORKFLOW_EXECUTIONS, (execution,), values), after=after))
    connection = sqlite3.connect(path)
    select = "SELECT id, execution_id FROM workflow_executions ORDER BY id"
    found = connection.execute(select).fetchall()
    connection.close()
    assert found == [(1, "run-b"), (2, "run-a")]


def test_another_writer_is_waited_for_and_then_named(store, path):
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    hasty = SqliteProjectionStore(path, patience=0)
    with pytest.raises(StorageUnavailable, match="another process is writing it; try again"):
        hasty.apply(a_step(a_put("b"), after=1))
    connection.execute("ROLLBACK")
    connection.close()
    assert hasty.apply(a_step(a_put("b"), after=1))


def test_a_folder_in_the_files_place_is_named(tmp_path):
    (tmp_path / "projections.sqlite").mkdir()
    store = SqliteProjectionStore(tmp_path / "projections.sqlite")
    with pytest.raises(StorageUnavailable, match=r"projections\.sqlite"):
        store.apply(a_step(a_put()))


def _all_errors(root: type[Exception]) -> list[type[Exception]]:
    return [root, *(e for child in root.__subclasses__() for e in _all_errors(child))]


@pytest.mark.parametrize("error", _all_errors(sqlite3.Error), ids=lambda e: e.__name__)
def test_every_error_of_the_library_is_one_of_ours(error, path):
    with pytest.raises(StorageUnavailable, match="promptintel replay"), sqlite_errors(path):
        raise error("odd")


CODES = {
    value & 0xFF
    for name, value in vars(sqlite3).items()
    if name.startswith("SQLITE_") and isinstance(value, int) and not name.startswith("SQLITE_LIMIT")
}


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_of_the_library_has_a_remedy(code, path):
    error = sqlite3.OperationalError("odd")
    error.sqlite_errorcode = code
    with pytest.raises(StorageUnavailable, match="; "), sqlite_errors(path):
        raise error


# Every process tries every step; the position says who was first.
APPLY = """
import sys
from pathlib import Path
from core.adapters.sqlite.projections import SqliteProjectionStore
from core.events.envelope import CATALOGUE
from core.projections.changes import Tally
from core.projections.store import Step

store = SqliteProjectionStore(Path(sys.argv[1]), patience=60)
sys.stdout.write("ready\\n"); sys.stdout.flush(); sys.stdin.readline()
tally = Tally(("ana", "agents~a"), uses=1)
print(sum(store.apply(Step(CATALOGUE, n, n + 1, None, (tally,))) for n in range(30)))
"""


def test_processes_that_start_at_once_on_no_file_carry_out_each_step_once(path):
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", APPLY, str(path)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    won = [int(process.communicate(timeout=60)[0]) for process in processes]
    store = SqliteProjectionStore(path)
    assert store.position(CATALOGUE).sequence == 30
    assert (sum(won), rows(store, PROMPT_HISTORY)[0]["total_uses"]) == (30, 30)
