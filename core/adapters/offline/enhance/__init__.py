"""Enhancing by rules: derived values, completeness, contradictions, questions and the letter."""

from core.adapters.offline.enhance.stage import MODEL, run

__all__ = ["MODEL", "run"]
