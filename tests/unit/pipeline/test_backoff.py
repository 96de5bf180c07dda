from hypothesis import given
from hypothesis import strategies as st

from core.pipeline.backoff import BASE_SECONDS, CAP_SECONDS, backoff

attempts = st.integers(1, 10_000)
draws = st.floats(0.0, 1.0)


@given(attempts, draws)
def test_a_pause_is_never_shorter_than_half_the_first_nor_longer_than_the_cap(attempt, draw):
    assert BASE_SECONDS / 2 <= backoff(attempt, draw) <= CAP_SECONDS


@given(attempts, draws)
def test_a_pause_never_gets_shorter_with_more_attempts(attempt, draw):
    assert backoff(attempt, draw) <= backoff(attempt + 1, draw)


def test_pauses_double_and_chance_spreads_them_over_the_upper_half():
    assert [backoff(n, 1.0) for n in range(1, 9)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert [backoff(n, 0.0) for n in range(1, 4)] == [0.5, 1, 2]
