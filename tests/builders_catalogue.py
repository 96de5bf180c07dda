"""Catalogues, files and updates in plain values, for tests."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from core.catalogue.deciding import GenesisEntry, Update, decide_import, decide_update
from core.catalogue.events import SHAPE_VERSIONS, CatalogueEvent, Stamp, to_data
from core.catalogue.folding import fold
from core.catalogue.genesis import GenesisFile
from core.catalogue.labelling import MoveLabel, decide_label
from core.catalogue.model import Catalogue, Ref, Suggestion, Text
from core.catalogue.rollback import Rollback, decide_rollback
from core.events.envelope import CATALOGUE, Event
from core.events.minting import Mint

REF = Ref("agents", "drafter")


def nowhere(_ref: Ref) -> tuple[str, ...]:
    return ()


def a_mint() -> Mint:
    """A mint whose clock moves one second an event and whose ids count."""
    ticks = iter(range(1_000_000))
    start = datetime(2027, 1, 1, tzinfo=UTC)
    return Mint(
        clock=lambda: start + timedelta(seconds=next(ticks)), new_id=lambda: f"id-{next(ticks)}"
    )


def a_file(
    ref: Ref = REF, text: str = "Draft the contract.", metadata: Mapping[str, Any] | None = None
) -> GenesisFile:
    return GenesisFile(ref, text, metadata or {}, f"prompts/{ref.type}/{ref.name}.md")


def an_entry(
    ref: Ref = REF, text: str = "Draft the contract.", metadata: Mapping[str, Any] | None = None
) -> GenesisEntry:
    file = a_file(ref, text, metadata)
    return GenesisEntry(ref, Text(inline=text), file.metadata, file.hash, file.path)


def an_update(
    *suggestions: str,
    ref: Ref = REF,
    body: str | None = None,
    key: str | None = None,
    **fields: Any,
) -> Update:
    return Update(
        ref=ref,
        suggestions=tuple(Suggestion(text, "ana") for text in suggestions),
        body=Text(inline=body) if body is not None else None,
        stamp=Stamp(key, fields.pop("fingerprint", "same")) if key is not None else None,
        **fields,
    )


def appended(catalogue: Catalogue, facts: Sequence[CatalogueEvent]) -> Catalogue:
    """The catalogue after one append of `facts`, written and read back as events are."""
    mint = a_mint()
    events = [
        Event(
            CATALOGUE,
            catalogue.sequence + 1,
            index,
            mint.event(fact.TYPE, SHAPE_VERSIONS[fact.TYPE], to_data(fact), actor="ana"),
        )
        for index, fact in enumerate(facts)
    ]
    return fold(catalogue, events)


def after_import(catalogue: Catalogue, *entries: GenesisEntry) -> Catalogue:
    events, _ = decide_import(catalogue, entries, nowhere)
    return appended(catalogue, events)


def after_update(catalogue: Catalogue, command: Update) -> Catalogue:
    receipt = catalogue.receipts.get(command.stamp.key) if command.stamp else None
    prompt = catalogue.prompts.get(command.ref)
    return appended(catalogue, decide_update(prompt, receipt, command, ()))


def after_label(
    catalogue: Catalogue, label: str, version: int, ref: Ref = REF, **fields: Any
) -> Catalogue:
    command = MoveLabel(ref, label, version, **fields)
    return appended(catalogue, decide_label(catalogue.prompts.get(ref), None, command, (), ()))


def after_rollback(catalogue: Catalogue, version: int, ref: Ref = REF, **fields: Any) -> Catalogue:
    command = Rollback(ref, version, **fields)
    return appended(catalogue, decide_rollback(catalogue.prompts.get(ref), None, command, ()))
