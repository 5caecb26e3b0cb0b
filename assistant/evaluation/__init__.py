"""Scoring answers: of Dateline, of another configuration of it, or of another system."""

from assistant.evaluation.comparison import Comparison, Difference, compare
from assistant.evaluation.formats import pair_answers, read_answers, read_examples
from assistant.evaluation.metrics import METRICS, REGISTRY, SET_METRICS
from assistant.evaluation.plans import plan_of, plan_of_answers
from assistant.evaluation.records import Cited, Context, Example, Relevant, Response, Result, Score, SentenceMarks
from assistant.evaluation.report import page_of
from assistant.evaluation.run_folder import RunFolder, read_run
from assistant.evaluation.runs import Run, answered, evaluate, score, with_judgements
from assistant.evaluation.summary import Summary

__all__ = [
    "METRICS",
    "REGISTRY",
    "SET_METRICS",
    "Cited",
    "Comparison",
    "Context",
    "Difference",
    "Example",
    "Relevant",
    "Response",
    "Result",
    "Run",
    "RunFolder",
    "Score",
    "SentenceMarks",
    "Summary",
    "answered",
    "compare",
    "evaluate",
    "page_of",
    "pair_answers",
    "plan_of",
    "plan_of_answers",
    "read_answers",
    "read_examples",
    "read_run",
    "score",
    "with_judgements",
]
