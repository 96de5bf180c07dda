"""Many reads under way at once, their results in order."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from typing import TypeVar

_FIRST_WINDOW = 4

T = TypeVar("T")


def in_order(
    pool: Executor,
    load: Callable[[int], T | None],
    first: int,
    last: int | None,
    *,
    at_once: int,
    sure: int = 0,
) -> Iterator[T]:
    """`load(first)`, `load(first + 1)`, ... to `last`, or to the first that is `None`.

    Those beyond the end are asked for in vain, so the window opens slowly: by one for each result,
    which doubles it every round trip; up to `sure` something is known to be there. An error of
    `load` is raised in its place; what lies behind it, or behind the end, is not looked at.
    """
    under_way: deque[Future[T | None]] = deque()
    window, following = min(_FIRST_WINDOW, at_once), first
    try:
        while True:
            while last is None or following <= last:
                if len(under_way) >= (at_once if following <= sure else window):
                    break
                under_way.append(pool.submit(load, following))
                following += 1
            if not under_way:
                return
            result = under_way.popleft().result()
            if result is None:
                return
            window = min(window + 1, at_once)
            yield result
    finally:
        for unwanted in under_way:
            unwanted.cancel()
