"""Contract documents as JSON, and back. Keys without a value are left out."""

from collections.abc import Mapping
from typing import Any

from core.canonical import Json
from core.documents.contracts.model import (
    Blank,
    Block,
    ContractDocument,
    Inferred,
    Paragraph,
    Run,
    Runs,
    Section,
    Source,
    Table,
)


def to_json(document: ContractDocument) -> dict[str, Json]:
    """`document` as the assemble stage's result and the exported file hold it."""
    return {
        "name": document.name,
        "title": document.title,
        "reference": document.reference,
        "notice": document.notice,
        "brief": document.brief,
        "sections": [_section(section) for section in document.sections],
        "blanks": [_blank(blank) for blank in document.blanks],
        "inferred": [
            {
                "label": one.label,
                "value": one.value,
                "pointer": one.pointer,
                "why": one.why,
                "places": list(one.places),
            }
            for one in document.inferred
        ],
    }


def from_json(value: Mapping[str, Any]) -> ContractDocument:
    """The document that `to_json` wrote."""
    return ContractDocument(
        value["name"],
        value["title"],
        value["reference"],
        value["notice"],
        value["brief"],
        tuple(_section_of(section) for section in value["sections"]),
        tuple(
            Blank(b["id"], b["label"], b.get("pointer"), tuple(b["places"]))
            for b in value["blanks"]
        ),
        tuple(Inferred(**{**one, "places": tuple(one["places"])}) for one in value["inferred"]),
    )


def _blank(blank: Blank) -> dict[str, Json]:
    return {
        "id": blank.id,
        "label": blank.label,
        "pointer": blank.pointer,
        "places": list(blank.places),
    }


def _section(section: Section) -> dict[str, Json]:
    return _told(
        id=section.id,
        number=section.number,
        heading=section.heading,
        numbering=section.numbering,
        clause=section.clause,
        when=section.when,
        defines=list(section.defines) or None,
        paragraphs=[_block(block) for block in section.blocks],
    )


def _section_of(value: Mapping[str, Any]) -> Section:
    return Section(
        id=value["id"],
        number=value.get("number"),
        heading=value["heading"],
        numbering=value["numbering"],
        clause=value["clause"],
        when=value.get("when"),
        defines=tuple(value.get("defines", ())),
        blocks=tuple(_block_of(block) for block in value["paragraphs"]),
    )


def _block(block: Block) -> dict[str, Json]:
    if isinstance(block, Table):
        return _told(
            kind="table",
            number=block.number,
            clause=block.clause,
            when=block.when,
            columns=[_runs(column) for column in block.columns],
            rows=[[_runs(cell) for cell in row] for row in block.rows],
        )
    return _told(
        kind=block.kind,
        number=block.number,
        anchor=block.anchor,
        clause=block.clause,
        when=block.when,
        runs=_runs(block.runs),
    )


def _block_of(value: Mapping[str, Any]) -> Block:
    number, when = value.get("number"), value.get("when")
    if value["kind"] == "table":
        rows = tuple(tuple(_runs_of(cell) for cell in row) for row in value["rows"])
        columns = tuple(_runs_of(column) for column in value["columns"])
        return Table(columns, rows, value["clause"], when, number)
    return Paragraph(
        value["kind"], _runs_of(value["runs"]), value["clause"], value.get("anchor"), when, number
    )


def _runs(runs: Runs) -> list[Json]:
    return [
        _told(
            text=run.text,
            source=None if run.source is None else _source(run.source),
            blank=run.blank,
            target=run.target,
            style=run.style,
            mark=run.mark,
        )
        for run in runs
    ]


def _runs_of(value: list[Mapping[str, Any]]) -> Runs:
    return tuple(
        Run(
            run["text"],
            None if "source" not in run else _source_of(run["source"]),
            run.get("blank"),
            run.get("target"),
            run.get("style"),
            run.get("mark"),
        )
        for run in value
    )


def _source(source: Source) -> dict[str, Json]:
    return _told(
        pointer=source.pointer,
        origin=source.origin,
        behind=list(source.behind) or None,
        lines=list(source.lines) or None,
        rule=source.rule,
    )


def _source_of(value: Mapping[str, Any]) -> Source:
    return Source(
        value["pointer"],
        value["origin"],
        tuple(value.get("behind", ())),
        tuple(value.get("lines", ())),
        value.get("rule"),
    )


def _told(**fields: Json) -> dict[str, Json]:
    return {name: value for name, value in fields.items() if value is not None}
