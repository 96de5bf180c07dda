"""The few words of a document that show why it was found."""

from collections.abc import Callable, Sequence

_WIDTH = 200
_BEFORE = 60
_TELLING = 3


def snippet(purpose: str, read: Callable[[], bytes], terms: Sequence[str]) -> str:
    """The purpose where it holds a telling term, else the place in the text that does.

    `terms` are the query's, the rarest first; `read` gives the text in UTF-8. Out of JSON nothing
    is cut: its purpose says more than its punctuation.
    """
    telling = terms[:_TELLING]
    lowered = purpose.lower()
    if not telling or telling[0] in lowered:
        return _cut(purpose)
    text = read()
    if text[:1] in (b"{", b"["):
        return _cut(purpose)
    content = text.lower()
    for term in telling:
        if term in lowered:
            break
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
