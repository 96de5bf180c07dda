"""Extraction in plain values: a questionnaire's text in, the stage's result out."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from core import canonical
from core.adapters.offline.model import OfflineModel
from core.adapters.wordllama import WordLlamaEmbedder
from core.documents.questionnaires.document import Document
from core.errors import NotFound
from core.pipeline.ports import Entry, StageRequest
from core.snapshot.encoder import StaticEncoder
from core.snapshot.format import Part
from core.snapshot.store import ENCODER_PART

ROOT = Path(__file__).parents[4]
VOCABULARY = ROOT / "database/prompts/vocabulary"
STAGE = (
    ROOT
    / "database/output-styles/league_questionnaire_to_contract/stage_2_questionnaire_extraction"
)


@cache
def shipped_encoder() -> StaticEncoder:
    """The encoder that a snapshot of the shipped catalogue brings along."""
    return StaticEncoder(Part(WordLlamaEmbedder().part(), ENCODER_PART))


class VocabularyKnowledge:
    """The `Knowledge` port, holding the shipped vocabulary and the workflows given."""

    def __init__(self, workflows: Mapping[str, str] | None = None) -> None:
        self._workflows = workflows or {}
        self.encoder = shipped_encoder()

    def entry(self, type: str, name: str) -> Entry:
        if type == "workflows" and name in self._workflows:
            return Entry(type, name, 1, self._workflows[name], {})
        path = VOCABULARY / f"{name}.json"
        if type != "vocabulary" or not path.is_file():
            raise NotFound(type, name, "only the vocabulary is here")
        return Entry(type, name, 1, path.read_text(), {})

    def entries(self, type: str, prefix: str = "") -> list[Entry]:
        return []

    def json(self, type: str, name: str) -> Any:
        value = canonical.decode(self.entry(type, name).text)
        value.pop("$meta", None)
        return value


def a_request(
    text: str, name: str = "form.txt", task: str = "extract", **more: Any
) -> StageRequest:
    given: dict[str, Any] = {
        "execution_id": "x",
        "workflow": "workflows/questionnaire_to_contract@1",
        "stage": task,
        "task": task,
        "document": Document(name, text),
        "results": {},
        "knowledge": VocabularyKnowledge(),
        "prompt": "",
        "schema": {},
    }
    return StageRequest(**{**given, **more})


def extracted(text: str, name: str = "form.txt") -> dict[str, Any]:
    """The whole result for a questionnaire."""
    value: dict[str, Any] = OfflineModel().generate(a_request(text, name)).value
    return value


def stated(text: str, name: str = "form.txt") -> dict[str, Any]:
    """The leaves that a questionnaire states, by JSON Pointer."""
    result = extracted(text, name)
    return {pointer: at(result["profile"], pointer) for pointer in result["evidence"]}


def at(profile: Any, pointer: str) -> Any:
    value = profile
    for part in pointer.strip("/").split("/"):
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value
