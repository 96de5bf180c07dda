"""An audit finds every kind of damage, names the place and a remedy, and complains of nothing
else."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from core import canonical
from core.errors import StorageUnavailable
from core.events.envelope import CATALOGUE
from core.pipeline.ports import File
from core.verify.findings import DAMAGED, NOT_LOOKED
from core.verify.home import audit
from tests.builders_projections import told
from tests.builders_search import TinyEmbedder
from tests.builders_verify import SmallHome, rewritten

cut = rewritten(lambda content: content[: len(content) // 2])
flip = rewritten(lambda content: content[:-1] + bytes([content[-1] ^ 1]))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that tests copy."""
    folder = tmp_path_factory.mktemp("made") / "home"
    SmallHome(folder)
    return folder


@pytest.fixture
def small(made: Path, tmp_path: Path) -> SmallHome:
    shutil.copytree(made.parent, tmp_path, dirs_exist_ok=True)
    home = SmallHome.__new__(SmallHome)
    home.folder, home.database = tmp_path / "home", tmp_path / "database"
    home.open()
    return home


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_a_home_that_nothing_happened_to_is_sound(small):
    findings = small.audit()
    assert (findings.damage, findings.unchecked, findings.exit_code) == ([], [], 0)
    assert findings.checked["streams"] == 6
    assert findings.checked["executions"] == 4
    assert findings.checked["snapshots"] == 1
    assert min(findings.checked[part] for part in ("appends", "blobs", "artifacts", "rows")) > 0


def missing_event(small: SmallHome) -> None:
    small.event("executions/run-1", 3).unlink()


def missing_first_event(small: SmallHome) -> None:
    small.event("executions/run-1", 1).unlink()


def missing_last_event(small: SmallHome) -> None:
    small.last("executions/run-1").unlink()


def missing_last_update(small: SmallHome) -> None:
    small.last("catalogue").unlink()


def missing_stream(small: SmallHome) -> None:
    shutil.rmtree(small.folder / "log/executions/run-1")


def missing_stream_without_projection(small: SmallHome) -> None:
    (small.folder / "projections.sqlite").unlink()
    shutil.rmtree(small.folder / "log/executions/run-1")


def truncated_event(small: SmallHome) -> None:
    cut(small.event("executions/run-1", 2))


def empty_event(small: SmallHome) -> None:
    small.event("catalogue", 2).write_bytes(b"")


def moved_event(small: SmallHome) -> None:
    small.event("executions/run-1", 8).write_bytes(small.event("executions/run-3", 2).read_bytes())


def renumbered_event(small: SmallHome) -> None:
    last = small.last("executions/run-2")
    (last.parent / f"{int(last.stem) + 1:016d}.json").write_bytes(last.read_bytes())


def event_without_type(small: SmallHome) -> None:
    edit(small.event("executions/run-1", 2), '"type":"stage.claimed"', '"type":null')


def event_of_no_shape(small: SmallHome) -> None:
    edit(small.event("executions/run-1", 2), '"version":1', '"version":0')


def event_without_its_data(small: SmallHome) -> None:
    edit(small.event("executions/run-1", 1), '"workflow":', '"workfl0w":')


def result_without_a_claim(small: SmallHome) -> None:
    edit(small.event("executions/run-1", 2), '"type":"stage.claimed"', '"type":"stage.admired"')


def result_of_another_attempt(small: SmallHome) -> None:
    edit(small.event("executions/run-1", 3), '"attempt":1', '"attempt":2')


def end_without_a_result(small: SmallHome) -> None:
    edit(small.last("executions/run-1"), '"type":"stage.completed"', '"type":"stage.admired"')


def stage_after_the_end(small: SmallHome) -> None:
    claim = {"stage": "write", "attempt": 1, "deadline": "2027"}
    small.history.append("executions/run-4", ("stage.claimed", claim))
    small.project()


def two_starts(small: SmallHome) -> None:
    edit(small.event("executions/run-1", 2), '"type":"stage.claimed"', '"type":"execution.started"')


def altered_update(small: SmallHome) -> None:
    edit(small.event("catalogue", 2), "Be brief", "Be rude!")


def altered_blob(small: SmallHome) -> None:
    flip(small.blob(canonical.encode(told("l-1"))))


def missing_blob(small: SmallHome) -> None:
    small.blob(b"# Contract\n").unlink()


def missing_input(small: SmallHome) -> None:
    small.blob(b"**League:** Northern Futsal\n").unlink()


def altered_artifact(small: SmallHome) -> None:
    flip(small.folder / "artifacts/run-1/contract.md")


def altered_part(small: SmallHome) -> None:
    flip(small.part("catalogue"))


