"""Words by which people are introduced, sign, or say that somebody else does."""

import re

SIGNS = re.compile(
    r"\b(?<!the )(?:I|we|who|and|yes|he|she|can|may|will)?\s*(?:can |may |also |alone )*"
    r"(?:sign(?:s|ed|ing)?\b|am authori[sz]ed|signatory|zeichnungsberechtigt|"
    r"unterschreib\w+|firma\b|firmo\b|"
    r"signe\b|signer(?:er|e)?\b|underskriv\w+|undertecknar|assina\b|podpisuje|allekirjoit\w+|tekent\b)"
    r"[^.;)]*",
    re.IGNORECASE,
)
NOT_SIGNS = re.compile(
    r"\b(?:not|cannot|can't|n't|nicht|no|ne|pas|never|ikke|inte|não|non|nie|ei|niet)\b[^.;]{0,20}"
    r"\b(?:sign|firma|unterschr|undersk|underteckn|assina|podpis|allekirj|teken)",
    re.IGNORECASE,
)
ABOUT_SIGNING = re.compile(r"\bsign|unterschr|firm|sottoscr|tegn|allekirj", re.IGNORECASE)
NOT_ME = re.compile(
    r"\b(?:not me|(?:but )?not I\b|ich (?:selbst )?nicht|yo no|pas moi|moi non|ikke (?:jeg|meg)|"
    r"(?:inte|ej) jag|não eu|eu não|non io|io no|niet ik|ik niet|en minä)\b",
    re.IGNORECASE,
)
NOT_CONTACTS = frozenset({"integrity", "officer", "sanction", "supplier", "monitoring"})
INTRODUCED = re.compile(
    r"\b(?:my name is|i am|i'm|contact|talk to|write to|regards|ich bin|ich heiße|"
    r"mein name|ansprechpartner\w*|me llamo|soy|mi nombre|contacto|je suis|je m'appelle|contactez|"
    r"jeg heter|jag heter|mi chiamo|ik ben|meu nome)\b",
    re.IGNORECASE,
)
STYLED = re.compile(
    r"\b(?:I am|I'm|I work as|ich bin|soy|je suis|jeg er|jag är)\s+"
    r"(?:the|der|die|la|le|el|their|its|our|unser\w*)\s+(?P<role>[^\W\d][^,.;\n]{2,40}?)"
    r"(?=[,.;\n]|\s(?:of|and|und|y|et|der|de)\s|$)",
    re.IGNORECASE,
)
DENIED = re.compile(
    r"\bI\s+(?:cannot|can't|can not|may not|do not|don't|am not)\b[^.;]{0,30}\bsign|"
    r"\bich\s+(?:darf|kann)\s+nicht\s+unterschreiben|\byo no (?:firmo|puedo firmar)|"
    r"\bje ne (?:peux pas signer|signe pas)|\bjeg kan ikke (?:signere|skrive under)",
    re.IGNORECASE,
)
DOES_IT = re.compile(
    r"\b(?:does|do it|tut das|macht das|lo hace|le fait|gjør det|gör det)\b", re.IGNORECASE
)
ON_MYSELF = re.compile(r"\b(?:I|ich|yo|je|jeg|jag|io|ik|eu)\b|\b(?:firmo|puedo)\b", re.IGNORECASE)
SAME = re.compile(
    r"\b(as above|same|see above|dieselbe|derselbe|siehe oben|la misma|el mismo|idem|ídem|"
    r"la même|le même|ditto|myself|me)\b",
    re.IGNORECASE,
)


ROLE_LEAD = re.compile(
    r"\S.*\b(?:by|our|the|is|are|unser\w*|der|die|notre|nuestr[oa]|el|la|le)\s+(?=\S)",
    re.IGNORECASE,
)
