"""The report's page of a run."""

from datetime import UTC, datetime

from assistant.evaluation.metrics import abouts
from assistant.evaluation.report import Report, render
from assistant.evaluation.runs import Run


def page_of(run: Run, title: str, scorer: str, threshold: float | None, *, made: datetime | None = None) -> str:
    """Return the HTML report of a run; `threshold` is the confidence below which answers were declined, None where that is not known."""
    systems = sorted({result.response.answered_by for result in run.results} - {""})
    facts = (
        ("questions", str(run.summary.questions)),
        ("declined", str(run.summary.declined)),
        ("answered by", ", ".join(systems) or "not told"),
        ("support scored by", scorer),
    )
    report = Report(
        title=title,
        made=made or datetime.now(UTC),
        facts=facts,
        scores=run.summary.scores,
        by_kind=run.summary.by_kind,
        curve=run.summary.curve,
        threshold=threshold,
        reliability=run.summary.reliability,
        results=run.results,
    )
    return render(report, about=abouts())
