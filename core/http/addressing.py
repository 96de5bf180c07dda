"""How a prompt, a version and a point of the catalogue stand in an address."""

from collections.abc import Mapping

from core.catalogue.limits import LAST_VERSION
from core.catalogue.model import Prompt, Ref, prompt_name, prompt_type
from core.catalogue.points import point_of
from core.errors import InvalidInput, NotFound
from core.events.log import EventLog
from core.http import schemas
from core.http.routes import Call, Parameter
from core.search.view import View

PROMPT = (
    Parameter("type", "A type, such as agents", schemas.TYPE, "path"),
    Parameter("name", "The prompt's name", schemas.NAME_OF_PROMPT, "path"),
)
AS_OF = Parameter("as_of", "A sequence number or an RFC 3339 time", schemas.AS_OF)
EXECUTION = Parameter("id", "An execution's id", schemas.EXECUTION, "path")
IDEMPOTENCY_KEY = Parameter(
    "Idempotency-Key",
    "The same request under the same key is carried out once",
    schemas.KEY,
    "header",
)


def ref_of(call: Call) -> Ref:
    """The prompt that the address names. Raises `InvalidInput`."""
    return Ref(prompt_type(call.path["type"]), prompt_name(call.path["name"]))


def known(view: View, ref: Ref) -> Prompt:
    """The prompt called `ref`. Raises `NotFound`."""
    prompt = view.prompt(ref)
    if prompt is None:
        raise NotFound("prompt", str(ref), "search for it, or see /api/prompts/catalog")
    return prompt


def as_of(call: Call, log: EventLog) -> int | None:
    """The point of the catalogue that was asked for, if any. Raises `InvalidInput`."""
    text = call.query.get("as_of")
    return None if text is None else point_of(log, text, field="as_of")


def whole(query: Mapping[str, str], name: str, *, most: int = LAST_VERSION) -> int | None:
    """The whole number that parameter `name` gives, if any. Raises `InvalidInput`."""
    text = query.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()) or not 0 < int(text[:12]) <= most:
        raise InvalidInput(name, f"{text[:40]!r} is no whole number", f"give 1 to {most}")
    return int(text)
