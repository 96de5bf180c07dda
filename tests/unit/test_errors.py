"""The tree of errors is drawn once and is true: statuses, exit codes and sentences follow it."""

import re

import pytest

from core import errors
from core.errors import (
    Conflict,
    FileProblem,
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

PROBLEM = FileProblem("prompts/agents/a.md", 3, "is not UTF-8", "save it as UTF-8")
ONE_OF_EACH = [
    (Rejection("no"), 400, "no"),
    (
        InvalidInput("season.end_date", "'31/02/2027' is not a date", "write 2027-02-28"),
        400,
        "season.end_date: '31/02/2027' is not a date; write 2027-02-28",
    ),
    (TooLarge("body", 2_000_000, 1_048_576), 413, "body: 2,000,000 bytes; send at most 1,048,576"),
    (
        Forbidden("label production: is protected and only an admin moves it", "ask one"),
        403,
        "label production: is protected and only an admin moves it; ask one",
    ),
    (NotFound("prompt", "a/b", "ask for create"), 404, "no prompt 'a/b'; ask for create"),
    (Conflict("agents/a is archived; restore it"), 409, "agents/a is archived; restore it"),
    (
        VersionConflict("agents/a", expected=2, current=5),
        409,
        "expected_version: agents/a is at version 5, not 2; read version 5 and decide again",
    ),
    (
        KeyReused("k-1"),
        422,
        "Idempotency-Key: 'k-1' was used for another request; send a new key with this one",
    ),
    (
        InvalidGenesis([PROBLEM, PROBLEM]),
        400,
        "prompts/agents/a.md:3: is not UTF-8; save it as UTF-8\n"
        "prompts/agents/a.md:3: is not UTF-8; save it as UTF-8",
    ),
    (Unavailable("later"), 503, "later"),
    (StorageUnavailable("/log: No space; free some"), 503, "/log: No space; free some"),
    (SnapshotDamaged("snapshot 3f: damaged"), 503, "snapshot 3f: damaged"),
    (
        NotYetVisible(wanted=9, visible=4),
        503,
        "min_sequence: 9 is not visible yet (now 4); try again shortly",
    ),
    (ModelUnavailable("the model did not answer"), 503, "the model did not answer"),
]
EACH = pytest.mark.parametrize(
    ("error", "status", "sentence"), ONE_OF_EACH, ids=lambda v: type(v).__name__
)


def drawn_tree() -> dict[str, str]:
    """Each error of the drawing with the one it hangs from."""
    parents: dict[str, str] = {}
    path: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        branch = re.match(r"([│ ]*)[├└]── (\w+)", line)
        if branch is None:
            continue
        depth = len(branch[1]) // 4
        parents[branch[2]] = path[depth - 1] if depth else "PromptIntelError"
        path[depth:] = [branch[2]]
    return parents


def defined_tree() -> dict[str, str]:
    return {
        name: kind.__mro__[1].__name__
        for name, kind in vars(errors).items()
        if isinstance(kind, type)
        and issubclass(kind, PromptIntelError)
        and kind is not PromptIntelError
    }


def test_the_drawing_shows_every_error_where_it_hangs():
    assert drawn_tree() == defined_tree()


def test_every_error_is_tried_here():
    assert {type(error).__name__ for error, _, _ in ONE_OF_EACH} == set(defined_tree())


@EACH
def test_an_error_says_one_clear_sentence(error, status, sentence):
    assert str(error) == sentence


@EACH
def test_the_callers_mistakes_are_4xx_and_exit_1_and_failing_services_503_and_exit_3(
    error, status, sentence
):
    assert error.status == status
    assert error.exit_code == (1 if isinstance(error, Rejection) else 3)
    assert isinstance(error, Rejection) == (400 <= status < 500)
    assert isinstance(error, Unavailable) == (status == 503)


@EACH
def test_an_error_has_a_title(error, status, sentence):
    assert error.title
    assert error.title != PromptIntelError.title


def test_errors_carry_what_a_program_needs():
    invalid = InvalidInput("port", "is no port", "give a number")
    assert (invalid.field, invalid.problem, invalid.remedy) == (
        "port",
        "is no port",
        "give a number",
    )
    conflict = VersionConflict("agents/a", expected=2, current=5)
    assert (conflict.expected, conflict.current) == (2, 5)
    behind = NotYetVisible(wanted=9, visible=4)
    assert (behind.wanted, behind.visible) == (9, 4)
    assert (TooLarge("body", 2, 1).field, NotFound("prompt", "a/b", "x").name) == ("body", "a/b")
    assert InvalidGenesis([PROBLEM]).problems == (PROBLEM,)


def test_a_failing_service_says_when_to_ask_again():
    assert Unavailable("later").retry_after == 1
    assert StorageUnavailable("later", retry_after=30).retry_after == 30
