"""Every exception that the client may raise, as one of ours: one sentence with a remedy."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import requests
import urllib3
from google.api_core import exceptions as api
from google.auth import exceptions as auth
from google.cloud.storage.exceptions import DataCorruption, InvalidResponse  # type: ignore[import-untyped]

from core.errors import StorageUnavailable

FOREIGN = (
    api.GoogleAPICallError,
    api.RetryError,
    auth.GoogleAuthError,
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    InvalidResponse,
    DataCorruption,
    OSError,
)

_VERBS = {
    "read": "storage.objects.get",
    "list": "storage.objects.list",
    "write": "storage.objects.create and storage.objects.delete",
    "delete": "storage.objects.delete",
}
_NO_BUCKET = "does not exist; create it, or set {setting} to one that exists"
_NO_ACCOUNT = (
    "needs credentials; attach a service account, or set STORAGE_EMULATOR_HOST for an emulator"
)
_REFUSED_ACCOUNT = "does not accept these credentials; sign in again or replace their key"
_NO_PERMISSION = (
    "may not be {verb} by this account; grant it {permission} on the bucket "
    "(roles/storage.objectUser holds them all)"
)
_ELSEWHERE = (
    "is kept in another region than the one that was asked; use the endpoint of its own region, "
    "or set {setting} to a bucket of this one"
)
_PARTICIPLES = {"read": "read", "list": "listed", "write": "written to", "delete": "deleted from"}


@contextmanager
def translated(
    bucket: str,
    setting: str,
    verb: str,
    name: str = "",
    expected: tuple[type[Exception], ...] = (),
) -> Iterator[None]:
    """Within the block a call `verb`s (`read`, `list`, `write`, `delete`) objects of `bucket`,
    which `setting` names. Raises `StorageUnavailable` for whatever goes wrong there but for what
    is `expected`."""
    try:
        yield
    except expected:
        raise
    except FOREIGN as error:
        cause = _cause(error)
        said = _sentence(cause, setting, verb, name)
        wait = 5 if isinstance(cause, api.TooManyRequests) else 1
        raise StorageUnavailable(f"bucket {bucket!r} {said}", retry_after=wait) from error


def _cause(error: BaseException) -> BaseException:
    """What stood behind a retry that gave up, or behind an answer that was no error yet."""
    if isinstance(error, api.RetryError) and error.cause is not None:
        return _cause(error.cause)
    if isinstance(error, InvalidResponse):
        told = api.from_http_response(error.response)  # type: ignore[no-untyped-call]
        return cast(BaseException, told)
    return error


def _sentence(error: BaseException, setting: str, verb: str, name: str) -> str:
    if isinstance(error, auth.TransportError):
        return "cannot be asked, because signing in did not work; try again shortly"
    if isinstance(error, auth.DefaultCredentialsError):
        return _NO_ACCOUNT
    if isinstance(error, auth.GoogleAuthError | api.Unauthorized):
        return _REFUSED_ACCOUNT
    if isinstance(error, api.NotFound):
        return _NO_BUCKET.format(setting=setting)
    if isinstance(error, api.Forbidden):
        return _NO_PERMISSION.format(verb=_PARTICIPLES[verb], permission=_VERBS[verb])
    if _elsewhere(error):
        return _ELSEWHERE.format(setting=setting)
    if isinstance(error, api.TooManyRequests):
        return "is asked for too much at once (429); try again shortly"
    if isinstance(error, DataCorruption):
        return f"has not moved {name} undamaged; try again shortly"
    if isinstance(error, api.ClientError):
        return f"refuses to be {_PARTICIPLES[verb]} ({_said(error)}); check its settings"
    return f"does not answer ({_kind(error)}); try again shortly"


def _said(error: api.GoogleAPICallError) -> str:
    """What the store said, without the client's words around it."""
    try:
        told = error.response.json()["error"]["message"]
    except (AttributeError, ValueError, KeyError, TypeError):
        told = error.message
    return str(told)[:200]


def _elsewhere(error: BaseException) -> bool:
    if isinstance(error, api.Redirection):
        return True
    said = str(error).lower()
    return isinstance(error, api.BadRequest) and ("region" in said or "location" in said)


def _kind(error: BaseException) -> str:
    if isinstance(error, api.GoogleAPICallError) and error.code is not None:
        return str(int(error.code))
    return type(error).__name__
