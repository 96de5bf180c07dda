"""The export stage: the contract's files, written from what was assembled."""

from collections.abc import Iterator
from typing import Any

import orjson

from core.canonical import Json
from core.documents.contracts.codec import from_json
from core.documents.contracts.markdown import to_markdown
from core.pipeline.exported_profile import to_export
from core.pipeline.ports import Draft, File, StageRequest
from core.pipeline.tracing import provenance

MODEL = "code"
_JSON = "application/json"
_MARKDOWN = "text/markdown"


def run(request: StageRequest) -> Draft:
    """Every file of the contract; the result lists them with what they are."""
    made = list(_files(request))
    return Draft(
        {
            "artifacts": [
                {"name": file.name, "media_type": file.media_type, "what": what}
                for file, what in made
            ]
        },
        MODEL,
        tuple(file for file, _ in made),
    )


def _files(request: StageRequest) -> Iterator[tuple[File, str]]:
    results = request.results
    for value in results["assemble"]["documents"]:
        document = from_json(value)
        yield _text(f"{document.name}.md", to_markdown(document)), f"{document.title}, to read"
        yield _json(f"{document.name}.json", value), f"{document.title}, as data with sources"
    extracted = results["extract"]
    yield _json("profile.json", to_export(extracted)), "what the league stated, with its words"
    letter = (results.get("enhance") or {}).get("letter")
    if letter:
        yield _text("follow_up.md", letter), "the letter with what is open"
    record: Any = request.settings["run"]
    trace = provenance(request.execution_id, request.document, results, _before_export(record))
    yield _json("provenance.json", trace), "where every paragraph comes from"


def _before_export(record: Json) -> dict[str, Json]:
    """The run's record, the same whether it is read during the export or after it."""
    return {key: record[key] for key in ("workflow", "catalogue", "snapshot", "stages")}


def _text(name: str, text: str) -> File:
    content = text if text.endswith("\n") else text + "\n"
    return File(name, _MARKDOWN, content.encode())


def _json(name: str, value: Json) -> File:
    return File(name, _JSON, orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n")
