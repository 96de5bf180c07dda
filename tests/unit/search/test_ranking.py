import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.search import dense
from core.search.dense import HIDDEN, largest
from core.search.lexical import scores, sought
from core.search.ranking import rank
from core.search.scope import Scope
from core.snapshot.lexical import index_terms
from core.snapshot.vectors import Probe
from tests.builders_search import a_catalogue, content_of, tiny_encoder

ENCODER = tiny_encoder()
SCORES = st.lists(st.floats(-1, 1, width=32), max_size=600)


@given(SCORES, st.integers(1, 90))
def test_the_largest_scores_are_among_those_picked(listed, count):
    array = np.array(listed, np.float32)
    picked = set(largest(array, count, above=np.float32(-2)).tolist())
    best = sorted(listed, reverse=True)[:count]
    assert sorted((listed[i] for i in picked), reverse=True)[: len(best)] == best


@given(SCORES, st.integers(1, 90))
def test_nothing_at_or_below_the_floor_is_picked(listed, count):
    array = np.array(listed, np.float32)
    assert all(array[i] > 0 for i in largest(array, count, above=np.float32(0)))


def shelf(texts):
    return content_of(a_catalogue(texts)).shelf


def found(texts, query, limit=10):
    place = shelf(texts)
    hits = rank([Scope(place, [(0, len(place))])], ENCODER, query, limit).hits
    return [place.card(hit.document).name for hit in hits]


TEXTS = {
    "agents/drafter": "draft the contract clause",
    "agents/pricer": "explain the price and fee",
    "agents/reader": "league questionnaire evidence quote",
    "workflows/split_money": "royalty",
}


def test_an_exact_name_comes_first_however_it_is_typed():
    for query in ("split_money", "Split Money", "workflows/split_money", "workflow/split-money"):
        assert found(TEXTS, query)[0] == "split_money"
    assert found(TEXTS, "drafter")[0] == "drafter"


def test_a_typing_error_still_finds_the_word():
    assert found(TEXTS, "questionaire")[0] == "reader"
    assert found(TEXTS, "contrcat")[0] == "drafter"


def test_the_words_of_a_text_find_it():
    assert found(TEXTS, "price and fee")[0] == "pricer"
    assert found(TEXTS, "evidence")[0] == "reader"


def test_limit_bounds_the_results_and_scores_fall():
    place = shelf(TEXTS)
    hits = rank([Scope(place, [(0, len(place))])], ENCODER, "contract price", 3).hits
    assert len(hits) == 3
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)


def test_an_empty_shelf_finds_nothing():
    place = shelf({})
    assert rank([Scope(place, [(0, 0)])], ENCODER, "contract", 10).hits == ()


@given(st.text(max_size=40))
def test_no_query_breaks_the_ranking(query):
    place = shelf(TEXTS)
    for hit in rank([Scope(place, [(0, len(place))])], ENCODER, query, 10).hits:
        assert 0 <= hit.document < len(place)
        assert -1.01 <= hit.score <= 1.0


NOBODY = np.zeros(0, np.int64)


SIZES = ("few", "many", "very many")


@pytest.fixture(params=SIZES)
def size(request, monkeypatch):
    """Lets a small shelf be searched as one of that size."""
    if request.param != "few":
        monkeypatch.setattr("core.snapshot.vectors.COMPARED_WHOLE", 0)
        monkeypatch.setattr("core.snapshot.vectors.HEAD", 64)
    if request.param == "very many":
        monkeypatch.setattr("core.snapshot.vectors.REPACKED", 0)
    return request.param


def cosines_of(place, ranges, query, also=NOBODY):
    probe = Probe.of(ENCODER.query(query))
    near = dense.nearness(Scope(place, ranges), probe)
    if place.vectors.exact:
        return dense.of_all(place, near)
    return dense.of_nearest(place, probe, near, 10, also)


def test_a_documents_cosine_is_that_of_its_nearest_vector(size):
    questions = {"questions": ["royalty", "rowing data", "tennis score"]}
    place = shelf({f"agents/a{n}": (text, questions) for n, text in enumerate(TEXTS.values())})
    assert place.vectors.exact is (size == "few")
    every = (
        place.vectors.fine(slice(None))
        * place.vectors.scale[:, None]
        @ ENCODER.query("contract price")
    )
    documents, cosines = cosines_of(place, [(0, len(place))], "contract price", np.array([3]))
    assert 3 in documents
    for document, cosine in zip(documents, cosines, strict=True):
        start, stop = place.vector_start[document : document + 2]
        assert cosine == pytest.approx(every[start:stop].max(), abs=0.005)
    assert int(place.vector_document[every.argmax()]) in documents


@pytest.mark.usefixtures("size")
def test_outside_the_ranges_nothing_is_near():
    place = shelf({f"agents/a{n}": text for n, text in enumerate(TEXTS.values())})
    documents, cosines = cosines_of(place, [(1, 3)], "contract price")
    assert documents[cosines > HIDDEN].tolist() == [1, 2]
    _, cosines = cosines_of(place, [], "contract price")
    assert not (cosines > HIDDEN).any()


def test_lexical_scores_sum_the_impacts_of_the_querys_terms():
    postings = index_terms([{"contract": 1}, {"contract": 1, "kite": 1}])
    both = scores(postings, 2, sought("kite contract", [postings]).places)
    alone = scores(postings, 2, sought("contract", [postings]).places)
    assert both[1] > alone[1]
    assert both[0] == alone[0]


@pytest.mark.parametrize("repeats", [1, 50])
def test_saying_a_word_often_does_not_make_it_count_more(repeats):
    postings = index_terms([{"contract": 1, "kite": 1}])
    assert sought("kite " * repeats, [postings]).terms == ("kite",)
