"""Is a sentence supported by these passages? Scored without a language model."""

from assistant.support.scorer import load_support_scorer
from assistant.support.support import SUPPORTED, Evidence, Support, SupportScorer

__all__ = ["SUPPORTED", "Evidence", "Support", "SupportScorer", "load_support_scorer"]
