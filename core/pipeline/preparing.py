"""What a stage is given: instructions, schema, examples and document, as pinned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from core import canonical
from core.canonical import Json
from core.documents.questionnaires.document import Document
from core.documents.questionnaires.intake import read
from core.errors import Rejection
from core.events.blobs import BlobStore
from core.pipeline.bundling import bundled, references
from core.pipeline.execution import Execution
from core.pipeline.knowledge import CatalogueView, PinnedKnowledge
from core.pipeline.ports import Entry, StageRequest
from core.pipeline.workflow import StageSpec

_ANY_OBJECT: Mapping[str, Json] = {"type": "object"}


@dataclass(frozen=True, slots=True)
class Given:
    """A stage's request, its instructions, and the examples there are to choose from."""

    request: StageRequest
    instructions: str
    examples: Sequence[Entry]
    knowledge: PinnedKnowledge

    def used(self, examples: Sequence[Entry]) -> Sequence[str]:
        """References with versions of all that took part, `examples` being those chosen."""
        return sorted({*self.knowledge.used, *(example.ref for example in examples)})


def prepare(
    execution: Execution,
    stage: StageSpec,
    view: CatalogueView,
    blobs: BlobStore,
    *,
    content: bytes,
    results: Mapping[str, Json],
) -> Given:
    """What `stage` works on: `content` is the document as it arrived, `results` what came before.

    Raises `NotFound` or `InvalidInput` where the catalogue lacks what the workflow names.
    """
    document = _document(execution.input_name, content)
    knowledge = PinnedKnowledge(view, blobs, execution.catalogue)
    # What was only looked at, to choose from it, did not take part.
    choice = PinnedKnowledge(view, blobs, execution.catalogue)
    instructions = _instructions(knowledge, execution, stage)
    request = StageRequest(
        execution_id=execution.id,
        workflow=execution.workflow,
        stage=stage.name,
        task=stage.task,
        document=document,
        results=results,
        knowledge=knowledge,
        prompt=instructions,
        schema=_schema(knowledge, choice, execution, stage),
        settings={
            **execution.settings,
            "outputs": list(stage.outputs),
            "run": _run(execution),
        },
        deadline=_deadline(execution, stage),
    )
    return Given(request, instructions, _examples(choice, execution, stage), knowledge)


@lru_cache(maxsize=8)
def _document(name: str, content: bytes) -> Document:
    """The document as text. Each of an execution's stages asks for it again."""
    return read(name, content)[0]


def schema_of(
    execution: Execution, stage: StageSpec, view: CatalogueView, blobs: BlobStore
) -> Mapping[str, Json]:
    """The schema of `stage`'s result as the execution is pinned to it, self-contained."""
    knowledge = PinnedKnowledge(view, blobs, execution.catalogue)
    return _schema(knowledge, knowledge, execution, stage)


def _deadline(execution: Execution, stage: StageSpec) -> datetime | None:
    deadline = execution.state(stage.name).deadline
    return datetime.fromisoformat(deadline) if deadline is not None else None


def _instructions(knowledge: PinnedKnowledge, execution: Execution, stage: StageSpec) -> str:
    if execution.style is not None and stage.folder is not None:
        return knowledge.entry("stages", f"{execution.style}.{stage.folder}").text
    name = execution.workflow.partition("/")[2].partition("@")[0]
    return knowledge.entry("workflows", name).text


def _schema(
    knowledge: PinnedKnowledge, choice: PinnedKnowledge, execution: Execution, stage: StageSpec
) -> Mapping[str, Json]:
    """The result's schema, with the schemas beside it that it refers to bundled in."""
    if stage.schema is None:
        return _ANY_OBJECT
    folder = f"{execution.style}.{stage.folder}" if execution.style and stage.folder else ""
    name = f"{folder}.{stage.schema}".lstrip(".")
    schema = knowledge.json("schemas", name)
    if not isinstance(schema, dict):
        raise Rejection(f"schemas/{name}: is no JSON Schema; write an object")
    wanted = references(schema)
    if not folder or not wanted:
        return schema
    beside = [
        entry.name
        for entry in choice.entries("schemas", folder)
        if canonical.decode(entry.text).get("$id") in wanted
    ]
    return bundled(schema, {name: knowledge.json("schemas", name) for name in beside})


def _run(execution: Execution) -> Json:
    """What took part so far, for provenance."""
    return {
        "workflow": execution.workflow,
        "catalogue": execution.catalogue,
        "snapshot": execution.snapshot,
        "stages": {
            name: {"model": state.model, "used": list(state.used)}
            for name, state in execution.states.items()
            if state.status == "completed"
        },
    }


def _examples(
    knowledge: PinnedKnowledge, execution: Execution, stage: StageSpec
) -> Sequence[Entry]:
    if execution.style is None or stage.folder is None:
        return ()
    return knowledge.entries("examples", f"{execution.style}.{stage.folder}")
