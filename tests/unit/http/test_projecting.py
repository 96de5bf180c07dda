import pytest

from core.errors import StorageUnavailable
from core.http.projecting import projection_routes
from tests.unit.http.asking import an_application, ask
from tests.unit.http.pushes import Buried, wrapped


class Projector:
    """Stands for a projector: remembers what it was asked for."""

    def __init__(self, faults=None):
        self.asked = []
        self._faults = faults or {}

    def catch_up(self, streams=None):
        self.asked.append(streams)
        return self._faults


def moved(projector, data, buried=None):
    app = an_application(*projection_routes(projector, buried or Buried()))
    return ask(app, "POST", "/", json=wrapped(data=data))


def test_the_stream_that_has_moved_is_projected():
    projector = Projector()
    answer = moved(projector, b'{"stream":"executions/run-1","sequence":3}')
    assert (answer.status_code, projector.asked) == (200, [["executions/run-1"]])


@pytest.mark.parametrize("data", [None, b"{}", b'{"stream":null}'])
def test_a_message_that_names_no_stream_asks_for_all(data):
    projector = Projector()
    assert moved(projector, data).status_code == 200
    assert projector.asked == [None]


def test_what_could_not_be_projected_comes_again():
    faults = {"users/ana": StorageUnavailable("the database is away")}
    answer = moved(Projector(faults), b'{"stream":"users/ana"}')
    assert answer.status_code == 503
    assert "users/ana is not projected: the database is away" in answer.json["detail"]


@pytest.mark.parametrize("data", [b'{"stream":"nowhere"}', b'{"stream":3}', b"[]", b"no json"])
def test_a_message_of_no_stream_that_could_be_is_buried(data):
    projector, buried = Projector(), Buried()
    assert moved(projector, data, buried).json["status"] == "buried"
    assert (projector.asked, len(buried.letters)) == ([], 1)
