import json
from pathlib import Path

import pytest

from core.catalogue.model import Ref
from core.errors import InvalidInput
from core.projections.routing import Router, router_of

SHIPPED = Path(__file__).parents[3] / "database/prompts/routing/updates.json"


FIRESTORE = ("firestore",)
SUPABASE = ("supabase",)
BOTH = ("firestore", "supabase")

SENT = {
    # User data: the name says so anywhere in it, or the type does.
    "agents/user_greeter": FIRESTORE,
    "agents/greeter_for_user": FIRESTORE,
    "agents/superusers": FIRESTORE,
    "user_preferences/current": FIRESTORE,
    "user_preferences/detail_level": FIRESTORE,
    "user_history/agents": FIRESTORE,
    # League data: the name contains a word, or starts with another, or the type is one of three.
    "agents/league_correspondent": SUPABASE,
    "terms/minor_leagues": SUPABASE,
    "agents/questionnaire_extractor": SUPABASE,
    "stages/read_questionnaire": SUPABASE,
    "commands/schema_check": SUPABASE,
    "examples/basketball": SUPABASE,
    "schemas/profile": SUPABASE,
    "schemas/schema_profile": SUPABASE,
    "examples/league_questionnaire": SUPABASE,
    # Workflows go to both, under the name that old requests have for them too.
    "workflows/questionnaire_to_contract": BOTH,
    "workflow/questionnaire_to_contract": BOTH,
    "workflows/new_workflow": BOTH,
    "workflow/any": BOTH,
    # Where both rules match, both apply.
    "agents/league_user": BOTH,
    "agents/user_questionnaire": BOTH,
    "commands/schema_user": BOTH,
    "examples/user_story": BOTH,
    "schemas/user": BOTH,
    "user_preferences/league": BOTH,
    "user_history/schema_changes": BOTH,
    "workflows/user_onboarding": BOTH,
    # The words are looked for in the name, and a start is a start.
    "agents/contract.generator": (),
    "commands/check_schema_": (),
    "commands/schemas": (),
    "users/greeter": (),
    "leagues/futsal": (),
    "agents/workflows": (),
    "clauses/fees": (),
}
"""The design's words and examples, each alone, in other places, and with one another."""


@pytest.mark.parametrize(("ref", "expected"), SENT.items(), ids=SENT)
def test_the_shipped_rules_send_each_prompt_where_the_design_says(ref, expected):
    assert router_of(SHIPPED.read_text())(Ref.parse(ref)) == expected


def test_without_rules_nothing_is_routed():
    assert router_of(None)(Ref("workflows", "x")) == ()


@pytest.mark.parametrize(
    "rule", [{"to": "elsewhere"}, {"to": "supabase", "any": [{"name_ends_with": "x"}]}]
)
def test_an_unknown_word_in_a_rule_is_refused(rule):
    with pytest.raises(InvalidInput, match="rules/0"):
        Router.from_json(json.loads(json.dumps({"rules": [rule]})))
