"""Which field a question means: by words, section, neighbours and kind of answer."""

import pytest

from tests.unit.offline.extract.builders import extracted, stated


@pytest.mark.parametrize(
    ("line", "pointer", "value"),
    [
        ("Battles per stop: 47", "/season/contests_per_event", 47),
        ("Races each regatta: 18", "/season/contests_per_event", 18),
        ("Regattas in a season: 10", "/season/events_per_season", 10),
        ("Spieltage: 9", "/season/events_per_season", 9),
        ("Number of crews: 24", "/season/teams_count", 24),
        ("Sportlerinnen und Sportler: 140", "/season/athletes_count", 140),
        ("Lowest age: 14", "/season/minimum_age", 14),
        ("Who is above you? the Celtic Union", "/governance/sanctioning_body", "Celtic Union"),
        ("Purse: 100 EUR per event", "/financials/prize_money/amount", 100),
        (
            "Typical audience: families, 30 to 60",
            "/audience/primary_demographic",
            "families, 30 to 60",
        ),
        ("Gate: 1,100 average", "/audience/average_attendance", 1100),
        ("Attendance over the year: 14,000", "/audience/annual_attendance", 14000),
        ("Delay (ms): 500", "/data/latency_seconds", 0.5),
        ("Casas de apuestas: Gletscherbet", "/betting/existing_operators/0", "Gletscherbet"),
        ("Souhaitez-vous des paris ? oui", "/betting/wants_betting", True),
        ("Plazo: 2 años", "/commercial/term_months", 24),
    ],
)
def test_a_label_is_matched_by_what_it_means(line, pointer, value):
    assert stated(f"{line}\n")[pointer] == value


@pytest.mark.parametrize(
    ("line", "pointer", "value"),
    [
        ("LEGAL NAEM: POLAR BANDY LTD", "/league/legal_name", "POLAR BANDY LTD"),
        ("MINIMUN AGE: 18", "/season/minimum_age", 18),
        ("AVERGE ATTENDENCE: 1,200", "/audience/average_attendance", 1200),
        ("RULBOOK: YES", "/governance/has_rulebook", True),
        ("EMIAL: JO@POLAR.EXAMPLE", "/contacts/0/email", "JO@POLAR.EXAMPLE"),
    ],
)
def test_shouting_and_typing_errors_do_not_hide_a_label(line, pointer, value):
    assert stated(f"{line}\n")[pointer] == value


def test_the_section_tells_one_format_from_another():
    found = stated("SPORT\n\nFormat: Round robin\n\nDATA\n\nFormat: XML\n")
    assert found["/sport/format"] == "round_robin"
    assert found["/data/feed_format"] == "xml"


def test_the_kind_of_answer_tells_one_duration_from_another():
    assert stated("Duration: 3 years\n") == {"/commercial/term_months": 36}
    assert stated("Duration: 3 hours\n") == {"/season/event_duration_minutes": 180}


def test_neighbours_tell_what_a_bare_label_is_about():
    found = stated(
        "Betting markets: match winner\nBetting operators: Loonbet\nIn which countries? Malta\n"
        "Anti-doping: yes\n"
    )
    assert found["/betting/territories/0"] == "Malta"
    assert "/league/headquarters_country" not in found


def test_one_question_goes_to_one_field_and_one_field_takes_one_answer():
    result = extracted("Legal name: A Ltd\nKnown as: B\nWebsite: club.example\n")
    assert result["profile"]["league"]["legal_name"] == "A Ltd"
    assert result["profile"]["league"]["brand_name"] == "B"
    assert result["unmapped"] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "When does the season begin and when does it end?\n"
            "From 5 September 2026 to 27 March 2027\n",
            {"/season/start_date": "2026-09-05", "/season/end_date": "2027-03-27"},
        ),
        (
            "What type of legal entity are you, and where are you registered?\n"
            "Private limited company, registered in England and Wales. Number to follow.\n",
            {"/league/entity_type": "corporation", "/league/jurisdiction": "England and Wales"},
        ),
        (
            "How many events, and how many heats at each?\nsix rounds, eleven races apiece\n",
            {"/season/events_per_season": 6, "/season/contests_per_event": 11},
        ),
        (
            "Is there a rulebook? Are the judges certified?\nyes and no\n",
            {"/governance/has_rulebook": True, "/governance/officials_certified": False},
        ),
        (
            "How many athletes take part, and in how many teams?\n96 pilots across 16 teams\n",
            {"/season/athletes_count": 96, "/season/teams_count": 16},
        ),
        (
            "What are your revenue and your costs?\n"
            "Revenue 21,000 GBP a year, costs 19,500 GBP a year.\n",
            {"/financials/annual_revenue/amount": 21000, "/financials/annual_budget/amount": 19500},
        ),
    ],
)
def test_a_question_may_ask_several_things(text, expected):
    found = stated(text)
    assert {pointer: found.get(pointer) for pointer in expected} == expected


def test_of_two_things_asked_the_one_not_answered_stays_open():
    found = stated("Revenue and prize money?\n180,000 EUR a year, no prize money\n")
    assert found["/financials/annual_revenue/amount"] == 180000
    assert "/financials/prize_money/amount" not in found


def test_an_answer_may_state_its_neighbours_fact():
    found = stated(
        "Streaming: Our YouTube channel. Around 600 people watch a stream.\n"
        "Feed: Yes, JSON API\n"
        "Number of stops: seven stops, 28 divers, nobody under 16\n"
    )
    assert found["/audience/average_viewers"] == 600
    assert found["/data/feed_format"] == "json_api"
    assert found["/season/athletes_count"] == 28
    assert found["/season/minimum_age"] == 16


def test_what_others_were_granted_is_not_granted_here():
    found = stated(
        "Fee model: fixed fee\nExisting deals: Streaming with ShoreTV, exclusive, 2 years\n"
    )
    assert "/commercial/exclusivity" not in found
    assert "/commercial/term_months" not in found


def test_what_forms_ask_beside_the_profile_is_taken_for_no_field():
    result = extracted("Completed by: Jo Bell, 2 June 2026\nCompany number: 1234567\n")
    assert result["evidence"] == {}
    assert [item["question"] for item in result["unmapped"]] == ["Completed by", "Company number"]


def test_slashes_in_question_and_answer_cut_both_alike():
    found = stated("Turnover / budget / insurance: 60k GBP / 55k GBP / 5m GBP\n")
    assert found["/financials/annual_revenue/amount"] == 60000
    assert found["/financials/annual_budget/amount"] == 55000
    assert found["/financials/liability_insurance/amount"] == 5000000
    assert stated("Events / season: 6\n") == {"/season/events_per_season": 6}
