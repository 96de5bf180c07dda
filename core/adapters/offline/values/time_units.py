"""Units of time and what joins them, in the languages questionnaires come in."""

from collections.abc import Mapping

HOUR, MINUTE, DAY = 3600.0, 60.0, 86400.0

_SPELLED = (
    (HOUR, "h hr hrs hour hours std stunde stunden hora horas heure heures uur uren ore timmar"),
    (HOUR, "timme tim timer timen ora godzina godziny godzin godz tunti tuntia tunnin"),
    (MINUTE, "min mins minute minutes minuten minuto minutos minuti minuut minuter ' \u2032"),
    (MINUTE, "minutter minutt minutten minuta minuty minut minuutti minuuttia minuutin"),
    (1.0, "s sec secs second seconds sek sekunde sekunden segundo segundos seg seconde secondes"),
    (1.0, "seconden secondi secondo sekunder"),
    (1.0, "sekund sekunda sekundy sekunnin sekunti sekuntia"),
    (0.001, "ms msec millisecond milliseconds millisekunde millisekunden milisegundo"),
    (0.001, "milisegundos milliseconde millisecondes milliseconden"),
    (DAY, "day days tag tage tagen día días dias jour jours dag dagen dagar"),
    (DAY, "dager dage dni dzień giorno giorni päivä päivää"),
)

CLOCK_UNITS: Mapping[str, float] = {
    name: factor for factor, names in _SPELLED for name in names.split()
}

_SPELLED_MONTHS = (
    (12.0, "year years yr yrs jahr jahre jahren jahres año años ans année années jaar anno anni"),
    (12.0, "ano anos år rok roku lata lat vuosi vuotta vuoden"),
    (1.0, "month months mth mths mo monat monate monaten mes meses mois maand maanden mesi"),
    (1.0, "månader månad måneder måned miesiąc miesiące miesięcy kuukausi kuukautta kk"),
)

MONTH_UNITS: Mapping[str, float] = {
    name: months for months, names in _SPELLED_MONTHS for name in names.split()
}

GERMAN_PARTS: Mapping[str, float] = {
    "viertelstunde": 900.0,
    "dreiviertelstunde": 2700.0,
    "halbstunde": 1800.0,
}
