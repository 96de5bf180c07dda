from hypothesis import given, settings
from hypothesis import strategies as st

from core.catalogue.model import Catalogue, Ref
from core.errors import Rejection
from core.snapshot.store import CATALOGUE_PART
from tests.builders_catalogue import after_import, after_update, an_entry, an_update
from tests.builders_search import a_catalogue, compiled, content_of, opened

REFS = [Ref("agents", "drafter"), Ref("agents", "price.explainer"), Ref("workflows", "contract")]
UPDATES = st.lists(
    st.tuples(
        st.sampled_from(REFS),
        st.one_of(
            st.builds(lambda s: {"suggestions": (s,)}, st.sampled_from(["kite", "tennis fee"])),
            st.builds(lambda b: {"body": b}, st.sampled_from(["rowing data", "split money"])),
            st.just({"archive": True}),
            st.builds(lambda b: {"body": b, "create": True}, st.just("league quote")),
        ),
        st.integers(0, 3),
    ),
    max_size=8,
)
START = after_import(Catalogue(), *(an_entry(ref, f"draft {ref.name}") for ref in REFS))


def grown(catalogue, updates):
    for ref, fields, key in updates:
        command = an_update(
            *fields.get("suggestions", ()),
            ref=ref,
            key=f"k{key}" if key else None,
            **{k: v for k, v in fields.items() if k != "suggestions"},
        )
        try:
            catalogue = after_update(catalogue, command)
        except Rejection:
            continue
    return catalogue


@settings(deadline=None)
@given(UPDATES, UPDATES)
def test_a_snapshot_is_the_same_to_the_bit_with_and_without_an_earlier_one(first, second):
    before = grown(START, first)
    after = grown(before, second)
    from_earlier = compiled(after, opened(compiled(before)))
    from_nothing = compiled(after)
    assert from_earlier.manifest == from_nothing.manifest
    assert from_earlier.parts[CATALOGUE_PART] == from_nothing.parts[CATALOGUE_PART]


@settings(deadline=None)
@given(UPDATES)
def test_the_whole_catalogue_survives_its_snapshot(updates):
    catalogue = grown(START, updates)
    content = content_of(catalogue)
    assert content.catalogue() == catalogue
    for key, receipt in catalogue.receipts.items():
        assert content.receipt(key) == receipt
    assert content.receipt("never used") is None


def test_only_changed_prompts_are_embedded_again():
    before = a_catalogue({"agents/a": "draft price", "agents/b": "rowing data"})
    done = compiled(before)
    assert done.embedded == 2
    after = after_update(before, an_update("kite", ref=Ref("agents", "b")))
    assert compiled(after, opened(done)).embedded == 1


def test_equal_content_has_an_equal_id_on_every_machine():
    catalogue = a_catalogue(
        {
            "agents/drafter": (
                "draft the contract",
                {"title": "Drafter", "questions": ["royalty"]},
            ),
            "workflows/contract": "questionnaire to contract",
        }
    )
    assert compiled(catalogue).manifest.id == (
        "a7578b37c70205d617ee082516f39e65f006bd8ec4a88f1616aeb0a9ea930bea"
    )


def test_archived_prompts_are_kept_but_not_on_the_shelf():
    catalogue = a_catalogue({"agents/a": "draft", "agents/b": "price"})
    content = content_of(after_update(catalogue, an_update(archive=True, ref=Ref("agents", "a"))))
    assert [bytes(ref) for ref in content.shelf.refs] == [b"agents\0b"]
    kept = content.prompt(Ref("agents", "a"))
    assert kept is not None
    assert kept.archived


def test_prompts_are_read_one_by_one_or_by_type():
    content = content_of(a_catalogue({"agents/a": "draft", "workflows/w": "price"}))
    assert [str(p.ref) for p in content.prompts("agents")] == ["agents/a"]
    assert [str(p.ref) for p in content.prompts(None)] == ["agents/a", "workflows/w"]
    assert content.prompt(Ref("agents", "none")) is None
