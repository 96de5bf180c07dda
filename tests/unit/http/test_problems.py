import pytest

from core import canonical, errors
from core.errors import (
    Conflict,
    Forbidden,
    InvalidGenesis,
    InvalidInput,
    KeyReused,
    ModelUnavailable,
    NotFound,
    NotYetVisible,
    PromptIntelError,
    Rejection,
    SnapshotDamaged,
    StorageUnavailable,
    TooLarge,
    Unavailable,
    VersionConflict,
)
from core.http.problems import MEDIA_TYPE, plain, problem

STANDARD = {"type", "title", "status", "detail"}
PROBLEMS = [
    (PromptIntelError("x"), 500, {}),
    (Rejection("x"), 400, {}),
    (InvalidInput("port", "is no port", "give one"), 400, {"field": "port", "remedy": "give one"}),
    (TooLarge("body", 2, 1), 413, {"field": "body"}),
    (Forbidden("not you", "ask an admin"), 403, {}),
    (NotFound("prompt", "a/b", "make it"), 404, {}),
    (Conflict("x"), 409, {}),
    (VersionConflict("a/b", expected=1, current=4), 409, {"current_version": 4}),
    (KeyReused("k"), 422, {}),
    (InvalidGenesis([]), 400, {}),
    (Unavailable("x"), 503, {}),
    (StorageUnavailable("x"), 503, {}),
    (SnapshotDamaged("x"), 503, {}),
    (NotYetVisible(wanted=9, visible=4), 503, {"sequence": 4}),
    (ModelUnavailable("x"), 503, {}),
]
EACH = pytest.mark.parametrize(
    ("error", "status", "members"), PROBLEMS, ids=[type(e).__name__ for e, _, _ in PROBLEMS]
)


def test_every_error_class_is_tried_here():
    classes = {
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, PromptIntelError)
    }
    assert {type(error) for error, _, _ in PROBLEMS} == classes


@EACH
def test_every_error_is_a_problem_document_with_its_status_and_members(error, status, members):
    reply = problem(error)
    assert (reply.status, reply.media_type) == (status, MEDIA_TYPE)
    assert canonical.decode(reply.content) == {
        "type": "about:blank",
        "title": error.title,
        "status": status,
        "detail": str(error),
        **members,
    }


@EACH
def test_only_what_may_succeed_later_says_when_to_ask_again(error, status, members):
    assert ("Retry-After" in problem(error).headers) == (status == 503)


def test_how_long_to_wait_is_in_whole_seconds():
    assert problem(StorageUnavailable("x", retry_after=30)).headers == {"Retry-After": "30"}


def test_a_problem_without_an_error_has_the_standard_phrase_and_its_headers():
    reply = plain(405, "/notes takes GET", {"Allow": "GET"})
    assert canonical.decode(reply.content) == {
        "type": "about:blank",
        "title": "Method Not Allowed",
        "status": 405,
        "detail": "/notes takes GET",
    }
    assert reply.headers == {"Allow": "GET"}
