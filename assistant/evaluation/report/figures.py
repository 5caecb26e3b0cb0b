"""The scores as tables, a family of metrics each, with a bar for the value and a whisker for its interval."""

from collections.abc import Sequence
from typing import get_args
from urllib.parse import quote

from assistant.evaluation.metrics import REGISTRY, Family
from assistant.evaluation.records import Score
from assistant.evaluation.report.text import decimal, escaped, is_share, one_line


def _without_k(name: str) -> str:
    return name.partition("@")[0]


# The families in the order in which an answer comes about.
_FAMILIES = tuple(family.capitalize() for family in get_args(Family))
JUDGE, OTHER = "Judge", "Other"
_FAMILY_OF = {_without_k(name): metric.family.capitalize() for name, metric in REGISTRY.items()}
_LESS_IS_BETTER = {name for name, metric in REGISTRY.items() if metric.higher_is_better is False} | {"failed_claims_llm", "judge_error_llm"}
_NO_SHARES = {"answer_length", "failed_claims_llm"}

BAR_WIDTH, BAR_HEIGHT = 160, 14


def family_of(name: str) -> str:
    """Return the family of a metric; what a language model judged is a family of its own."""
    return JUDGE if name.endswith("_llm") else _FAMILY_OF.get(_without_k(name), OTHER)


def figures_html(scores: Sequence[Score], by_kind: Sequence[Score]) -> str:
    """Return a table for each family that has scores, and one of the accuracy of each kind of question, a link to its questions."""
    families: dict[str, list[Score]] = {family: [] for family in [*_FAMILIES, JUDGE, OTHER]}
    for score in scores:
        families[family_of(score.name)].append(score)
    tables = [_table(family, list(map(_row, members))) for family, members in families.items() if members]
    kinds = [f"{_head(_kind_link(score.name), '')}{_figure(score)}" for score in by_kind]
    tables += [_table("Answer accuracy by kind of question", kinds, "Kind")] if kinds else []
    return f'<div class="families">{"".join(tables)}</div>'


def bar_html(value: float, low: float | None = None, high: float | None = None) -> str:
    """Return a bar from 0 to the value, with a whisker over the interval; nothing for what is no share."""
    if not is_share(value):
        return ""
    middle = BAR_HEIGHT / 2
    parts = [
        f'<rect class="track" y="3" width="{BAR_WIDTH}" height="{BAR_HEIGHT - 6}"/>',
        f'<rect class="bar" y="3" width="{value * BAR_WIDTH:.1f}" height="{BAR_HEIGHT - 6}"/>',
    ]
    if low is not None and high is not None and is_share(low) and is_share(high):
        start, end = low * (BAR_WIDTH - 2) + 1, high * (BAR_WIDTH - 2) + 1
        whisker = f"M{start:.1f} 2V{BAR_HEIGHT - 2}M{end:.1f} 2V{BAR_HEIGHT - 2}M{start:.1f} {middle:g}H{end:.1f}"
        parts.append(f'<path class="whisker" d="{whisker}"/>')
    box = f'viewBox="0 0 {BAR_WIDTH} {BAR_HEIGHT}" width="{BAR_WIDTH}" height="{BAR_HEIGHT}"'
    return f'<svg class="share" {box} aria-hidden="true">{"".join(parts)}</svg>'


def _table(title: str, rows: Sequence[str], of: str = "Metric") -> str:
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    head = f'<thead><tr><th scope="col">{of}</th><th scope="col">Value, 95% interval, count</th></tr></thead>'
    return f'<table class="family"><caption>{title}</caption>{head}<tbody>{body}</tbody></table>'


def _row(score: Score) -> str:
    about = REGISTRY[score.name].about if score.name in REGISTRY else ""
    line = "; ".join(filter(None, [about, "less is better" if score.name in _LESS_IS_BETTER else ""]))
    return f"{_head(f'<code>{escaped(score.name)}</code>', line[:1].upper() + line[1:])}{_figure(score)}"


def _head(name: str, line: str) -> str:
    return f'<th scope="row">{name}{f"<p>{escaped(line)}</p>" if line else ""}</th>'


def _kind_link(kind: str) -> str:
    return f'<a class="finds" href="#kind={quote(one_line(kind), safe="")}">{escaped(kind)}</a>'


def _figure(score: Score) -> str:
    if score.value is None:
        return '<td><span class="none">nothing to measure it on</span></td>'
    bar = "" if score.name in _NO_SHARES else bar_html(score.value, score.low, score.high)
    interval = f"{decimal(score.low)} to {decimal(score.high)}" if score.low is not None and score.high is not None else "no interval"
    return (
        f'<td><span class="value">{decimal(score.value)}</span>{bar}'
        f'<span class="interval">{interval}</span> <span class="count">n = {score.count:,}</span></td>'
    )
