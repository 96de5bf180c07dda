import pytest

from core.adapters.memory.projections import MemoryProjectionStore
from core.errors import StorageUnavailable
from core.events.envelope import CATALOGUE
from core.projections.projector import Projector
from core.projections.projectors import Projectors
from tests.builders_projections import History, everything, projected


class Away(MemoryProjectionStore):
    """A read model whose service is gone."""

    def position(self, stream):
        raise StorageUnavailable("the service is gone")

    def sequences(self):
        raise StorageUnavailable("the service is gone")


def of(history, *stores):
    return Projectors([Projector(history.log, history.blobs, store) for store in stores])


def test_every_read_model_catches_up():
    history, stores = History(), [MemoryProjectionStore(), MemoryProjectionStore()]
    history.write("agents/a", "Text.")
    assert of(history, *stores).catch_up() == {}
    for store in stores:
        assert everything(store) == everything(projected(history))


@pytest.mark.parametrize("named", [None, [CATALOGUE]])
def test_one_that_is_away_keeps_none_of_the_others_and_is_told_of(named):
    history, store = History(), MemoryProjectionStore()
    history.write("agents/a", "Text.")
    projectors = of(history, Away(), store)
    with pytest.raises(StorageUnavailable, match="gone"):
        projectors.catch_up(named)
    assert store.position(CATALOGUE).sequence == 1


def test_a_wake_up_raises_nothing():
    history, store = History(), MemoryProjectionStore()
    history.write("agents/a", "Text.")
    of(history, Away(), store).wake()
    assert store.position(CATALOGUE).sequence == 1


def test_without_read_models_there_is_nothing_to_catch_up_with():
    assert of(History()).catch_up() == {}
