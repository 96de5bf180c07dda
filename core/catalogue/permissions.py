"""What only an admin may change: protected labels, and the entry that says which those are."""

from collections.abc import Collection

from core import canonical
from core.canonical import Json
from core.catalogue.model import Ref, label_name
from core.errors import Forbidden, InvalidInput

PROTECTED_LABELS = Ref("labels", "protected")
"""The catalogue's entry that lists the protected labels."""


def protected_labels(text: str) -> frozenset[str]:
    """The labels that the text of `PROTECTED_LABELS` lists; raises `InvalidInput`."""
    try:
        data = canonical.decode(text)
    except ValueError as error:
        raise InvalidInput(str(PROTECTED_LABELS), f"is not JSON ({error})", "mend it") from error
    return protected_in(data)


def protected_in(data: Json) -> frozenset[str]:
    """The labels that `data`, the value of `PROTECTED_LABELS`, lists; raises `InvalidInput`."""
    listed = data.get("protected") if isinstance(data, dict) else None
    if not isinstance(listed, list) or not all(isinstance(label, str) for label in listed):
        raise InvalidInput("protected", "is no list of labels", 'write "protected": ["production"]')
    return frozenset(
        label_name(label, field=f"protected/{number}") for number, label in enumerate(listed)
    )


def check_may_change(ref: Ref, *, admin: bool) -> None:
    """Raises `Forbidden` where `ref` decides on what others may do and no admin asks."""
    if ref == PROTECTED_LABELS and not admin:
        raise Forbidden(f"only an admin may change {ref}", "ask an admin to do it")


def check_may_move(label: str, protected: Collection[str], *, admin: bool) -> None:
    """Raises `Forbidden` where `label` is protected and no admin asks."""
    if label in protected and not admin:
        raise Forbidden(
            f"the label {label!r} is protected: only an admin may move it",
            "ask an admin, or use another label",
        )
