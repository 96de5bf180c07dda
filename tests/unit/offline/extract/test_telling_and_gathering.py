"""Facts in dictated prose, and people that no question asks for."""

from tests.unit.offline.extract.builders import stated

DICTATED = """So, the form. I read it out and somebody typed, as we do with all of our paperwork.

The sanctioning body is Northern Raft Union, and we have been with them for a long time now.
Minimum age, nobody under the age of fourteen, that never changes. Territory, Norway and Iceland.
Prize money is EUR 900 per event, paid on the day in cash by the treasurer to the winning crew.
Do we have a live feed, no we do not have any feed, somebody would have to build it for us first.
Anti-doping, we do not have it. Followers, we have 16,700 followers on Facebook and nothing else.
"""


def test_a_sentence_that_begins_with_a_fields_label_states_its_value():
    found = stated(DICTATED)
    assert found["/governance/sanctioning_body"] == "Northern Raft Union"
    assert found["/season/minimum_age"] == 14
    assert {found["/commercial/territory/0"], found["/commercial/territory/1"]} == {
        "Norway",
        "Iceland",
    }
    assert found["/financials/prize_money/amount"] == 900
    assert found["/data/feed_available"] is False
    assert found["/integrity/anti_doping"] is False


def test_denying_a_thing_says_nothing_of_its_kind():
    assert "/data/feed_format" not in stated(DICTATED)
    assert "/data/incumbent_supplier" not in stated(DICTATED)


def test_somebody_with_an_address_is_a_contact_whatever_was_asked():
    found = stated(
        "League: Skerry Ltd\nSport: Rowing\nThe one to bother: Ida Holm, secretary, ida@x.example\n"
    )
    assert found["/contacts/0/name"] == "Ida Holm"
    assert found["/contacts/0/role"] == "secretary"
    assert found["/contacts/0/email"] == "ida@x.example"
    assert "/audience/primary_demographic" not in found


def test_the_leagues_own_name_is_no_contact():
    found = stated(
        "Legal name: Ada Bell Rowing Ltd\nWho do we talk to?: Ada Bell Rowing\nTeams: 4\n"
    )
    assert not [pointer for pointer in found if pointer.startswith("/contacts")]


def test_a_figure_is_no_description_of_the_audience():
    found = stated("Who comes to watch?: 1,500 at a gathering on average\nSport: Rowing\n")
    assert "/audience/primary_demographic" not in found


def test_one_currency_on_the_title_holds_for_the_amounts_below():
    found = stated(
        "# Form\n\n## Money (all NZD)\n\n- Annual revenue: $120,000\n- Budget: $90,000\n", "f.md"
    )
    assert found["/financials/annual_revenue/currency"] == "NZD"
    assert found["/financials/annual_budget/currency"] == "NZD"


def test_who_holds_an_office_that_the_form_names_is_a_contact():
    found = stated(
        "Legal name: Skerry Ltd\nPresident: Semi Koroi\nDoes the President sign?: Yes\n"
        "Secretary: Litia Moala\nSecretary's e-mail: office@x.example\n"
    )
    people = {found[f"/contacts/{n}/name"]: n for n in range(2)}
    assert found[f"/contacts/{people['Semi Koroi']}/is_signatory"] is True
    assert found[f"/contacts/{people['Litia Moala']}/email"] == "office@x.example"


def test_a_role_behind_the_name_of_its_holder_is_read_without_the_name():
    found = stated(
        "Name of league: Skerry Ltd\nName and title: Kim Vale, Registrar\nE-mail: k@x.example\n"
    )
    assert found["/contacts/0/name"] == "Kim Vale"
    assert found["/contacts/0/role"] == "Registrar"


def test_a_pointer_to_nothing_in_the_form_states_nothing():
    found = stated(
        "Legal name: Skerry Ltd\nData supplier: see annex C\nSanctioned by: siehe Anlage\n"
    )
    assert set(found) == {"/league/legal_name", "/league/entity_type"}
