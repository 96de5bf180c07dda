"""Figures that several facts make together: read by rate cards, tier rules and cross-checks.

A measure is a pure function of a look-up; it is `None` where a fact that it needs is missing.
Conditions reach measures as `/measure/<name>`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from core.canonical import Json
from core.pipeline.deals import ended_before
from core.pipeline.names import folded
from core.pipeline.pricing.card import Markets
from core.pipeline.pricing.rounding import exact, to_places
from core.pipeline.pricing.territories import ELSEWHERE, Territories

Look = Callable[[str], Json]


@dataclass(frozen=True, slots=True)
class Gauge:
    """What measures need besides facts: markets, how to read territories, and folded words."""

    markets: Markets
    territories: Territories
    follower_weight: Fraction
    conflict_words: tuple[str, ...]

    def measure(self, name: str, look: Look) -> Fraction | None:
        """The measure called `name`. Raises `KeyError` where there is none of that name."""
        return MEASURES[name](self, look)

    def look(self, look: Look) -> Look:
        """`look`, with measures under `/measure/`."""

        def extended(pointer: str) -> Json:
            if not pointer.startswith("/measure/"):
                return look(pointer)
            measured = self.measure(pointer.removeprefix("/measure/"), look)
            return None if measured is None else float(measured)

        return extended


def _number(value: Json) -> Fraction | None:
    return exact(value) if isinstance(value, int | float) else None


def _contests_per_season(gauge: Gauge, look: Look) -> Fraction | None:
    events = _number(look("/season/events_per_season"))
    contests = _number(look("/season/contests_per_event"))
    return None if events is None or contests is None else events * contests


def _latency_seconds(gauge: Gauge, look: Look) -> Fraction | None:
    return _number(look("/data/latency_seconds"))


def _historical_seasons(gauge: Gauge, look: Look) -> Fraction | None:
    return _number(look("/data/historical_seasons"))


def _term_months(gauge: Gauge, look: Look) -> Fraction | None:
    return _number(look("/choice/term_months"))


def _attendance(gauge: Gauge, look: Look) -> Fraction | None:
    """Spectators a year: as known, else events x average."""
    annual = _number(look("/audience/annual_attendance"))
    if annual is not None:
        return annual
    events = _number(look("/season/events_per_season"))
    average = _number(look("/audience/average_attendance"))
    return None if events is None or average is None else events * average


def _average_attendance(gauge: Gauge, look: Look) -> Fraction | None:
    """Spectators at one event: as known, else those of a year over the events."""
    average = _number(look("/audience/average_attendance"))
    if average is not None:
        return average
    annual = _number(look("/audience/annual_attendance"))
    events = _number(look("/season/events_per_season"))
    return None if annual is None or not events else to_places(annual / events, 0)


def _viewer_contacts(gauge: Gauge, look: Look) -> Fraction | None:
    events = _number(look("/season/events_per_season"))
    viewers = _number(look("/audience/average_viewers"))
    return None if events is None or viewers is None else events * viewers


def _reach(gauge: Gauge, look: Look) -> Fraction | None:
    """Contacts a year, of what is known: spectators, viewers of each event, some followers."""
    followers = _number(look("/audience/social_followers"))
    parts = [
        _attendance(gauge, look),
        _viewer_contacts(gauge, look),
        None if followers is None else followers * gauge.follower_weight,
    ]
    known = [part for part in parts if part is not None]
    return sum(known, Fraction(0)) if known else None


def _market_share(gauge: Gauge, look: Look) -> Fraction | None:
    """Percent of the addressable market that the territory makes up."""
    names = look("/commercial/territory")
    if not isinstance(names, list):
        return None
    markets = gauge.markets
    coverage = gauge.territories.covered(names)
    whole = sum(markets.countries.values()) + markets.others
    weight = Fraction(sum(markets.countries.get(code, 0) for code in coverage.countries))
    unlisted = len([code for code in coverage.countries if code not in markets.countries])
    everywhere = ELSEWHERE in coverage.countries
    weight += markets.others * (
        Fraction(1)
        if everywhere
        else min(Fraction(unlisted, markets.countries_of_others), Fraction(1))
    )
    for country in sorted({country for country, _ in coverage.parts} - coverage.countries):
        states = len([state for home, state in coverage.parts if home == country])
        part = markets.part_percent.get(country, markets.part_percent["default"])
        weight += markets.countries.get(country, 0) * min(states * part / 100, Fraction(1))
    return weight * 100 / whole


def _conflicting_deals(gauge: Gauge, look: Look) -> Fraction | None:
    """How many existing deals touch data or betting; bookmakers already licensed count too.

    A deal that is over before the season starts touches nothing any more.
    """
    deals, operators = look("/commercial/existing_deals"), look("/betting/existing_operators")
    if not isinstance(deals, list) and not isinstance(operators, list):
        return None
    touching = [deal for deal in deals or [] if _names_any(folded(deal), gauge.conflict_words)]
    if touching:
        touching = list(_lasting(touching, look("/season/start_date")))
    return Fraction(len(touching) + len(operators or []))


def _lasting(deals: Sequence[str], start: Json) -> Iterator[str]:
    """Those of `deals` that may be in force on `start`, or at all where that is not known."""
    day = date.fromisoformat(start) if isinstance(start, str) else date.min
    return (deal for deal in deals if not ended_before(deal, day))


def _names_any(text: str, words: Sequence[str]) -> bool:
    """Whether a word of `text` begins with one of `words`; all are folded."""
    padded = f" {text}"
    return any(f" {word}" in padded for word in words)


def _season_days(gauge: Gauge, look: Look) -> Fraction | None:
    """Days from the first to the last one, both counted; below 1 where the end lies before."""
    start, end = look("/season/start_date"), look("/season/end_date")
    if not isinstance(start, str) or not isinstance(end, str):
        return None
    return Fraction((date.fromisoformat(end) - date.fromisoformat(start)).days + 1)


def _season_months(gauge: Gauge, look: Look) -> Fraction | None:
    """Calendar months that the season touches."""
    start, end = look("/season/start_date"), look("/season/end_date")
    if not isinstance(start, str) or not isinstance(end, str) or end < start:
        return None
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    return Fraction((last.year - first.year) * 12 + last.month - first.month + 1)


def _attendance_gap_percent(gauge: Gauge, look: Look) -> Fraction | None:
    """How far the stated attendance of a year lies from events x average, in percent of that."""
    annual = _number(look("/audience/annual_attendance"))
    events = _number(look("/season/events_per_season"))
    average = _number(look("/audience/average_attendance"))
    if annual is None or not events or not average:
        return None
    product = events * average
    return abs(annual - product) * 100 / product


def _seasons_possible(gauge: Gauge, look: Look) -> Fraction | None:
    """Seasons that can have been held since the founding, where the coming one is dated."""
    founded, start = _number(look("/league/founded_year")), look("/season/start_date")
    if founded is None or not isinstance(start, str):
        return None
    return max(date.fromisoformat(start).year - founded + 1, Fraction(0))


def _history_surplus(gauge: Gauge, look: Look) -> Fraction | None:
    """Seasons of data beyond those that can have been held."""
    held, possible = _historical_seasons(gauge, look), _seasons_possible(gauge, look)
    return None if held is None or possible is None else held - possible


def _per_year(pointer: str) -> Callable[["Gauge", Look], Fraction | None]:
    """The amount at `pointer` as a yearly figure, where its period says how."""

    def measured(gauge: Gauge, look: Look) -> Fraction | None:
        amount = _number(look(f"{pointer}/amount"))
        period = look(f"{pointer}/period")
        if amount is None or period is None:
            return None
        events = _number(look("/season/events_per_season"))
        months = _number(look("/commercial/term_months"))
        times: Mapping[str, Fraction | None] = {
            "per_year": Fraction(1),
            "per_season": Fraction(1),
            "per_month": Fraction(12),
            "per_event": events,
            "one_time": 12 / months if months else None,
        }
        factor = times.get(period)
        return None if factor is None else amount * factor

    return measured


def _budget_of_revenue_percent(gauge: Gauge, look: Look) -> Fraction | None:
    """A year's budget in percent of a year's revenue, where both are in one currency."""
    budget = _per_year("/financials/annual_budget")(gauge, look)
    revenue = _per_year("/financials/annual_revenue")(gauge, look)
    currencies = {look(f"/financials/{name}/currency") for name in _FIGURES}
    if budget is None or not revenue or len(currencies) != 1:
        return None
    return budget * 100 / revenue


_FIGURES = ("annual_budget", "annual_revenue")


def _guarantee_of_revenue_percent(gauge: Gauge, look: Look) -> Fraction | None:
    """The guarantee that is asked for in percent of a year's revenue, in one currency."""
    guarantee = _per_year("/commercial/minimum_guarantee")(gauge, look)
    revenue = _per_year("/financials/annual_revenue")(gauge, look)
    one = look("/commercial/minimum_guarantee/currency") == look(
        "/financials/annual_revenue/currency"
    )
    return guarantee * 100 / revenue if guarantee is not None and revenue and one else None


