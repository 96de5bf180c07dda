"""The evidence behind a document's convention: its words, its own figures, its own dates."""

import re
from collections import Counter

from core.adapters.offline.values.contacts import phones
from core.adapters.offline.values.currencies import mention
from core.adapters.offline.values.date_atoms import proofs
from core.adapters.offline.values.language_words import WORDS
from core.adapters.offline.values.places import city_and_country, countries

# Decimal commas: the countries of most leagues we meet; elsewhere the point.
COMMA_COUNTRIES = frozenset({
    "AR", "AT", "BE", "BG", "BO", "BR", "CL", "CO", "CR", "CU", "CY", "CZ", "DE", "DK", "EC",
    "EE", "ES", "FI", "FR", "GR", "HR", "HU", "ID", "IS", "IT", "LT", "LU", "LV", "MA", "NL",
    "NO", "PE", "PL", "PT", "PY", "RO", "RS", "RU", "SE", "SI", "SK", "TN", "TR", "UA", "UY",
    "VE", "VN",
})  # fmt: skip
_COMMA_LANGUAGES = frozenset({
    "de", "es", "fr", "nl", "it", "pt", "sv", "da", "no", "fi", "pl",
})  # fmt: skip
_MONTH_FIRST = frozenset({"US", "PH", "PW", "FM", "MH"})

_WORD = re.compile(r"[^\W\d_]+")
_FIGURE = re.compile(r"(?<![\w.,])[0-9]{1,12}(?:[.,][0-9]{1,12}){1,4}(?![\w.,]*[0-9@])")
_HEADING_NUMBER = re.compile(
    r"^[\s#*>(-]{0,6}[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}(?=[\s.)*:])", re.MULTILINE
)
_JSON_NUMBER = re.compile(r'(?<=":)\s{0,2}-?[0-9]{1,12}(?:\.[0-9]{1,12})?(?=\s{0,3}[,}\]\r\n])')
_CLOCK_BEFORE = re.compile(r"(?:\b(?:at|um|bis|à|v|version|no|nr)\.?\s?)$", re.IGNORECASE)
_STRONG, _WEAK = 3, 1

_HOME = re.compile(
    r"(?:countr|head\s?office|headquart|\bhq\b|\bseat\b|\bsitz\b|\bland\b|\bsede\b|\bpays\b|\bsiège\b|país|\bpais\b|based"
    r"|registered|registration|incorporat|\boffice|\bcity\b|\btown\b|\bstadt\b|ciudad|\bville\b|address|adresse|dirección"
    r"|domicil|siedzib|hoofdkantoor|hovedkontor|huvudkontor|kotipaikka|\bsäte\b|\bpaese\b|\bkraj\b"
    r"|rejestr|registr|rekister|\bindirizzo\b|endereço|formation|formed|location|jurisdiction)",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"(?:territor|betting|wett|apuesta|pari|market|rights|broadcast|where should"
    r"|jurisdictions\b|gebiet|media)",
    re.IGNORECASE,
)
_LONGEST_LINE = 400

_FOR_ALL = re.compile(
    r"(?:\b(?:all|any)\b[^.\n]{0,40}?\b(?:amounts?|figures?|sums?|money|values?|prices?|financials?)?\b[^.\n]{0,25}?\bin\s"
    r"|\b(?:amounts?|figures?|sums?|money|prices?)\s(?:\w+\s){0,2}?(?:are|is|in)\s(?:\w+\s)?(?:in\s)?"
    r"|\bcurrency\b\s{0,3}[\W_]{0,12}|\b(?:alle|sämtliche)\s(?:beträge|angaben|zahlen|summen)[^.\n]{0,25}?\bin\s"
    r"|\bbeträge\sin\s|\bwährung\b\s{0,3}[\W_]{0,12}"
    r"|\b(?:todos|todas)\s(?:los|las)\s(?:importes|cifras|cantidades|montos)[^.\n]{0,25}?\ben\s|\b(?:importes|cantidades|montos)\s(?:están\s|son\s)?en\s|\bmoneda\b\s{0,3}[\W_]{0,12}"
    r"|\btous\sles\s(?:montants|chiffres)[^.\n]{0,25}?\ben\s|\bmontants\s(?:sont\s)?en\s|\bdevise\b\s{0,3}[\W_]{0,12})"
    r"(?P<what>[^\n.;,]{1,30})",
    re.IGNORECASE,
)


