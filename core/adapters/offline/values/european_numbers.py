"""Number words of Portuguese, Italian, Dutch, Swedish, Norwegian, Danish, Polish and Finnish.

Read only in documents of their own language: too many are ordinary words elsewhere.
"""

from collections.abc import Mapping, Sequence

from core.adapters.offline.values.lexicon import Lexicon


def _counted(words: str, start: int = 0) -> dict[str, int]:
    """Words that count up from `start`; alternatives are joined by a slash."""
    return {
        name: number
        for number, names in enumerate(words.split(), start)
        for name in names.split("/")
    }


def _tens(words: str) -> dict[str, int]:
    return {
        name: 10 * number
        for number, names in enumerate(words.split(), 2)
        for name in names.split("/")
    }


def _joined(tens: Mapping[str, int], units: Mapping[str, int], glue: str = "") -> dict[str, int]:
    """ "tjugofyra": the ten, then the unit."""
    return {
        f"{ten}{glue}{unit}": value + digit
        for ten, value in tens.items()
        for unit, digit in units.items()
        if 0 < digit < 10
    }


def _lexicon(
    units: Mapping[str, int],
    hundreds: Mapping[str, int],
    scales: Mapping[str, float],
    *,
    links: Sequence[str],
    halves: Sequence[str],
    articles: Sequence[str] = (),
    denominators: Mapping[str, int] | None = None,
) -> Lexicon:
    return Lexicon(
        units=units,
        hundreds=hundreds,
        scales=scales,
        bare=frozenset([*hundreds, *(s for s, times in scales.items() if times == 1e3)]),
        links=frozenset(links),
        link_room=9,
        articles=frozenset(articles),
        halves=frozenset(halves),
        denominators=denominators or {},
        joins=frozenset(links),
        fillers=frozenset([*articles, "de", "di"]),
    )


_PT_TENS = _tens("vinte trinta quarenta cinquenta sessenta setenta oitenta noventa")
_PT_HUNDREDS = (
    "cem/cento duzentos/duzentas trezentos/trezentas quatrocentos/quatrocentas"
    " quinhentos/quinhentas seiscentos/seiscentas setecentos/setecentas oitocentos/oitocentas"
    " novecentos/novecentas"
)
_PORTUGUESE = _lexicon(
    {
        **_counted(
            "zero um/uma dois/duas três/tres quatro cinco seis sete oito nove dez onze doze treze"
            " catorze/quatorze quinze dezesseis/dezasseis dezessete/dezassete dezoito"
            " dezenove/dezanove"
        ),
        **_PT_TENS,
        **{
            name: 100 * number
            for number, names in enumerate(_PT_HUNDREDS.split(), 1)
            for name in names.split("/")
        },
    },
    {"dúzia": 12, "centena": 100},
    {"mil": 1e3, "milhão": 1e6, "milhões": 1e6},
    links=["e"],
    halves=["meio", "meia", "metade"],
    articles=["um", "uma"],
    denominators={"terço": 3, "quarto": 4, "quartos": 4, "quinto": 5, "décimo": 10},
)

_IT_UNITS = _counted(
    "zero uno/un/una due tre quattro cinque sei sette otto nove dieci undici dodici tredici"
    " quattordici quindici sedici diciassette diciotto diciannove"
)
_IT_TENS = _tens("venti trenta quaranta cinquanta sessanta settanta ottanta novanta")
_ITALIAN = _lexicon(
    {
        **_IT_UNITS,
        **_IT_TENS,
        **_joined(_IT_TENS, _IT_UNITS),
        **_joined({ten[:-1]: value for ten, value in _IT_TENS.items()}, {"uno": 1, "otto": 8}),
    },
    {"cento": 100, "dozzina": 12},
    {"mille": 1e3, "mila": 1e3, "milione": 1e6, "milioni": 1e6},
    links=["e"],
    halves=["mezzo", "mezza", "metà"],
    articles=["un", "una"],
    denominators={"terzo": 3, "quarto": 4, "quarti": 4, "quinto": 5, "decimo": 10},
)

