"""A file of SQL is cut where the Supabase CLI cuts it."""

from pathlib import Path

import pytest

from core.adapters.supabase.migrating import migrations_in
from core.adapters.supabase.statements import statements
from core.errors import InvalidInput

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("", []),
        (" ;; \n ; ", []),
        ("select 1; select 2;", ["select 1", "select 2"]),
        ("select 1;\nselect 2", ["select 1", "select 2"]),
        ("-- a; b\nselect 1;", ["-- a; b\nselect 1"]),
        ("select 1; -- last;", ["select 1", "-- last"]),
        ("/* a; /* b; */ c; */ select 1;", ["/* a; /* b; */ c; */ select 1"]),
        ("select 'a;''b;'; select 2;", ["select 'a;''b;'", "select 2"]),
        ('select "a;""b"; select 2;', ['select "a;""b"', "select 2"]),
        ("do $$ a; b; $$; select 2;", ["do $$ a; b; $$", "select 2"]),
        ("do $x$ a; $$ ; $x$; select 2;", ["do $x$ a; $$ ; $x$", "select 2"]),
        ("select $1; select 2", ["select $1", "select 2"]),
        ("do $$ never closed; ", ["do $$ never closed;"]),
        ("/* never closed; ", ["/* never closed;"]),
    ],
)
def test_a_semicolon_ends_a_statement_unless_it_is_quoted_or_in_a_comment(sql, expected):
    assert statements(sql) == expected


def test_the_shipped_migrations_are_in_the_order_of_their_times():
    found = migrations_in(ROOT / "database")
    assert [m.version for m in found] == sorted({m.version for m in found})
    assert all(m.statements for m in found)


def test_a_folder_without_migrations_is_named(tmp_path):
    with pytest.raises(InvalidInput, match="PROMPTINTEL_DATABASE"):
        migrations_in(tmp_path)


def test_a_file_whose_name_has_no_time_is_named(tmp_path):
    folder = tmp_path / "supabase/migrations"
    folder.mkdir(parents=True)
    (folder / "tables.sql").write_text("select 1;")
    with pytest.raises(InvalidInput, match=r"tables\.sql"):
        migrations_in(tmp_path)
