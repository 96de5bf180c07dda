"""Finds quantities: figures and number words, with their multipliers.

The one scanner under counts, money and durations. Linear in the length of the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.adapters.offline.values.convention import Convention
from core.adapters.offline.values.found import Found
from core.adapters.offline.values.number_words import ABROAD, FALSE_FRIENDS, FIGURE_SCALES, LEXICONS
from core.adapters.offline.values.numerals import NUMERAL, Numeral, numeral
from core.adapters.offline.values.spans import Spans
from core.adapters.offline.values.spelled import Reader, Spelled, Word

_TOKEN = re.compile(
    rf"(?P<vulgar>[½¼¾⅓⅔]|(?<![\w./])[13]/[24](?![\w./]))|(?P<figure>{NUMERAL})|(?P<word>[^\W\d_]+)"
)
_VULGAR = {
    "½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "1/2": 0.5, "1/4": 0.25, "3/4": 0.75,
    "3/2": 1.5,
}  # fmt: skip
_ORDINALS = frozenset({
    "st", "nd", "rd", "th", "er", "re", "ère", "e", "ème", "eme", "te", "ter",
})  # fmt: skip
_ABBREVIATED = frozenset({"mio", "mill", "milj", "mln", "mrd", "tsd", "tys", "cr", "mn", "bn"})
_ATTACHED = frozenset({"k", "t", "mm"})
_THOUSAND_MIL = frozenset({"es", "pt"})
_AUDIENCE = re.compile(
    r"\s{0,2}(?:$|[,;.)]|(?:social|total|online|de\b)?\s?"
    r"(?:follow|view|fan|people|subscri|views|abon|seguid|zuschau|spectat|espect|users|watch))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """`amount` is `base` times `scale`.

    `grouped` is the reading of an uncertain figure with its separator taken for thousands;
    `glued` figures follow a letter ("U18"), `ordinal` ones are no amount ("2nd"), `article` is a
    bare "a" or "una", `fraction` a part without multiplier ("half"), `plain` bare digits.
    """

    amount: float
    base: float
    scale: float = 1.0
    grouped: float | None = None
    spelled: bool = False
    article: bool = False
    fraction: bool = False
    glued: bool = False
    ordinal: bool = False
    plain: bool = False


def quantities(text: str, convention: Convention, *, money: bool = False) -> list[Found[Quantity]]:
    """Every quantity in `text`, in order. `money` lets "2m" and "2 m" be millions."""
    tokens = list(_TOKEN.finditer(text))
    figures = list(_Figures(text, tokens, convention.language, convention.decimal, money))
    words = [Word(t.group().casefold(), t.start(), t.end()) for t in tokens if t["word"]]
    taken = Spans((figure.start, figure.end) for figure in figures)
    spelled = _spelled(text, words, convention.language)
    apart = [word for word in spelled if not taken.touch(word)]
    return sorted([*figures, *apart], key=lambda found: found.start)


@dataclass(frozen=True, slots=True)
class _Figures:
    """Reads the quantities that are written in figures."""

    text: str
    tokens: list[re.Match[str]]
    language: str
    decimal: str
    money: bool

    def __iter__(self) -> Iterator[Found[Quantity]]:
        for index, token in enumerate(self.tokens):
            if token["figure"]:
                read = numeral(token.group(), self.decimal)
                if read is not None:
                    yield self._figure(index, read)
            elif token["vulgar"] and not (index and _adjoins(self.tokens[index - 1], token)):
                part = _VULGAR[token.group()]
                yield Found(Quantity(part, part, fraction=True), token.start(), token.end())

    def _figure(self, index: int, read: Numeral) -> Found[Quantity]:
        token = self.tokens[index]
        base, end, after = self._with_part(index, read.value)
        scale, end = self._scale(after, end, base)
        alone = scale == 1.0
        quantity = Quantity(
            amount=round(base * scale, 6),
            base=base,
            scale=scale,
            grouped=read.grouped if alone else None,
            glued=token.start() > 0 and self.text[token.start() - 1].isalpha(),
            ordinal=alone and self._is_ordinal(index),
            plain=alone and read.plain,
        )
        return Found(quantity, token.start(), end)

    def _with_part(self, index: int, base: float) -> tuple[float, int, int]:
        """The figure with "½" or "and a half" behind it, where it ends, the next token."""
        token, after = self.tokens[index], index + 1
        following = self.tokens[after] if after < len(self.tokens) else None
        if following is not None and following["vulgar"] and _adjoins(token, following):
            return base + _VULGAR[following.group()], following.end(), after + 1
        near = self.tokens[after : after + 4]
        words = [Word(t.group().casefold(), t.start(), t.end()) for t in near if t["word"]]
        beside = len(words) > 1 and self.text[token.end() : words[0].start] == " "
        for name in _languages(self.language) if beside else ():
            half = Reader(self.text, words, LEXICONS[name]).half_after(0)
            if half is not None:
                return base + half[0], words[half[1] - 1].end, after + half[1]
        return base, token.end(), after

    def _is_ordinal(self, index: int) -> bool:
        end = self.tokens[index].end()
        if self.text[end : end + 1] in ("º", "ª", "°"):
            return True
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        glued = following is not None and following.start() == end
        return following is not None and glued and following.group().casefold() in _ORDINALS

    def _scale(self, after: int, end: int, base: float) -> tuple[float, int]:
        """The multiplier behind a figure and where it ends; 1.0 and `end` without one."""
        word = self.tokens[after] if after < len(self.tokens) else None
        if word is None or not word["word"]:
            return 1.0, end
        gap, name = self.text[end : word.start()], word.group().casefold()
        if gap not in ("", " ", "\u00a0", "\u202f", "\u2009", "-"):
            return 1.0, end
        scale = _named_scale(name, gap, self.language, self.money)
        if name == "m":
            scale = _million(self.text, word, gap, self.money, base)
        if scale is None:
            return 1.0, end
        stop = word.end()
        if name in _ABBREVIATED and self.text[stop : stop + 1] == ".":
            stop += 1
        following = self.tokens[after + 1] if after + 1 < len(self.tokens) else None
        if scale == 1e3 and following is not None and following.group().casefold() == "millones":
            return 1e9, following.end()
        return scale, stop


def _adjoins(figure: re.Match[str], vulgar: re.Match[str]) -> bool:
    return bool(figure["figure"]) and vulgar.start() - figure.end() <= 1


def _named_scale(name: str, gap: str, language: str, money: bool) -> float | None:
    if name in _ATTACHED and gap and not (money and name == "k"):
        return None
    if name == "t" and not money:
        return None
    if name == "mil":
        return 1e3 if language in _THOUSAND_MIL else 1e6
    if name == "billion" and language in ("de", "fr"):
        return 1e12
    return FIGURE_SCALES.get(name)


def _million(text: str, word: re.Match[str], gap: str, money: bool, base: float) -> float | None:
    """ "M" and "m": a million, unless it may be metres or minutes."""
    if money:
        return 1e6
    if word.group() == "M":
        return 1e6 if not gap or base != int(base) else None
    if gap:
        return None
    decimals = base != int(base)
    return 1e6 if decimals or _AUDIENCE.match(text, word.end()) else None


def _languages(language: str) -> tuple[str, ...]:
    first = language if language in LEXICONS else "en"
    return (first, *(name for name in ABROAD if name != first))


def _spelled(text: str, words: list[Word], language: str) -> list[Found[Quantity]]:
    """Number words of the document's language; of another only where its own has none."""
    own, *others = _languages(language)
    found = _read(text, words, own, abroad=False)
    for name in others:
        if any(not quantity.value.article for quantity in found):
            break
        found = _read(text, words, name, abroad=True) or found
    return found


