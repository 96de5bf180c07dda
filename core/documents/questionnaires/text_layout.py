"""A Markdown or plain text questionnaire as answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from core.documents.questionnaires.asides import amends, brackets_count, without_aside
from core.documents.questionnaires.dialogue import read_dialogue
from core.documents.questionnaires.form import Answer, Draft, Form, Passage, joined, slice_of
from core.documents.questionnaires.grids import read_grid
from core.documents.questionnaires.letters import is_letter, read_letter
from core.documents.questionnaires.lines import Habits, Line, lines_of, look
from core.documents.questionnaires.mail import POSTSCRIPT, is_mail_head, without_mail
from core.documents.questionnaires.markdown_tables import grid_of, unmarked
from core.documents.questionnaires.numbering import split_number
from core.documents.questionnaires.parts import Part, parts_of, prose_shares
from core.documents.questionnaires.separate_parts import read_separate_parts
from core.documents.questionnaires.threads import mails
from core.documents.questionnaires.ticking import choice, has_box, ticked

_PROSE_SHARE = 0.5
_INTRODUCTION = 1500
_SENTENCE = 4
_WRAPPED = 55


def read_text(text: str) -> Form:
    """The form that `text` holds."""
    draft = Draft()
    for number, mail in enumerate(mails(lines_of(text))):
        part = _read_lines(text, mail)
        # What a later mail says replaces what an earlier one said.
        later = number > 0
        draft.answers += [replace(a, correction=a.correction or later) for a in part.answers]
        told = [remark for remark in part.remarks if later and _is_said(remark)]
        draft.answers += [Answer("", remark, correction=True) for remark in told]
        draft.remarks += [remark for remark in part.remarks if remark not in told]
    return draft.form()


def _is_said(remark: Passage) -> bool:
    return len(remark.text.split()) >= _SENTENCE and not is_mail_head(remark.text)


def _read_lines(text: str, lines: Sequence[Line]) -> Draft:
    habits = look(lines)
    conversation = read_dialogue(text, lines) or read_separate_parts(text, lines)
    if conversation is not None:
        return conversation
    if is_letter(lines):
        return read_letter(text, lines)
    draft = Draft()
    _Reader(text, habits, draft).read(lines)
    return draft


@dataclass(slots=True)
class _Open:
    """A question whose answer is being read."""

    question: str
    number: str | None
    kind: str
    spans: list[tuple[int, int]] = field(default_factory=list)
    bullets: int = 0
    gap: bool = False
    replied: bool = False


class _Reader:
    def __init__(self, text: str, habits: Habits, draft: Draft) -> None:
        self.text = text
        self.habits = habits
        self.draft = draft
        self.sections: list[tuple[int, str]] = []
        self.open: _Open | None = None
        self.brackets = brackets_count(text[:_INTRODUCTION])

    def read(self, lines: Sequence[Line]) -> None:
        lines, mail = without_mail(lines)
        self.draft.remark(slice_of(self.text, line.start, line.end) for line in mail)
        parts = parts_of(lines)
        shares = prose_shares(parts)
        for index, part in enumerate(parts):
            following = parts[index + 1].heading if index + 1 < len(parts) else None
            self._part(part, following, shares)
        self._close()

    def _titles(self) -> tuple[str, ...]:
        return tuple(title for _, title in self.sections)

    def _part(self, part: Part, following: Line | None, shares: dict[int, float]) -> None:
        heading = part.heading
        if heading is None:
            self._body(part.body)
            return
        self._close()
        title = self.text[slice(*heading.label)].strip(" *_:=-~[]#") or heading.text.strip()
        while self.sections and self.sections[-1][0] >= heading.level:
            self.sections.pop()
        if self._asks(part, title, following, shares):
            self.open = _Open(title, heading.number, "heading")
            for line in part.full:
                if line.look == "row" and len(part.full) > 1:
                    continue
                self._append(line, line.start)
            self._close()
            if any(line.look == "row" for line in part.body):
                self.sections.append((heading.level, title))
                self._body([line for line in part.body if line.look == "row"])
                self.sections.pop()
            return
        self.sections.append((heading.level, title))
        self._body(part.body)

    def _asks(
        self, part: Part, title: str, following: Line | None, shares: dict[int, float]
    ) -> bool:
        """Whether a heading is a question that its body answers, rather than a section's title."""
        heading = part.heading
        assert heading is not None  # noqa: S101 - only parts with a heading come here
        prose_is_usual = shares.get(heading.level, 0) >= _PROSE_SHARE
        full = part.full
        if not full:
            deeper = following is not None and following.level > heading.level
            return (
                not deeper
                and (title.endswith("?") or prose_is_usual)
                and (heading.level > 1 or len(shares) == 1)
            )
        if self.habits.quotes and any(line.quoted for line in full):
            return False
        if all(line.look == "row" for line in full):
            return False
        rows = sum(1 for line in full if line.look == "row")
        labels = part.labels - rows
        if title.endswith("?"):
            return labels < 3 or labels <= len(full) / 2
        if heading.level == 1 and len(shares) > 1:
            return False
        if labels == 0 and rows == 0:
            return prose_is_usual or any(
                line.look == "bullet" and ticked(self._of(line)) is not None for line in full
            )
        return labels == 1 and len(full) == 1 and shares.get(heading.level, 0) >= 0.7

    def _of(self, line: Line) -> Passage:
        return slice_of(self.text, *line.value)

    def _body(self, lines: Sequence[Line]) -> None:
        index = 0
        while index < len(lines):
            line = lines[index]
            if line.look == "row":
                rows = [line]
                while index + 1 < len(lines) and lines[index + 1].look == "row":
                    index += 1
                    rows.append(lines[index])
                self._close()
                said = self.text[max(0, line.start - _INTRODUCTION) : line.start]
                grid = grid_of(self.text, rows)
                read_grid(grid, self._titles(), self.draft, introduced=said)
            elif line.look == "blank":
                if self.open is not None:
                    self.open.gap = True
            else:
                following = lines[index + 1] if index + 1 < len(lines) else None
                if _asks_below(line, following):
                    self._close()
                    asked = line.label if line.look == "question" else line.value
                    self.open = _Open(slice_of(self.text, *asked).text, line.number, "label")
                else:
                    self._line(line, following)
            index += 1

    def _line(self, line: Line, following: Line | None) -> None:
        if self.habits.quotes and line.quoted:
            self._quoted(line)
        elif postscript := POSTSCRIPT.match(line.text):
            self._close()
            self._answer("", None, slice_of(self.text, line.start + postscript.end(), line.end), ())
        elif line.look == "reply" and (self.open is not None or line.number):
            if self.open is None:
                self.open = _Open("", line.number, "question")
            self.open.replied = True
            self._append(line, line.value[0])
        elif line.look == "question":
            self._question(line)
        elif line.look == "label" and not self._is_answer_prose(line, following):
            self._close()
            label = self.text[slice(*line.label)].strip(" *_")
            self.open = _Open(label, line.number, "label")
            if self.text[slice(*line.value)].strip():
                self.open.spans.append(line.value)
        else:
            self._prose(line)

    def _is_answer_prose(self, line: Line, following: Line | None) -> bool:
        """A colon inside the answer to a question makes no label, unless labels follow."""
        if self.open is None or self.open.kind not in ("question", "quoted"):
            return False
        if line.number or line.bold:
            return False
        if self.open.spans and self.open.gap and self.open.kind == "question":
            return False
        return following is None or following.look != "label"

    def _quoted(self, line: Line) -> None:
        words = self.text[slice(*line.label)] if line.look in ("question", "label") else line.text
        if line.look == "label" and self.text[slice(*line.value)].strip():
            words = line.text
        number, words = split_number(words.strip(" *_"))
        number = line.number or number
        current = self.open
        joined_on = current is not None and current.kind == "quoted" and not current.spans
        if current is not None and joined_on and not (number and current.gap):
            if current.gap and not current.question.endswith("?"):
                current.question = words
            else:
                current.question = f"{current.question} {words}".strip()
            current.gap = False
            return
        self._close()
        self.open = _Open(words, number, "quoted")

    def _question(self, line: Line) -> None:
        words = self.text[slice(*line.label)].strip(' *_"“”')
        current = self.open
        if current is not None and current.kind == "question" and not line.number:
            if not current.spans and not current.gap:
                current.question = f"{current.question} {words}"
                return
            if current.spans and not (current.gap or current.replied):
                self._append(line, line.start)
                return
        self._close()
        self.open = _Open(words, line.number, "question")

    def _prose(self, line: Line) -> None:
        current = self.open
        if current is not None and current.kind == "label" and current.spans:
            apart = current.gap or (line.look == "bullet" and not line.indent)
            apart = apart or _says_something_else(line, current)
            if apart and not line.indent > 2:
                self._close()
                current = None
        if current is not None:
            self._append(line, line.value[0] if line.look == "bullet" else line.start)
            return
        words = slice_of(
            self.text, *(line.value if line.look == "bullet" else (line.start, line.end))
        )
        if self.sections and self.sections[-1][0] > 1:
            self._answer("", None, words, ())
        else:
            self.draft.remark([words])

    def _append(self, line: Line, start: int) -> None:
        assert self.open is not None  # noqa: S101 - callers open a question first
        if line.look == "bullet" or (line.look == "label" and line.bulleted):
            self.open.bullets += 1
            start = max(start, line.value[0] if line.look == "bullet" else line.label[0])
        self.open.spans.append((start, line.end))

    def _close(self) -> None:
        current, self.open = self.open, None
        if current is None:
            return
        if not current.spans:
            self._answer(current.question, current.number, Passage("", *self._after(current)), ())
            return
        parts = tuple(p for p in (slice_of(self.text, *span) for span in current.spans) if p.text)
        if not parts:
            self._answer(current.question, current.number, Passage("", *self._after(current)), ())
        elif current.bullets and current.bullets == len(parts):
            self._answer(current.question, current.number, joined(parts, "\n"), parts)
        else:
            between = (self.text[a.end : b.start] for a, b in pairwise(parts))
            if any(words.strip(" \t\r\n>") for words in between):
                # Signs that belong to the layout stand between the lines.
                self._answer(current.question, current.number, joined(parts, "\n"), ())
                return
            whole = slice_of(self.text, current.spans[0][0], current.spans[-1][1])
            self._answer(current.question, current.number, whole, ())

    def _after(self, current: _Open) -> tuple[int, int]:
        at = current.spans[0][0] if current.spans else 0
        if not current.spans:
            last = self.draft.answers[-1].answer.end if self.draft.answers else 0
            found = self.text.find(current.question.split("\n")[0], last)
            at = found + len(current.question) if found >= 0 else last
        return at, at

    def _answer(
        self, question: str, number: str | None, answer: Passage, items: tuple[Passage, ...]
    ) -> None:
        chosen = ticked(answer)
        if chosen is not None:
            answer, items = choice(answer), ()
        answer, note = without_aside(unmarked(answer))
        counting = note is not None and (self.brackets or amends(note))
        self.draft.answers.append(
            Answer(
                " ".join(question.split()),
                answer,
                self._titles(),
                number=number,
                items=items if len(items) > 1 else (),
                note=None if counting else note,
                amendment=note if counting else None,
            )
        )


def _says_something_else(line: Line, current: _Open) -> bool:
    """Whether a whole sentence below a short value is no part of it."""
    start, end = current.spans[-1]
    words = line.text.strip()
    return (
        not line.indent
        and end - start < _WRAPPED
        and words[:1].isupper()
        and words.endswith(".")
        and len(words.split()) > _SENTENCE
    )


def _asks_below(line: Line, following: Line | None) -> bool:
    """Whether a bullet is a question that the bullets nested below it answer."""
    return (
        line.look in ("bullet", "question")
        and line.bulleted
        and not has_box(line.text)
        and following is not None
        and following.bulleted
        and following.look == "bullet"
        and following.indent > line.indent
    )
