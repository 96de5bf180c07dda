from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.adapters.memory.log import MemoryEventLog
from core.catalogue.deciding import decide_import, decide_update
from core.catalogue.events import SHAPE_VERSIONS, CatalogueEvent, to_data
from core.catalogue.history import history, history_as_json, sequence_at
from core.catalogue.labelling import MoveLabel, decide_label
from core.catalogue.model import Catalogue, Prompt, Ref
from core.catalogue.rollback import Rollback, decide_rollback
from core.events.envelope import CATALOGUE
from core.events.minting import Mint, rfc3339
from tests.builders_catalogue import REF, an_entry, an_update, nowhere
from tests.builders_reading import FoldedLog

OTHER = Ref("agents", "other")
START = datetime(2027, 1, 1, tzinfo=UTC)


class Writing:
    """A log and who writes to it; the clock moves one hour an append."""

    def __init__(self) -> None:
        self.log = MemoryEventLog()
        self._reader = FoldedLog(self.log)

    def catalogue(self) -> Catalogue:
        self._reader.refresh()
        return self._reader.catalogue()

    def prompt(self, ref: Ref = REF) -> Prompt:
        return self.catalogue().prompts[ref]

    def imported(self, *entries) -> None:
        events, _ = decide_import(self.catalogue(), entries, nowhere)
        self._append(events, "genesis")

    def updated(self, command, actor: str = "ana", routing: tuple[str, ...] = ()) -> None:
        prompt = self.catalogue().prompts.get(command.ref)
        self._append(decide_update(prompt, None, command, routing), actor)

    def labelled(self, label: str, version: int, actor: str = "ana", **fields: Any) -> None:
        command = MoveLabel(REF, label, version, **fields)
        self._append(decide_label(self.prompt(), None, command, (), ()), actor)

    def rolled_back(self, version: int, actor: str = "ana", **fields: Any) -> None:
        command = Rollback(REF, version, **fields)
        self._append(decide_rollback(self.prompt(), None, command, ()), actor)

    def _append(self, facts: Sequence[CatalogueEvent], actor: str) -> None:
        at = self.log.head(CATALOGUE)
        mint = Mint(clock=lambda: START + timedelta(hours=at))
        events = [
            mint.event(fact.TYPE, SHAPE_VERSIONS[fact.TYPE], to_data(fact), actor=actor)
            for fact in facts
        ]
        self.log.append(CATALOGUE, events, expected=at)


def a_story() -> Writing:
    """Imported, two updates by two people, with another prompt's changes between."""
    writing = Writing()
    writing.imported(an_entry(text="one"), an_entry(OTHER, text="other"))
    writing.updated(an_update("Be brief", message="shorter"), "ana", ("supabase",))
    writing.updated(an_update("Unrelated", ref=OTHER))
    writing.updated(an_update(body="two"), "ben")
    return writing


def test_history_tells_of_every_version_who_made_it_when_and_why_newest_first():
    writing = a_story()
    told = [
        (c.version, c.sequence, c.time[11:13], c.actor, c.origin, c.message, c.routing)
        for c in history(writing.log, writing.prompt())
    ]
    assert told == [
        (3, 4, "03", "ben", "update", None, ()),
        (2, 2, "01", "ana", "genesis", "shorter", ("supabase",)),
        (1, 1, "00", "genesis", "genesis", None, ()),
    ]


def test_history_keeps_the_suggestions_that_each_version_had():
    writing = a_story()
    assert [[s.text for s in c.suggestions] for c in history(writing.log, writing.prompt())] == [
        [],
        ["Be brief"],
        [],
    ]


@pytest.mark.parametrize(("limit", "versions"), [(None, [3, 2, 1]), (2, [3, 2]), (9, [3, 2, 1])])
def test_a_limit_keeps_the_newest(limit, versions):
    writing = a_story()
    changes = history(writing.log, writing.prompt(), limit)
    assert [change.version for change in changes] == versions


def test_a_file_that_went_and_came_back_is_one_line_of_history():
    writing = Writing()
    writing.imported(an_entry(text="one"))
    writing.imported()
    writing.imported(an_entry(text="one"))
    changes = history(writing.log, writing.prompt())
    assert [(c.version, c.sequence) for c in changes] == [(2, 3), (1, 1)]


