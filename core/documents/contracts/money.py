"""Amounts in figures and in words."""

from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import get_currency_name, get_currency_precision
from num2words import num2words  # type: ignore[import-untyped]

_WORDS_LIMIT = 10**15
"""Beyond this an amount is a slip of the pen, and words for it would run over lines."""


def figures(amount: float, currency: str) -> str:
    """`AUD 41,000`; the currency's decimals are shown only where there are any."""
    return f"{currency} {digits(amount, currency)}"


def digits(amount: float, currency: str | None) -> str:
    """`41,000` or `12.50`."""
    whole, fraction, places = _split(amount, currency)
    return f"{whole:,}.{fraction:0{places}d}" if fraction else f"{whole:,}"


def words(amount: float, currency: str | None) -> str:
    """`forty-one thousand Australian dollars`, without a currency the number alone."""
    whole, fraction, places = _split(amount, currency)
    if whole >= _WORDS_LIMIT:
        return "in figures only"
    told: str = num2words(whole)
    if fraction:
        told += f" and {fraction:0{places}d}/{10**places}"
    if currency is None:
        return told
    one = whole == 1 and not fraction
    return f"{told} {get_currency_name(currency, count=1 if one else 2, locale='en')}"


def in_full(amount: float, currency: str) -> str:
    """`AUD 41,000 (forty-one thousand Australian dollars)`."""
    return f"{figures(amount, currency)} ({words(amount, currency)})"


def _split(amount: float, currency: str | None) -> tuple[int, int, int]:
    """Whole units, the fraction in the smallest unit, and how many digits that has."""
    places = get_currency_precision(currency) if currency is not None else 2
    exact = Decimal(repr(amount)) if isinstance(amount, float) else Decimal(amount)
    rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) if exact < 10**20 else exact
    whole = int(rounded)
    return whole, int((rounded - whole).scaleb(places)), places
