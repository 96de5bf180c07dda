"""A user's own data: what they prefer, how they rate prompts, which runs they started."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from core.catalogue.model import Ref

DetailLevel = Literal["brief", "standard", "full"]
OutputFormat = Literal["all", "markdown", "json"]

DETAIL_LEVELS: tuple[DetailLevel, ...] = ("brief", "standard", "full")
SUFFIXES: Mapping[OutputFormat, str | None] = {"all": None, "markdown": ".md", "json": ".json"}
"""The formats that the export stage offers, by the end of a file's name; `all` takes every one."""

FAVORITES_LIMIT = 20
COMMENT_LIMIT = 4 * 1024
BEST_RATING = 5


@dataclass(frozen=True, slots=True)
class Preferences:
    """The defaults of the user's runs.

    `detail_level` is how much is said, `output_format` which file of each document is copied out,
    and the first of `favorite_workflows` is run where none is named.
    """

    detail_level: DetailLevel = "standard"
    output_format: OutputFormat = "all"
    favorite_workflows: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The answer that the command line and HTTP give."""
        return {
            "detail_level": self.detail_level,
            "output_format": self.output_format,
            "favorite_workflows": list(self.favorite_workflows),
        }

    @property
    def workflow(self) -> str | None:
        """The workflow to run where none is named, if the user has set one."""
        return self.favorite_workflows[0] if self.favorite_workflows else None

    @property
    def run_settings(self) -> dict[str, Any]:
        """What of this shapes a run's results, and is therefore recorded with the run."""
        return {"detail_level": self.detail_level}

    def chosen(self, names: list[str]) -> list[str]:
        """Those of the files `names` to copy out: of a document in several formats, one.

        What exists in one format only (the profile, the letter, the provenance) always goes along.
        """
        suffix = SUFFIXES[self.output_format]
        present = set(names)
        return [
            name
            for name in names
            if suffix is None or name.endswith(suffix) or _stem(name) + suffix not in present
        ]


def _stem(name: str) -> str:
    return name.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class Rating:
    """1 (worst) to 5 (best), with what the user says about it."""

    rating: int
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """An execution that the user started: how it ended, and the prompts that took part in it
    (`type/name@version`, sorted)."""

    execution: str
    workflow: str
    status: str
    prompts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class User:
    """Everything known of one user after append `sequence` of their stream."""

    sequence: int = 0
    preferences: Preferences = Preferences()
    ratings: Mapping[tuple[Ref, int], Rating] = field(default_factory=dict)
    runs: Mapping[str, Run] = field(default_factory=dict)
