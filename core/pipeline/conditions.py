"""The closed grammar in which clauses, price rules and questions say when they apply.

    condition   = all { "or" all }
    all         = single { "and" single }
    single      = "not" single | "(" condition ")" | "always" | test
    test        = PATH "is" ("stated" | "missing" | "true" | "false")
                | PATH ("=" | "!=") VALUE
                | PATH ("<" | "<=" | ">" | ">=") NUMBER
                | PATH "in" "(" VALUE { "," VALUE } ")"
                | PATH "contains" VALUE

A PATH is a JSON Pointer of at least one step. A VALUE is a bare word, a number, or a text in double
quotes (`\\"` and `\\\\` inside it). Reading is one pass; nothing of it is ever executed.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import ge, gt, le, lt
from typing import Literal, Protocol

from core.canonical import Json
from core.errors import InvalidInput

Look = Callable[[str], Json]
Value = str | int | float

LENGTH_LIMIT = 2000
DEPTH_LIMIT = 20

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<path>/[^\s(),"=<>!]+)
    |(?P<number>-?[0-9]+(?:\.[0-9]+)?(?![\w.]))
    |(?P<word>[A-Za-z_][A-Za-z0-9_.-]*)
    |(?P<text>"(?:[^"\\]|\\["\\])*")
    |(?P<sign><=|>=|!=|[=<>(),])""",
    re.VERBOSE,
)
_KEYWORDS = frozenset({"or", "and", "not", "always", "is", "in", "contains", "true", "false"})
_ORDERS: Mapping[str, Callable[[float, float], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}
_STATES = ("stated", "missing", "true", "false")


class _Node(Protocol):
    def holds(self, look: Look) -> bool: ...
    def paths(self) -> Iterator[str]: ...


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that was read. `paths` are the pointers it looks at, in order, each once."""

    text: str
    paths: tuple[str, ...]
    _root: _Node

    def holds(self, look: Look) -> bool:
        """Whether it is so where `look` gives the value at a pointer, `None` where there is none.

        Any comparison with a missing value is false, `!=` too.
        """
        return self._root.holds(look)


@lru_cache(maxsize=4096)
def parse(text: str) -> Condition:
    """Read `text`. Raises `InvalidInput` that names the place and what to write instead."""
    if len(text) > LENGTH_LIMIT:
        raise _wrong(f"has {len(text)} characters", f"keep it to {LENGTH_LIMIT}")
    root = _Reader(_tokens(text)).whole()
    return Condition(text, tuple(dict.fromkeys(root.paths())), root)


def is_missing(value: Json) -> bool:
    """Whether nothing was said: no value, an empty text, an empty list or object."""
    return value is None or (isinstance(value, str | list | dict) and not value)


def _wrong(problem: str, remedy: str) -> InvalidInput:
    return InvalidInput("condition", problem, remedy)


@dataclass(frozen=True, slots=True)
class _Always:
    def holds(self, look: Look) -> bool:
        return True

    def paths(self) -> Iterator[str]:
        return iter(())


@dataclass(frozen=True, slots=True)
class _Not:
    inner: _Node

    def holds(self, look: Look) -> bool:
        return not self.inner.holds(look)

    def paths(self) -> Iterator[str]:
        return self.inner.paths()


@dataclass(frozen=True, slots=True)
class _Several:
    """`parts` joined by `and` (all must hold) or `or` (one is enough)."""

    joined_by: Literal["and", "or"]
    parts: tuple[_Node, ...]

    def holds(self, look: Look) -> bool:
        quantifier = all if self.joined_by == "and" else any
        return quantifier(part.holds(look) for part in self.parts)

    def paths(self) -> Iterator[str]:
        for part in self.parts:
            yield from part.paths()


@dataclass(frozen=True, slots=True)
class _Is:
    path: str
    state: str

    def holds(self, look: Look) -> bool:
        value = look(self.path)
        match self.state:
            case "stated":
                return not is_missing(value)
            case "missing":
                return is_missing(value)
            case "true":
                return value is True
            case _:
                return value is False

    def paths(self) -> Iterator[str]:
        yield self.path


@dataclass(frozen=True, slots=True)
class _Equals:
    """`=` with one value, `in` with several; `!=` where `negated`. Lists are never equal."""

    path: str
    values: tuple[Value, ...]
    negated: bool = False

    def holds(self, look: Look) -> bool:
        value = look(self.path)
        if is_missing(value) or not isinstance(value, str | int | float):
            return False
        return any(_same(value, wanted) for wanted in self.values) is not self.negated

    def paths(self) -> Iterator[str]:
        yield self.path


@dataclass(frozen=True, slots=True)
class _Compares:
    path: str
    order: str
    bound: int | float

    def holds(self, look: Look) -> bool:
        value = look(self.path)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return _ORDERS[self.order](value, self.bound)

    def paths(self) -> Iterator[str]:
        yield self.path


@dataclass(frozen=True, slots=True)
class _Contains:
    """A list has the value as an item, a text has it somewhere; letter case does not matter."""

    path: str
    wanted: Value

    def holds(self, look: Look) -> bool:
        value = look(self.path)
        if isinstance(value, str):
            return str(self.wanted).casefold() in value.casefold()
        if isinstance(value, list):
            return any(_same(_folded(item), _folded(self.wanted)) for item in value)
        return False

    def paths(self) -> Iterator[str]:
        yield self.path


def _same(value: Json, wanted: Value) -> bool:
    """Equal and of one kind: a number is never a text, and `true` is never 1."""
    if isinstance(value, bool) or isinstance(value, str) is not isinstance(wanted, str):
        return False
    return bool(value == wanted)


def _folded(value: Json) -> Json:
    return value.casefold() if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    place: int

    def __str__(self) -> str:
        shown = self.text if len(self.text) <= 40 else self.text[:37] + "..."
        return f"{shown!r} at character {self.place + 1}" if self.text else "the end"


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise _wrong(
                f"{text[place : place + 20]!r} at character {place + 1} is no word, number or path",
                "put texts in double quotes and begin paths with /",
            )
        if found.lastgroup != "space":
            tokens.append(_Token(found.lastgroup or "", found.group(), place))
        place = found.end()
    tokens.append(_Token("end", "", place))
    return tokens


class _Reader:
    """Recursive descent, one token ahead; `depth` keeps a deep text from exhausting the stack."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self._tokens = tokens
        self._next = 0

    def whole(self) -> _Node:
        node = self._any(0)
        if self._peek.kind != "end":
            raise _wrong(f"{self._peek} is one too many", "join tests with and / or")
        return node

    @property
    def _peek(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
        token = self._peek
        if token.kind != "end":
            self._next += 1
        return token

    def _takes(self, text: str) -> bool:
        if self._peek.text != text or self._peek.kind not in ("word", "sign"):
            return False
        self._next += 1
        return True

    def _expect(self, text: str) -> None:
        if not self._takes(text):
            raise _wrong(f"{self._peek} stands where {text!r} must", f"write {text}")

    def _any(self, depth: int) -> _Node:
        parts = [self._all(depth)]
        while self._takes("or"):
            parts.append(self._all(depth))
        return parts[0] if len(parts) == 1 else _Several("or", tuple(parts))

    def _all(self, depth: int) -> _Node:
        parts = [self._single(depth)]
        while self._takes("and"):
            parts.append(self._single(depth))
        return parts[0] if len(parts) == 1 else _Several("and", tuple(parts))

    def _single(self, depth: int) -> _Node:
        if depth >= DEPTH_LIMIT:
            raise _wrong(f"is nested more than {DEPTH_LIMIT} deep", "split it into two rules")
        if self._takes("not"):
            return _Not(self._single(depth + 1))
        if self._takes("("):
            inner = self._any(depth + 1)
            self._expect(")")
            return inner
        if self._takes("always"):
            return _Always()
        return self._test()

    def _test(self) -> _Node:
        path = self._take()
        if path.kind != "path":
            raise _wrong(f"{path} is no test", "write `always`, or a /path and what must hold")
        sign = self._take()
        match sign.text if sign.kind in ("word", "sign") else "":
            case "is":
                return self._state(path.text)
            case "=" | "!=":
                return _Equals(path.text, (self._value(),), negated=sign.text == "!=")
            case "<" | "<=" | ">" | ">=":
                return _Compares(path.text, sign.text, self._number())
            case "in":
                return _Equals(path.text, self._values())
            case "contains":
                return _Contains(path.text, self._value())
            case _:
                raise _wrong(
                    f"{sign} says nothing about {path.text}",
                    "use is, =, !=, <, <=, >, >=, in or contains",
                )

    def _state(self, path: str) -> _Node:
        state = self._take()
        if state.kind != "word" or state.text not in _STATES:
            raise _wrong(f"{state} is no state", f"write {path} is {' | '.join(_STATES)}")
        return _Is(path, state.text)

    def _values(self) -> tuple[Value, ...]:
        self._expect("(")
        values = [self._value()]
        while self._takes(","):
            values.append(self._value())
        self._expect(")")
        return tuple(values)

    def _number(self) -> int | float:
        token = self._take()
        if token.kind != "number":
            raise _wrong(f"{token} is no number", "compare with digits such as 12 or 0.5")
        return _as_number(token.text)

    def _value(self) -> Value:
        token = self._take()
        if token.kind == "number":
            return _as_number(token.text)
        if token.kind == "text":
            return re.sub(r"\\(.)", r"\1", token.text[1:-1])
        if token.kind == "word" and token.text not in _KEYWORDS:
            return token.text
        remedy = "write `is true` or `is false`" if token.text in ("true", "false") else ""
        raise _wrong(f"{token} is no value", remedy or "write a word, a number or a quoted text")


def _as_number(text: str) -> int | float:
    return float(text) if "." in text else int(text)
