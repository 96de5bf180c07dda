"""`promptintel price`: a profile priced line by line, and what a changed answer would move."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from core.canonical import Json
from core.cli.output import Output, table
from core.cli.results import short
from core.cli.settings import settings
from core.documents.files import read_bytes
from core.errors import InvalidInput
from core.pipeline.exported_profile import changed, extraction_of
from core.pipeline.facts import Facts, resolve
from core.pipeline.pricing.comparing import difference
from core.runtime import Runtime

_FIELD = "PROFILE.json"
_LIMIT = 4 * 1024 * 1024

Values = Mapping[str, Any]


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "profile", metavar=_FIELD, help="the exported profile of a run, or a bare one"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="POINTER=VALUE",
        help="/commercial/exclusivity=exclusive: what would it change? JSON where it is JSON",
    )
    parser.set_defaults(command=price)


def price(options: Namespace, runtime: Runtime) -> Output:
    schema = runtime.profile_schema()
    content = read_bytes(Path(options.profile), field=_FIELD, limit=_LIMIT)
    extracted = extraction_of(content, schema, field=_FIELD)
    values = settings(options.set)
    before = _reckoned(extracted, runtime)
    if not values:
        return Output(_priced(before), "\n\n".join(_told(before)))
    laid_over = changed(extracted, schema, values)
    after = _reckoned(laid_over, runtime)
    settled = {
        pointer: {
            "before": Facts(extracted, before["enhance"]).value(pointer),
            "after": resolve(laid_over["profile"], pointer),
        }
        for pointer in values
    }
    moved = difference(before["price"], after["price"])
    value = {
        "set": settled,
        "before": _priced(before),
        "after": _priced(after),
        "difference": moved,
    }
    return Output(value, "\n\n".join(_compared(settled, moved, after["price"])))


def _reckoned(extracted: Values, runtime: Runtime) -> dict[str, Any]:
    try:
        return runtime.reckoned(extracted)
    except (KeyError, TypeError, AttributeError) as error:
        # The profile is valid; only what stands beside it in the file can lack a part.
        raise InvalidInput(
            _FIELD, f"its evidence was changed ({error!r})", "export it again"
        ) from error


def _priced(results: Values) -> dict[str, Json]:
    """The price stage's result with the readiness behind the tier."""
    readiness = results["classify"]["readiness"]
    return {
        **results["price"],
        "readiness": {"score": readiness["score"], "level": readiness["level"]},
        "tier_reasons": results["classify"]["tier_reasons"],
    }


def _told(results: Values) -> Iterator[str]:
    priced, readiness = results["price"], results["classify"]["readiness"]
    facts = Facts(results["extract"], results["enhance"])
    yield (
        f"{priced['rate_card']}, tier {priced['tier']}, readiness {readiness['score']:g} "
        f"({readiness['level']}), in {priced['currency']}"
    )
    for suggestion in priced["suggestions"]:
        yield "\n".join(_suggestion(suggestion, priced, facts))
    if priced["missing"]:
        rows = [
            (row["pointer"], f"{row['moves']['low']:+,} to {row['moves']['high']:+,}", row["why"])
            for row in priced["missing"]
        ]
        yield "Not known:\n" + table(("fact", "moves the fee by", "assumed"), rows)
    if priced["warnings"]:
        yield "Beware:\n" + "\n".join(f"  - {_printable(w)}" for w in priced["warnings"])


def _suggestion(suggestion: Values, priced: Values, facts: Facts) -> Iterator[str]:
    chosen = " (the one that the contract takes)" if suggestion["name"] == priced["chosen"] else ""
    yield f"{suggestion['name']}{chosen}: {suggestion['title']}"
    yield f"  {_terms(suggestion, priced['currency'])}"
    for line in suggestion["lines"]:
        size = f"x {line['factor']:g}" if line["factor"] is not None else ""
        mark = "  (assumed in part)" if line["missing"] else ""
        yield f"  {line['title']:<28} {size:>8} {line['amount']:>13,}{mark}"
        yield f"      {line['reason']}"
        if line["facts"]:
            yield f"      from {'; '.join(_fact(p, facts) for p in line['facts'])}"


def _terms(suggestion: Values, currency: str) -> str:
    """What is offered, in one line."""
    choices, share = suggestion["choices"], suggestion["revenue_share"]
    low, high = suggestion["range"]["low"], suggestion["range"]["high"]
    parts = [
        f"{currency} {suggestion['annual_fee']['amount']:,} a year ({low:,} to {high:,})",
        f"{_plain(choices['exclusivity'])}, {choices['term_months']} months",
        f"{_plain(choices['fee_model'])}, step-up {choices['step_up_percent']:g} %",
    ]
    if share is not None:
        parts.append(f"{share['percent']:g} % of {_plain(share['base'])}")
    if suggestion["minimum_guarantee"] is not None:
        parts.append(f"guarantee {suggestion['minimum_guarantee']:,}")
    return "; ".join(parts)


def _compared(settled: Values, moved: Values, after: Values) -> Iterator[str]:
    yield "\n".join(
        f"{pointer}: {_value(one['before'])} -> {_value(one['after'])}"
        for pointer, one in settled.items()
    )
    for name in ("tier", "currency"):
        if moved[name]["before"] != moved[name]["after"]:
            yield f"{name}: {moved[name]['before']} -> {moved[name]['after']}"
    for suggestion in moved["suggestions"]:
        yield "\n".join(_moved(suggestion, after["currency"]))


def _moved(suggestion: Values, currency: str) -> Iterator[str]:
    low, high = suggestion["range"]["low"], suggestion["range"]["high"]
    yield f"{suggestion['name']}: {currency} {_step(suggestion['annual_fee'])} a year"
    yield (
        f"  range {low['before']:,} to {high['before']:,} -> {low['after']:,} to {high['after']:,}"
    )
    for name, choice in suggestion["choices"].items():
        yield f"  {name}: {_value(choice['before'])} -> {_value(choice['after'])}"
    rows = [
        (line["title"], *map(_of_line, (line["before"], line["after"])), _change(line["change"]))
        for line in suggestion["lines"]
        if line["change"] != 0 or line["before"]["factor"] != line["after"]["factor"]
    ]
    if rows:
        yield table(("line", "before", "after", "moves the fee by"), rows)
        for line in suggestion["lines"]:
            if line["before"]["factor"] != line["after"]["factor"]:
                yield f"  {line['title']}: {line['after']['reason']}"
    else:
        yield "  no line of the fee differs"


def _of_line(state: Values) -> str:
    return f"x {state['factor']:g}" if state["factor"] is not None else f"{state['amount']:,}"


def _step(moved: Values) -> str:
    change = f" ({moved['change']:+,})" if moved["change"] is not None else ""
    return f"{moved['before']:,} -> {moved['after']:,}{change}"


def _change(change: int | None) -> str:
    return "another currency" if change is None else f"{change:+,}"


def _fact(pointer: str, facts: Facts) -> str:
    return f"{pointer} = {_value(facts.value(pointer))}"


def _value(value: Json) -> str:
    if value is None or value == []:
        return "not stated"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return short(", ".join(map(_value, value)))
    return short(str(value))


def _plain(word: str) -> str:
    return word.replace("_", " ")


def _printable(sentence: str) -> str:
    """A sentence of ours with the league's words in it, without what could steer a terminal."""
    return "".join(c if c.isprintable() else " " for c in sentence)
