"""Figures that a document gives in parts."""

import re

from core.adapters.offline.values.convention import Convention
from core.adapters.offline.values.figures import counts
from core.adapters.offline.values.found import Found

_PLATFORM = re.compile(
    r"(?<![^\W_])(?:instagram|insta|ig|tik\s?tok|you\s?tube|yt|facebook|fb|twitter|(?-i:X)|linkedin|twitch|snapchat"
    r"|threads|bluesky|mastodon|pinterest|discord|reddit|strava|telegram|whats\s?app|weibo|wechat|douyin|vk|kick"
    r"|line|newsletter|vimeo|koo|sharechat|bilibili|kuaishou|flickr|tumblr)(?![^\W_])",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"(?<![^\W_])(?:total|totals|altogether|overall|combined|all (?:channels|platforms"
    r"|together)|in all|across|sum|gesamt|insgesamt"
    r"|zusammen|alle kanäle|en total|au total|en tout|total de|en conjunto|sumando"
    r"|todas las redes|ensemble|toutes)(?![^\W_])",
    re.IGNORECASE,
)
_NEAR = 40
_LONGEST = 4000


def followers(text: str, convention: Convention) -> Found[int] | None:
    """The stated total of followers, else the sum of the parts stated by platform."""
    read = [count for count in counts(text[:_LONGEST], convention) if count.confidence > 0.5]
    if not read:
        return None
    total = _total(text, read)
    if total is not None:
        return total
    names = list(_PLATFORM.finditer(text, 0, _LONGEST))
    parts = _parts(names, read)
    value = sum(part.value for part in parts)
    whole = [count for count in read if count not in parts and count.value >= value]
    if whole:
        return whole[0]
    if len(parts) == 1:
        return parts[0]
    start = min(names[0].start(), parts[0].start)
    end = parts[-1].end
    if names[-1].start() >= end:
        end = names[-1].end()
    return Found(value, start, end, 0.9, "sum")


def _total(text: str, read: list[Found[int]]) -> Found[int] | None:
    """The count beside a word for all; of two neighbours the one in the same clause."""
    for word in _TOTAL.finditer(text, 0, _LONGEST):
        behind = [c for c in read if 0 <= c.start - word.end() <= _NEAR]
        before = [c for c in read if 0 <= word.start() - c.end <= _NEAR]
        near = [c for c in before[-1:] if not _parted(text, c.end, word.start())]
        near += [c for c in behind[:1] if not _parted(text, word.end(), c.start)]
        if near:
            return max(near, key=lambda count: count.value)
    return None


def _parted(text: str, start: int, end: int) -> bool:
    return (
        any(char in ",;\n" for char in text[start:end])
        or _PLATFORM.search(text, start, end) is not None
    )


def _parts(names: list[re.Match[str]], read: list[Found[int]]) -> list[Found[int]]:
    """One count for each platform, on the side on which the first name has its own."""
    if not names:
        return []
    behind = _names_first(names[0], names[-1], read)
    taken: dict[int, Found[int]] = {}
    for at, name in enumerate(names):
        if behind:
            limit = names[at + 1].start() if at + 1 < len(names) else None
            near = [c for c in read if name.end() <= c.start and (limit is None or c.start < limit)]
            chosen = near[:1]
        else:
            limit = names[at - 1].end() if at else 0
            chosen = [c for c in read if limit <= c.start < name.start()][-1:]
        taken.update((count.start, count) for count in chosen)
    return [taken[start] for start in sorted(taken)]


def _names_first(name: re.Match[str], last: re.Match[str], read: list[Found[int]]) -> bool:
    if not any(c.start >= last.end() for c in read):
        return False
    behind = min((c.start - name.end() for c in read if c.start >= name.end()), default=None)
    before = min((name.start() - c.end for c in read if c.end <= name.start()), default=None)
    return before is None or (behind is not None and behind <= before)
