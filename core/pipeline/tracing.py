"""Provenance of a contract: for every paragraph, the clause, the price lines and the facts behind
it, with the questionnaire's words and their place, and what took part in making it.

It is a pure function of the stages' results, so it can be made again at any time from the log.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from core.canonical import Json
from core.documents.contracts.codec import from_json
from core.documents.contracts.markdown import plain
from core.documents.contracts.model import Block, ContractDocument, Run, Source, cells
from core.documents.questionnaires.document import Document
from core.errors import Conflict
from core.pipeline.conditions import parse
from core.pipeline.drafting.deal import chosen_suggestion
from core.pipeline.execution import Execution
from core.pipeline.facts import Facts

EXPORT = "export"


def record_of(execution: Execution) -> dict[str, Json]:
    """What took part up to the export: workflow, point of the catalogue, models and prompts."""
    names = [stage.name for stage in execution.stages if stage.task != EXPORT]
    completed = [name for name in names if execution.state(name).status == "completed"]
    return {
        "workflow": execution.workflow,
        "catalogue": execution.catalogue,
        "snapshot": execution.snapshot,
        "stages": {
            name: {
                "model": execution.state(name).model,
                "used": list(execution.state(name).used),
            }
            for name in completed
        },
    }


def provenance(
    execution_id: str, document: Document, results: Mapping[str, Json], record: Mapping[str, Json]
) -> dict[str, Json]:
    """The whole provenance of an execution's contract.

    Raises `Conflict` where no contract has been assembled yet.
    """
    if "assemble" not in results or "price" not in results:
        raise Conflict(f"execution {execution_id} has no contract yet; it must be assembled first")
    facts = Facts(results["extract"], results.get("enhance") or {})
    documents = [from_json(value) for value in results["assemble"]["documents"]]
    told = {one.name: _document(one) for one in documents}
    priced = results["price"]
    none = results["extract"].get("answered_none") or {}
    return {
        "execution": execution_id,
        "workflow": record["workflow"],
        "catalogue": record["catalogue"],
        "snapshot": record["snapshot"],
        "stages": record["stages"],
        "questionnaire": document.name,
        "price": _price(priced),
        "facts": {
            pointer: _fact(facts, pointer, document, none)
            for pointer in _with_grounds(facts, _pointers(told.values(), priced))
        },
        "documents": told,
    }


def _document(document: ContractDocument) -> dict[str, Json]:
    return {
        "title": document.title,
        "sections": [
            {
                "number": section.number,
                "heading": section.heading,
                "clause": section.clause,
                "when": section.when,
                "paragraphs": [_paragraph(block) for block in section.blocks],
            }
            for section in document.sections
        ],
    }


def _paragraph(block: Block) -> dict[str, Json]:
    runs = [run for cell in cells(block) for run in cell]
    return {
        "number": block.number,
        "clause": block.clause,
        "when": block.when,
        "text": plain(block),
        "sources": [_source(run, run.source) for run in runs if run.source is not None],
        "blanks": [{"id": run.blank, "label": run.text} for run in runs if run.blank is not None],
    }


def _source(run: Run, source: Source) -> dict[str, Json]:
    return {
        "text": run.text,
        "pointer": source.pointer,
        "origin": source.origin,
        "behind": list(source.behind),
        "lines": list(source.lines),
        "rule": source.rule,
        "mark": run.mark,
    }


def _price(priced: Mapping[str, Any]) -> dict[str, Json]:
    suggestion = chosen_suggestion(priced)
    return {
        "rate_card": priced["rate_card"],
        "suggestion": suggestion["name"],
        "title": suggestion["title"],
        "currency": priced["currency"],
        "annual_fee": suggestion["annual_fee"]["amount"],
        "choices": suggestion["choices"],
        "choice_reasons": suggestion.get("choice_reasons", {}),
        "lines": [
            {
                key: line[key]
                for key in ("id", "title", "kind", "factor", "amount", "facts", "reason")
            }
            for line in suggestion["lines"]
        ],
    }


def _pointers(documents: Iterable[Mapping[str, Any]], priced: Mapping[str, Any]) -> Iterator[str]:
    """Every pointer that a source, a condition or a price line names."""
    for document in documents:
        for section in document["sections"]:
            yield from _condition_paths(section["when"])
            for paragraph in section["paragraphs"]:
                yield from _condition_paths(paragraph["when"])
                for source in paragraph["sources"]:
                    yield source["pointer"]
                    yield from source["behind"]
    for line in chosen_suggestion(priced)["lines"]:
        yield from line["facts"]


def _condition_paths(when: str | None) -> Iterator[str]:
    for path in parse(when).paths if when is not None else ():
        yield path.removeprefix("/none").removeprefix("/doubt")


def _with_grounds(facts: Facts, pointers: Iterable[str]) -> list[str]:
    """The profile's pointers among `pointers`, with those that derived values rest on, sorted."""
    found: set[str] = set()
    waiting = list(pointers)
    while waiting:
        pointer = waiting.pop()
        if pointer in found or pointer.split("/")[1] not in facts.profile:
            continue
        found.add(pointer)
        waiting += (facts.derivation(pointer) or {}).get("from", ())
    return sorted(found)


def _fact(
    facts: Facts, pointer: str, document: Document, answered_none: Mapping[str, Any]
) -> dict[str, Json]:
    derivation = facts.derivation(pointer) or {}
    places = facts.places(pointer)
    none = facts.answered_none(pointer)
    if none:
        said = answered_none[pointer]
        places = [{"pointer": pointer, **{key: said[key] for key in ("quote", "start", "end")}}]
    return {
        "value": facts.value(pointer),
        "origin": facts.origin(pointer),
        "answered_none": none,
        "rule": derivation.get("explanation"),
        "from": list(derivation.get("from", ())),
        "places": [{**place, **_place(document.text, place)} for place in places],
    }


def _place(text: str, place: Mapping[str, Any]) -> dict[str, Json]:
    """Line and column, counted from 1, of a place that is given by its offset."""
    before = text[: place["start"]]
    return {
        "line": before.count("\n") + 1,
        "column": len(before) - (before.rfind("\n") + 1) + 1,
    }
