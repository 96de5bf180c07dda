import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.canonical import Json
from core.documents.contracts.codec import from_json
from core.documents.contracts.markdown import plain, to_markdown
from core.documents.contracts.values import render
from core.errors import InvalidInput
from core.pipeline.tasks import assemble
from core.pipeline.validating import complaints_about
from tests.builders_contracts import (
    ROOT,
    ShippedKnowledge,
    a_futsal_league,
    a_profile,
    a_request,
    an_empty_profile,
    assembled,
    drawn_up,
    genesis,
)

STYLE = ROOT / "database/output-styles/league_questionnaire_to_contract"
SCHEMA = json.loads((STYLE / "stage_7_contract_assembly/schema/result.json").read_text())
NAMES = ["master_agreement", "term_sheet", "data_specification"]


def document(result: dict[str, Any], name: str = "master_agreement") -> dict[str, Any]:
    return next(one for one in result["documents"] if one["name"] == name)


def section(result: dict[str, Any], id: str, name: str = "master_agreement") -> dict[str, Any]:
    return next(one for one in document(result, name)["sections"] if one["id"] == id)


def words(result: dict[str, Any], id: str, name: str = "master_agreement") -> str:
    value = {**document(result, name), "sections": [section(result, id, name)]}
    return "\n".join(plain(block) for block in from_json(value).sections[0].blocks)


def clauses(result: dict[str, Any], name: str = "master_agreement") -> list[str]:
    return [one["clause"] for one in document(result, name)["sections"]]


def test_a_league_that_answered_gets_three_documents_without_a_finding():
    result = assembled(a_futsal_league())
    assert [one["name"] for one in result["documents"]] == NAMES
    assert result["findings"] == []
    assert result["chosen"] == "standard"
    assert complaints_about(result, SCHEMA) == ()


def test_a_league_that_answered_nothing_gets_three_documents_full_of_blanks():
    result = assembled(an_empty_profile())
    assert complaints_about(result, SCHEMA) == ()
    labels = {blank["label"] for blank in result["blanks"]}
    assert {
        "legal name of the league",
        "territory",
        "governing law",
        "who signs for the league",
    } <= (labels)
    assert "[●1 legal name of the league]" in to_markdown(from_json(document(result)))


def test_every_blank_is_listed_with_its_number_on_the_first_page():
    result = assembled(an_empty_profile())
    for one in result["documents"]:
        first, _, body = to_markdown(from_json(one)).partition("\n---\n")
        for number in set(re.findall(r"\[●(\d+) ", body)):
            assert f"●{number} " in first
    assert [blank["id"] for blank in result["blanks"]] == [
        str(n) for n in range(1, len(result["blanks"]) + 1)
    ]


def test_fees_are_the_chosen_suggestion_in_every_document():
    request = a_request(a_futsal_league())
    priced = request.results["price"]
    offer = next(s for s in priced["suggestions"] if s["name"] == "standard")
    result = assemble.run(request).value
    (printed,) = render({"amount": offer["fixed_fee"], "currency": priced["currency"]}, "money", {})
    assert printed.text in words(result, "fees")
    assert printed.text in words(result, "commercial_terms", "term_sheet")
    assert printed.text.partition(" (")[0] in words(result, "offers", "term_sheet")


def test_betting_is_never_permitted_by_silence():
    silent = assembled(a_futsal_league(betting__wants_betting=None))
    assert "Betting Use is therefore not permitted" in words(silent, "permitted_use")
    refused = assembled(a_futsal_league(betting__wants_betting=False))
    assert "does not want betting" in words(refused, "permitted_use")
    for result in (silent, refused):
        assert "is permitted only" not in words(result, "permitted_use")
        assert "clauses/integrity@1" not in clauses(result)


