import pytest

from core.projections.tables import PROMPT_HISTORY, PROMPT_PREFERENCES, PROMPT_RATINGS
from tests.builders_projections import History, projected, rows


@pytest.fixture
def history() -> History:
    return History()


def a_rating(version: int, rating: int) -> tuple:
    data = {"ref": "agents/a", "version": version, "rating": rating, "comment": None}
    return "user.prompt_rated", data


def test_the_last_preferences_of_a_person_are_their_row(history):
    for level in ("brief", "full"):
        values = {"detail_level": level, "output_format": "all", "favorite_workflows": ["two"]}
        history.append("users/ana", ("user.preferences_set", values))
    (row,) = rows(projected(history), PROMPT_PREFERENCES)
    assert (row["user_id"], row["detail_level"]) == ("ana", "full")
    assert (row["output_format"], row["favorite_workflows"]) == ("all", ["two"])


def test_a_rating_stands_in_the_history_of_the_prompt_and_the_last_of_a_version_counts(history):
    history.append("users/ana", a_rating(1, 2), a_rating(2, 4))
    history.append("users/ana", a_rating(1, 5))
    history.run("run-1", used=["agents/a@2"])
    (row,) = rows(projected(history), PROMPT_HISTORY)
    assert (row["prompt"], row["total_uses"]) == ("agents~a", 1)
    assert row["feedback_ratings"] == {"1": 5, "2": 4}


def test_a_person_has_one_rating_of_each_version_the_last_one(history):
    history.append("users/ana", a_rating(1, 2), a_rating(2, 4))
    history.append("users/ben", a_rating(1, 3))
    history.append("users/ana", a_rating(1, 5))
    found = rows(projected(history), PROMPT_RATINGS)
    assert [(row["user_id"], row["reference"], row["rating"]) for row in found] == [
        ("ana", "agents/a@1", 5),
        ("ana", "agents/a@2", 4),
        ("ben", "agents/a@1", 3),
    ]
    assert {(row["prompt_type"], row["prompt_name"]) for row in found} == {("agents", "a")}


def test_a_rating_alone_is_no_use(history):
    history.append("users/ana", a_rating(1, 2))
    (row,) = rows(projected(history), PROMPT_HISTORY)
    assert (row["total_uses"], row["success_rate"], row["last_used"]) == (0, None, None)


def test_what_a_user_noted_of_an_execution_is_not_counted_twice(history):
    noted = {"execution": "run-1", "workflow": "two", "status": "completed", "prompts": []}
    history.append("users/ana", ("user.execution_noted", noted))
    assert rows(projected(history), PROMPT_HISTORY) == []
