"""Letters: paragraphs that tell everything in sentences, without questions or labels."""

from collections.abc import Sequence

from core.documents.questionnaires.form import Answer, Draft, slice_of
from core.documents.questionnaires.lines import Line
from core.documents.questionnaires.mail import without_head

_MOST_QUESTIONS = 8
_LEAST_WORDS = 60
_LEAST_SHARE = 0.6
_LEAST_IN_A_LINE = 5


def is_letter(lines: Sequence[Line]) -> bool:
    """Whether most of the document is running text."""
    asked = sum(1 for line in lines if line.look in ("label", "question", "row", "reply"))
    words = sum(len(line.text.split()) for line in lines)
    told = sum(
        len(line.text.split())
        for line in lines
        if line.look == "prose" and len(line.text.split()) >= _LEAST_IN_A_LINE
    )
    return (
        words >= _LEAST_WORDS
        and told >= _LEAST_SHARE * words
        and asked < min(_MOST_QUESTIONS, len(lines) / 4)
    )


def read_letter(text: str, lines: Sequence[Line]) -> Draft:
    """Each paragraph as an answer without a question, under the headings above it."""
    draft = Draft()
    body, head = without_head(lines)
    draft.remark(slice_of(text, line.start, line.end) for line in head)
    titles: list[tuple[int, str]] = []
    paragraph: list[Line] = []
    for line in body:
        if line.look not in ("blank", "heading"):
            paragraph.append(line)
            continue
        _close(text, paragraph, titles, draft)
        paragraph = []
        if line.look == "heading":
            while titles and titles[-1][0] >= line.level:
                titles.pop()
            titles.append((line.level, text[slice(*line.label)].strip(" *_:#")))
    _close(text, paragraph, titles, draft)
    return draft


def _close(
    text: str, paragraph: Sequence[Line], titles: Sequence[tuple[int, str]], draft: Draft
) -> None:
    if paragraph:
        words = slice_of(text, paragraph[0].start, paragraph[-1].end)
        draft.answers.append(Answer("", words, tuple(title for _, title in titles)))
