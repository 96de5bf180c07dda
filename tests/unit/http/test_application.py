import logging
from typing import Any

import pytest
from pydantic import Field
from werkzeug.exceptions import ImATeapot

from core.errors import NotFound, VersionConflict
from core.http.application import Application
from core.http.routes import Answer, Body, Call, Parameter, Reply, Route
from tests.unit.http.asking import an_application, ask, ask_in_chunks

LIMIT = 100


class Place(Body):
    """Where a note belongs."""

    page: int
    line: int = 1


class NoteBody(Body):
    """A note."""

    text: str
    stars: int = 0
    tags: list[str] = Field(default_factory=list)
    place: Place | None = None


class NoteAnswer(Answer):
    """The note as it was kept."""

    text: str


def echo(call: Call) -> Reply:
    return Reply(
        {
            "path": dict(call.path),
            "query": dict(call.query),
            "actor": call.actor,
            "body": call.body.model_dump() if call.body is not None else None,
            "key": call.headers.get("Idempotency-Key"),
        }
    )


def failing(error: BaseException) -> Any:
    def fail(_call: Call) -> Reply:
        raise error

    return fail


def routes(handler=echo) -> tuple[Route, ...]:
    return (
        Route("POST", "/notes", "Keep a note", handler, NoteAnswer, NoteBody, body_limit=LIMIT),
        Route(
            "GET",
            "/notes/{kind}/{name}",
            "One note",
            handler,
            NoteAnswer,
            parameters=(Parameter("limit", "At most"), Parameter("as_of", "When")),
        ),
        Route("GET", "/notes", "All notes", handler, NoteAnswer),
        Route("DELETE", "/notes/{kind}/{name}", "Forget it", handler, NoteAnswer),
    )


@pytest.fixture
def app() -> Application:
    return an_application(*routes())


def assert_problem(answer, status: int, *words: str) -> None:
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.json["status"] == status
    assert answer.json["title"]
    for word in words:
        assert word in answer.json["detail"]


# -- what is right


def test_a_request_reaches_its_handler_parsed_and_with_its_actor(app):
    answer = ask(app, "POST", "/notes", json={"text": "Grüße"}, headers={"idempotency-key": "k-1"})
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.json == {
        "path": {},
        "query": {},
        "actor": "ana",
        "body": {"text": "Grüße", "stars": 0, "tags": [], "place": None},
        "key": "k-1",
    }


def test_parts_of_the_path_and_parameters_are_handed_on(app):
    answer = ask(app, "GET", "/notes/agents/a.b?limit=3&as_of=2027-01-01T00:00:00Z")
    assert answer.json["path"] == {"kind": "agents", "name": "a.b"}
    assert answer.json["query"] == {"limit": "3", "as_of": "2027-01-01T00:00:00Z"}


@pytest.mark.parametrize("stars", ["2", "2.0", "2e0", "-0.0"])
def test_a_whole_number_is_one_however_json_writes_it(app, stars):
    answer = ask(app, "POST", "/notes", data=f'{{"text": "x", "stars": {stars}}}')
    assert answer.status_code == 200
    assert isinstance(answer.json["body"]["stars"], int)


def test_a_body_is_json_whatever_its_content_type_says(app):
    answer = ask(app, "POST", "/notes", data=b'{"text": "x"}', content_type="text/plain")
    assert answer.status_code == 200


def test_a_part_of_the_path_is_one_segment(app):
    assert ask(app, "GET", "/notes/agents/a/b").status_code == 404
    assert ask(app, "GET", "/notes/agents/a%2Fb").status_code == 404


def test_a_handler_may_answer_with_any_status_headers_and_content():
    reply = Reply(content=b"# A", media_type="text/markdown", status=201, headers={"ETag": '"1"'})
    app = an_application(*routes(lambda _call: reply))
    answer = ask(app, "GET", "/notes")
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (201, b"# A", '"1"')
    assert answer.mimetype == "text/markdown"


# -- what is wrong


def test_an_unknown_query_parameter_is_refused_and_the_known_ones_told(app):
    answer = ask(app, "GET", "/notes/agents/a?colour=red")
    assert_problem(answer, 400, "colour: is no parameter of this route; use as_of, limit")
    assert answer.json["field"] == "colour"


def test_a_route_without_parameters_takes_none(app):
    assert_problem(ask(app, "GET", "/notes?x=1"), 400, "x: is no parameter", "leave it out")


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({"text": 3}, "text", "string"),
        ({"text": None}, "text", "string"),
        ({"text": "x", "stars": "3"}, "stars", "integer"),
        ({"text": "x", "stars": True}, "stars", "integer"),
        ({"text": "x", "stars": 1.5}, "stars", "integer"),
        ({"text": "x", "stars": 10**30}, "stars", "integer"),
        ({"text": "x", "tags": "a"}, "tags", "list"),
        ({"text": "x", "tags": ["a", 3]}, "tags.1", "string"),
        ({"stars": 1}, "text", "is missing; give it"),
        ({"text": "x", "star": 1}, "star", "is no field here; use text, stars, tags, place"),
        ({"text": "x", "place": {}}, "place.page", "is missing; give it"),
        ({"text": "x", "place": {"page": 1, "row": 2}}, "place.row", "use page, line"),
    ],
)
def test_a_field_that_is_wrong_is_refused_by_name_and_nothing_is_coerced(app, body, field, words):
    answer = ask(app, "POST", "/notes", json=body)
    assert_problem(answer, 400, words)
    assert answer.json["field"] == field
    assert answer.json["remedy"]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"{'text': 'x'}", b'{"text": "x"} {}', b"\xff", b'{"text": "\\ud800"}', b"NaN"],
)
def test_what_is_not_json_is_refused(app, content):
    answer = ask(app, "POST", "/notes", data=content)
    assert_problem(answer, 400, "body: is not JSON", "send one JSON object")


