"""The task `write`, by rules: a document out of a questionnaire and what was found in it."""

from core.adapters.offline.write.stage import run

__all__ = ["run"]
