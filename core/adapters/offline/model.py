"""The model that needs no account: deterministic rules for every task that needs judgement."""

from importlib import import_module

from core.errors import Rejection
from core.pipeline.ports import Draft, StageRequest

NAME = "offline-rules-1"
TASKS = ("extract", "enhance", "classify", "write")


class OfflineModel:
    """Implements the `Model` port. A task's rules are loaded when it is first asked for."""

    @property
    def name(self) -> str:
        return NAME

    def generate(self, request: StageRequest) -> Draft:
        """The task's draft. Raises `Rejection` for a task that no rules know."""
        if request.task not in TASKS:
            raise Rejection(
                f"task {request.task!r}: {NAME} knows {', '.join(TASKS)}; "
                "mend the workflow's stage, or give its task to code"
            )
        draft: Draft = import_module(f"core.adapters.offline.{request.task}").run(request)
        return draft
