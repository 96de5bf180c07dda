"""Reads numbers written in words, token by token."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.adapters.offline.values.lexicon import Lexicon

LONGEST_COMPOUND = 80


@dataclass(frozen=True, slots=True)
class Word:
    """A token of letters, case folded, with its place in the text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Spelled:
    """`value` of the words up to, not including, index `after`."""

    value: float
    after: int
    article: bool = False
    fraction: bool = False


class Reader:
    """Reads the number words of one language; only a blank or hyphen may part them."""

    def __init__(self, text: str, words: list[Word], lexicon: Lexicon) -> None:
        self._text = text
        self._words = words
        self._lexicon = lexicon

    def read(self, at: int) -> Spelled | None:
        """The longest number that begins with word `at`."""
        return self._fraction(at, scaled=True) or self._half_more(at) or self._whole(at)

    def half_after(self, at: int) -> tuple[float, int] | None:
        """The fraction that "and a half" at word `at` adds, with the index after it."""
        lexicon = self._lexicon
        if not self._is(at, lexicon.joins):
            return None
        part = self._fraction(at + 1, scaled=False)
        if part is not None:
            return part.value, part.after
        if self._is(at + 1, frozenset(lexicon.denominators)):
            return 1 / lexicon.denominators[self._words[at + 1].text], at + 2
        return None

    def _fraction(self, at: int, *, scaled: bool) -> Spelled | None:
        lexicon = self._lexicon
        head, after = 1.0, at
        if self._is(at, lexicon.articles) and self.near(at):
            after = at + 1
        if self._is(after, lexicon.halves):
            return self._part(0.5, after + 1, scaled)
        if after == at:
            count = lexicon.units.get(self._word(at))
            if count is None or not 0 < count < 10 or not self.near(at):
                return None
            head, after = float(count), at + 1
        denominator = lexicon.denominators.get(self._word(after))
        if denominator is None or head >= denominator:
            return None
        return self._part(head / denominator, after + 1, scaled)

    def _half_more(self, at: int) -> Spelled | None:
        """German halves in one word: "anderthalb", "zweieinhalb"."""
        word = self._word(at)
        head = word.removesuffix("einhalb")
        if "zwei" not in self._lexicon.units or (head == word and word != "anderthalb"):
            return None
        whole = 1 if word in ("anderthalb", "eineinhalb") else self._lexicon.units.get(head)
        if whole is None:
            return None
        part = self._part(whole + 0.5, at + 1, scaled=True)
        return Spelled(part.value, part.after)

    def _part(self, value: float, after: int, scaled: bool) -> Spelled:
        """`value`, if `scaled` times the multiplier behind it ("half a million")."""
        if not scaled:
            return Spelled(value, after, fraction=True)
        lexicon, end = self._lexicon, after
        while end - after < 2 and self.near(end - 1) and self._is(end, lexicon.fillers):
            end += 1
        if self.near(end - 1):
            scale = lexicon.scales.get(self._word(end)) or lexicon.hundreds.get(self._word(end))
            if scale is not None:
                return Spelled(value * scale, end + 1)
        return Spelled(value, after, fraction=True)

    def _whole(self, at: int) -> Spelled | None:
        sum_ = _Sum(self._lexicon)
        article = self._is(at, self._lexicon.articles)
        index = at
        if article:
            sum_.article()
            index = at + 1
        end = index if article else at
        while index < len(self._words) and (index == at or self.near(index - 1)):
            if sum_.take(self._words[index].text):
                end = index + 1
            elif not (self._is(index, self._lexicon.links) and sum_.may_link()):
                break
            index += 1
        if end == at:
            return None
        only_article = article and end == at + 1
        return Spelled(sum_.value(), end, article=only_article)

    def _word(self, at: int) -> str:
        return self._words[at].text if 0 <= at < len(self._words) else ""

    def _is(self, at: int, among: frozenset[str]) -> bool:
        return self._word(at) in among

    def near(self, at: int) -> bool:
        """Whether nothing but a little white space or a hyphen follows word `at`."""
        if not 0 <= at < len(self._words) - 1:
            return False
        gap = self._text[self._words[at].end : self._words[at + 1].start]
        return len(gap) <= 2 and (gap.isspace() or gap in ("-", "\u2010", "\u2011", "'", "\u2019"))


class _Sum:
    """Adds number words up. `_room` is the greatest word that may still be added."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._total = 0.0
        self._group = 0
        self._room = 10**9
        self._ceiling: float = 1e18
        self._started = False
        self._linkable = False

    def value(self) -> float:
        return self._total + self._group

    def article(self) -> None:
        """Counts as one until a number word follows; then only a multiplier may."""
        self._group, self._room, self._started = 1, 0, True

    def may_link(self) -> bool:
        linkable, self._linkable = self._linkable, False
        return linkable

    def take(self, word: str) -> bool:
        lexicon = self._lexicon
        if word in lexicon.scales:
            return self._scale(word, lexicon.scales[word])
        if word in lexicon.hundreds:
            return self._hundred(word, lexicon.hundreds[word])
        unit = lexicon.units.get(word)
        if unit is None:
            unit = compound(word, lexicon)
        return unit is not None and self._unit(word, unit)

    def _unit(self, word: str, unit: int) -> bool:
        if word in ("vingt", "vingts") and self._group % 100 == 4:
            self._group += 76
            self._room = 19
        elif unit > self._room or (unit == 0 and self._started):
            return False
        else:
            self._group += unit
            self._room = _room_after(word, unit)
        self._started = True
        self._linkable = self._room >= self._lexicon.link_room
        return True

    def _hundred(self, word: str, times: int) -> bool:
        group = self._group % 1000
        if group == 0 and word in self._lexicon.bare and self._room >= times:
            self._group += times
        elif 0 < group < 100 and self._group < 1000:
            self._group *= times
        else:
            return False
        self._room = times - 1 if times == 100 else 0
        self._started = self._linkable = True
        return True

    def _scale(self, word: str, times: float) -> bool:
        if times >= self._ceiling:
            return False
        if self._group == 0 and word not in self._lexicon.bare:
            return False
        self._total += (self._group or 1) * times
        self._group, self._room, self._ceiling = 0, int(times) - 1, times
        self._started = self._linkable = True
        return True


def _room_after(word: str, unit: int) -> int:
    if word == "soixante":
        return 19
    if unit >= 100:
        return 99
    return 9 if word == "dix" or (unit >= 20 and unit % 10 == 0) else 0


def compound(word: str, lexicon: Lexicon) -> int | None:
    """A German number written as one word: "vierundzwanzig", "zweihundertfünfzig"."""
    if "zwei" not in lexicon.units or len(word) > LONGEST_COMPOUND:
        return None
    return _german(word, lexicon.units)


def _german(word: str, units: Mapping[str, int]) -> int | None:
    if word in units:
        return units[word]
    for name, times in (("tausend", 1000), ("hundert", 100)):
        left, found, right = word.partition(name)
        if found:
            head = 1 if left in ("", "ein") else _german(left, units)
            tail = _german(right.removeprefix("und"), units) if right else 0
            return None if head is None or tail is None or tail >= times else head * times + tail
    one, _, tens = word.partition("und")
    head = 1 if one == "ein" else units.get(one, 0)
    ten = units.get(tens, 0)
    return head + ten if 0 < head < 10 and 20 <= ten < 100 else None