def test_betting_that_was_only_inferred_is_not_permitted():
    derived = {
        "pointer": "/betting/wants_betting",
        "value": True,
        "rule": "markets",
        "explanation": "markets are named",
        "from": [],
        "certainty": "inferred",
    }
    result = assembled(
        a_futsal_league(betting__wants_betting=None), enhanced={"derived": [derived]}
    )
    assert "Betting Use is therefore not permitted" in words(result, "permitted_use")


def test_betting_that_is_wanted_brings_integrity_and_the_ban_with_it():
    result = assembled(
        a_futsal_league(betting__wants_betting=True, betting__territories=["UK", "Malta"])
    )
    assert "in UK and Malta, so far as this lies within the Territory" in words(
        result, "permitted_use"
    )
    assert {"clauses/integrity@1", "clauses/betting_ban@1"} <= set(clauses(result))
    assert "[●" in words(result, "integrity")


def test_a_fact_that_the_league_did_not_state_is_no_warranty_of_the_league():
    derived = {
        "pointer": "/integrity/betting_ban",
        "value": True,
        "rule": "guess",
        "explanation": "usual",
        "from": [],
        "certainty": "derived",
    }
    result = assembled(
        a_futsal_league(governance__has_rulebook=True, governance__officials_certified=False),
        enhanced={"derived": [derived]},
    )
    warranted = words(result, "warranties")
    assert "written rulebook" in warranted
    assert "bar participants" not in warranted
    assert "officials of the Competition are certified" not in warranted


@pytest.mark.parametrize(
    ("exclusivity", "clause"),
    [("exclusive", "clauses/exclusivity_exclusive@1"), ("sole", "clauses/exclusivity_sole@1")],
)
def test_exclusivity_carves_existing_deals_out(exclusivity: str, clause: str):
    result = assembled(
        a_futsal_league(
            commercial__exclusivity=exclusivity, commercial__existing_deals=["Timing by Tickline"]
        )
    )
    assert clause in clauses(result)
    assert "the performance of an Existing Deal, within clause 3" in words(result, "exclusivity")
    assert "Timing by Tickline" in words(result, "existing_agreements")


def test_a_share_brings_its_base_its_guarantee_and_an_audit():
    result = assembled(
        a_futsal_league(commercial__fee_model="hybrid", commercial__revenue_share_percent=10)
    )
    assert {"clauses/revenue_share@1", "clauses/minimum_guarantee@1", "clauses/audit@1"} <= set(
        clauses(result)
    )
    assert "**“Revenue Base”** means" in to_markdown(from_json(document(result)))
    assert "clauses/fees@1" not in clauses(result)


def test_worldwide_beside_a_list_is_read_narrowly_and_left_open():
    result = assembled(a_futsal_league(commercial__territory=["UK", "Worldwide"]))
    assert "The Territory is UK." in words(result, "territory")
    assert "[●" in words(result, "territory")


def test_the_end_follows_from_the_start_and_the_length():
    result = assembled(a_futsal_league())
    assert "begins on 11 October 2026" in words(result, "term")
    assert "runs for 24 months, to the end of 10 October 2028" in words(result, "term")
    (first, second) = document(result)["inferred"]
    assert (first["value"], second["value"]) == ("11 October 2026", "10 October 2028")


def test_a_contradicted_fact_becomes_a_blank_that_says_so():
    contradiction = {
        "pointer": "/league/legal_name",
        "kept": "Northern Futsal Association",
        "why": "two names",
        "places": [],
    }
    result = assembled(a_futsal_league(), extracted={"contradictions": [contradiction]})
    labels = [blank["label"] for blank in result["blanks"]]
    assert "legal name of the league (the questionnaire gives different answers)" in labels
    assert "Northern Futsal Association" not in json.dumps(result["documents"])


