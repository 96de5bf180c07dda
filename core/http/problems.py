"""Errors as RFC 9457 problem documents."""

from http import HTTPStatus

from core import canonical
from core.errors import (
    InvalidInput,
    NotYetVisible,
    PromptIntelError,
    TooLarge,
    Unavailable,
    VersionConflict,
)
from core.http.routes import Reply

MEDIA_TYPE = "application/problem+json"


def problem(error: PromptIntelError) -> Reply:
    """`error` as its caller should see it."""
    members: dict[str, object] = {}
    headers: dict[str, str] = {}
    if isinstance(error, InvalidInput):
        members = {"field": error.field, "remedy": error.remedy}
    elif isinstance(error, TooLarge):
        members = {"field": error.field}
    elif isinstance(error, VersionConflict):
        members = {"current_version": error.current}
    elif isinstance(error, NotYetVisible):
        members = {"sequence": error.visible}
    if isinstance(error, Unavailable):
        headers["Retry-After"] = str(error.retry_after)
    return document(error.status, error.title, str(error), members, headers)


def document(
    status: int,
    title: str,
    detail: str,
    members: dict[str, object] | None = None,
    headers: dict[str, str] | None = None,
) -> Reply:
    """A problem document with `members` beside the standard ones."""
    value = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        **(members or {}),
    }
    return Reply(
        status=status,
        headers=headers or {},
        content=canonical.encode(value),
        media_type=MEDIA_TYPE,
    )


def plain(status: int, detail: str, headers: dict[str, str] | None = None) -> Reply:
    """A problem that no error of the domain stands behind: no such route, no such method."""
    return document(status, HTTPStatus(status).phrase, detail, headers=headers)
