"""Tick boxes: the answer is what is ticked."""

import re

from core.documents.questionnaires.form import Passage, joined

_BOX = re.compile(
    r"\[\s*(?P<square>[xX✓✔✗*]?)\s*\]|\(\s*(?P<round>[xX✓✔])\s*\)|(?P<open>\(\s{1,3}\)|☐|□|◻|○)|"
    r"(?P<full>☑|☒|✅|■|◉)"
)
_TRIM = " \t\r\n,;/|-*•_"


def has_box(text: str) -> bool:
    """Whether `text` holds a box, ticked or not."""
    return _BOX.search(text) is not None


def ticked(answer: Passage) -> tuple[Passage, ...] | None:
    """The ticked options of `answer`, none where no box is ticked; `None` without boxes.

    Words after the last option's line count as said beside the ticks.
    """
    boxes = list(_BOX.finditer(answer.text))
    if not boxes or (len(boxes) == 1 and boxes[0]["full"] is None and not _leads(answer, boxes[0])):
        return None
    before = answer.text[: boxes[0].start()].strip(_TRIM)
    after_last = answer.text[boxes[-1].end() :].strip(_TRIM)
    trailing = bool(before) and not after_last
    chosen: list[Passage] = []
    for number, box in enumerate(boxes):
        if trailing:
            start = boxes[number - 1].end() if number else 0
            end = box.start()
        else:
            start = box.end()
            end = boxes[number + 1].start() if number + 1 < len(boxes) else len(answer.text)
        option = _trimmed(answer, start, end)
        if not trailing:
            option, said = _first_line(option)
            if said is not None and said.text:
                chosen += [option, said] if _is_ticked(box) else [said]
                continue
        if _is_ticked(box) and option.text:
            chosen.append(option)
    return tuple(chosen)


def choice(answer: Passage) -> Passage:
    """`answer`, or what is ticked in it."""
    chosen = ticked(answer)
    if chosen is None:
        return answer
    return joined(chosen) if chosen else Passage("", answer.start, answer.start)


def _leads(answer: Passage, box: re.Match[str]) -> bool:
    return not answer.text[: box.start()].strip(_TRIM)


def _is_ticked(box: re.Match[str]) -> bool:
    return bool(box["square"] or box["round"] or box["full"])


def _trimmed(answer: Passage, start: int, end: int) -> Passage:
    words = answer.text[start:end]
    left = len(words) - len(words.lstrip(_TRIM))
    right = len(words.rstrip(_TRIM))
    return answer.part(start + left, start + max(left, right))


def _first_line(option: Passage) -> tuple[Passage, Passage | None]:
    """The option, and what a further paragraph or line says after it."""
    line, _, rest = option.text.partition("\n")
    if not rest.strip():
        return option, None
    return option.part(0, len(line)), _trimmed(option, len(line), len(option.text))
