"""The letter back to the league, in its language. What the league wrote is escaped for Markdown."""

from collections.abc import Mapping, Sequence

from core.canonical import Json
from core.pipeline.facts import Facts

_MARKUP = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>#|~&!:@"})


def letter_to(
    facts: Facts, questions: Sequence[Mapping[str, Json]], words: Mapping[str, str]
) -> str:
    """Markdown: greeting, numbered questions with reason and consequence, how to reply."""
    league = facts.stated("/league/brand_name") or facts.stated("/league/legal_name")
    shown = words["league_unknown"] if league is None else escaped(league)
    name = main_contact(facts)
    greeting = (
        words["greeting_unknown"]
        if name is None
        else words["greeting"].replace("{name}", escaped(name))
    )
    opening = words["intro"] if questions else words["nothing"]
    if shown.endswith("."):
        opening = opening.replace("{league}.", "{league}")
    parts = [f"# {words['subject']}", greeting, opening.replace("{league}", shown)]
    parts += [_numbered(number, asked, words) for number, asked in enumerate(questions, start=1)]
    if questions:
        parts.append(words["reply"])
    parts += [words["closing"], words["sender"]]
    return "\n\n".join(parts) + "\n"


def main_contact(facts: Facts) -> str | None:
    """The name of the first contact who has one; questionnaires name the main contact first."""
    contacts = facts.profile.get("contacts") or []
    return next((contact["name"] for contact in contacts if contact.get("name")), None)


def escaped(text: str) -> str:
    """`text` as words in a line of Markdown: no markup, link, entity or line break of its own."""
    return " ".join(text.split()).translate(_MARKUP)


def _numbered(number: int, asked: Mapping[str, Json], words: Mapping[str, str]) -> str:
    mark = f"{number}. "
    lines = (
        f"**{escaped(asked['question'])}**",
        f"{words['why']} {asked['why']}",
        f"{words['if_open']} {asked['if_open']}",
        f"{words['field']} `{asked['pointer']}`",
    )
    # Two spaces break a line; the indent keeps the lines in their item.
    return mark + f"  \n{' ' * len(mark)}".join(lines)
