"""The auditor's own books of the catalogue, kept from raw events: none of the product's folding is
trusted with checking itself."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.events.envelope import Event

WRITTEN = ("prompt.created", "prompt.revised", "prompt.rolled_back")


@dataclass
class Item:
    """One prompt: when (which append) each version came, and every label and archival moved."""

    versions: list[int] = field(default_factory=list)
    archivals: list[tuple[int, bool]] = field(default_factory=list)
    labels: list[tuple[int, str, int]] = field(default_factory=list)

    def latest(self, at: int) -> int:
        """The number of the latest version after append `at`; 0 where there was none."""
        return bisect_right(self.versions, at)

    def archived(self, at: int) -> bool:
        return next((gone for sequence, gone in reversed(self.archivals) if sequence <= at), False)

    def labelled(self, label: str, at: int) -> int | None:
        moves = (
            v for sequence, name, v in reversed(self.labels) if name == label and sequence <= at
        )
        return next(moves, None)

    def in_use(self, at: int) -> int:
        return self.labelled("production", at) or self.latest(at)


@dataclass
class Receipt:
    """What came of an idempotency key."""

    fingerprint: str
    sequence: int


class CatalogueLedger:
    """The catalogue at every point. `times` says when (seconds) each append was seen."""

    def __init__(self) -> None:
        self.items: dict[str, Item] = {}
        self.receipts: dict[str, Receipt] = {}
        self.tags: dict[str, list[int]] = {}
        """By the words of a request: the appends that carry them."""
        self.times: list[float] = []
        self.faults: list[str] = []

    @property
    def head(self) -> int:
        return len(self.times)

    def head_at(self, seconds: float) -> int:
        """The last append that was there `seconds` into the world."""
        return bisect_right(self.times, seconds)

    def item(self, ref: str) -> Item:
        return self.items.get(ref) or Item()

    def take(self, sequence: int, events: list[Event], now: float) -> None:
        """Note one append; what could not have happened goes to `faults`."""
        self.times.append(now)
        tags: dict[str, None] = {}
        for event in events:
            self._event(sequence, event)
            if event.data.get("message") is not None:
                tags[event.data["message"]] = None
            if event.data.get("receipt") is not None:
                self._receipt(sequence, event.data["receipt"])
        for tag in tags:
            self.tags.setdefault(tag, []).append(sequence)

    def _event(self, sequence: int, event: Event) -> None:
        data = event.data
        ref: str = data["ref"]
        item = self.items.setdefault(ref, Item())
        known = len(item.versions)
        if event.type in WRITTEN:
            if data["version"] != known + 1:
                self.faults.append(f"{ref} is written as {data['version']} after {known}")
            if event.type == "prompt.created" and known:
                self.faults.append(f"{ref} is created again")
            item.versions.append(sequence)
        elif event.type in ("prompt.archived", "prompt.restored"):
            gone = event.type == "prompt.archived"
            if item.archived(sequence) == gone or not known:
                self.faults.append(f"{ref}: {event.type} as it stands")
            item.archivals.append((sequence, gone))
        elif event.type == "label.moved":
            if not 0 < data["version"] <= known or item.archived(sequence):
                self.faults.append(f"{ref}: label on version {data['version']} of {known}")
            if item.labelled(data["label"], sequence) != data["previous"]:
                self.faults.append(f"{ref}: label moved from where it did not point")
            item.labels.append((sequence, data["label"], data["version"]))

    def _receipt(self, sequence: int, receipt: Mapping[str, str]) -> None:
        known = self.receipts.setdefault(receipt["key"], Receipt(receipt["fingerprint"], sequence))
        if known.sequence != sequence:
            self.faults.append(
                f"key {receipt['key']} had its effect in append {known.sequence}, and again in "
                f"{sequence}"
            )