_ON_A_TITLE = re.compile(
    r"^[ \t]*(?:[#*|=_]+|\d+[.)]).{0,60}?\((?:(?:all|alles?|tout(?:es)?|todos?|amounts?|beträge|"
    r"montants|importes)\s)?(?:(?:in|en|em|i)\s)?(?P<what>[^()\n]{1,24})\)[*_:= \t]*$",
    re.MULTILINE | re.IGNORECASE,
)


def language_of(text: str) -> str:
    """The language whose function words and form vocabulary occur most; English on a tie."""
    counted = Counter(word.casefold() for word in _WORD.findall(text))
    scores = {language: sum(counted[word] for word in words) for language, words in WORDS.items()}
    best = max(scores, key=lambda language: (scores[language], language == "en"))
    return best if scores[best] > 0 else "en"


def decimal_sign(text: str, language: str, country: str | None) -> str:
    """ "." or "," by the document's own figures, else by its country, else by its language."""
    bare = _JSON_NUMBER.sub("", _HEADING_NUMBER.sub("", text))
    scores = {".": 0, ",": 0}
    for match in _FIGURE.finditer(bare):
        before = bare[max(0, match.start() - 10) : match.start()]
        if before.endswith("/") or _CLOCK_BEFORE.search(before):
            continue
        sign, weight = _evidence(match.group(), bare[match.start() - 1 : match.start()])
        if sign:
            scores[sign] += weight
    if scores["."] != scores[","]:
        return max(scores, key=lambda sign: scores[sign])
    if country is not None:
        return "," if country in COMMA_COUNTRIES else "."
    return "," if language in _COMMA_LANGUAGES else "."


def _evidence(figure: str, before: str) -> tuple[str | None, int]:
    """Which sign a figure shows to be decimal, and how strongly."""
    points, commas = figure.count("."), figure.count(",")
    if points and commas:
        return (".", _STRONG) if figure.rfind(".") > figure.rfind(",") else (",", _STRONG)
    sign, other = (".", ",") if points else (",", ".")
    groups = figure.split(sign)
    if len(groups) > 2:
        return (other, _STRONG) if all(len(group) == 3 for group in groups[1:]) else (None, 0)
    if len(groups[1]) == 3 and not groups[0].startswith("0"):
        return (other, _WEAK) if len(groups[0]) <= 3 else (None, 0)
    if sign == "," and before == ",":  # cells of a table without quotes
        return None, 0
    return (sign, _STRONG) if len(groups[1]) <= 2 or groups[0] == "0" else (None, 0)


def date_order(text: str, country: str | None) -> tuple[str, bool]:
    """The order of day and month, and whether a date proves it. Contradictions prove none."""
    shown = set(proofs(text))
    if len(shown) == 1:
        return shown.pop(), True
    return ("mdy" if country in _MONTH_FIRST else "dmy"), False


def home_country(text: str) -> str | None:
    """Where the document places the league: by its seat, else by its telephone prefix."""
    lines = text.splitlines()
    votes: Counter[str] = Counter()
    for at, line in enumerate(lines):
        if len(line) > _LONGEST_LINE or not _HOME.search(line) or _ELSEWHERE.search(line):
            continue
        said = line if countries(line) else _next_line(lines, at)
        place = city_and_country(_after_label(said))
        code = place.value[1] if place else None
        if code is None:
            named = countries(said)
            code = named[-1].value if named else None
        if code is not None:
            votes[code] += 1
    if votes:
        return max(votes, key=lambda code: (votes[code], -list(votes).index(code)))
    return _by_phone(text)


def _after_label(line: str) -> str:
    for sign in (":", "|", "\t", ",", " - ", "..."):
        head, found, tail = line.partition(sign)
        if found and _HOME.search(head) and tail.strip(" \"'|.,"):
            return tail.strip(" \"'|.,")
    return line


def _next_line(lines: list[str], at: int) -> str:
    following = [line for line in lines[at + 1 : at + 4] if line.strip()]
    return following[0] if following and len(following[0]) <= _LONGEST_LINE else ""


def _by_phone(text: str) -> str | None:
    import phonenumbers

    for phone in phones(text, country=None):
        if phone.value.startswith("+") and phone.note is None:
            region = phonenumbers.region_code_for_number(phonenumbers.parse(phone.value))
            if region is not None and len(region) == 2:
                return str(region)
    return None


def currency_for_all(text: str, country: str | None) -> str | None:
    """The currency that the document states for all its amounts."""
    for match in (*_FOR_ALL.finditer(text), *_ON_A_TITLE.finditer(text)):
        code = mention(match["what"], country)
        if code is not None:
            return code
    return None