@pytest.mark.parametrize("content", [b"[]", b'"text"', b"3", b"null"])
def test_what_is_no_json_object_is_refused(app, content):
    assert_problem(ask(app, "POST", "/notes", data=content), 400, "body: is no JSON object")


def test_json_that_is_nested_without_end_is_refused(app):
    deep = an_application(
        Route("POST", "/notes", "x", echo, NoteAnswer, NoteBody, body_limit=10**6)
    )
    assert_problem(ask(deep, "POST", "/notes", data=b'{"text":' + b"[" * 400_000), 400)


def a_body_of(size: int) -> bytes:
    return b'{"text": "' + b"x" * (size - 12) + b'"}'


def test_a_body_as_large_as_the_limit_is_taken(app):
    assert ask(app, "POST", "/notes", data=a_body_of(LIMIT)).status_code == 200
    assert ask_in_chunks(app, "/notes", a_body_of(LIMIT)).status_code == 200


@pytest.mark.parametrize("size", [LIMIT + 1, 10 * LIMIT, 10**7])
def test_a_body_over_the_limit_is_refused_and_the_limit_told(app, size):
    answer = ask(app, "POST", "/notes", data=a_body_of(size))
    assert_problem(answer, 413, f"body: {size:,} bytes; send at most 100")
    assert answer.json["field"] == "body"


def test_a_body_whose_length_is_not_told_is_held_to_the_limit_too(app):
    whole = a_body_of(LIMIT)
    for content in (a_body_of(LIMIT + 1), a_body_of(10**7), whole + b" and more"):
        assert_problem(ask_in_chunks(app, "/notes", content), 413, "send at most 100")


@pytest.mark.parametrize("path", ["/", "/nowhere", "/notes/a", "/notes/a/b/c", "//notes", "/NOTES"])
def test_an_unknown_route_is_a_404_that_says_where_to_look(app, path):
    assert_problem(ask(app, "GET", path), 404, "no route", "/openapi.json")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/notes", "GET, HEAD, POST"),
        ("POST", "/notes/a/b", "DELETE, GET, HEAD"),
        ("PATCH", "/notes/a/b", "DELETE, GET, HEAD"),
    ],
)
def test_a_method_that_a_route_does_not_take_is_a_405_that_names_those_it_takes(
    app, method, path, allowed
):
    answer = ask(app, method, path)
    assert_problem(answer, 405, f"{path} takes {allowed}")
    assert answer.headers["Allow"] == allowed


def test_an_error_of_the_domain_is_its_problem_document():
    app = an_application(*routes(failing(VersionConflict("agents/a", expected=1, current=4))))
    answer = ask(app, "GET", "/notes")
    assert_problem(answer, 409, "version 4")
    assert answer.json["current_version"] == 4


def test_an_error_of_the_web_library_keeps_its_status():
    app = an_application(*routes(failing(ImATeapot("short and stout"))))
    assert_problem(ask(app, "GET", "/notes"), 418, "short and stout")


@pytest.mark.parametrize(
    "fault", [ZeroDivisionError("secret"), KeyError("secret"), OSError(5, "/secret/path")]
)
def test_a_fault_of_ours_is_a_500_without_its_insides_and_is_logged_with_them(fault, caplog):
    app = an_application(*routes(failing(fault)))
    with caplog.at_level(logging.ERROR, "promptintel.http"):
        answer = ask(app, "GET", "/notes")
    assert_problem(answer, 500, "an internal fault; it has been logged")
    assert "secret" not in answer.get_data(as_text=True)
    assert type(fault).__name__ not in answer.get_data(as_text=True)
    (record,) = caplog.records
    assert (record.getMessage(), record.exc_info[1]) == ("GET /notes", fault)


def test_an_answer_that_cannot_be_written_as_json_is_a_500_and_logged(caplog):
    app = an_application(*routes(lambda _call: Reply({"n": 2**70})))
    with caplog.at_level(logging.ERROR, "promptintel.http"):
        assert_problem(ask(app, "GET", "/notes"), 500, "an internal fault")
    assert len(caplog.records) == 1


def test_an_error_of_the_domain_is_no_fault_and_is_not_logged(caplog):
    app = an_application(*routes(failing(NotFound("note", "a", "write one"))))
    with caplog.at_level(logging.DEBUG, "promptintel.http"):
        ask(app, "GET", "/notes")
    assert caplog.records == []


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/notes"), ("GET", "/nowhere"), ("PUT", "/notes"), ("GET", "/notes?x=1")],
)
def test_no_answer_is_sniffed_for_another_type(app, method, path):
    assert ask(app, method, path).headers["X-Content-Type-Options"] == "nosniff"


def test_what_a_request_says_comes_back_as_data_in_a_problem(app):
    answer = ask(app, "GET", "/notes/a/b?%3Cscript%3E=1")
    assert_problem(answer, 400, "<script>")
    assert answer.mimetype == "application/problem+json"


def test_a_long_parameter_is_not_repeated_at_length(app):
    answer = ask(app, "GET", "/notes?" + "x" * 5000 + "=1")
    assert len(answer.json["detail"]) < 200
