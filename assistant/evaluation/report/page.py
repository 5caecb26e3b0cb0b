"""The report's page: one file of HTML that asks for nothing, from anywhere."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from importlib.resources import files

from assistant.evaluation.abstention import ReliabilityBin, RiskCoverageCurve
from assistant.evaluation.report.cards import card_html
from assistant.evaluation.report.figures import figures_html
from assistant.evaluation.report.filters import filters_html
from assistant.evaluation.report.plots import bands_of, curve_plot, reliability_plot
from assistant.evaluation.report.text import escaped
from assistant.evaluation.runs import Run


def page_of(run: Run, title: str, scorer: str, threshold: float | None, *, made: datetime | None = None) -> str:
    """Return the report of a run, which made at the same time is the same, byte for byte.

    `threshold` is the confidence below which answers were declined, None where that is not known.
    """
    style, script, summary = _asset("report.css"), _asset("report.js"), run.summary
    systems = sorted({result.response.answered_by for result in run.results} - {""})
    facts = {
        "Made": (made or datetime.now(UTC)).isoformat(" ", "minutes").replace("+00:00", " UTC"),
        "questions": str(summary.questions),
        "declined": str(summary.declined),
        "answered by": ", ".join(systems) or "not told",
        "support scored by": scorer,
    }
    order = {score.name: place for place, score in enumerate(summary.scores)}
    cards = [card_html(result, number, order) for number, result in enumerate(run.results, start=1)]
    told = "".join(f"<div><dt>{name}</dt><dd>{escaped(value)}</dd></div>" for name, value in facts.items())
    return "\n".join(
        [
            *_head(title, style, script),
            '<a class="skip" href="#questions">Skip to the questions</a>',
            f'<header id="masthead"><h1>{escaped(title)}</h1><dl>{told}</dl></header>',
            f"<main><section><h2>Figures</h2>{figures_html(summary.scores, summary.by_kind)}</section>",
            '<section class="plots"><h2>Confidence</h2>',
            f"<div>{_curve(summary.curve, threshold)}{_reliability(summary.reliability)}</div></section>",
            '<section id="questions" tabindex="-1"><h2>Questions</h2>',
            filters_html(run.results),
            f'<p id="shown" role="status">{_questions(len(run.results))}</p>',
            '<div id="cards">',
            *cards,
            "</div></section></main>",
            f"<script>{script}</script>",
            "</body></html>",
            "",
        ]
    )


def _asset(name: str) -> str:
    return files("assistant.evaluation.report").joinpath(name).read_text("utf-8")


def _head(title: str, style: str, script: str) -> list[str]:
    """Return what comes before the page's text.

    Its policy allows this style and this script by their hashes and nothing else: were something to slip through the
    escaping, it could neither run nor style nor load. Hence no element has a style of its own: bars are SVG.
    """
    policy = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'"
    return [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escaped(title)}</title><style>{style}</style></head><body>",
    ]


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _questions(count: int) -> str:
    return "1 question" if count == 1 else f"{count:,} questions"


def _curve(curve: RiskCoverageCurve, threshold: float | None) -> str:
    if curve.area is None:
        return _figure("Risk and coverage", "No answer came with a confidence.", "", "")
    told = f"The surest answers first: how many of them are wrong as more are given. Area under the curve {curve.area:.3f}; less is better."
    return _figure("Risk and coverage", f"{told} {_at(curve, threshold)}", curve_plot(curve, threshold), _curve_table(curve))


def _at(curve: RiskCoverageCurve, threshold: float | None) -> str:
    if threshold is None:
        return ""
    point = curve.at(threshold)
    if point is None:
        return f"No answer reaches the threshold {threshold:g}."
    return f"The large dot is the threshold {threshold:g}: coverage {point.coverage:.3f}, risk {point.risk:.3f}."


def _curve_table(curve: RiskCoverageCurve) -> str:
    rows = [
        (f"{band.first} to {band.last}", f"{band.high:.3f} to {p.confidence:.3f}", f"{p.coverage:.3f}", f"{p.risk:.3f}")
        for band in bands_of(curve)
        for p in [band.point]
    ]
    return _points(("Answers", "Confidence", "Coverage", "Risk"), rows)


def _reliability(bins: Sequence[ReliabilityBin]) -> str:
    if not any(bin.count for bin in bins):
        return _figure("Reliability", "No answer came with a confidence.", "", "")
    told = "Answers of like confidence: where a point lies on the dashed line, confidence is the share of them that is right."
    rows = [(f"{bin.confidence:.3f}", f"{bin.right:.3f}", f"{bin.count:,}") for bin in bins if bin.count]
    return _figure("Reliability", told, reliability_plot(bins), _points(("Mean confidence", "Share right", "Answers"), rows))


def _points(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    heads = "".join(f'<th scope="col">{name}</th>' for name in head)
    body = "".join(f"<tr>{''.join(f'<td>{value}</td>' for value in row)}</tr>" for row in rows)
    return f"<details><summary>The points as a table</summary><table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></details>"


def _figure(title: str, told: str, plot: str, table: str) -> str:
    readout = '<p class="readout" aria-hidden="true"></p>' if plot else ""
    return f"<figure><figcaption><h3>{title}</h3><p>{told}</p></figcaption>{plot}{readout}{table}</figure>"
