"""A version's text as its readers see it: the body, then the suggestions in a fixed shape."""

from core.catalogue.model import Suggestion, Text, Version
from core.events.blobs import BlobStore

INLINE_LIMIT = 16 * 1024
"""Texts of more UTF-8 bytes than this are kept as blobs, so that an append stays small."""


def keep(text: str, blobs: BlobStore) -> Text:
    """`text` as an event carries it; a large one is put into `blobs` first."""
    encoded = text.encode()
    if len(encoded) <= INLINE_LIMIT:
        return Text(inline=text)
    return Text(blob=blobs.put(encoded))


def content_of(text: Text, blobs: BlobStore) -> str:
    """What `text` says, wherever it is kept."""
    if text.blob is not None:
        return blobs.get(text.blob).decode()
    return text.inline or ""


def body_of(version: Version, blobs: BlobStore) -> str:
    """The version's own text, without suggestions."""
    return content_of(version.body, blobs)


def text_of(version: Version, blobs: BlobStore) -> str:
    """The version's text with its suggestions rendered into it."""
    return with_suggestions(body_of(version, blobs), version.suggestions)


def with_suggestions(body: str, suggestions: tuple[Suggestion, ...]) -> str:
    """`body`, then each different suggestion once, in the order they were made."""
    if not suggestions:
        return body
    unique = dict.fromkeys(" ".join(s.text.split()) for s in suggestions)
    lines = "\n".join(f"- {text}" for text in unique)
    return f"{body.rstrip()}\n\n## Suggestions\n\n{lines}\n"