def _read(text: str, words: list[Word], language: str, *, abroad: bool) -> list[Found[Quantity]]:
    reader, found, at = Reader(text, words, LEXICONS[language]), [], 0
    while at < len(words):
        spelled = reader.read(at)
        foreign = abroad and words[at].text in FALSE_FRIENDS
        if spelled is None or foreign or (abroad and (spelled.article or spelled.fraction)):
            at += 1
            continue
        value, after = spelled.value, spelled.after
        if not spelled.fraction and not spelled.article:
            half = reader.half_after(after)
            if half is not None and _joined(text, words, after):
                value, after = value + half[0], half[1]
                value, after = _then_scaled(reader, words, value, after, language)
        found.append(_word_found(words, at, value, after, spelled))
        at = after
    return found


def _joined(text: str, words: list[Word], after: int) -> bool:
    return (
        words[after].start - words[after - 1].end <= 2
        and text[words[after - 1].end : words[after].start].strip(" -\n") == ""
    )


def _then_scaled(
    reader: Reader, words: list[Word], value: float, after: int, language: str
) -> tuple[float, int]:
    """ "two and a half million"."""
    lexicon = LEXICONS[language]
    if after < len(words) and reader.near(after - 1):
        scale = lexicon.scales.get(words[after].text) or lexicon.hundreds.get(words[after].text)
        if scale is not None:
            return value * scale, after + 1
    return value, after


def _word_found(
    words: list[Word], at: int, value: float, after: int, spelled: Spelled
) -> Found[Quantity]:
    quantity = Quantity(
        amount=round(value, 6),
        base=value,
        spelled=True,
        article=spelled.article,
        fraction=spelled.fraction,
    )
    return Found(quantity, words[at].start, words[after - 1].end)
