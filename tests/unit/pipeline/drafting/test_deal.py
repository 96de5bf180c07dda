from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import canonical
from core.documents.contracts.model import Term
from core.pipeline.drafting.dates import last_day
from core.pipeline.drafting.deal import deal_terms
from core.pipeline.drafting.terms import TermBook, doubts_in, given_terms
from core.pipeline.drafting.vocabulary import DEAL_POINTERS, general, profile_pointers
from core.pipeline.facts import Facts, leaves
from tests.builders_contracts import a_futsal_league, a_profile, a_request, genesis


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-10-11", 24, "2028-10-10"),
        ("2027-05-02", 18, "2028-11-01"),
        ("2026-12-31", 2, "2027-02-27"),
        ("2027-01-01", 12, "2027-12-31"),
        ("2026-03-01", 12, "2027-02-28"),
    ],
)
def test_a_term_ends_on_the_day_before_its_anniversary(start: str, months: int, end: str):
    assert last_day(date.fromisoformat(start), months) == date.fromisoformat(end)


def test_a_term_that_leaves_the_calendar_has_no_last_day():
    assert last_day(date(2026, 1, 1), 12 * 9000) is None
    assert last_day(date(2026, 1, 1), 0) is None


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(1, 120), st.integers(1, 120))
def test_a_longer_term_never_ends_earlier(start: date, months: int, more: int):
    end, later = last_day(start, months), last_day(start, months + more)
    assert end is not None
    assert later is not None
    assert start <= end + timedelta(days=1) <= later


def deal_of(**facts) -> dict[str, Term]:
    request = a_request(a_futsal_league(**facts))
    book = TermBook(Facts(request.results["extract"], {}), {})
    return deal_terms(book, request.results["classify"], request.results["price"], {"worldwide"})


def test_amounts_and_choices_are_those_of_the_chosen_suggestion():
    request = a_request(a_futsal_league())
    priced = request.results["price"]
    offer = next(s for s in priced["suggestions"] if s["name"] == "standard")
    deal = deal_of()
    assert deal["/deal/fixed_fee"].value == {
        "amount": offer["fixed_fee"],
        "currency": priced["currency"],
    }
    assert deal["/deal/term_months"].value == offer["choices"]["term_months"]
    assert deal["/deal/total"].value["amount"] == sum(y["amount"] for y in offer["schedule"])


def test_the_beginning_is_proposed_and_says_so():
    start = deal_of()["/deal/start_date"]
    assert (start.value, start.mark) == ("2026-10-11", "inferred")
    assert start.source.behind == ("/season/start_date",)
    assert "/deal/start_date" not in deal_of(season__start_date=None)


@pytest.mark.parametrize(
    ("territory", "kind"),
    [(["UK"], "listed"), (["Worldwide"], "worldwide"), (["UK", "worldwide"], "mixed")],
)
def test_worldwide_beside_a_list_is_neither(territory: list[str], kind: str):
    deal = deal_of(commercial__territory=territory)
    assert deal["/deal/territory_kind"].value == kind
    if kind == "mixed":
        assert deal["/deal/territory_list"].value == ["UK"]


def test_only_who_may_sign_signs():
    contacts = [
        {"name": "Bo Lund", "role": None, "email": None, "phone": None, "is_signatory": None},
        {"name": "Ada Moss", "role": "Chair", "email": None, "phone": None, "is_signatory": True},
    ]
    deal = deal_of(contacts=contacts)
    assert deal["/deal/signatory/name"].value == "Ada Moss"
    assert deal["/deal/signatory/name"].source.pointer == "/contacts/1/name"
    assert deal["/deal/operations/name"].value == "Bo Lund"
    assert "/deal/signatory/name" not in deal_of(contacts=contacts[:1])


def test_every_computed_pointer_is_one_that_a_clause_may_name():
    assert {general(pointer) for pointer in deal_of()} <= DEAL_POINTERS


def a_book(extracted: dict, enhanced: dict | None = None, **given) -> TermBook:
    return TermBook(
        Facts(extracted, enhanced or {}), {}, doubts_in(extracted, enhanced or {}), **given
    )


