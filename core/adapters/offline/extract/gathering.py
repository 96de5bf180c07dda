"""Who the answers speak of: by what was asked, by what an answer holds, and in letters."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.adapters.offline.extract.asking import Ask
from core.adapters.offline.extract.fitting import PEOPLE, Readings
from core.adapters.offline.extract.matching import Match
from core.adapters.offline.extract.people import Contact, People, known
from core.adapters.offline.extract.statements import statements_of
from core.adapters.offline.extract.vocabulary import Field, Vocabulary
from core.adapters.offline.values import contacts
from core.adapters.offline.values.answers import Blankness
from core.documents.questionnaires.form import Answer

_LONGEST = 400
_CONTACT = "/contacts/name"
# A label that is an office: who holds it is somebody to talk to.
_OFFICE = re.compile(
    r"\W*(?:the |our |general |managing |executive |vice[- ]|club )*"
    r"(?:president|chair(?:man|woman|person)?|secretary|treasurer|director|manager|commissioner|owner|ceo|vorsitzende[r]?|präsident(?:in)?|"
    r"obmann|obfrau|geschäftsführer(?:in)?|president[ea]|secretari[oa]|gerente|director(?:a)?|"
    r"président(?:e)?|secrétaire|directeur|directrice|gérante?|prezes|leder|ordförande)\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Gathering:
    """Reads the people of one form."""

    vocabulary: Vocabulary
    answers: Sequence[Answer]
    wholes: Mapping[int, Ask]
    readings: Readings

    def people(
        self, matches: Sequence[Match], asks: Sequence[Ask], closed: frozenset[int]
    ) -> tuple[list[Contact], set[int]]:
        """The contacts, and the answers that tell of them; answers in `closed` tell of others."""
        people = People(self.readings.situation)
        used: set[int] = set()
        for ask, field in self._in_order(matches, asks, closed):
            source = self.readings.source(ask)
            added = self.readings.addition(source)
            told = people.read(field.kind, field, source)
            told |= added is not None and people.read(field.kind, field, added)
            if told or self._is_blank(ask.answer):
                used.add(ask.answer)
        if not people.contacts:
            used |= self._told(people)
        return known(people.contacts), used

    def _in_order(
        self, matches: Sequence[Match], asks: Sequence[Ask], closed: frozenset[int]
    ) -> Iterator[tuple[Ask, Field]]:
        """What is to be read of people, as the document has it."""
        fields = self.vocabulary.fields
        asked = [(asks[m.ask], fields[m.field]) for m in matches if fields[m.field].kind in PEOPLE]
        taken = {ask.answer for ask, _ in asked}
        records = {
            self.answers[ask.answer].record for ask, field in asked if field.kind == "email"
        } - {None}
        contact = self.vocabulary.field(_CONTACT)
        found = [
            (self.wholes[index], contact)
            for index in self.wholes
            if index not in taken
            and index not in closed
            and not self._is_blank(index)
            and self._introduces(self.answers[index], records)
        ]
        yield from sorted([*asked, *found], key=lambda pair: pair[0].answer)

    def _introduces(self, answer: Answer, records: set[int | None]) -> bool:
        """Somebody and how to reach them; in a person's row or object, a name alone."""
        if not answer.question or answer.kind not in ("text", "list"):
            return False
        if len(answer.text) > _LONGEST:
            return False
        persons = contacts.persons(answer.text)
        if not persons:
            return False
        alone = persons[0].value.name == answer.text.strip()
        if answer.record in records or (alone and _OFFICE.fullmatch(answer.question)):
            return alone
        return bool(contacts.emails(answer.text))

    def _told(self, people: People) -> set[int]:
        """Whom a letter names: the writer, those who sign, and how to reach them."""
        used: set[int] = set()
        for index, answer in enumerate(self.answers):
            if answer.question or self._is_blank(index):
                continue
            source = self.readings.source(self.wholes[index])
            for said in statements_of(self.readings.situation, index, source, lines=True):
                if people.told(said.source, said.concepts):
                    used.add(index)
        return used

    def _is_blank(self, answer: int) -> bool:
        return self.readings.blankness(answer) is not Blankness.STATED