def part_cut_short(small: SmallHome) -> None:
    cut(small.part("encoder"))


def missing_part(small: SmallHome) -> None:
    small.part("encoder").unlink()


def altered_manifest(small: SmallHome) -> None:
    pointer = small.home.snapshots.current()
    flip(small.folder / f"snapshots/manifests/{pointer.id}.json")


def _point(small: SmallHome, **fields: object) -> None:
    path = small.folder / "snapshots/current.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **fields}))


def pointer_to_nothing(small: SmallHome) -> None:
    _point(small, id="0" * 64)


def pointer_with_another_sequence(small: SmallHome) -> None:
    _point(small, sequence=3)


def pointer_that_is_no_json(small: SmallHome) -> None:
    (small.folder / "snapshots/current.json").write_text("{")


def altered_row(small: SmallHome) -> None:
    small.sql("UPDATE leagues SET tier = '1.1'")


def row_with_a_broken_value(small: SmallHome) -> None:
    small.sql("UPDATE leagues SET profile = '{'")


def missing_row(small: SmallHome) -> None:
    small.sql("DELETE FROM prompt_catalog WHERE prompt_name = 'drafter'")


def invented_row(small: SmallHome) -> None:
    small.sql(
        "INSERT INTO prompt_catalog (prompt_type, prompt_name, version, suggestions_count, "
        "metadata, archived, updated_at) VALUES ('a', 'b', 1, 0, '{}', 0, '2027')"
    )


def position_ahead(small: SmallHome) -> None:
    small.sql("UPDATE projection_positions SET sequence = 99 WHERE stream = 'executions/run-3'")


def position_that_is_no_number(small: SmallHome) -> None:
    small.sql("UPDATE projection_positions SET sequence = 'x' WHERE stream = 'executions/run-3'")


def altered_position_state(small: SmallHome) -> None:
    small.sql("UPDATE projection_positions SET state = '1' WHERE stream = 'executions/run-3'")


def position_of_an_unknown_stream(small: SmallHome) -> None:
    small.sql("INSERT INTO projection_positions VALUES ('executions/run-9', 1, 'null')")


def missing_table(small: SmallHome) -> None:
    small.sql("DROP TABLE leagues")


def no_database(small: SmallHome) -> None:
    (small.folder / "projections.sqlite").write_bytes(b"no database " * 500)


def database_cut_short(small: SmallHome) -> None:
    cut(small.folder / "projections.sqlite")


DAMAGE: list[tuple[Callable[[SmallHome], None], str, str, str]] = [
    (missing_event, "log", "log/executions/run-1/0000000000000003.json", "is missing"),
    (missing_first_event, "log", "log/executions/run-1/0000000000000001.json", "is missing"),
    (missing_last_event, "projection", "position of executions/run-1", "the log ends at 6"),
    (missing_last_update, "projection", "position of catalogue", "the log ends at 4"),
    (missing_stream, "projection", "position of executions/run-1", "the log ends at 0"),
    (missing_stream_without_projection, "artifact", "artifacts/run-1", "no event names"),
    (truncated_event, "log", "log/executions/run-1/0000000000000002.json", "is damaged"),
    (empty_event, "log", "log/catalogue/0000000000000002.json", "is damaged"),
    (moved_event, "log", "log/executions/run-1/0000000000000008.json", "belongs elsewhere"),
    (renumbered_event, "log", "log/executions/run-2/0000000000000008.json", "belongs elsewhere"),
    (event_without_type, "log", "log/executions/run-1/0000000000000002.json", "envelope"),
    (event_of_no_shape, "log", "log/executions/run-1/0000000000000002.json", "no shape"),
    (event_without_its_data, "log", "log/executions/run-1", "make no sense"),
    (result_without_a_claim, "execution", "run-1/0000000000000003.json", "has no claim"),
    (result_of_another_attempt, "execution", "run-1/0000000000000003.json", "attempt 2"),
    (end_without_a_result, "execution", "run-1/0000000000000007.json", "without a result"),
    (stage_after_the_end, "execution", "run-4/0000000000000007.json", "came after"),
    (altered_update, "snapshot", "snapshots/manifests/", "not what the log makes of it"),
    (altered_blob, "blob", "blobs/", "does not match its name"),
    (missing_blob, "blob", "blobs/", "is missing, and append 7 of executions/run-1 names it"),
    (missing_input, "blob", "blobs/", "is missing, and append 1 of executions/run-1 names it"),
    (altered_artifact, "artifact", "artifacts/run-1/contract.md", "is not what its event says"),
    (altered_part, "snapshot", "snapshots/", "catalogue does not match its hash"),
    (part_cut_short, "snapshot", "snapshots/", "encoder does not match its hash"),
    (missing_part, "snapshot", "snapshots/", "encoder does not match its hash"),
    (altered_manifest, "snapshot", "snapshots/manifests/", "damaged"),
    (pointer_to_nothing, "snapshot", "snapshots/manifests/000", "has no manifest"),
    (pointer_with_another_sequence, "snapshot", "snapshots/current.json", "sequence 3"),
    (pointer_that_is_no_json, "snapshot", "snapshots/current.json", "cannot be read"),
    (altered_row, "projection", "leagues l-1", "says otherwise of tier"),
    (row_with_a_broken_value, "projection", "projections.sqlite", "l-1 of leagues is damaged"),
    (missing_row, "projection", "prompt_catalog agents/drafter", "row is missing"),
    (invented_row, "projection", "prompt_catalog a/b", "no such row"),
    (position_ahead, "projection", "position of executions/run-3", "stands at 99"),
    (position_that_is_no_number, "projection", "projections.sqlite", "'x' is no number"),
    (altered_position_state, "projection", "position of executions/run-3", "a rebuild leaves"),
    (position_of_an_unknown_stream, "projection", "position of executions/run-9", "ends at 0"),
    (missing_table, "projection", "projections.sqlite", "no such table"),
    (no_database, "projection", "projections.sqlite", "not a database"),
    (database_cut_short, "projection", "projections.sqlite", "damaged"),
]


