"""YAML front matter: the block between two `---` lines at the head of a Markdown file."""

from collections.abc import Mapping
from typing import Any

import yaml

from core import canonical

_NO_LIMIT = 2**31


class FrontMatterError(Exception):
    """What is wrong at `line` (1-based) of a file, and the remedy."""

    def __init__(self, line: int, problem: str, remedy: str) -> None:
        super().__init__(f"line {line}: {problem}; {remedy}")
        self.line = line
        self.problem = problem
        self.remedy = remedy


class _Loader(yaml.SafeLoader):
    """Plain values only: a few aliases of aliases would grow into gigabytes."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem="aliases are not read", problem_mark=self.get_mark())
        return super().compose_node(parent, index)


def split(text: str) -> tuple[dict[str, Any], str]:
    """The metadata (empty where there is none) and the text below. Raises `FrontMatterError`."""
    if not text.startswith("---\n"):
        return {}, text
    head, fence, body = text[3:].partition("\n---\n")
    if not fence:
        raise FrontMatterError(1, "front matter is not closed", "end it with a line of ---")
    try:
        metadata = _Loader(head).get_single_data()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or "cannot be read"
        raise FrontMatterError(line, f"YAML: {problem}", "mend the front matter") from error
    except Exception as error:
        # PyYAML lets whatever its constructors meet through: 2027-02-31 is a ValueError there.
        raise FrontMatterError(
            2, f"YAML: a value is wrong ({error})", "mend or quote it"
        ) from error
    if metadata is None:
        metadata = {}
    if not isinstance(metadata, dict) or not all(isinstance(key, str) for key in metadata):
        raise FrontMatterError(2, "front matter is no list of keys", "write `key: value` lines")
    try:
        # Dates become texts here, so that metadata is the same before and after it was stored.
        return canonical.decode(canonical.encode(metadata)), body.lstrip("\n")
    except TypeError as error:
        raise FrontMatterError(2, f"front matter: {error}", "use texts and numbers") from error


def joined(metadata: Mapping[str, Any], text: str) -> str:
    """`text` under `metadata`, which hold JSON values: what `split` takes apart again."""
    # Written from values of their own: the reader takes no aliases of shared ones.
    values = canonical.decode(canonical.encode(dict(metadata)))
    # In quotes and on one line each, whatever they say: no value can end the block.
    head = yaml.safe_dump(values, default_style='"', width=_NO_LIMIT) if values else ""
    return f"---\n{head}---\n{text}"
