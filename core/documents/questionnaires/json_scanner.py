"""JSON that remembers where each value stands. Follows RFC 8259; the depth is bounded."""

import re
from dataclasses import dataclass
from typing import Literal, NoReturn

from core.documents.questionnaires.form import Passage

DEPTH = 64

NodeKind = Literal["object", "array", "string", "number", "true", "false", "null"]

_SPACE = re.compile(r"[ \t\n\r]*")
_PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_HEX = re.compile(r"[0-9a-fA-F]{4}")
_ESCAPES = {
    '"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"
}  # fmt: skip
_WORDS: tuple[Literal["true", "false", "null"], ...] = ("true", "false", "null")


class BrokenJson(Exception):
    """What is wrong, at `line` and `column` (both from 1)."""

    def __init__(self, text: str, at: int, problem: str) -> None:
        self.line = text.count("\n", 0, at) + 1
        self.column = at - text.rfind("\n", 0, at)
        self.problem = problem
        super().__init__(f"line {self.line}, column {self.column}: {problem}")


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON value and its place. `words` is a string's content, else the literal as written.

    `members` are an object's in order, twins included; `elements` an array's.
    """

    kind: NodeKind
    words: Passage
    members: tuple[tuple[Passage, "Node"], ...] = ()
    elements: tuple["Node", ...] = ()


def scan(text: str) -> Node:
    """The value that `text` holds. Raises `BrokenJson`."""
    scanner = _Scanner(text)
    node, at = scanner.value(scanner.skip(0), 0)
    at = scanner.skip(at)
    if at != len(text):
        scanner.fail(at, "text follows the value")
    return node


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text

    def fail(self, at: int, problem: str) -> NoReturn:
        raise BrokenJson(self.text, at, problem)

    def skip(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def value(self, at: int, depth: int) -> tuple[Node, int]:
        if depth > DEPTH:
            self.fail(at, f"values lie more than {DEPTH} deep in one another")
        character = self.text[at : at + 1]
        if character == "{":
            return self._object(at, depth)
        if character == "[":
            return self._array(at, depth)
        if character == '"':
            words, end = self._string(at)
            return Node("string", words), end
        for word in _WORDS:
            if self.text.startswith(word, at):
                return Node(word, Passage(word, at, at + len(word))), at + len(word)
        number = _NUMBER.match(self.text, at)
        if number is None:
            self.fail(at, "the text ends too soon" if not character else "no value begins here")
        return Node("number", Passage(number[0], at, number.end())), number.end()

    def _object(self, start: int, depth: int) -> tuple[Node, int]:
        members: list[tuple[Passage, Node]] = []
        at = self.skip(start + 1)
        while not (self.text.startswith("}", at) and not members):
            if not self.text.startswith('"', at):
                self.fail(at, "a key in double quotes is missing")
            key, at = self._string(at)
            at = self.skip(at)
            if not self.text.startswith(":", at):
                self.fail(at, "the colon after a key is missing")
            node, at = self.value(self.skip(at + 1), depth + 1)
            members.append((key, node))
            at = self.skip(at)
            if self.text.startswith("}", at):
                break
            if not self.text.startswith(",", at):
                self.fail(at, "a comma or } is missing")
            at = self.skip(at + 1)
        return self._whole("object", start, at + 1, members=tuple(members)), at + 1

    def _array(self, start: int, depth: int) -> tuple[Node, int]:
        elements: list[Node] = []
        at = self.skip(start + 1)
        while not (self.text.startswith("]", at) and not elements):
            node, at = self.value(at, depth + 1)
            elements.append(node)
            at = self.skip(at)
            if self.text.startswith("]", at):
                break
            if not self.text.startswith(",", at):
                self.fail(at, "a comma or ] is missing")
            at = self.skip(at + 1)
        return self._whole("array", start, at + 1, elements=tuple(elements)), at + 1

    def _whole(
        self,
        kind: Literal["object", "array"],
        start: int,
        end: int,
        members: tuple[tuple[Passage, Node], ...] = (),
        elements: tuple[Node, ...] = (),
    ) -> Node:
        return Node(kind, Passage(self.text[start:end], start, end), members, elements)

    def _string(self, start: int) -> tuple[Passage, int]:
        at = start + 1
        plain = _PLAIN.match(self.text, at)
        end = plain.end() if plain else at
        if self.text.startswith('"', end):
            return Passage(self.text[at:end], at, end), end + 1
        return self._escaped(start)

    def _escaped(self, start: int) -> tuple[Passage, int]:
        characters: list[str] = []
        places: list[tuple[int, int]] = []
        at = start + 1
        while True:
            character = self.text[at : at + 1]
            if not character or character < " ":
                self.fail(start if not character else at, "a text is not closed with a quote")
            if character == '"':
                break
            end = at + 1
            if character == "\\":
                character, end = self._escape(at)
            characters.append(character)
            places.append((at, end))
            at = end
        return Passage("".join(characters), start + 1, at, tuple(places)), at + 1

    def _escape(self, at: int) -> tuple[str, int]:
        """The character that the escape at `at` stands for, and where it ends."""
        letter = self.text[at + 1 : at + 2]
        if letter in _ESCAPES and letter:
            return _ESCAPES[letter], at + 2
        code = self._unit(at)
        if code is None:
            self.fail(at, "a backslash is followed by no known escape")
        if 0xD800 <= code < 0xDC00:
            low = self._unit(at + 6)
            if low is not None and 0xDC00 <= low < 0xE000:
                return chr(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)), at + 12
        if 0xD800 <= code < 0xE000:
            self.fail(at, "half a character stands alone")
        return chr(code), at + 6

    def _unit(self, at: int) -> int | None:
        digits = _HEX.match(self.text, at + 2) if self.text.startswith("\\u", at) else None
        return int(digits[0], 16) if digits else None
