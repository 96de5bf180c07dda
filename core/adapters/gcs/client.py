"""The client of Cloud Storage: one a process and endpoint, shared by every thread."""

import os
from functools import cache
from typing import Any

from google.auth import default as default_credentials
from google.auth.credentials import AnonymousCredentials
from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import AuthorizedSession
from google.cloud.storage import Client  # type: ignore[import-untyped]
from requests import Response
from requests.adapters import HTTPAdapter

from core.adapters.gcs.bucket import AT_ONCE, Bucket
from core.adapters.gcs.faults import translated
from core.adapters.gcs.patience import PATIENT, Patience

BUCKET_SETTING = "PROMPTINTEL_BUCKET"
# For tracing, which we do not use, the client would ask for the bucket again at every 404, and
# asking for a name that may not be there is what a log does all the time.
_NO_TRACING = "DISABLE_GCS_PYTHON_CLIENT_OTEL_BUCKET_METADATA"
_EMULATOR = "STORAGE_EMULATOR_HOST"
_SCOPE = "https://www.googleapis.com/auth/devstorage.read_write"
# Objects are addressed by bucket; a project is needed for making buckets only, which we never do.
_NO_PROJECT = "none"


def open_bucket(
    name: str, *, setting: str = BUCKET_SETTING, patience: Patience = PATIENT
) -> Bucket:
    """The bucket called `name`, which `setting` gave; on the emulator where the environment
    names one. Nothing is asked of it yet.

    Raises `StorageUnavailable` where there are no credentials.
    """
    with translated(name, setting, "read"):
        client = client_at(os.environ.get(_EMULATOR) or None)
    return Bucket(client, name, setting=setting, patience=patience)


@cache
def client_at(emulator: str | None) -> Client:
    """The client for the emulator at a URL, or for Cloud Storage itself. Raises `GoogleAuthError`
    where credentials are needed and there are none."""
    os.environ.setdefault(_NO_TRACING, "true")
    options: dict[str, Any] = {}
    if emulator is None:
        credentials, _ = default_credentials(scopes=[_SCOPE])
        if credentials is None:
            raise GoogleAuthError("no credentials")
    else:
        credentials = AnonymousCredentials()  # type: ignore[no-untyped-call]
        url = emulator if "://" in emulator else f"http://{emulator}"
        options["api_endpoint"] = url.rstrip("/")
    session = AuthorizedSession(credentials)  # type: ignore[no-untyped-call]
    session.hooks["response"].append(_read_error)
    # The default pool of ten would open and close a connection for every read beyond the tenth.
    for scheme in ("https://", "http://"):
        session.mount(scheme, HTTPAdapter(pool_connections=2, pool_maxsize=AT_ONCE + 8))
    return Client(
        project=_NO_PROJECT, credentials=credentials, client_options=options, _http=session
    )


def _read_error(response: Response, **_: Any) -> None:
    """The client drops what it tries again unread, and its connection with it; once the body is
    read, the connection serves the next attempt."""
    if response.status_code >= 400:
        response.content  # noqa: B018
