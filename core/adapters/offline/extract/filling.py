"""From paired questions and fields to the leaves of one profile."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from core.adapters.offline.extract.asking import Ask
from core.adapters.offline.extract.fitting import OTHER, PEOPLE, READERS, Readings
from core.adapters.offline.extract.gathering import Gathering
from core.adapters.offline.extract.leaves import Leaf, State
from core.adapters.offline.extract.likeness import Likeness
from core.adapters.offline.extract.matching import Match, Matcher
from core.adapters.offline.extract.mentions import GROUPS, mention
from core.adapters.offline.extract.people import PARTS
from core.adapters.offline.extract.statements import statements_of, told
from core.adapters.offline.extract.vocabulary import Field, Vocabulary
from core.adapters.offline.values.answers import Blankness
from core.documents.questionnaires.form import Answer

FOLLOWERS = "/audience/social_followers"

_SECOND_OPINION = 0.82
_CORRECTION = 0.6
_MOST_SOURCES = 100
_TALE = 30
_MOST_STATEMENTS = 400
_SEAT = ("city", "country")
_NAMES = ("/league/legal_name", "/league/brand_name")
_COMPARED = frozenset(
    {
        "count",
        "age",
        "money",
        "date",
        "year",
        "flag",
        "months",
        "minutes",
        "seconds",
        "percent",
        "enum",
        "url",
    }
)
_PLURAL = frozenset({"list", "deals"})


@dataclass(frozen=True, slots=True)
class Taken:
    """A leaf of the profile, and the question that its words answer."""

    leaf: Leaf
    question: str | None


@dataclass(frozen=True, slots=True)
class Rival:
    """A second value for a field that has one already."""

    kept: Taken
    other: Taken


@dataclass(slots=True)
class Filled:
    """Leaves by pointer, lists' items in order, contacts, and what did not fit.

    `denied` has the fields that were answered with none, each with the number of its answer.
    """

    leaves: dict[str, Taken] = field(default_factory=dict)
    lists: dict[str, list[Taken]] = field(default_factory=dict)
    contacts: list[dict[str, Taken]] = field(default_factory=list)
    rivals: list[Rival] = field(default_factory=list)
    denied: dict[str, int] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)


class Filler:
    """Fills a profile from one form."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        given: Sequence[Answer],
        asks: Sequence[Ask],
        worded: Sequence[Likeness],
        readings: Readings,
    ) -> None:
        self._vocabulary = vocabulary
        self._answers = given
        self._asks = asks
        self._readings = readings
        self._matcher = Matcher(vocabulary, asks, worded, readings.fit)
        self._filled = Filled()
        self._homes: dict[int, set[str]] = {}
        self._deals: set[int] = set()
        self._wholes = {ask.answer: ask for ask in asks if ask.parts == 1}

    def fill(self) -> Filled:
        matches = self._matcher.matches()
        for match in matches:
            ask = self._asks[match.ask]
            self._homes.setdefault(ask.answer, set()).add(self._field(match).section)
            if self._field(match).kind == "deals":
                # What others were granted says nothing of what is granted here.
                self._deals.add(ask.answer)
        self._people(matches)
        self._followers(matches)
        # What was asked for by itself comes before what was asked for together.
        plain = [
            m
            for m in matches
            if self._field(m).kind not in PEOPLE and self._field(m).pointer != FOLLOWERS
        ]
        for match in sorted(plain, key=lambda m: (self._field(m).kind in ("seat", "dates"), m.ask)):
            self._take_match(match)
        self._corrections(matches)
        self._statements()
        self._mentions()
        self._second_opinions(matches)
        self._filled.contacts = [c for c in self._filled.contacts if not self._is_the_league(c)]
        self._filled.denied = {
            pointer: answer
            for pointer, answer in self._filled.denied.items()
            if not self._has(self._vocabulary.field(pointer))
        }
        return self._filled

    def _field(self, match: Match) -> Field:
        return self._vocabulary.fields[match.field]

    def _take_match(self, match: Match) -> None:
        ask, field = self._asks[match.ask], self._field(match)
        reading = self._readings.read(ask, field)
        if self._readings.blankness(ask.answer) is not Blankness.REFERENCE:
            # "See 33" leaves it to another answer.
            self._filled.asked.add(field.pointer)
        if reading.state is State.UNFIT:
            return
        self._filled.used.add(ask.answer)
        if reading.state is State.BLANK and self._says_none(ask.answer):
            self._filled.denied[field.pointer] = ask.answer
        self._take(reading.leaves, self._answers[ask.answer].question)

    def _says_none(self, answer: int) -> bool:
        """ "None", "n/a", "no current supplier"; but neither an empty place nor "TBC"."""
        return self._readings.blankness(answer) in (Blankness.NOT_APPLICABLE, Blankness.STATED)

    def _take(self, leaves: Iterable[Leaf], question: str, *, over: bool = False) -> None:
        for leaf in leaves:
            taken = Taken(leaf, question or None)
            if leaf.pointer.endswith("/-"):
                listed = self._filled.lists.setdefault(leaf.pointer[:-2], [])
                if all(str(item.leaf.value).lower() != str(leaf.value).lower() for item in listed):
                    listed.append(taken)
                continue
            kept = self._filled.leaves.get(leaf.pointer)
            if kept is None or over:
                self._filled.leaves[leaf.pointer] = taken
            elif kept.leaf.value != leaf.value:
                self._filled.rivals.append(Rival(kept, taken))

    def _people(self, matches: Sequence[Match]) -> None:
        gathering = Gathering(self._vocabulary, self._answers, self._wholes, self._readings)
        found, used = gathering.people(matches, self._asks, frozenset(self._deals))
        self._filled.used |= used
        for contact in found:
            self._filled.contacts.append(
                {
                    part: Taken(leaf, asked or None)
                    for part in PARTS
                    if part in contact.parts
                    for leaf, asked in [contact.parts[part]]
                }
            )

    def _is_the_league(self, contact: Mapping[str, Taken]) -> bool:
        """Whether a contact bears the league's own name, and so is nobody."""
        named = contact.get("name")
        names = [self._filled.leaves[p].leaf.value for p in _NAMES if p in self._filled.leaves]
        said = str(named.leaf.value).casefold() if named else ""
        return any(said and str(name).casefold().startswith(said) for name in names)

    def _is_blank(self, answer: int) -> bool:
        return self._readings.blankness(answer) is not Blankness.STATED

    def _followers(self, matches: Sequence[Match]) -> None:
        """A stated total, or the sum of the platforms' figures."""
        found: list[tuple[Match, Leaf]] = []
        for match in matches:
            if self._field(match).pointer == FOLLOWERS:
                ask = self._asks[match.ask]
                reading = self._readings.read(ask, self._field(match))
                self._filled.asked.add(FOLLOWERS)
                if reading.state is not State.UNFIT:
                    self._filled.used.add(ask.answer)
                found += [(match, leaf) for leaf in reading.leaves]
        if not found:
            return
        questions = [self._answers[self._asks[match.ask].answer].question for match, _ in found]
        totals = [
            i
            for i, q in enumerate(questions)
            if self._speaks(q, "annual") or not self._speaks_of_platform(q)
        ]
        if totals or len(found) == 1:
            index = totals[0] if totals else 0
            self._take([found[index][1]], questions[index])
            return
        leaves = [leaf for _, leaf in found]
        total = Leaf(
            FOLLOWERS,
            sum(leaf.value for leaf in leaves),
            min(leaf.start for leaf in leaves),
            max(leaf.end for leaf in leaves),
            0.9,
        )
        self._take([total], "; ".join(questions))

    def _speaks(self, text: str, concept: str) -> bool:
        return any(concept in unit.concepts for unit in self._vocabulary.wording.units(text))

    def _speaks_of_platform(self, text: str) -> bool:
        generic = {"social media", "socials", "social"}
        plain = text.lower()
        return self._speaks(text, "social") and not any(word in plain for word in generic)

    def _corrections(self, matches: Sequence[Match]) -> None:
        """A correction that named no answer replaces what its words say it is about."""
        taken = {self._asks[m.ask].answer for m in matches}
        for number, ask in enumerate(self._asks):
            answer = self._answers[ask.answer]
            if not answer.correction or answer.replaced is not None or ask.answer in taken:
                continue
            ranked = sorted(self._matcher.worded(number).items(), key=lambda item: -item[1])
            for index, score in ranked:
                field = self._vocabulary.fields[index]
                if score < _CORRECTION or field.kind in PEOPLE:
                    break
                reading = self._readings.read(ask, field)
                if reading.state is State.STATED:
                    self._filled.lists.pop(field.pointer, None)
                    self._take(reading.leaves, answer.question, over=True)
                    self._filled.used.add(ask.answer)
                    break

    def _statements(self) -> None:
        """What is told in sentences that answer no question, or that say much more than asked."""
        situation = self._readings.situation
        every = (
            statement
            for index in range(len(self._answers))
            if index not in self._deals and self._tells(index)
            for statement in statements_of(
                situation, index, self._readings.source(self._whole(index))
            )
        )
        told_by = list(islice(every, _MOST_STATEMENTS))
        if not told_by:
            return
        for wanted in self._vocabulary.fields:
            if wanted.kind in PEOPLE or wanted.kind == OTHER or self._has(wanted):
                continue
            if wanted.pointer in self._filled.asked:
                continue
            for said in told_by:
                leaves = told(situation, wanted, said, READERS)
                if leaves:
                    self._take(leaves, self._answers[said.answer].question)
                    self._filled.used.add(said.answer)
                    if not wanted.many:
                        break

    def _tells(self, index: int) -> bool:
        """A statement without a label, or an answer long enough to tell more than was asked."""
        answer = self._answers[index]
        if answer.kind != "text" or self._is_blank(index):
            return False
        return not answer.question or len(answer.text.split()) >= _TALE

    def _mentions(self) -> None:
        for wanted in self._vocabulary.fields:
            if wanted.many or wanted.pointer in self._filled.asked or self._has(wanted):
                continue
            group = next((g for g in GROUPS if wanted.section in g), frozenset())
            for index in self._sources(group):
                source = self._readings.source(self._whole(index))
                leaves = mention(self._readings.situation, wanted, source, READERS)
                if leaves:
                    self._take(leaves, self._answers[index].question)
                    self._filled.used.add(index)
                    break

    def _sources(self, group: frozenset[str]) -> list[int]:
        """The answers from a part of the form that may state a fact beside their own."""
        return [
            index
            for index in range(len(self._answers))
            if index not in self._deals
            and not self._is_blank(index)
            and self._homes_of(index) & group
        ][:_MOST_SOURCES]

    def _whole(self, answer: int) -> Ask:
        return self._wholes[answer]

    def _homes_of(self, answer: int) -> frozenset[str]:
        """The sections that an answer stands in: of its fields, else of its titles."""
        homes = self._homes.get(answer)
        return frozenset(homes) if homes else self._whole(answer).sections

    def _has(self, field: Field) -> bool:
        if field.kind in _PLURAL:
            return bool(self._filled.lists.get(field.pointer))
        if field.pointer == "/season/dates":
            return "/season/start_date" in self._filled.leaves
        if field.kind == "seat":
            return any(f"/league/headquarters_{p}" in self._filled.leaves for p in _SEAT)
        if field.kind == "money":
            return f"{field.pointer}/amount" in self._filled.leaves
        return field.pointer in self._filled.leaves

    def _second_opinions(self, matches: Sequence[Match]) -> None:
        """An answer that no field took, but that means a field another answer filled."""
        taken = {self._asks[m.ask].answer for m in matches} | self._filled.used
        for number, ask in enumerate(self._asks):
            if ask.answer in taken or ask.parts > 1 or self._is_blank(ask.answer):
                continue
            worded = self._matcher.worded(number)
            if not worded:
                continue
            index = max(worded, key=lambda i: (worded[i], -i))
            field = self._vocabulary.fields[index]
            if worded[index] < _SECOND_OPINION or field.kind not in _COMPARED:
                continue
            reading = self._readings.read(ask, field)
            if reading.state is State.STATED:
                self._take(reading.leaves, self._answers[ask.answer].question)
                self._filled.used.add(ask.answer)
