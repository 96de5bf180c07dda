"""The catalogue as a LangGraph store, for graphs and agents that keep their prompts here.

    from core.runtime import runtime
    from core.search import PromptStore

    graph = builder.compile(store=PromptStore(runtime()))

The only module that may import LangGraph on the side of searching.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Protocol

from langgraph.store.base import (
    BaseStore,
    GetOp,
    Item,
    ListNamespacesOp,
    Op,
    PutOp,
    Result,
    SearchItem,
    SearchOp,
    validate_op_namespace,
)

from core.actors import LOCAL_USER, Actor
from core.catalogue.model import Prompt, Ref
from core.catalogue.updating import Updater, UpdateRequest
from core.errors import Conflict, InvalidInput, StorageUnavailable
from core.events.blobs import BlobStore
from core.events.envelope import CATALOGUE
from core.events.log import EventLog
from core.search.addresses import Namespace, address_of, matches, possible, ref_at
from core.search.filtering import meets
from core.search.item_values import Standing, check_value, request_for
from core.search.live import LiveIndex
from core.search.requests import LIMIT, QUERY_LIMIT, SearchRequest
from core.search.view import View

_LOST_RACES = 64


class System(Protocol):
    """The wired system that a store works on: `core.runtime.Runtime` is one."""

    @property
    def log(self) -> EventLog: ...
    @property
    def blobs(self) -> BlobStore: ...
    @property
    def index(self) -> LiveIndex: ...
    @property
    def updater(self) -> Updater: ...


class PromptStore(BaseStore):
    """Prompts as items: `("agents", "contract")` and `drafter` is `agents/contract.drafter`.

    An item's value is `{text, version, title, purpose, suggestions, metadata}` of the latest
    version. `put` takes any of these, `text` or `body` (the text without its suggestions) for a
    new prompt, and appends a version by `actor`; what stands already makes none, and a value with
    a `version` is refused (`VersionConflict`) once another one stands. `delete` archives. A search
    without a query lists; one with a query ranks, and what lies beyond the ranked best follows
    without a score. Of a long query the first 4 KiB count. A time to live and `index=False` are
    refused: versions stay, and all that is in use is found. Errors are those of `core.errors`.

    In a batch reads see the catalogue before its writes, and of two writes to one item the last
    counts; each write is an append of its own.
    """

    def __init__(self, system: System, *, actor: Actor = LOCAL_USER) -> None:
        self._system = system
        self._actor = actor
        self._written = 0
        self._times: dict[int, datetime] = {}

    def batch(self, ops: Iterable[Op]) -> list[Result]:
        """Carry out `ops`; one result for each."""
        listed = list(ops)
        writes: dict[Ref, PutOp] = {}
        for op in listed:
            validate_op_namespace(op)
            if isinstance(op, PutOp):
                writes[_target(op)] = op
        view = self._view()
        results = [self._read(view, op) for op in listed]
        for ref, op in writes.items():
            self._write(ref, op.value)
        return results

    async def abatch(self, ops: Iterable[Op]) -> list[Result]:
        """`batch`, without holding up the loop: it reads files and may wait for other writers."""
        return await asyncio.to_thread(self.batch, list(ops))

    def _view(self) -> View:
        """The catalogue, with what this store wrote itself in it."""
        view = self._system.index.fresh()
        return view if view.sequence >= self._written else self._system.index.latest()

    def _read(self, view: View, op: Op) -> Result:
        match op:
            case GetOp():
                return self._get(view, op)
            case SearchOp():
                return self._search(view, op)
            case ListNamespacesOp():
                return _namespaces(view, op)
            case PutOp():
                return None
            case _:
                raise InvalidInput("op", f"{type(op).__name__} is no operation", "see BaseStore")

    def _get(self, view: View, op: GetOp) -> Item | None:
        try:
            prompt = view.prompt(ref_at(op.namespace, op.key))
        except InvalidInput:
            return None
        if prompt is None or prompt.archived:
            return None
        return Item(**self._fields(prompt))

    def _search(self, view: View, op: SearchOp) -> list[SearchItem]:
        if op.offset < 0 or op.limit < 0:
            raise InvalidInput("limit", "or offset is negative", "count from 0")
        if not possible(op.namespace_prefix):
            return []
        found: list[SearchItem] = []
        for prompt, score in _candidates(view, op):
            if len(found) == op.offset + op.limit:
                break
            fields = self._fields(prompt)
            if meets(fields["value"], op.filter):
                found.append(SearchItem(**fields, score=score))
        return found[op.offset :]

    def _fields(self, prompt: Prompt) -> dict[str, Any]:
        namespace, key = address_of(prompt.ref)
        return {
            "namespace": namespace,
            "key": key,
            "value": Standing.of(prompt.ref, prompt, self._system.blobs).value,
            "created_at": self._time(prompt.versions[0].sequence),
            "updated_at": self._time(prompt.latest.sequence),
        }

    def _time(self, sequence: int) -> datetime:
        """When append `sequence` was made: it stays so, and is read once."""
        if sequence not in self._times:
            appended = self._system.log.read(CATALOGUE, after=sequence - 1, upto=sequence)
            self._times[sequence] = datetime.fromisoformat(next(iter(appended)).new.time)
        return self._times[sequence]

    def _write(self, ref: Ref, value: Mapping[str, Any] | None) -> None:
        """Make `value` what stands, again where another writer was first."""
        for _ in range(_LOST_RACES):
            prompt = self._system.index.latest().prompt(ref)
            standing = Standing.of(ref, prompt, self._system.blobs)
            request = _archiving(standing) if value is None else request_for(standing, value)
            if request is None:
                return
            try:
                outcome = self._system.updater.update(request, actor=self._actor)
            except Conflict:
                continue
            self._written = max(self._written, outcome.sequence)
            return
        raise StorageUnavailable(f"{ref} is being written by many others; try again")


def _target(op: PutOp) -> Ref:
    """What `op` writes to; raises before anything is written."""
    if op.ttl is not None:
        raise NotImplementedError("PromptStore keeps every version: leave ttl out")
    if op.index is False:
        raise NotImplementedError("PromptStore finds all that is in use: leave index out")
    if op.value is not None:
        check_value(op.value)
    return ref_at(op.namespace, op.key)


def _archiving(standing: Standing) -> UpdateRequest | None:
    if not standing.version or standing.archived:
        return None
    return UpdateRequest(
        standing.ref.type, standing.ref.name, archive=True, expected_version=standing.version
    )


def _candidates(view: View, op: SearchOp) -> Iterator[tuple[Prompt, float | None]]:
    """Prompts in use below the prefix: the best for the query with their scores, then the rest."""
    ranked: set[Ref] = set()
    for prompt, score in _ranked(view, op):
        ranked.add(prompt.ref)
        yield prompt, score
    for prompt in _living(view, op.namespace_prefix):
        if prompt.ref not in ranked:
            yield prompt, None


def _ranked(view: View, op: SearchOp) -> Iterator[tuple[Prompt, float]]:
    query = (op.query or "").encode("utf-8", "replace")[:QUERY_LIMIT].decode("utf-8", "ignore")
    if not query.strip():
        return
    wanted = LIMIT if op.filter else min(op.offset + op.limit + 1, LIMIT)
    namespace = "/".join(op.namespace_prefix) or None
    try:
        answer = view.search(SearchRequest(query, namespace=namespace, limit=wanted))
    except InvalidInput:
        return  # there is no such type
    for result in answer.results:
        prompt = view.prompt(Ref(result.type, result.name))
        if prompt is not None and _below(prompt, op.namespace_prefix):
            yield prompt, result.score


def _living(view: View, prefix: Namespace) -> list[Prompt]:
    kind = prefix[0] if prefix else None
    living = (p for p in view.prompts(kind) if not p.archived and _below(p, prefix))
    return sorted(living, key=lambda prompt: address_of(prompt.ref))


def _below(prompt: Prompt, prefix: Namespace) -> bool:
    return address_of(prompt.ref)[0][: len(prefix)] == tuple(prefix)


def _namespaces(view: View, op: ListNamespacesOp) -> list[Namespace]:
    found = {address_of(prompt.ref)[0] for prompt in view.prompts(None) if not prompt.archived}
    for condition in op.match_conditions or ():
        found = {name for name in found if matches(name, condition.match_type, condition.path)}
    if op.max_depth is not None:
        found = {name[: op.max_depth] for name in found}
    return sorted(found)[op.offset : op.offset + op.limit]
