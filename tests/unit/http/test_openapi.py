"""The OpenAPI document says what the routes do: for small routes here, and for the real ones."""

import re
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from pydantic import Field

from core.http.builds import build_routes
from core.http.executions import execution_routes
from core.http.interventions import intervention_routes
from core.http.labels import label_routes
from core.http.openapi import describe, documented
from core.http.prompts import search_routes
from core.http.rollback import rollback_routes
from core.http.routes import Answer, Body, Call, Parameter, Reply, Route
from core.http.updates import update_routes
from core.http.users import user_routes
from tests.unit.http.asking import ask


class Tag(Body):
    """One tag."""

    name: str


class NoteBody(Body):
    """A note."""

    text: str = Field(description="What it says")
    tags: list[Tag] = Field(default_factory=list)
    mood: Literal["good", "bad"] | None = None


class NoteAnswer(Answer):
    """The note as it was kept.

    More about it.
    """

    tags: list[Tag]


class Later(Answer):
    """It is being kept."""

    id: str


def nothing(_call: Call) -> Reply:
    return Reply({})


SMALL = (
    Route(
        "POST",
        "/api/prompts/notes",
        "Keep a note",
        nothing,
        NoteAnswer,
        NoteBody,
        parameters=(Parameter("Idempotency-Key", "Once", place="header"),),
        statuses=(409, 503),
        other_answers={202: Later},
    ),
    Route(
        "GET",
        "/api/prompts/notes/{kind}/{name}",
        "One note",
        nothing,
        "text/markdown",
        parameters=(Parameter("limit", "At most", {"type": "integer", "minimum": 1}),),
        statuses=(404,),
    ),
    Route("DELETE", "/api/prompts/notes/{kind}/{name}", "Forget it", nothing, NoteAnswer),
)
# Describing routes calls no handler, so they need nothing behind them.
REAL = (
    *search_routes(None, None),
    *update_routes(None),
    *label_routes(None),
    *rollback_routes(None),
    *execution_routes(None, None, None),
    *intervention_routes(None, None),
    *build_routes(None),
    *user_routes(None),
)
BOTH = pytest.mark.parametrize("routes", [SMALL, REAL], ids=["small", "real"])