def test_archiving_makes_no_version_and_no_line_of_history():
    writing = a_story()
    writing.updated(an_update(archive=True))
    assert [c.version for c in history(writing.log, writing.prompt())] == [3, 2, 1]


def test_history_is_given_as_plain_values():
    writing = a_story()
    assert history_as_json(writing.log, writing.prompt(), 2)["versions"][1] == {
        "version": 2,
        "sequence": 2,
        "time": "2027-01-01T01:00:00.000000Z",
        "actor": "ana",
        "message": "shorter",
        "origin": "genesis",
        "suggestions": ["Be brief"],
        "routing": ["supabase"],
        "back_to": None,
    }


def test_a_rollback_is_told_with_the_version_it_went_back_to():
    writing = a_story()
    writing.rolled_back(1, "cleo", message="the new one drafts too much")
    newest = history_as_json(writing.log, writing.prompt(), None)["versions"][0]
    assert (newest["version"], newest["back_to"], newest["actor"], newest["message"]) == (
        4,
        1,
        "cleo",
        "the new one drafts too much",
    )


def test_label_moves_are_told_newest_first_with_who_when_why_and_from_where():
    writing = a_story()
    writing.labelled("production", 3, "ana")
    writing.labelled("production", 1, "ben", message="worse")
    assert history_as_json(writing.log, writing.prompt(), None)["label_moves"] == [
        {
            "label": "production",
            "version": 1,
            "previous": 3,
            "sequence": 6,
            "time": "2027-01-01T05:00:00.000000Z",
            "actor": "ben",
            "message": "worse",
        },
        {
            "label": "production",
            "version": 3,
            "previous": None,
            "sequence": 5,
            "time": "2027-01-01T04:00:00.000000Z",
            "actor": "ana",
            "message": None,
        },
    ]


def test_archivals_are_told_newest_first_with_who_when_and_why():
    writing = a_story()
    writing.updated(an_update(archive=True, message="unused"), "ana")
    writing.updated(an_update("back", create=True), "ben")
    told = history_as_json(writing.log, writing.prompt(), None)["archivals"]
    assert [(a["archived"], a["sequence"], a["actor"], a["message"]) for a in told] == [
        (False, 6, "ben", None),
        (True, 5, "ana", "unused"),
    ]


def test_a_limit_keeps_the_newest_of_each_kind():
    writing = a_story()
    for version in (1, 2, 3):
        writing.labelled("production", version)
    told = history_as_json(writing.log, writing.prompt(), 2)
    assert [v["version"] for v in told["versions"]] == [3, 2]
    assert [m["version"] for m in told["label_moves"]] == [3, 2]


def test_what_happened_to_another_prompt_in_the_same_append_is_not_told():
    writing = a_story()
    assert len(history(writing.log, writing.prompt(OTHER))) == 2


@pytest.mark.parametrize(
    ("hours", "sequence"),
    [(-1, 0), (0, 1), (0.5, 1), (1, 2), (2, 3), (2.999, 3), (3, 4), (24 * 365, 4)],
)
def test_a_time_names_the_last_append_at_or_before_it(hours, sequence):
    time = rfc3339(START + timedelta(hours=hours))
    assert sequence_at(a_story().log, time) == sequence


@pytest.mark.parametrize("appends", range(12))
def test_every_append_is_found_by_its_own_time(appends):
    writing = Writing()
    writing.imported(an_entry(text="0"))
    for n in range(1, appends):
        writing.imported(an_entry(text=str(n)))
    for event in writing.log.read(CATALOGUE):
        assert sequence_at(writing.log, event.new.time) == event.sequence


@pytest.mark.parametrize("year", [1, 999, 2026])
def test_before_the_first_append_there_was_nothing(year):
    assert sequence_at(a_story().log, rfc3339(datetime(year, 12, 31, tzinfo=UTC))) == 0


def test_an_empty_log_was_nowhere_at_any_time():
    assert sequence_at(MemoryEventLog(), rfc3339(START)) == 0
