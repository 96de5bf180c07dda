"""Names of months and what joins two dates, in the languages questionnaires come in."""

from collections.abc import Mapping

_NAMES = (
    "january jan januar jänner januari enero ene janvier janv gennaio janeiro",
    "february feb februar februari febrero février fevrier févr fevr febbraio fevereiro febr",
    "march mar märz maerz mrz marzo mars maart março marco mär",
    "april apr abril abr avril avr aprile",
    "may mai mayo mei maggio maio maj",
    "june jun juni junio juin giugno junho",
    "july jul juli julio juillet juil luglio julho",
    "august aug agosto ago août aout augustus augusti",
    "september sep sept septiembre setiembre septembre settembre setembro",
    "october oct oktober okt octubre octobre ottobre outubro",
    "november nov noviembre novembre novembro",
    "december dec dezember dez diciembre dic décembre decembre déc dicembre dezembro desember",
)

MONTHS: Mapping[str, int] = {
    name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()
}

# Words that are more than a month: read as one only beside a day or a year.
DOUBTFUL_MONTHS = frozenset({
    "ago", "dec", "jan", "mar", "march", "marco", "may", "mei", "set",
})  # fmt: skip
