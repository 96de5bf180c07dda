import pytest

from core.snapshot.words import deletions, key, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Questionnaires, contracts!", ["questionnaire", "contract"]),
        ("questionnaire_to_contract", ["questionnaire", "to", "contract"]),
        ("revenueShare v2", ["revenue", "share", "v2"]),
        ("Prämie für Ligen", ["pramie", "fur", "ligen"]),
        ("parties, boss, status, basis", ["party", "boss", "status", "basis"]),
        ("  ", []),
    ],
)
def test_texts_fall_into_terms_that_queries_share(text, expected):
    assert terms(text) == expected


def test_a_name_is_the_same_however_its_separators_are_typed():
    assert {key(n) for n in ("new workflow", "New_Workflow", "new-workflow", "new.workflow")} == {
        "new_workflow"
    }


def test_words_one_slip_apart_share_a_deletion():
    right = set(deletions("contract"))
    for slip in ("contrat", "conttract", "contrect", "cotnract"):
        assert right & set(deletions(slip)), slip
    assert not right & set(deletions("contact"[::-1]))
