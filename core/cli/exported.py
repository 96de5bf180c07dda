"""Files that `run` exported, as commands take them up again."""

from pathlib import Path
from typing import Any

from core import canonical
from core.documents.contracts.codec import from_json
from core.documents.contracts.model import ContractDocument
from core.documents.contracts.reading_markdown import from_markdown
from core.documents.files import read_bytes
from core.errors import InvalidInput

LIMIT = 16 * 1024 * 1024


def decoded(path: Path, *, field: str) -> Any:
    """The JSON in `path`. Raises `InvalidInput` naming `field`."""
    try:
        return canonical.decode(read_bytes(path, field=field, limit=LIMIT))
    except ValueError as error:
        raise InvalidInput(field, f"{path} is not JSON ({error})", "export it again") from error


def document_in(path: Path, *, field: str) -> ContractDocument:
    """The contract document in `path`, as JSON or Markdown. Raises `InvalidInput`."""
    if path.suffix == ".json":
        value = decoded(path, field=field)
        try:
            return from_json(value)
        except (KeyError, TypeError, AttributeError) as error:
            raise InvalidInput(
                field,
                f"{path} is no contract document ({error!r})",
                "name a file that `run` exported",
            ) from error
    content = read_bytes(path, field=field, limit=LIMIT)
    return from_markdown(content.decode(errors="replace"), field=field)
