"""E-mail addresses, web addresses and telephone numbers."""

import re

from core.adapters.offline.values.found import Found
from core.adapters.offline.values.persons import Person, persons

__all__ = ["Person", "emails", "persons", "phones", "urls"]

_LOCAL = re.compile(r"[A-Za-z0-9._%+'\u2019-]+\Z")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.)+[A-Za-z]{2,24}(?![A-Za-z0-9-])")
_LONGEST_LOCAL = 64
_TOKEN = re.compile(r"\S+")
_OPENING = "([{<\"'“„«*_`|"
_CLOSING = ")]}>\"'”“»*_`|.,;:!?…"
_URL = re.compile(
    r"(?P<scheme>https?://)?(?P<host>(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,24})"
    r"(?P<port>:[0-9]{2,5})?(?P<rest>[/?#]\S*)?",
    re.IGNORECASE,
)
_LONGEST_URL = 500
_DOMAINS = frozenset({
    "ac", "academy", "ad", "ae", "aero", "am", "app", "ar", "arena", "art", "asia", "at", "au",
    "ba", "band", "be", "bet", "bg", "bike", "biz", "blog", "br", "by", "ca", "cat", "cc", "ch",
    "city", "cl", "club", "cn", "co", "coach", "com", "community", "cool", "cr", "cricket",
    "cup", "cy", "cymru", "cz", "dance", "de", "design", "dev", "digital", "dk", "edu", "ee",
    "email", "es", "eu", "events", "example", "fans", "fi", "fm", "football", "fr", "fun",
    "fyi", "game", "games", "ge", "gg", "gh", "global", "golf", "gov", "gr", "group", "guru",
    "hk", "hockey", "horse", "hr", "hu", "id", "ie", "il", "im", "in", "info", "international",
    "invalid", "io", "ir", "is", "it", "je", "jobs", "jp", "ke", "kr", "kz", "league", "li",
    "life", "link", "live", "lk", "local", "london", "lt", "ltd", "lu", "lv", "ma", "mc", "md",
    "me", "media", "mk", "mobi", "mt", "mu", "museum", "mx", "my", "name", "net", "network",
    "news", "ng", "ngo", "ninja", "nl", "no", "np", "nrw", "nu", "nz", "one", "online", "org",
    "page", "paris", "pe", "ph", "pk", "pl", "plus", "press", "pro", "pt", "qa", "racing", "ro",
    "rocks", "rs", "ru", "rugby", "run", "sa", "sale", "school", "scot", "se", "sg", "show",
    "si", "site", "sk", "ski", "soccer", "social", "software", "space", "sport", "sports",
    "store", "stream", "studio", "surf", "swiss", "team", "tech", "tennis", "test", "th", "tn",
    "today", "tools", "top", "tours", "tr", "travel", "tv", "tw", "tz", "ua", "ug", "uk", "us",
    "uy", "vip", "vn", "wales", "watch", "website", "wiki", "win", "world", "xyz", "yoga", "za",
    "zone",
})  # fmt: skip
_PHONE = re.compile(
    r"(?<![\w.,/:-])(?:\+|00)?\(?[0-9](?:[ ()./\u00a0\u202f\u2011-]{0,3}[0-9]){5,16}(?![\w/]"
    r"|[.,:-][0-9])"
)
_DATE_LIKE = re.compile(r"[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{2,4}")


def emails(text: str) -> list[Found[str]]:
    """E-mail addresses as written."""
    found, at = [], text.find("@")
    while at != -1:
        head = max(0, at - _LONGEST_LOCAL)
        local = _LOCAL.search(text[head:at])
        host = _HOST.match(text, at + 1)
        if local is not None and host is not None:
            start = head + local.start()
            start += len(text[start:at]) - len(text[start:at].lstrip(".'\u2019-"))
            if start < at:
                found.append(Found(text[start : host.end()], start, host.end()))
        at = text.find("@", at + 1)
    return found


def urls(text: str) -> list[Found[str]]:
    """Web addresses as absolute https URLs; a bare host gets https:// in front."""
    found = []
    for token in _TOKEN.finditer(text):
        if token.end() - token.start() > _LONGEST_URL or "." not in token.group():
            continue
        start, end = token.span()
        while start < end and text[start] in _OPENING:
            start += 1
        while end > start and text[end - 1] in _CLOSING:
            end -= 1
        match = _URL.fullmatch(text, start, end)
        if match is not None and _is_address(match):
            host = match["host"].lower() + (match["port"] or "")
            url = f"https://{host}{match['rest'] or ''}"
            found.append(Found(url, start, end))
    return found


def _is_address(match: re.Match[str]) -> bool:
    """Whether it is meant as one: "e.g." and "rules.pdf" are not."""
    host = match["host"].lower()
    if match["scheme"] or host.startswith("www."):
        return True
    return host.rsplit(".", 1)[1] in _DOMAINS and len(host.split(".")[-2]) > 1 and len(host) > 4


def phones(text: str, *, country: str | None) -> list[Found[str]]:
    """Telephone numbers, E.164 where the number or `country` gives the country, else as written."""
    import phonenumbers

    found = []
    for match in _PHONE.finditer(text):
        raw = match.group()
        start = match.start()
        if raw.count("(") > raw.count(")"):
            continue
        if _DATE_LIKE.fullmatch(raw) or not _dialled(raw, country):
            continue
        try:
            number = phonenumbers.parse(raw, country)
        except phonenumbers.NumberParseException:
            found.append(Found(raw, start, match.end(), 0.6, "no country"))
            continue
        reason = phonenumbers.is_possible_number_with_reason(number)
        if reason == phonenumbers.ValidationResult.IS_POSSIBLE:
            form = phonenumbers.PhoneNumberFormat.E164
            found.append(Found(phonenumbers.format_number(number, form), start, match.end()))
        else:
            found.append(Found(raw, start, match.end(), 0.5, "not a possible number"))
    return found


def _dialled(raw: str, country: str | None) -> bool:
    """Whether the digits look dialled: not "2 100 000" and not "2026-2027"."""
    digits = sum(char.isdigit() for char in raw)
    if raw.startswith(("+", "0", "(")):
        return digits >= 7
    if re.fullmatch(r"[0-9]{1,3}(?:[ .\u00a0\u202f][0-9]{3})+", raw) and digits < 9:
        return False
    return digits >= 7 and not re.fullmatch(r"(?:19|20)[0-9]{2}\D{1,3}(?:19|20)[0-9]{2}", raw)
