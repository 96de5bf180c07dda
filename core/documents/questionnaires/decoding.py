"""Bytes become text, or a clear word why not."""

import codecs

from core.errors import InvalidInput

_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip or Office file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
)
_WIDE = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SHARE_OF_CONTROLS = 0.05


def decode(name: str, content: bytes) -> str:
    """The text of `content`: UTF-8, or UTF-16 where a byte order mark says so; the mark goes.

    Raises `InvalidInput` where it is binary, empty or in another encoding.
    """
    for magic, what in _MAGIC:
        if content.startswith(magic):
            raise InvalidInput(name, f"holds binary data ({what})", "send its text instead")
    text = _decoded(name, content)
    if not text.strip():
        raise InvalidInput(name, "is empty", "send the filled-in questionnaire")
    controls = sum(1 for c in text[:4096] if (c < " " and c not in "\t\n\r\f\v") or c == "\x7f")
    if "\x00" in text or controls > _SHARE_OF_CONTROLS * min(len(text), 4096):
        raise InvalidInput(name, "holds binary data", "send a text file in UTF-8")
    return text


def _decoded(name: str, content: bytes) -> str:
    for mark, encoding in _WIDE:
        if content.startswith(mark):
            try:
                return content[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise InvalidInput(
                    name, "begins like UTF-16 but is not", "save the file as UTF-8"
                ) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\x00" in content:
            raise InvalidInput(name, "holds binary data", "send a text file in UTF-8") from error
        line = content.count(b"\n", 0, error.start) + 1
        raise InvalidInput(
            name, f"is not UTF-8 (line {line})", "save the file with the encoding UTF-8"
        ) from error
