"""What a mail has around the answers: its head, and the words it closes with."""

import re
from collections.abc import Sequence

from core.documents.questionnaires.lines import Line

_CLOSING = re.compile(
    r"\s*(-- ?$|(many |with |kind |best |warm |our )*(regards|wishes)\b|cheers\b|thanks\b|"
    r"thank you\b|sincerely|yours\b|"
    r"(un |muchos )?saludos?\b|atentamente|mit (freundlichen|besten) gr|(viele|liebe|beste) gr[uü]|"
    r"(vennlig |med vennlig |hilsen|beste hilsen|mvh|med vänlig|vänliga hälsningar|hälsningar)|"
    r"(met vriendelijke groet|groeten|cordiali saluti|distinti saluti|atenciosamente|abraços?|"
    r"pozdrawiam|z poważaniem|ystävällisin terveisin|terveisin|venlig hilsen|schöne grüße|"
    r"sch(ö|oe)ne gr|herzliche gr)|"
    r"(bien )?cordialement|bien à vous|meilleures salutations|sent from my)",
    re.IGNORECASE,
)
_MAIL_HEAD = re.compile(
    r"\W{0,3}(from|to|cc|bcc|subject|date|sent|reply-to|von|an|betreff|gesendet|datum|de|para|asunto|"
    r"fecha|enviado|à|objet|envoyé|fra|til|emne|dato|från|till|ämne|van|aan|onderwerp|da|data|"
    r"oggetto|assunto|lähettäjä|aihe|temat|do|od)\s*:",
    re.IGNORECASE,
)
POSTSCRIPT = re.compile(r"\s*\(?p\.?\s?s\.?(?:[:,\u2013-]|\s|$)\s*", re.IGNORECASE)
_CLOSING_LENGTH = 60


def is_mail_head(words: str) -> bool:
    """Whether a line reads like one of a mail's head: "Subject: ..."."""
    return _MAIL_HEAD.match(words) is not None


def without_head(lines: Sequence[Line]) -> tuple[Sequence[Line], Sequence[Line]]:
    """The lines after a mail's head, and those of the head."""
    start = _head_end(lines)
    return lines[start:], lines[:start]


def without_mail(lines: Sequence[Line]) -> tuple[Sequence[Line], Sequence[Line]]:
    """The lines between a mail's head and its closing words, and those that make these up."""
    start = _head_end(lines)
    end = len(lines)
    for index in range(len(lines) - 1, start, -1):
        line = lines[index]
        if _CLOSING.match(line.text):
            end = index if len(line.text) < _CLOSING_LENGTH else end
        elif line.quoted or line.look not in ("prose", "blank", "reply"):
            break
    after = next((i for i in range(end, len(lines)) if POSTSCRIPT.match(lines[i].text)), len(lines))
    said = (*lines[start:end], *lines[after:])
    return said, (*lines[:start], *lines[end:after])


def _head_end(lines: Sequence[Line]) -> int:
    """Where the lines after From, To, Subject and the like begin; 0 without two of them."""
    first = next((i for i, line in enumerate(lines) if line.text.strip()), 0)
    end = first
    while end < len(lines) and _MAIL_HEAD.match(lines[end].text):
        end += 1
    return end if end - first > 1 else 0
