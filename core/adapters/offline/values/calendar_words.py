"""Names of months and what joins two dates, in the languages questionnaires come in."""

from collections.abc import Mapping

_NAMES = (
    "january jan januar jänner januari enero ene janvier janv gennaio janeiro",
    "february feb februar februari febrero février fevrier févr fevr febbraio fevereiro febr",
    "march mar märz maerz mrz marzo mars maart março marco mär marts",
    "april apr abril abr avril avr aprile",
    "may mai mayo mei maggio maio maj",
    "june jun juni junio juin giugno junho",
    "july jul juli julio juillet juil luglio julho",
    "august aug agosto ago août aout augustus augusti",
    "september sep sept septiembre setiembre septembre settembre setembro",
    "october oct oktober okt octubre octobre ottobre outubro",
    "november nov noviembre novembre novembro",
    "december dec des dezember dez diciembre dic décembre decembre déc dicembre dezembro desember",
)

_POLISH = (
    "stycznia styczeń", "lutego luty", "marca marzec", "kwietnia kwiecień", "maja",
    "czerwca czerwiec", "lipca lipiec", "sierpnia sierpień",
    "września wrzesień", "października październik", "listopada listopad", "grudnia grudzień",
)  # fmt: skip
# Finnish months are these with "kuu" and its cases.
_FINNISH = (
    "tammi", "helmi", "maalis", "huhti", "touko", "kesä", "heinä", "elo", "syys", "loka", "marras",
    "joulu",
)  # fmt: skip
_CASES = ("kuu", "kuun", "kuuta", "kuussa", "kuusta")

MONTHS: Mapping[str, int] = {
    **{name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()},
    **{name: number for number, names in enumerate(_POLISH, start=1) for name in names.split()},
    **{f"{stem}{case}": n for n, stem in enumerate(_FINNISH, start=1) for case in _CASES},
}

# Words that are more than a month: read as one only beside a day or a year.
DOUBTFUL_MONTHS = frozenset({
    "ago", "dec", "des", "jan", "mar", "march", "marco", "may", "mei", "set", "maja", "luty",
})  # fmt: skip