def _beside_worldwide(gauge: Gauge, look: Look) -> Fraction | None:
    """How many other territories stand beside one that is the whole world."""
    names = look("/commercial/territory")
    if not isinstance(names, list):
        return None
    world = [name for name in names if gauge.territories.is_worldwide(name)]
    return Fraction(len(names) - len(world) if world else 0)


def _signatories(gauge: Gauge, look: Look) -> Fraction | None:
    """How many contacts are known to be allowed to sign."""
    contacts = look("/contacts")
    if not isinstance(contacts, list):
        return None
    return Fraction(len([c for c in contacts if c.get("is_signatory") is True]))


MEASURES: Mapping[str, Callable[[Gauge, Look], Fraction | None]] = {
    "contests_per_season": _contests_per_season,
    "latency_seconds": _latency_seconds,
    "historical_seasons": _historical_seasons,
    "term_months": _term_months,
    "attendance": _attendance,
    "average_attendance": _average_attendance,
    "viewer_contacts": _viewer_contacts,
    "reach": _reach,
    "market_share": _market_share,
    "conflicting_deals": _conflicting_deals,
    "season_days": _season_days,
    "season_months": _season_months,
    "attendance_gap_percent": _attendance_gap_percent,
    "history_surplus": _history_surplus,
    "guarantee_per_year": _per_year("/commercial/minimum_guarantee"),
    "prize_money_per_year": _per_year("/financials/prize_money"),
    "budget_of_revenue_percent": _budget_of_revenue_percent,
    "guarantee_of_revenue_percent": _guarantee_of_revenue_percent,
    "beside_worldwide": _beside_worldwide,
    "signatories": _signatories,
    "revenue_per_year": _per_year("/financials/annual_revenue"),
}
