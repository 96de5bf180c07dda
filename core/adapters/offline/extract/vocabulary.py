"""The vocabulary as the catalogue has it, compiled once for each of its versions."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from core import canonical
from core.adapters.offline.extract.phrases import Phrases
from core.adapters.offline.extract.telling import Telling, telling_of
from core.adapters.offline.extract.wording import ARTICLES, Unit, Wording, fold, tokens_of
from core.pipeline.ports import Knowledge

_TYPE = "vocabulary"
_WEAK_SHARE = 0.35
_LIGHTEST = 0.4


@dataclass(frozen=True, slots=True)
class Label:
    """One way of asking for a field. `weights` are its units', `weight` is their sum."""

    field: int
    text: str
    units: tuple[Unit, ...]
    weights: tuple[float, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the profile, or several that are asked as one; see the vocabulary's `why`."""

    pointer: str
    kind: str
    question: str
    section: str
    many: bool
    unit: str | None
    enumeration: str | None
    options: Mapping[str, str]
    telling: Telling


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Fields with their labels, sections' titles, and enumerations with their words."""

    wording: Wording
    fields: tuple[Field, ...]
    labels: tuple[Label, ...]
    asked_as: Mapping[str, frozenset[int]]
    by_concept: Mapping[str, tuple[int, ...]]
    weights: Mapping[str, float]
    sections: Mapping[str, frozenset[str]]
    enumerations: Mapping[str, Phrases]
    flags: Mapping[str, Phrases]
    platforms: Phrases

    def weight(self, unit: Unit) -> float:
        """How much `unit` tells: a concept that few fields use tells most."""
        return max(self.weights.get(c, _LIGHTEST) for c in unit.concepts) * unit.certainty

    def field(self, pointer: str) -> Field:
        return next(field for field in self.fields if field.pointer == pointer)


def vocabulary_of(knowledge: Knowledge) -> Vocabulary:
    """The vocabulary that `knowledge` is pinned to."""
    texts = [
        knowledge.entry(_TYPE, name).text for name in ("concepts", "profile_fields", "enumerations")
    ]
    return _compiled(*texts)


@lru_cache(maxsize=4)
def _compiled(concepts_text: str, fields_text: str, enumerations_text: str) -> Vocabulary:
    concepts = canonical.decode(concepts_text)
    listed = canonical.decode(fields_text)
    values = canonical.decode(enumerations_text)
    words = concepts["concepts"]
    wording = Wording(
        {name: concept["words"] for name, concept in words.items()},
        [name for name, concept in words.items() if concept.get("weak")],
        concepts["stop_words"],
    )
    fields = tuple(map(_field, listed["fields"]))
    units = [
        [(text, wording.units(text)) for texts in item["labels"].values() for text in texts]
        for item in listed["fields"]
    ]
    weights = _weights(units, wording.weak)
    labels = _labels(units, weights)
    orders = values["order"]
    return Vocabulary(
        wording,
        fields,
        labels,
        _asked_as(listed["fields"]),
        _by_concept(labels),
        weights,
        _sections(listed["sections"]),
        {n: Phrases(v, orders.get(n, ())) for n, v in values["enumerations"].items()},
        {n: Phrases(v) for n, v in values["flags"].items()},
        Phrases({"platform": values["platforms"]}),
    )


def _field(item: Mapping[str, Any]) -> Field:
    known = {"pointer", "kind", "question", "section", "many", "unit", "enumeration", "labels"}
    known |= {"told"}
    return Field(
        item["pointer"],
        item["kind"],
        item["question"],
        item["section"],
        bool(item.get("many")),
        item.get("unit"),
        item.get("enumeration"),
        {key: str(value) for key, value in item.items() if key not in known},
        telling_of(item.get("told")),
    )


def _weights(
    units: Sequence[Sequence[tuple[str, tuple[Unit, ...]]]], weak: frozenset[str]
) -> dict[str, float]:
    """Each concept's weight, from 1 for one that a single field uses downwards."""
    users: dict[str, int] = {}
    for labels in units:
        for concept in {c for _, found in labels for unit in found for c in unit.concepts}:
            users[concept] = users.get(concept, 0) + 1
    rarest = math.log(1 + len(units))
    weights = {}
    for concept, count in users.items():
        weight = max(_LIGHTEST, math.log(1 + len(units) / count) / rarest)
        weights[concept] = weight * _WEAK_SHARE if concept in weak else weight
    for concept in weak:
        weights.setdefault(concept, _LIGHTEST * _WEAK_SHARE)
    return weights


def _labels(
    units: Sequence[Sequence[tuple[str, tuple[Unit, ...]]]], weights: Mapping[str, float]
) -> tuple[Label, ...]:
    labels: dict[tuple[int, frozenset[Unit]], Label] = {}
    for index, texts in enumerate(units):
        for text, found in texts:
            each = tuple(
                max(weights.get(c, _LIGHTEST) for c in unit.concepts) * unit.certainty
                for unit in found
            )
            if found and sum(each) > 0:
                key = index, frozenset(found)
                labels.setdefault(key, Label(index, text, found, each, sum(each)))
    return tuple(labels.values())


def plain(text: str) -> str:
    """A label's words without case, accents, articles and signs."""
    return " ".join(t for t in tokens_of(text) if t not in ARTICLES)


def _asked_as(listed: Sequence[Mapping[str, Any]]) -> dict[str, frozenset[int]]:
    """Labels, plain, with the fields that they ask for."""
    known: dict[str, set[int]] = {}
    for index, item in enumerate(listed):
        for texts in item["labels"].values():
            for text in texts:
                known.setdefault(plain(text), set()).add(index)
    return {text: frozenset(fields) for text, fields in known.items()}


def _by_concept(labels: Sequence[Label]) -> dict[str, tuple[int, ...]]:
    index: dict[str, list[int]] = {}
    for number, label in enumerate(labels):
        for concept in {c for unit in label.units for c in unit.concepts}:
            index.setdefault(concept, []).append(number)
    return {concept: tuple(numbers) for concept, numbers in index.items()}


def _sections(listed: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    """Titles, folded, with the sections that they may head."""
    titles: dict[str, set[str]] = {}
    for section, names in listed.items():
        for name in names:
            titles.setdefault(fold(name), set()).add(section)
    return {title: frozenset(found) for title, found in titles.items()}
