"""Words by which answers are blank, agree or refuse, in the languages of questionnaires."""

import re


def _words(*phrases: str) -> str:
    return "(?:" + "|".join(phrases) + ")"


BLANK_SIGNS = frozenset({
    "", "...", "?", "??", "blank", "k.a", "ka", "keine angabe", "keine angaben", "left blank",
    "leer", "no answer", "not answered", "not given", "null", "sans réponse", "sin respuesta",
    "s/r", "unanswered", "vacío", "vide", "xxx", "nc", "n.c", "ns/nc", "s/d", "sin datos",
    "b.d", "bd",
    "brak danych", "sem resposta", "nessuna risposta", "geen antwoord", "uten svar", "inget svar",
})  # fmt: skip

NOT_APPLICABLE_WORDS = _words(
    r"n\s?/\s?a\.?", r"n\.\s?a\.?", "na", "not applicable", "does not apply", "doesn't apply",
    "not relevant", "none", "nil", "nobody", "no one", "nothing", "neither", "nowhere",
    "entfällt", "trifft nicht zu", "nicht zutreffend", "nicht relevant",
    "kein(?:e|er|es|en|em)?", "niemand", "nichts", "no aplica", "no procede", "ningun[oa]s?",
    "ningún", "nadie", "nada", "néant", "aucune?s?", "personne", "sans objet",
    "non applicable", r"s\.\s?o\.?(?=\s*$)", "geen", r"n\.?v\.?t\.?", "niet van toepassing",
    "nessun[oa]?", "ingen(?:ting)?", "inget", "inga", "intet", "nenhuma?", "não (?:há|se aplica)",
    "ninguém", "non applicabile", "nie dotyczy", "brak", r"żad(?:en|na|ne)", "nikt",
    "ikke (?:aktuelt|relevant)", "ej (?:aktuellt|tillämpligt)", "ei (?:mitään|ketään|ole|sovellu)",
    "niets",
    r"k\.\s?a\.?", "keine angaben?", r"s/d\b", "sin datos?", "sans objet", "entfällt",
)  # fmt: skip

PENDING_WORDS = _words(
    r"t\.?b\.?[acd]\.?",
    "(?:(?:the )?(?:post|position|poste|puesto|cargo|stelle) (?:is )?)?(?:currently )?vacante?",
    "(?:derzeit |zurzeit |noch )?unbesetzt", "por designar", "à pourvoir",
    "to be (?:appointed|confirmed|announced|decided|determined|defined|agreed|advised)",
    "to follow", "too (?:early|soon) to (?:say|tell)", "zu früh", "demasiado pronto", "trop tôt",
    "opinion is divided", "will follow", "pending", "undecided",
    "not (?:yet )?(?:decided|known|determined|sure)",
    "unsure", "unknown", "no idea", "no decision", "don't know", "do not know",
    "we don't know",
    "(?:currently |still )?(?:under|in) (?:review|renewal|discussion|consideration|negotiations?)",
    "being (?:renewed|negotiated|reviewed)", "still (?:open|unclear|undecided)",
    "open question", "folgt", "wird nachgereicht", "wird noch", "(?:noch )?offen",
    "noch nicht (?:bekannt|entschieden|klar)", "noch unklar", "unklar", "unbekannt",
    "in klärung", "in verhandlung", "in arbeit", "steht noch nicht fest", "weiß nicht",
    "weiss nicht", "unentschieden", "por (?:confirmar|determinar|definir|decidir)",
    "a (?:confirmar|determinar|definir)", "sin (?:determinar|definir|decidir|confirmar)",
    "pendiente", "en (?:revisión|negociación|trámite)", "desconocido", "no se sabe",
    "no lo sabemos", "aún sin decidir", "à (?:confirmer|définir|déterminer|préciser|venir)",
    "en (?:attente|discussion)", "en cours(?: de (?:négociation|renouvellement|discussion))?",
    "inconnu", "indécis", "pas encore décidé", "nog onbekend", "nader te bepalen",
    "da (?:definire|confermare|nominare|decidere)", "in (?:attesa|corso di definizione)",
    "em (?:aberto|negociação|renovação)",
    "a decidir", "do (?:ustalenia|uzupełnienia|potwierdzenia)", "jeszcze nie (?:wiadomo|ustalono)",
    "w trakcie (?:ustaleń|negocjacji|odnawiania)", "ikke (?:avklart|bestemt|avgjort|besluttet)",
    "(?:ej|inte) (?:bestämt|klart|beslutat)", "kommer senere", "meddelas senare",
    "under (?:fornyelse|förnyelse|forhandling|förhandling|avklaring|arbeid)", "avoin(?:na)?",
    "ei (?:vielä )?(?:tiedossa|päätetty|nimetty)", "vahvistetaan(?: myöhemmin)?", "neuvotteluissa",
    "à désigner", "wird (?:gesucht|benannt)", "nog (?:open|te bepalen)", "por nombrar", "expired",
    "en renovación", "en cours de renouvellement", "en trámite", "wird (?:gerade )?erneuert",
)  # fmt: skip

