"""Reading genesis: the files under `database/` as entries, or every problem with file and line.

Folders and what they become:

    prompts/<type>/**/<name>.md|json        <type>/<path.name>
    prompts/<type>/**/<stem>.jsonl          <type>/<path.stem.name>, one a line
    output-styles/<style>/<stage>/README.md          stages/<style>.<stage>
    output-styles/<style>/<stage>/schema/<x>.json    schemas/<style>.<stage>.<x>
    output-styles/<style>/<stage>/examples/<x>.json  examples/<style>.<stage>.<x>
    output-styles/examples/seeds/<x>.json|jsonl      examples/<x>
    output-styles/schemas/seeds/<x>.json             schemas/<x>
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core import canonical
from core.catalogue.frontmatter import FrontMatterError, split
from core.catalogue.model import (
    RESERVED_TYPES,
    TYPE_ALIASES,
    USER_TYPES,
    Ref,
    prompt_name,
    prompt_type,
)
from core.errors import FileProblem, InvalidGenesis, InvalidInput

FILE_LIMIT = 1024 * 1024
_SHARED = ("title", "purpose", "questions")
_SUFFIXES = (".md", ".json", ".jsonl")


@dataclass(frozen=True, slots=True)
class GenesisFile:
    """One entry as its file has it. `path` is relative to the genesis folder, `line` 1-based."""

    ref: Ref
    text: str
    metadata: Mapping[str, Any]
    path: str
    line: int = 1

    @property
    def hash(self) -> str:
        return canonical.fingerprint({"text": self.text, "metadata": dict(self.metadata)})


Check = Callable[[GenesisFile, Mapping[Ref, GenesisFile]], Sequence[FileProblem]]
"""Looks closer at one entry; the others are there for what it refers to."""


@dataclass(slots=True)
class _Reader:
    root: Path
    files: dict[Ref, GenesisFile] = field(default_factory=dict)
    problems: list[FileProblem] = field(default_factory=list)

    def complain(self, path: str, line: int, problem: str, remedy: str) -> None:
        self.problems.append(FileProblem(path, line, problem, remedy))

    def add(self, file: GenesisFile) -> None:
        twin = self.files.get(file.ref)
        if twin is not None:
            self.complain(
                file.path, file.line, f"{file.ref} is also in {twin.path}", "rename one of them"
            )
            return
        self.files[file.ref] = file


def read_genesis(root: Path, checks: Mapping[str, Check] | None = None) -> list[GenesisFile]:
    """Every entry under `root`, sorted by reference; `checks` look closer at entries of a type.

    Raises `InvalidGenesis` with all problems found, so that one run is enough to mend them.
    """
    if not root.is_dir():
        raise InvalidInput(
            "database", f"{root} is no folder", "run in a checkout, or set PROMPTINTEL_DATABASE"
        )
    reader = _Reader(root)
    for path, kind, name in _located(root, reader):
        _read_file(reader, path, kind, name)
    for file in reader.files.values():
        reader.problems += _check_metadata(file)
        if checks is not None and file.ref.type in checks:
            reader.problems += checks[file.ref.type](file, reader.files)
    if reader.problems:
        raise InvalidGenesis(sorted(reader.problems, key=lambda p: (p.path, p.line)))
    return [reader.files[ref] for ref in sorted(reader.files)]


def _located(root: Path, reader: _Reader) -> Iterator[tuple[Path, str, str]]:
    """Every file with the type and name that its place gives it."""
    for path in _files(root / "prompts"):
        kind, *inner = path.relative_to(root / "prompts").parts
        if not inner:
            relative = str(path.relative_to(root))
            reader.complain(relative, 1, "lies outside a type's folder", "move it into one")
            continue
        yield path, kind, ".".join([*inner[:-1], path.stem])
    styles = root / "output-styles"
    for path in _files(styles):
        parts = path.relative_to(styles).parts
        match parts:
            case ("examples" | "schemas" as kind, "seeds", *inner, _) if not inner:
                yield path, kind, path.stem
            case (style, stage, "README.md"):
                yield path, "stages", f"{style}.{stage}"
            case (style, stage, "schema", _):
                yield path, "schemas", f"{style}.{stage}.{path.stem}"
            case (style, stage, "examples", _):
                yield path, "examples", f"{style}.{stage}.{path.stem}"
            case _:
                reader.complain(
                    str(path.relative_to(root)),
                    1,
                    "has no place in output-styles",
                    "use <style>/<stage>/README.md, schema/ or examples/",
                )


def _files(folder: Path) -> Iterator[Path]:
    return (
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.parts[-3:])
    )


def _read_file(reader: _Reader, path: Path, kind: str, name: str) -> None:
    relative = str(path.relative_to(reader.root))
    text = _text(reader, path, relative)
    if text is None:
        return
    try:
        ref = _ref(kind, name)
        if path.suffix == ".md":
            reader.add(_markdown(ref, text, relative))
        elif path.suffix == ".json":
            reader.add(_json(ref, text, relative))
        else:
            _json_lines(reader, ref, text, relative)
    except InvalidInput as error:
        reader.complain(relative, 1, error.problem, error.remedy)
    except FrontMatterError as error:
        reader.complain(relative, error.line, error.problem, error.remedy)


def _ref(kind: str, name: str) -> Ref:
    if kind in TYPE_ALIASES and kind not in RESERVED_TYPES:
        raise InvalidInput("type", f"the folder {kind!r} is singular", f"call it {kind}s")
    if kind in USER_TYPES:
        raise InvalidInput("type", f"{kind} belong to one person", "keep them out of the files")
    return Ref(prompt_type(kind), prompt_name(name))


def _text(reader: _Reader, path: Path, relative: str) -> str | None:
    if path.suffix not in _SUFFIXES:
        reader.complain(relative, 1, f"{path.suffix or 'no'} ending", "use .md, .json or .jsonl")
        return None
    content = path.read_bytes()
    if len(content) > FILE_LIMIT:
        reader.complain(relative, 1, f"{len(content):,} bytes", f"keep it under {FILE_LIMIT:,}")
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        reader.complain(relative, line, "is not UTF-8", "save the file as UTF-8")
        return None
    if "\0" in text or not text.strip():
        problem = "holds a NUL character" if "\0" in text else "is empty"
        reader.complain(relative, 1, problem, "write the text, or remove the file")
        return None
    return text.replace("\r\n", "\n")


def _markdown(ref: Ref, text: str, path: str) -> GenesisFile:
    metadata, body = split(text)
    if not body.strip():
        raise FrontMatterError(1, "has no text below its front matter", "write the text")
    return GenesisFile(ref, body, metadata, path)


def _json(ref: Ref, text: str, path: str, line: int = 1) -> GenesisFile:
    value = _parse(text, line)
    return GenesisFile(ref, text, _metadata_of(value), path, line)


def _json_lines(reader: _Reader, stem: Ref, text: str, path: str) -> None:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        value = _parse(line, number)
        name = value.get("name") if isinstance(value, dict) else None
        if not isinstance(name, str):
            raise FrontMatterError(number, 'has no "name"', 'give each line a "name"')
        ref = Ref(stem.type, prompt_name(f"{stem.name}.{name}"))
        reader.add(GenesisFile(ref, line, _metadata_of(value), path, number))


def _parse(text: str, line: int) -> Any:
    try:
        return canonical.decode(text)
    except ValueError as error:
        place = getattr(error, "lineno", 1) + line - 1
        raise FrontMatterError(place, f"is not JSON ({error})", "mend the JSON") from error


def json_metadata(text: str) -> dict[str, Any]:
    """The metadata that `text` carries where it is a JSON object; none where it is not.

    Raises `FrontMatterError`.
    """
    try:
        value = canonical.decode(text)
    except ValueError:
        return {}
    return _metadata_of(value)


def _metadata_of(value: Any) -> dict[str, Any]:
    """`$meta`, or the keys that every entry may have; a schema's own title and description too."""
    if not isinstance(value, dict):
        return {}
    if isinstance(value.get("$meta"), dict):
        return _kept(dict(value["$meta"]))
    metadata = {key: value[key] for key in (*_SHARED, "tags") if key in value}
    if "$schema" in value and isinstance(value.get("description"), str):
        metadata.setdefault("purpose", value["description"])
    return _kept(metadata)


def _kept(metadata: dict[str, Any]) -> dict[str, Any]:
    """`metadata`, which an event can carry: what is nested without end cannot be written again."""
    try:
        canonical.encode(metadata)
    except TypeError as error:
        raise FrontMatterError(1, f"its metadata: {error}", "nest it less deep") from error
    return metadata


def _check_metadata(file: GenesisFile) -> Iterator[FileProblem]:
    for key in ("title", "purpose"):
        if not isinstance(file.metadata.get(key, ""), str):
            yield FileProblem(file.path, file.line, f"{key} is not a text", f"write {key}: words")
    questions = file.metadata.get("questions", [])
    if not isinstance(questions, list) or not all(isinstance(q, str) for q in questions):
        yield FileProblem(
            file.path, file.line, "questions is not a list of texts", "write one `- ...` a line"
        )
