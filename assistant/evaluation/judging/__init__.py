"""Answers judged by a language model: which claims they make, and which of them the passages support."""

from assistant.evaluation.judging.judge import judge
from assistant.evaluation.judging.metrics import JudgingTally, judged_values, tally
from assistant.evaluation.judging.records import JudgedClaim, Judgement, Verdict

__all__ = ["JudgedClaim", "Judgement", "JudgingTally", "Verdict", "judge", "judged_values", "tally"]
