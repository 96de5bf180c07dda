"""Names of persons with their roles."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.adapters.offline.values.found import Found, trimmed


@dataclass(frozen=True, slots=True)
class Person:
    """A name without Mr or Ms, with professional title; the role as written."""

    name: str
    role: str | None


_ADDRESSES = (
    r"Mrs?|Ms|Miss|Mx|Messrs|Herrn?|Frau|Fr|M|Mme|Mlle|Sra?|Srta|Sr|Don|Doña|Monsieur|Madame"
    r"|Señora?|Senhora?|Signora?|Sig|Sig\.ra|Dhr|Mevr|Mw|Mevrouw|Meneer|Pani?|Hr|Fru|Herra|Rouva"
    r"|Encik|Puan"
)
_FORMS = rf"(?:(?:{_ADDRESSES}|{_ADDRESSES.upper()})\.?\s{{1,2}})"
_TITLE = (
    r"(?:(?:Dr|Prof|Professor|Hon|Rev|Sir|Dame|Lord|Lady|Capt|Captain|Col|Gen|Judge|Justice|Ing"
    r"|Dipl\.-Ing|Mag|Lic|Dra|Maître|Me|DR|PROF|HON|DRA|LIC|ING)\.?\s?(?:\((?:retd?|ret)\.?\)\s)?)"
)
_PARTICLE = (
    r"(?:van\sder|van\sden|van\sde|van|von|de\sla|de\slos|de|del|della|da|dos|di|du|der|den|ter"
    r"|la|le|bin|ibn|al|el|y|af|av|zu|zur|st\.?)"
)
_UPPER = r"[A-ZÀ-ÖØ-ÞĀĄĆČĎĐĒĘĚĞĪİŁŃŇŌŐŘŚŞŠŤŪŮŰŹŻŽ]"
_CAPITAL = (
    rf"(?:{_UPPER}\.(?:-?{_UPPER}\.){{0,2}}"
    rf"|(?:O['\u2019]|D['\u2019]|Mc|Mac|L['\u2019])?{_UPPER}[^\W\d_]{{0,24}}"
    r"(?:[-'\u2019][^\W\d_]{1,24}){0,2})"
)
_NAME = rf"{_CAPITAL}(?:\s{{1,2}}(?:{_PARTICLE}\s{{1,2}}){{0,2}}{_CAPITAL}){{1,4}}"
_PERSON = re.compile(
    rf"(?<![\w@.])(?:(?P<form>{_FORMS}))?(?P<name>(?:{_TITLE}){{0,2}}{_NAME}|(?:{_TITLE}){_CAPITAL})(?![\w@])"
)
_FORM_ONLY = re.compile(rf"(?<![\w@.]){_FORMS}(?P<name>{_CAPITAL})(?![\w@])")
_ROLE = re.compile(
    r"(?:\s?,\s?|\s[-\u2013\u2014]\s|:\s|\n\s{0,4}|\s?/\s)"
    r"(?:(?:role|title|position|function|funktion|cargo|fonction)\s?:\s?)?(?P<role>[^\n,;.()|@]{2,80})",
    re.IGNORECASE,
)
_CREDENTIALS = re.compile(
    r"(?:\s?,?\s(?:Ph\.?D|MBA|M\.?Sc|B\.?A|M\.?A|LL\.?M|Esq|QC|KC|OBE|MBE|CBE)\b\.?){0,3}"
)
_RETIRED = re.compile(r"\s\((?:retd?|ret|i\.\s?R|a\.\s?D)\.?\)", re.IGNORECASE)
_ROLE_INSIDE = re.compile(r"\s{0,2}\((?P<role>[^()@\n]{2,80})\)")
_ROLE_BEFORE = re.compile(
    r"(?:^|[.;:\n]\s{0,2}|,\s)(?:(?:our|the|by|is|it is|der|die|das|unsere?|el|la|le|notre"
    r"|nuestr[oa])\s)?"
    r"(?P<role>[^\W\d_][^\n,;.:()@]{2,50}?)\s?(?:,|:|\sis|\sist|\ses|\sest|\s-|\s\u2013)\s$",
    re.IGNORECASE,
)
_NOT_A_ROLE = re.compile(
    r"^(?:that (?:would be|is) me|(?:with |many )?(?:kind |best |warm )?"
    r"(?:regards|thanks|wishes)|"
    r"yours|sincerely|cheers|dear |mit (?:freundlichen|besten)|viele grüße|saludos|un saludo|"
    r"atentamente|cordialement|"
    r"bien à vous|hilsen|hälsning|qui |que |"
    r"as above|see |and |or |also|who|which|e-?mail|mail|phone|tel|mobile|fon|is |me$|i "
    r"|my |we |our |they |he |she |yes|no\b"
    r"|can |may |will |has |same|siehe|wie oben|und |y |et |please|but |tbc|n/?a\b|part-?time"
    r"|since|until|https?|www|\+?[0-9])",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\b(?:part-?time|independent|since|until|volunteer|see|retired|together|she/her|he/him|they/them"
    r"|interim until|both|seit|bis|desde|depuis)\b",
    re.IGNORECASE,
)
# Words with a capital that stand in names of bodies, places, months and roles, not of persons.
_NO_NAME = frozenset({
    "academy", "administration", "agency", "ag", "agreement", "agm", "alliance", "anti",
    "april", "area", "arena", "association", "athletics", "august", "authority", "ab", "board",
    "body", "bv", "chair", "chairman", "chairperson", "chairwoman", "championship", "chief",
    "circuit", "city", "club", "cologne", "college", "commercial", "commission",
    "commissioner", "committee", "community", "company", "competition", "conference",
    "contact", "corp", "council", "county", "court", "cup", "data", "december", "department",
    "development", "digital", "director", "division", "doping", "east", "email", "english",
    "england", "european", "events", "executive", "farm", "february", "federation",
    "federación", "fédération", "finance", "first", "foundation", "forum", "friday", "fund",
    "games", "general", "gmbh", "governance", "group", "head", "hon-secretary", "house", "inc",
    "independent", "institute", "integrity", "international", "ireland", "january", "july",
    "june", "kingdom", "lead", "league", "legal", "ligue", "liga", "limited", "live", "llc",
    "ltd", "manager", "managing", "march", "marketing", "media", "member", "ministry",
    "monday", "national", "network", "no", "none", "north", "northern", "november", "october",
    "office", "officer", "official", "olympic", "operations", "opera", "owner", "partner",
    "partnership", "partnerships", "party", "people", "phone", "players", "president", "press",
    "private", "program", "promotions", "public", "racing", "referee", "region", "registered",
    "republic", "road", "rugby", "saturday", "season", "secretary", "security", "senior",
    "september", "series", "service", "services", "solutions", "south", "southern", "sport",
    "sports", "stadium", "state", "street", "sunday", "supply", "team", "technical",
    "technology", "test", "the", "thursday", "timing", "tour", "trust", "tuesday", "tv",
    "union", "united", "university", "verband", "verein", "vice", "wednesday", "west",
    "western", "women", "world", "yes", "youth", "we", "our", "he", "she", "they", "my", "i",
    "in", "on", "at", "for", "from", "with", "by", "this", "that", "these", "those", "when",
    "where", "who", "what", "how", "there", "here", "it", "its", "as", "if", "both", "please",
    "see", "name", "role", "title", "position", "e-mail", "telephone", "mobile", "stiftung",
    "verwaltung", "geschäftsführer", "geschäftsführerin", "vorstand", "vorsitzender",
    "präsident", "presidente", "directeur", "directrice", "trésorier", "leiter",
    "leiterin", "rat", "bund", "ist", "und", "der", "die", "das", "ja", "nein", "wird",
    "put", "write", "call", "ask",
    "unser", "unsere", "not", "yet", "me", "nobody", "con", "mit", "avec", "can", "cannot",
    "sign", "signs", "talk", "ne", "pas", "signe", "sie", "ich", "nicht", "yo", "above", "oben",
    "administrador", "administradora", "diretor", "diretora", "comercial", "único", "gerente",
    "coordinador", "coordinadora", "jefe", "jefa", "adresse", "address", "responsable",
    "le", "les", "des", "una", "el", "los", "las", "su", "nuestro",
})  # fmt: skip
_FORM_WORDS = frozenset({
    "mr", "mrs", "ms", "miss", "mx", "herr", "herrn", "frau", "mme", "mlle", "sr", "sra",
    "srta", "señor", "señora", "monsieur", "madame", "dhr", "mevr", "mevrouw", "meneer", "pan",
    "pani", "hr", "fru", "herra", "rouva", "encik", "puan", "signor", "signora",
    "senhor", "senhora",
})  # fmt: skip
_ROLE_WORDS = frozenset({
    "ceo", "cfo", "coo", "cto", "md", "chair", "chairman", "chairwoman", "chairperson",
    "president", "commissioner", "director", "manager", "secretary", "treasurer", "präsident",
    "presidente", "vorsitzender", "geschäftsführer", "geschäftsführerin", "head", "styreleder",
    "styreformann", "leder", "formand", "ordförande", "puheenjohtaja", "toimitusjohtaja",
    "presidenta", "prezes", "voorzitter", "directeur", "directora", "gerente", "secretario",
    "secretaria", "segretario", "secretaris", "sekretarz", "generalsekretær", "obmann", "obfrau",
    "präsidentin", "vorsitzende", "rennleiter", "rennleiterin", "sekretärin", "kassenwart",
})  # fmt: skip
_OUR_ROLE = re.compile(
    r"\b(?:our|the|unsere?|der|die|nuestr[oa]|el|la|notre|le|vår|vores|onze|il|nossa?)\s+"
    rf"(?P<role>(?:[^\W\d_]+\s){{0,2}}?(?:{'|'.join(sorted(_ROLE_WORDS))}))\s$",
    re.IGNORECASE,
)
_PARTICLES = frozenset({"le", "la", "les", "el", "los", "las", "der", "des"})
_LONGEST = 4000


def persons(text: str) -> list[Found[Person]]:
    """Persons named in `text`, each with the role that stands beside the name."""
    return list(_persons(text))


def _persons(text: str) -> Iterator[Found[Person]]:
    at = 0
    while match := _PERSON.search(text, at, _LONGEST) or _FORM_ONLY.search(text, at, _LONGEST):
        start, end = match.span("name")
        at = match.end()
        words = list(re.finditer(r"\S+", text[start:end]))
        kept = _kept(words)
        if not kept:
            continue
        title = " ".join(word.group() for word in words[: len(words) - len(kept)] if _is_role(word))
        start, end = trimmed(text, start + kept[0].start(), start + kept[-1].end())
        retired = _RETIRED.match(text, end)
        end = retired.end() if retired else end
        role = _role_after(text, end) or title or _role_before(text, match.start())
        yield Found(Person(text[start:end], role or None), start, end, 1.0 if role else 0.8)


def _kept(words: list[re.Match[str]]) -> list[re.Match[str]]:
    """The words of the name without forms of address and roles; none where too little is left."""
    kept, addressed = list(words), False
    while kept and (_no_name(kept[0].group()) or _plain(kept[0]) in _FORM_WORDS):
        addressed = addressed or _plain(kept[0]) in _FORM_WORDS
        kept.pop(0)
    # A particle with a capital is part of a name that has begun: Yann Le Goff.
    inner = [w.group() for w in kept[:1]] + [w.group() for w in kept[1:] if not _is_particle(w)]
    if any(_no_name(word) for word in inner if word[0].isupper()):
        return []
    return kept if len(kept) > 1 or addressed or len(kept) == len(words) else []


def _is_particle(word: re.Match[str]) -> bool:
    return _plain(word) in _PARTICLES


def _plain(word: re.Match[str]) -> str:
    return word.group().casefold().strip(".")


def _is_role(word: re.Match[str]) -> bool:
    return _plain(word) in _ROLE_WORDS


def _no_name(word: str) -> bool:
    bare = word.casefold().strip(".,'\u2019")
    return bare in _NO_NAME or bare in _ROLE_WORDS


def _role_after(text: str, end: int) -> str | None:
    inside = _ROLE_INSIDE.match(text, end)
    if inside and not _NOT_A_ROLE.match(inside["role"]) and not _ASIDE.search(inside["role"]):
        return _clean(inside["role"].split(",")[0].split(";")[0])
    after = _CREDENTIALS.match(text, inside.end() if inside else end)
    match = _ROLE.match(text, after.end() if after else end)
    if match is None or _NOT_A_ROLE.match(match["role"].strip()):
        return None
    role = _clean(match["role"])
    return (
        role if role and any(char.isalpha() for char in role) and len(role.split()) <= 9 else None
    )


def _role_before(text: str, start: int) -> str | None:
    match = _ROLE_BEFORE.search(text, max(0, start - 70), start) or _OUR_ROLE.search(
        text, max(0, start - 50), start
    )
    if match is None or _NOT_A_ROLE.match(match["role"]):
        return None
    return _clean(match["role"])


def _clean(role: str) -> str:
    words = role.split(" / ")[0].strip(" \t-\u2013\u2014:*_\"'")
    return re.sub(r"^(?:our|the|der|die|el|la|le)\s+", "", words, flags=re.IGNORECASE)
