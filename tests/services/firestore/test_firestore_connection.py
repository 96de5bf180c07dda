"""The way to Firestore: whose account, which errors, and one client a process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from google.api_core import exceptions
from google.auth import exceptions as auth

from core.adapters.firestore.connection import EMULATOR, Connection
from core.adapters.firestore.errors import Overtaken, commit_errors, firestore_errors
from core.errors import InvalidInput, StorageUnavailable

ROOT = Path(__file__).parents[3]
OVERTAKEN = {"FailedPrecondition", "Aborted", "AlreadyExists", "Conflict", "NotFound"}


def tree(kind: type[Exception]) -> list[type[Exception]]:
    return [kind, *(below for child in kind.__subclasses__() for below in tree(child))]


def an_error(kind: type[Exception]) -> Exception:
    if kind is exceptions.RetryError:
        return kind("a deadline passed", TimeoutError("late"))
    return kind("it went wrong")


FOREIGN = {
    kind.__name__: kind for kind in (*tree(exceptions.GoogleAPIError), *tree(auth.GoogleAuthError))
}


@pytest.mark.parametrize("kind", FOREIGN.values(), ids=FOREIGN)
def test_every_error_of_the_client_is_one_of_ours_with_a_remedy(kind):
    with pytest.raises(StorageUnavailable, match=r"^Firestore: .+; .+"), firestore_errors():
        raise an_error(kind)


@pytest.mark.parametrize("kind", FOREIGN.values(), ids=FOREIGN)
def test_a_commit_was_overtaken_where_a_condition_did_not_hold_and_only_there(kind):
    with pytest.raises((StorageUnavailable, Overtaken)) as caught, commit_errors():
        raise an_error(kind)
    assert (caught.type is Overtaken) == (kind.__name__ in OVERTAKEN)


def test_a_file_that_holds_no_account_is_named_with_its_setting(tmp_path, monkeypatch):
    monkeypatch.delenv(EMULATOR, raising=False)
    for content in (None, "{", '{"type": "other"}'):
        path = tmp_path / "account.json"
        if content is not None:
            path.write_text(content)
        with pytest.raises(InvalidInput, match=r"FIREBASE_SERVICE_ACCOUNT_PATH: .*account.json"):
            Connection("some-project", path).client()


def test_a_project_that_nothing_names_is_asked_for_by_its_setting(monkeypatch):
    monkeypatch.setenv(EMULATOR, "127.0.0.1:1")
    for name in ("GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT", "FIREBASE_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(InvalidInput, match="GOOGLE_CLOUD_PROJECT: no project"):
        Connection(None).client()


def test_a_client_is_kept_and_closed_once(connection):
    assert connection.client() is connection.client()
    connection.client().document("a/b").set({})
    connection.close()
    connection.close()
    assert connection.client().document("a/b").get().exists


def test_a_process_that_was_forked_has_a_client_of_its_own(emulator, project):
    done = subprocess.run(
        [sys.executable, "-c", FORK, project],
        cwd=ROOT,
        env={**os.environ, EMULATOR: emulator},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout.split()) == (0, ["parent", "0"]), done.stderr


FORK = """
import os, sys
from core.adapters.firestore.connection import Connection
connection = Connection(sys.argv[1])
before = connection.client()
child = os.fork()
if child == 0:
    own = connection.client()
    own.document("a/b").set({"from": "child"}, timeout=20)
    os._exit(0 if own is not before else 1)
_, status = os.waitpid(child, 0)
assert before is connection.client()
before.document("a/c").set({"from": "parent"}, timeout=20)
print("parent", status)
"""


@pytest.mark.parametrize(
    "module", ["core.runtime", "core.projections.replaying", "functions.search.main"]
)
def test_who_does_not_project_to_firestore_does_not_load_it(module):
    loaded = "[m for m in sys.modules if 'firebase' in m or 'firestore' in m]"
    check = f"import sys, {module}; print({loaded})"
    done = subprocess.run(
        [sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
