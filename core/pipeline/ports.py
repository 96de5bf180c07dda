"""What a stage is given and what it gives back; the ports behind which models and files live."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from core.canonical import Json
from core.documents.questionnaires.document import Document


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of knowledge at the version in use. `text` includes rendered suggestions."""

    type: str
    name: str
    version: int
    text: str
    metadata: Mapping[str, Any]

    @property
    def ref(self) -> str:
        """`type/name@version`, as provenance names it."""
        return f"{self.type}/{self.name}@{self.version}"


class Encoder(Protocol):
    """Turns texts into vectors whose nearness is nearness in meaning."""

    def documents(self, documents: Sequence[Sequence[str]]) -> tuple[Any, Any]:
        """Vectors of all texts, one after another: int8 [n, dims] and float32 scales [n]."""


class Knowledge(Protocol):
    """The catalogue at the point an execution is pinned to. What is read is noted as used."""

    @property
    def encoder(self) -> Encoder | None:
        """The encoder of the snapshot in use; `None` where there is none."""

    def entry(self, type: str, name: str) -> Entry:
        """The entry, at its production version where one is set. Raises `NotFound`."""

    def entries(self, type: str, prefix: str = "") -> Sequence[Entry]:
        """All entries of `type` whose name is `prefix` or lies under it, sorted by name."""

    def json(self, type: str, name: str) -> Json:
        """The entry's text read as JSON, without its `$meta`."""


@dataclass(frozen=True, slots=True)
class StageRequest:
    """What one stage works on.

    `results` holds the earlier stages' results by stage name; `complaints` the validator's words
    about the previous draft, when this is a repair; `prompt` the composed text for a model. After
    `deadline` the result is no longer awaited: a model that is slower should not be asked.
    """

    execution_id: str
    workflow: str
    stage: str
    task: str
    document: Document
    results: Mapping[str, Json]
    knowledge: Knowledge
    prompt: str
    schema: Mapping[str, Any]
    settings: Mapping[str, Json] = field(default_factory=dict)
    complaints: Sequence[str] = ()
    deadline: datetime | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A file that a stage produced. `name` is a bare file name."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """A stage's answer: `value` is validated against the stage's schema; `model` says who wrote."""

    value: Json
    model: str
    files: Sequence[File] = ()


class Model(Protocol):
    """Writes drafts for the tasks that need judgement: extract, enhance, classify, write."""

    @property
    def name(self) -> str:
        """What provenance calls this model, version included."""

    def generate(self, request: StageRequest) -> Draft:
        """A draft for `request`. Raises `ModelUnavailable` where the model did not answer."""


class ArtifactStore(Protocol):
    """Files of executions. A file appears whole or not at all."""

    def put(self, execution_id: str, file: File) -> None:
        """Keep `file`; the same name again replaces it as a whole."""

    def get(self, execution_id: str, name: str) -> bytes:
        """Raises `NotFound`."""

    def names(self, execution_id: str) -> list[str]:
        """Names of the execution's files, sorted."""

    def place(self, execution_id: str, name: str) -> str:
        """Where a person finds the file: a path or an address."""
