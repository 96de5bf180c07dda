"""A questionnaire arrives: its bytes become a document and a form, or a clear word why not."""

import re

from core.documents.questionnaires.document import Document
from core.documents.questionnaires.form import Form
from core.errors import InvalidInput, TooLarge

LIMIT = 2 * 1024 * 1024
READ = (".md", ".txt", ".json", ".csv")

_NOT_YET = {".pdf": "PDF", ".docx": "Word", ".doc": "Word", ".xlsx": "Excel", ".xls": "Excel"}
_NAME_LIMIT = 200
_JSON_START = re.compile(r'\s*(\{\s*["}]|\[\s*[\[{"\]])')
_MARKDOWN = re.compile(r"^(#{1,6}\s|\|.*\|\s*$|\s*[-*]\s+\S|.*\*\*\S)", re.MULTILINE)
_CSV_WIDTH = 4
_INTRODUCTION = 1500


def read(name: str, content: bytes) -> tuple[Document, Form]:
    """The document and its form.

    Raises `InvalidInput` or `TooLarge` naming the file and the remedy.
    """
    _check_name(name)
    if len(content) > LIMIT:
        raise TooLarge(name, len(content), LIMIT)
    ending = _ending(name)
    if not content:
        raise InvalidInput(name, "is empty", "send the filled-in questionnaire")
    if ending not in READ:
        raise _unsupported(name, ending)
    from core.documents.questionnaires.decoding import decode

    document = Document(name, decode(name, content))
    return document, form_of(document)


def form_of(document: Document) -> Form:
    """The structure of a document whose name says its format. Raises `InvalidInput`."""
    # The readers are imported here, so that naming a questionnaire's limits costs nothing.
    from core.documents.questionnaires.corrections import with_corrections
    from core.documents.questionnaires.references import resolved
    from core.documents.questionnaires.second_hands import with_second_hands

    form = with_second_hands(_form(document), document.text[:_INTRODUCTION])
    return resolved(with_corrections(form))


def name_for(text: str) -> str:
    """A file name for pasted text, whose ending says how to read it."""
    if _JSON_START.match(text):
        return "questionnaire.json"
    if _looks_like_csv(text):
        return "questionnaire.csv"
    return "questionnaire.md" if _MARKDOWN.search(text) else "questionnaire.txt"


def _form(document: Document) -> Form:
    ending = _ending(document.name)
    if ending == ".json":
        from core.documents.questionnaires.json_layout import read_json
        from core.documents.questionnaires.json_scanner import BrokenJson

        try:
            return read_json(document.text)
        except BrokenJson as error:
            raise InvalidInput(document.name, f"is not JSON ({error})", "mend the JSON") from error
    if ending == ".csv":
        from core.documents.questionnaires.csv_layout import read_csv
        from core.documents.questionnaires.csv_scanner import BrokenCsv

        try:
            return read_csv(document.text)
        except BrokenCsv as error:
            raise InvalidInput(document.name, f"is not CSV ({error})", "mend the quotes") from error
    from core.documents.questionnaires.text_layout import read_text

    return read_text(document.text)


def _check_name(name: str) -> None:
    bare = name not in ("", ".", "..") and not re.search(r"[/\\\x00-\x1f\x7f]", name)
    if not bare or len(name) > _NAME_LIMIT:
        raise InvalidInput("name", f"{name[:60]!r} is no bare file name", "send it without folders")


def _ending(name: str) -> str:
    _, dot, ending = name.rpartition(".")
    return f".{ending.lower()}" if dot else ""


def _unsupported(name: str, ending: str) -> InvalidInput:
    what = f"{_NOT_YET[ending]} files ({ending})" if ending in _NOT_YET else ending or "no ending"
    problem = f"{what} cannot be read yet" if ending in _NOT_YET else f"{what} cannot be read"
    return InvalidInput(name, problem, f"send one of {', '.join(READ)}")


def _looks_like_csv(text: str) -> bool:
    """Whether the lines have equally many cells, and the first of them heads columns."""
    lines = [line for line in text.splitlines() if line.strip()][:20]
    if len(lines) < 2:
        return False
    for delimiter in ",;\t":
        counts = [sum(p.count(delimiter) for p in line.split('"')[::2]) for line in lines]
        if not counts[0] or ". " in lines[0] or ": " in lines[0]:
            continue
        alike = sum(1 for count in counts if count == counts[0])
        heads = re.search(
            r"\b(question|answer|response|frage|antwort|pregunta|respuesta)\b", lines[0], re.I
        )
        if alike >= 0.8 * len(lines) and (heads or counts[0] >= _CSV_WIDTH):
            return True
    return False