def test_two_answers_about_betting_permit_none_and_are_quoted_both():
    places = [
        {"value": True, "quote": "we would welcome betting", "start": 0, "end": 24},
        {"value": False, "quote": "no betting please", "start": 30, "end": 47},
    ]
    twice = {"pointer": "/betting/wants_betting", "kept": True, "why": "two", "places": places}
    result = assembled(
        a_futsal_league(betting__wants_betting=True), extracted={"contradictions": [twice]}
    )
    text = words(result, "permitted_use")
    assert "has given different answers on whether it wants betting" in text
    assert "Betting Use is therefore not permitted" in text
    (label,) = [b["label"] for b in result["blanks"] if b["pointer"] == "/betting/wants_betting"]
    assert "“we would welcome betting” and “no betting please”" in label
    assert result["findings"] == []


def test_answers_that_do_not_agree_are_to_be_confirmed_with_the_words_of_both():
    dates = {"season__start_date": "2027-05-01", "season__end_date": "2027-03-01"}
    made = drawn_up(a_futsal_league(**dates))["assemble"]
    found = {one["pointer"]: one["why"] for one in document(made)["inferred"]}
    assert found["/deal/start_date"].startswith(
        "The season ends before it starts: “2027-05-01” and “2027-03-01”"
    )
    assert "1 May 2027 *[to be confirmed]*" in to_markdown(from_json(document(made)))
    assert made["findings"] == []


def test_betting_that_is_refused_while_markets_are_named_stays_excluded_and_is_left_open():
    made = drawn_up(
        a_futsal_league(betting__wants_betting=False, betting__markets_requested=["Winner"])
    )["assemble"]
    text = words(made, "permitted_use")
    assert "Betting Use stays excluded until the League has settled in writing" in text
    assert "whether betting is wanted" in {blank["label"] for blank in made["blanks"]}


def test_a_deal_that_is_over_before_the_start_is_told_of_but_carves_nothing_out():
    deals = ["Data to Scorebook until June 2025", "Timing by Tickline until May 2027"]
    result = assembled(a_futsal_league(commercial__existing_deals=deals))
    items = [p for p in section(result, "existing_agreements")["paragraphs"] if p["kind"] == "item"]
    listed = [run for item in items for run in item["runs"] if "source" in run]
    assert [(run["text"], run["source"]["pointer"]) for run in listed] == [
        ("Timing by Tickline until May 2027", "/commercial/existing_deals/1")
    ]
    (told,) = [
        run
        for paragraph in section(result, "existing_agreements")["paragraphs"]
        for run in paragraph["runs"]
        if run["text"] == deals[0]
    ]
    assert told["source"]["pointer"] == "/commercial/existing_deals/0"
    assert "is no Existing Deal" in words(result, "existing_agreements")


def test_a_deal_ends_nothing_while_the_start_is_not_known():
    deals = ["Data to Scorebook until June 2025"]
    result = assembled(a_futsal_league(season__start_date=None, commercial__existing_deals=deals))
    assert deals[0] in words(result, "existing_agreements")
    assert "has ended before" not in words(result, "existing_agreements")


def test_a_territory_of_a_mixed_answer_is_traced_to_its_own_place():
    result = assembled(a_futsal_league(commercial__territory=["Worldwide", "UK"]))
    (uk,) = [
        run
        for paragraph in section(result, "territory")["paragraphs"]
        for run in paragraph["runs"]
        if run["text"] == "UK"
    ]
    assert uk["source"]["pointer"] == "/commercial/territory/1"


@pytest.mark.parametrize(
    ("format", "record"),
    [
        ("match", "score event"),
        ("round_robin", "standing"),
        ("bracket", "draw"),
        ("heat", "advancement"),
        ("race", "finish"),
        ("field", "leader board"),
        ("judged", "mark"),
        ("card", "judge's card"),
        (None, "[●"),
        ("other", "[●"),
    ],
)
def test_the_data_specification_follows_the_format(format: str | None, record: str):
    result = assembled(a_futsal_league(sport__format=format))
    assert result["findings"] == []
    assert record in words(result, "records", "data_specification")


def test_governing_law_is_never_guessed():
    text = words(assembled(a_futsal_league()), "governing_law")
    assert "[●" in text
    assert "Scotland" not in text


