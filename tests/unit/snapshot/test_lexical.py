import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.snapshot.lexical import index_terms, rarity

DOCUMENTS = [{"contract": 3, "price": 1}, {"contract": 1, "kite": 2}, {"league": 4}]


def test_impacts_are_bm25_of_the_weighted_counts():
    postings = index_terms(DOCUMENTS)
    lengths = [sum(document.values()) for document in DOCUMENTS]
    average = sum(lengths) / len(lengths)
    for term in ("contract", "kite", "league"):
        (index,) = postings.find([term])
        assert index is not None
        holding = [d for d, document in enumerate(DOCUMENTS) if term in document]
        idf = math.log(1 + (3 - len(holding) + 0.5) / (len(holding) + 0.5))
        start, stop = postings.term_start[index : index + 2]
        assert list(postings.document[start:stop]) == holding
        for document, impact in zip(holding, postings.impact[start:stop], strict=True):
            count = DOCUMENTS[document][term]
            norm = 1.2 * (1 - 0.75 + 0.75 * lengths[document] / average)
            assert impact == pytest.approx(idf * count * 2.2 / (count + norm), rel=1e-6)


def test_the_rarer_a_term_the_more_it_tells():
    told = [rarity(frequency, 100) for frequency in range(101)]
    assert told == sorted(told, reverse=True)
    assert told[-1] > 0


def test_terms_measured_against_another_index_take_its_rarities():
    base = index_terms(DOCUMENTS)
    later = index_terms([{"contract": 1, "novel": 1}], base)
    assert later.rarity("contract") == pytest.approx(base.rarity("contract"))
    assert later.rarity("novel") == pytest.approx(base.unseen)


WORD = st.text("abcdefg", min_size=4, max_size=9)


@given(st.sets(WORD, min_size=1, max_size=5), st.data())
def test_a_word_one_slip_away_from_a_known_one_is_mended(vocabulary, data):
    postings = index_terms([dict.fromkeys(vocabulary, 1)])
    word = data.draw(st.sampled_from(sorted(vocabulary)))
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("xyz"))
    slips = [word[:at] + letter + word[at:], word[:at] + letter + word[at + 1 :]]
    if len(word) > 4:
        slips.append(word[:at] + word[at + 1 :])
    for slip in slips:
        assert postings.corrected(slip) in vocabulary


def test_short_words_and_far_words_are_left_alone():
    postings = index_terms([{"contract": 1, "fee": 1}])
    assert postings.corrected("fe") is None
    assert postings.corrected("kontrakte") is None


def test_an_index_of_nothing_finds_nothing():
    postings = index_terms([])
    assert postings.find(["contract"]) == [None]
    assert postings.corrected("contract") is None
