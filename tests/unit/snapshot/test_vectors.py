import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.snapshot.vectors import COMPARED_WHOLE, HEAD, REPACKED, Probe, Vectors

DIMS = 2 * HEAD


def made_up(count):
    random = np.random.default_rng(count)
    fine = random.integers(-127, 128, (count, DIMS), dtype=np.int8)
    length = np.linalg.norm(fine, axis=1)
    return Vectors.of(fine, (1 / length).astype("<f4"))


def exactly(vectors, query):
    return (vectors.fine(slice(None)).astype(np.float32) @ query) * vectors.scale


def unit(seed):
    query = np.random.default_rng(seed).normal(size=DIMS)
    return (query / np.linalg.norm(query)).astype(np.float32)


@pytest.mark.parametrize("count", [1, COMPARED_WHOLE])
def test_few_vectors_are_compared_in_all_dimensions(count):
    vectors, query = made_up(count), unit(1)
    near = vectors.nearness(Probe.of(query), [(0, count)], outside=-1.0)
    assert np.abs(near - exactly(vectors, query)).max() < 0.005
    assert vectors.exact


@pytest.mark.parametrize("count", [COMPARED_WHOLE + 1, REPACKED + 1])
def test_many_vectors_are_estimated_by_their_leading_dimensions(count):
    vectors, query = made_up(count), unit(2)
    near = vectors.nearness(Probe.of(query), [(0, count)], outside=-1.0)
    head = np.concatenate((query[:HEAD], np.zeros(DIMS - HEAD, np.float32)))
    assert np.abs(near - exactly(vectors, head)).max() < 0.005
    assert not vectors.exact
    some = np.array([0, 5, count - 1])
    cosines = vectors.cosines(Probe.of(query), some)
    assert np.abs(cosines - exactly(vectors, query)[some]).max() < 0.005


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 5))
def test_rows_compared_alone_score_as_among_all(start, stop, seed):
    vectors, probe = made_up(21), Probe.of(unit(seed))
    whole = vectors.nearness(probe, [(0, 21)], outside=-2.0)
    part = vectors.nearness(probe, [(start, max(start, stop))], outside=-2.0)
    inside = np.zeros(21, np.bool_)
    inside[start : max(start, stop)] = True
    assert (part[inside] == whole[inside]).all()
    assert (part[~inside] == -2.0).all()
    assert (vectors.cosines(probe, np.arange(21)) == whole).all()


def test_a_query_without_direction_is_near_to_nothing():
    near = made_up(5).nearness(Probe.of(np.zeros(DIMS, np.float32)), [(0, 5)], outside=-1.0)
    assert not near.any()
