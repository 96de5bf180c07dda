"""Each service cut off and brought back in the middle of updates, searches and executions."""

import threading
from argparse import Namespace

import psycopg
import pytest

from core.adapters.offline.model import OfflineModel
from core.cli.commands.doctor import doctor
from core.cli.commands.replay import replay
from core.cli.commands.verify import verify
from core.errors import ModelUnavailable
from core.events.envelope import CATALOGUE
from tests.services.degradation.loading import loaded, until


@pytest.fixture(params=["paused", "killed"])
def firestore_away(request, documents):
    """Cuts Firestore off: it answers nobody, or is gone with all that it had."""

    def cut():
        documents.pause() if request.param == "paused" else documents.kill()

    def bring_back():
        documents.resume() if request.param == "paused" else documents.start()

    return cut, bring_back


@pytest.fixture(params=["postgrest", "postgres"])
def supabase_away(request, tables):
    service = getattr(tables, request.param)
    return service.stop, service.start


def _in_the_middle(runtime, cut, bring_back, word):
    with loaded(runtime) as load:
        load.update(f"{word}one")
        load.begin()
        cut()
        try:
            for number in range(10):
                load.update(f"{word}away{number}")
            load.begin()
            until(lambda: runtime.executions.load(load.executions[-1]).settled, "a run ends")
        finally:
            bring_back()
        load.update(f"{word}back")


def test_without_firestore_work_goes_on_and_it_catches_up(runtime, firestore_away):
    _in_the_middle(runtime, *firestore_away, "fire")


def test_without_supabase_work_goes_on_and_it_catches_up(runtime, supabase_away):
    _in_the_middle(runtime, *supabase_away, "supa")


def test_doctor_says_which_service_is_off_and_which_is_back(runtime, tables):
    tables.postgrest.stop()
    try:
        away = _states(runtime)
    finally:
        tables.postgrest.start()
    assert away["supabase"]["ok"] is False
    assert away["firestore"]["ok"] is True
    until(lambda: _states(runtime)["supabase"]["ok"], "doctor finds Supabase again")


def test_without_the_model_stages_wait_and_go_on_with_it(runtime, monkeypatch):
    back, tried = threading.Event(), threading.Event()
    generate = OfflineModel.generate

    def away(self, request):
        if not back.is_set():
            tried.set()
            raise ModelUnavailable("the model did not answer")
        return generate(self, request)

    monkeypatch.setattr(OfflineModel, "generate", away)
    with loaded(runtime) as load:
        load.begin()
        assert tried.wait(60)
        load.update("modelaway")
        assert not runtime.executions.load(load.executions[0]).settled
        back.set()


def _states(runtime):
    return {one["part"]: one for one in doctor(None, runtime).value["checks"]}


def test_the_read_models_stand_where_the_log_stands_after_all_of_it(runtime):
    with loaded(runtime) as load:
        load.update("after all")
    for store in runtime.read_models.stores.values():
        assert store.position(CATALOGUE).sequence == runtime.log.head(CATALOGUE)


def test_verify_names_what_differs_in_a_service_and_a_replay_mends_it(runtime, tables):
    with loaded(runtime) as load:
        load.update("verified")
    with psycopg.connect(tables.db_url, autocommit=True) as database:
        database.execute("update workflow_definitions set version = 1")
    found = verify(None, runtime).value["damage"]
    assert [one["kind"] for one in found] == ["projection"]
    assert "version" in found[0]["problem"]
    assert "replay --target supabase" in found[0]["remedy"]
    replay(Namespace(target="supabase"), runtime)
    assert verify(None, runtime).value["damage"] == []
