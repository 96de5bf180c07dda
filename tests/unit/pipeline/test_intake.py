import itertools

import pytest

from core.actors import PIPELINE
from core.adapters.filesystem.uploads import FilesystemUploads
from core.adapters.memory.uploads import MemoryUploads
from core.crashpoints import SimulatedCrash, crashing_at
from core.documents.questionnaires.intake import LIMIT
from core.errors import InvalidInput, NotFound, StorageUnavailable, TooLarge
from core.pipeline.intake import Intake, own_upload, owner_of, shown_name
from core.pipeline.uploads import Upload
from core.users.model import Preferences
from tests.builders_pipeline import Pipeline
from tests.racing import together

TEXT = b"**League:** Northern Futsal\n"
NAME = "users/ana/league.md"


class House:
    """A pipeline that takes in uploads through the workflow `two`."""

    def __init__(self, preferences=None):
        self.pipeline = Pipeline()
        self.uploads = MemoryUploads()
        self.preferences = preferences or {}
        self.intake = self.an_intake(self.uploads)

    def an_intake(self, uploads):
        pipeline = self.pipeline
        return Intake(
            uploads,
            pipeline.starter,
            pipeline.executions,
            pipeline.blobs,
            pipeline.follow_up,
            lambda uid: self.preferences.get(uid, Preferences()),
            workflow="two",
        )

    def take(self, name=NAME, content=TEXT):
        return self.intake.take(self.uploads.put(name, content))

    def finished(self, execution_id):
        return self.pipeline.finish(execution_id)

    @property
    def executions(self):
        return self.pipeline.executions.list()


def test_an_upload_becomes_its_owners_execution():
    house = House()
    execution = house.finished(house.take())
    assert (execution.status, execution.actor) == ("completed", "ana")
    assert execution.input_name == "league.md"
    assert house.pipeline.executions.input(execution) == TEXT


def test_where_it_was_put_stands_in_the_first_event():
    house = House()
    first = next(iter(house.pipeline.executions.events(house.take())))
    assert first.data["input"]["upload"] == {"bucket": "uploads", "name": NAME, "generation": 1}


def test_however_often_it_is_told_of_there_is_one_execution():
    house = House()
    upload = house.uploads.put(NAME, TEXT)
    ids = {house.intake.take(upload) for _ in range(3)}
    house.finished(ids.pop())
    assert ids == set()
    house.intake.take(upload)
    (execution,) = house.executions
    assert house.pipeline.types(execution.id).count("execution.started") == 1
    assert list(house.pipeline.pending.list()) == []


def test_told_of_many_times_at_once_there_is_one_execution():
    house = House()
    upload = house.uploads.put(NAME, TEXT)
    ids = together(*[lambda: house.intake.take(upload)] * 8)
    assert len(set(ids)) == 1
    assert house.finished(ids[0]).status == "completed"
    assert len(house.executions) == 1


def test_a_replaced_file_is_another_execution():
    house = House()
    assert house.take() != house.take(content=TEXT + b"**Sport:** futsal\n")
    assert len(house.executions) == 2


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_in_whatever_order_it_is_told_the_newest_file_is_run_and_lost_ones_are_told(order):
    house = House()
    uploads = [house.uploads.put(NAME, TEXT + b"%d\n" % number) for number in range(3)]
    ids = {number: house.intake.take(uploads[number]) for number in order}
    assert house.finished(ids[2]).status == "completed"
    for number in (0, 1):
        lost = house.pipeline.executions.load(ids[number])
        assert (lost.status, lost.actor) == ("failed", "ana")
        assert "was replaced or deleted before it was read" in lost.error


def test_a_file_that_is_gone_by_the_second_time_does_not_change_what_became_of_it():
    house = House()
    upload = house.uploads.put(NAME, TEXT)
    execution_id = house.intake.take(upload)
    house.uploads.delete(NAME)
    assert house.intake.take(upload) == execution_id
    assert house.finished(execution_id).status == "completed"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("users/ana/empty.md", b"", "is empty"),
        ("users/ana/tool.exe", b"MZ", ".exe cannot be read"),
        ("users/ana/none", b"text", "no ending cannot be read"),
        ("users/ana/large.md", b"x" * (LIMIT + 1), "send at most 2,097,152"),
        ("users/ana/broken.json", b"{", "is not JSON"),
    ],
)
def test_what_cannot_be_read_is_a_failure_that_its_owner_sees(name, content, said):
    house = House()
    execution_id = house.take(name, content)
    execution = house.finished(execution_id)
    assert (execution.status, execution.actor) == ("failed", "ana")
    assert said in execution.error
    assert house.pipeline.types(execution_id) == ["execution.started", "execution.failed"]
    assert list(house.pipeline.pending.list()) == []


