"""How a document writes figures and dates, inferred from the whole of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Convention:
    """What one document does throughout.

    `language` is ISO 639-1; `decimal` "." or ","; `date_order` "dmy" or "mdy", proved where a
    date of the document reads only one way; `country` ISO 3166-1 alpha-2, where the document
    places the league; `currency` ISO 4217, only where the document states one for all amounts.
    """

    language: str
    decimal: str
    date_order: str
    date_order_proved: bool
    country: str | None
    currency: str | None


def infer(text: str, *, country: str | None = None) -> Convention:
    """The convention of the document `text`; a `country` given is not looked for."""
    from core.adapters.offline.values.inferring import (
        currency_for_all,
        date_order,
        decimal_sign,
        home_country,
        language_of,
    )

    place = country or home_country(text)
    language = language_of(text)
    order, proved = date_order(text, place)
    return Convention(
        language,
        decimal_sign(text, language, place),
        order,
        proved,
        place,
        currency_for_all(text, place),
    )
