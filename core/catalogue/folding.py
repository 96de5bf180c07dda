"""From events to the catalogue: the same events always make the same state."""

from collections.abc import Iterable
from dataclasses import replace

from core.catalogue.events import (
    CatalogueEvent,
    GenesisAdopted,
    LabelMoved,
    PromptArchived,
    PromptRestored,
    Shelved,
    Stamp,
    Written,
    from_event,
)
from core.catalogue.model import Archival, Catalogue, Imported, LabelMove, Prompt, Receipt, Version
from core.errors import StorageUnavailable
from core.events.envelope import Event
from core.events.upcasting import upcast


def evolve(prompt: Prompt | None, event: CatalogueEvent, sequence: int) -> Prompt:
    """The prompt after `event` of append `sequence`. An event that happened is never refused."""
    match event:
        case Written():
            version = Version(
                event.version,
                sequence,
                event.body,
                event.metadata,
                event.suggestions,
                event.origin,
            )
            imports = (Imported(sequence, event.genesis),) if event.genesis is not None else ()
            if prompt is None:
                return Prompt(event.ref, (version,), imports=imports)
            return replace(
                prompt,
                versions=(*prompt.versions, version),
                imports=(*prompt.imports, *imports),
            )
        case PromptArchived() | PromptRestored():
            known = _existing(prompt, event)
            archival = Archival(sequence, isinstance(event, PromptArchived), event.origin)
            return replace(known, archivals=(*known.archivals, archival))
        case LabelMoved():
            known = _existing(prompt, event)
            move = LabelMove(sequence, event.label, event.version)
            return replace(known, labels=(*known.labels, move))
        case GenesisAdopted():
            known = _existing(prompt, event)
            return replace(known, imports=(*known.imports, Imported(sequence, event.genesis)))


def fold(catalogue: Catalogue, events: Iterable[Event]) -> Catalogue:
    """`catalogue` after `events`, which continue its stream. Other streams' types are passed over.

    Costs one copy of the catalogue's map plus a step an event.
    """
    prompts = dict(catalogue.prompts)
    receipts = dict(catalogue.receipts)
    sequence = catalogue.sequence
    for envelope in events:
        sequence = envelope.sequence
        event = from_event(upcast(envelope.new))
        if event is None:
            continue
        prompt = evolve(prompts.get(event.ref), event, sequence)
        prompts[event.ref] = prompt
        stamp = _stamp(event)
        if stamp is not None:
            version = event.version if isinstance(event, LabelMoved) else prompt.latest.number
            receipts[stamp.key] = Receipt(stamp.fingerprint, event.ref, version, sequence)
    return Catalogue(sequence, prompts, receipts)


def _existing(prompt: Prompt | None, event: CatalogueEvent) -> Prompt:
    if prompt is None:
        raise StorageUnavailable(
            f"the catalogue's log speaks of {event.ref} before it creates it; "
            "restore the log from a copy"
        )
    return prompt


def _stamp(event: CatalogueEvent) -> Stamp | None:
    return event.stamp if isinstance(event, Written | Shelved | LabelMoved) else None
