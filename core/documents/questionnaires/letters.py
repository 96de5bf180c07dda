"""Letters: paragraphs that tell everything in sentences, without questions or labels."""

import re
from collections.abc import Sequence
from dataclasses import replace

from core.documents.questionnaires.form import Answer, Draft, slice_of
from core.documents.questionnaires.lines import Line
from core.documents.questionnaires.mail import without_head

_MOST_QUESTIONS = 8
_LEAST_WORDS = 60
_LEAST_SHARE = 0.6
_LEAST_IN_A_LINE = 5
_LEAST_UNDER_A_HEAD = 30
_PARAGRAPH = 20
_RUN_IN = 9
# A writer who repeats a question and answers it: "Who sanctions us? The Northern Union."
_ASKED = re.compile(
    r"(?:(?<=[.!?]\s)|^)(?P<question>[A-ZÀ-Ý¿][^.!?\n]{1,70}\?|"
    r"(?:(?:Do|Does|Is|Are|Can|May|Have)\s(?:we|you|they|there|the)\b|How (?:long|many|much)\b|"
    r"Who\b|What do\b)[^.!?,\n]{2,60},)\s+"
    r"(?P<answer>[^\s?][^.!?]{0,300}(?:[.!](?=\S)[^.!?]{0,100}){0,8}[.!])(?=\s|$)",
    re.MULTILINE,
)


def is_letter(lines: Sequence[Line]) -> bool:
    """Whether most of the document is running text."""
    asked = sum(1 for line in lines if _asks(line))
    heads = sum(1 for line in lines if line.look == "heading")
    words = sum(len(line.text.split()) for line in lines)
    told = sum(
        len(line.text.split())
        for line in lines
        if line.look in ("prose", "label") and len(line.text.split()) >= _LEAST_IN_A_LINE
    )
    return (
        words >= _LEAST_WORDS
        and told >= _LEAST_SHARE * words
        and told >= _LEAST_UNDER_A_HEAD * heads
        and asked < min(_MOST_QUESTIONS, len(lines) / 4)
    )


def _asks(line: Line) -> bool:
    """A question, or a label whose value is no paragraph."""
    return line.look in ("question", "row", "reply") or (
        line.look == "label" and not _is_run_in(line)
    )


def _is_run_in(line: Line) -> bool:
    """Whether a label is a title at the head of its paragraph: "About us. We are ..."."""
    return line.look == "label" and len(line.text.split()) >= _PARAGRAPH


def read_letter(text: str, lines: Sequence[Line]) -> Draft:
    """Each paragraph as an answer without a question, under the headings above it."""
    draft = Draft()
    body, head = without_head(lines)
    draft.remark(slice_of(text, line.start, line.end) for line in head)
    titles: list[tuple[int, str]] = []
    paragraph: list[Line] = []
    for line in body:
        if _is_run_in(line):
            _close(text, paragraph, titles, draft)
            paragraph = []
            titles = [
                *(title for title in titles if title[0] < _RUN_IN),
                (_RUN_IN, _title(text, line)),
            ]
            paragraph.append(replace(line, start=line.value[0]))
            continue
        if line.look not in ("blank", "heading"):
            paragraph.append(line)
            continue
        _close(text, paragraph, titles, draft)
        paragraph = []
        if line.look == "heading":
            while titles and titles[-1][0] >= line.level:
                titles.pop()
            titles.append((line.level, _title(text, line)))
    _close(text, paragraph, titles, draft)
    return draft


def _title(text: str, line: Line) -> str:
    return text[slice(*line.label)].strip(" *_:.#")


def _close(
    text: str, paragraph: Sequence[Line], titles: Sequence[tuple[int, str]], draft: Draft
) -> None:
    if not paragraph:
        return
    above = tuple(title for _, title in titles)
    at, end = paragraph[0].start, paragraph[-1].end
    for asked in _ASKED.finditer(text, at, end):
        told = slice_of(text, at, asked.start("question"))
        if told.text:
            draft.answers.append(Answer("", told, above))
        question = " ".join(asked["question"].rstrip(",").split())
        draft.answers.append(Answer(question, slice_of(text, *asked.span("answer")), above))
        at = asked.end("answer")
    words = slice_of(text, at, end)
    if words.text:
        draft.answers.append(Answer("", words, above))
