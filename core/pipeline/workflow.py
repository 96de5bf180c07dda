"""A workflow: a Markdown file whose front matter lists the stages. None listed: one stage."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from core.errors import InvalidInput
from core.pipeline.ports import Entry

DEFAULT_TIMEOUT = 30
_LIMIT = 50


@dataclass(frozen=True, slots=True)
class StageSpec:
    """One stage: `task` says who computes it; `folder` is its place under the output style.

    `schema` names the result's schema in that folder (`None`: any object); `outputs` the folders
    of the documents that an export writes; `approval`: it is entered only once a person approves.
    """

    name: str
    task: str
    folder: str | None = None
    schema: str | None = None
    timeout_seconds: int = DEFAULT_TIMEOUT
    outputs: tuple[str, ...] = ()
    approval: bool = False

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "outputs": list(self.outputs)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "StageSpec":
        return cls(**{**data, "outputs": tuple(data.get("outputs", ()))})


@dataclass(frozen=True, slots=True)
class Workflow:
    """What an execution runs. `ref` is `workflows/name@version`; `style` its output style."""

    ref: str
    name: str
    style: str | None
    stages: tuple[StageSpec, ...]

    @classmethod
    def from_entry(cls, entry: Entry) -> "Workflow":
        """Read the front matter of `entry`; raises `InvalidInput` naming the key to mend."""
        style = entry.metadata.get("output_style")
        if style is not None and not isinstance(style, str):
            raise InvalidInput("output_style", "is not a name", "write output_style: folder")
        listed = entry.metadata.get("stages")
        if listed is None:
            return cls(entry.ref, entry.name, style, (StageSpec("write", "write"),))
        if not isinstance(listed, list) or not 0 < len(listed) <= _LIMIT:
            raise InvalidInput("stages", "is no list of stages", f"list 1 to {_LIMIT} stages")
        stages = tuple(_stage(number, item) for number, item in enumerate(listed))
        stages = _with_approval(stages, entry.metadata.get("approval"))
        names = [stage.name for stage in stages]
        for number, name in enumerate(names):
            if name in names[:number]:
                raise InvalidInput(f"stages/{number}/name", f"{name!r} stands twice", "rename one")
        return cls(entry.ref, entry.name, style, stages)


def _stage(number: int, item: Any) -> StageSpec:
    where = f"stages/{number}"
    if not isinstance(item, dict):
        raise InvalidInput(where, "is no stage", "write name, task, folder and schema")
    known = {"name", "task", "folder", "schema", "timeout_seconds", "outputs", "approval"}
    for key in item:
        if key not in known:
            raise InvalidInput(f"{where}/{key}", "is unknown", f"use {', '.join(sorted(known))}")
    name = _word(item, "name", where)
    if name is None:
        raise InvalidInput(f"{where}/name", "is missing", "give the stage a name")
    timeout = item.get("timeout_seconds", DEFAULT_TIMEOUT)
    if not isinstance(timeout, int) or isinstance(timeout, bool) or not 0 < timeout <= 3600:
        raise InvalidInput(f"{where}/timeout_seconds", f"{timeout!r}", "give 1 to 3600 seconds")
    outputs = item.get("outputs", [])
    if not isinstance(outputs, list) or not all(isinstance(o, str) for o in outputs):
        raise InvalidInput(f"{where}/outputs", "is no list of folders", "list folder names")
    approval = item.get("approval", False)
    if not isinstance(approval, bool):
        raise InvalidInput(f"{where}/approval", f"{approval!r}", "write true or false")
    return StageSpec(
        name,
        _word(item, "task", where) or name,
        _word(item, "folder", where),
        _word(item, "schema", where),
        timeout,
        tuple(outputs),
        approval,
    )


def _with_approval(stages: tuple[StageSpec, ...], named: Any) -> tuple[StageSpec, ...]:
    """`stages`, the one that the workflow's `approval` names being entered after approval only."""
    if named is None:
        return stages
    if named not in [stage.name for stage in stages]:
        known = ", ".join(stage.name for stage in stages)
        raise InvalidInput("approval", f"{named!r} is no stage here", f"name one of {known}")
    return tuple(
        replace(stage, approval=True) if stage.name == named else stage for stage in stages
    )


def _word(item: Mapping[str, Any], key: str, where: str) -> str | None:
    value = item.get(key)
    if value is not None and (not isinstance(value, str) or not value):
        raise InvalidInput(f"{where}/{key}", f"{value!r} is no name", "write a word")
    return value
