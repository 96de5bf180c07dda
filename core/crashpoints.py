"""Named places where a process may die. A no-op, unless a test says otherwise."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


class SimulatedCrash(BaseException):
    """Stands for the death of the process, so no `except Exception` may survive it."""


def _carry_on(_name: str) -> None:
    return None


_on_reach: Callable[[str], None] = _carry_on


def crash_point(name: str) -> None:
    """Mark a place between two effects; `name` reads `thing.what_has_just_happened`."""
    _on_reach(name)


@contextmanager
def crashing_at(name: str) -> Iterator[None]:
    """Within the block, the first arrival at `name` raises `SimulatedCrash`. Blocks may nest."""
    global _on_reach
    previous = _on_reach
    armed = [name]

    def reach(here: str) -> None:
        previous(here)
        if here == name:
            with suppress(IndexError):  # another thread was first
                armed.pop()
                raise SimulatedCrash(here)

    _on_reach = reach
    try:
        yield
    finally:
        _on_reach = previous
