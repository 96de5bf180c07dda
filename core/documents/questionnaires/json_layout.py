"""A JSON questionnaire as answers: foreign keys, nested objects, people lists, question lists."""

import re
from collections.abc import Sequence

from core.documents.questionnaires.form import Answer, Draft, Form, Kind, Passage, joined
from core.documents.questionnaires.json_amounts import amount_of
from core.documents.questionnaires.json_scanner import Node, scan
from core.documents.questionnaires.numbering import split_number

_ASKED = (
    "question",
    "q",
    "label",
    "prompt",
    "field",
    "ask",
    "title",
    "name",
    "frage",
    "pregunta",
    "pergunta",
    "domanda",
    "vraag",
    "pytanie",
    "fråga",
    "spørsmål",
    "spørgsmål",
    "kysymys",
    "text",
    "key",
)
_GIVEN = (
    "answer",
    "a",
    "response",
    "reply",
    "value",
    "antwort",
    "respuesta",
    "reponse",
    "réponse",
    "resposta",
    "risposta",
    "antwoord",
    "odpowiedź",
    "odpowiedz",
    "svar",
    "vastaus",
    "answers",
    "values",
)
_COUNTED = ("id", "number", "no", "nr", "ref", "num")
_NOTED = ("note", "notes", "comment", "comments", "remark", "remarks")
_GROUP = ("section", "group", "category", "topic")
_TITLES = ("title", "section", "name", "heading", "group")
_KEY = re.compile(r"[a-z]+(?:[A-Z][a-z0-9]*|_[a-z0-9]+)+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[_\-./]+")


def read_json(text: str) -> Form:
    """The form that JSON `text` holds. Raises `BrokenJson`."""
    draft = Draft()
    node = scan(text)
    if node.kind in ("object", "array"):
        _walk(node, "", (), None, draft)
    else:
        draft.remark([node.words])
    return draft.form()


def words_of(key: str) -> str:
    """A key as words: `matchDays_perSeason` is "match days per season"."""
    if " " in key.strip():
        return key.strip()
    parts = [part for part in _CAMEL.split(key) if part]
    return " ".join(p if p.isupper() and len(p) > 1 else p.lower() for p in parts)


def _walk(
    node: Node, question: str, path: tuple[str, ...], record: int | None, draft: Draft
) -> None:
    if node.kind == "object":
        _object(node, question, path, record, draft)
    elif node.kind == "array":
        _array(node, question, path, record, draft)
    else:
        draft.answers.append(
            Answer(question, node.words.stripped(), path, record=record, kind=_kind(node))
        )


def _kind(node: Node) -> Kind:
    match node.kind:
        case "number" | "true" | "false" | "null":
            return node.kind
        case _:
            return "text"


def _object(
    node: Node, question: str, path: tuple[str, ...], record: int | None, draft: Draft
) -> None:
    asked = _member(node, _ASKED)
    given = _member(node, _GIVEN)
    if asked is not None and given is not None and asked.kind == "string":
        _question(node, asked, given, path, draft)
        return
    amount = amount_of(node, question, path, record) if question else None
    if amount is not None:
        draft.answers.append(amount)
        return
    inner = (*path, question) if question else path
    title = _member(node, _TITLES)
    for key, value in node.members:
        if title is not None and value is title and _holds_questions(node):
            inner = (*inner, title.words.text)
            continue
        _walk(value, words_of(key.text), inner, record, draft)


def _holds_questions(node: Node) -> bool:
    """Whether a list of {question, answer} lies in `node`, so that its title is a section's."""
    return any(
        value.kind == "array"
        and any(_member(element, _GIVEN) is not None for element in value.elements)
        for _, value in node.members
    )


def _question(node: Node, asked: Node, given: Node, path: tuple[str, ...], draft: Draft) -> None:
    number, question = split_number(asked.words.text.strip())
    counted = _member(node, _COUNTED)
    if counted is not None and counted.kind in ("string", "number"):
        number = counted.words.text
    group = _member(node, _GROUP)
    if group is not None and group.kind == "string" and group is not asked:
        path = (*path, group.words.text)
    noted = _member(node, _NOTED)
    before = len(draft.answers)
    if _KEY.fullmatch(question):
        question = words_of(question)
    _walk(given, question, path, None, draft)
    note = noted.words if noted is not None and noted.kind == "string" else None
    for index in range(before, len(draft.answers)):
        answer = draft.answers[index]
        draft.answers[index] = Answer(
            answer.question,
            answer.answer,
            answer.sections,
            number=number,
            record=answer.record,
            kind=answer.kind,
            items=answer.items,
            note=note if note is not None and note.text.strip() else None,
        )


def _array(
    node: Node, question: str, path: tuple[str, ...], record: int | None, draft: Draft
) -> None:
    scalars = [e for e in node.elements if e.kind not in ("object", "array")]
    if len(scalars) == len(node.elements):
        items = tuple(e.words.stripped() for e in scalars if e.kind != "null")
        whole = joined(items) if items else Passage("", node.words.start, node.words.end)
        draft.answers.append(Answer(question, whole, path, record=record, kind="list", items=items))
        return
    for element in node.elements:
        if element.kind == "object" and _member(element, _GIVEN) is None:
            _object(element, question, path, draft.new_record(), draft)
        else:
            _walk(element, question, path, record, draft)


def _member(node: Node, keys: Sequence[str]) -> Node | None:
    """The value of the first of `keys` that `node` has, in any case."""
    found = {key.text.strip().lower(): value for key, value in reversed(node.members)}
    return next((found[key] for key in keys if key in found), None)
