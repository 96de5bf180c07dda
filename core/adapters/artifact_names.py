"""What an execution and its files may be called, so that every store refuses the same names."""

import re

from core.errors import InvalidInput

_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}")


def check_execution(execution_id: str) -> None:
    """Raises `InvalidInput` for an id that could lead out of its folder."""
    _check("execution", execution_id)


def check_file(name: str) -> None:
    """Raises `InvalidInput` for a name that is no bare file name."""
    _check("artifact", name)


def _check(field: str, part: str) -> None:
    if not _PART.fullmatch(part):
        raise InvalidInput(field, f"{part[:80]!r} is no file name", "use a bare name")
