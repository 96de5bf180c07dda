import json
from pathlib import Path

import pytest

from core.catalogue.model import Ref
from core.errors import InvalidInput
from core.projections.routing import Router, router_of

SHIPPED = Path(__file__).parents[3] / "database/prompts/routing/updates.json"


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        ("agents/user_greeter", ("firestore",)),
        ("user_preferences/current", ("firestore",)),
        ("user_history/agents", ("firestore",)),
        ("agents/league_correspondent", ("supabase",)),
        ("agents/questionnaire_extractor", ("supabase",)),
        ("commands/schema_check", ("supabase",)),
        ("commands/check_schema_", ()),
        ("examples/basketball", ("supabase",)),
        ("schemas/profile", ("supabase",)),
        ("workflows/questionnaire_to_contract", ("firestore", "supabase")),
        ("workflow/any", ("firestore", "supabase")),
        ("agents/league_user", ("firestore", "supabase")),
        ("clauses/fees", ()),
    ],
)
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
