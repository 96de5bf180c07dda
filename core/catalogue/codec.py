"""A prompt's folded state as JSON, for snapshots. No clock and no actor of an envelope is in it."""

from typing import Any

from core.canonical import Json
from core.catalogue.model import (
    Archival,
    Imported,
    LabelMove,
    Prompt,
    Receipt,
    Ref,
    Suggestion,
    Text,
    Version,
)


def prompt_to_json(prompt: Prompt) -> dict[str, Any]:
    return {
        "type": prompt.ref.type,
        "name": prompt.ref.name,
        "versions": [_version_to_json(v) for v in prompt.versions],
        "labels": [[m.sequence, m.label, m.version] for m in prompt.labels],
        "archivals": [[a.sequence, a.archived, a.origin] for a in prompt.archivals],
        "imports": [[i.sequence, i.hash] for i in prompt.imports],
    }


def prompt_from_json(data: Json) -> Prompt:
    return Prompt(
        Ref(data["type"], data["name"]),
        tuple(_version_from_json(v) for v in data["versions"]),
        tuple(LabelMove(*move) for move in data["labels"]),
        tuple(Archival(*archival) for archival in data["archivals"]),
        tuple(Imported(*imported) for imported in data["imports"]),
    )


def receipt_to_json(receipt: Receipt) -> list[Any]:
    return [
        receipt.fingerprint,
        receipt.ref.type,
        receipt.ref.name,
        receipt.version,
        receipt.sequence,
    ]


def receipt_from_json(data: Json) -> Receipt:
    fingerprint, kind, name, version, sequence = data
    return Receipt(fingerprint, Ref(kind, name), version, sequence)


def _version_to_json(version: Version) -> dict[str, Any]:
    return {
        "number": version.number,
        "sequence": version.sequence,
        "body": [version.body.inline, version.body.blob],
        "metadata": dict(version.metadata),
        "suggestions": [[s.text, s.by] for s in version.suggestions],
        "origin": version.origin,
    }


def _version_from_json(data: Json) -> Version:
    inline, blob = data["body"]
    return Version(
        data["number"],
        data["sequence"],
        Text(inline, blob),
        data["metadata"],
        tuple(Suggestion(*s) for s in data["suggestions"]),
        data["origin"],
    )
