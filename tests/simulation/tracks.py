"""The auditor's own books of executions, kept from raw events: which could not have happened."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.events.envelope import Event

ENDS = {
    "execution.completed": "completed",
    "execution.failed": "failed",
    "execution.cancelled": "cancelled",
}


@dataclass
class Stage:
    """`claim` is the attempt that is open, if one is, and `deadline` its end."""

    approval: bool
    attempt: int = 0
    claim: int | None = None
    deadline: str = ""
    done: bool = False
    held: bool = False
    approved: bool = False
    retry_at: str = ""
    artifacts: list[Mapping[str, Any]] = field(default_factory=list)


class Track:
    """One execution as its events tell it; `complain` hears of what may not be."""

    def __init__(self, execution_id: str, complain: Callable[[str], None]) -> None:
        self.id = execution_id
        self.actor = ""
        self.pin = 0
        self.workflow = self.request = ""
        self.status = "missing"
        self.cancelling = False
        self.stages: dict[str, Stage] = {}
        self.sequence = 0
        self.settled_at: list[int] = []
        self.marks: dict[str, int] = {}
        self.keys: list[str | None] = []
        self.deadlines: dict[tuple[str, str], int] = {}
        """The attempt that each stage was claimed for, by deadline."""
        self._complain = complain

    @property
    def settled(self) -> bool:
        return self.status not in ("running", "missing")

    @property
    def ended(self) -> bool:
        return self.status in ENDS.values()

    @property
    def next_stage(self) -> str | None:
        return next((name for name, stage in self.stages.items() if not stage.done), None)

    @property
    def released(self) -> bool:
        return all(stage.approved for stage in self.stages.values() if stage.approval)

    @property
    def files(self) -> dict[str, str]:
        """The hash of every file that may leave, by name."""
        if not self.released:
            return {}
        return {a["name"]: a["sha256"] for s in self.stages.values() for a in s.artifacts}

    def settled_after(self, sequence: int) -> bool:
        return any(at >= sequence for at in self.settled_at)

    def take(self, event: Event) -> None:
        if self.ended:
            self._wrong(event, f"after it had {self.status}")
        if (event.type == "execution.started") != (self.status == "missing"):
            self._wrong(event, "out of place")
        before = self.settled
        self.sequence = event.sequence
        if event.data.get("pending") is not None:
            self.marks[event.data["pending"]] = event.sequence
        if event.type.startswith("stage."):
            self._staged(event, self.stages[event.data["stage"]])
        else:
            self._whole(event)
        if self.settled and not before:
            self.settled_at.append(event.sequence)

    def _whole(self, event: Event) -> None:
        data = event.data
        match event.type:
            case "execution.started":
                self.actor, self.pin = event.new.actor, data["catalogue"]
                self.workflow, self.request = data["workflow"], data["request"]
                self.stages = {s["name"]: Stage(s["approval"]) for s in data["stages"]}
                self.status = "running"
            case "execution.resolved":
                if event.sequence > 1 and (self.status != "parked" or self._held):
                    self._wrong(event, f"while {self.status}")
                if data["key"] is not None and data["key"] in self.keys:
                    self._wrong(event, f"a second time under key {data['key']}")
                self.keys.append(data["key"])
                self.status = "running"
            case "execution.cancel_requested":
                self.cancelling = True
            case _:
                if event.type == "execution.completed" and self.next_stage is not None:
                    self._wrong(event, f"with {self.next_stage} to do")
                if event.type == "execution.cancelled" and not self.cancelling:
                    self._wrong(event, "though nobody asked for it")
                self.status = ENDS[event.type]

    @property
    def _held(self) -> bool:
        return any(stage.held for stage in self.stages.values())

    def _staged(self, event: Event, stage: Stage) -> None:
        data = event.data
        match event.type:
            case "stage.claimed":
                self._claimed(event, stage)
            case "stage.kept":
                if event.sequence > 1:
                    self._wrong(event, "after the start")
                stage.done, stage.artifacts = True, list(data["artifacts"])
            case "stage.held":
                if not stage.approval or stage.approved or self.settled:
                    self._wrong(event, "though it may be entered")
                stage.held, self.status = True, "parked"
            case "stage.approved":
                if not stage.held:
                    self._wrong(event, "though it does not wait")
                stage.held, stage.approved, self.status = False, True, "running"
            case _:
                self._came(event, stage)

    def _claimed(self, event: Event, stage: Stage) -> None:
        data, time = event.data, event.new.time
        if self.status != "running" or self.next_stage != data["stage"]:
            self._wrong(event, f"while {self.status}, {self.next_stage} being next")
        if stage.claim is not None and time < stage.deadline:
            self._wrong(event, f"while attempt {stage.claim} holds it until {stage.deadline}")
        if data["attempt"] != stage.attempt + 1:
            self._wrong(event, f"as attempt {data['attempt']} after {stage.attempt}")
        if stage.approval and not stage.approved:
            self._wrong(event, "without approval")
        if self.cancelling:
            self._wrong(event, "though it is to be cancelled")
        if time < stage.retry_at:
            self._wrong(event, f"before its pause ends at {stage.retry_at}")
        stage.attempt = stage.claim = data["attempt"]
        stage.deadline = data["deadline"]
        self.deadlines[data["stage"], data["deadline"]] = data["attempt"]

    def _came(self, event: Event, stage: Stage) -> None:
        """What came of an attempt is accepted for the open claim only."""
        data = event.data
        if stage.claim != data["attempt"] or self.status != "running":
            self._wrong(event, f"for attempt {data['attempt']}; the open claim is {stage.claim}")
        stage.claim = None
        if event.type == "stage.completed":
            stage.done, stage.artifacts = True, list(data["artifacts"])
        elif event.type == "stage.parked":
            self.status = "parked"
        else:
            stage.retry_at = data["retry_at"] or ""

    def _wrong(self, event: Event, how: str) -> None:
        stage = event.data.get("stage", "")
        self._complain(f"{event.stream} append {event.sequence}: {event.type} {stage} {how}")