def test_a_file_that_is_too_large_is_not_read():
    class Counting(MemoryUploads):
        def read(self, upload, *, limit):
            assert limit == LIMIT
            raise TooLarge("upload", LIMIT + 1, limit)

    house = House()
    uploads = Counting()
    execution_id = house.an_intake(uploads).take(uploads.put(NAME, b"x"))
    execution = house.pipeline.executions.load(execution_id)
    assert house.pipeline.executions.input(execution) == b""


def test_a_store_that_is_away_starts_nothing_yet():
    class Away(MemoryUploads):
        def read(self, upload, *, limit):
            raise StorageUnavailable("the bucket is away")

    house = House()
    uploads = Away()
    with pytest.raises(StorageUnavailable):
        house.an_intake(uploads).take(uploads.put(NAME, TEXT))
    assert house.executions == []


@pytest.mark.parametrize("point", ["execution.starting", "execution.started", "stage.publishing"])
def test_killed_anywhere_the_next_notification_goes_on(point):
    house = House()
    upload = house.uploads.put(NAME, TEXT)
    with crashing_at(point), pytest.raises(SimulatedCrash):
        house.intake.take(upload)
    assert house.finished(house.intake.take(upload)).status == "completed"
    assert len(house.executions) == 1


def test_an_owners_favourite_workflow_is_run():
    house = House({"ana": Preferences(favorite_workflows=("bare",))})
    execution = house.pipeline.executions.load(house.take())
    assert execution.workflow.startswith("workflows/bare@")


def test_a_workflow_that_is_not_there_is_said_and_starts_nothing():
    house = House({"ana": Preferences(favorite_workflows=("gone",))})
    with pytest.raises(NotFound):
        house.take()
    assert house.executions == []


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("users/ana/league.md", "ana"),
        ("users/ana/2027/league.md", "ana"),
        ("users/ana", None),
        ("users/ana/", None),
        ("users//league.md", None),
        ("users/genesis/league.md", None),
        ("users/pipeline/league.md", None),
        ("users/a b/league.md", None),
        ("users/../league.md", None),
        ("league.md", None),
        ("other/users/ana/league.md", None),
    ],
)
def test_a_file_belongs_to_whose_folder_it_lies_in(name, owner):
    assert owner_of(name) == owner


def test_a_file_in_nobodys_folder_is_run_for_nobody():
    house = House()
    assert house.pipeline.executions.load(house.take("inbox/league.md")).actor == PIPELINE


@pytest.mark.parametrize("named", ["../ben/x.md", "./x.md", "", "/x.md", "a//x.md", "a\0.md", "a/"])
def test_a_client_names_nothing_outside_its_own_folder(named):
    uploads = MemoryUploads()
    uploads.put("users/ben/x.md", TEXT)
    with pytest.raises(InvalidInput):
        own_upload(uploads, "ana", named)


def test_a_client_finds_the_newest_of_its_own_files():
    uploads = MemoryUploads()
    uploads.put("users/ana/2027/x.md", TEXT)
    newest = uploads.put("users/ana/2027/x.md", b"new")
    assert own_upload(uploads, "ana", "2027/x.md") == newest
    with pytest.raises(NotFound):
        own_upload(uploads, "ana", "y.md")


def test_a_name_is_shown_without_what_could_lead_astray():
    assert shown_name("users/ana/a\nb\\c.md") == "a_b_c.md"
    assert shown_name("users/ana/" + "x" * 300 + ".md").endswith("x.md")
    assert len(shown_name("x" * 300)) == 200


def test_files_in_a_folder_are_uploads_of_their_time(tmp_path):
    uploads = FilesystemUploads(tmp_path)
    path = tmp_path / "users" / "ana" / "x.md"
    path.parent.mkdir(parents=True)
    path.write_bytes(TEXT)
    upload = uploads.latest("users/ana/x.md")
    assert uploads.read(upload, limit=100) == TEXT
    with pytest.raises(TooLarge):
        uploads.read(upload, limit=5)
    for other in (
        Upload("uploads", "users/ana/x.md", upload.generation + 1),
        Upload("another", "users/ana/x.md", upload.generation),
        Upload("uploads", "users/ana/../ana/x.md", upload.generation),
        Upload("uploads", "users/ana/y.md", upload.generation),
        Upload("uploads", "users/ana", upload.generation),
    ):
        with pytest.raises(NotFound):
            uploads.read(other, limit=100)
