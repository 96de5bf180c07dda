"""`promptintel lint`: mistakes in an exported contract document, changed by hand or not."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path

from core.cli.exported import LIMIT, decoded, document_in
from core.cli.output import Output
from core.documents.contracts.linting import Finding
from core.documents.contracts.model import ContractDocument
from core.documents.files import read_bytes
from core.documents.questionnaires.document import Document
from core.errors import InvalidInput, NotFound
from core.pipeline.drafting.documents import DOCUMENTS, Library
from core.pipeline.drafting.grounds import (
    Grounds,
    Unchecked,
    from_results,
    from_trace,
    looked_at_again,
    without_any,
)
from core.pipeline.exported_profile import extraction_of
from core.pipeline.knowledge import PinnedKnowledge
from core.pipeline.ports import Knowledge, StageRequest
from core.pipeline.tasks import assemble
from core.runtime import Runtime

_FIELD = "FILE"
_FOUND = 1
_TRACE, _PROFILE = "provenance.json", "profile.json"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar=_FIELD, help="an exported document, .json or .md")
    parser.set_defaults(command=lint)


def lint(options: Namespace, runtime: Runtime) -> Output:
    path = Path(options.file)
    document = document_in(path, field=_FIELD)
    if document.name not in DOCUMENTS:
        raise InvalidInput(
            _FIELD, f"no document is called {document.name!r}", f"use {', '.join(DOCUMENTS)}"
        )
    grounds, against, library = _grounds(path, document, runtime)
    findings, unchecked = looked_at_again(
        document, grounds, library, plain_words=path.suffix != ".json"
    )
    value = {
        "file": str(path),
        "document": document.name,
        "execution_id": document.reference,
        "against": against,
        "findings": [{"rule": f.rule, "number": f.number, "problem": f.problem} for f in findings],
        "unchecked": [{"rule": one.rule, "why": one.why} for one in unchecked],
    }
    text = "\n".join(_told(path, against, findings, unchecked))
    return Output(value, text, _FOUND if findings else 0)


def _grounds(
    path: Path, document: ContractDocument, runtime: Runtime
) -> tuple[Grounds, str | None, Library]:
    """What the document is held against, what that is called, and the library it goes by."""
    known = _of_execution(document.reference, runtime)
    if known is not None:
        grounds, knowledge = known
        return grounds, f"execution {document.reference}", Library.of(knowledge)
    library = Library.of(runtime.knowledge())
    beside = list(_beside(path, document))
    if (path.parent / _TRACE).is_file():
        return _of_trace(path.parent / _TRACE, document, library, beside), _TRACE, library
    if (path.parent / _PROFILE).is_file():
        return _of_profile(path.parent / _PROFILE, document, runtime), _PROFILE, library
    return without_any(library, beside), None, library


def _of_execution(execution_id: str, runtime: Runtime) -> tuple[Grounds, Knowledge] | None:
    """From the log; `None` where this home does not know the execution, or it has no contract."""
    executions = runtime.executions
    try:
        execution = executions.load(execution_id)
    except NotFound:
        return None
    results = executions.results(execution)
    if not {"extract", "classify", "price", "assemble"} <= set(results):
        return None
    knowledge = PinnedKnowledge(runtime.index.latest(), runtime.blobs, execution.catalogue)
    return from_results(_request(execution_id, results, knowledge)), knowledge


def _of_trace(
    path: Path, document: ContractDocument, library: Library, beside: Sequence[ContractDocument]
) -> Grounds:
    trace = decoded(path, field=_FIELD)
    try:
        if trace["execution"] != document.reference:
            raise InvalidInput(
                _FIELD,
                f"{path} tells of another execution than the document",
                "keep the files of one export together",
            )
        return from_trace(trace, library, beside)
    except (KeyError, TypeError, AttributeError) as error:
        raise InvalidInput(
            _FIELD, f"{path} was changed ({error!r})", "export the contract again"
        ) from error


def _of_profile(path: Path, document: ContractDocument, runtime: Runtime) -> Grounds:
    """The profile priced and assembled again, with the catalogue as it is in use now."""
    content = read_bytes(path, field=_FIELD, limit=LIMIT)
    extracted = extraction_of(content, runtime.profile_schema(), field=_FIELD)
    try:
        results = runtime.reckoned(extracted)
        request = _request(document.reference, results, runtime.knowledge())
        results["assemble"] = assemble.run(request).value
        return from_results(request)
    except (KeyError, TypeError, AttributeError) as error:
        raise InvalidInput(
            _FIELD, f"{path} was changed ({error!r})", "export the contract again"
        ) from error


def _request(execution_id: str, results: dict[str, object], knowledge: Knowledge) -> StageRequest:
    return StageRequest(
        execution_id=execution_id,
        workflow="",
        stage="assemble",
        task="assemble",
        document=Document("", ""),
        results=results,
        knowledge=knowledge,
        prompt="",
        schema={},
    )


def _beside(path: Path, document: ContractDocument) -> Iterator[ContractDocument]:
    """The other documents of the same contract that lie in the same folder."""
    for name in DOCUMENTS:
        files = (path.parent / f"{name}{ending}" for ending in (".json", ".md"))
        file = next((file for file in files if file.is_file()), None)
        if name == document.name or file is None:
            continue
        other = document_in(file, field=_FIELD)
        if other.reference == document.reference:
            yield other


def _told(
    path: Path, against: str | None, findings: Sequence[Finding], unchecked: Sequence[Unchecked]
) -> Iterator[str]:
    held = f"held against {against}" if against is not None else "held against itself alone"
    count = len(findings)
    said = "no findings" if not count else "1 finding" if count == 1 else f"{count} findings"
    yield f"{path}: {said}, {held}"
    for finding in findings:
        place = f"{finding.number}: " if finding.number else ""
        yield f"  {place}{_printable(finding.problem)} [{finding.rule}]"
    for one in unchecked:
        yield f"  not checked: {one.rule}, as {one.why}"


def _printable(text: str) -> str:
    """Words that may quote a document, without what could steer a terminal."""
    return "".join(c if c.isprintable() else " " for c in text)
