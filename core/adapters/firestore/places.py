"""Where each row and each position stands: the paths that frontends and the security rules know."""

import re
from urllib.parse import unquote

from google.cloud.firestore import Client, CollectionGroup, CollectionReference

from core.events.envelope import StreamId
from core.projections.tables import (
    EXECUTION_PROGRESS,
    PROMPT_HISTORY,
    PROMPT_ITEMS,
    PROMPT_PREFERENCES,
    Key,
    Table,
)

_KEY = "*"
_PATTERNS = {
    PROMPT_ITEMS.name: ("prompts", _KEY, "items", _KEY),
    PROMPT_PREFERENCES.name: ("users", _KEY, "prompt_preferences", "current"),
    PROMPT_HISTORY.name: ("users", _KEY, "prompt_history", _KEY),
    EXECUTION_PROGRESS.name: ("executions", _KEY),
}
POSITIONS = "projection_positions"
CONTROL = "projection_control/current"
_RESERVED = re.compile(r"\.|\.\.|__.*__", re.DOTALL)


def path_of(table: Table, key: Key) -> str:
    """The document of a row. A key's parts are names of documents, percent-encoded where Firestore
    would not take them as such."""
    parts = iter(key)
    return "/".join(_name(next(parts)) if step == _KEY else step for step in _PATTERNS[table.name])


def key_of(table: Table, path: str) -> Key | None:
    """The key of the row at `path`; `None` where no row of `table` stands there."""
    steps, pattern = path.split("/"), _PATTERNS[table.name]
    if len(steps) != len(pattern):
        return None
    pairs = list(zip(steps, pattern, strict=True))
    if any(wanted not in (_KEY, step) for step, wanted in pairs):
        return None
    key = tuple(unquote(step) for step, wanted in pairs if wanted == _KEY)
    return key if path_of(table, key) == path else None


def collection_of(client: Client, table: Table) -> CollectionReference | CollectionGroup:
    """The documents of `table`, and perhaps others: see `belongs`."""
    pattern = _PATTERNS[table.name]
    if len(pattern) == 2:
        return client.collection(pattern[0])
    return client.collection_group(pattern[2])


def belongs(table: Table, path: str) -> bool:
    """Whether the document at `path` stands in a collection that is ours to fill: others may call
    a collection `items` too."""
    steps, pattern = path.split("/"), _PATTERNS[table.name]
    return len(steps) == len(pattern) and list(steps[::2]) == list(pattern[::2])


def position_path(stream: StreamId) -> str:
    """A document a stream: the position of one is written as often as the stream moves, and no
    other waits for it."""
    return f"{POSITIONS}/{stream.replace('/', '~')}"


def _name(part: str) -> str:
    if _RESERVED.fullmatch(part):
        return "".join(f"%{byte:02X}" for byte in part.encode())
    return part.replace("%", "%25").replace("/", "%2F")
