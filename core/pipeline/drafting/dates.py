"""Calendar arithmetic of a term."""

from calendar import monthrange
from datetime import date, timedelta


def last_day(start: date, months: int) -> date | None:
    """The last day of a term of `months` that begins on `start`; `None` beyond the calendar.

    A term from 31 January of one month ends on the day before the last of February.
    """
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    if months < 1 or year > date.max.year:
        return None
    day = min(start.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, day) - timedelta(days=1)
