"""What Firestore and its client complain of, in this system's words."""

from collections.abc import Iterator
from contextlib import contextmanager

from google.api_core import exceptions
from google.auth.exceptions import GoogleAuthError

from core.errors import StorageUnavailable
from core.projections.store import ProjectionsDamaged

REPLAY = "run `promptintel replay --target firestore`"
_ACCOUNT = "give the service account the role roles/datastore.user"
_LATER = "try again"
_REMEDIES: dict[type[Exception], str] = {
    exceptions.Forbidden: _ACCOUNT,
    exceptions.Unauthorized: "set FIREBASE_SERVICE_ACCOUNT_PATH to a key file that is in force",
    exceptions.NotFound: "make a Firestore database in native mode in this project",
    exceptions.TooManyRequests: "raise the quota of Firestore, or try again later",
    GoogleAuthError: "set FIREBASE_SERVICE_ACCOUNT_PATH to a key file that is in force",
}


class Overtaken(Exception):
    """What a write was conditioned on no longer holds; read again and decide again."""


_OVERTAKEN = (
    exceptions.FailedPrecondition,
    exceptions.Conflict,  # ABORTED and ALREADY_EXISTS
    exceptions.NotFound,  # a document that a condition says is there
)


@contextmanager
def firestore_errors() -> Iterator[None]:
    """Every error of the client within the block becomes `StorageUnavailable` with a remedy."""
    try:
        yield
    except (exceptions.GoogleAPIError, GoogleAuthError) as error:
        remedy = next((r for kind, r in _REMEDIES.items() if isinstance(error, kind)), _LATER)
        said = str(error).partition("\n")[0]
        raise StorageUnavailable(f"Firestore: {said}; {remedy}") from error


@contextmanager
def commit_errors() -> Iterator[None]:
    """As `firestore_errors`, but a condition that does not hold is `Overtaken`."""
    try:
        with firestore_errors():
            yield
    except StorageUnavailable as error:
        if isinstance(error.__cause__, _OVERTAKEN):
            raise Overtaken(str(error)) from error
        raise


def damaged(what: str, problem: object) -> ProjectionsDamaged:
    return ProjectionsDamaged(f"Firestore: {what} is damaged ({problem}); {REPLAY}")


def written_by_another_release(found: int, known: int) -> StorageUnavailable:
    """What is kept has format `found`, and this release knows `known`."""
    newer = found > known
    return StorageUnavailable(
        f"Firestore's projection was written by {'a newer' if newer else 'an older'} release; "
        f"{'upgrade promptintel' if newer else REPLAY}"
    )
