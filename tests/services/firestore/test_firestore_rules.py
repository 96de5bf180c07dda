"""The security rules, asked over REST as a browser would: who may do what with every document."""

import base64
import json
import time
import urllib.error
import urllib.request
from typing import Any

import pytest

from core.adapters.firestore.places import CONTROL, path_of, position_path
from core.events.envelope import CATALOGUE, StreamId
from core.projections.tables import (
    EXECUTION_PROGRESS,
    PROMPT_HISTORY,
    PROMPT_ITEMS,
    PROMPT_PREFERENCES,
)

OWN = "owner", "admin"
SIGNED_IN = "owner", "other", "admin"
NOBODY = ()
READERS = {
    path_of(PROMPT_PREFERENCES, ("ana",)): OWN,
    path_of(PROMPT_HISTORY, ("ana", "agents~a")): OWN,
    path_of(PROMPT_ITEMS, ("workflows", "two")): SIGNED_IN,
    path_of(EXECUTION_PROGRESS, ("run-1",)): OWN,
    position_path(CATALOGUE): NOBODY,
    position_path(StreamId("users/ana")): NOBODY,
    CONTROL: NOBODY,
    "users/ana": NOBODY,
    "prompts/workflows": NOBODY,
    "executions/run-1/notes/a": NOBODY,
    "anything/else": NOBODY,
}
"""Who may read each document and, but for executions, list its collection; nobody writes one."""

ACTORS = "owner", "other", "anonymous", "admin"
VERBS = "get", "list", "create", "update", "delete"
CLAIMS: dict[str, dict[str, Any]] = {
    "owner": {"sub": "ana"},
    "other": {"sub": "ben"},
    "admin": {"sub": "root", "admin": True},
}


class Rest:
    """Firestore's REST interface as one of the actors; `server` is above the rules."""

    def __init__(self, address: str, project: str) -> None:
        self._project = project
        self._base = f"http://{address}/v1/projects/{project}/databases/(default)/documents"

    def ask(self, actor: str, verb: str, path: str) -> int:
        parent, _, name = path.rpartition("/")
        match verb:
            case "get":
                return self.send(actor, "GET", f"/{path}")
            case "list":
                return self.send(actor, "GET", f"/{parent}")
            case "create":
                return self.send(actor, "POST", f"/{parent}?documentId={name}-new", FIELDS)
            case "update":
                return self.send(actor, "PATCH", f"/{path}", FIELDS)
            case _:
                return self.send(actor, "DELETE", f"/{path}")

    def query(self, actor: str, collection: str, **where: str) -> int:
        ((field, value),) = where.items()
        clause = {
            "field": {"fieldPath": field},
            "op": "EQUAL",
            "value": {"stringValue": value},
        }
        body = {"from": [{"collectionId": collection}], "where": {"fieldFilter": clause}}
        return self.send(actor, "POST", ":runQuery", {"structuredQuery": body})

    def send(self, actor: str, method: str, path: str, body: Any = None) -> int:
        headers = {"Content-Type": "application/json"}
        if actor == "server":
            headers["Authorization"] = "Bearer owner"
        elif actor != "anonymous":
            headers["Authorization"] = f"Bearer {self._token(CLAIMS[actor])}"
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self._base + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code

    def _token(self, claims: dict[str, Any]) -> str:
        """An unsigned token, which the emulator takes for a user's."""
        now = int(time.time())
        header = {"alg": "none", "typ": "JWT"}
        payload = {
            "iss": f"https://securetoken.google.com/{self._project}",
            "aud": self._project,
            "iat": now - 60,
            "exp": now + 3600,
            "user_id": claims["sub"],
            **claims,
        }
        parts = (base64.urlsafe_b64encode(json.dumps(p).encode()) for p in (header, payload))
        return ".".join(part.decode().rstrip("=") for part in parts) + "."


FIELDS = {"fields": {"user_id": {"stringValue": "ana"}, "total_uses": {"integerValue": "7"}}}


@pytest.fixture
def rest(emulator, project) -> Rest:
    made = Rest(emulator, project)
    for path in READERS:
        assert made.send("server", "PATCH", f"/{path}", FIELDS) == 200
    return made


@pytest.mark.parametrize("path", READERS)
def test_who_may_do_what_with_a_document(rest, path):
    readers = READERS[path]
    found = {
        (actor, verb): rest.ask(actor, verb, path) == 200 for actor in ACTORS for verb in VERBS
    }
    # An owner's plain list of executions would be everybody's.
    listers = ("admin",) if path.startswith("executions/run-1") and readers else readers
    allowed = {"get": readers, "list": listers}
    assert found == {
        (actor, verb): actor in allowed.get(verb, NOBODY) for actor in ACTORS for verb in VERBS
    }


@pytest.mark.parametrize("actor", ACTORS)
def test_executions_are_listed_by_who_asks_for_their_own(rest, actor):
    allowed = rest.query(actor, "executions", user_id="ana") == 200
    assert allowed == (actor in OWN)


@pytest.mark.parametrize("actor", ACTORS)
def test_an_execution_that_has_no_document_yet_may_be_waited_for(rest, actor):
    assert rest.ask(actor, "get", "executions/run-9") == (403 if actor == "anonymous" else 404)


@pytest.mark.parametrize("actor", ACTORS)
def test_what_users_did_is_not_collected_over_all_of_them(rest, actor):
    body = {"from": [{"collectionId": "prompt_history", "allDescendants": True}]}
    assert rest.send(actor, "POST", ":runQuery", {"structuredQuery": body}) == 403


@pytest.mark.parametrize("claim", ["true", 1, False, None, {"yes": True}])
def test_only_a_claim_that_is_true_makes_an_admin(rest, claim, monkeypatch):
    monkeypatch.setitem(CLAIMS, "other", {"sub": "ben", "admin": claim})
    assert rest.ask("other", "get", path_of(PROMPT_PREFERENCES, ("ana",))) == 403


def test_a_denial_is_a_403_and_not_a_failure_of_another_kind(rest):
    path = path_of(PROMPT_HISTORY, ("ana", "agents~a"))
    assert {rest.ask("other", verb, path) for verb in VERBS} == {403}
    assert rest.ask("server", "get", path) == 200
