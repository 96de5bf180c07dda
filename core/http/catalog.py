"""Everything in use, by type and in pages, over HTTP."""

from typing import Any

from core.catalogue.listing import by_type, in_use
from core.catalogue.model import prompt_type
from core.events.log import EventLog
from core.http import schemas
from core.http.addressing import AS_OF, as_of, whole
from core.http.conditional import answered, entity_tag
from core.http.routes import Answer, Call, Parameter, Reply, Route
from core.search.live import LiveIndex

PAGE = 200
_PAGE_LIMIT = 1000


class CatalogItem(Answer):
    """A prompt at its latest version; `labels` are the versions that its labels point at."""

    name: str
    version: int
    title: str
    purpose: str
    labels: dict[str, int]


class CatalogAnswer(Answer):
    """Every prompt in use, by type. `next` is the `after` of the next page, if there is one."""

    types: dict[str, list[CatalogItem]]
    total: int
    next: str | None
    snapshot: str
    sequence: int


def catalog_route(index: LiveIndex, log: EventLog) -> Route:
    """Everything in use, now or as of a point of the catalogue."""

    def catalog(call: Call) -> Reply:
        limit = whole(call.query, "limit", most=_PAGE_LIMIT) or PAGE
        after = call.query.get("after", "")
        kind = prompt_type(call.query["type"]) if "type" in call.query else None
        point = as_of(call, log)
        view = index.fresh()

        def value() -> dict[str, Any]:
            living = in_use(view.prompts(kind), point)
            listed = [prompt for prompt in living if str(prompt.ref) > after]
            return {
                "types": by_type(listed[:limit]),
                "total": len(living),
                "next": str(listed[limit - 1].ref) if len(listed) > limit else None,
                "snapshot": view.snapshot_id,
                "sequence": view.sequence,
            }

        return answered(call, entity_tag(view), value)

    return Route(
        "GET",
        "/api/prompts/catalog",
        "Everything in use, by type",
        catalog,
        CatalogAnswer,
        parameters=(
            Parameter("type", "Only this type", schemas.TYPE),
            Parameter(
                "limit",
                f"Items a page, {PAGE} unless told",
                schemas.whole(_PAGE_LIMIT),
            ),
            Parameter("after", "Where the page before ended: type/name"),
            AS_OF,
        ),
        statuses=(503,),
        conditional=True,
    )
