"""Answers given by ticking: "[x] yes [ ] no", "Ja ☒ Nein ☐"."""

import re
from itertools import pairwise

from core.adapters.offline.values.found import Found, trimmed

_BOX = re.compile(
    r"(?P<on>\[\s?[xX✓✔*]\s?\]|(?<!\w)\(\s?[xX✓✔]\s?\)|[☒☑🗹✅■])"
    r"|(?P<off>\[[ _\u00a0]{0,3}\](?!\()|(?<!\w)\([ _]{0,3}\)|[☐□❏❑○⬜])"
)
_JOINTS = " \t\r\n\u00a0|/,;:-\u2013*•"


def ticked(text: str) -> list[Found[str]] | None:
    """The labels of the ticked boxes; `None` where the text has no boxes."""
    boxes = list(_BOX.finditer(text))
    if not boxes:
        return None
    labels_behind = not text[: boxes[0].start()].strip(_JOINTS) or _ends_with_lead(text, boxes)
    found = []
    for at, box in enumerate(boxes):
        if not box["on"]:
            continue
        if labels_behind:
            start, end = box.end(), boxes[at + 1].start() if at + 1 < len(boxes) else len(text)
            end = (
                start + len(text[start:end].lstrip().split("\n", 1)[0]) + _indent(text, start, end)
            )
        else:
            start, end = boxes[at - 1].end() if at else 0, box.start()
            start = max(start, text.rfind("\n", start, end) + 1)
        start, end = _inner(text, start, end)
        if start < end:
            found.append(Found(text[start:end], start, end))
    return found


def _ends_with_lead(text: str, boxes: list[re.Match[str]]) -> bool:
    """Whether a label follows the last box and none stands before the first but a lead-in."""
    last = text[boxes[-1].end() :].strip(_JOINTS)
    between = [text[a.end() : b.start()].strip(_JOINTS) for a, b in pairwise(boxes)]
    return bool(last) and all(between)


def _indent(text: str, start: int, end: int) -> int:
    piece = text[start:end]
    return len(piece) - len(piece.lstrip())


def _inner(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _JOINTS:
        start += 1
    while end > start and text[end - 1] in _JOINTS:
        end -= 1
    return trimmed(text, start, end)
