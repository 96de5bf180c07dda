from functools import partial

import pytest

from core.adapters.memory.blobs import MemoryBlobStore
from core.adapters.memory.log import MemoryEventLog
from core.catalogue.genesis import GenesisFile
from core.catalogue.importing import ImportReport, import_genesis
from core.catalogue.model import Ref
from core.catalogue.rendering import INLINE_LIMIT, text_of
from core.crashpoints import SimulatedCrash, crashing_at
from core.errors import StorageUnavailable
from core.events.envelope import CATALOGUE
from core.events.log import AppendConflict
from core.events.minting import Mint
from tests.builders_catalogue import REF, a_file, a_mint, nowhere
from tests.builders_reading import FoldedLog
from tests.builders_updating import Rivals
from tests.racing import together

OTHER = Ref("agents", "other")


class Home:
    def __init__(self, log: MemoryEventLog | None = None) -> None:
        self.log = log or MemoryEventLog()
        self.blobs = MemoryBlobStore()

    def build(self, *files: GenesisFile, mint: Mint | None = None) -> ImportReport:
        """Import as a process of its own does, with a reader that knows nothing yet."""
        source = FoldedLog(self.log)
        return import_genesis(files, source, self.log, self.blobs, nowhere, mint or a_mint())

    def texts(self) -> dict[str, str]:
        catalogue = FoldedLog(self.log).latest().whole
        return {str(p.ref): text_of(p.latest, self.blobs) for p in catalogue.live()}


def test_all_changes_of_the_files_are_one_append_by_genesis():
    home = Home()
    report = home.build(a_file(text="one"), a_file(OTHER, text="other"))
    assert report == ImportReport(1, 2, ())
    assert {(e.sequence, e.new.actor) for e in home.log.read(CATALOGUE)} == {(1, "genesis")}
    assert home.texts() == {"agents/drafter": "one", "agents/other": "other"}


def test_files_that_did_not_change_append_nothing():
    home = Home()
    home.build(a_file(text="one"))
    assert home.build(a_file(text="one")) == ImportReport(1, 0, ())
    assert home.log.head(CATALOGUE) == 1


def test_no_files_and_an_empty_log_append_nothing():
    assert Home().build() == ImportReport(0, 0, ())


def test_a_large_text_is_kept_as_a_blob_and_read_back():
    home = Home()
    large = "é" * INLINE_LIMIT
    home.build(a_file(text=large))
    (event,) = home.log.read(CATALOGUE)
    assert event.data["body"]["inline"] is None
    assert home.blobs.has(event.data["body"]["blob"])
    assert home.texts() == {"agents/drafter": large}


def test_two_builds_of_the_same_files_at_once_append_once():
    for _ in range(10):
        home = Home()
        build = partial(home.build, a_file(text="one"), mint=Mint())
        reports = together(*[build] * 8)
        assert {report.sequence for report in reports} == {1}
        assert [e.sequence for e in home.log.read(CATALOGUE)] == [1]


def test_two_builds_of_the_same_files_at_the_same_point_mint_the_same_events():
    homes = [Home(), Home()]
    for home in homes:
        home.build(a_file(text="one"), a_file(OTHER, text="other"), mint=Mint())
    first, second = ([e.new.id for e in home.log.read(CATALOGUE)] for home in homes)
    assert (first, len(set(first))) == (second, 2)


def test_two_builds_of_different_files_at_once_leave_the_files_of_one_of_them():
    for _ in range(10):
        home = Home()
        together(*[partial(home.build, a_file(text=text), mint=Mint()) for text in ("one", "two")])
        versions = FoldedLog(home.log).latest().whole.prompts[REF].versions
        assert [v.number for v in versions] == [1, 2]
        assert {v.body.inline for v in versions} == {"one", "two"}


def test_a_lost_race_is_decided_again_on_what_the_winner_wrote():
    log = Rivals()
    home, rival = Home(log), Home(log)
    log.moves.append(lambda: rival.build(a_file(text="one")))
    report = home.build(a_file(text="one"), a_file(OTHER, text="other"))
    assert (report.sequence, report.changes) == (2, 1)
    created = [(e.sequence, e.data["ref"]) for e in log.read(CATALOGUE)]
    assert created == [(1, "agents/drafter"), (2, "agents/other")]


def test_a_build_that_loses_every_race_gives_up_and_says_so():
    log = Rivals()
    home = Home(log)

    def be_first() -> None:
        raise AppendConflict(CATALOGUE, expected=0, current=1)

    log.moves += [be_first] * 1000
    with pytest.raises(StorageUnavailable, match="try again"):
        home.build(a_file())


def test_killed_after_the_append_a_second_build_appends_nothing():
    home = Home()
    with crashing_at("genesis.appended"), pytest.raises(SimulatedCrash):
        home.build(a_file(text="one"))
    assert home.build(a_file(text="one")) == ImportReport(1, 0, ())
    assert [e.sequence for e in home.log.read(CATALOGUE)] == [1]


def test_an_append_whose_reply_was_lost_is_recognised_when_it_is_sent_again():
    log = Rivals()
    home = Home(log)
    # The same bytes arrive, the answer does not, and the sender tries again from where it stood.
    log.moves.append(lambda: Home(log).build(a_file(text="one"), mint=Mint()))
    assert home.build(a_file(text="one"), mint=Mint()).sequence == 1
    assert log.head(CATALOGUE) == 1
