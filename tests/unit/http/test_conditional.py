from dataclasses import dataclass

import pytest

from core.actors import Actor
from core.http.conditional import answered, entity_tag
from core.http.routes import Call


@dataclass(frozen=True)
class At:
    snapshot_id: str = "a" * 64
    sequence: int = 7


TAG = entity_tag(At(), 3)


def a_call(given: str | None) -> Call:
    headers = {} if given is None else {"If-None-Match": given}
    return Call(path={}, query={}, headers=headers, body=None, user=Actor("ana"))


def test_a_tag_is_strong_and_names_snapshot_sequence_and_versions():
    assert f'"{"a" * 16}-7-3"' == TAG


@pytest.mark.parametrize(
    "other",
    [entity_tag(At(sequence=8), 3), entity_tag(At("b" * 64), 3), entity_tag(At(), 4)],
)
def test_another_point_or_version_has_another_tag(other):
    assert other != TAG


@pytest.mark.parametrize(
    "given", [TAG, f"W/{TAG}", f'"x", {TAG}', f'{TAG},"x"', "*", f'W/"x", W/{TAG}']
)
def test_a_caller_who_has_the_answer_is_told_so_without_making_it(given):
    def make():
        raise AssertionError("nobody needs it")

    reply = answered(a_call(given), TAG, make)
    assert (reply.status, reply.content, reply.headers) == (304, b"", {"ETag": TAG})


@pytest.mark.parametrize("given", [None, "", '"x"', TAG.strip('"')[:-1], 'W/"x"', '"', ",,,"])
def test_a_caller_who_has_not_gets_the_answer_and_its_tag(given):
    reply = answered(a_call(given), TAG, lambda: {"a": 1})
    assert (reply.status, reply.value, reply.headers) == (200, {"a": 1}, {"ETag": TAG})
