"""An enumeration falls into its items where the document parts them, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.adapters.offline.values.lists import items


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("UK, Ireland and Malta", ["UK", "Ireland", "Malta"]),
        ("Spain, Portugal, and Italy.", ["Spain", "Portugal", "Italy"]),
        ("the UK and Ireland", ["UK", "Ireland"]),
        ("Sweden; Norway; Denmark", ["Sweden", "Norway", "Denmark"]),
        ("UK / Ireland / Malta", ["UK", "Ireland", "Malta"]),
        ("- UK\n- Ireland\n- Malta", ["UK", "Ireland", "Malta"]),
        ("1. UK\n2. Ireland", ["UK", "Ireland"]),
        ("UK\nIreland", ["UK", "Ireland"]),
        ("Twitch & YouTube", ["Twitch", "YouTube"]),
        ("Tyne & Wear Sports TV", ["Tyne & Wear Sports TV"]),
        ("Twitch, Tyne & Wear Sports TV", ["Twitch", "Tyne & Wear Sports TV"]),
        ("Deutschland, Österreich sowie die Schweiz", ["Deutschland", "Österreich", "Schweiz"]),
        ("España y Portugal", ["España", "Portugal"]),
        ("la France et la Belgique", ["France", "Belgique"]),
        ("Yes, Wheatfield Sportsbook and Loonbet", ["Wheatfield Sportsbook", "Loonbet"]),
        ("Heat winner, round winner and head-to-head lap time",
         ["Heat winner", "round winner", "head-to-head lap time"]),
        ("match winner, pin or foul", ["match winner", "pin or foul"]),
        ("Canal Costa (television, Andalusia, until 31/12/2027)",
         ["Canal Costa (television, Andalusia, until 31/12/2027)"]),
        ("TV rights with A & B TV until 30 June 2027; Naming rights until March 2027",
         ["TV rights with A & B TV until 30 June 2027", "Naming rights until March 2027"]),
        ("Instagram 118,000, TikTok 241,000", ["Instagram 118,000", "TikTok 241,000"]),
        ("nobody on telly, we stream on YouTube", ["YouTube"]),
        ("Prairie Cable 4", ["Prairie Cable 4"]),
        ("YouTube, Twitch. More to come next year", ["YouTube", "Twitch"]),
        ("YouTube, Twitch - both since 2020", ["YouTube", "Twitch"]),
        ("YouTube, Twitch, etc.", ["YouTube", "Twitch"]),
        ("[x] UK [ ] Spain [x] France", ["UK", "France"]),
        ("Alpha (live\nand HD), Beta", ["Alpha (live\nand HD)", "Beta"]),
        ("None so far", []),
        ("n/a", []),
        ("-", []),
        ("TBC", []),
        ("", []),
    ],
)  # fmt: skip
def test_items(text: str, values: list[str]) -> None:
    assert [found.value for found in items(text)] == values


NAMES = st.sampled_from(["Alphabet TV", "Bravo", "Canal Costa", "Delta 4", "Echo (live, HD)"])


@given(
    names=st.lists(NAMES, min_size=1, unique=True), separator=st.sampled_from([", ", "; ", "\n"])
)
def test_joined_items_come_apart_again(names: list[str], separator: str) -> None:
    assert [found.value for found in items(separator.join(names))] == names
