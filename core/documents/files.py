"""Files that a person names on the command line, read with clear words where they cannot be."""

from pathlib import Path

from core.errors import InvalidInput, TooLarge

TEXT_LIMIT = 1024 * 1024


def read_bytes(path: Path, *, field: str, limit: int) -> bytes:
    """The file's content. Raises `InvalidInput` naming `field`, or `TooLarge`."""
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise InvalidInput(field, f"{path} is a folder", "name a file")
        if size > limit:
            raise TooLarge(field, size, limit)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise InvalidInput(field, f"there is no file {path}", "check the path") from error
    except (OSError, ValueError) as error:
        raise InvalidInput(field, f"{path} cannot be read ({error})", "check the path") from error


def read_text(path: Path, *, field: str) -> str:
    """The file as UTF-8 text of at most 1 MiB."""
    content = read_bytes(path, field=field, limit=TEXT_LIMIT)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(field, f"{path} is not UTF-8 text", "save it as UTF-8") from error
