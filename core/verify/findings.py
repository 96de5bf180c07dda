"""What an audit finds: damage with its remedy, and what it could not look at."""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

DAMAGED = 1
NOT_LOOKED = 3


@dataclass(frozen=True, slots=True)
class Damage:
    """`where` names the file, or the table and key; `kind` is a word to sort by."""

    kind: str
    where: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Unchecked:
    """`what` may be sound or not: nobody could look, and `why`."""

    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.what}: {self.why}"


@dataclass(slots=True)
class Findings:
    """Grows while the audit goes on. `checked` counts what was looked at, by its name."""

    damage: list[Damage] = field(default_factory=list)
    unchecked: list[Unchecked] = field(default_factory=list)
    checked: Counter[str] = field(default_factory=Counter)
    tell: Callable[[str], None] = lambda _line: None

    def add(self, kind: str, where: object, problem: str, remedy: str) -> None:
        self.damage.append(Damage(kind, str(where), problem, remedy))

    def count(self, what: str) -> None:
        self.checked[what] += 1

    def skip(self, what: str, why: object) -> None:
        self.unchecked.append(Unchecked(what, str(why)))

    @property
    def exit_code(self) -> int:
        """0: all of it is sound; 1: there is damage; 3: some of it could not be looked at."""
        if self.damage:
            return DAMAGED
        return NOT_LOOKED if self.unchecked else 0

    def to_json(self) -> dict[str, Any]:
        """The answer that the command line gives."""
        return {
            "sound": self.exit_code == 0,
            "checked": dict(sorted(self.checked.items())),
            "damage": [asdict(damage) for damage in self.damage],
            "unchecked": [asdict(unchecked) for unchecked in self.unchecked],
        }


def could_not_look(error: BaseException) -> bool:
    """Whether `error` says that something cannot be reached, rather than that it is damaged."""
    return isinstance(error.__cause__, OSError)


COPY = "restore it from a copy"
