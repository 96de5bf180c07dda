"""The contacts: who they are, how to reach them, and who may sign."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.adapters.offline.extract.cutting import trim
from core.adapters.offline.extract.leaves import Leaf, Source
from core.adapters.offline.extract.signing_words import (
    ABOUT_SIGNING,
    DENIED,
    DOES_IT,
    INTRODUCED,
    NOT_CONTACTS,
    NOT_ME,
    NOT_SIGNS,
    ON_MYSELF,
    ROLE_LEAD,
    SAME,
    SIGNS,
    STYLED,
)
from core.adapters.offline.extract.situation import Situation
from core.adapters.offline.extract.vocabulary import Field
from core.adapters.offline.values import answers, contacts
from core.adapters.offline.values.answers import Blankness

PARTS = ("name", "role", "email", "phone", "is_signatory")


@dataclass(slots=True)
class Contact:
    """A person while the answers about them are read; `parts` by the profile's names."""

    record: int | None = None
    parts: dict[str, tuple[Leaf, str]] = field(default_factory=dict)

    @property
    def name(self) -> str | None:
        return str(self.parts["name"][0].value) if "name" in self.parts else None

    def take(self, part: str, leaf: Leaf | None, question: str) -> bool:
        """Keep `leaf` where nothing is known yet."""
        if leaf is None or part in self.parts:
            return False
        self.parts[part] = leaf, question
        return True


