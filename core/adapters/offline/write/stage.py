"""What a stage that writes makes: a document as its instruction outlines it."""

import re
from typing import Any

from core.adapters.offline.write.answers import answer_sheet
from core.adapters.offline.write.findings import Findings
from core.adapters.offline.write.fitting import fitted
from core.adapters.offline.write.plain_outline import everything
from core.adapters.offline.write.telling import Teller
from core.documents.outlines import outline_in
from core.documents.questionnaires.intake import form_of
from core.errors import InvalidInput
from core.pipeline.facts import Facts
from core.pipeline.ports import Draft, Entry, File, StageRequest
from core.pipeline.workflow import Workflow

MODEL = "offline-rules-1"
_HEADING = re.compile(r"^#{1,6}\s+(?P<title>.+?)\s*#*\s*$", re.MULTILINE)
_TITLE_LENGTH = 120


def run(request: StageRequest) -> Draft:
    """`{"title", "text", ...}` and the text as a Markdown file named for the workflow.

    With an extraction before it: the facts, findings and open questions of the instruction's
    outline, or of everything that was stated; else the questionnaire's answers in a table.
    Raises `InvalidInput` for an outline that has nothing to be filled from.
    """
    instruction = _instruction(request)
    outline = outline_in(instruction.text)
    name = request.workflow.partition("/")[2].partition("@")[0] or request.workflow
    detail = str(request.settings.get("detail_level", "standard"))
    title = _title(instruction.text, name)
    if "extract" in request.results:
        facts = Facts(request.results["extract"], request.results.get("enhance") or {})
        nones = request.results["extract"].get("answered_none") or {}
        said = {pointer: str(answer["quote"]) for pointer, answer in nones.items()}
        teller = Teller(facts, _words(request), said)
        findings = Findings(facts, request.results, request.knowledge, teller)
        value = fitted(outline or everything(title, facts), teller, findings, detail)
    elif outline is not None:
        raise InvalidInput(
            "stages", f"{request.stage} has an outline, but no facts", "put extract before it"
        )
    else:
        value = answer_sheet(title, request.document.name, form_of(request.document), detail)
    stem = re.sub(r"[^A-Za-z0-9_.-]+", "_", name).strip("._") or "document"
    file = File(f"{stem}.md", "text/markdown", str(value["text"]).encode())
    return Draft(value, MODEL, (file,))


def _instruction(request: StageRequest) -> Entry:
    """The stage's own text, not the composed prompt: the document in that is no instruction."""
    name = request.workflow.partition("/")[2].partition("@")[0]
    entry = request.knowledge.entry("workflows", name)
    workflow = Workflow.from_entry(entry)
    stage = next((stage for stage in workflow.stages if stage.name == request.stage), None)
    if workflow.style is None or stage is None or stage.folder is None:
        return entry
    return request.knowledge.entry("stages", f"{workflow.style}.{stage.folder}")


def _words(request: StageRequest) -> Any:
    """How the words of closed lists read, by the name of the field."""
    return request.knowledge.json("documents", "wording")["words"]


def _title(instruction: str, name: str) -> str:
    """The instruction's own heading, else its first line, else the workflow's name in words."""
    heading = _HEADING.search(instruction)
    first = next((line.strip() for line in instruction.splitlines() if line.strip()), "")
    title = heading["title"] if heading else first.lstrip("#*- ").rstrip()
    return (title or name.replace("_", " ").capitalize())[:_TITLE_LENGTH]
