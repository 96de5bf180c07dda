"""What a clause is checked against, read from the genesis files around it; and the files beside the
clauses: outlines, definitions and wording."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from core import canonical
from core.canonical import Json
from core.catalogue.genesis import GenesisFile
from core.catalogue.model import Ref
from core.documents.contracts.library import read_definitions, read_outline
from core.errors import InvalidInput
from core.pipeline.drafting.checking import Problem, Surroundings, condition_problem
from core.pipeline.drafting.documents import DOCUMENTS
from core.pipeline.drafting.vocabulary import known_pointers, profile_pointers

_ANCHOR = re.compile(r"\{\{id: *([a-z0-9_.]+) *\}\}")
_PROFILE = "league_profile"


def surroundings(files: Mapping[Ref, GenesisFile]) -> Surroundings:
    """What the library in `files` has for its clauses to name."""
    clauses = [file for ref, file in files.items() if ref.type == "clauses"]
    sections = {_section(file): file for file in clauses}
    anchors = {
        f"{_section(file)}.{name}" for file in clauses for name in _ANCHOR.findall(file.text)
    }
    wording = _json(files, "documents", "wording")
    glossary = _json(files, "documents", "definitions")
    inline = [term for file in clauses for term in file.metadata.get("defines", ())]
    listed = [entry.get("term", "") for entry in glossary.get("definitions", ())]
    return Surroundings(
        pointers=_pointers(files),
        sections=frozenset(sections),
        anchors=frozenset(anchors),
        terms=frozenset(term for term in (*inline, *listed) if term) if glossary else (),
        ordinary=frozenset(wording.get("ordinary", ())),
    )


def document_problems(file: GenesisFile) -> list[Problem]:
    """Every problem of one file beside the clauses; `file` is JSON already."""
    value = canonical.decode(file.text)
    if isinstance(value, dict):
        value.pop("$meta", None)
    try:
        if file.ref.name in DOCUMENTS:
            read_outline(str(file.ref), file.ref.name, value)
        elif file.ref.name == "definitions":
            return list(_definition_problems(value))
        elif file.ref.name == "wording":
            _check_wording(value)
    except InvalidInput as error:
        return [Problem(None, f"{error.field}: {error.problem}", error.remedy)]
    return []


def _definition_problems(value: Json) -> Iterator[Problem]:
    for entry in read_definitions(value):
        problem = condition_problem(entry.when, None)
        if problem is not None:
            yield Problem(None, f"{entry.term!r}: {problem.problem}", problem.remedy)


def _check_wording(value: Json) -> None:
    shapes = {"labels": dict, "words": dict, "ordinary": list}
    for name, shape in shapes.items():
        if not isinstance(value, dict) or not isinstance(value.get(name), shape):
            raise InvalidInput(name, "is missing", f"write it as a JSON {shape.__name__}")


def _pointers(files: Mapping[Ref, GenesisFile]) -> frozenset[str]:
    """Every pointer that may be named; none where the profile's schema is not among the files."""
    schema = next(
        (
            canonical.decode(file.text)
            for ref, file in files.items()
            if ref.type == "schemas" and ref.name.rpartition(".")[2] == _PROFILE
        ),
        None,
    )
    if not isinstance(schema, dict):
        return frozenset()
    positions = _json(files, "house", "positions").get("positions", {})
    party = _json(files, "house", "party").get("party", {})
    return known_pointers(profile_pointers(schema), positions, party)


def _section(file: GenesisFile) -> str:
    return str(file.metadata.get("section", file.ref.name.rpartition(".")[2]))


def _json(files: Mapping[Ref, GenesisFile], type: str, name: str) -> Mapping[str, Any]:
    file = files.get(Ref(type, name))
    value = canonical.decode(file.text) if file is not None else {}
    return value if isinstance(value, dict) else {}
