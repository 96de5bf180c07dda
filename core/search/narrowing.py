"""From a request's type and namespace to ranges of documents."""

from collections.abc import Iterator, Sequence

from core.catalogue.model import TYPE_ALIASES, prompt_type
from core.errors import InvalidInput
from core.search.requests import SearchRequest
from core.search.scope import Ranges
from core.snapshot.shelf import Shelf


def narrowed(shelves: Sequence[Shelf], request: SearchRequest) -> list[Ranges]:
    """For each shelf, where `request` may find something. Raises `InvalidInput`."""
    kind = _known(shelves, "type", request.type) if request.type is not None else None
    path = ""
    if request.namespace is not None:
        head, _, rest = request.namespace.strip("/").partition("/")
        space = _known(shelves, "namespace", head)
        if kind not in (None, space):
            return [() for _ in shelves]
        kind, path = space, rest.replace("/", ".")
    if kind is None:
        return [((0, len(shelf)),) for shelf in shelves]
    return [shelf.within(kind, path) for shelf in shelves]


def _known(shelves: Sequence[Shelf], field: str, text: str) -> str:
    kind = prompt_type(text, field=field)
    if any(_has(shelf, kind) for shelf in shelves):
        return kind
    known = sorted({kind for shelf in shelves for kind in _types(shelf)})
    raise InvalidInput(
        field,
        f"there is no {TYPE_ALIASES.get(text, text)!r} in the catalogue",
        f"use {', '.join(known) or 'nothing: the catalogue is empty'}",
    )


def _has(shelf: Shelf, kind: str) -> bool:
    return any(start < stop for start, stop in shelf.within(kind, ""))


def _types(shelf: Shelf) -> Iterator[str]:
    """The types of the shelf's documents, found by skipping from each to the next."""
    position = 0
    while position < len(shelf):
        kind = shelf.refs[position].partition(b"\0")[0]
        yield kind.decode()
        position = shelf.refs.bisect(kind + b"\x01")
