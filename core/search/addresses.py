"""A prompt's place in a LangGraph store: `agents/contract.drafter` is the item `drafter` of the
namespace `("agents", "contract")`. Each prompt has one address, each address one prompt at most."""

from collections.abc import Sequence
from typing import TypeAlias

from core.catalogue.model import Ref, prompt_name, prompt_type
from core.errors import InvalidInput

Namespace: TypeAlias = tuple[str, ...]


def address_of(ref: Ref) -> tuple[Namespace, str]:
    """The namespace and the key of `ref`."""
    *path, key = ref.name.split(".")
    return (ref.type, *path), key


def ref_at(namespace: Namespace, key: str) -> Ref:
    """The reference that `key` in `namespace` stands for. Raises `InvalidInput` where none can."""
    if not namespace:
        raise InvalidInput("namespace", "is empty", 'begin with a type, as in ("agents", "mine")')
    for field, label in [*(("namespace", label) for label in namespace[1:]), ("key", key)]:
        if "." in label:
            raise InvalidInput(field, f"{label[:60]!r} has a dot", "make it a label of its own")
        prompt_name(label, field=field)
    kind = prompt_type(namespace[0], field="namespace")
    if kind != namespace[0]:
        raise InvalidInput("namespace", f"{namespace[0]!r} is short for {kind!r}", f"write {kind}")
    return Ref(kind, prompt_name(".".join([*namespace[1:], key]), field="key"))


def possible(prefix: Namespace) -> bool:
    """Whether anything could lie in `prefix` or below it."""
    try:
        ref_at(prefix or ("any",), "any")
    except InvalidInput:
        return False
    return True


def matches(namespace: Namespace, match_type: str, path: Sequence[str]) -> bool:
    """Whether `namespace` begins (`prefix`) or ends (`suffix`) like `path`; `*` is any label."""
    if match_type not in ("prefix", "suffix"):
        raise InvalidInput("match_type", f"{match_type!r} is none", "use prefix or suffix")
    if len(path) > len(namespace):
        return False
    start = 0 if match_type == "prefix" else len(namespace) - len(path)
    ours = namespace[start : start + len(path)]
    return all(wanted in ("*", label) for label, wanted in zip(ours, path, strict=True))
