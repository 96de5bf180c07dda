"""What goes wrong with a bucket, each in one clear sentence with what to do."""

import pytest
from google.auth.exceptions import DefaultCredentialsError

from core.adapters.gcs import client
from core.adapters.gcs.bucket import Bucket
from core.adapters.gcs.client import BUCKET_SETTING, client_at, open_bucket
from core.errors import StorageUnavailable
from infra.local import gcs
from infra.local.process import free_port
from tests.services.gcs.conftest import HASTY
from tests.services.gcs.faulty_proxy import Fault, always

USES = {
    "look": lambda bucket: bucket.look("a"),
    "read": lambda bucket: bucket.read("a"),
    "list": lambda bucket: bucket.list("a"),
    "folders": lambda bucket: bucket.folders("a/"),
    "create": lambda bucket: bucket.create("a", b"x"),
}


@pytest.mark.parametrize("use", USES)
def test_a_missing_bucket_is_named_with_the_setting_that_named_it(emulator, use):
    bucket = Bucket(client_at(emulator.url), "no-such-bucket", setting="PROMPTINTEL_UPLOADS")
    with pytest.raises(
        StorageUnavailable,
        match=r"^bucket 'no-such-bucket' does not exist; create it, or set PROMPTINTEL_UPLOADS to",
    ):
        USES[use](bucket)


@pytest.mark.parametrize(
    ("use", "said"),
    [
        ("look", "may not be read by this account; grant it storage.objects.get"),
        ("list", "may not be listed by this account; grant it storage.objects.list"),
        ("create", "may not be written to by this account; grant it storage.objects.create"),
    ],
)
def test_a_missing_permission_says_which_to_grant(proxied, proxy, use, said):
    proxy.plan = always(Fault(forwarded=False, status=403, says="caller does not have access"))
    with pytest.raises(StorageUnavailable, match=said):
        USES[use](proxied)


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize(
    ("status", "says", "said"),
    [
        (400, "bucket is in another location", "kept in another region"),
        (401, "Invalid Credentials", "needs credentials; attach a service account"),
        (
            400,
            "Invalid argument",
            r"refuses to be .* \(Invalid argument\); check its settings",
        ),
    ],
)
def test_what_trying_again_will_not_mend_is_asked_once(proxied, proxy, use, status, says, said):
    proxy.plan = always(Fault(forwarded=False, status=status, says=says))
    with pytest.raises(StorageUnavailable, match=said):
        USES[use](proxied)
    assert sum(proxy.asked.values()) == 1


@pytest.mark.parametrize("use", USES)
def test_a_store_that_asks_for_less_is_given_time(hasty, proxy, use):
    proxy.plan = always(Fault(forwarded=False, status=429, says="rate limit"))
    with pytest.raises(StorageUnavailable, match="too much at once") as raised:
        USES[use](hasty)
    assert raised.value.retry_after == 5


@pytest.mark.parametrize("use", USES)
def test_where_nobody_listens_the_bucket_does_not_answer(use):
    nobody = client_at(f"http://127.0.0.1:{free_port()}")
    bucket = Bucket(nobody, "b", setting=BUCKET_SETTING, patience=HASTY)
    with pytest.raises(StorageUnavailable, match=r"bucket 'b' does not answer \(ConnectionError"):
        USES[use](bucket)


def test_without_credentials_it_says_how_to_get_some(monkeypatch):
    def none(**_):
        raise DefaultCredentialsError("none")

    monkeypatch.delenv("STORAGE_EMULATOR_HOST", raising=False)
    monkeypatch.setattr(client, "default_credentials", none)
    with pytest.raises(StorageUnavailable, match="attach a service account, or set STORAGE_EMUL"):
        open_bucket("b")


def test_the_emulator_that_the_environment_names_is_used(monkeypatch, emulator, bucket_name):
    for form in (emulator.url, f"{emulator.host}:{emulator.port}"):
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", form)
        assert open_bucket(bucket_name).list("") == []


def test_an_emulator_on_a_folder_comes_back_with_all_it_held(tmp_path, emulator):
    with gcs.start(tmp_path, keep=True) as running:
        running.make_bucket("kept")
        bucket = Bucket(client_at(running.url), "kept", setting=BUCKET_SETTING)
        bucket.create("log/catalogue/1.json", b"x", metadata={"event-ids": "a"})
        before = bucket.look("log/catalogue/1.json")
        running.service.kill()
        running.service.start()
        assert bucket.look("log/catalogue/1.json") == before
        assert not bucket.create("log/catalogue/1.json", b"y")
        assert bucket.read("log/catalogue/1.json") == b"x"