@pytest.mark.parametrize(
    ("damage", "kind", "where", "problem"), DAMAGE, ids=[damage[0].__name__ for damage in DAMAGE]
)
def test_damage_is_found_and_named_with_its_remedy(small, damage, kind, where, problem):
    damage(small)
    findings = small.audit()
    named = [d for d in findings.damage if where in d.where and problem in d.problem]
    assert [d.kind for d in named] == [kind], [str(d) for d in findings.damage]
    assert all(d.remedy and "\n" not in str(d) for d in findings.damage)
    assert findings.exit_code == DAMAGED


@pytest.mark.parametrize(
    "damage", [missing_event, truncated_event, altered_row, missing_blob, altered_artifact]
)
def test_one_damage_is_one_complaint(small, damage):
    damage(small)
    assert len(small.audit().damage) == 1


def test_an_event_that_was_altered_shows_in_what_was_made_of_it(small):
    rewritten(lambda content: content.replace(b"no paper", b"no money"))(
        small.last("executions/run-3")
    )
    found = {damage.where: damage.problem for damage in small.audit().damage}
    assert "of error" in found["projections.sqlite: execution_progress run-3"]
    assert all("run-3" in where for where in found)


def test_an_execution_that_starts_twice_is_named(small):
    two_starts(small)
    assert any("run-1" in d.where for d in small.audit().damage)


def test_versions_that_do_not_follow_one_another_are_named(small):
    content = json.loads(small.event("catalogue", 2).read_text())
    content["events"][0]["data"]["version"] = 7
    small.event("catalogue", 2).write_text(json.dumps(content))
    assert any("numbered [1, 7]" in d.problem for d in small.audit().damage)


def test_without_projection_a_lost_update_shows_in_the_snapshot_and_in_what_executions_say(small):
    (small.folder / "projections.sqlite").unlink()
    for number in (5, 4, 3, 2, 1):
        small.event("catalogue", number).unlink()
    problems = [str(damage) for damage in small.audit().damage]
    assert any("log/catalogue: ends at append 0" in problem for problem in problems)


def test_every_damage_of_several_is_named(small):
    for damage in (altered_blob, altered_artifact, pointer_to_nothing):
        damage(small)
    cut(small.event("executions/run-3", 2))
    kinds = {damage.kind for damage in small.audit().damage}
    assert kinds == {"blob", "artifact", "log", "snapshot"}


def a_temporary_file(small: SmallHome) -> None:
    for folder in ("log/catalogue", "log/executions/run-1", "blobs/00", "artifacts/run-1"):
        (small.folder / folder).mkdir(parents=True, exist_ok=True)
        (small.folder / folder / ".0000000000000009.json.ab12.tmp").write_bytes(b"half")


def an_unnamed_blob(small: SmallHome) -> None:
    small.blob(b"put by a writer that died before its append")


def a_lagging_projection(small: SmallHome) -> None:
    small.history.update("agents/drafter", "more")
    small.history.run("run-5")
    small.history.append("executions/run-2", ("execution.cancel_requested", {}))


def no_projection(small: SmallHome) -> None:
    (small.folder / "projections.sqlite").unlink()


def an_empty_projection(small: SmallHome) -> None:
    (small.folder / "projections.sqlite").write_bytes(b"")


def no_snapshot(small: SmallHome) -> None:
    shutil.rmtree(small.folder / "snapshots")


