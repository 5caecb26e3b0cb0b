"""The tables of evaluation, and the floors that a run is held to."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import typer
from rich.table import Column, Table

from assistant.cli.exit_codes import FAILED
from assistant.cli.printing import err, out, safe

if TYPE_CHECKING:
    from assistant.evaluation import Comparison, Score, Summary
    from assistant.evaluation.judging import Judgement
    from assistant.evaluation.meta import Figure

LENGTHS = {"answer_length"}


def print_summary(summary: "Summary") -> None:
    """Print all scores, and answer_accuracy by kind of question."""
    for title, scores in (("All questions", summary.scores), ("answer_accuracy by kind", summary.by_kind)):
        table = Table(Column(no_wrap=True), "mean", "95% interval", "count", title=title, title_justify="left")
        for score in scores:
            if score.count:
                table.add_row(safe(score.name), _figure(score, score.value), _interval(score), str(score.count))
        if table.rows:
            out.print(table)
    out.print(f"{summary.questions} questions, {summary.declined} declined.", markup=False)


def print_comparison(found: "Comparison") -> None:
    """Print each metric of both runs, the difference, and whether it is beyond chance."""
    table = Table(Column(no_wrap=True), "A", "B", "B - A", "95% interval", "p", "count", "")
    for d in found.differences:
        interval = f"{d.low:+.3f} to {d.high:+.3f}"
        word = "beyond chance" if d.beyond_chance else ""
        table.add_row(safe(d.name), f"{d.a:.3f}", f"{d.b:.3f}", f"{d.difference:+.3f}", interval, f"{d.p:.3f}", str(d.count), word)
    out.print(table)
    only = f"; {found.only_a} only in A and {found.only_b} only in B were left out" if found.only_a or found.only_b else ""
    out.print(f"{found.questions} questions are in both runs{only}.", markup=False)


def print_meta_evaluation(figures: "Sequence[Figure]") -> None:
    """Print a table of each measure: a row for each kind of edit and a column for each scorer."""
    scorers = list(dict.fromkeys(figure.scorer for figure in figures))
    for measure in dict.fromkeys(figure.measure for figure in figures):
        table = Table(Column(no_wrap=True), *map(safe, scorers), "count", title=measure, title_justify="left")
        of_measure = [figure for figure in figures if figure.measure == measure]
        for of in dict.fromkeys(figure.of for figure in of_measure):
            row = [figure for figure in of_measure if figure.of == of]
            table.add_row(of, *(f"{f.value:.3f} ({f.low:.3f} to {f.high:.3f})" for f in row), str(row[0].count))
        out.print(table)


def tally_line(judgements: Sequence["Judgement"]) -> str:
    """Say what judging took, and what it failed at."""
    from assistant.evaluation.judging import tally

    t = tally(judgements)
    tokens = "tokens not counted by the endpoint" if t.prompt_tokens is None else f"{t.prompt_tokens:,} + {t.completion_tokens:,} tokens"
    return (
        f"Judged {t.judged} answers with {t.claims} claims in {t.calls} calls, {tokens}; "
        f"{t.failed} claims without a verdict, {t.errors} answers not judged."
    )


def read_floors(given: Sequence[str] | None) -> dict[str, float]:
    """Read METRIC=VALUE pairs; an unknown metric or a value that is no number is refused."""
    from assistant.evaluation import REGISTRY

    floors = {}
    for text in given or ():
        name, _, value = text.partition("=")
        try:
            floors[name] = float(value)
        except ValueError as error:
            raise typer.BadParameter(f"--fail-under is {text!r}: give METRIC=VALUE, such as answer_accuracy=0.7.") from error
        if name not in REGISTRY:
            raise typer.BadParameter(f"--fail-under names {name!r}: the metrics are {', '.join(REGISTRY)}.")
    return floors


def check_floors(summary: "Summary", floors: Mapping[str, float]) -> None:
    """Exit with 1 when a figure is worse than its floor, or was not measured; each is told."""
    from assistant.evaluation import REGISTRY

    values = {score.name: score.value for score in summary.scores}
    failed = []
    for name, floor in floors.items():
        value = values.get(name)
        if value is None:
            failed.append(f"{name} was not measured, {floor:g} was asked.")
        elif value < floor if REGISTRY[name].higher_is_better is not False else value > floor:
            failed.append(f"{name} is {value:.3f}, {floor:g} was asked.")
    for line in failed:
        err.print(f"dateline: {line}", markup=False)
    if failed:
        raise typer.Exit(FAILED)


def _figure(score: "Score", value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}" if score.name in LENGTHS else f"{value:.3f}"


def _interval(score: "Score") -> str:
    return "" if score.low is None else f"{_figure(score, score.low)} to {_figure(score, score.high)}"
