"""How the kind of value in an answer speaks for or against a field."""

import re

from core.adapters.offline.extract.asking import Ask
from core.adapters.offline.extract.cutting import pieces
from core.adapters.offline.extract.leaves import BLANK, UNFIT, Leaf, Reading, Source, State
from core.adapters.offline.extract.reading_choices import READERS as CHOICES
from core.adapters.offline.extract.reading_choices import plain_flag
from core.adapters.offline.extract.reading_figures import READERS as FIGURES
from core.adapters.offline.extract.reading_lists import READERS as LISTS
from core.adapters.offline.extract.reading_names import READERS as NAMES
from core.adapters.offline.extract.reading_places import READERS as PLACES
from core.adapters.offline.extract.situation import Situation
from core.adapters.offline.extract.vocabulary import Field
from core.adapters.offline.values import answers, contacts, periods, places
from core.adapters.offline.values.answers import Blankness
from core.documents.questionnaires.form import Answer, Passage

READERS = {**FIGURES, **NAMES, **PLACES, **CHOICES, **LISTS}
OTHER = "other"
PEOPLE = frozenset({"contact", "role", "email", "phone", "signatory"})

_TELLING = frozenset(
    {
        "url",
        "date",
        "dates",
        "money",
        "percent",
        "enum",
        "seconds",
        "minutes",
        "months",
        "email",
        "phone",
        "seat",
        "person",
        "country",
    }
)
_SURE = 0.9
_TELLS, _FITS, _UNFIT, _NEVER = 0.1, 0.04, -0.35, -2.0
_BY_SENTENCE = frozenset(
    {
        "flag",
        "count",
        "age",
        "money",
        "enum",
        "seconds",
        "minutes",
        "months",
        "date",
        "year",
        "percent",
        "followers",
        "list",
    }
)
_READ = 4000
_ITEMS = 200
_AMENDABLE = _BY_SENTENCE - {"list"} | {"url", "dates", "person"}
_NO_PLACE = -0.08
_REGION = re.compile(
    r"world|global|europ|asia|afri|america|am[eé]ri|benelux|nordic|scandinav|dach|latam|emea|"
    r"welt|mundial|"
    r"mundo|monde|international|eu\b|gcc\b|weltweit",
    re.IGNORECASE,
)
_PLAIN_WORDS = frozenset(
    {"name", "sport", "body", "description", "place", "city", "role", "list", "deals"}
)
_OTHER_KIND = re.compile(r"^\W*(?:[\d.,' ]+%?|(?:https?://|www\.)\S+|\S+@\S+)\W*$")
_NOTHING = re.compile(
    r"\s*(?:none|no one|nobody|nothing|no current|no|keine?r?|keines|niemand|ningun[oa]?|nadie|"
    r"aucune?|personne|néant|nenhuma?|não há|nessun[oa]?|geen|brak|żad\w+|ingen|inget|inga|"
    r"intet|ei (?:ole|mitään))\b",
    re.IGNORECASE,
)


