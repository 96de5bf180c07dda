"""Every exception of the client becomes one of ours; what a caller expects is left alone."""

import pytest
import requests
import urllib3
from google.api_core import exceptions as api
from google.auth import exceptions as auth
from google.cloud.storage.exceptions import DataCorruption, InvalidResponse

from core.adapters.gcs.faults import translated
from core.errors import StorageUnavailable


def answered(status):
    response = requests.Response()
    response.status_code = status
    response._content = b'{"error": {"message": "said so"}}'
    response.request = requests.Request("GET", "http://store.example/b/o").prepare()
    return response


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (api.NotFound("x"), "does not exist; create it, or set SETTING to one that exists"),
        (api.Forbidden("x"), "may not be read by this account; grant it storage.objects.get"),
        (api.Unauthorized("x"), "does not accept these credentials"),
        (auth.RefreshError("x"), "does not accept these credentials"),
        (auth.DefaultCredentialsError("x"), "needs credentials; attach a service account"),
        (auth.TransportError("x"), "signing in did not work; try again shortly"),
        (api.MovedPermanently("x"), "kept in another region"),
        (api.BadRequest("wrong region"), "kept in another region"),
        (api.BadRequest("wrong"), r"refuses to be read \(wrong\); check its settings"),
        (api.TooManyRequests("x"), "asked for too much at once"),
        (api.ServiceUnavailable("x"), r"does not answer \(503\); try again shortly"),
        (api.InternalServerError("x"), r"does not answer \(500\)"),
        (api.RetryError("x", api.GatewayTimeout("x")), r"does not answer \(504\)"),
        (api.RetryError("x", InvalidResponse(answered(429))), "asked for too much at once"),
        (InvalidResponse(answered(502)), r"does not answer \(502\)"),
        (InvalidResponse(answered(400)), r"refuses to be read \(said so\)"),
        (DataCorruption(answered(200)), "has not moved a/b undamaged"),
        (requests.ConnectionError("x"), r"does not answer \(ConnectionError\)"),
        (requests.ReadTimeout("x"), r"does not answer \(ReadTimeout\)"),
        (urllib3.exceptions.ProtocolError("x"), r"does not answer \(ProtocolError\)"),
        (ConnectionResetError("x"), r"does not answer \(ConnectionResetError\)"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_every_foreign_exception_is_one_sentence_with_a_remedy(error, said):
    with (
        pytest.raises(StorageUnavailable, match=f"^bucket 'b' .*{said}") as raised,
        translated("b", "SETTING", "read", "a/b"),
    ):
        raise error
    assert raised.value.__cause__ is error
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("error", [api.NotFound("x"), api.PreconditionFailed("x")])
def test_what_the_caller_takes_for_an_answer_is_left_alone(error):
    with pytest.raises(type(error)), translated("b", "S", "read", "a", (type(error),)):
        raise error


def test_our_own_mistakes_are_not_hidden():
    with pytest.raises(KeyError), translated("b", "S", "read"):
        raise KeyError("a")
