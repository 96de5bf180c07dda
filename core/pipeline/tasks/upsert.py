"""The upsert stage: the facts that read models keep of a league. The same league twice is one."""

from core import canonical
from core.pipeline.facts import Facts
from core.pipeline.names import folded, without_legal_form
from core.pipeline.ports import Draft, StageRequest

LEAGUE = "league"
"""The kind of fact that becomes a row of `leagues`; its key is the league's id."""


def run(request: StageRequest) -> Draft:
    """The one fact of a league: the row that it has in the table `leagues`."""
    results = request.results
    facts = Facts(results["extract"], results["enhance"])
    classified = results["classify"]
    name = facts.value("/league/legal_name") or facts.value("/league/brand_name")
    league_id = league_id_of(name, facts.value("/league/headquarters_country"), request)
    return Draft(
        {
            "league_id": league_id,
            "facts": [
                {
                    "kind": LEAGUE,
                    "key": league_id,
                    "data": {
                        "league_name": name,
                        "sport": classified["archetype"]["sport"],
                        "tier": classified["tier"],
                        "readiness": int(classified["readiness"]["score"]),
                        "profile": facts.profile,
                    },
                },
            ],
        },
        "code",
    )


def league_id_of(name: str | None, country: str | None, request: StageRequest) -> str:
    """SHA-256 of name and country, both folded, so that spellings of one league agree.

    A league that did not say its name is not taken for another nameless one: its questionnaire
    stands for it.
    """
    if name is None:
        return canonical.fingerprint({"questionnaire": request.document.text})
    return canonical.fingerprint(
        {"name": without_legal_form(name), "country": folded(country or "")}
    )
