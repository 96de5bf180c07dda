"""Running one stage of one execution: claim, compute, accept, wake the next.

Called with the same message twice, late or at the same time, it does the work once.
"""

import logging
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from time import perf_counter

from core import canonical
from core.actors import PIPELINE
from core.canonical import Json
from core.crashpoints import crash_point
from core.errors import NotFound, PromptIntelError, Unavailable
from core.events.blobs import BlobStore
from core.events.minting import Mint
from core.pipeline.backoff import backoff
from core.pipeline.bus import NotYet, StageReady
from core.pipeline.deciding import (
    Completed,
    StaleClaim,
    decide_claim,
    decide_complete,
    decide_failure,
    decide_park,
    pause_left,
)
from core.pipeline.execution import EXTRACT, STAGE_CLAIMED, Execution
from core.pipeline.following_up import FollowUp
from core.pipeline.given import with_values
from core.pipeline.graph import Generate, StageOutcome, run_stage
from core.pipeline.knowledge import CatalogueReader
from core.pipeline.ports import Draft, File, Model, StageRequest
from core.pipeline.preparing import prepare
from core.pipeline.store import Decide, Executions
from core.pipeline.summaries import summarise
from core.pipeline.workflow import StageSpec

_log = logging.getLogger("promptintel.pipeline")


class StageRunner:
    """Runs stages. `tasks` are computed by code; every other task goes to the model.

    `draw` gives numbers from 0 to 1 that spread the pauses before a failed stage is tried again.
    """

    def __init__(
        self,
        executions: Executions,
        catalogue: CatalogueReader,
        blobs: BlobStore,
        model: Model,
        tasks: Mapping[str, Generate],
        follow_up: FollowUp,
        mint: Mint,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self._executions = executions
        self._catalogue = catalogue
        self._blobs = blobs
        self._model = model
        self._tasks = tasks
        self._follow_up = follow_up
        self._mint = mint
        self._draw = draw

    def run(self, message: StageReady) -> Execution:
        """Do what `message` woke us for, if it is still to be done; the execution as it stands.

        Raises `Unavailable` where the same message should come again later; `NotYet` says when.
        """
        execution = self._executions.load(message.execution_id)
        stage = execution.stage(message.stage)
        if stage is None:
            raise NotFound("stage", message.stage, f"{execution.workflow} has no such stage")
        execution, attempt = self._claim(execution, stage)
        if attempt is not None:
            try:
                execution = self._work(execution, stage, attempt)
            except StaleClaim as late:
                _log.info("%s", late)
                execution = self._executions.load(execution.id)
        self._follow(execution, stage)
        return execution

    def _claim(self, execution: Execution, stage: StageSpec) -> tuple[Execution, int | None]:
        """The attempt number that is now ours, or `None` where there is nothing to do."""
        crash_point("stage.claiming")
        entered = self._executions.commit(
            execution.id,
            lambda e: decide_claim(e, stage, self._mint.clock()),
            actor=PIPELINE,
            known=execution,
        )
        if entered.facts:
            crash_point("stage.claimed")
        claims = [data["attempt"] for kind, data in entered.facts if kind == STAGE_CLAIMED]
        return entered.execution, claims[0] if claims else None

    def _work(self, execution: Execution, stage: StageSpec, attempt: int) -> Execution:
        """Compute the stage and append what came of it. Raises `StaleClaim`."""
        try:
            decide = self._decided(execution, stage, attempt)
        except Unavailable as error:
            _log.warning("stage %s of %s, attempt %s: %s", stage.name, execution.id, attempt, error)
            decide = self._again(stage, attempt, error)
        except PromptIntelError as error:
            decide = _for_good(stage, attempt, str(error))
        except Exception as error:
            # A fault of ours would fail again in the same way: it is recorded, not retried.
            _log.exception("stage %s of %s", stage.name, execution.id)
            fault = f"internal fault in stage {stage.name}: {type(error).__name__}: {error}"
            decide = _for_good(stage, attempt, fault)
        crash_point("stage.completing")
        done = self._executions.commit(execution.id, decide, actor=PIPELINE, known=execution)
        crash_point("stage.appended")
        return done.execution

    def _again(self, stage: StageSpec, attempt: int, error: Unavailable) -> Decide:
        # One second is what every error says that knows no better; more was asked for.
        asked = error.retry_after if error.retry_after > 1 else 0
        pause = max(backoff(attempt, self._draw()), asked)
        retry_at = self._mint.clock() + timedelta(seconds=pause)
        return lambda e: decide_failure(e, stage, attempt, str(error), retry_at=retry_at)

    def _decided(self, execution: Execution, stage: StageSpec, attempt: int) -> Decide:
        """Compute the stage and say what to append; all it names is kept by then."""
        began = perf_counter()
        outcome, used = self._compute(execution, stage)
        value = self._executions.keep(outcome.draft.value)
        if outcome.complaints:
            model = outcome.draft.model
            return lambda e: decide_park(e, stage, attempt, outcome.complaints, value, model)
        for file in outcome.draft.files:
            self._blobs.put(file.content)
        done = Completed(
            result=value,
            model=outcome.draft.model,
            used=used,
            artifacts=[_described(file) for file in outcome.draft.files],
            seconds=round(perf_counter() - began, 6),
            summary=summarise(stage.task, outcome.draft.value),
            repairs=outcome.repairs,
            prompt=canonical.digest(outcome.prompt.encode()),
        )
        return lambda e: decide_complete(e, stage, attempt, done)

    def _compute(
        self, execution: Execution, stage: StageSpec
    ) -> tuple[StageOutcome, Sequence[str]]:
        given = prepare(
            execution,
            stage,
            self._catalogue.latest(),
            self._blobs,
            content=self._executions.input(execution),
            results=self._executions.results(execution),
        )
        generate = self._generate(execution, stage)
        outcome = run_stage(given.request, given.instructions, given.examples, generate)
        return outcome, given.used(outcome.examples)

    def _generate(self, execution: Execution, stage: StageSpec) -> Generate:
        """Who drafts `stage`. What persons gave stands in every profile before it is judged."""
        generate = self._tasks.get(stage.task, self._model.generate)
        if stage.task != EXTRACT or not execution.given:
            return generate
        partial = self._executions.result(execution, stage.name)
        drafted_by = execution.state(stage.name).model or self._model.name

        def with_given(request: StageRequest) -> Draft:
            # Where a draft parked, the persons' values go into it; a model need not write it again.
            first = partial is not None and not request.complaints
            draft = Draft(partial, drafted_by) if first else generate(request)
            return Draft(with_values(draft.value, execution.given), draft.model, draft.files)

        return with_given

    def _follow(self, execution: Execution, stage: StageSpec) -> None:
        """Do what follows from how the stage stands now.

        Done again at every delivery, so that redelivery heals a crash.
        """
        state = execution.state(stage.name)
        if execution.settled:
            self._follow_up.settle(execution)
        elif state.status == "completed":
            self._follow_up.wake(execution)
        elif (pause := pause_left(state, self._mint.clock())) > 0:
            raise NotYet(f"stage {stage.name} of {execution.id}: {state.error}", seconds=pause)


def _for_good(stage: StageSpec, attempt: int, error: str) -> Decide:
    return lambda e: decide_failure(e, stage, attempt, error, retry_at=None)


def _described(file: File) -> dict[str, Json]:
    return {
        "name": file.name,
        "media_type": file.media_type,
        "sha256": canonical.digest(file.content),
        "bytes": len(file.content),
    }
