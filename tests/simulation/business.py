"""What a small company would have in its genesis files, and what a model would make of it.

Everything here is made up, small and quick: the rules under test are the product's own, and what
they work on need only be different from time to time.
"""

from collections.abc import Mapping
from pathlib import Path

from core import canonical
from core.canonical import Json
from core.errors import Rejection
from core.pipeline.ports import Draft, File, StageRequest
from core.pipeline.starting import Input

PEOPLE = ("ana", "ben", "cleo")
ADMINS = ("ana",)
"""Those who may move the label that the files protect."""

WORKFLOWS = ("plain", "approved", "bare")
PROMPTS = (
    "agents/drafter",
    "agents/explainer",
    "stages/style.one",
    "stages/style.two",
    "commands/price",
)
PRIVATE = "private-words"
"""Stands in everything that users and leagues write for themselves; it may not get elsewhere."""

LARGE = "contract price clause " * 800
"""More than an event carries, so that it becomes a blob."""

_STAGES = """\
  - {name: read, task: extract, folder: one, schema: result}
  - {name: tell, task: upsert, folder: two, schema: told}
  - {name: write, task: write, folder: two, schema: result%s}
"""
_PROFILE = {
    "type": "object",
    "required": ["profile"],
    "properties": {
        "profile": {
            "type": "object",
            "required": ["league"],
            "additionalProperties": False,
            "properties": {
                "league": {
                    "type": "object",
                    "required": ["legal_name"],
                    "additionalProperties": False,
                    "properties": {"legal_name": {"type": "string"}},
                }
            },
        },
    },
}
_STYLE = "output-styles/style"
FILES: Mapping[str, str] = {
    "prompts/workflows/plain.md": f"---\noutput_style: style\nstages:\n{_STAGES % ''}---\nThree.\n",
    "prompts/workflows/approved.md": (
        f"---\noutput_style: style\nstages:\n{_STAGES % ', approval: true'}---\nWith approval.\n"
    ),
    "prompts/workflows/bare.md": "Write a quote.\n",
    "prompts/agents/drafter.md": "---\ntitle: Drafter\n---\nDraft the contract.\n",
    "prompts/agents/explainer.md": "Explain the price.\n",
    "prompts/commands/price.md": "Price the data feed.\n",
    "prompts/labels/protected.json": '{"protected": ["production"]}',
    "prompts/routing/updates.json": (
        '{"rules": [{"to": "firestore", "any": [{"type_in": ["agents", "commands"]}]},'
        ' {"to": "supabase", "any": [{"type_in": ["workflows", "examples", "stages"]}]}]}'
    ),
    f"{_STYLE}/one/README.md": "Read the questionnaire.\n",
    f"{_STYLE}/one/schema/result.json": canonical.encode(_PROFILE).decode(),
    f"{_STYLE}/two/README.md": "Write the contract.\n",
    f"{_STYLE}/two/schema/result.json": '{"type": "object", "required": ["title"]}',
    f"{_STYLE}/two/schema/told.json": '{"type": "object", "required": ["facts"]}',
    f"{_STYLE}/one/examples/first.json": '{"title": "First", "output": {}}',
}
REVISED: Mapping[str, str] = {
    **FILES,
    "prompts/agents/drafter.md": "---\ntitle: Drafter\n---\nDraft the whole contract.\n",
    "prompts/agents/reviewer.md": "Review the clause.\n",
    "prompts/commands/price.md": "Price the data feed and the royalty.\n",
}
"""The genesis files of the next release."""


def laid_out(folder: Path, files: Mapping[str, str]) -> Path:
    """`files` as a genesis folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def a_questionnaire(league: int, course: str) -> Input:
    """A league's document; `course` says what becomes of it: well, nameless, doomed."""
    text = f"**League:** League {league}\n\n**Course:** {course}\n\n**Note:** {PRIVATE}\n"
    return Input(f"league-{league}.md", text.encode())


def draft_of(request: StageRequest) -> Draft:
    """A draft: a function of the document, what came before, and the catalogue as pinned."""
    text = request.document.text
    if "doomed" in text and request.task != "extract":
        raise Rejection("this league cannot be written about")
    drafter = request.knowledge.entry("agents", "drafter")
    match request.task:
        case "extract":
            name = None if "nameless" in text else _league(text)
            profile = {"league": {"legal_name": name}}
            files = (File("read.txt", "text/plain", b"what was read\n"),)
            return Draft({"profile": profile, "evidence": {}}, "model-1", files)
        case "upsert":
            name = request.results["read"]["profile"]["league"]["legal_name"]
            return Draft({"facts": [_fact(name)]}, "code")
        case _:
            content = f"{drafter.ref}: {sorted(request.results)}\n".encode()
            files = (File(f"{request.stage}.md", "text/markdown", content),)
            return Draft({"title": drafter.ref, "pad": _pad(text)}, "model-1", files)


def _league(text: str) -> str:
    return next(word for word in text.split("\n") if "League" in word)[:60]


def _pad(text: str) -> str:
    """Some results are large."""
    return LARGE if len(text) % 2 else ""


def _fact(name: str) -> Json:
    data = {
        "league_name": name,
        "sport": "Futsal",
        "tier": "2.1",
        "readiness": 70,
        "profile": {"league": {"legal_name": name}},
    }
    return {"kind": "league", "key": canonical.digest(name.encode()), "data": data}
