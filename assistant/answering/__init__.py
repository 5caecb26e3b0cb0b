"""Answers that are no single look-up, a module a kind: digests and timelines, lists and counts of articles, the archive itself."""

from assistant.answering.parts import joined
from assistant.answering.plans import Asking, Planned, comparison, planned

__all__ = ["Asking", "Planned", "comparison", "joined", "planned"]
