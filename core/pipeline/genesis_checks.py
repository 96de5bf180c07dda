"""A closer look at genesis files than that they can be read: would the pipeline understand them?"""

from collections.abc import Callable, Mapping, Sequence

import jsonschema_rs

from core import canonical
from core.canonical import Json
from core.catalogue.genesis import Check, GenesisFile
from core.catalogue.model import Ref
from core.catalogue.permissions import protected_in
from core.documents.outlines import outline_in, pointers_in
from core.errors import FileProblem, InvalidInput
from core.pipeline.bundling import bundled
from core.pipeline.drafting.checking import Problem, clause_problems
from core.pipeline.drafting.library_checks import document_problems, surroundings
from core.pipeline.drafting.vocabulary import general
from core.pipeline.ports import Entry
from core.pipeline.rule_files import findings_in
from core.pipeline.workflow import Workflow
from core.projections.routing import Router


def _of_json(look: Callable[[Json], object]) -> Check:
    """A check of a file whose text is JSON: `look` reads the value, or raises `InvalidInput`."""

    def check(file: GenesisFile, _files: Mapping[Ref, GenesisFile]) -> Sequence[FileProblem]:
        try:
            look(canonical.decode(file.text))
        except InvalidInput as error:
            return [_problem(file, error)]
        except ValueError as error:
            return [_no_json(file, error)]
        return []

    return check


def _check_routing(value: Json) -> None:
    """Rules that cannot be read would stop every update, the one that mends them too."""
    rules = value.get("rules") if isinstance(value, dict) else None
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        raise InvalidInput("rules", "is no list of rules", 'write {"to": "...", "any": [...]}')
    for number, rule in enumerate(rules):
        tests = rule.get("any")
        if not isinstance(tests, list) or not all(_is_test(test) for test in tests):
            raise InvalidInput(
                f"rules/{number}/any", "is no list of tests", 'write [{"name_contains": "word"}]'
            )
    Router.from_json(value)


def _is_test(test: Json) -> bool:
    """Whether `test` has one name, and words that suit it."""
    if not isinstance(test, dict) or len(test) != 1:
        return False
    ((name, words),) = test.items()
    listed = words if name == "type_in" else [words]
    return isinstance(listed, list) and all(isinstance(word, str) for word in listed)


def _workflow(file: GenesisFile, _files: Mapping[Ref, GenesisFile]) -> Sequence[FileProblem]:
    entry = Entry(file.ref.type, file.ref.name, 1, file.text, file.metadata)
    try:
        Workflow.from_entry(entry)
    except InvalidInput as error:
        return [_problem(file, error)]
    return []


def _schema(file: GenesisFile, files: Mapping[Ref, GenesisFile]) -> Sequence[FileProblem]:
    try:
        schema = canonical.decode(file.text)
    except ValueError as error:
        return [_no_json(file, error)]
    if not isinstance(schema, dict):
        return [FileProblem(file.path, file.line, "is no JSON Schema", "write an object")]
    schema.pop("$meta", None)
    folder = file.ref.name.rpartition(".")[0]
    siblings = {
        ref.name: canonical.decode(other.text)
        for ref, other in files.items()
        if ref.type == file.ref.type
        and folder
        and ref.name.startswith(f"{folder}.")
        and _is_json(other.text)
    }
    try:
        jsonschema_rs.validator_for(bundled(schema, siblings))
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
        words = " ".join(str(error).split())
        return [FileProblem(file.path, file.line, f"is no JSON Schema: {words}", "mend it")]
    return []


def _clause(file: GenesisFile, files: Mapping[Ref, GenesisFile]) -> Sequence[FileProblem]:
    around = surroundings(files)
    found = clause_problems(file.ref.name, file.text, file.metadata, around)
    return [_located(file, problem) for problem in found]


def _document(file: GenesisFile, _files: Mapping[Ref, GenesisFile]) -> Sequence[FileProblem]:
    try:
        return [_located(file, problem) for problem in document_problems(file)]
    except ValueError as error:
        return [_no_json(file, error)]


def _stage(file: GenesisFile, files: Mapping[Ref, GenesisFile]) -> Sequence[FileProblem]:
    """An instruction's outline can be read, and names only facts that a profile has."""
    try:
        outline = outline_in(file.text)
    except InvalidInput as error:
        line = file.line + int(error.field.removeprefix("line ")) - 1
        return [FileProblem(file.path, line, error.problem, error.remedy)]
    if outline is None:
        return []
    known = surroundings(files).pointers
    return [
        FileProblem(file.path, file.line, f"{pointer} is no fact of a profile", "mend the outline")
        for pointer in pointers_in(outline)
        if known and general(pointer) not in known
    ]


def _rules(file: GenesisFile, files: Mapping[Ref, GenesisFile]) -> Sequence[FileProblem]:
    """A rate card, rules or a taxonomy: what the pipeline could not read, or would misread."""
    try:
        value = canonical.decode(file.text)
    except ValueError as error:
        return [_no_json(file, error)]
    if isinstance(value, dict):
        value.pop("$meta", None)
    known = surroundings(files).pointers
    return [
        FileProblem(file.path, file.line, f"{place}: {problem}", remedy)
        for place, problem, remedy in findings_in(file.ref.type, file.ref.name, value, known)
    ]


def _located(file: GenesisFile, problem: Problem) -> FileProblem:
    """A line of the text is counted from the line that the text begins in."""
    line = file.line + (problem.line or 1) - 1
    return FileProblem(file.path, line, problem.problem, problem.remedy)


def _is_json(text: str) -> bool:
    try:
        canonical.decode(text)
    except ValueError:
        return False
    return True


def _no_json(file: GenesisFile, error: ValueError) -> FileProblem:
    place = getattr(error, "lineno", 1) + file.line - 1
    return FileProblem(file.path, place, f"is not JSON ({error})", "mend the JSON")


def _problem(file: GenesisFile, error: InvalidInput) -> FileProblem:
    return FileProblem(file.path, file.line, f"{error.field}: {error.problem}", error.remedy)


CHECKS: Mapping[str, Check] = {
    "workflows": _workflow,
    "schemas": _schema,
    "clauses": _clause,
    "documents": _document,
    "stages": _stage,
    "labels": _of_json(protected_in),
    "routing": _of_json(_check_routing),
    "rate_cards": _rules,
    "rules": _rules,
    "taxonomies": _rules,
}
