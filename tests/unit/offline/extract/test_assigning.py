import itertools

from hypothesis import given
from hypothesis import strategies as st

from core.adapters.offline.extract.assigning import assign

PAIRS = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(0, 4)), st.floats(0.1, 2), min_size=1, max_size=12
)


def total(scores, chosen):
    return sum(scores[pair] for pair in chosen.items())


def every_pairing(scores):
    """All one-to-one choices of scored pairs."""
    pairs = sorted(scores)
    for size in range(len(pairs) + 1):
        for chosen in itertools.combinations(pairs, size):
            rows, columns = [r for r, _ in chosen], [c for _, c in chosen]
            if len(set(rows)) == len(rows) and len(set(columns)) == len(columns):
                yield dict(chosen)


@given(PAIRS)
def test_no_other_pairing_has_a_greater_sum(scores):
    best = max(total(scores, chosen) for chosen in every_pairing(scores))
    assert abs(total(scores, assign(scores)) - best) < 1e-9


@given(PAIRS)
def test_every_row_and_column_is_used_once_at_most(scores):
    chosen = assign(scores)
    assert len(set(chosen.values())) == len(chosen)
    assert set(chosen.items()) <= set(scores)


def test_a_second_best_is_taken_where_the_best_two_would_collide():
    scores = {(0, 0): 1.0, (0, 1): 0.9, (1, 0): 0.8}
    assert assign(scores) == {0: 1, 1: 0}
