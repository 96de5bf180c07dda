import threading

from core.errors import FileProblem, InvalidGenesis
from core.http.builds import build_push_routes
from core.snapshot.coalescing import BuildClock
from tests.builders_search import SearchSystem
from tests.unit.http.asking import an_application, ask
from tests.unit.http.pushes import Buried, wrapped

FILES = {"agents/drafter": "draft the contract"}


def woken(builder, clock, buried=None):
    app = an_application(*build_push_routes(builder, clock, buried))
    return ask(app, "POST", "/", json=wrapped(data=b'{"stream":"catalogue","sequence":2}'))


class Due:
    """Stands for the clock."""

    def __init__(self, left):
        self._left = left

    def seconds_left(self):
        return self._left


class Failing:
    """Stands for a builder whose genesis files are broken."""

    def build(self):
        raise InvalidGenesis([FileProblem("prompts/a.md", 1, "is broken", "mend it")])


def test_a_message_builds_what_is_due_and_the_next_finds_nothing_left(tmp_path):
    system = SearchSystem(tmp_path, FILES)
    system.builder.build()
    system.update("agents/drafter", "kite")
    clock = BuildClock(system.log, system.snapshots, every=0)
    assert woken(system.builder, clock).json == {"status": "built"}
    assert system.snapshots.current().sequence == system.log.head("catalogue")
    assert woken(system.builder, clock).json == {"status": "up to date"}


def test_a_message_that_comes_too_soon_comes_again():
    answer = woken(None, Due(7.2))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "8")


def test_a_message_that_meets_a_build_comes_again():
    begun, end = threading.Event(), threading.Event()

    class Slow:
        def build(self):
            begun.set()
            end.wait(30)
            raise InvalidGenesis([])

    app = an_application(*build_push_routes(Slow(), Due(0), None))
    first = threading.Thread(target=lambda: ask(app, "POST", "/", json=wrapped()))
    first.start()
    begun.wait(30)
    meanwhile = ask(app, "POST", "/", json=wrapped())
    end.set()
    first.join(30)
    assert (meanwhile.status_code, meanwhile.headers["Retry-After"]) == (503, "5")
    assert ask(app, "POST", "/", json=wrapped()).json == {"status": "refused"}


def test_files_that_are_broken_are_told_of_and_not_delivered_for_ever(caplog):
    buried = Buried()
    assert woken(Failing(), Due(0), buried).json == {"status": "refused"}
    assert buried.letters == []
    assert "prompts/a.md:1: is broken" in caplog.text
