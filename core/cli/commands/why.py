"""`promptintel why`: where a clause of a contract comes from, down to the questionnaire's words."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from core import canonical
from core.cli.output import Output
from core.documents.contracts.markdown import reference_of
from core.documents.files import read_bytes
from core.documents.questionnaires.intake import read
from core.errors import InvalidInput, NotFound
from core.pipeline.explaining import Node, as_text, explain
from core.pipeline.tracing import provenance, record_of
from core.runtime import Runtime

_DEFAULT = "master_agreement"
_BESIDE = "provenance.json"
_LIMIT = 16 * 1024 * 1024


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("contract", metavar="CONTRACT", help="an execution's id or exported file")
    parser.add_argument("clause", metavar="CLAUSE", help="a printed number, such as 1.1 or 4")
    parser.add_argument("--document", metavar="NAME", help=f"{_DEFAULT} unless the file says")
    parser.set_defaults(command=why)


def why(options: Namespace, runtime: Runtime) -> Output:
    path = Path(options.contract)
    if path.suffix in (".md", ".json") or path.is_file():
        trace, document = _of_file(path, runtime)
    else:
        trace, document = _of_execution(options.contract, runtime), _DEFAULT
    document = options.document or document
    tree = _explained(trace, document, options.clause)
    value = {
        "execution_id": trace["execution"],
        "document": document,
        "clause": options.clause,
        "why": tree.to_json(),
    }
    return Output(value, as_text(tree))


def _explained(trace: dict[str, Any], document: str, clause: str) -> Node:
    try:
        return explain(trace, document, clause)
    except (KeyError, TypeError, AttributeError) as error:
        # Only a file from elsewhere can lack a part; what the log holds has its shape.
        raise InvalidInput(
            "CONTRACT", f"its {_BESIDE} was changed ({error!r})", "export the contract again"
        ) from error


def _of_execution(execution_id: str, runtime: Runtime) -> dict[str, Any]:
    executions = runtime.executions
    execution = executions.load(execution_id)
    document, _ = read(execution.input_name, executions.input(execution))
    return provenance(execution.id, document, executions.results(execution), record_of(execution))


def _of_file(path: Path, runtime: Runtime) -> tuple[dict[str, Any], str]:
    """The provenance of an exported file: from the log, else from the file beside it."""
    execution_id, document = _reference(path, read_bytes(path, field="CONTRACT", limit=_LIMIT))
    try:
        return _of_execution(execution_id, runtime), document
    except NotFound:
        return _beside(path, execution_id), document


def _reference(path: Path, content: bytes) -> tuple[str, str]:
    """The execution and the document that an exported file names."""
    found: tuple[str, str] | None = None
    if path.suffix == ".json":
        value = _decoded(path, content)
        if isinstance(value, dict) and isinstance(value.get("reference"), str):
            found = (value["reference"], str(value.get("name", _DEFAULT)))
        elif isinstance(value, dict) and isinstance(value.get("execution"), str):
            found = (value["execution"], _DEFAULT)
    else:
        found = reference_of(content.decode(errors="replace"))
    if found is None:
        raise InvalidInput(
            "CONTRACT", f"{path} carries no reference", "name a file that `run` exported"
        )
    return found


def _beside(path: Path, execution_id: str) -> dict[str, Any]:
    beside = path.parent / _BESIDE
    if not beside.is_file():
        raise NotFound(
            "execution", execution_id, f"neither this home nor a {_BESIDE} beside the file knows it"
        )
    trace = _decoded(beside, read_bytes(beside, field="CONTRACT", limit=_LIMIT))
    if not isinstance(trace, dict) or trace.get("execution") != execution_id:
        raise InvalidInput(
            "CONTRACT",
            f"{beside} tells of another execution than {path.name}",
            "keep the files of one export together",
        )
    return trace


def _decoded(path: Path, content: bytes) -> Any:
    try:
        return canonical.decode(content)
    except ValueError as error:
        raise InvalidInput(
            "CONTRACT", f"{path} is not JSON ({error})", "export it again"
        ) from error
