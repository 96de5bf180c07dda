"""Which column of a table counts where two hands have filled it in: the document says so."""

import re
from collections.abc import Sequence

_COUNTS = (
    r"(?:stands?|counts?|prevails?|appl(?:y|ies)|takes? precedence|wins?|governs?|holds?|"
    r"overrides?|replaces?|supersedes?|is (?:the )?(?:right|valid|correct|final|binding)|gilt|"
    r"gelten|zählt|ma(?:ß|ss)geblich|ersetzt|prevalece|vale|cuenta|manda|sustituye|fait foi|"
    r"prévaut|(?:take|takes) precedence|precedence over|compte|l'emporte|"
    r"remplace|gjelder|gäller|geldt|obowiązuje|pätee|voimassa)\b"
)
_SENTENCE = re.compile(r"[^.!?\n]+(?:\n(?=\S)[^.!?\n]+)*")
_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{3}[.!?])\s+(?=[A-ZÀ-Ý])|\n\s*\n")
_REACH = 60


def prevailing(heads: Sequence[str], said: str) -> int | None:
    """Which of the columns headed `heads` counts by what is `said` before the table."""
    best: tuple[int, int] | None = None
    for sentence in _SENTENCE.finditer(said):
        for verb in re.finditer(_COUNTS, sentence[0], re.IGNORECASE):
            for index, head in enumerate(heads):
                gap = _gap(head, sentence[0][: verb.start()])
                if gap is not None and (best is None or gap < best[0]):
                    best = gap, index
    return best[1] if best else None


def counts(initials: str, said: str) -> bool:
    """Whether what somebody adds counts: "where K. has written below it, her figure stands"."""
    named = re.compile(rf"(?<![^\W_]){re.escape(initials)}(?![^\W_])", re.IGNORECASE)
    return any(
        named.search(sentence) and re.search(_COUNTS, sentence, re.IGNORECASE)
        for sentence in _SENTENCE_END.split(said)
    )


def _gap(head: str, before: str) -> int | None:
    """How far the last mention of `head` stands before the verb."""
    if len(head) < 3 or not head.strip():
        return None
    found = list(re.finditer(rf"\b{re.escape(head.strip())}\b", before, re.IGNORECASE))
    gap = len(before) - found[-1].end() if found else _REACH + 1
    return gap if gap <= _REACH else None
