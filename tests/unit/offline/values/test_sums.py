"""Followers: the stated total, else the sum of the parts."""

import pytest

from core.adapters.offline.values.convention import Convention
from core.adapters.offline.values.sums import followers

ENGLISH = Convention("en", ".", "dmy", False, "GB", None)
SPANISH = Convention("es", ",", "dmy", False, "ES", None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Instagram 118,000, TikTok 241,000, YouTube 87,000", 446_000),
        ("210k TikTok, 90k Instagram, 50k YouTube", 350_000),
        ("Facebook 9,200; Instagram 7,450", 16_650),
        ("Instagram 74,000 and YouTube 21,000", 95_000),
        ("Instagram: 12.4k\nTikTok: 3k", 15_400),
        ("On 3 platforms: Instagram 5,000, X 2,000", 7_000),
        ("64K across everything", 64_000),
        ("52,300", 52_300),
        ("about 312,000 in total: Instagram 200,000, TikTok 112,000", 312_000),
        ("Instagram 118,000, TikTok 241,000 - total 359,000", 359_000),
        ("312,000: Instagram 200,000, TikTok 112,000", 312_000),
        ("143,000 (Instagram 100,000, the rest elsewhere)", 143_000),
        ("Instagram 118,000", 118_000),
    ],
)
def test_followers(text: str, value: int) -> None:
    found = followers(text, ENGLISH)
    assert found is not None
    assert found.value == value


def test_the_parts_are_read_as_the_document_writes_figures() -> None:
    found = followers("Instagram 96.500, TikTok 38.500", SPANISH)
    assert found is not None
    assert (found.value, found.note) == (135_000, "sum")


def test_a_sum_quotes_all_its_parts() -> None:
    text = "We have Instagram 74,000 and YouTube 21,000, roughly"
    found = followers(text, ENGLISH)
    assert found is not None
    assert text[found.start : found.end] == "Instagram 74,000 and YouTube 21,000"


@pytest.mark.parametrize("text", ["", "none", "Instagram and TikTok", "since 2019"])
def test_without_figures_there_are_no_followers(text: str) -> None:
    assert followers(text, ENGLISH) is None
