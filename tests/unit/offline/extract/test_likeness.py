"""Which field a question means: by its words, and by its meaning where the words leave it open."""

import json

import pytest

from core.adapters.offline.extract.asking import Asker
from core.adapters.offline.extract.likeness import REJECT, likenesses
from core.adapters.offline.extract.meaning import Meanings
from core.adapters.offline.extract.vocabulary import vocabulary_of
from core.documents.questionnaires.form import Answer, Passage
from tests.unit.offline.extract.builders import VOCABULARY, VocabularyKnowledge, shipped_encoder

FIELDS = json.loads((VOCABULARY / "profile_fields.json").read_text())


class Thinned(VocabularyKnowledge):
    """The shipped vocabulary without every third label of a field, counted from `first`."""

    def __init__(self, first: int) -> None:
        super().__init__()
        fields = [
            {**item, "labels": {k: kept(texts, first) for k, texts in item["labels"].items()}}
            for item in FIELDS["fields"]
        ]
        self._thinned = json.dumps({**FIELDS, "fields": fields})

    def entry(self, type, name):
        entry = super().entry(type, name)
        if name != "profile_fields":
            return entry
        return entry.__class__(type, name, 1, self._thinned, {})


def kept(texts, first):
    return [text for number, text in enumerate(texts) if number % 3 != first]


def left_out(first):
    return [
        (item["pointer"], text)
        for item in FIELDS["fields"]
        if item["pointer"]
        for texts in item["labels"].values()
        for number, text in enumerate(texts)
        if number % 3 == first
    ]


def meant(vocabulary, texts, meanings):
    """For each text the pointer of the field it is most like, or `None`."""
    asker = Asker(vocabulary)
    asks = [asker.asks([Answer(text, Passage("", 0, 0))])[0] for text in texts]
    found = []
    for likeness in likenesses(vocabulary, asks, meanings):
        best = max(likeness, key=lambda i: (likeness[i], -i), default=None)
        named = best is not None and likeness[best] >= REJECT
        found.append(vocabulary.fields[best].pointer if named else None)
    return found


def test_labels_left_out_are_found_more_often_and_no_more_often_wrongly_with_the_encoder():
    right, wrong = {}, {}
    for first in range(3):
        vocabulary = vocabulary_of(Thinned(first))
        pointers, texts = zip(*left_out(first), strict=True)
        for meanings in (None, Meanings(shipped_encoder(), vocabulary)):
            found = meant(vocabulary, texts, meanings)
            by = meanings is not None
            pairs = list(zip(found, pointers, strict=True))
            right[by] = right.get(by, 0) + sum(f == p for f, p in pairs)
            wrong[by] = wrong.get(by, 0) + sum(f not in (p, None) for f, p in pairs)
    assert right[True] > right[False]
    assert wrong[True] <= wrong[False]
    assert right[True] > 4 * wrong[True]


def test_the_same_texts_are_equally_near_every_time():
    vocabulary = vocabulary_of(VocabularyKnowledge())
    texts = ["What do you call your fans?", "Wer zeichnet?", "¿?"]
    one, other = (Meanings(shipped_encoder(), vocabulary).near(texts) for _ in range(2))
    assert one == other
    assert Meanings(shipped_encoder(), vocabulary).near(texts[:1]) == one[:1]


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ("Land", "/league/headquarters_country"),
        ("Exclusive / non-exclusive", "/commercial/exclusivity"),
        ("Name in der Öffentlichkeit", "/league/brand_name"),
        ("¿Para qué países?", "/commercial/territory"),
        ("Audience moyenne", "/audience/average_viewers"),
    ],
)
def test_a_label_in_so_many_words_goes_before_one_that_is_only_like_it(asked, pointer):
    vocabulary = vocabulary_of(VocabularyKnowledge())
    assert meant(vocabulary, [asked], None) == [pointer]


def test_without_an_encoder_words_alone_decide():
    vocabulary = vocabulary_of(VocabularyKnowledge())
    assert meant(vocabulary, ["Number of teams", "Quux frobnicated?"], None) == [
        "/season/teams_count",
        None,
    ]