def test_a_fact_with_two_answers_is_missing_in_texts_and_conditions():
    profile = a_profile(commercial__term_months=24, sport__name="Futsal")
    contradiction = {"pointer": "/commercial/term_months", "kept": 24, "why": "", "places": []}
    book = a_book({"profile": profile, "contradictions": [contradiction]})
    assert book.term("/commercial/term_months").value is None
    assert "different answers" in book.term("/commercial/term_months").doubt
    assert book.holds("/commercial/term_months is missing and /sport/name is stated")


def test_a_choice_that_follows_one_of_two_answers_is_marked():
    request = a_request(a_futsal_league())
    contradiction = {"pointer": "/commercial/term_months", "kept": 24, "why": "", "places": []}
    book = a_book({**request.results["extract"], "contradictions": [contradiction]})
    deal = deal_terms(book, request.results["classify"], request.results["price"], set())
    assert deal["/deal/term_months"].mark == "ambiguous"
    assert deal["/deal/exclusivity"].mark is None


def test_what_a_league_answered_with_none_is_known_to_conditions():
    extracted = {
        "profile": a_profile(),
        "answered_none": {"/commercial/existing_deals": {"quote": "n/a", "start": 0, "end": 3}},
    }
    book = a_book(extracted)
    assert book.holds("/none/commercial/existing_deals is true")
    assert not book.holds("/none/data/incumbent_supplier is true")


def test_words_that_nothing_settled_are_marked():
    profile = a_profile(season__start_date="2026-04-03")
    ambiguity = {"pointer": "/season/start_date", "settled_by": None, "quote": "3/4/26"}
    assert a_book({"profile": profile, "ambiguities": [ambiguity]}).term(
        "/season/start_date"
    ).mark == ("ambiguous")


def test_an_inferred_value_is_marked_and_hidden_from_what_the_league_vouches_for():
    derived = {
        "pointer": "/sport/format",
        "value": "match",
        "rule": "usual",
        "explanation": "usual for futsal",
        "from": ["/sport/name"],
        "certainty": "inferred",
    }
    extracted = {"profile": a_profile(sport__name="Futsal")}
    seen = a_book(extracted, {"derived": [derived]}).term("/sport/format")
    assert (seen.value, seen.mark, seen.source.origin) == ("match", "inferred", "inferred")
    assert (seen.source.behind, seen.source.rule) == (("/sport/name",), "usual for futsal")
    strict = a_book(extracted, {"derived": [derived]}, only_stated=True)
    assert strict.term("/sport/format").value is None


def test_a_currency_that_was_not_stated_is_taken_from_where_it_was_derived():
    insurance = {"amount": 5, "amount_max": None, "currency": None, "period": None}
    derived = {
        "pointer": "/financials/liability_insurance/currency",
        "value": "GBP",
        "rule": "one_currency",
        "explanation": "all other amounts are in GBP",
        "from": [],
        "certainty": "inferred",
    }
    book = a_book(
        {"profile": a_profile(financials__liability_insurance=insurance)}, {"derived": [derived]}
    )
    term = book.term("/financials/liability_insurance")
    assert (term.value["currency"], term.mark) == ("GBP", "inferred")


def test_given_values_are_positions_with_their_reason_and_nulls_stay_blanks():
    terms = given_terms("house", {"days": {"value": 30, "why": "usual"}, "none": None}, house=True)
    assert list(terms) == ["/house/days"]
    assert terms["/house/days"].source.rule == "usual"


def test_every_pointer_of_a_profile_follows_from_its_schema():
    schema = {
        "$defs": {"money": {"type": "object", "properties": {"amount": {}}}},
        "properties": {
            "fee": {"$ref": "#/$defs/money"},
            "people": {"items": {"properties": {"name": {}}}},
        },
    }
    assert profile_pointers(schema) == {
        "/fee",
        "/fee/amount",
        "/people",
        "/people/*",
        "/people/*/name",
    }
    assert general("/people/0/name") == "/people/*/name"


def test_every_leaf_of_a_real_profile_is_known():
    (schema,) = (f for r, f in genesis().items() if r.name.endswith(".league_profile"))
    known = profile_pointers(canonical.decode(schema.text))
    assert {general(pointer) for pointer, _ in leaves(a_futsal_league())} <= known
