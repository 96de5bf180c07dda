"""Cutting an answer's words to the value: no lead-in before it, no explanation after it."""

import re

from core.adapters.offline.values.calendar_words import MONTHS

SLASH = " / "

_LEAD = re.compile(
    r"\s*(?:(?:yes|yep|yeah|sure|ja|sí|si|oui)\b\s*[,.:;!\u2013-]*\s+)?"
    r"(?:(?:it is|it's|that is|that would be|we are|we're|we have|we use|they are|this is|es ist|"
    r"das ist|wir sind|"
    r"es|somos|es el|c'est|nous sommes|called|named|people say|people call (?:us|it)|we call it|"
    r"known as|better known as|just|simply|einfach|officially|legally|on paper|amtlich|offiziell|"
    r"(?:(?:most|the|all|die|alle|la|todos|tout le)\s+)?(?:people|folks?|fans|public|leute|gente|"
    r"monde|everybody|everyone)\s+(?:just\s+)?(?:says?|calls? (?:us|it)|knows? (?:us|it) as|sagen?|"
    r"nennen uns|nos llaman?|nos dicen?|dit|nous appelle)|only one:|just one:|"
    r"trading as|we trade as|goes by|we go by|the fans say|currently|"
    r"at present|actualmente|derzeit|"
    r"actuellement|"
    r"recognised by|sanctioned by|affiliated (?:to|with)|member of|under|by|von|por|par|with|mit|"
    r"con|avec|me,)\s+)*",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    r"(?:the|an|a|our|der|die|das|dem|den|unser|unsere|el|la|los|las|nuestro|nuestra|le|les|"
    r"notre|nos|l'|l\u2019)(?:\s+|(?<=['\u2019]))"
)
_ANY_ARTICLE = re.compile(_ARTICLE.pattern, re.IGNORECASE)
_SUFFIX = re.compile(
    r",\s*(?:inc|ltd|llc|l\.l\.c|plc|gmbh|ag|s\.?l|s\.?a|s\.?r\.?l|b\.?v|n\.?v|e\.?\s?v|co|corp|"
    r"limited|pty|oy|ab|as)\b\.?",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[^\s.])[.!?](?=\s+[A-ZÀ-Ý\"“¿¡(]|\s*$)|\n\s*\n")
_ABBREVIATED = 12
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Za-z]|inc|ltd|pte|pvt|pty|sdn|bhd|co|corp|dr|mr|mrs|ms|hon|st|no|nr|art|prof|jr|"
    r"sr|retd|bzw|ca|"
    r"approx|srta|sra|mme|ing|lic|dña|etc|ltda|sdn|bhd|oyj|tlf|ret|mio|mrd|tsd|mill|mln|tys|sp)|\b[A-Za-z]\.[A-Za-z])$",
    re.IGNORECASE,
)
_DAY_OF_MONTH = re.compile(r".{0,2}?(?<!\d)\d{1,2}\.\s+(?P<month>[^\W\d_]+)", re.DOTALL)
_AFTER_NAME = re.compile(
    r"\s*(?:;|\n|\s[-\u2013\u2014]\s|,\s|:\s|\s\((?=[^()]*\)\s*[.,;]?\s*$)|\s/\s)|"
    r"\s+(?:sanctions?|governs?|recognises?|since|until|till|through|from|who|which|that|is|are|"
    r"was|has|have|does|do|but|because|or|with|mit|con|avec|med|con|"
    r"seit|bis|ist|sind|hat|oder|desde|hasta|es|que|o(?!\.o)|pero|depuis|jusqu|est|ou|qui|"
    r"mais)\b(?!\s*[&])"
)


def sentence_end(text: str, start: int = 0) -> int:
    """Where the sentence that begins at `start` ends, its full stop excluded."""
    for match in _SENTENCE_END.finditer(text, start):
        before = text[max(start, match.start() - _ABBREVIATED) : match.start()]
        if match[0] == "." and (_ABBREVIATION.search(before) or _is_a_day(text, match.start())):
            continue
        return match.start()
    return len(text)


def _is_a_day(text: str, stop: int) -> bool:
    """Whether the full stop at `stop` makes a day of a month: "3. Mai"."""
    following = _DAY_OF_MONTH.match(text, max(0, stop - 3), stop + 16)
    return following is not None and following["month"].casefold() in MONTHS


def sentences(text: str) -> list[tuple[int, int]]:
    """The spans of the sentences of `text`; a semicolon, question mark or line ends one, too."""
    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(text):
        end = sentence_end(text, at)
        for piece in re.finditer(r"[^;?\n]+", text[at:end]):
            start, last = trim(text, at + piece.start(), at + piece.end())
            if start < last:
                spans.append((start, last))
        at = end + 1
    return spans


def pieces(text: str, parts: int) -> list[tuple[int, int]]:
    """The spans of `parts` pieces of an answer to as many questions; empty where it has others."""
    if parts < 2:
        return []
    spans, at = [], 0
    for piece in text.split(SLASH):
        spans.append(trim(text, at, at + len(piece)))
        at += len(piece) + len(SLASH)
    if len(spans) == parts:
        return spans
    spans = sentences(text)
    return spans if len(spans) == parts else []


def lead_end(text: str, *, article: bool = True) -> int:
    """Where the value begins, after a "Yes, the ..."."""
    match = _LEAD.match(text)
    at = match.end() if match else 0
    if article:
        found = (_ANY_ARTICLE if at and text[:at].strip() else _ARTICLE).match(text, at)
        at = found.end() if found else at
    return at if text[at:].strip() else 0


def name_span(text: str, *, brackets: bool = False) -> tuple[int, int]:
    """The span of a name at the head of `text`: up to the first sign that it is over.

    With `brackets`, a bracket after the name belongs to it.
    """
    start = lead_end(text)
    end = sentence_end(text, start)
    for match in _AFTER_NAME.finditer(text, start + 1, end):
        if match[0].lstrip().startswith(",") and _SUFFIX.match(text, match.start()):
            continue
        if brackets and match[0].strip().startswith("("):
            continue
        if match[0].strip().isalpha() and _is_inside_name(text, match):
            continue
        end = match.start()
        break
    return trim(text, start, end)


def _is_inside_name(text: str, match: "re.Match[str]") -> bool:
    """A small word between two capitals may be part of a name ("That's That", "Ou Sport")."""
    return match[0].strip()[0].isupper()


def first_sentence(text: str) -> tuple[int, int]:
    """The span of the first sentence, without a lead-in."""
    start = lead_end(text, article=False)
    return trim(text, start, sentence_end(text, start))


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Without white space, quotes and punctuation around; the stop of an abbreviation stays."""
    while start < end and text[start] in " \t\r\n\"'“”„«»*_,;:\u2013\u2014-":
        start += 1
    while end > start and (
        text[end - 1] in ' \t\r\n"“”„«»*_,;:\u2013\u2014-!'
        or (text[end - 1] == "." and not _keeps_stop(text, start, end))
    ):
        end -= 1
    return start, end


def _keeps_stop(text: str, start: int, end: int) -> bool:
    """Whether the full stop at the end belongs to an abbreviation (Inc., S.L., e.V.)."""
    last = text[start : end - 1].rsplit(None, 1)
    word = last[-1] if last else ""
    return bool(
        re.fullmatch(r"(?:[A-Za-z]\.)*[A-Za-z]|Inc|Ltd|Ltda|Co|Corp|Bros|Jr|Sr|Bhd", word)
    ) and bool(re.search(r"\.[A-Za-z]$|^[A-Z][a-z]+$", word))
