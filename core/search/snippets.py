"""The few words of a document that show why it was found."""

from collections.abc import Sequence

from core.snapshot.strings import Strings

_WIDTH = 200
_BEFORE = 60
_TELLING = 3
_JSON = (b"{", b"[")


def snippet(purpose: str, texts: Strings, document: int, terms: Sequence[str]) -> str:
    """The purpose where it holds a telling term, else the place in the text that does.

    `terms` are the query's, the rarest first; `texts[document]` is the text in UTF-8. Out of JSON
    nothing is cut: its purpose says more than its punctuation.
    """
    lowered = purpose.lower()
    content = None
    for term in terms[:_TELLING]:
        if term in lowered:
            break
        if content is None:
            text = texts[document]
            if text.startswith(_JSON):
                break
            content = text.lower()
        at = content.find(term.encode())
        if at >= 0:
            return _window(text, at)
    return _cut(purpose)


def _window(text: bytes, at: int) -> str:
    start = max(0, at - _BEFORE)
    words = text[start : start + 2 * _WIDTH].decode("utf-8", "ignore").split()
    cut_in = start > 0 and not text[start - 1 : start].isspace()
    return _cut(" ".join(words[1:] if cut_in else words))


def _cut(text: str) -> str:
    if len(text) <= _WIDTH:
        return text
    head = text[:_WIDTH]
    return head[: head.rfind(" ")] + " ..." if " " in head else head + "..."