def references(value: Any) -> Iterator[str]:
    """Every `$ref` within `value`."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def operation(routes: tuple[Route, ...], route: Route) -> dict[str, Any]:
    return describe(routes)["paths"][route.path][route.method.lower()]


@BOTH
def test_every_route_is_listed_and_nothing_else(routes):
    listed = {
        (method.upper(), path)
        for path, methods in describe(routes)["paths"].items()
        for method in methods
    }
    assert listed == {(route.method, route.path) for route in routes}


@BOTH
def test_every_reference_resolves(routes):
    document = describe(routes)
    schemas = document["components"]["schemas"]
    found = set(references(document))
    assert found
    assert {ref.removeprefix("#/components/schemas/") for ref in found} <= set(schemas)


@BOTH
def test_every_operation_has_a_name_of_its_own(routes):
    named = [operation(routes, route)["operationId"] for route in routes]
    assert len(set(named)) == len(named)
    assert all(re.fullmatch(r"[a-z][A-Za-z0-9_]*", name) for name in named)


@BOTH
def test_every_part_of_a_path_and_every_parameter_is_described(routes):
    for route in routes:
        described = operation(routes, route)["parameters"]
        parts = [(name, "path", True) for name in re.findall(r"{(\w+)}", route.path)]
        known = [(p.name, p.place, False) for p in route.parameters if p.place != "path"]
        if route.conditional:
            known.append(("If-None-Match", "header", False))
        assert [(p["name"], p["in"], p["required"]) for p in described] == parts + known
        assert all(parameter["schema"] for parameter in described)


@BOTH
def test_every_status_that_a_route_may_give_is_described(routes):
    for route in routes:
        responses = operation(routes, route)["responses"]
        expected = {200, 400, *route.statuses, *route.other_answers}
        if route.body is not None:
            expected.add(413)
        if route.conditional:
            expected.add(304)
        assert set(responses) == {str(status) for status in expected}
        assert all(response["description"] for response in responses.values())


@BOTH
def test_errors_are_problem_documents(routes):
    for route in routes:
        for status, response in operation(routes, route)["responses"].items():
            if int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"]


@BOTH
def test_an_answer_that_may_come_later_says_when_to_ask_again(routes):
    for route in routes:
        responses = operation(routes, route)["responses"]
        for status, response in responses.items():
            assert ("Retry-After" in response.get("headers", {})) == (status == "503")


def test_a_read_that_need_not_be_sent_twice_tells_its_tag_and_takes_it_back():
    conditional = [route for route in search_routes(None, None) if route.conditional]
    assert {route.path.rpartition("/")[2] for route in conditional} == {
        "catalog",
        "{name}",
        "history",
        "diff",
        "labels",
    }
    for route in conditional:
        described = operation(REAL, route)
        assert {p["name"] for p in described["parameters"]} >= {"If-None-Match"}
        for status in ("200", "304"):
            assert described["responses"][status]["headers"]["ETag"]["required"]
        assert "content" not in described["responses"]["304"]


def test_every_read_of_the_catalogue_need_not_be_sent_twice():
    reads = [route for route in search_routes(None, None) if route.method == "GET"]
    assert all(route.conditional for route in reads)


def test_every_change_of_a_prompt_may_be_refused_repeated_and_lost():
    changes = (*update_routes(None), *label_routes(None), *rollback_routes(None))
    for route in changes:
        described = operation(REAL, route)
        assert {"403", "404", "409", "422", "503"} <= set(described["responses"])
        assert "Idempotency-Key" in {p["name"] for p in described["parameters"]}


def test_a_part_of_a_path_is_described_with_what_it_may_be():
    (route,) = label_routes(None)
    schemas = {p["name"]: p["schema"] for p in operation(REAL, route)["parameters"]}
    assert all("pattern" in schemas[name] for name in ("type", "name", "label"))
    assert "executions" in schemas["type"]["not"]["enum"]


def test_a_part_of_a_path_that_nobody_describes_is_any_text():
    (kind, name, _) = operation(SMALL, SMALL[1])["parameters"]
    assert (kind["schema"], name["schema"]) == ({"type": "string"}, {"type": "string"})


def test_a_problem_document_is_described_with_the_members_it_may_have():
    problem = describe(REAL)["components"]["schemas"]["Problem"]
    assert set(problem["required"]) == {"type", "title", "status", "detail"}
    assert {"field", "remedy", "current_version", "sequence"} <= set(problem["properties"])


def test_a_body_is_required_and_described_with_its_fields():
    described = operation(SMALL, SMALL[0])["requestBody"]
    assert described["required"]
    ref = described["content"]["application/json"]["schema"]["$ref"]
    schema = describe(SMALL)["components"]["schemas"][ref.rpartition("/")[2]]
    assert schema["properties"]["text"] == {
        "description": "What it says",
        "title": "Text",
        "type": "string",
    }
    assert (schema["required"], schema["additionalProperties"]) == (["text"], False)


def test_a_route_without_a_body_describes_none():
    assert "requestBody" not in operation(SMALL, SMALL[1])


def test_an_answer_is_described_by_its_first_sentence_and_by_its_media_type():
    responses = operation(SMALL, SMALL[0])["responses"]
    assert responses["200"]["description"] == "The note as it was kept."
    assert responses["202"]["description"] == "It is being kept."
    assert operation(SMALL, SMALL[1])["responses"]["200"]["content"] == {"text/markdown": {}}


def test_a_parameters_schema_is_handed_on():
    (limit,) = [p for p in operation(SMALL, SMALL[1])["parameters"] if p["name"] == "limit"]
    assert (limit["in"], limit["schema"]) == ("query", {"type": "integer", "minimum": 1})
    assert limit["description"] == "At most"


def test_the_document_is_served_beside_the_routes_it_describes():
    app = documented(SMALL)
    answer = ask(app, "GET", "/openapi.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.json == describe(SMALL)
    assert answer.json["openapi"].startswith("3.1")
    assert ask(app, "POST", "/api/prompts/notes", json={"text": "x"}).status_code == 200


def test_describing_the_same_routes_twice_gives_the_same_document():
    assert describe(REAL) == describe(REAL)