REFERENCE_WORDS = _words(
    r"see (?:above|below|question|section|answer|item|point|annex|appendix|attach|enclosed|no\b"
    r"|number|our|the|previous|under|my|[a-h]\b|q?\s?[0-9(])",
    r"(?:see|ver|siehe|voir|vgl\.?) [\w.'-]+(?: [\w.'-]+){0,3}(?=\s*[.,;]?\s*$)",
    "as (?:above|before|stated|mentioned)", "same as", "ditto", "dito", "idem", "refer to",
    r"s\.\s?o\.?(?=\s*[.,;(\-\u2013])", "see me", "ask me", "siehe", "wie oben", "vgl", "véase",
    "ver (?:arriba|punto|pregunta|apartado|abajo|[0-9])", "como arriba", "voir", r"cf\.?",
    "comme ci-dessus", "zie", "vedi", "ver acima", "como acima",
    "se (?:over|ovenfor|ovan|punkt|svar)",
    "patrz", "jak wyżej", "katso", r"ks\.?(?=\s)",
)  # fmt: skip

CONFIDENTIAL_WORDS = _words(
    "(?:strictly |commercially )?confidential", "prefer not to (?:say|disclose)",
    "not disclosed", "undisclosed",
    "(?:we )?(?:do not|don't"
    r"|cannot|can't|will not|won't) (?:disclose|share|publish|say)(?: (?:this|that|it|these))?",
    "commercially sensitive", "not public", "under nda", "streng vertraulich", "vertraulich",
    "keine auskunft", "nicht öffentlich", "confidencial", "reservado",
    "no se (?:divulga|publica)", "confidentiel(?:le)?", "non communiqué", "non divulgué",
    "vertrouwelijk", "riservato", "confidenziale", "sigiloso", "poufne", "konfidensielt",
    "konfidentiellt", "fortroligt", "luottamuksellinen", "salainen",
)  # fmt: skip

YES_LEAD = _words(
    "yes", "yeah", "yep", "yup", "ja", "jawohl", "jep", "sí", "oui", "true", "wahr",
    "verdadero", "vrai", "of course", "certainly", "absolutely", "definitely", "indeed",
    "sure", "natürlich", "selbstverständlich", "gerne?", "klar", "claro", "por supuesto",
    "desde luego", "bien sûr", "tout à fait", "affirmative", "ok", "okay", "fine", "correct",
    "agreed", "gladly", "sim", "sì", "tak", "kyllä", "joo", "jo(?=[,.;!]|$)", "jepp?", "jup",
    "every last one",
)  # fmt: skip

