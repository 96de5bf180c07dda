"""A list of byte strings as two arrays: where each begins, and all of them end to end."""

from collections.abc import Iterator, Sequence

import numpy as np

from core.snapshot.format import Array


def join(strings: Sequence[bytes]) -> tuple[Array, Array]:
    """Offsets (`len(strings) + 1` of them) and content of `strings`."""
    offsets = np.zeros(len(strings) + 1, "<u8")
    np.cumsum([len(string) for string in strings], out=offsets[1:])
    return offsets, np.frombuffer(b"".join(strings), "u1")


class Strings:
    """Reads what `join` made, one string at a time."""

    __slots__ = ("_content", "_offsets")

    def __init__(self, offsets: Array, content: Array) -> None:
        if len(offsets) == 0 or int(offsets[-1]) != len(content):
            raise ValueError("offsets and content do not fit")
        # Plain numbers and bytes come out of a view far faster than out of an array.
        self._offsets = offsets.data
        self._content = content.data

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, index: int) -> bytes:
        return bytes(self._content[self._offsets[index] : self._offsets[index + 1]])

    def bisect(self, key: bytes) -> int:
        """The first index whose string is not below `key`; the strings must be sorted."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self[middle] < key:
                low = middle + 1
            else:
                high = middle
        return low

    def __iter__(self) -> Iterator[bytes]:
        return (self[index] for index in range(len(self)))
