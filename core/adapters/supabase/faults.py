"""Every exception that the client may raise, as one of ours: one sentence with a remedy."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from postgrest.exceptions import APIError
from pydantic import ValidationError
from supabase import SupabaseException

from core.errors import StorageUnavailable

FOREIGN = (
    APIError,
    SupabaseException,
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.StreamError,
    ValidationError,
    OSError,
    # An answer that is no JSON: something else than PostgREST speaks at this address.
    ValueError,
)

OTHER_FORMAT = "PI001"
NOT_ALL_THERE = "PI002"

_KEY = "does not accept the key; set SUPABASE_SERVICE_KEY to the project's service_role key"
_RIGHTS = "does not let this key do that; set SUPABASE_SERVICE_KEY to the service_role key"
_TABLES = "has not the tables of this release; run `promptintel doctor --migrate`"
_LATER = "try again shortly"
_CODES = {
    "PGRST301": _KEY,
    "PGRST302": _KEY,
    "PGRST303": _KEY,
    "401": _KEY,
    "42501": _RIGHTS,
    "403": _RIGHTS,
    "PGRST202": _TABLES,
    "PGRST203": _TABLES,
    "PGRST204": _TABLES,
    "PGRST205": _TABLES,
    "42P01": _TABLES,
    "42703": _TABLES,
    "42883": _TABLES,
    "3F000": _TABLES,
    "57014": f"took too long and was stopped; {_LATER}",
    "40001": f"was busy with others; {_LATER}",
    "40P01": f"was busy with others; {_LATER}",
    "55P03": f"was busy with others; {_LATER}",
    "429": f"is asked for too much at once; {_LATER}",
    NOT_ALL_THERE: "forgot a part of what was sent to it; run `promptintel replay` again",
}
_REFUSALS = ("22", "23")
"""Classes of errors about the values that were sent."""


class OtherFormat(StorageUnavailable):
    """The rows are of the format of another release, `found`."""

    def __init__(self, found: int, known: int) -> None:
        newer = found > known
        remedy = "upgrade promptintel" if newer else "run `promptintel replay --target supabase`"
        release = "a newer" if newer else "an older"
        super().__init__(f"Supabase's rows were written by {release} release; {remedy}")


@contextmanager
def translated(known_format: int) -> Iterator[None]:
    """Raises `StorageUnavailable` for whatever goes wrong within the block."""
    try:
        yield
    except APIError as error:
        code = error.code or ""
        if code == OTHER_FORMAT and str(error.details).lstrip("-").isdigit():
            raise OtherFormat(int(str(error.details)), known_format) from error
        wait = 5 if code == "429" else 1
        raise StorageUnavailable(f"Supabase {_sentence(error)}", retry_after=wait) from error
    except SupabaseException as error:
        said = f"Supabase cannot be asked ({error.message}); set SUPABASE_URL and its key"
        raise StorageUnavailable(said) from error
    except FOREIGN as error:
        said = f"Supabase does not answer ({type(error).__name__}); {_LATER}"
        raise StorageUnavailable(said) from error


def _sentence(error: APIError) -> str:
    code = error.code or "without a code"
    if code in _CODES:
        return _CODES[code]
    if code[:2] in _REFUSALS and len(code) == 5:
        return f"refuses what it was sent ({code}: {error.message}); run `promptintel verify`"
    return f"does not answer ({code}); {_LATER}"