NO_LEAD = _words(
    "no", "nope", "nah", "nein", "nee", "non", "false", "falsch", "falso", "faux", "not",
    "never", "nicht", "nie(?:mals)?", "kein(?:e|er|es|en|em)?", "nunca", "jamais", "pas",
    "nej", "none", "nobody", "negative", "noch nicht", "todavía no", "aún no", "tampoco",
    "leider (?:nein|nicht|noch nicht)", "unfortunately (?:not|no)", "sadly (?:not|no)",
    "aucune?", "ningun[oa]", "ningún", "geen", "neen", "não", "nei", "ei", "inte", "ikke", "ej",
    "ainda não", "non ancora", "nog niet", "jeszcze nie",
)  # fmt: skip

# A refusal in form, a consent in meaning.
CONSENTING = _words(
    "(?:no|not a|not any|without(?: any)?) (?:problems?|objections?|restrictions?|issues?"
    "|limits?|limitations?)",
    "no worries", "why not",
    "(?:keine|ohne) (?:einwände|einschränkung(?:en)?|probleme?|bedenken)", "kein problem",
    "(?:sin|ningún) (?:problemas?|objeciones|restricciones|inconvenientes?|límites?)",
    "(?:pas de|aucun|sans) (?:problèmes?|objections?|restrictions?|inconvénients?|limites?)",
    "not without", "not only", "nicht nur", "no sólo", "no solo", "pas seulement",
    "nicht ohne", "no doubt",
    r"(?:not|nicht|no|pas) (?:\w+ ){1,2}(?:without|ohne|sin|sans)",
)  # fmt: skip

UNDECIDED = _words(
    "undecided", "maybe", "perhaps", "possibly", "depends", "case by case", "to be discussed",
    "not (?:yet )?(?:sure|decided)", "unsure", "no (?:idea|preference|opinion|decision)",
    "unentschieden", "vielleicht", "eventuell", "kommt darauf an", "noch nicht entschieden",
    "unsicher", "quizás?", "tal vez", "depende", "peut-être", "ça dépend", "cela dépend",
    "à voir", "indécis", "open to talk", "yes and no", "ja und nein", "sí y no", "oui et non",
    "jein", "pas encore décidé", "no decidido", "teils,? teils", "50/50", "don't know",
    "do not know",
)  # fmt: skip

NEGATIVE = _words(
    "not", "no", "never", "none", "nobody", "cannot", r"\w{2,6}n['\u2019]t", "neither", "nor",
    "without", "rather not", "nicht", "kein(?:e|er|es|en|em)?", "nie", "ohne", "niemand",
    "nein", "nunca", "ningún", "ningun[oa]", "nadie", "sin", "ne", r"n(?=['\u2019])", "pas",
    "jamais", "aucune?", "sans", "geen", "niet", "não", "inte", "ikke", "ei", "bez", "utan", "uten",
    "ilman", "senza", "sem", "zonder",
)  # fmt: skip

# Not there, or not there yet.
ABSENT = _words(
    "in draft(?:ing)?", "being drafted", "in preparation", "in the works", "planned",
    "coming soon", "unavailable", "lacking", "missing", "expired", "lapsed", "refused?",
    "declined?", "decline", "geplant", "in vorbereitung", "in planung", "in ausarbeitung",
    "previsto", "en preparación", "en proyecto", "en elaboración", "prévue?", "en préparation",
    "en projet", "en cours de rédaction", "sadly", "unfortunately", "leider", "sold out",
    "taken", "vergeben", "ausgeschlossen",
    "draft", "on hold", "sold", "verkauft", r"vendid[oa]s?", r"vendue?s?",
    r"en cours d['\u2019]élaboration",
)  # fmt: skip

# Pending, but plainly not there.
NOT_IN_FORCE = _words(
    "nothing (?:is )?(?:adopted|in force|in place|written|signed|decided)",
    "not (?:yet )?(?:adopted|in force|in place)", "noch nicht (?:in kraft|beschlossen)",
    "nichts (?:beschlossen|in kraft)", "(?:todavía|aún) no (?:rige|está en vigor|vigente)",
    "(?:pas encore|rien) (?:en vigueur|adopté)",
)  # fmt: skip

