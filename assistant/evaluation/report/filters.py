"""The form that finds questions. The page's script shows it; without scripts there is no form, and all questions are seen."""

from collections import Counter
from collections.abc import Sequence

from assistant.evaluation.records import Result
from assistant.evaluation.report.outcomes import Mark, Outcome, marks_of, outcome_of
from assistant.evaluation.report.text import escaped

_ORDERS = {
    "": "as asked",
    "confidence": "least confidence first",
    "-confidence": "most confidence first",
    "support": "least support first",
    "-support": "most support first",
}


def filters_html(results: Sequence[Result]) -> str:
    """Return the form, with the number of questions beside each choice."""
    return (
        '<form id="filters" autocomplete="off" hidden><div class="row">'
        '<label>Search <input type="search" name="words" placeholder="question, answer, quote, file"></label>'
        f"{_kinds(results)}{_orders()}</div>"
        f'<div class="row">{_chips(results)}'
        '<button type="button" id="range" hidden></button><button type="reset">Show all</button></div></form>'
    )


def _kinds(results: Sequence[Result]) -> str:
    counts = Counter(escaped(result.example.kind) for result in results)
    counts.pop("", None)
    options = "".join(f'<option value="{kind}" data-name="{kind}">{kind} ({counts[kind]})</option>' for kind in sorted(counts))
    return f'<label>Kind <select name="kind"><option value="">all</option>{options}</select></label>' if options else ""


def _orders() -> str:
    options = "".join(f'<option value="{value}">{name}</option>' for value, name in _ORDERS.items())
    return f'<label>Order <select name="sort">{options}</select></label>'


def _chips(results: Sequence[Result]) -> str:
    outcomes = Counter(outcome_of(result) for result in results)
    marks = Counter(mark for result in results for mark in marks_of(result))
    chips = [_chip("outcome", outcome, outcomes[outcome]) for outcome in Outcome if outcomes[outcome]]
    chips += [_chip("mark", mark, marks[mark]) for mark in Mark]
    return f"<fieldset><legend>Only</legend>{''.join(chips)}</fieldset>"


def _chip(name: str, value: str, count: int) -> str:
    box = f'<input type="checkbox" name="{name}" value="{value}">'
    return f'<label class="chip">{box} {value} <span class="count">{count}</span></label>'
