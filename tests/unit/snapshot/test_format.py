import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import SnapshotDamaged
from core.snapshot.format import Part, open_part, pack
from core.snapshot.strings import Strings, join

SECTIONS = {"a": np.arange(5, dtype="<u4"), "b": np.ones((2, 3), "<f4"), "c": np.zeros(0, "i1")}


def test_what_was_packed_is_read_where_it_lies():
    part = Part(pack({"sequence": 7}, SECTIONS), "x")
    assert part.meta == {"sequence": 7}
    for name, array in SECTIONS.items():
        assert (part[name] == array).all()
        assert part[name].shape == array.shape
        assert part[name].dtype == array.dtype


def test_the_order_in_which_sections_are_given_does_not_change_a_byte():
    assert pack({}, SECTIONS) == pack({}, dict(reversed(SECTIONS.items())))


@pytest.mark.parametrize("keep", [0, 7, 15, 40, 150, -100])
def test_a_part_cut_short_is_detected(keep):
    with pytest.raises(SnapshotDamaged, match="damaged"):
        Part(pack({}, {"a": np.arange(40, dtype="<u4")})[:keep], "x")


def test_a_missing_section_is_named():
    with pytest.raises(SnapshotDamaged, match="section b is missing"):
        Part(pack({}, {"a": SECTIONS["a"]}), "x")["b"]


def read(content):
    """Section `a` of a part made of `content`, or the error that says why there is none."""
    try:
        return Part(content, "x")["a"]
    except SnapshotDamaged as error:
        return error


@given(st.binary(max_size=300), st.integers(0, 250))
def test_no_bytes_make_anything_but_a_clear_error(noise, at):
    whole = pack({"sequence": 1}, SECTIONS)
    damaged = whole[:at] + noise + whole[at + len(noise) :]
    outcome = read(damaged)
    if isinstance(outcome, SnapshotDamaged):
        assert "promptintel build" in str(outcome)
    else:
        assert outcome.nbytes <= len(damaged)


def test_a_file_of_another_size_than_its_manifest_says_is_not_opened(tmp_path):
    path = tmp_path / "part"
    path.write_bytes(pack({}, SECTIONS))
    with pytest.raises(SnapshotDamaged, match="instead of"):
        open_part(path, size=path.stat().st_size + 1)
    with pytest.raises(SnapshotDamaged, match="cannot be opened"):
        open_part(tmp_path / "absent", size=1)


@given(st.lists(st.binary(max_size=8)), st.binary(max_size=8))
def test_strings_are_found_by_bisection(strings, wanted):
    ordered = sorted(strings)
    kept = Strings(*join(ordered))
    assert list(kept) == ordered
    assert kept.bisect(wanted) == sum(string < wanted for string in ordered)