def test_every_word_of_the_league_carries_its_source():
    result = assembled(a_futsal_league())
    (party, *_) = section(result, "parties")["paragraphs"]
    (name,) = (run for run in party["runs"] if run["text"] == "Northern Futsal Association")
    assert name["source"] == {"pointer": "/league/legal_name", "origin": "stated"}


def test_a_broken_clause_is_a_finding_that_holds_the_contract_back():
    text = "The Fee is EUR 5,000 and is due under {{ref: nowhere}}.\n"
    knowledge = ShippedKnowledge({"clauses/renewal": text})
    result = assembled(a_futsal_league(), knowledge=knowledge)
    rules = {finding["rule"] for finding in result["findings"]}
    assert rules == {"undefined_term", "amount_without_source", "dangling_reference"}
    (complaint,) = complaints_about(result, SCHEMA)
    assert complaint.startswith("/findings")


def test_a_clause_that_cannot_be_read_is_named():
    knowledge = ShippedKnowledge({"clauses/renewal": "A {{surprise}}.\n"})
    with pytest.raises(InvalidInput, match="clauses/renewal@1: line 1"):
        assembled(a_futsal_league(), knowledge=knowledge)


def test_the_same_results_give_the_same_documents():
    request = a_request(a_futsal_league())
    assert assemble.run(request).value == assemble.run(request).value


TEXT = st.text(min_size=1, max_size=30).filter(lambda text: text.strip())
HOSTILE = "[x](javascript:alert(1)) {{/x}} {{ref: fees}} | *b* TBC EUR 1,000 3 May 2027 <b>"
MONEY = st.none() | st.fixed_dictionaries(
    {
        "amount": st.integers(0, 10**9) | st.floats(0, 1e9, allow_nan=False),
        "amount_max": st.none() | st.integers(0, 10**9),
        "currency": st.sampled_from([None, "EUR", "USD", "GBP", "JPY"]),
        "period": st.sampled_from([None, "per_year", "per_season"]),
    }
)


def _of(schema: dict[str, Any], definitions: dict[str, Any]) -> st.SearchStrategy[Json]:
    """Values that the profile's schema allows, hostile texts among them."""
    name = schema.get("$ref", "").rpartition("/")[2]
    if name == "money":
        return MONEY
    if name:
        return _of({**definitions[name], **{k: v for k, v in schema.items() if k != "$ref"}}, {})
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if "object" in kinds:
        inner = {key: _of(value, definitions) for key, value in schema["properties"].items()}
        return st.fixed_dictionaries(inner)
    if "array" in kinds:
        return st.lists(_of(schema["items"], definitions), max_size=3)
    if "string" in kinds:
        return _strings(schema, "null" in kinds)
    if "boolean" in kinds:
        return st.sampled_from([True, False, None])
    most = min(schema.get("maximum", 10**6), 10**6)
    return st.none() | st.integers(schema.get("minimum", 0), most)


def _strings(schema: dict[str, Any], nullable: bool) -> st.SearchStrategy[Json]:
    if schema.get("format") == "date":
        return st.none() | st.dates().map(lambda day: day.isoformat())
    if schema.get("pattern") == "^[A-Z]{2}$":
        return st.sampled_from([None, "GB", "CH", "ZZ"])
    texts = TEXT | st.just(HOSTILE)
    return st.none() | texts if nullable else texts


def profiles() -> st.SearchStrategy[dict[str, Any]]:
    (file,) = (f for r, f in genesis().items() if r.name.endswith(".league_profile"))
    schema = json.loads(file.text)
    return _of(schema, schema["$defs"])


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(profiles())
@example(a_profile(league__legal_name=HOSTILE, commercial__existing_deals=[HOSTILE]))
def test_no_profile_trips_the_linter_or_leaves_the_schema(profile: dict[str, Any]):
    result = assembled(profile)
    assert result["findings"] == []
    assert complaints_about(result, SCHEMA) == ()
