"""A questionnaire's answers as a document, where no stage before it made anything of them."""

from typing import Any

from core.adapters.offline.write.markup import grid, inline, line
from core.documents.questionnaires.form import Answer, Form


def answer_sheet(title: str, source: str, form: Form, detail: str) -> dict[str, Any]:
    """A table for each section of the questionnaire; in brief, without blanks and remarks."""
    brief = detail == "brief"
    answers = [a for a in form.answers if a.text.strip() or not brief]
    parts = [f"# {inline(title)}", line(f"Made from {inline(source)}, {len(answers)} answers.")]
    sections: dict[str, list[Answer]] = {}
    for answer in answers:
        sections.setdefault(" / ".join(answer.sections), []).append(answer)
    for section, listed in sections.items():
        if section:
            parts.append(f"## {inline(section)}")
        rows = [(inline(a.question), inline(a.text) or "(blank)") for a in listed]
        parts.append(grid(("Question", "Answer"), rows))
    if form.remarks and not brief:
        parts.append("## Remarks")
        parts.append("\n".join(f"- {line(inline(remark.text))}" for remark in form.remarks))
    return {
        "title": title,
        "text": "\n\n".join(parts) + "\n",
        "answers": [{"question": a.question, "answer": a.text} for a in answers],
    }