_NL_UNITS = _counted(
    "nul één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien"
    " zestien zeventien achttien negentien"
)
_NL_TENS = _tens("twintig dertig veertig vijftig zestig zeventig tachtig negentig")
_DUTCH = _lexicon(
    {
        **_NL_UNITS,
        **_NL_TENS,
        **{
            f"{unit.replace('één', 'een')}{'ën' if unit.endswith('e') else 'en'}{ten}": v + digit
            for ten, v in _NL_TENS.items()
            for unit, digit in _NL_UNITS.items()
            if 0 < digit < 10
        },
    },
    {"honderd": 100, "dozijn": 12},
    {"duizend": 1e3, "miljoen": 1e6, "miljard": 1e9},
    links=["en"],
    halves=["half", "halve", "helft"],
    articles=["een"],
    denominators={"derde": 3, "kwart": 4, "vijfde": 5, "tiende": 10},
)

_SV_UNITS = _counted(
    "noll ett/en två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton"
    " sjutton arton nitton"
)
_SV_TENS = _tens("tjugo trettio fyrtio femtio sextio sjuttio åttio nittio")
_SWEDISH = _lexicon(
    {**_SV_UNITS, **_SV_TENS, **_joined(_SV_TENS, _SV_UNITS)},
    {"hundra": 100, "dussin": 12},
    {"tusen": 1e3, "miljon": 1e6, "miljoner": 1e6},
    links=["och"],
    halves=["halv", "halvt", "halva", "hälften"],
    articles=["en", "ett"],
    denominators={"tredjedel": 3, "fjärdedel": 4, "femtedel": 5, "tiondel": 10},
)

_NO_UNITS = _counted(
    "null ett/en/et/én to tre fire fem seks sju/syv åtte/otte ni ti elleve/elve tolv tretten"
    " fjorten femten seksten sytten atten nitten"
)
_NO_TENS = _tens("tjue/tyve tretti/tredve førti/fyrre femti seksti sytti åtti nitti")
_NORWEGIAN = _lexicon(
    {**_NO_UNITS, **_NO_TENS, **_joined(_NO_TENS, _NO_UNITS)},
    {"hundre": 100, "hundrede": 100, "dusin": 12},
    {"tusen": 1e3, "tusind": 1e3, "million": 1e6, "millioner": 1e6},
    links=["og"],
    halves=["halv", "halvt", "halve", "halvparten"],
    articles=["en", "et", "ett"],
    denominators={"tredel": 3, "tredjedel": 3, "fjerdedel": 4, "femtedel": 5, "tidel": 10},
)

_POLISH = _lexicon(
    {
        **_counted(
            "zero jeden/jedna/jedno dwa/dwie trzy cztery pięć sześć siedem osiem dziewięć dziesięć"
            " jedenaście dwanaście trzynaście czternaście piętnaście szesnaście siedemnaście"
            " osiemnaście dziewiętnaście"
        ),
        **_tens(
            "dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt"
            " osiemdziesiąt dziewięćdziesiąt"
        ),
        "sto": 100,
        "dwieście": 200,
        "trzysta": 300,
        "czterysta": 400,
        "pięćset": 500,
    },
    {"tuzin": 12},
    {"tysiąc": 1e3, "tysiące": 1e3, "tysięcy": 1e3, "milion": 1e6, "miliony": 1e6,
     "milionów": 1e6},
    links=["i"],
    halves=["pół", "połowa"],
    denominators={"ćwierć": 4},
)  # fmt: skip

_FI_UNITS = _counted("nolla yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän")
_FI_TENS = {f"{unit}kymmentä": 10 * digit for unit, digit in _FI_UNITS.items() if 1 < digit < 10}
_FINNISH = _lexicon(
    {
        **_FI_UNITS,
        "kymmenen": 10,
        **{f"{unit}toista": 10 + digit for unit, digit in _FI_UNITS.items() if digit},
        **_FI_TENS,
        **_joined(_FI_TENS, _FI_UNITS),
    },
    {"sata": 100, "tusina": 12},
    {"tuhat": 1e3, "tuhatta": 1e3, "miljoona": 1e6, "miljoonaa": 1e6},
    links=["ja"],
    halves=["puoli", "puolet"],
    denominators={"kolmasosa": 3, "neljäsosa": 4, "viidesosa": 5},
)

EUROPEAN: Mapping[str, Lexicon] = {
    "pt": _PORTUGUESE,
    "it": _ITALIAN,
    "nl": _DUTCH,
    "sv": _SWEDISH,
    "no": _NORWEGIAN,
    "da": _NORWEGIAN,
    "pl": _POLISH,
    "fi": _FINNISH,
}
