"""Every exception of the client's libraries is one of ours, with a remedy."""

import httpx
import psycopg
import pydantic
import pytest
import supabase
from postgrest.exceptions import APIError

from core.adapters.supabase.faults import OtherFormat, translated
from core.errors import StorageUnavailable


def all_of(root: type[BaseException]) -> list[type[BaseException]]:
    return [root, *(found for child in root.__subclasses__() for found in all_of(child))]


def made(kind: type[BaseException]) -> BaseException:
    error = kind.__new__(kind)
    Exception.__init__(error, "odd")
    return error


FOREIGN = {
    kind
    for root in (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError)
    for kind in all_of(root)
    if kind.__module__.partition(".")[0] in ("httpx", "builtins")
}


@pytest.mark.parametrize("kind", sorted(FOREIGN, key=str), ids=lambda kind: kind.__name__)
def test_every_error_of_the_transport_is_one_of_ours(kind):
    with pytest.raises(StorageUnavailable, match="try again"), translated(3):
        raise made(kind)


def test_a_project_that_cannot_be_asked_is_one_of_ours():
    with pytest.raises(StorageUnavailable, match="SUPABASE_URL"), translated(3):
        raise supabase.SupabaseException("Invalid URL")


def test_an_answer_that_is_no_json_of_postgrest_is_one_of_ours():
    class Strict(pydantic.BaseModel):
        data: int

    with pytest.raises(StorageUnavailable, match="ValidationError"), translated(3):
        Strict.model_validate({"data": "x"})


CODES = sorted(
    {
        # All that PostgreSQL has, and PostgREST's own.
        *(kind.sqlstate for kind in all_of(psycopg.Error) if getattr(kind, "sqlstate", None)),
        *(f"PGRST{group}{number:02}" for group in range(4) for number in range(30)),
        *map(str, (400, 401, 403, 404, 429, 500, 502, 503, 504, 520, 540)),
        "",
    }
)


def failing(code: str, **more: str) -> APIError:
    return APIError({"code": code, "message": "odd", "hint": None, "details": None, **more})


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_remedy(code):
    with pytest.raises(StorageUnavailable, match="; "), translated(3):
        raise failing(code)


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        ("PGRST301", "SUPABASE_SERVICE_KEY"),
        ("42501", "service_role key"),
        ("PGRST202", "doctor --migrate"),
        ("42P01", "doctor --migrate"),
        ("57014", "took too long"),
        ("22P05", "refuses what it was sent"),
        ("PI002", "replay` again"),
        ("503", "try again shortly"),
    ],
)
def test_what_people_can_mend_is_named(code, remedy):
    with pytest.raises(StorageUnavailable, match=remedy), translated(3):
        raise failing(code)


def test_too_many_requests_are_repeated_later():
    with pytest.raises(StorageUnavailable) as caught, translated(3):
        raise failing("429")
    assert caught.value.retry_after == 5


@pytest.mark.parametrize(("found", "words"), [("4", "newer release; upgrade"), ("2", "older")])
def test_rows_of_another_release_are_named(found, words):
    with pytest.raises(OtherFormat, match=words), translated(3):
        raise failing("PI001", details=found)
