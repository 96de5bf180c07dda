"""What an answer states: the rules that the expectations in tests/questionnaires follow."""

import pytest

from tests.unit.offline.extract.builders import extracted, stated


@pytest.mark.parametrize(
    "answer", ["n/a", "TBC", "-", "", "none", "under renewal", "confidential", "see above"]
)
@pytest.mark.parametrize("label", ["Monitoring partner", "Minimum guarantee", "TV partners"])
def test_a_blank_states_nothing_and_is_not_unmapped(label, answer):
    result = extracted(f"Legal name: A Ltd\n{label}: {answer}\n")
    assert set(result["evidence"]) == {"/league/legal_name", "/league/entity_type"}
    assert result["unmapped"] == []


@pytest.mark.parametrize(
    ("line", "pointer", "value"),
    [
        ("Anti-doping: not yet", "/integrity/anti_doping", False),
        (
            "Inside information policy: In drafting, not in force",
            "/integrity/inside_information_policy",
            False,
        ),
        ("Are skaters barred from betting? There is no rule.", "/integrity/betting_ban", False),
        ("May athletes bet? No", "/integrity/betting_ban", True),
        ("Media rights available? Not before 2028", "/media/rights_available", False),
        ("Rights: available", "/media/rights_available", True),
        (
            "Sublicensing: only with our say-so, but in principle yes",
            "/commercial/sublicensing_allowed",
            True,
        ),
        ("Feed format: none", "/data/feed_format", "none"),
        (
            "Format of racing: Straight races, first boat home wins, no heats",
            "/sport/format",
            "race",
        ),
        ("Exclusivity: non-exclusive", "/commercial/exclusivity", "non_exclusive"),
        ("Fee model: Fixed fee plus revenue share", "/commercial/fee_model", "hybrid"),
        (
            "Legal form: Incorporated association (not a company)",
            "/league/entity_type",
            "association",
        ),
        ("Legal form: GmbH (limited liability company)", "/league/entity_type", "corporation"),
        ("Latency: under 1 second - we measured 0.6 s", "/data/latency_seconds", 0.6),
    ],
)
def test_no_and_choices_are_answers(line, pointer, value):
    assert stated(f"{line}\n")[pointer] == value


def test_undecided_is_neither_yes_nor_no():
    assert stated("Do you want betting? Undecided, ask us in a year\n") == {}


@pytest.mark.parametrize(
    ("line", "pointer", "value"),
    [
        (
            "Governing body: Yes, the British Rotor Federation. Recognised since 2019.",
            "/governance/sanctioning_body",
            "British Rotor Federation",
        ),
        (
            "Data supplier: Zeitwerk GmbH, contract ends 2027",
            "/data/incumbent_supplier",
            "Zeitwerk GmbH",
        ),
        ("Legal name: Circuito Costa S.L.", "/league/legal_name", "Circuito Costa S.L."),
        ("Legal name: Harbour League Pte. Ltd.", "/league/legal_name", "Harbour League Pte. Ltd."),
        ('Known as: Northern, or just "NDR" in the chat', "/league/brand_name", "Northern"),
        ("Sport: Roller derby (flat track)", "/sport/name", "Roller derby (flat track)"),
        (
            "Disputes: Jury on site decides, appeal within 48 hours.",
            "/governance/dispute_process",
            "Jury on site decides, appeal within 48 hours",
        ),
    ],
)
def test_texts_are_cut_to_the_value(line, pointer, value):
    assert stated(f"{line}\n")[pointer] == value


def test_lists_have_an_item_a_name_and_deals_stay_whole():
    found = stated(
        "Territory: for the UK, Ireland and Malta\n"
        "Existing deals: Kit supply with Tartan until 2027; Canal (television, to 2028)\n"
    )
    assert [v for p, v in found.items() if p.startswith("/commercial/territory")] == [
        "UK",
        "Ireland",
        "Malta",
    ]
    assert [v for p, v in found.items() if p.startswith("/commercial/existing")] == [
        "Kit supply with Tartan until 2027",
        "Canal (television, to 2028)",
    ]


def test_the_legal_form_is_read_from_the_names_suffix_only_where_no_answer_gives_it():
    assert stated("Legal name: Iron Wrist LLC\n")["/league/entity_type"] == "llc"
    assert (
        stated("Legal name: Nord e.V.\nRechtsform: GmbH\n")["/league/entity_type"] == "corporation"
    )


def test_followers_by_platform_are_summed_and_a_stated_total_is_not():
    assert (
        stated("Facebook followers: 200\nInstagram followers: 100\n")["/audience/social_followers"]
        == 300
    )
    parts = '{"followers": {"tiktok": "1K", "youtube": 500}}'
    assert stated(parts, "form.json")["/audience/social_followers"] == 1500
    both = "Instagram followers: 100\nFollowers in total: 900\n"
    assert stated(both)["/audience/social_followers"] == 900


def test_a_json_number_has_a_decimal_point_whatever_the_country():
    text = '{"headquarters": "Madrid, Spain", "delaySeconds": 2.5, "visitors_per_round": "4.300"}'
    found = stated(text, "form.json")
    assert found["/data/latency_seconds"] == 2.5
    assert found["/audience/average_attendance"] == 4300


def test_a_statement_for_all_amounts_counts_and_a_bare_dollar_needs_the_usa():
    text = "# Form\n\nAll amounts in Singapore dollars.\n\n## Money\n\nTurnover: 620,000\n"
    assert stated(text, "form.md")["/financials/annual_revenue/currency"] == "SGD"
    home = "Head office: Regina, Canada\nAnnual revenue: $4.6M\n"
    assert "/financials/annual_revenue/currency" not in stated(home)


def test_dates_follow_the_order_that_another_date_proves():
    found = extracted("Season start: 11/10/2026\nSeason end: 28/03/2027\n")
    assert found["profile"]["season"]["start_date"] == "2026-10-11"


def test_a_date_that_nothing_settles_is_listed_with_both_readings():
    (ambiguity,) = extracted("Season start: 03/04/2026\n")["ambiguities"]
    assert ambiguity["pointer"] == "/season/start_date"
    assert ambiguity["readings"] == ["2026-04-03", "2026-03-04"]
    assert ambiguity["settled_by"] is None
