"""
Every error that a caller may meet, drawn once.

PromptIntelError
├── Rejection                 the caller can mend it        4xx, exit 1
│   ├── InvalidInput          a field is wrong; says which, and the remedy
│   ├── TooLarge
│   ├── Forbidden             who asks may not do this
│   ├── NotFound              no such prompt, version, label, type or execution
│   ├── Conflict
│   │   └── VersionConflict   carries the current version
│   ├── KeyReused             an idempotency key came back with another request
│   └── InvalidGenesis        files under `database/` cannot be imported; carries every problem
└── Unavailable               a service failed, try again   503, exit 3, not acknowledged
    ├── StorageUnavailable
    ├── SnapshotDamaged       bytes do not match their hash; never served
    ├── NotYetVisible         `min_sequence` lies beyond what can be read now
    └── ModelUnavailable

Adapters turn every foreign exception into one of these.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


class PromptIntelError(Exception):
    """Root of every error this system raises on purpose. `str()` is one clear sentence."""

    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 3
    title: ClassVar[str] = "Internal error"


class Rejection(PromptIntelError):
    """The request cannot be carried out as it stands; the caller can mend it."""

    status = 400
    exit_code = 1
    title = "Request rejected"


class InvalidInput(Rejection):
    """`field` is wrong: `problem` says how, `remedy` what to write instead."""

    title = "Invalid input"

    def __init__(self, field: str, problem: str, remedy: str) -> None:
        super().__init__(f"{field}: {problem}; {remedy}")
        self.field = field
        self.problem = problem
        self.remedy = remedy


class TooLarge(Rejection):
    """`field` holds `size` bytes, more than `limit`."""

    status = 413
    title = "Too large"

    def __init__(self, field: str, size: int, limit: int) -> None:
        super().__init__(f"{field}: {size:,} bytes; send at most {limit:,}")
        self.field = field


class Forbidden(Rejection):
    """Who asks may not do this: `problem` says why, `remedy` what to do instead."""

    status = 403
    title = "Forbidden"

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}; {remedy}")


class NotFound(Rejection):
    """No `kind` goes by `name`."""

    status = 404
    title = "Not found"

    def __init__(self, kind: str, name: str, remedy: str) -> None:
        super().__init__(f"no {kind} {name!r}; {remedy}")
        self.kind = kind
        self.name = name


class Conflict(Rejection):
    """The state does not allow this now."""

    status = 409
    title = "Conflict"


class VersionConflict(Conflict):
    """Another writer was first: the prompt is at version `current`, not `expected`."""

    def __init__(self, ref: str, *, expected: int, current: int) -> None:
        super().__init__(
            f"expected_version: {ref} is at version {current}, not {expected}; "
            f"read version {current} and decide again"
        )
        self.expected = expected
        self.current = current


class KeyReused(Rejection):
    """An idempotency key names one request; this one differs from the first."""

    status = 422
    title = "Idempotency key reused"

    def __init__(self, key: str) -> None:
        super().__init__(
            f"Idempotency-Key: {key!r} was used for another request; send a new key with this one"
        )


@dataclass(frozen=True, slots=True)
class FileProblem:
    """What is wrong at `line` of `path` (relative to the genesis folder), and what to do."""

    path: str
    line: int
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.problem}; {self.remedy}"


class InvalidGenesis(Rejection):
    """Nothing was imported, because these files cannot be read as entries."""

    title = "Invalid genesis"

    def __init__(self, problems: Sequence[FileProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


class Unavailable(PromptIntelError):
    """A service failed; the same request may succeed later."""

    status = 503
    title = "Unavailable"

    def __init__(self, message: str, *, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class StorageUnavailable(Unavailable):
    """The log, blobs, snapshots or artifacts cannot be reached."""


class SnapshotDamaged(Unavailable):
    """A snapshot's bytes do not match its manifest. It is never served."""


class NotYetVisible(Unavailable):
    """The caller asked to see `wanted`, and only `visible` can be read now."""

    def __init__(self, *, wanted: int, visible: int) -> None:
        super().__init__(
            f"min_sequence: {wanted} is not visible yet (now {visible}); try again shortly"
        )
        self.wanted = wanted
        self.visible = visible


class ModelUnavailable(Unavailable):
    """The model that a stage needs did not answer."""