class Readings:
    """Reads answers for fields; each pair once."""

    def __init__(self, situation: Situation, given: list[Answer]) -> None:
        self.situation = situation
        self._answers = given
        self._read: dict[tuple[int, int, int, str], Reading] = {}
        self._blank: dict[int, Blankness] = {}

    def source(self, ask: Ask) -> Source:
        answer = self._answers[ask.answer]
        question = answer.question
        if answer.period:
            question = f"{question} {answer.period}"
        words = answer.answer if len(answer.text) <= _READ else answer.answer.part(0, _READ)
        return Source(answer, words, question, ask.part, ask.parts, answer.items[:_ITEMS])

    def addition(self, source: Source) -> Source | None:
        """What somebody added beside the answer, to be read like it."""
        words = source.answer.amendment
        return Source(source.answer, words, source.question) if words is not None else None

    def read(self, ask: Ask, field: Field) -> Reading:
        """What `field` takes from the answer to `ask`."""
        if field.kind == OTHER:
            return UNFIT
        key = ask.answer, ask.part, ask.parts, field.pointer
        if key not in self._read:
            self._read[key] = self._reading(ask, field)
        return self._read[key]

    def fit(self, ask: Ask, field: Field) -> float:
        """What the kind of value adds to the score of this pair."""
        if field.kind == OTHER:
            return 0.0
        if field.kind in _PLAIN_WORDS and self._is_its_own_label(ask):
            return _NEVER
        if field.kind in PEOPLE:
            return self._fit_of_person(ask, field.kind)
        reading = self.read(ask, field)
        if reading.state is State.UNFIT:
            return _UNFIT
        if reading.state is State.BLANK:
            return 0.0
        if field.options.get("items") == "places" and not self._names_a_place(ask):
            return _NO_PLACE
        if field.kind == "money" and min(leaf.confidence for leaf in reading.leaves) < _SURE:
            return 0.0
        return _TELLS if field.kind in _TELLING else _FITS

    def _is_its_own_label(self, ask: Ask) -> bool:
        """A sentence without a question: its words cannot be label and value at once."""
        answer = self._answers[ask.answer]
        return not answer.question and ask.text == answer.text

    def _names_a_place(self, ask: Ask) -> bool:
        text = self.source(ask).words.text
        return bool(places.countries(text) or _REGION.search(text))

    def blankness(self, index: int) -> Blankness:
        if index not in self._blank:
            answer = self._answers[index]
            void = answer.kind == "null" or not answer.text.strip()
            self._blank[index] = Blankness.EMPTY if void else answers.blank(answer.text)
        return self._blank[index]

    def _reading(self, ask: Ask, field: Field) -> Reading:
        source = self.source(ask)
        amended = self._amended(field, source)
        if amended:
            return Reading(State.STATED, amended)
        blank = self.blankness(ask.answer)
        if blank is not Blankness.STATED and not self._none_is_an_answer(field, source, blank):
            return BLANK
        boolean = source.answer.kind in ("true", "false")
        if boolean and field.kind not in ("flag", "enum"):
            return UNFIT
        if field.kind == "description" and "number" in self.situation.spoken(source.question):
            # "How many watch?" asks for a figure.
            return UNFIT
        if field.kind in _PLAIN_WORDS and not source.items:
            if _OTHER_KIND.match(source.words.text) or contacts.emails(source.words.text):
                return UNFIT
            said = answers.flag(source.words.text, self.situation.convention)
            if (
                said is not None
                and said.start <= 1
                and (not said.value or _is_only(source, said.end))
            ):
                return BLANK if not said.value else UNFIT
            if field.kind != "description" and _NOTHING.match(source.words.text):
                return BLANK
        leaves = self._leaves_of_part(field, source)
        leaves = leaves or list(READERS[field.kind](self.situation, field, source))
        if leaves:
            return Reading(State.STATED, leaves)
        if field.kind == "money" and _NOTHING.match(source.words.text):
            return BLANK
        return UNFIT

    def _amended(self, field: Field, source: Source) -> list[Leaf]:
        """What somebody added beside the answer, where it states such a value by itself."""
        words = source.answer.amendment
        if words is None or answers.blank(words.text) is not Blankness.STATED:
            return []
        if field.kind not in _AMENDABLE and self._is_stated(source.answer):
            return []
        if field.kind == "flag" and answers.flag(words.text, self.situation.convention) is None:
            return []
        own = Source(source.answer, words, source.question)
        leaves = list(READERS[field.kind](self.situation, field, own))
        if leaves or field.kind != "money":
            return leaves
        return self._other_period(field, source, words)

    def _is_stated(self, answer: Answer) -> bool:
        return answers.blank(answer.text) is Blankness.STATED

    def _other_period(self, field: Field, source: Source, words: Passage) -> list[Leaf]:
        """ "The amount stands, but it is per season"."""
        period = periods.period_of_label(words.text)
        pointer = f"{field.pointer}/period"
        leaves = [
            leaf
            for leaf in READERS["money"](self.situation, field, source)
            if leaf.pointer != pointer
        ]
        if period is None or not leaves:
            return []
        return [*leaves, Leaf(pointer, period, *words.place(0, len(words.text)), 0.9)]

    def _leaves_of_part(self, field: Field, source: Source) -> list[Leaf]:
        """As many sentences as questions: each answers its own."""
        if source.parts < 2 or field.kind not in _BY_SENTENCE:
            return []
        spans = pieces(source.words.text, source.parts)
        if not spans or (field.kind == "flag" and plain_flag(self.situation, source)):
            return []
        words = source.words.part(*spans[source.part])
        own = Source(source.answer, words, source.question)
        return list(READERS[field.kind](self.situation, field, own))

    def _none_is_an_answer(self, field: Field, source: Source, blank: Blankness) -> bool:
        """A stated "none" is a no to a flag, and a word of some enumerations."""
        if blank is not Blankness.NOT_APPLICABLE:
            return False
        if field.kind == "flag":
            return bool(_NOTHING.match(source.words.text))
        if field.kind == "enum" and field.enumeration == "feed_format":
            return bool(_NOTHING.match(source.words.text))
        return False

    def _fit_of_person(self, ask: Ask, kind: str) -> float:
        if self.blankness(ask.answer) is not Blankness.STATED:
            return 0.0
        source = self.source(ask)
        text = source.words.text
        boolean = source.answer.kind in ("true", "false")
        if kind == "email":
            return _TELLS if contacts.emails(text) else _UNFIT
        if kind == "phone":
            return _TELLS if sum(c.isdigit() for c in text) >= 6 and "@" not in text else _UNFIT
        if kind == "signatory":
            said = boolean or answers.flag(text, self.situation.convention) is not None
            return (
                _FITS
                if said
                or contacts.persons(text)
                or re.search(r"above|same|sign", text, re.IGNORECASE)
                else _UNFIT
            )
        if boolean or _OTHER_KIND.match(text):
            return _UNFIT
        if kind == "contact":
            return _TELLS if contacts.persons(text) else _UNFIT
        return 0.0 if len(text.split()) <= 8 and not any(c.isdigit() for c in text) else _UNFIT


def _is_only(source: Source, end: int) -> bool:
    """Whether nothing of weight follows a yes."""
    return not re.search(r"[^\W\d_]{2,}", source.words.text[end:])