def no_artifacts(small: SmallHome) -> None:
    shutil.rmtree(small.folder / "artifacts")


def a_file_beside_the_artifacts(small: SmallHome) -> None:
    (small.folder / "artifacts/run-1/my notes.txt").write_text("call Ana")


def files_of_other_tools(small: SmallHome) -> None:
    (small.folder / "log/.DS_Store").write_bytes(b"x")
    (small.folder / "log/executions/README").write_text("x")
    (small.folder / "log/executions/run-1/0000000000000001.json.orig").write_text("x")


def a_file_that_is_not_laid_out_yet(small: SmallHome) -> None:
    small.home.artifacts.put("run-1", File("letter.md", "text/markdown", b"x"))
    (small.folder / "artifacts/run-1/letter.md").unlink()
    (small.folder / "artifacts/run-1/contract.md").unlink()


def an_event_of_a_type_nobody_knows(small: SmallHome) -> None:
    small.history.append("executions/run-1", ("execution.admired", {"by": "ben"}))


def a_later_snapshot(small: SmallHome) -> None:
    small.history.write("agents/drafter", "Draft another.")
    small.build()


@pytest.mark.parametrize(
    "happening",
    [
        a_temporary_file,
        an_unnamed_blob,
        a_lagging_projection,
        no_projection,
        an_empty_projection,
        no_snapshot,
        no_artifacts,
        a_file_beside_the_artifacts,
        files_of_other_tools,
        a_file_that_is_not_laid_out_yet,
        an_event_of_a_type_nobody_knows,
        a_later_snapshot,
    ],
)
def test_what_is_no_damage_is_not_called_so(small, happening):
    happening(small)
    findings = small.audit()
    assert ([*map(str, findings.damage)], [*map(str, findings.unchecked)]) == ([], [])


def test_an_audit_changes_nothing(small):
    def content() -> dict[str, bytes]:
        return {
            str(path.relative_to(small.folder)): path.read_bytes()
            for path in sorted(small.folder.rglob("*"))
            if path.is_file() and "checked" not in path.parts
        }

    before = content()
    small.audit()
    assert content() == before


def test_work_that_goes_on_beside_an_audit_is_not_called_damage(small):
    numbers = iter(range(100))

    def work(_line: str) -> None:
        number = next(numbers)
        small.history.update("agents/drafter", f"wish {number}")
        if number % 2:
            small.build()
        head = small.home.log.head(CATALOGUE)
        small.history.run(f"new-{number}", catalogue=head, origin="run-3")
        file = File("contract.md", "text/markdown", b"# Contract\n")
        small.home.artifacts.put(f"new-{number}", file)
        small.project()

    findings = audit(small.home, work)
    assert ([*map(str, findings.damage)], [*map(str, findings.unchecked)]) == ([], [])


def test_a_file_that_cannot_be_reached_is_not_called_damaged(small):
    path = small.event("executions/run-1", 2)
    path.unlink()
    path.symlink_to(path.name)
    findings = small.audit()
    assert findings.damage == []
    assert any(path.name in unchecked.what for unchecked in findings.unchecked)
    assert findings.exit_code == NOT_LOOKED


def test_a_snapshot_of_another_embedder_cannot_be_compared(small):
    home = small.home
    small.open = lambda: None
    small.home = type(home)(
        home.folder,
        home.log,
        home.blobs,
        home.snapshots,
        home.artifacts,
        home.projections,
        lambda: TinyEmbedder("tiny-2"),
    )
    findings = small.audit()
    (unchecked,) = findings.unchecked
    assert "tiny-2" in unchecked.why
    assert findings.exit_code == NOT_LOOKED


def test_a_projection_of_another_release_is_not_called_damaged(small):
    connection = sqlite3.connect(small.folder / "projections.sqlite")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    findings = small.audit()
    assert findings.damage == []
    assert "newer release" in findings.unchecked[0].why


def test_an_event_of_a_newer_release_is_not_called_damaged(small):
    content = json.loads(small.last("catalogue").read_text())
    content["events"][0]["version"] = 9
    small.last("catalogue").write_text(json.dumps(content))
    findings = small.audit()
    assert findings.damage == []
    assert any("newer release" in unchecked.why for unchecked in findings.unchecked)


def test_a_home_that_is_not_there_cannot_be_looked_at(small):
    shutil.rmtree(small.folder)
    with pytest.raises(StorageUnavailable, match="there is no home at"):
        small.audit()


def test_a_home_in_which_nothing_has_happened_is_sound(small):
    shutil.rmtree(small.folder)
    small.folder.mkdir()
    findings = small.audit()
    assert (findings.exit_code, dict(findings.checked)) == (0, {})
