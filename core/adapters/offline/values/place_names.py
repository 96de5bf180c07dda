"""Names of countries beyond the standard's, and parts of countries."""

from collections.abc import Mapping

# Everyday and foreign names. What Unicode's English, German, Spanish and French tables hold,
# is not repeated here.
ALIASES: Mapping[str, str] = {
    "america": "US", "usa": "US", "u s a": "US", "u s": "US", "united states of america": "US",
    "the states": "US", "eeuu": "US", "ee uu": "US", "etats unis d amerique": "US",
    "vereinigte staaten von amerika": "US", "estados unidos de america": "US",
    "stati uniti": "US", "england": "GB", "scotland": "GB", "wales": "GB",
    "northern ireland": "GB", "britain": "GB", "great britain": "GB", "u k": "GB",
    "england and wales": "GB", "grossbritannien": "GB", "gran bretana": "GB",
    "grande bretagne": "GB", "schottland": "GB", "escocia": "GB", "ecosse": "GB",
    "inglaterra": "GB", "angleterre": "GB", "gales": "GB", "nordirland": "GB",
    "pays de galles": "GB", "irlanda del norte": "GB", "irlande du nord": "GB",
    "regno unito": "GB", "verenigd koninkrijk": "GB", "holland": "NL", "the netherlands": "NL",
    "nederland": "NL", "holanda": "NL", "paises bajos": "NL", "hollande": "NL", "uae": "AE",
    "u a e": "AE", "emirates": "AE", "emirats arabes unis": "AE", "emiratos": "AE",
    "korea": "KR", "south korea": "KR", "republic of ireland": "IE", "eire": "IE",
    "czech republic": "CZ", "tschechien": "CZ", "republica checa": "CZ", "osterreich": "AT",
    "svizzera": "CH", "helvetia": "CH", "sverige": "SE", "norge": "NO", "danmark": "DK",
    "suomi": "FI", "island": "IS", "polska": "PL", "italia": "IT", "espana": "ES",
    "belgie": "BE", "belgique": "BE", "brasil": "BR", "turkiye": "TR", "turkey": "TR",
    "ivory coast": "CI", "russia": "RU", "viet nam": "VN", "macau": "MO", "hong kong": "HK",
    "taiwan": "TW", "aotearoa": "NZ", "aotearoa new zealand": "NZ", "swaziland": "SZ",
    "burma": "MM", "bosnia herzegovina": "BA", "cape verde": "CV", "palestine": "PS",
    "kosovo": "XK", "magyarorszag": "HU", "hrvatska": "HR", "slovensko": "SK", "mexiko": "MX",
    "principality of monaco": "MC", "peoples republic of china": "CN", "mainland china": "CN",
    "tanzania": "TZ", "iran": "IR", "syria": "SY", "laos": "LA", "bolivia": "BO",
    "venezuela": "VE", "moldova": "MD",
}  # fmt: skip

# Capital letters only: small they are other words.
ABBREVIATIONS: Mapping[str, str] = {
    "US": "US", "USA": "US", "UK": "GB", "GB": "GB", "NZ": "NZ", "UAE": "AE", "GBR": "GB",
    "RSA": "ZA", "ROI": "IE", "PRC": "CN", "BRD": "DE",
}  # fmt: skip

# Names that hold a country's name and are not it; `None` names none in particular.
NOT_COUNTRIES: Mapping[str, str | None] = {
    "new jersey": "US", "new mexico": "US", "new south wales": "AU", "south america": None,
    "north america": None, "central america": None, "latin america": None, "gulf of mexico": None,
    "new england": "US", "nova scotia": "CA", "nueva jersey": "US", "nuevo mexico": "US",
    "nuevo méxico": "US", "baja california": "MX", "prince of wales": None, "bank of america": None,
    "lateinamerika": None, "sudamerika": None, "nordamerika": None, "south georgia": None,
    "georgia tech": "US", "atlanta georgia": "US", "georgia usa": "US", "georgia us": "US",
    "amerique du nord": None, "amerique du sud": None, "america latina": None, "man": None,
    "jersey city": "US", "lebanon pa": "US", "cuba missouri": "US", "mexico city": "MX",
    "panama city": None, "guatemala city": "GT", "kuwait city": "KW", "east jersey": None,
}  # fmt: skip

# Country names that are first names, clothes or birds unless they begin with a capital.
CAPITAL_ONLY = frozenset({
    "america", "chad", "china", "georgia", "guernsey", "guinea", "jersey", "jordan", "mali",
    "niger", "oman", "peru", "togo", "tonga", "turkey", "island", "malta", "cuba", "india",
    "gales", "emirates", "samoa", "benin", "gabon",
})  # fmt: skip

# Alone they are more often something else.
UNSAFE = frozenset({"jersey", "chad", "jordan", "man", "niger", "island", "insel"})

NAMED_LIKE_THEIR_REGION = frozenset({"New York", "Quebec", "Québec", "Washington"})

CITY_STATES = frozenset({
    "SG", "MC", "HK", "MO", "VA", "SM", "GI", "LU", "DJ", "KW",
})  # fmt: skip

_US_STATES = (
    "alabama:AL alaska:AK arizona:AZ arkansas:AR california:CA colorado:CO connecticut:CT"
    " delaware:DE florida:FL georgia:GA hawaii:HI idaho:ID illinois:IL indiana:IN iowa:IA kansas:KS"
    " kentucky:KY louisiana:LA maine:ME maryland:MD massachusetts:MA michigan:MI minnesota:MN"
    " mississippi:MS missouri:MO montana:MT nebraska:NE nevada:NV new_hampshire:NH new_jersey:NJ"
    " new_mexico:NM new_york:NY north_carolina:NC north_dakota:ND ohio:OH oklahoma:OK oregon:OR"
    " pennsylvania:PA rhode_island:RI south_carolina:SC south_dakota:SD tennessee:TN texas:TX"
    " utah:UT vermont:VT virginia:VA washington:WA west_virginia:WV wisconsin:WI wyoming:WY"
    " district_of_columbia:DC"
)
_PROVINCES = (
    "alberta:AB british_columbia:BC manitoba:MB new_brunswick:NB newfoundland_and_labrador:NL"
    " newfoundland:NL nova_scotia:NS ontario:ON prince_edward_island:PE quebec:QC saskatchewan:SK"
    " northwest_territories:NT nunavut:NU yukon:YT"
)
_AUSTRALIAN = (
    "new_south_wales:NSW queensland:QLD south_australia:SA tasmania:TAS victoria:VIC"
    " western_australia:WA northern_territory:NT australian_capital_territory:ACT"
)


def _regions(listed: str) -> tuple[dict[str, str], frozenset[str]]:
    pairs = [entry.split(":") for entry in listed.split()]
    return {name.replace("_", " "): code for name, code in pairs}, frozenset(c for _, c in pairs)


_BY_COUNTRY = {"US": _regions(_US_STATES), "CA": _regions(_PROVINCES), "AU": _regions(_AUSTRALIAN)}

# Full names of states and provinces, with their country.
REGIONS: Mapping[str, str] = {
    name: country for country, (names, _) in reversed(_BY_COUNTRY.items()) for name in names
}
# Their postal codes; where two countries share one, only a stated country decides.
REGION_CODES: Mapping[str, str] = {
    code: country
    for country, (_, codes) in reversed(_BY_COUNTRY.items())
    for code in codes
    if sum(code in other for _, other in _BY_COUNTRY.values()) == 1 or country == "US"
}