FORBIDDING = _words(
    "barred", "banned", "ban", "prohibited", "forbidden", "excluded", "verboten", "untersagt",
    "gesperrt", "wettverbot", "prohibid[oa]s?", "prohíbe", "vetad[oa]s?", "interdite?s?",
    "interdiction", "exclus", "verboden",
)  # fmt: skip

MAY_NOT_BET = (
    r"(?:can(?:['\u2019]t|not)|may\s+not|must\s+not|mustn['\u2019]t|not\s+(?:allowed|permitted)\s+to|are\s+not\s+to|dürfen\s+(?:\w+\s+){0,3}nicht"
    r"|no\s+(?:pueden|podrán)|ne\s+(?:peuvent|doivent)\s+pas)\s+(?:\w+\s+){0,3}?(?:bet|wager|gamble|wetten|apostar|parier)\b"
    r"|dürfen\s+nicht\b[^.;]{0,30}wetten"
    r"|n['\u2019]ont\s+pas\s+le\s+droit\s+de\s+(?:\w+\s+)?parier|tienen\s+prohibido\s+apostar"
    r"|(?:får|kan|må)\s+(?:\w+\s+)?(?:ikke|inte)\s+(?:\w+\s+){0,2}?(?:spille|spela|satse|vedde)"
    r"|non\s+possono\s+scommettere|não\s+podem\s+apostar|mogen\s+niet\s+(?:\w+\s+){0,3}?(?:gokken|wedden)"
    r"|nie\s+mogą\s+(?:\w+\s+){0,3}?obstawiać|eivät\s+saa\s+(?:\w+\s+){0,3}?lyödä\s+vetoa"
)

PRESENT = _words(
    "allowed", "permitted", "available", "in place", "in force", "in effect", "certified",
    "accredited", "licen[cs]ed", "qualified", "recogni[sz]ed", "all(?: of (?:them|us))?",
    "every(?:one|body)?", "each", "always", "happy to", "welcome", "we do", "they do",
    "we have", "we are", "there is", "there are", "exists?", "covered", "published",
    "possible", "mandatory", "compulsory", "required", "applies", "apply", "tested", "tests",
    "can sign", "may sign", "authori[sz]ed",
    "with (?:our|prior|written|your|my|the|their)(?: prior| written)? (?:consent|say-so"
    "|approval|permission|agreement)",
    "wanted", "interested", "want", "love to", "would like", "keen", "since (?:19|20)[0-9]{2}",
    "(?:seit|desde|depuis) (?:19|20)[0-9]{2}", "erlaubt", "gestattet", "zulässig", "verfügbar",
    "vorhanden", "alle", "jede[rsmn]?", "lizenziert", "zertifiziert", "in kraft", "möglich",
    "berechtigt", "frei", "free", "erwünscht", "gewünscht", "mit (?:unserer )?zustimmung",
    "permitid[oa]s?", "disponibles?", "todos", "todas", "certificad[oa]s?", "licencia",
    "existe", "vigente", "en vigor", "posible", "autorizad[oa]s?",
    "con (?:nuestro )?consentimiento", "autorisée?s?", "tous", "toutes", "certifiée?s?",
    "en vigueur", "possibles?", "avec (?:notre )?accord", "open", "yes", "ja", "sí", "oui",
    "fine", "ok", "okay", "most of them", "mostly", "generally", "done",
    "in writing", "por escrito", "par écrit", "schriftlich", "skriftlig", "na piśmie",
    "they are", r"mit (?:\w+ ){0,2}zustimmung", r"con (?:\w+ ){0,2}consentimiento",
    r"avec (?:\w+ ){0,2}accord", "sous réserve", "libres?", "we follow", "we use", "we apply",
    "holds?", "adheres?", "comply", "complies", "on (?:our|the) website", "online",
)  # fmt: skip


def whole(words: str) -> re.Pattern[str]:
    """Matches `words` as words, wherever they stand."""
    return re.compile(rf"(?<![^\W_])(?<!\w-){words}(?![^\W_]|-\w)", re.IGNORECASE)
