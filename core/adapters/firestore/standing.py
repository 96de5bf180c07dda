"""How far a stream is projected: its position, and how much of the next append is done.

The changes of a stream are one sequence, whoever reads the log and however he cuts it. So where a
step is too large for one commit, `done` counts the changes beyond `sequence` that are carried out
already, and the next projector goes on from there, even if his step ends elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from core import canonical
from core.adapters.firestore.errors import damaged
from core.canonical import Json
from core.events.envelope import StreamId
from core.projections.store import Position, Step


@dataclass(frozen=True, slots=True)
class Standing:
    sequence: int = 0
    state: Json = None
    done: int = 0

    @property
    def position(self) -> Position:
        return Position(self.sequence, self.state)

    def after(self, step: Step, count: int) -> Self:
        """Where the stream stands once `count` more changes of `step` are carried out."""
        done = self.done + count
        if done < len(step.changes):
            return type(self)(self.sequence, self.state, done)
        return type(self)(step.upto, step.state, done - len(step.changes))

    def fields(self, stream: StreamId) -> dict[str, Any]:
        # As text: lists within lists are no value of Firestore's.
        state = canonical.encode(self.state).decode()
        return {"stream": stream, "sequence": self.sequence, "state": state, "done": self.done}


def standing_of(path: str, fields: Mapping[str, Any] | None) -> tuple[StreamId, Standing]:
    """What the document at `path` says of its stream. Raises `ProjectionsDamaged`."""
    stream = path.rpartition("/")[2].replace("~", "/")
    if fields is None:
        return StreamId(stream), Standing()
    try:
        sequence, done = fields["sequence"], fields["done"]
        if fields["stream"] != stream or not (type(sequence) is type(done) is int):
            raise ValueError(f"{dict(fields)}")
        return StreamId(stream), Standing(sequence, canonical.decode(fields["state"]), done)
    except (KeyError, ValueError, TypeError) as error:
        raise damaged(f"the position of {stream}", error) from error
