"""One emulator a worker, a bucket of its own a test, and the same once more behind faults."""

import uuid
from collections.abc import Iterator

import pytest

from core.adapters.gcs.bucket import Bucket
from core.adapters.gcs.client import BUCKET_SETTING, client_at
from core.adapters.gcs.patience import Patience
from infra.local import gcs
from tests.services.gcs.faulty_proxy import FaultyProxy, seeded

BRISK = Patience(attempt=10, total=30, first_pause=0.002, longest_pause=0.05)
"""As patient as the real thing, with pauses that suit an emulator."""

HASTY = Patience(attempt=0.5, total=0.6, first_pause=0.002, longest_pause=0.05)
"""Gives up soon, so that a test can see what is left behind."""


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[gcs.GcsEmulator]:
    lacking = gcs.missing()
    if lacking:
        pytest.skip(lacking)
    with gcs.start(tmp_path_factory.mktemp("gcs")) as running:
        yield running


@pytest.fixture(scope="session")
def shared_proxy(emulator: gcs.GcsEmulator) -> Iterator[FaultyProxy]:
    with FaultyProxy(emulator.port) as proxy:
        yield proxy


@pytest.fixture
def proxy(shared_proxy: FaultyProxy) -> Iterator[FaultyProxy]:
    """The proxy, without faults until a test plans some."""
    shared_proxy.forget()
    yield shared_proxy
    shared_proxy.forget()


@pytest.fixture
def bucket_name(emulator: gcs.GcsEmulator) -> str:
    name = f"bucket-{uuid.uuid4().hex}"
    emulator.make_bucket(name)
    return name


@pytest.fixture
def direct(emulator: gcs.GcsEmulator, bucket_name: str) -> Bucket:
    """The test's bucket, with nothing in between."""
    return Bucket(client_at(emulator.url), bucket_name, setting=BUCKET_SETTING, patience=BRISK)


@pytest.fixture
def proxied(proxy: FaultyProxy, bucket_name: str) -> Bucket:
    """The same bucket through the proxy."""
    return Bucket(client_at(proxy.url), bucket_name, setting=BUCKET_SETTING, patience=BRISK)


@pytest.fixture
def hasty(proxy: FaultyProxy, bucket_name: str) -> Bucket:
    """The same, by a caller who gives up soon."""
    return Bucket(client_at(proxy.url), bucket_name, setting=BUCKET_SETTING, patience=HASTY)


@pytest.fixture(params=["emulator", "faults"])
def bucket(request: pytest.FixtureRequest, direct: Bucket) -> Bucket:
    """The test's bucket: as it is, and behind a quarter of all requests failing."""
    if request.param == "emulator":
        return direct
    request.getfixturevalue("proxy").plan = seeded(7)
    proxied: Bucket = request.getfixturevalue("proxied")
    return proxied
