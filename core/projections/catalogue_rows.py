"""The catalogue's stream as rows: what each event changes, and for which projection.

A version is sent where its event's `routing` says, and always counts in `prompt_catalog`. Leaving
use and coming back follow a prompt to wherever it was sent before.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from core import canonical
from core.catalogue.events import PromptArchived, Shelved, Written, from_event
from core.catalogue.model import Ref, Text
from core.catalogue.rendering import with_suggestions
from core.events.envelope import Event
from core.projections.changes import Change, Patch, Put, Remove
from core.projections.league_cases import league_case
from core.projections.tables import (
    LEAGUE_EXAMPLES,
    PROMPT_CATALOG,
    PROMPT_ITEMS,
    WORKFLOW_DEFINITIONS,
    Key,
    Row,
    Table,
)
from core.projections.targets import SQLITE, Target

ITEM_TEXT_LIMIT = 512 * 1024
ITEM_METADATA_LIMIT = 128 * 1024
"""Bytes of a prompt that an item holds. The item of a larger one holds null in their place, since
a Firestore document ends at a mebibyte with all that is in it; the HTTP routes give the whole."""

Read = Callable[[Text], str]
"""Gives a text that an event carries or names. It never changes, so this counts as pure."""


def catalogue_changes(event: Event, read: Read, target: Target = SQLITE) -> Sequence[Change]:
    """What `event`, in its current shape, changes; texts that `target` does not keep are not
    read."""
    fact = from_event(event.new)
    match fact:
        case Written():
            return list(_written(fact, event.new.time, read, target))
        case Shelved():
            return list(_shelved(fact, event.new.time))
        case _:
            return []


def _written(fact: Written, time: str, read: Read, target: Target) -> Iterator[Change]:
    yield _put(
        PROMPT_CATALOG,
        (fact.ref.type, fact.ref.name),
        {
            "version": fact.version,
            "suggestions_count": len(fact.suggestions),
            "metadata": dict(fact.metadata),
            "updated_at": time,
        },
    )
    if "supabase" in fact.routing and fact.ref.type == "workflows":
        yield _put(WORKFLOW_DEFINITIONS, (fact.ref.name,), _workflow(fact, time))
    examples = fact.ref.type == "examples" and target.holds(LEAGUE_EXAMPLES)
    if "supabase" in fact.routing and examples:
        yield _example(fact, time, read)
    if "firestore" in fact.routing and target.holds(PROMPT_ITEMS):
        yield _put(PROMPT_ITEMS, (fact.ref.type, fact.ref.name), _item(fact, time, read))


def _put(table: Table, key: Key, values: Row, first: Row | None = None) -> Put:
    # A version does not bring an archived prompt back; an event of its own does.
    return Put(table, key, values, {"archived": False, **(first or {})})


def _workflow(fact: Written, time: str) -> Row:
    stages = fact.metadata.get("stages")
    return {
        # A bare text is a workflow of one stage.
        "total_stages": len(stages) if isinstance(stages, list) else 1,
        "version": fact.version,
        "metadata": dict(fact.metadata),
        "updated_at": time,
    }


def _example(fact: Written, time: str, read: Read) -> Change:
    """A row of `league_examples`; none where the case does not say which sport it is about."""
    case = league_case(read(fact.body), fact.metadata)
    if case is None:
        return Remove(LEAGUE_EXAMPLES, (fact.ref.name,))
    values = {
        "sport": case.sport,
        "tier": case.tier,
        "league_name": case.league_name,
        "example_data": case.data,
        "version": fact.version,
    }
    return _put(LEAGUE_EXAMPLES, (fact.ref.name,), values, {"created_at": time})


def _item(fact: Written, time: str, read: Read) -> Row:
    text = with_suggestions(read(fact.body), fact.suggestions)
    metadata = dict(fact.metadata)
    return {
        "version": fact.version,
        "text": text if len(text.encode()) <= ITEM_TEXT_LIMIT else None,
        "suggestions": [suggestion.text for suggestion in fact.suggestions],
        "metadata": metadata if len(canonical.encode(metadata)) <= ITEM_METADATA_LIMIT else None,
        "updated_at": time,
    }


def _shelved(fact: Shelved, time: str) -> Iterator[Change]:
    archived = isinstance(fact, PromptArchived)
    for table, key in _places(fact.ref):
        dated = {"updated_at": time} if "updated_at" in table.columns else {}
        yield Patch(table, key, {"archived": archived, **dated})


def _places(ref: Ref) -> Iterator[tuple[Table, Key]]:
    """Every row that a prompt may have."""
    yield PROMPT_CATALOG, (ref.type, ref.name)
    yield PROMPT_ITEMS, (ref.type, ref.name)
    by_type: Mapping[str, Table] = {"workflows": WORKFLOW_DEFINITIONS, "examples": LEAGUE_EXAMPLES}
    if ref.type in by_type:
        yield by_type[ref.type], (ref.name,)
