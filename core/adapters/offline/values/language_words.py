"""Words that tell languages apart in a questionnaire: function words and what forms ask."""

from collections.abc import Mapping

WORDS: Mapping[str, frozenset[str]] = {
    "en": frozenset({
    "the", "and", "of", "is", "are", "do", "does", "you", "your", "we", "our", "which", "how",
    "what", "who", "when", "where", "not", "with", "per", "from", "name", "league", "season",
    "founded", "phone", "yes", "any", "have", "has", "for", "to", "in", "it", "this", "that",
    "number",
}),
    "de": frozenset({
    "der", "die", "das", "und", "ist", "sind", "ein", "eine", "einer", "wir", "unser",
    "unsere", "welche", "wie", "was", "wer", "wann", "wo", "nicht", "mit", "pro", "von", "bis",
    "zum", "zur", "ja", "nein", "keine", "jahr", "jahre", "liga", "saison", "name", "telefon",
    "gegründet", "sitz", "mannschaften", "spieltag", "zuschauer", "umsatz", "für", "auf", "im",
    "bei", "werden", "wird", "sie", "ihre", "ihr", "den", "dem",
}),
    "es": frozenset({
    "el", "la", "los", "las", "y", "es", "son", "un", "una", "nosotros", "nuestro", "nuestra",
    "qué", "cómo", "quién", "cuándo", "dónde", "no", "con", "por", "desde", "hasta", "del",
    "al", "sí", "año", "años", "liga", "temporada", "nombre", "teléfono", "fundada", "sede",
    "equipos", "espectadores", "ingresos", "para", "en", "de", "que", "se", "su", "sus",
    "cuál", "cuántos", "cuántas",
}),
    "fr": frozenset({
    "le", "la", "les", "et", "est", "sont", "un", "une", "nous", "notre", "nos", "quel",
    "quelle", "quels", "comment", "qui", "quand", "où", "ne", "pas", "avec", "par", "du", "au",
    "aux", "des", "oui", "non", "an", "ans", "année", "ligue", "saison", "nom", "téléphone",
    "fondée", "siège", "équipes", "spectateurs", "chiffre", "pour", "dans", "en", "de", "que",
    "vous", "votre", "vos", "ce", "il",
}),
    "nl": frozenset({
    "de", "het", "een", "en", "zijn", "wij", "onze", "welke", "hoe", "wat", "wie", "wanneer",
    "waar", "niet", "met", "van", "tot", "ja", "nee", "geen", "jaar", "seizoen", "naam",
    "telefoon", "opgericht", "ploegen", "toeschouwers", "omzet", "voor", "op", "bij", "worden",
    "wordt", "u", "uw",
}),
    "it": frozenset({
    "il", "lo", "gli", "della", "delle", "dei", "e", "è", "sono", "un", "una", "noi", "nostro",
    "nostra", "quale", "come", "chi", "quando", "dove", "non", "con", "per", "dal", "al", "sì",
    "anno", "anni", "lega", "stagione", "nome", "telefono", "fondata", "sede", "squadre",
    "spettatori", "fatturato", "di", "che", "si",
}),
    "pt": frozenset({
    "o", "os", "as", "e", "é", "são", "um", "uma", "nós", "nosso", "nossa", "qual", "como",
    "quem", "quando", "onde", "não", "com", "por", "desde", "até", "do", "da", "dos", "das",
    "sim", "ano", "anos", "liga", "temporada", "nome", "telefone", "fundada", "sede",
    "equipes", "receita", "para", "que",
}),
    "sv": frozenset({
    "och", "är", "en", "ett", "vi", "vår", "våra", "vilken", "hur", "vad", "vem", "när", "var",
    "inte", "med", "från", "till", "ja", "nej", "ingen", "år", "säsong", "namn", "telefon",
    "grundad", "lag", "åskådare", "omsättning", "för", "på", "av", "som", "det", "den",
}),
    "da": frozenset({
    "og", "er", "en", "et", "vi", "vores", "hvilken", "hvordan", "hvad", "hvem", "hvornår",
    "hvor", "ikke", "med", "fra", "til", "ja", "nej", "ingen", "år", "sæson", "navn",
    "telefon", "grundlagt", "hold", "tilskuere", "omsætning", "for", "på", "af", "som", "det",
    "den",
}),
    "no": frozenset({
    "og", "er", "en", "et", "vi", "vår", "våre", "hvilken", "hvordan", "hva", "hvem", "når",
    "hvor", "ikke", "med", "fra", "til", "ja", "nei", "ingen", "år", "sesong", "sesongen", "navn",
    "telefon", "grunnlagt", "stiftet", "lag", "tilskuere", "omsetning", "for", "på", "av", "som",
    "det", "den", "dere", "mellom", "spill", "mange",
}),
    "fi": frozenset({
    "ja", "on", "ovat", "ei", "kyllä", "meidän", "mikä", "miten", "kuka", "milloin", "missä",
    "vuosi", "vuodessa", "kausi", "kauden", "nimi", "puhelin", "perustettu", "joukkueet",
    "joukkuetta", "yleisö", "katsojaa", "liikevaihto", "liiga", "liigan", "kotipaikka", "laji",
    "sekä", "se", "että", "tai", "noin", "kaikki", "sopimus", "euroa", "vain",
}),
    "pl": frozenset({
    "i", "jest", "są", "nie", "tak", "nasz", "nasza", "jaki", "jaka", "jak", "kto", "kiedy",
    "gdzie", "rok", "roku", "sezon", "sezonu", "nazwa", "telefon", "założona", "drużyny",
    "widzów", "przychody", "liga", "siedziba", "w", "z", "na", "do", "od", "dla", "oraz", "lub",
    "brak", "dyscyplina", "kraj", "umowy", "data",
}),
}  # fmt: skip
