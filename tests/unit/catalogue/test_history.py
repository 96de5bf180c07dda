from datetime import UTC, datetime, timedelta

import pytest

from core.adapters.memory.log import MemoryEventLog
from core.catalogue.deciding import decide_import, decide_update
from core.catalogue.events import SHAPE_VERSIONS, CatalogueEvent, to_data
from core.catalogue.history import history, history_as_json, sequence_at
from core.catalogue.model import Catalogue, Prompt, Ref
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

    def _append(self, facts: list[CatalogueEvent], actor: str) -> None:
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
    assert history_as_json(writing.log, writing.prompt(), 2)[1] == {
        "version": 2,
        "sequence": 2,
        "time": "2027-01-01T01:00:00.000000Z",
        "actor": "ana",
        "message": "shorter",
        "origin": "genesis",
        "suggestions": ["Be brief"],
        "routing": ["supabase"],
    }


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
