from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from core.events.minting import Mint, rfc3339, system_clock

# A year clear of either end, so that UTC can say them; hypothesis adds the zone.
INSTANTS = st.datetimes(
    datetime(2, 1, 1),  # noqa: DTZ001
    datetime(9998, 12, 31),  # noqa: DTZ001
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m))),
)
NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)


def a_mint() -> Mint:
    return Mint(clock=lambda: NOON)


def test_a_key_always_mints_the_same_id():
    first, second = (
        a_mint().event("thing.happened", 1, {}, actor="ana", key="k") for _ in range(2)
    )
    assert first == second
    assert len(first.id) == 32


def test_different_keys_mint_different_ids():
    minted = {a_mint().event("t", 1, {}, actor="a", key=f"k{n}").id for n in range(100)}
    assert len(minted) == 100


def test_without_a_key_every_id_is_its_own():
    mint = a_mint()
    minted = {mint.event("thing.happened", 1, {}, actor="ana").id for _ in range(100)}
    assert len(minted) == 100


def test_an_empty_key_is_a_key():
    mint = a_mint()
    assert (
        mint.event("t", 1, {}, actor="a", key="").id == mint.event("t", 1, {}, actor="b", key="").id
    )


def test_an_event_carries_what_it_was_minted_with():
    event = Mint(clock=lambda: NOON, new_id=lambda: "id-1").event(
        "thing.happened", 3, {"n": 1}, actor="ana", subject="users/ana", causation="command-1"
    )
    assert (event.id, event.type, event.version, event.data) == (
        "id-1",
        "thing.happened",
        3,
        {"n": 1},
    )
    assert (event.time, event.actor) == ("2027-01-01T12:00:00.000000Z", "ana")
    assert (event.subject, event.causation) == ("users/ana", "command-1")


@given(INSTANTS, INSTANTS)
def test_times_sort_as_texts_as_they_do_as_instants(one, other):
    assert (rfc3339(one) < rfc3339(other)) == (one < other)
    assert (rfc3339(one) == rfc3339(other)) == (one == other)


@given(INSTANTS)
def test_a_time_is_read_back_to_the_same_instant(instant):
    text = rfc3339(instant)
    assert (datetime.fromisoformat(text), len(text)) == (instant, 27)


def test_the_system_clock_says_its_zone():
    assert system_clock().tzinfo is UTC
