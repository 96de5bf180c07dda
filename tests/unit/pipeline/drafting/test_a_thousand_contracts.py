"""A thousand leagues that nobody thought of: no contract of theirs has a mistake in it.

Twenty portions of fifty, so that test processes can share them.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from core.documents.contracts.codec import from_json
from core.documents.contracts.markdown import to_markdown
from core.documents.contracts.model import ContractDocument, Run, texts
from core.documents.contracts.reading_markdown import from_markdown
from core.pipeline.ports import StageRequest
from core.pipeline.tasks import assemble
from core.pipeline.validating import complaints_about
from tests.builders_contracts import ROOT, a_request
from tests.made_up_leagues import CURRENCIES, a_made_up_league

STYLE = ROOT / "database/output-styles/league_questionnaire_to_contract"
PROFILE = json.loads(
    (STYLE / "stage_2_questionnaire_extraction/schema/league_profile.json").read_text()
)
RESULT = json.loads((STYLE / "stage_7_contract_assembly/schema/result.json").read_text())
PORTIONS, PORTION = 20, 50
FIGURES = re.compile(rf"\b(?:{'|'.join(filter(None, CURRENCIES))}) \d[\d,]*(?:\.\d+)?")


@pytest.mark.parametrize("portion", range(PORTIONS))
def test_no_made_up_league_gets_a_contract_with_a_finding_or_another_amount(portion: int):
    for seed in range(portion * PORTION, (portion + 1) * PORTION):
        request = a_request(a_made_up_league(PROFILE, seed))
        result = assemble.run(request).value
        assert result["findings"] == [], seed
        assert complaints_about(result, RESULT) == (), seed
        documents = [from_json(value) for value in result["documents"]]
        assert list(_other_amounts(documents, request)) == [], seed
        if seed % 5 == 0:
            assert list(_misread(documents)) == [], seed


def _other_amounts(documents: list[ContractDocument], request: StageRequest) -> Iterator[str]:
    """Every amount in `documents` that the price stage did not come to, nor the league state."""
    priced = request.results["price"]
    amounts = dict(_amounts(priced))
    for document in documents:
        for run in _runs(document):
            pointer = run.source.pointer if run.source is not None else ""
            figures = FIGURES.findall(run.text)
            if pointer in amounts:
                found = [figure.partition(" ")[2] for figure in figures]
                if figures and found[0] not in amounts[pointer]:
                    yield f"{pointer}: {run.text}"
            elif figures and (run.source is None or run.source.origin == "price"):
                yield f"{pointer} is not priced: {run.text}"
        table = [
            r.text for r in _runs(document) if r.source and r.source.pointer == "/deal/schedule"
        ]
        paid = [text.partition(" (")[0] for text in table if FIGURES.match(text)]
        wanted = [f"{priced['currency']} {y['amount']:,}" for y in _chosen(priced)["schedule"]]
        if paid not in ([], wanted):
            yield f"the schedule reads {paid}"


def _amounts(priced: dict[str, Any]) -> Iterator[tuple[str, set[str]]]:
    """The figures that may be printed at each pointer, by the price stage's own result."""
    offers = {f"/deal/offers/{n}": offer for n, offer in enumerate(priced["suggestions"])}
    for root, offer in {"/deal": _chosen(priced), **offers}.items():
        share, schedule = offer["revenue_share"] or {}, [y["amount"] for y in offer["schedule"]]
        for name, amount in {
            "annual_fee": offer["annual_fee"]["amount"],
            "expected_annual": offer["expected_annual"],
            "fixed_fee": offer["fixed_fee"],
            "fixed_fee_words": offer["fixed_fee"],
            "minimum_guarantee": offer["minimum_guarantee"],
            "guarantee_words": offer["minimum_guarantee"],
            "share_assumed": share.get("assumed_revenue"),
            "total": sum(schedule) if schedule else None,
        }.items():
            yield f"{root}/{name}", set() if amount is None else {f"{amount:,}"}
        yield f"{root}/schedule", {f"{amount:,}" for amount in schedule}


def _chosen(priced: dict[str, Any]) -> dict[str, Any]:
    return next(s for s in priced["suggestions"] if s["name"] == priced["chosen"])


def _runs(document: ContractDocument) -> list[Run]:
    return [run for _, _, runs in texts(document) for run in runs]


def _misread(documents: list[ContractDocument]) -> Iterator[str]:
    """What Markdown does not give back: the numbers, the blanks and the words of a document."""
    for document in documents:
        again = from_markdown(to_markdown(document), field="FILE")
        for name, told in (("numbers", _numbers), ("words", _words)):
            if told(again) != told(document):
                yield f"{name} of {document.name}"
        if {b.id for b in again.blanks} != {b.id for b in document.blanks}:
            yield f"blanks of {document.name}"


def _numbers(document: ContractDocument) -> list[str | None]:
    return [block.number for section in document.sections for block in section.blocks]


def _words(document: ContractDocument) -> list[str]:
    """The words of each cell and paragraph, markup and what cannot be printed apart."""
    return [re.sub(r"[\W_]+", "", "".join(r.text for r in runs)) for _, _, runs in texts(document)]
