import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.builders_search import DIMS, WORDS, tiny_encoder

ENCODER = tiny_encoder()
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=30)


@given(TEXTS, st.randoms(use_true_random=False))
def test_a_vector_is_the_same_to_the_bit_in_whatever_order_its_words_come(words, random):
    shuffled = random.sample(words, len(words))
    for array in ENCODER.documents([[" ".join(words)], [" ".join(shuffled)]]):
        assert array[0].tobytes() == array[1].tobytes()


@given(TEXTS)
def test_documents_and_queries_of_the_same_words_point_the_same_way(words):
    text = " ".join(words)
    fine, scale = ENCODER.documents([[text]])
    whole = fine[0] * scale[0]
    query = ENCODER.query(text)
    assert np.isclose(np.linalg.norm(query), 1.0, atol=1e-5)
    assert float(whole @ query) > 0.99


def test_a_text_is_encoded_alike_alone_and_among_others():
    texts = [f"contract {word}" for word in WORDS]
    fine, _ = ENCODER.documents([[text] for text in texts])
    for index, text in enumerate(texts):
        assert (ENCODER.documents([[text]])[0][0] == fine[index]).all()


def test_a_text_without_known_words_has_no_direction():
    fine, _ = ENCODER.documents([["", "zzz"]])
    assert fine.shape == (2, DIMS)
    assert not fine.any()
    assert not ENCODER.query("zzz").any()


def test_texts_of_one_document_lean_towards_what_they_share():
    alone, apart = ENCODER.documents([["contract price"], ["tennis score"]])
    fine, scale = ENCODER.documents([["contract price", "tennis score"]])
    first = alone[0] * apart[0]
    second = alone[1] * apart[1]
    leaning = fine[0] * scale[0]
    assert float(leaning @ first) > float(leaning @ second)
    assert float(leaning @ second) > float(first @ second)
    assert np.linalg.norm(leaning) <= 1.01
