"""The passages behind an answer by the day they were published: the cited ones filled, the near ones hollow.

The drawing is an SVG whose places are percentages, because Gradio's Chatbot drops `viewBox`. On it lies a list of buttons, one
for each point: it is what the keyboard and screen readers use.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.records import LOOKED_UP, Answer
from assistant.web.escaping import escaped
from assistant.web.places import date_in_words, day_html, file_html, outlet_html, passage_value

NEAR_SHOWN = 6
SAID_LENGTH = 160  # characters of a near passage
LEFT, RIGHT = 8.0, 92.0  # percent: half a label stays inside a window of 390 px
WIDTH_OF_POINT = 8.0  # percent: 24 px, the least to press on, of 320 px
ROW = 26  # px from one point to the one above it
FOOT = 30  # px under the lowest points, for the axis and its labels
MOST_LABELS = 5

_YEAR_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
_MONTH_STEPS = (1, 2, 3, 6)
_DAY_STEPS = (1, 2, 3, 7, 14)


@dataclass(frozen=True)
class Point:
    """A cited or near passage: when it was published, and its button's look, value, label and hidden words as HTML."""

    published: date | None
    look: str
    value: str
    label: str
    words: str


@dataclass(frozen=True)
class Placed:
    """A point with its place: percent from the left, and the row, 0 the lowest."""

    point: Point
    left: float
    row: int


def timeline_html(answer: Answer) -> str:
    """The timeline, empty when the passages are not of two different days at least."""
    # What is near says something of a look-up only: a digest tells of the articles that it cites.
    points = [*_cited(answer), *(_near(answer) if answer.abstained or answer.kind in LOOKED_UP else ())]
    days = sorted({point.published for point in points if point.published})
    if len(days) < 2:
        return ""
    placed = _placed([point for point in points if point.published], days[0], days[-1])
    height = ROW * (1 + max(one.row for one in placed)) + FOOT
    drawing = f'<div class="drawing" role="img" title="{_name(placed, days)}">{_svg(answer, placed, days, height)}</div>'
    buttons = "".join(_button_html(one) for one in placed)
    plot = f'<div class="plot" style="height:{height}px">{drawing}<ul class="points">{buttons}</ul></div>'
    return f'<div class="timeline">{_legend_html(placed)}{plot}{_undated_html(points)}</div>'


def _cited(answer: Answer) -> Iterator[Point]:
    values = {value.citation: value.text for value in answer.values}
    for citation in answer.citations:
        value = f": {escaped(values[citation.number])}" if citation.number in values else ""
        words = f"cited{value}, {_place_html(citation.file, citation.source, citation.published)}"
        yield Point(citation.published, "cited", str(citation.number), str(citation.number), words)


def _near(answer: Answer) -> Iterator[Point]:
    """The best passage of each article that is not cited, best first."""
    seen = {citation.file for citation in answer.citations}
    seen |= {file.id for citation in answer.citations for file in citation.also_in}
    shown = 0
    for passage in (scored.passage for scored in answer.passages):
        if passage.article_id in seen or shown == NEAR_SHOWN:
            continue
        seen.add(passage.article_id)
        shown += 1
        text = passage.text.strip()
        more = " …" if len(text) > SAID_LENGTH else ""
        said = f'<span class="said">{escaped(text[:SAID_LENGTH])}{more}</span>'
        words = f"near, {_place_html(passage.article_id, passage.source, passage.published)}: {said}"
        yield Point(passage.published, "near open-article", passage_value(passage), "", words)


def _place_html(file: str, source: str | None, published: date | None) -> str:
    """Outlet, date and file with commas, to be heard."""
    return ", ".join(filter(None, [outlet_html(source), day_html(published), file_html(file)]))


def _placed(points: Sequence[Point], first: date, last: date) -> list[Placed]:
    """The points by day; what would touch another stands above it."""
    ends: list[float] = []  # of each row, where its last point leaves room again
    placed = []
    for point in sorted(points, key=lambda point: point.published or first):
        left = _left(point.published or first, first, last)
        row = next((row for row, end in enumerate(ends) if end <= left), len(ends))
        ends[row : row + 1] = [left + WIDTH_OF_POINT]
        placed.append(Placed(point, left, row))
    return placed


def _left(day: date, first: date, last: date) -> float:
    return LEFT + (RIGHT - LEFT) * ((day - first).days / (last - first).days)


def _svg(answer: Answer, placed: Sequence[Placed], days: Sequence[date], height: int) -> str:
    axis = height - FOOT + 4
    line = f'<line class="axis" x1="0" x2="100%" y1="{axis}" y2="{axis}" />'
    ticks = "".join(_tick_svg(_left(day, days[0], days[-1]), label, axis) for day, label in _labels(days[0], days[-1]))
    points = "".join(_point_svg(one, axis) for one in placed)
    return f'<svg width="100%" height="{height}">{_asked_svg(answer, days, axis)}{line}{ticks}{points}</svg>'


