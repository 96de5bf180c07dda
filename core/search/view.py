"""The catalogue at one point: a snapshot and the prompts that later events changed.

A view never changes; whoever holds one reads one state, whatever is appended meanwhile.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from core.catalogue.events import from_event
from core.catalogue.folding import fold
from core.catalogue.model import Catalogue, Prompt, Receipt, Ref, Version
from core.catalogue.rendering import text_of
from core.events.blobs import BlobStore
from core.events.envelope import Event
from core.events.upcasting import upcast
from core.search.narrowing import narrowed
from core.search.ranking import Hit, rank
from core.search.requests import SearchAnswer, SearchRequest, SearchResult
from core.search.scope import Hidden, Scope
from core.search.snippets import snippet
from core.snapshot.encoder import StaticEncoder
from core.snapshot.reader import Snapshot
from core.snapshot.shelf import Shelf, lay_out


@dataclass(frozen=True)
class View:
    """`tail` holds what events after the snapshot changed: prompts with their whole history."""

    snapshot: Snapshot
    tail: Catalogue
    blobs: BlobStore
    earlier: "View | None" = field(default=None, repr=False)

    @classmethod
    def of(cls, snapshot: Snapshot, blobs: BlobStore) -> "View":
        return cls(snapshot, Catalogue(snapshot.sequence), blobs)

    def after(self, events: Iterable[Event]) -> "View":
        """The view once `events`, which follow its sequence, are in the tail."""
        listed = list(events)
        prompts = dict(self.tail.prompts)
        for event in listed:
            fact = from_event(upcast(event.new))
            if fact is not None and fact.ref not in prompts:
                prompt = self.snapshot.content.prompt(fact.ref)
                if prompt is not None:
                    prompts[fact.ref] = prompt
        tail = fold(replace(self.tail, prompts=prompts), listed)
        return View(self.snapshot, tail, self.blobs, self._laid_out())

    @property
    def sequence(self) -> int:
        return self.tail.sequence

    @property
    def snapshot_id(self) -> str:
        return self.snapshot.id

    @property
    def encoder(self) -> StaticEncoder:
        return self.snapshot.encoder

    def prompt(self, ref: Ref) -> Prompt | None:
        """The prompt with its whole history, archived or not; `None` where there is none."""
        return self.tail.prompts.get(ref) or self.snapshot.content.prompt(ref)

    def prompts(self, kind: str | None) -> Iterator[Prompt]:
        """Every prompt (of type `kind`), archived or not."""
        changed = self.tail.prompts
        for prompt in self.snapshot.content.prompts(kind):
            if prompt.ref not in changed:
                yield prompt
        for ref, prompt in sorted(changed.items()):
            if kind in (None, ref.type):
                yield prompt

    def receipt(self, key: str) -> Receipt | None:
        return self.tail.receipts.get(key) or self.snapshot.content.receipt(key)

    def text(self, version: Version) -> str:
        """The version's text with its suggestions."""
        return text_of(version, self.blobs)

    def search(self, request: SearchRequest) -> SearchAnswer:
        """The best matches in this view. Raises `InvalidInput`."""
        request.check()
        shelves = [self.snapshot.content.shelf, self._changed]
        ranges = narrowed(shelves, request)
        scopes = [
            Scope(shelf, part, hidden)
            for shelf, part, hidden in zip(shelves, ranges, (self._superseded, None), strict=True)
        ]
        ranking = rank(scopes, self.snapshot.encoder, request.query, request.limit)
        results = [_result(hit, ranking.terms) for hit in ranking.hits]
        return SearchAnswer(results, self.snapshot.id, self.sequence)

    @cached_property
    def _changed(self) -> Shelf:
        """The tail's living prompts, laid out when the first search after a change needs them."""
        living = [(p, text_of(p.latest, self.blobs)) for p in self.tail.live()]
        shelf, _ = lay_out(
            living,
            self.snapshot.encoder,
            statistics=self.snapshot.content.shelf.postings,
            earlier=self.earlier._changed if self.earlier is not None else None,
        )
        return shelf

    @cached_property
    def _superseded(self) -> Hidden | None:
        positions = (self.snapshot.content.shelf.position(ref) for ref in self.tail.prompts)
        found = [position for position in positions if position is not None]
        return Hidden.of(self.snapshot.content.shelf, found) if found else None

    def _laid_out(self) -> "View | None":
        """This view, if its changed prompts are laid out and so save work, else an earlier one."""
        if "_changed" in self.__dict__:
            return replace(self, earlier=None) if self.earlier is None else self
        return self.earlier


def _result(hit: Hit, terms: Sequence[str]) -> SearchResult:
    shelf, document, score = hit
    card = shelf.card(document)
    shown = snippet(card.purpose, shelf.texts, document, terms)
    return SearchResult(card.type, card.name, card.version, round(score, 4), card.title, shown)
