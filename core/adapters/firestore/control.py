"""The one document that projectors and replays agree by.

`open`: projectors write. `announced`: a replay has read everything and would write its first part;
a projector that has something to write calls that off by opening again, and the replay reads anew.
`writing`: a replay writes; nobody else does before it, or one that takes over from it, is done.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from core.adapters.firestore.errors import REPLAY, damaged, written_by_another_release
from core.projections.store import ReplayUnfinished
from core.projections.tables import VERSION

State = Literal["open", "announced", "writing"]


@dataclass(frozen=True, slots=True)
class Control:
    """`version` is that of the tables; `switch` counts replays, `part` the parts that the last
    one has written."""

    version: int = VERSION
    switch: int = 0
    state: State = "open"
    part: int = 0

    def fields(self) -> dict[str, Any]:
        return asdict(self)


def control_of(fields: Mapping[str, Any] | None) -> Control:
    """What the document says; a new store is open. Raises `ProjectionsDamaged`."""
    if fields is None:
        return Control()
    try:
        control = Control(**fields)
        numbers = (control.version, control.switch, control.part)
        if control.state not in get_args(State) or not all(type(n) is int for n in numbers):
            raise ValueError(f"{dict(fields)}")
    except (TypeError, ValueError) as error:
        raise damaged("the control document", error) from error
    return control


def check_release(control: Control) -> None:
    """Raises `StorageUnavailable` where another release keeps the tables."""
    if control.version != VERSION:
        raise written_by_another_release(control.version, VERSION)


def check_writable(control: Control) -> None:
    """Raises `StorageUnavailable` where projectors may not write now."""
    check_release(control)
    if control.state == "writing":
        raise ReplayUnfinished(
            f"Firestore: a replay has written {control.part} parts and is not done; "
            f"wait for it, or where it died, {REPLAY}"
        )
