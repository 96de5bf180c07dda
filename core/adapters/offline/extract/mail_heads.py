"""The addresses that a mail's head gives for people named in its text."""

import re
from collections.abc import Sequence

from core.adapters.offline.extract.filling import Taken
from core.adapters.offline.extract.leaves import Leaf
from core.adapters.offline.values import contacts
from core.documents.questionnaires.form import Passage

_NAMED = re.compile(r"(?P<name>[^<>:;,\n]{3,60}?)\s*<(?P<mail>[^<>\s@]{1,64}@[^<>\s]{3,120})>")


def add_addresses(people: Sequence[dict[str, Taken]], remarks: Sequence[Passage]) -> None:
    """Give each contact without an address the one that stands behind the name in `remarks`."""
    for remark in remarks:
        for match in _NAMED.finditer(remark.text):
            name = match["name"].strip(" \"'").casefold()
            mails = contacts.emails(match["mail"])
            for person in people:
                if not mails or "email" in person or "name" not in person:
                    continue
                if str(person["name"].leaf.value).casefold() == name:
                    place = remark.place(*match.span("mail"))
                    person["email"] = Taken(Leaf("", mails[0].value, *place, 0.9), None)
