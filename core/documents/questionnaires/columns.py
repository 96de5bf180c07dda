"""What the columns of a table hold, by their heads and by their cells."""

import re
from collections.abc import Sequence
from typing import Literal

from core.documents.questionnaires.form import Passage

Column = Literal["section", "number", "question", "answer", "note", "amendment", "period", "other"]

# What the head of a column says about the cells under it, in the languages of forms.
_HEADS: tuple[tuple[Column, str], ...] = (
    (
        "period",
        r"((fy|season|saison|temporada|year|jahr|a[ñn]o|ann[ée]e|sezon|rok|sesong|säsong|sæson|år|"
        r"kausi|vuosi|stagione|anno|ano|seizoen|jaar|exercice|ejercicio|campagne|spielzeit)\s*'?"
        r"\d{2}|(\w+ )?(19|20)\d{2}(?!-\d{2}-\d{2}))([/\u2013-]\d{2,4})?\b.*",
    ),
    (
        "number",
        r"#|n[or°º]\.?|nr\.?|num(ber|mer|ero|éro)?|número|id|ref\.?|item no\.?|lp\.?|"
        r"question (no|number|id)\.?",
    ),
    (
        "section",
        r"section|category|area|group|abschnitt|bereich|kategorie|secci[oó]n|rubrique|block|part|"
        r"seção|sezione|sectie|sekcja|dział|avsnitt|avdeling|osio|osa|thème|bloque",
    ),
    (
        "amendment",
        r"(the |our )?(corrections?|corrected( \w+)?|revis(ed|ions?)( \w+)?|"
        r"amend(ed|ments?)( \w+)?|"
        r"updated?( \w+)?|new (answer|value|figure)s?|korrektur(en)?|korrigiert|berichtig(t|ung)|"
        r"neu|correcci[oó]n(es)?|corregido|corrections? du .*|corrig[ée]e?s?|correção|correzione|"
        r"correctie|poprawka|rettelse|rättelse|korjaus)",
    ),
    (
        "note",
        r"(your |our |second |further )?(notes?|comments?|remarks?|bemerkung(en)?|kommentare?r?|"
        r"notas?|observaciones|comentarios|remarques?|commentaires?|source|reviewer.*|"
        r"checked.*|follow.?up.*|anmerkung(en)?|observações|osservazioni|opmerking(en)?|uwagi|"
        r"merknad(er)?|anmärkning(ar)?|bemærkning(er)?|huomautus|huomautukset|huom\.?)",
    ),
    (
        "question",
        r"(the )?(questions?|fields?|items?|labels?|prompts?|measures?|topics?|facts?|what|frage|"
        r"feld|angabe|pregunta|campo|dato|concepto|champ|rubrique|intitul[ée]|kennzahl|asked|"
        r"pergunta|domanda|voce|vraag|onderwerp|pytanie|pozycja|fråga|spørsmål|felt|spørgsmål|"
        r"kysymys|tieto|kenttä|indicateur|indicador|libell[ée])",
    ),
    (
        "answer",
        r"(the |your |our |league'?s? )?(answers?|responses?|repl(y|ies)|values?|figures?|data|"
        r"details|antwort(en)?|wert|respuestas?|valor|r[ée]ponses?|valeur|given|entry|input|"
        r"angaben|resposta|risposta|valore|antwoord|waarde|odpowied[źz]|wartość|svar|verdi|värde|"
        r"værdi|vastaus|arvo)",
    ),
)
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _HEADS)
_LATEST = re.compile(
    r"latest|current|actual\b|most recent|aktuell|neueste|[uú]ltim|m[aá]s reciente|derni|"
    r"en cours|laufend|aktualn|ostatni|siste|senaste|seneste|viimeisin|attuale|atual|huidig",
    re.IGNORECASE,
)
_EXPECTED = re.compile(
    r"forecast|plan|budget|target|expect|projec|estimat|prognos|ziel|previs|pr[ée]vis|objetivo|"
    r"next|ennuste|budsjett|erwart|arvio|voraus",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\d{4}|\d{2}(?!\d)")
_YEARS_HEAD = re.compile(
    r"(?:the )?(?:year|season|period|fy|jahr|saison|spielzeit|temporada|a[ñn]o|ann[ée]e|exercice|"
    r"ejercicio|stagione|anno|ano|seizoen|jaar|rok|sezon|år|sesong|säsong|sæson|vuosi|kausi)s?",
    re.IGNORECASE,
)
_LABEL_WORDS, _QUESTION_WORDS = 7, 24
_FEW = 1 / 3
_WIDER = 4
MOST_COLUMNS = 12
"""A form has no more; of a wider table the heads are questions, even one that is "Data"."""


def column_of(head: str) -> Column:
    """What a column headed `head` holds."""
    words = head.strip(" *_:").strip()
    for kind, pattern in _COMPILED:
        if words and pattern.fullmatch(words):
            return kind
    return "other"


def says_header(head: Sequence[str]) -> bool:
    """Whether a row of cells reads like the head of a form's columns."""
    kinds = [column_of(cell) for cell in head]
    periods = kinds.count("period")
    return ("answer" in kinds and len(kinds) <= MOST_COLUMNS) or (
        periods > 1 and kinds[0] != "period" and 2 * periods >= len(kinds)
    )


def with_answer(head: Sequence[Column], rows: Sequence[Sequence[Passage]]) -> list[Column]:
    """The first unnamed column after the question holds the answer, further ones notes on it."""
    guessed = list(head)
    unnamed = [i for i in range(head.index("question") + 1, len(head)) if guessed[i] == "other"]
    for place, index in enumerate(unnamed):
        if place == 0:
            guessed[index] = "answer"
        elif _varies(rows, index):
            guessed[index] = "note"
    return guessed


def _varies(rows: Sequence[Sequence[Passage]], index: int) -> bool:
    """Whether the cells say different things; who filled a row in, is said again and again."""
    said = [row[index].text for row in rows[1:] if index < len(row) and row[index].text]
    return len(set(said)) > len(said) * _FEW


def by_position(rows: Sequence[Sequence[Passage]]) -> list[Column]:
    """Columns without a telling head: numbers, then question, answer, and notes after them."""
    width = max(map(len, rows))
    kinds: list[Column] = ["note"] * width
    first = 0
    if all(re.fullmatch(r"[\w.]{1,5}[.)]?", row[0].text) for row in rows if row and row[0].text):
        kinds[0] = "number"
        first = 1
    firsts = [row[first].text for row in rows if len(row) > first]
    if width > first + 2 and len(set(firsts)) <= len(firsts) * 0.6:
        kinds[first] = "section"
        first += 1
    kinds[first] = "question"
    if first + 1 < width:
        kinds[first + 1] = "answer"
    return kinds


def pairs_across(rows: Sequence[Sequence[Passage]]) -> list[Column] | None:
    """Question and answer again and again in one row, told by the cells; else `None`."""
    width = max(map(len, rows))
    if width < 4 or width % 2 or len(rows) < 3:
        return None
    asked = [row[i].text for row in rows for i in range(0, len(row), 2)]
    given = [row[i].text for row in rows for i in range(1, len(row), 2)]
    named = [words for words in asked if words]
    if len(named) < 0.8 * len(asked) or len(set(named)) < 0.9 * len(named):
        return None
    labels = sum(1 for words in named if _is_label(words))
    telling = sum(1 for words in given if re.search(r"\d|@|^(?:yes|no|ja|nein|s[ií]|oui)\b", words))
    if labels < 0.9 * len(named) or telling < 0.2 * len(given):
        return None
    across: list[Column] = ["question", "answer"]
    return across * (width // 2)


def _is_label(words: str) -> bool:
    most = _QUESTION_WORDS if words.endswith("?") else _LABEL_WORDS
    short = len(words.split()) <= most and not words.endswith(".")
    return short and words.lstrip("¿(")[:1].isalpha() and not re.search(r"\d{2}|@", words)


def years_column(rows: Sequence[Sequence[Passage]]) -> int | None:
    """The column that names a year or season for each of the rows below the head."""
    if len(rows) < 3 or len(rows[0]) < 3:
        return None
    for index, head in enumerate(rows[0]):
        known = not head.text or _YEARS_HEAD.fullmatch(head.text.strip(" *_:.")) is not None
        if not known and (index or len(rows[0]) < len(rows) + _WIDER):
            continue
        named = [row[index].text for row in rows[1:] if index < len(row)]
        if len(set(named)) == len(rows) - 1 and all(column_of(n) == "period" for n in named):
            return index
    return None


def latest(names: Sequence[str]) -> int:
    """Of several years the one marked latest, else the last that is no forecast."""
    marked = [i for i, name in enumerate(names) if _LATEST.search(name)]
    if marked:
        return marked[0]
    settled = [i for i, name in enumerate(names) if not _EXPECTED.search(name)]

    def year(index: int) -> int:
        found = _YEAR.findall(names[index])
        return int(found[-1]) % 100 if found else -1

    return max(settled or range(len(names)), key=lambda i: (year(i), i))
