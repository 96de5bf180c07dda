"""Finding prompts. `PromptStore` is loaded when asked for: only it needs LangGraph."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.search.prompt_store import PromptStore

__all__ = ["PromptStore"]


def __getattr__(name: str) -> Any:
    if name != "PromptStore":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from core.search.prompt_store import PromptStore

    return PromptStore
