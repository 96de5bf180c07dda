"""What of a prompt is searched: the texts that get vectors, and its words with their weight."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from core.catalogue.model import Prompt
from core.snapshot.words import terms

_QUESTIONS = 6
_LEAD = 300
_BODY_TERMS = 4000
_SPACES = re.compile(r"\s+")
_MARKS = re.compile(r"^[\s#>*`{\"\[-]+")


@dataclass(frozen=True, slots=True)
class Passages:
    """`embedded`: texts of which each gets a vector; `weighed`: weighted counts of terms."""

    title: str
    purpose: str
    embedded: tuple[str, ...]
    weighed: Mapping[str, int]

    @property
    def key(self) -> bytes:
        """16 bytes that are equal where the same texts are embedded."""
        return blake2b("\0".join(self.embedded).encode(), digest_size=16).digest()


def passages(prompt: Prompt, text: str) -> Passages:
    """The searched parts of `prompt`, whose latest version reads `text`."""
    metadata = prompt.latest.metadata
    name = prompt.ref.name
    title = _text(metadata, "title") or " ".join(terms(name))
    purpose = _text(metadata, "purpose") or _lead(text)
    asked = _texts(metadata, "questions")[:_QUESTIONS]
    tags = _texts(metadata, "tags")
    weighed: Counter[str] = Counter()
    for weight, words in (
        (5, terms(name)),
        (4, terms(title)),
        (2, terms(purpose)),
        (2, terms(" ".join((*asked, *tags)))),
        (1, terms(text)[:_BODY_TERMS]),
    ):
        for word in words:
            weighed[word] += weight
    about = f"{title}. {purpose}"
    suggested = " ".join(s.text for s in prompt.latest.suggestions)
    embedded = dict.fromkeys((about, *asked, *([suggested] if suggested else ())))
    return Passages(title, purpose, tuple(embedded), weighed)


def _lead(text: str) -> str:
    """The first words of a text that says nothing about itself."""
    head = _MARKS.sub("", text[: 4 * _LEAD])
    return _SPACES.sub(" ", head)[:_LEAD].strip()


def _text(metadata: Mapping[str, Any], key: str) -> str:
    value = metadata.get(key)
    return _SPACES.sub(" ", value).strip() if isinstance(value, str) else ""


def _texts(metadata: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = metadata.get(key)
    if not isinstance(value, list):
        return ()
    return tuple(_SPACES.sub(" ", item).strip() for item in value if isinstance(item, str))
