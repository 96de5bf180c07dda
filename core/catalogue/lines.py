"""Two texts line by line, as a unified diff that `patch` understands, in bounded time."""

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

_CONTEXT = 3
_MOST_WORK = 10_000_000
"""Steps after which a finer diff is not looked for: half a second of the matcher's worst case."""

Opcode = tuple[str, int, int, int, int]


def unified(old: str, new: str, old_name: str, new_name: str) -> str:
    """What turns `old` into `new`; empty where they are equal.

    Texts that are large and unlike in too many places are told apart in one piece.
    """
    if old == new:
        return ""
    before, after = _lines(old), _lines(new)
    parts = [f"--- {old_name}\n", f"+++ {new_name}\n"]
    for hunk in _hunks(_opcodes(before, after)):
        parts += _told(hunk, before, after)
    return "".join(parts)


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    last = lines.pop()
    ended = [f"{line}\n" for line in lines]
    return [*ended, f"{last}\n\\ No newline at end of file\n"] if last else ended


def _opcodes(before: Sequence[str], after: Sequence[str]) -> list[Opcode]:
    head = _common(before, after)
    rest = min(len(before), len(after)) - head
    tail = _common(before[::-1], after[::-1], most=rest)
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    if _work(old, new) <= _MOST_WORK:
        middle = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    else:
        middle = [("replace", 0, len(old), 0, len(new))]
    shifted: list[Opcode] = [
        (kind, a1 + head, a2 + head, b1 + head, b2 + head) for kind, a1, a2, b1, b2 in middle
    ]
    start, end = (
        (0, head, 0, head),
        (len(before) - tail, len(before), len(after) - tail, len(after)),
    )
    return [("equal", *start), *shifted, ("equal", *end)]


def _common(one: Sequence[str], other: Sequence[str], most: int | None = None) -> int:
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs or count == most:
            break
        count += 1
    return count


def _work(old: Sequence[str], new: Sequence[str]) -> int:
    """Steps of the matcher at worst: it looks at every pair of equal lines once for each match."""
    theirs = Counter(new)
    pairs = sum(theirs[line] for line in old)
    return min(len(old), len(new), pairs) * (len(old) + pairs)


def _hunks(opcodes: Sequence[Opcode]) -> Iterator[list[Opcode]]:
    """The opcodes in groups, with a few equal lines around and between them."""
    group: list[Opcode] = []
    for kind, a1, a2, b1, b2 in opcodes:
        if kind != "equal":
            group.append((kind, a1, a2, b1, b2))
            continue
        lead = min(_CONTEXT, a2 - a1)
        if group and a2 - a1 <= 2 * _CONTEXT and a2 != opcodes[-1][2]:
            group.append((kind, a1, a2, b1, b2))
            continue
        if group:
            yield [*group, (kind, a1, a1 + lead, b1, b1 + lead)]
        group = [(kind, a2 - lead, a2, b2 - lead, b2)]
    if any(kind != "equal" for kind, *_ in group):
        yield group


def _told(hunk: Sequence[Opcode], before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    _, a1, _, b1, _ = hunk[0]
    _, _, a2, _, b2 = hunk[-1]
    yield f"@@ -{_range(a1, a2)} +{_range(b1, b2)} @@\n"
    for kind, i1, i2, j1, j2 in hunk:
        if kind == "equal":
            yield from (f" {line}" for line in before[i1:i2])
        else:
            yield from (f"-{line}" for line in before[i1:i2])
            yield from (f"+{line}" for line in after[j1:j2])


def _range(start: int, stop: int) -> str:
    """Lines count from one; an empty range is named by the line before it."""
    length = stop - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"
