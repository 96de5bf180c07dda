"""Old data is read for ever: golden files hold the very bytes that earlier releases wrote."""

from dataclasses import replace

import pytest

from core.adapters.filesystem.log import FilesystemEventLog
from core.catalogue.events import SHAPE_VERSIONS
from core.catalogue.folding import fold
from core.catalogue.model import Catalogue, Ref, Suggestion, Text
from core.errors import StorageUnavailable
from core.events.envelope import CATALOGUE, NewEvent
from core.events.upcasting import upcast
from tests.unit.events.golden import golden_bytes, golden_event

DRAFTER = Ref("agents", "contract.drafter")


def a_log_of(root, *names: str) -> FilesystemEventLog:
    """A log in a folder whose appends are the golden bytes, as an earlier release left it."""
    folder = root / "catalogue"
    folder.mkdir(parents=True)
    for number, name in enumerate(names, start=1):
        (folder / f"{number:016d}.json").write_bytes(golden_bytes(name))
    return FilesystemEventLog(root)


def test_a_log_written_in_the_first_shape_gives_suggestions_with_their_author(tmp_path):
    log = a_log_of(tmp_path, "prompt_created_v1", "prompt_revised_v1")
    prompt = fold(Catalogue(), log.read(CATALOGUE)).prompts[DRAFTER]
    assert prompt.versions[0].suggestions == (
        Suggestion("Be brief", "ana"),
        Suggestion("Für die Liga schreiben", "ana"),
    )
    # What an old revision had carried over is laid to its own author: the texts are all it kept.
    assert [(s.text, s.by) for s in prompt.latest.suggestions] == [
        ("Be brief", "ben"),
        ("Für die Liga schreiben", "ben"),
        ("Name the league", "ben"),
    ]


def test_a_log_written_in_the_first_shape_gives_all_else_unchanged(tmp_path):
    log = a_log_of(tmp_path, "prompt_created_v1", "prompt_revised_v1")
    catalogue = fold(Catalogue(), log.read(CATALOGUE))
    first, second = catalogue.prompts[DRAFTER].versions
    assert (first.number, first.body) == (1, Text(inline="Draft the contract.\n"))
    assert first.metadata == {"title": "Drafter", "questions": ["who drafts?"]}
    assert (second.number, second.body) == (2, Text(blob="b" * 64))
    assert (catalogue.sequence, catalogue.receipts["k-1"].version) == (2, 1)


def test_appends_of_both_shapes_follow_each_other(tmp_path):
    log = a_log_of(tmp_path, "prompt_created_v1", "prompt_revised_v2")
    prompt = fold(Catalogue(), log.read(CATALOGUE)).prompts[DRAFTER]
    assert [s.by for s in prompt.versions[0].suggestions] == ["ana", "ana"]
    assert [s.by for s in prompt.latest.suggestions] == ["ana", "ben"]


@pytest.mark.parametrize("name", ["prompt_created_v1", "prompt_revised_v1"])
def test_upcasting_changes_the_data_alone_and_leaves_the_old_event_as_it_was(name):
    old = golden_event(name).new
    new = upcast(old)
    assert replace(new, version=1, data=old.data) == old
    assert (new.version, old.version) == (2, 1)
    assert isinstance(old.data["suggestions"][0], str)


@pytest.mark.parametrize(("kind", "version"), SHAPE_VERSIONS.items())
def test_what_is_written_now_is_the_current_shape_of_its_type(kind, version):
    event = NewEvent("e1", kind, version, {}, "2027-01-01T00:00:00.000000Z", "ana")
    assert upcast(event) is event


@pytest.mark.parametrize(
    ("kind", "version"),
    [
        *[(kind, version + 1) for kind, version in SHAPE_VERSIONS.items()],
        ("stage.claimed", 2),
        ("type.of_a_later_release", 2),
        ("prompt.created", 99),
    ],
)
def test_a_shape_of_a_newer_release_is_refused_with_what_to_do(kind, version):
    event = NewEvent("e1", kind, version, {}, "2027-01-01T00:00:00.000000Z", "ana")
    with pytest.raises(StorageUnavailable) as raised:
        upcast(event)
    assert str(raised.value) == (
        f"event e1 ({kind} version {version}) was written by a newer release; upgrade promptintel"
    )


@pytest.mark.parametrize("version", [0, -1])
def test_a_shape_that_never_was_is_damage(version):
    event = NewEvent("e1", "prompt.created", version, {}, "2027-01-01T00:00:00.000000Z", "ana")
    with pytest.raises(StorageUnavailable, match="restore the log from a copy"):
        upcast(event)
