"""Signs, codes and words of currencies, and which currency they mean where."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

# Currency codes that are no words; "ALL", "TOP" or "CUP" in a shouted sentence are not money.
_CODES = [
    "AED", "ARS", "AUD", "AZN", "BDT", "BGN", "BHD", "BRL", "BWP", "CAD", "CHF", "CLP", "CNY",
    "COP", "CRC", "CZK", "DKK", "DOP", "EGP", "EUR", "FJD", "GBP", "GEL", "GHS", "HKD", "HUF",
    "IDR", "ILS", "INR", "ISK", "JMD", "JOD", "JPY", "KES", "KRW", "KWD", "KZT", "LKR", "MAD",
    "MUR", "MXN", "MYR", "NAD", "NGN", "NOK", "NPR", "NZD", "OMR", "PEN", "PHP", "PKR", "PLN",
    "QAR", "RON", "RSD", "RUB", "RWF", "SAR", "SEK", "SGD", "THB", "TND", "TRY", "TTD", "TWD",
    "TZS", "UAH", "UGX", "USD", "UYU", "VND", "XAF", "XOF", "ZAR", "ZMW",
]  # fmt: skip

# One meaning wherever they stand.
_FIXED: Mapping[str, str] = {
    **{code.casefold(): code for code in _CODES},
    "€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "pounds": "GBP", "pound": "GBP",
    "pounds sterling": "GBP", "sterling": "GBP", "british pounds": "GBP", "quid": "GBP",
    "livres sterling": "GBP", "libras": "GBP", "libras esterlinas": "GBP", "pfund": "GBP",
    "us $": "USD", "u.s. $": "USD", "ca $": "CAD", "au $": "AUD", "nz $": "NZD",
    "us$": "USD", "usd$": "USD", "us-dollar": "USD", "us dollar": "USD", "us dollars": "USD",
    "u.s. dollars": "USD", "american dollars": "USD", "dólares estadounidenses": "USD",
    "a$": "AUD", "au$": "AUD", "aud$": "AUD", "australian dollars": "AUD", "c$": "CAD",
    "ca$": "CAD", "cad$": "CAD", "cdn$": "CAD", "can$": "CAD", "canadian dollars": "CAD",
    "dollars canadiens": "CAD", "nz$": "NZD", "nzd$": "NZD", "new zealand dollars": "NZD",
    "s$": "SGD", "sg$": "SGD", "sgd$": "SGD", "singapore dollars": "SGD", "hk$": "HKD",
    "hkd$": "HKD", "hong kong dollars": "HKD", "nt$": "TWD", "r$": "BRL", "reais": "BRL",
    "j$": "JMD", "ja$": "JMD", "tt$": "TTD", "rd$": "DOP", "n$": "NAD", "fj$": "FJD",
    "mx$": "MXN", "mex$": "MXN", "mexican pesos": "MXN", "pesos mexicanos": "MXN",
    "sfr": "CHF", "swiss francs": "CHF", "swiss franc": "CHF", "schweizer franken": "CHF",
    "franken": "CHF", "francs suisses": "CHF", "francos suizos": "CHF",
    "₹": "INR", "indian rupees": "INR", "baht": "THB", "฿": "THB",
    "złoty": "PLN", "złotych": "PLN", "złote": "PLN",
    "euroa": "EUR", "zloty": "PLN", "zł": "PLN", "kč": "CZK", "forint": "HUF", "ft": "HUF",
    "yen": "JPY", "yuan": "CNY", "rmb": "CNY", "renminbi": "CNY", "₩": "KRW", "won": "KRW",
    "rand": "ZAR", "south african rand": "ZAR", "₦": "NGN", "naira": "NGN", "ksh": "KES",
    "kenyan shillings": "KES", "dirhams": "AED", "dirham": "AED", "dhs": "AED", "riyals": "SAR",
    "rm": "MYR", "ringgit": "MYR", "rp": "IDR", "rupiah": "IDR", "₱": "PHP",
    "philippine pesos": "PHP", "₫": "VND", "₪": "ILS", "shekels": "ILS", "₺": "TRY", "tl": "TRY",
    "lira": "TRY", "₴": "UAH", "hryvnia": "UAH", "₽": "RUB", "roubles": "RUB", "rubles": "RUB",
    "₸": "KZT", "₾": "GEL", "gh₵": "GHS", "cedis": "GHS", "swedish kronor": "SEK",
    "svenska kronor": "SEK", "norwegian kroner": "NOK", "norske kroner": "NOK",
    "danish kroner": "DKK", "danske kroner": "DKK", "danish crowns": "DKK",
    "swedish crowns": "SEK", "icelandic krónur": "ISK", "krónur": "ISK", "króna": "ISK",
    "fr cfa": "XOF",
}  # fmt: skip

# One of several by the country of the league; unlisted countries leave it open.
_DOLLARS: Mapping[str, str] = {"US": "USD"}


def _alike(*names: str, **by_country: str) -> dict[str, Mapping[str, str]]:
    return dict.fromkeys(names, by_country)


_LOCAL: Mapping[str, Mapping[str, str]] = {
    **dict.fromkeys(("$", "dollar", "dollars", "dólares", "bucks"), _DOLLARS),
    **_alike("kr", "kronor", "kroner", "krone", "krona", "crowns",
             SE="SEK", NO="NOK", DK="DKK", IS="ISK", FO="DKK", GL="DKK"),
    **_alike("rs", "rupees", "rupee", IN="INR", PK="PKR", LK="LKR", NP="NPR", MU="MUR"),
    **_alike("pesos", "peso",
             MX="MXN", AR="ARS", CL="CLP", CO="COP", UY="UYU", PH="PHP", DO="DOP"),
    **_alike("francs", "franc", "francos", "fr",
             CH="CHF", LI="CHF", SN="XOF", CI="XOF", CM="XAF"),
    **_alike("shillings", KE="KES", UG="UGX", TZ="TZS"),
    **_alike("¥", JP="JPY", CN="CNY"),
    **_alike("lei", RO="RON", MD="MDL"),
    **_alike("r", ZA="ZAR"),
}  # fmt: skip

# These would be ordinary letters anywhere else.
_ONLY_IN: Mapping[str, str] = {
    "r": "ZA",
    "ft": "HU",
    "rm": "MY",
    "fr": "CH",
    "tl": "TR",
    "won": "KR",
}
_UPPER_ONLY = frozenset({"sek", "r", "rm", "mad", "try", "pen", "ron", "tl"})

_NAMES = sorted({*_FIXED, *_LOCAL}, key=lambda name: (-len(name), name))
_MARK = "(?:" + "|".join(re.escape(name) for name in _NAMES) + ")"
_BLANK = r"[ \t\u00a0\u202f\u2009]"
_PREFIX = r"[TKM](?=EUR|CHF|USD|GBP|SEK|NOK|DKK|€|kr(?![^\W\d_]))"
_PREFIXES = {"": 1.0, "t": 1e3, "k": 1e3, "m": 1e6}
_BEFORE = re.compile(
    rf"(?<![^\W\d_])(?P<prefix>{_PREFIX})?(?P<mark>{_MARK})"
    rf"\.?{_BLANK}{{0,2}}(?P<sign>\$)?{_BLANK}?$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"(?:\.[-\u2013\u2014]|,[-\u2013\u2014]|/-)?{_BLANK}{{0,2}}\(?(?:of{_BLANK}|de{_BLANK}|d['\u2019])?"
    rf"(?P<prefix>{_PREFIX})?(?P<mark>{_MARK})(?![^\W\d_])(?!\$)",
    re.IGNORECASE,
)
_MENTION = re.compile(rf"(?<![^\W_])(?P<mark>{_MARK})(?![^\W_])", re.IGNORECASE)
_LONGEST = 30
_BEFORE_MARK = " \t\u00a0\u202f\u2009.,-\u2013\u2014/("


@dataclass(frozen=True, slots=True)
class Mark:
    """What names the currency at `start` to `end`; `scale` is 1000 for "TEUR"."""

    name: str
    start: int
    end: int
    scale: float = 1.0


def mark_before(text: str, start: int, country: str | None) -> Mark | None:
    """The mark in front of a figure that begins at `start`."""
    if not _may_be_mark(text[max(0, start - 4) : start].rstrip()[-1:]):
        return None
    head = max(0, start - _LONGEST)
    match = _BEFORE.search(text, head, start)
    if match is None or not _plausible(match["mark"], country):
        return None
    scale = _PREFIXES[(match["prefix"] or "").casefold()]
    return Mark(match["mark"].casefold(), match.start(), match.end(), scale)


def mark_after(text: str, end: int, country: str | None) -> Mark | None:
    """The mark behind a figure that ends at `end`."""
    behind = text[end : end + 6].lstrip(_BEFORE_MARK)[:1]
    match = _AFTER.match(text, end) if _may_be_mark(behind) else None
    if match is None or not _plausible(match["mark"], country):
        return None
    stop = match.end("mark")
    closed = "(" in text[end : match.start("mark")] and text[stop : stop + 1] == ")"
    return Mark(
        match["mark"].casefold(), end, stop + closed, _PREFIXES[(match["prefix"] or "").casefold()]
    )


def _may_be_mark(char: str) -> bool:
    """Whether a mark may end or begin so: spares most figures the search."""
    return char.isalpha() or (bool(char) and char in "$.€£¥₹฿₩₦₱₫₪₺₴₽₸₾₵")


def meaning(name: str, country: str | None) -> str | None:
    """The ISO 4217 code of a mark for a league of `country`; `None` where it stays open."""
    if name in _FIXED:
        return _FIXED[name]
    local = _LOCAL.get(name, {})
    if name in ("rs", "rupees", "rupee") and country not in local:
        return "INR" if country is None else None
    return local.get(country or "")


def is_dollar(name: str) -> bool:
    return _LOCAL.get(name) is _DOLLARS


def mention(text: str, country: str | None) -> str | None:
    """The currency that `text` names without an amount: "(CHF)", "in Singapore dollars"."""
    for match in _MENTION.finditer(text):
        if _plausible(match["mark"], country):
            code = meaning(match["mark"].casefold(), country)
            if code is not None:
                return code
    return None


def _plausible(mark: str, country: str | None) -> bool:
    name = mark.casefold()
    if name in _UPPER_ONLY and not mark.isupper():
        return False
    if name == "fr":
        return country in ("CH", "LI")
    only = _ONLY_IN.get(name)
    return only is None or only == country
