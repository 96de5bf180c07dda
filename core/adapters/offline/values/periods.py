"""How often an amount of money is paid."""

import re

PER_YEAR, PER_SEASON, PER_MONTH = "per_year", "per_season", "per_month"
PER_EVENT, ONE_TIME = "per_event", "one_time"

_EACH = r"(?:per|pr\.?|a|an|each|every|pro|je|por|par|cada|chaque|jede[rsmn]?|na|za|/)[\s_]?"
_EVENT = (
    r"(?:events?|rounds?|stops?|tournaments?|regattas?|meets?|meetings?|match\s?-?days?|game\s?days?"
    r"|race\s?days?|(?:race\s)?weekends?|nights?|shows?|legs?|stages?|competitions?|galas?|cards?"
    r"|veranstaltung|runde|spieltag|turnier|station|etappe|wettkampftag|wettkampf|wettbewerb|turniertag|renntag|evento|parada"
    r"|torneo|prueba|etapa|jornada|ronda|fecha|événement|evenement|épreuve|epreuve|manche|étape"
    r"|tournoi|journée|compétition|ronde|deltävling|stevne|stævne|gara|tappa|rodada|wedstrijddag|speeldag|speelronde|runda|rundę"
    r"|zawody|kolejk[aęi]|turniej|imprez[aęy]|arrangement|konkurransedag|kampdag|tävling(?:sdag)?"
    r"|giornata|torneio|evenings?|galan?|rennen)"
)
_PATTERNS = (
    (
        PER_EVENT,
        rf"{_EACH}{_EVENT}\b|event(?:\sprize|\spurse)"
        r"|(?:osakilpailu|kilpailu|tapahtuma|kierros|turnaus)\w{0,3}\s(?:kohden|kohti)",
    ),
    (
        PER_SEASON,
        rf"(?:{_EACH}|the\s|whole\s|full\s|total\s|by\s|la\s|toute\sla\s)"
        r"(?:season|saison|temporada|seizoen|säsong|sesong|sæson|stagione|sezon)\b|(?:in|for)\s(?:a|the)\sseason"
        r"|seasonal|season\stotal|a\sstagione|w\ssezonie|kaudessa|kausittain|kautta\s(?:kohden|kohti)",
    ),
    (
        PER_MONTH,
        rf"{_EACH}(?:month|monat|mes|mois|maand|mese|måned|månad)\b|monthly|monatlich\w{{0,2}}|al\smes"
        r"|mensual\w{0,4}|mensuel\w{0,3}|miesięcznie|kuukaudessa|månedlig\w?|månatlig\w?|mensal",
    ),
    (
        PER_YEAR,
        rf"{_EACH}(?:calendar\s|financial\s|fiscal\s)?(?:year|annum|yr|jahr|año|an|jaar|år|anno|ano|rok)\b"
        r"|p\.\s?a\.?(?!\w)|annual\w{0,2}\b|yearly|(?:in|over|for)\s(?:a|the)\s(?:full\s)?year\b"
        r"|im\sjahr|jährlich\w{0,2}|jahres\w{0,20}|al\saño|anual\w{0,5}|annuel\w{0,4}"
        r"|(?:financial|fiscal)\syear|jaarlijks\w?|jaar\w{1,20}|(?:last|this)\syear|ao\sano|all'anno"
        r"|letztes\sjahr|geschäftsjahr|exercice|ejercicio|årlig\w{0,2}|års\w{1,20}"
        r"|(?:om|i)\såret|annu[aeio]\b|roczn\w{1,3}|(?:na|za)\srok|w\sroku|vuodessa|vuosittain"
        r"|vuosi\w{1,20}|vuotuinen",
    ),
    (
        ONE_TIME,
        r"one[-\s]?(?:off|time)\b|lump\ssum|single\spayment|einmal\w{0,4}|pago\súnico"
        r"|una\s(?:sola\s)?vez|en\sune\s(?:seule\s)?fois|forfaitaire|eenmalig\w?",
    ),
)
_PERIOD = re.compile(
    "|".join(f"(?P<{name}>(?:(?<![^\\W_])|(?=/))(?:{words}))" for name, words in _PATTERNS),
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_CLAUSE_END = re.compile(r"[.;!?\n](?:\s|$)")
_WINDOW = 70
_BLANK = re.compile(r"[\s,]{0,2}(?:\()?")


def period_of_label(label: str) -> str | None:
    """The period that a question names: "Annual revenue", "prize_money_per_round"."""
    words = _CAMEL.sub(" ", label.replace("_", " "))
    match = _PERIOD.search(words)
    return match.lastgroup if match else None


def period_behind(text: str, end: int, limit: int) -> tuple[str, int] | None:
    """The period stated behind an amount, before `limit`, and where its words end.

    The end is `end` itself where other words stand between.
    """
    stop = min(limit, end + _WINDOW)
    clause = _CLAUSE_END.search(text, end, stop)
    match = _PERIOD.search(text, end, clause.start() if clause else stop)
    if match is None or match.lastgroup is None:
        return None
    near = _BLANK.fullmatch(text, end, match.start()) is not None
    return match.lastgroup, match.end() if near else end


def period_before(text: str, start: int, limit: int) -> str | None:
    """The period stated in the clause before an amount, behind `limit`."""
    head = max(limit, start - _WINDOW)
    ends = [match.end() for match in _CLAUSE_END.finditer(text, head, start)]
    found = [m.lastgroup for m in _PERIOD.finditer(text, ends[-1] if ends else head, start)]
    return found[-1] if found else None
