"""A league's price from its profile alone, by rules: the stages in between, without a run."""

from collections.abc import Mapping
from typing import Any

from core.adapters.offline import classify, enhance
from core.canonical import Json
from core.documents.questionnaires.document import Document
from core.pipeline.ports import Knowledge, StageRequest
from core.pipeline.tasks import price

_STAGES = (("enhance", enhance.run), ("classify", classify.run), ("price", price.run))


def reckoned(extracted: Mapping[str, Json], knowledge: Knowledge) -> dict[str, Any]:
    """Results of enhance, classify and price for `extracted`, and that itself, by stage name."""
    results: dict[str, Any] = {"extract": extracted}
    for name, run in _STAGES:
        request = StageRequest(
            execution_id="",
            workflow="",
            stage=name,
            task=name,
            document=Document("", ""),
            results=results,
            knowledge=knowledge,
            prompt="",
            schema={},
        )
        results[name] = run(request).value
    return results
