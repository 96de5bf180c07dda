"""The catalogue's part of a snapshot: every prompt's state, and its living ones as a shelf."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core import canonical
from core.canonical import Json
from core.catalogue.codec import (
    prompt_from_json,
    prompt_to_json,
    receipt_from_json,
    receipt_to_json,
)
from core.catalogue.model import Catalogue, Prompt, Receipt, Ref
from core.snapshot.format import Array, Part, pack
from core.snapshot.lexical import Postings
from core.snapshot.shelf import Shelf, ref_key
from core.snapshot.strings import Strings, join
from core.snapshot.vectors import Vectors
from core.snapshot.words import hashed


def packed(catalogue: Catalogue, shelf: Shelf) -> bytes:
    """`catalogue`, laid out as `shelf`, as the bytes of a part."""
    prompts = [prompt for _, prompt in sorted(catalogue.prompts.items())]
    receipts = sorted((hashed(key), key, r) for key, r in catalogue.receipts.items())
    postings = shelf.postings
    strings = {
        "entry_ref": join([ref_key(prompt.ref) for prompt in prompts]),
        "entry": join([canonical.encode(prompt_to_json(prompt)) for prompt in prompts]),
        "receipt": join([canonical.encode([k, receipt_to_json(r)]) for _, k, r in receipts]),
        "ref": join(list(shelf.refs)),
        "card": join(list(shelf.cards)),
        "text": join(list(shelf.texts)),
        "term": join(list(postings.terms)),
    }
    sections: dict[str, Array] = {
        "receipt_hash": np.array([key for key, _, _ in receipts], "<u8"),
        "vector_head": shelf.vectors.head,
        "vector_rest": shelf.vectors.rest,
        "vector_scale": shelf.vectors.scale,
        "vector_start": shelf.vector_start,
        "vector_document": shelf.vector_document,
        "vector_key": shelf.vector_key,
        "term_hash": postings.term_hash,
        "term_start": postings.term_start,
        "term_rarity": postings.term_rarity,
        "posting_document": postings.document,
        "posting_impact": postings.impact,
        "spelling_hash": postings.spelling_hash,
        "spelling_term": postings.spelling_term,
        "name_hash": shelf.name_hash,
        "name_document": shelf.name_document,
    }
    for name, (offsets, content) in strings.items():
        sections[f"{name}_at"] = offsets
        sections[f"{name}_bytes"] = content
    meta: dict[str, Json] = {
        "sequence": catalogue.sequence,
        "average_length": postings.average_length,
    }
    return pack(meta, sections)


@dataclass(frozen=True, slots=True)
class Content:
    """Reads what `packed` wrote; prompts are decoded one by one, when they are asked for."""

    sequence: int
    shelf: Shelf
    _entry_refs: Strings
    _entries: Strings
    _receipt_hash: Array
    _receipts: Strings

    @classmethod
    def of(cls, part: Part) -> "Content":
        """The content of an opened part. Raises `SnapshotDamaged` or `ValueError`."""

        def strings(name: str) -> Strings:
            return Strings(part[f"{name}_at"], part[f"{name}_bytes"])

        postings = Postings(
            term_hash=part["term_hash"],
            term_start=part["term_start"],
            term_rarity=part["term_rarity"],
            terms=strings("term"),
            document=part["posting_document"],
            impact=part["posting_impact"],
            spelling_hash=part["spelling_hash"],
            spelling_term=part["spelling_term"],
            documents=len(part["ref_at"]) - 1,
            average_length=part.meta["average_length"],
        )
        shelf = Shelf(
            refs=strings("ref"),
            cards=strings("card"),
            texts=strings("text"),
            vectors=Vectors(part["vector_head"], part["vector_rest"], part["vector_scale"]),
            vector_start=part["vector_start"],
            vector_document=part["vector_document"],
            vector_key=part["vector_key"],
            postings=postings,
            name_hash=part["name_hash"],
            name_document=part["name_document"],
        )
        return cls(
            part.meta["sequence"],
            shelf,
            strings("entry_ref"),
            strings("entry"),
            part["receipt_hash"],
            strings("receipt"),
        )

    def prompt(self, ref: Ref) -> Prompt | None:
        """The prompt, archived or not, with its whole history; `None` where there is none."""
        wanted = ref_key(ref)
        index = self._entry_refs.bisect(wanted)
        if index == len(self._entry_refs) or self._entry_refs[index] != wanted:
            return None
        return self._prompt(index)

    def prompts(self, kind: str | None) -> Iterator[Prompt]:
        """Every prompt (of type `kind`), archived or not, sorted by reference."""
        start, stop = 0, len(self._entry_refs)
        if kind is not None:
            start = self._entry_refs.bisect(f"{kind}\0".encode())
            stop = self._entry_refs.bisect(f"{kind}\x01".encode())
        return (self._prompt(index) for index in range(start, stop))

    def receipt(self, key: str) -> Receipt | None:
        """What idempotency `key` led to, or `None`."""
        wanted = np.uint64(hashed(key))
        index = int(np.searchsorted(self._receipt_hash, wanted))
        while index < len(self._receipt_hash) and self._receipt_hash[index] == wanted:
            kept, receipt = canonical.decode(self._receipts[index])
            if kept == key:
                return receipt_from_json(receipt)
            index += 1
        return None

    def catalogue(self) -> Catalogue:
        """The whole folded state. Costs a step a prompt; a search never asks for it."""
        receipts = [canonical.decode(self._receipts[i]) for i in range(len(self._receipts))]
        return Catalogue(
            self.sequence,
            {prompt.ref: prompt for prompt in self.prompts(None)},
            {key: receipt_from_json(receipt) for key, receipt in receipts},
        )

    def _prompt(self, index: int) -> Prompt:
        return prompt_from_json(canonical.decode(self._entries[index]))
