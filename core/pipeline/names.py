"""Names folded so that two spellings of one name compare equal."""

import re
import unicodedata

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})
_NOT_WORD = re.compile(r"[^\w]+|_")

_FORMS = """
ltd limited llc inc incorporated corp corporation co company plc lp llp cic clg pty pte bhd kk
gmbh ggmbh mbh ug gug ag kg ev eg eingetragener verein sa sarl sas sl slu srl spa bv nv vzw asbl
ab as asa oy ry aps
"""
_LEGAL_FORMS = frozenset(_FORMS.split())
"""Words that name a legal form; at either end of a name they do not tell leagues apart."""

_SPLIT_FORMS = (
    "e v",
    "g m b h",
    "s a",
    "s l",
    "s r l",
    "l l c",
    "p l c",
    "s a s",
    "s p a",
    "b v",
    "n v",
    "a g",
    "a s",
    "pty ltd",
    "c i c",
)
"""Legal forms as they look once their full stops are gone."""


def folded(text: str) -> str:
    """`text` in lower case, without accents and punctuation, words one space apart."""
    # Taking a letter apart may leave a capital behind, as in mathematical alphabets.
    apart = unicodedata.normalize("NFKD", text.casefold()).casefold()
    lowered = unicodedata.normalize("NFKD", apart.translate(_LETTERS))
    bare = "".join(mark for mark in lowered if not unicodedata.combining(mark))
    return " ".join(_NOT_WORD.sub(" ", bare).split())


def without_legal_form(name: str) -> str:
    """`name` folded, with the legal form at its beginning or end taken off.

    A name that is nothing but legal forms stays as it is.
    """
    words = folded(name).replace("'", "")
    previous = None
    while words != previous:
        previous = words
        words = _trimmed(words) or words
    return words


def _trimmed(words: str) -> str:
    """`words` without one legal form; empty where nothing else is left."""
    for form in _SPLIT_FORMS:
        if words.endswith(f" {form}"):
            return words[: -len(form) - 1]
    parts = words.split()
    if len(parts) > 1 and parts[-1] in _LEGAL_FORMS:
        return " ".join(parts[:-1])
    if len(parts) > 1 and parts[0] in _LEGAL_FORMS:
        return " ".join(parts[1:])
    return words
