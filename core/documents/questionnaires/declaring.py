"""The words by which a document declares that it corrects itself."""

import re

DECLARES = re.compile(
    r"\W*(?:further |more |second |some |our )?(?:corrections?|corrected|corrigend|errat|"
    r"amend(?:ed|ments?)?\b|changes? since|updates? (?:to|since)|korrektur|berichtigung|nachtrag|"
    r"correcci[oó]n|rectific|fe de erratas|correctif|rectificat|erratum|corre[çc][õo]es|"
    r"rettelse|rättelse|korjau|oikaisu|poprawk|sprostowan|correzion|correctie|rectificatie)",
    re.IGNORECASE,
)
"""At the head of a title or line."""

TITLE = re.compile(
    r"^\W*(?:changes|änderungen|cambios|modifications|endringer|ändringar)\W*$|"
    r"\b(?:corrections?|corrected|corrigend|errat|amend(?:ed|ments?)?\b|changes? since|"
    r"updates? (?:to|since)|korrektur|berichtigung|nachtrag|correcci[oó]n|rectific|"
    r"fe de erratas|correctif|rectificat|erratum|corre[çc][õo]es|rettelse|rättelse|korjau|"
    r"oikaisu|poprawk|sprostowan|correzion|correctie)",
    re.IGNORECASE,
)
"""Anywhere in a title above the answers."""

LEAD = re.compile(
    r"\s*(?:(?:correction|amendment|change|update|korrektur|berichtigung|correcci[oó]n|"
    r"rectificaci[oó]n|rectification)s?"
    r"\s*(?:to|of|for|re|zu|von|a|de|du|à|al|:|\u2013|-)*\s*|(?:re|regarding|zu|"
    r"ad)\.?:?\s+(?=\W*\w?\d))"
    r"(?:question|no\.?|number|item|point|answer|frage|punkt|pregunta|punto)?\s*",
    re.IGNORECASE,
)
"""Before the number or label of the answer that is corrected."""

SHOULD = re.compile(
    r"(?P<label>[^:\n]{2,80}?)\s+(?:should(?: now)? (?:be|read|say)|(?:is|are) (?:now|in fact|"
    r"actually)|now reads?|must be|"
    r"muss hei(?:ß|ss)en|ist jetzt|sind jetzt|debe (?:ser|decir)|es ahora|son ahora|doit être|"
    r"est désormais|->|→|=>|=)\s*:?\s+"
    r"(?P<value>.+?)(?P<rest>[,;(]?\s*(?:not|instead of|rather than|statt|nicht|en lugar de|y no|"
    r"au lieu de|et non)\b.*)?$",
    re.IGNORECASE | re.DOTALL,
)
"""A whole sentence: "Teams should be 11, not 12"."""

SWAP = re.compile(
    r"(?:for|instead of|statt|anstatt|anstelle von|donde dice|en lugar de|au lieu de)"
    r"\s+[\"“«]?(?P<old>[^,;\n]{1,60}?)[\"”»]?,?\s+(?:read|put|write|"
    r"it (?:should|must) (?:read|be)|"
    r"(?:bitte )?(?:lies|lesen Sie|muss es hei(?:ß|ss)en)|(?:debe decir|léase)|(?:lire|lisez))\s+"
    r"[\"“«]?(?P<new>[^\n]+?)[\"”»]?(?=[.;]?\s*$|[,;]\s|\.\s)",
    re.IGNORECASE,
)
"""Instead of some words of the answer, others."""

STRIKE = re.compile(
    r"\s*(?:please\s+)?(?:strike|delete|remove|drop|cross out|(?:bitte\s+)?streichen?(?: Sie)?|"
    r"tachar|suprimir|eliminar|quitar|supprimer|rayer|biffer|retirer)\s+(?P<old>[^.;\n]{1,80}?)"
    r"(?:\s+streichen)?\s*(?=[.;]|$)",
    re.IGNORECASE,
)
"""Without some words of the answer."""

SAID = re.compile(
    r"\bI (?:said|wrote|told you|gave you)\s+[\"“]?(?P<old>[^,;:.\n\u2013-]{1,60}?)[\"”]?"
    r"(?:\s+(?:before|earlier|above))?\s*(?:[,;:.\u2013-]|\bbut\b)+\s*(?:but\s+)?"
    r"(?:it's|it is|that's|that is|that should be|should be|make (?:it|that)|actually|i mean|"
    r"it should be|the right (?:figure|number|answer) is)\s+(?P<new>[^.;\n]{1,60}?)\s*(?=[.;\n]|$)",
    re.IGNORECASE,
)
"""A speaker takes back words of an earlier answer."""

RESTORED = re.compile(
    r"(?:(?P<label>[^.;:\n]{2,80}?)\s+(?:are |is |stand |stands |stay |stays )?)?"
    r"(?:as (?:in|on) the (?:first|original|earlier) (?:version|form|answer|sheet)|"
    r"as (?:first|originally) (?:stated|given|answered)|as before|(?:the )?(?:first|original) "
    r"(?:answer|figure|version)s? stands?|wie (?:zuvor|ursprünglich|in der ersten fassung)|"
    r"como (?:antes|en la primera versión)|comme (?:avant|dans la première version))",
    re.IGNORECASE,
)
"""What was said first holds after all."""

STANDS = re.compile(
    r"(?:the |der |die |das |el |la |le )?(?:amount|figure|sum|number|rest|answer|betrag|zahl|"
    r"importe|cifra|montant|chiffre)\s+(?:stands?|stays?|remains?|holds?|is right|bleibt|stimmt|"
    r"se mantiene|reste)",
    re.IGNORECASE,
)
"""The answer holds, and something is added to it."""