class People:
    """Collects contacts from the answers, in the order of the document."""

    def __init__(self, situation: Situation) -> None:
        self._situation = situation
        self.contacts: list[Contact] = []
        self._current: Contact | None = None
        self._open = False  # somebody said that another one signs

    def read(self, kind: str, field: Field, source: Source) -> bool:
        """Take what the answer says of a person; whether it said anything."""
        blank = answers.blank(source.words.text)
        if source.answer.kind == "null" or blank in (
            Blankness.EMPTY,
            Blankness.NOT_APPLICABLE,
            Blankness.PENDING,
        ):
            return False
        self._select(source)
        if kind == "signatory":
            return self._signatory(source)
        if kind == "contact" or (kind == "role" and _introduces(source.words.text)):
            return self._named(source, signs=False)
        contact = self._for_part(field)
        taken = contact.take(kind, self._part(kind, source), source.question)
        return self._reached(contact, source, 0, len(source.words.text)) or taken

    def told(self, source: Source, concepts: frozenset[str]) -> bool:
        """Take whom a sentence of a letter introduces; whether it said anything of anybody."""
        text = source.words.text
        persons = contacts.persons(text)
        reached = bool(contacts.emails(text) or contacts.phones(text, country=None))
        if concepts & NOT_CONTACTS:
            return False
        if self._current is not None and DENIED.search(text):
            self._signing(self._current, source)
            self._open = True
            return True
        if persons and self._open and DOES_IT.search(text):
            self._open = False
            return self._named(source, signs=True)
        introduced = INTRODUCED.search(text) is not None or reached
        signs = SIGNS.search(text) is not None
        if persons and (introduced or signs or "contact" in concepts):
            named = self._named(source, signs=signs and NOT_SIGNS.search(text) is None)
            self._self_styled(source)
            return named
        if signs and self._current is not None and ON_MYSELF.search(text):
            return self._signing(self._current, source)
        return (
            reached
            and self._current is not None
            and self._reached(self._current, source, 0, len(text))
        )

    def _self_styled(self, source: Source) -> None:
        """ "My name is Hana Moss and I am the secretary"."""
        said = STYLED.search(source.words.text)
        if said is not None and self._current is not None:
            leaf = source.leaf("", said["role"], said.start("role"), said.end("role"), 0.8)
            self._current.take("role", leaf, source.question)

    def _select(self, source: Source) -> None:
        """A row or object of its own speaks of its own person."""
        record = source.answer.record
        if record is None:
            return
        if self._current is None or self._current.record != record:
            self._current = next((c for c in self.contacts if c.record == record), None)
            if self._current is None:
                self._current = self._new(record)

    def _new(self, record: int | None = None) -> Contact:
        contact = Contact(record)
        self.contacts.append(contact)
        self._current = contact
        return contact

    def _for_part(self, field: Field) -> Contact:
        """Whom a role, address or number belongs to: the signatory where it says so."""
        if "signatory_" in field.pointer:
            signing = [
                c
                for c in self.contacts
                if "is_signatory" in c.parts and c.parts["is_signatory"][0].value
            ]
            if signing:
                return signing[-1]
        return self._current or self._new()

    def _part(self, kind: str, source: Source) -> Leaf | None:
        text = source.words.text
        if kind == "email":
            mails = contacts.emails(text)
            return source.leaf("", mails[0].value, mails[0].start, mails[0].end) if mails else None
        if kind == "phone":
            numbers = contacts.phones(text, country=self._situation.country)
            return (
                source.leaf("", numbers[0].value, numbers[0].start, numbers[0].end)
                if numbers
                else None
            )
        start, end = trim(text, 0, len(text.split("\n")[0]))
        return source.leaf("", text[start:end], start, end, 0.95) if end > start else None

    def _signatory(self, source: Source) -> bool:
        """Who signs: a yes or no about the person at hand, or another person."""
        text = source.words.text
        if source.answer.kind in ("true", "false"):
            value = source.answer.kind == "true"
            return (self._current or self._new()).take(
                "is_signatory", source.leaf("", value, 0, len(text)), source.question
            )
        if source.parts > 1 and self._current is not None and SIGNS.search(text):
            return self._signing(self._current, source)
        persons = contacts.persons(text)
        said = answers.flag(text, self._situation.convention)
        if persons and (said is None or said.start > 0 or said.value):
            return self._named(source, signs=True)
        contact = self._current or (Contact() if persons else self._new())
        if persons and said is not None and contact.name is None:
            return self._named(source, signs=True)
        if persons and said is not None:
            # "No, that is our chair, Jo Bell": one may not, the other may.
            contact.take(
                "is_signatory",
                source.leaf("", said.value, said.start, said.end, said.confidence),
                source.question,
            )
            return self._named(source, signs=True)
        if said is not None:
            return contact.take(
                "is_signatory",
                source.leaf("", said.value, said.start, said.end, said.confidence),
                source.question,
            )
        if SAME.search(text) or SIGNS.search(text):
            return self._signing(contact, source)
        return False

    def _signing(self, contact: Contact, source: Source) -> bool:
        text = source.words.text
        said = SIGNS.search(text) or SAME.search(text)
        if said is None:
            return False
        start, end = trim(text, said.start(), said.end())
        value = NOT_SIGNS.search(text) is None
        return contact.take(
            "is_signatory", source.leaf("", value, start, end, 0.9), source.question
        )

    def _named(self, source: Source, *, signs: bool) -> bool:
        text = source.words.text
        persons = contacts.persons(text)
        if not persons:
            if SAME.search(text) and self.contacts:
                self._current = self.contacts[0]
                return self._signing(self.contacts[0], source) if signs else True
            return self._reached(self._current or self._new(), source, 0, len(text))
        for number, found in enumerate(persons):
            start = max(text.find(found.value.name, found.start), found.start)
            contact = self._person(found.value.name, source.answer.record)
            contact.take(
                "name",
                source.leaf(
                    "", found.value.name, start, start + len(found.value.name), found.confidence
                ),
                source.question,
            )
            self._role(contact, source, found.value.role, start, found.value.name)
            end = persons[number + 1].start if number + 1 < len(persons) else len(text)
            self._reached(contact, source, found.start if number else 0, end)
            if signs and number == 0:
                contact.take(
                    "is_signatory",
                    source.leaf("", True, start, start + len(found.value.name), 0.95),
                    source.question,
                )
            elif (
                (mine := SIGNS.search(text, start, end))
                and not signs
                and re.search(r"\bI\b|can|yes|may", mine[0], re.IGNORECASE)
            ):
                first, last = trim(text, mine.start(), mine.end())
                value = NOT_SIGNS.search(text) is None
                contact.take(
                    "is_signatory", source.leaf("", value, first, last, 0.9), source.question
                )
        self._others(source)
        return True

    def _person(self, name: str, record: int | None) -> Contact:
        for contact in self.contacts:
            if contact.name is not None and contact.name.lower() == name.lower():
                self._current = contact
                return contact
        current = self._current
        if current is not None and current.name is None and (record is not None or current.parts):
            return current
        return self._new(record)

    def _role(
        self, contact: Contact, source: Source, role: str | None, start: int, name: str
    ) -> None:
        if role is None:
            return
        # "Contracts are signed by our chair": the role is what stands last.
        text = source.words.text
        at = text.find(role, start + len(name))
        said = ROLE_LEAD.match(role) if at < 0 else None
        role = role[said.end() :] if said else role
        if at < 0:
            at = text.find(role)
        if at >= 0:
            contact.take("role", source.leaf("", role, at, at + len(role), 0.95), source.question)

    def _reached(self, contact: Contact, source: Source, start: int, end: int) -> bool:
        text = source.words.text
        taken = False
        for mail in contacts.emails(text):
            if start <= mail.start < end:
                taken |= contact.take(
                    "email", source.leaf("", mail.value, mail.start, mail.end), source.question
                )
        for number in contacts.phones(text, country=self._situation.country):
            if start <= number.start < end:
                taken |= contact.take(
                    "phone",
                    source.leaf("", number.value, number.start, number.end),
                    source.question,
                )
        return taken

    def _others(self, source: Source) -> None:
        """ "Priya can negotiate but not sign": said of somebody already known."""
        text = source.words.text
        self._speaker(source)
        for sentence in re.finditer(r"[^.;\n]+", text):
            if not re.search(r"\b(sign|firm|unterschr|zeichn)", sentence[0], re.IGNORECASE):
                continue
            for contact in self.contacts:
                first = (contact.name or " ").split()[0]
                if "is_signatory" not in contact.parts and re.search(
                    rf"\b{re.escape(first)}\b", sentence[0]
                ):
                    start, end = trim(text, sentence.start(), sentence.end())
                    value = NOT_SIGNS.search(sentence[0]) is None
                    contact.take(
                        "is_signatory", source.leaf("", value, start, end, 0.9), source.question
                    )

    def _speaker(self, source: Source) -> None:
        """ "Errol Dacres, chairman. Not me.": said by the one who fills the form in."""
        denied = DENIED.search(source.words.text)
        said = denied or NOT_ME.search(source.words.text)
        writer = next((c for c in self.contacts if c.name is not None), None)
        if said is None or writer is None or (writer is self._current and denied is None):
            return
        if denied or ABOUT_SIGNING.search(source.question):
            writer.take(
                "is_signatory",
                source.leaf("", False, said.start(), said.end(), 0.85),
                source.question,
            )
        if denied:
            self._instead(source, denied.end())

    def _instead(self, source: Source, after: int) -> None:
        """ "I cannot sign; our president Toomas Orav does that"."""
        text = source.words.text
        for contact in self.contacts:
            at = text.find(contact.name, after) if contact.name else -1
            if at >= 0 and DOES_IT.search(text, at):
                leaf = source.leaf("", True, at, at + len(contact.name or ""), 0.85)
                contact.take("is_signatory", leaf, source.question)


def _introduces(text: str) -> bool:
    """ "Kim Vale, registrar": who it is stands before the role."""
    persons = contacts.persons(text)
    return bool(persons) and persons[0].value.role is not None and persons[0].start == 0


def known(contacts_found: Sequence[Contact]) -> list[Contact]:
    """Contacts of whom a name, address or number is known."""
    return [c for c in contacts_found if {"name", "email", "phone"} & c.parts.keys()]
