"""Classifying by rules: sport archetype, readiness and partnership tier, each with reasons."""

from core.adapters.offline.classify.stage import MODEL, run

__all__ = ["MODEL", "run"]
