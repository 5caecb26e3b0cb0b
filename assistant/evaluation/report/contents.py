"""What a report is made from."""

from dataclasses import dataclass
from datetime import datetime

from assistant.evaluation.abstention import ReliabilityBin, RiskCoverageCurve
from assistant.evaluation.records import Result, Score


@dataclass(frozen=True)
class Report:
    """An evaluation to be shown; the same report is the same page, byte for byte.

    `facts` are names and values such as the index, the model and the machine; `by_kind` is accuracy, named for the kinds of
    question; `threshold` is the confidence below which answers were declined, None where none was applied.
    """

    title: str
    made: datetime | None
    facts: tuple[tuple[str, str], ...]
    scores: tuple[Score, ...]
    by_kind: tuple[Score, ...]
    curve: RiskCoverageCurve
    threshold: float | None
    reliability: tuple[ReliabilityBin, ...]
    results: tuple[Result, ...]