def _asked_svg(answer: Answer, days: Sequence[date], axis: int) -> str:
    """A band for the time asked about, as far as the timeline reaches."""
    frame = answer.time_frame
    if frame is None or (frame.since is None and frame.until is None):
        return ""
    start, end = max(frame.since or days[0], days[0]), min(frame.until or days[-1], days[-1])
    if start > end:
        return ""
    left, right = (_left(day, days[0], days[-1]) for day in (start, end))
    half = WIDTH_OF_POINT / 2
    return f'<rect class="asked" x="{left - half:.2f}%" y="0" width="{right - left + 2 * half:.2f}%" height="{axis}" />'


def _tick_svg(left: float, label: str, axis: int) -> str:
    line = f'<line class="axis" x1="{left:.2f}%" x2="{left:.2f}%" y1="{axis}" y2="{axis + 5}" />'
    return f'{line}<text class="label" x="{left:.2f}%" y="{axis + 20}" text-anchor="middle">{label}</text>'


def _point_svg(one: Placed, axis: int) -> str:
    center = axis - ROW // 2 - ROW * one.row
    kind, radius = ("cited", 9) if one.point.label else ("near", 6)
    circle = f'<circle class="{kind}" cx="{one.left:.2f}%" cy="{center}" r="{radius}" />'
    if not one.point.label:
        return circle
    return f'{circle}<text class="number" x="{one.left:.2f}%" y="{center + 4}" text-anchor="middle">{one.point.label}</text>'


def _button_html(one: Placed) -> str:
    bottom = FOOT - 4 + ROW * one.row + (ROW - 24) // 2
    shown = f"{one.point.label} " if one.point.label else ""
    words = f'<span class="unseen">{shown}{one.point.words}</span>'
    place = f"left:{one.left:.2f}%;bottom:{bottom}px"
    return f'<li style="{place}"><button type="button" class="point {one.point.look}" value="{one.point.value}">{words}</button></li>'


def _name(placed: Sequence[Placed], days: Sequence[date]) -> str:
    cited, near = _counts(placed)
    told = " and ".join([*([f"{cited} cited"] if cited else []), *([f"{near} near"] if near else [])])
    return f"Timeline of passages, {told}: {date_in_words(days[0])} to {date_in_words(days[-1])}"


def _legend_html(placed: Sequence[Placed]) -> str:
    cited, near = _counts(placed)
    kinds = [name for name, count in (("cited", cited), ("near", near)) if count]
    items = "".join(f'<span class="key {kind}">{kind}</span>' for kind in kinds)
    return f'<p class="legend">When they were published {items}</p>'


def _undated_html(points: Sequence[Point]) -> str:
    numbers = [f"[{point.label}]" for point in points if point.published is None and point.label]
    near = sum(point.published is None and not point.label for point in points)
    told = [*numbers, *([f"{near} near passage{'' if near == 1 else 's'}"] if near else [])]
    return f'<p class="undated">Without a date: {", ".join(told)}.</p>' if told else ""


def _counts(placed: Sequence[Placed]) -> tuple[int, int]:
    cited = sum(bool(one.point.label) for one in placed)
    return cited, len(placed) - cited


def _labels(first: date, last: date) -> list[tuple[date, str]]:
    """At most MOST_LABELS days between the two with what stands under them: days, months or years, as fits."""
    for step in _DAY_STEPS:
        if (last - first).days // step < MOST_LABELS:
            days = [first + timedelta(n * step) for n in range((last - first).days // step + 1)]
            return [(day, f"{day.day} {day:%b}") for day in days]
    for step in _MONTH_STEPS:
        if (last.year - first.year) * 12 + last.month - first.month <= step * MOST_LABELS:
            # The year where it begins only: five labels in full would touch in a window of 390 px.
            days = list(_months(first, last, step))
            return [(day, f"{day:%b} {day.year}" if day.month == 1 or day == days[0] else f"{day:%b}") for day in days]
    step = next(step for step in _YEAR_STEPS if (last.year - first.year) // step < MOST_LABELS)
    years = range(-(-first.year // step) * step, last.year + 1, step)
    return [(date(year, 1, 1), str(year)) for year in years if date(year, 1, 1) >= first]


def _months(first: date, last: date, step: int) -> Iterator[date]:
    """The first days of every `step`-th month of the year between the two."""
    for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        day = date(month // 12, month % 12 + 1, 1)
        if month % step == 0 and first <= day <= last:
            yield day
