"""The file format of a snapshot's parts: named arrays, aligned, readable by memory-mapping.

    8 bytes   magic, with the format's number
    8 bytes   length of the header, little-endian
    header    canonical JSON: {"meta": ..., "sections": {name: [dtype, shape, offset]}}
    sections  raw little-endian arrays, each at a multiple of 64 bytes

Opening parses the header only. Sizes and bounds are checked then; hashes were checked on download.
"""

import mmap
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from core import canonical
from core.canonical import Json
from core.errors import SnapshotDamaged

MAGIC = b"PISNAP\x00\x01"
_ALIGNMENT = 64
_DTYPES = {"u1", "i1", "<u4", "<u8", "<i4", "<f4"}

Array: TypeAlias = npt.NDArray[Any]


def pack(meta: Mapping[str, Json], sections: Mapping[str, Array]) -> bytes:
    """`sections` and `meta` as the bytes of one part. Equal input gives equal bytes."""
    arrays = {name: np.ascontiguousarray(array) for name, array in sorted(sections.items())}
    described: dict[str, list[Json]] = {}
    offset = 0
    for name, array in arrays.items():
        described[name] = [array.dtype.str.lstrip("|"), list(array.shape), offset]
        offset = _aligned(offset + array.nbytes)
    header = canonical.encode({"meta": dict(meta), "sections": described})
    start = _aligned(len(MAGIC) + 8 + len(header))
    content = bytearray(start + offset)
    content[: len(MAGIC)] = MAGIC
    content[8:16] = len(header).to_bytes(8, "little")
    content[16 : 16 + len(header)] = header
    for name, array in arrays.items():
        at = start + described[name][2]
        content[at : at + array.nbytes] = array.tobytes()
    return bytes(content)


class Part:
    """An opened part: `meta`, and its arrays as views of the bytes. Nothing is copied."""

    def __init__(self, content: bytes | mmap.mmap, name: str) -> None:
        self._name = name
        size = len(content)
        if size < 16 or content[: len(MAGIC)] != MAGIC:
            raise self._damaged("it does not begin as a snapshot does")
        length = int.from_bytes(content[8:16], "little")
        if 16 + length > size:
            raise self._damaged("its header is cut short")
        try:
            header = canonical.decode(content[16 : 16 + length])
            self.meta: Mapping[str, Json] = header["meta"]
            start = _aligned(16 + length)
            self._arrays = {
                key: self._array(content, *section, start=start)
                for key, section in header["sections"].items()
            }
        except (ValueError, KeyError, TypeError) as error:
            raise self._damaged(str(error)) from error

    def __getitem__(self, section: str) -> Array:
        if section not in self._arrays:
            raise self._damaged(f"section {section} is missing")
        return self._arrays[section]

    def _array(
        self, content: bytes | mmap.mmap, kind: str, shape: list[int], offset: int, *, start: int
    ) -> Array:
        if kind not in _DTYPES or offset < 0 or any(length < 0 for length in shape):
            raise ValueError("a section is described wrongly")
        count = 1
        for length in shape:
            count *= length
        return np.frombuffer(content, kind, count, start + offset).reshape(shape)

    def _damaged(self, how: str) -> SnapshotDamaged:
        return SnapshotDamaged(
            f"snapshot part {self._name} is damaged ({how}); run `promptintel build`"
        )


def open_part(path: Path, *, size: int) -> Part:
    """Map the part at `path`, which must be `size` bytes long. Raises `SnapshotDamaged`."""
    try:
        with path.open("rb") as file:
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise SnapshotDamaged(
            f"snapshot part {path.name} cannot be opened ({error}); run `promptintel build`"
        ) from error
    if len(content) != size:
        raise SnapshotDamaged(
            f"snapshot part {path.name} is damaged ({len(content):,} bytes instead of {size:,}); "
            "run `promptintel build`"
        )
    return Part(content, path.name)


def _aligned(offset: int) -> int:
    return -(-offset // _ALIGNMENT) * _ALIGNMENT
