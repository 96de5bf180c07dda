from core.catalogue.listing import by_type, in_use
from core.catalogue.model import Catalogue, Ref
from tests.builders_catalogue import REF, after_import, after_label, after_update, an_entry
from tests.builders_catalogue import an_update as update_of

FLOW = Ref("workflows", "flow")


def a_story() -> Catalogue:
    """1: two files; 2: a wish; 3: a label; 4: archived; 5: a new prompt."""
    catalogue = after_import(
        Catalogue(), an_entry(metadata={"title": "Drafter", "purpose": "Drafts."}), an_entry(FLOW)
    )
    catalogue = after_update(catalogue, update_of("more"))
    catalogue = after_label(catalogue, "production", 1)
    catalogue = after_update(catalogue, update_of(ref=FLOW, archive=True))
    return after_update(catalogue, update_of(ref=Ref("agents", "a"), body="new", create=True))


def listed(as_of: int | None) -> list[str]:
    prompts = in_use(a_story().prompts.values(), as_of)
    return [f"{prompt.ref}@{prompt.latest.number}" for prompt in prompts]


def test_what_is_in_use_now_is_listed_by_reference():
    assert listed(None) == ["agents/a@1", "agents/drafter@2"]


def test_what_was_in_use_then_is_listed_as_it_was():
    assert listed(0) == []
    assert listed(1) == ["agents/drafter@1", "workflows/flow@1"]
    assert listed(3) == ["agents/drafter@2", "workflows/flow@1"]
    assert listed(4) == ["agents/drafter@2"]
    assert listed(10**12) == listed(None)


def test_a_line_tells_version_title_purpose_and_labels_of_that_point():
    then = by_type(in_use(a_story().prompts.values(), 2))
    assert then["agents"] == [
        {"name": "drafter", "version": 2, "title": "Drafter", "purpose": "Drafts.", "labels": {}}
    ]
    now = by_type(in_use(a_story().prompts.values(), None))
    assert [line["labels"] for line in now["agents"]] == [{}, {"production": 1}]


def test_a_prompt_that_says_nothing_of_itself_goes_by_its_name():
    lines = by_type(in_use(a_story().prompts.values(), 1))
    assert lines["workflows"] == [
        {"name": "flow", "version": 1, "title": "flow", "purpose": "", "labels": {}}
    ]


def test_prompts_stand_under_their_types():
    types = by_type(in_use(a_story().prompts.values(), 1))
    assert {kind: [line["name"] for line in lines] for kind, lines in types.items()} == {
        REF.type: [REF.name],
        FLOW.type: [FLOW.name],
    }
