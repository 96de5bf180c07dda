"""Words by what they mean: a label or question becomes the concepts it names."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

_TOKEN = re.compile(r"[a-z0-9]+")
_LINKS = ("", "s", "es", "n", "en", "e")
_SHORTEST_PART = 4
# Letters that Unicode does not take apart.
_UNDECOMPOSED = str.maketrans(
    {"ß": "ss", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d"}
)
_TYPO_LENGTH = 5
_TYPO_SIMILARITY = 0.79
_PHRASE_LENGTH = 6
# Words between the others of a phrase; they never tell two phrases apart.
ARTICLES = frozenset(
    [
        "the",
        "of",
        "a",
        "an",
        "your",
        "our",
        "de",
        "la",
        "el",
        "las",
        "los",
        "du",
        "des",
        "der",
        "die",
        "das",
        "le",
        "les",
        "l",
        "d",
        "del",
    ]
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One word or phrase: the concepts it may stand for, and how sure that is.

    A word of no concept stands for itself, written `=word`.
    """

    concepts: frozenset[str]
    certainty: float = 1.0

    @property
    def known(self) -> bool:
        return not any(concept.startswith("=") for concept in self.concepts)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Lower case without accents, one character for one where the text has no ligatures."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(_UNDECOMPOSED))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def tokens_of(text: str) -> list[str]:
    return _TOKEN.findall(fold(text))


def stem(token: str) -> str:
    """Without the s of a plural."""
    return token[:-1] if len(token) > 3 and token.endswith("s") and token[-2] not in "su" else token


class Wording:
    """The vocabulary's concepts, and how words are looked up among them."""

    def __init__(
        self, concepts: Mapping[str, Sequence[str]], weak: Iterable[str], stop: Iterable[str]
    ) -> None:
        self.weak = frozenset(weak)
        self._stop = frozenset(stem(t) for word in stop for t in tokens_of(word)) | ARTICLES
        phrases: dict[tuple[str, ...], set[str]] = {}
        for concept in sorted(concepts):
            for words in concepts[concept]:
                key = tuple(stem(t) for t in tokens_of(words) if t not in ARTICLES)
                if key:
                    phrases.setdefault(key, set()).add(concept)
        self._phrases = {key: frozenset(found) for key, found in phrases.items()}
        single = {tokens_of(w)[0] for words in concepts.values() for w in words if _is_word(w)}
        self._single = sorted(word for word in single if (stem(word),) in self._phrases)
        self._anagrams = {"".join(sorted(w)): w for w in reversed(self._single) if len(w) == 4}
        self._heads = frozenset(key[0] for key in phrases)
        self._inside = sorted(
            {t for key in phrases if len(key) > 1 for t in key if len(t) >= _TYPO_LENGTH}
        )
        self._spelled = frozenset(t for key in phrases for t in key) | self._stop
        self._mended: dict[str, str] = {}
        self._compounds: dict[str, tuple[Unit, ...]] = {}
        self._unknown: dict[str, tuple[Unit, ...]] = {}

    def units(self, text: str, *, exact: bool = False) -> tuple[Unit, ...]:
        """What `text` speaks of; stop words and articles are left out.

        With `exact` no typing error is mended: in running text most words are none of ours.
        """
        spelled = [t for t in tokens_of(text) if t not in ARTICLES]
        tokens = [stem(token) for token in spelled]
        if not exact:
            tokens = [self._mend(token) for token in tokens]
        found: list[Unit] = []
        at = 0
        while at < len(tokens):
            width = self._longest(tokens, at)
            if width:
                found.append(Unit(self._phrases[tuple(tokens[at : at + width])]))
            elif tokens[at] not in self._stop:
                found += self._taken_apart(spelled[at]) if exact else self._guess(spelled[at])
            at += width or 1
        return tuple(dict.fromkeys(found))

    def _mend(self, token: str) -> str:
        """A word that stands in no phrase, as the phrase has it that it was meant for."""
        if token in self._spelled or len(token) < _TYPO_LENGTH or token.isdigit():
            return token
        if token not in self._mended:
            best = process.extractOne(
                token,
                self._inside,
                scorer=OSA.normalized_similarity,
                score_cutoff=_TYPO_SIMILARITY,
            )
            self._mended[token] = (
                best[0] if best and self._guess(token)[0].certainty == 1 else token
            )
        return self._mended[token]

    def _longest(self, tokens: Sequence[str], at: int) -> int:
        if tokens[at] not in self._heads:
            return 0
        for width in range(min(_PHRASE_LENGTH, len(tokens) - at), 0, -1):
            if tuple(tokens[at : at + width]) in self._phrases:
                return width
        return 0

    def _guess(self, token: str) -> tuple[Unit, ...]:
        """A word that no concept lists: a German compound, a typing error, or itself."""
        if token not in self._unknown:
            self._unknown[token] = self._compound(token) or self._typo(token)
        return self._unknown[token]

    def _taken_apart(self, token: str) -> tuple[Unit, ...]:
        if token not in self._compounds:
            itself = (Unit(frozenset({f"={stem(token)}"})),)
            self._compounds[token] = self._compound(token) or itself
        return self._compounds[token]

    def _compound(self, token: str) -> tuple[Unit, ...]:
        token = stem(token)
        for cut in range(_SHORTEST_PART, len(token) - _SHORTEST_PART + 1):
            right = self._phrases.get((stem(token[cut:]),))
            if right is None:
                continue
            for link in _LINKS:
                left = token[: cut - len(link)] if token[:cut].endswith(link) else ""
                found = self._phrases.get((stem(left),)) if len(left) >= _SHORTEST_PART else None
                if found is not None:
                    return Unit(found), Unit(right)
        return ()

    def _typo(self, token: str) -> tuple[Unit, ...]:
        itself = (Unit(frozenset({f"={stem(token)}"})),)
        if token.isdigit():
            return itself
        if len(token) < _TYPO_LENGTH:
            swapped = self._anagrams.get("".join(sorted(token))) if len(token) == 4 else None
            return (Unit(self._phrases[(stem(swapped),)], 0.85),) if swapped else itself
        best = process.extractOne(
            token,
            self._single,
            scorer=OSA.normalized_similarity,
            score_cutoff=_TYPO_SIMILARITY,
        )
        if best is None:
            return itself
        return (Unit(self._phrases[(stem(best[0]),)], certainty=0.85),)


def _is_word(phrase: str) -> bool:
    tokens = tokens_of(phrase)
    return len(tokens) == 1 and len(tokens[0]) >= 4
