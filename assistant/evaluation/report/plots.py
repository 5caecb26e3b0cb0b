"""Risk against coverage, and right answers against confidence: as SVG for a report."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, nextafter, sqrt

from assistant.evaluation.abstention import BINS, OperatingPoint, ReliabilityBin, RiskCoverageCurve

TICKS = [tick / 5 for tick in range(6)]
BANDS = 10  # few enough to hit with a finger at 390 px, and to step through with the keyboard
SMALLEST, LARGEST = 4.0, 11.0  # radius of a bin's point; its area grows with the answers in it


# Where the axes, which run from 0 to 1, stand in the box; it is narrow, so that on a phone its text is not made small.
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 420, 324, 62, 14, 406, 268


@dataclass(frozen=True)
class Band:
    """Answers next to each other on the curve: from the `first` to the `last`, counted from 1, and the point where the last is given."""

    first: int
    last: int
    high: float
    point: OperatingPoint


def curve_plot(curve: RiskCoverageCurve, threshold: float | None) -> str:
    """Return the curve for a report, styled by its page; each band of answers is a link to their questions."""
    point = None if threshold is None else curve.at(threshold)
    parts = [
        *_axes("coverage: share answered", "risk: share of answers wrong"),
        *_band_links(bands_of(curve)),
        _line(curve),
        *([_dot(point, "mark", 6)] if point else []),
    ]
    return _svg("Risk against coverage", parts)


def reliability_plot(bins: Sequence[ReliabilityBin]) -> str:
    """Return the share of right answers against confidence for a report; each bin is a link to its questions."""
    largest = max((bin.count for bin in bins), default=1)
    parts = [
        *_axes("confidence of the answers", "share of them that is right"),
        f'<path class="even" d="M{_x(0):g} {_y(0):g}L{_x(1):g} {_y(1):g}"/>',
        *(_bin_link(bin, largest) for bin in bins if bin.count),
    ]
    return _svg("Right answers against confidence", parts)


def bands_of(curve: RiskCoverageCurve) -> list[Band]:
    """Cut the curve into at most `BANDS` bands of about as many answers; those of equal confidence stay together."""
    points = curve.points
    size = ceil(len(points) / BANDS)
    bands: list[Band] = []
    start = 0
    while start < len(points):
        end = min(start + size, len(points))
        while end < len(points) and points[end].confidence == points[end - 1].confidence:
            end += 1
        bands.append(Band(start + 1, end, points[start].confidence, points[end - 1]))
        start = end
    return bands


def _x(share: float) -> float:
    return LEFT + share * (RIGHT - LEFT)


def _y(share: float) -> float:
    return BOTTOM - share * (BOTTOM - TOP)


def _svg(label: str, parts: Sequence[str]) -> str:
    return f'<svg class="plot" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-label="{label}">{"".join(parts)}</svg>'


def _axes(across: str, up: str) -> list[str]:
    parts = []
    for tick in TICKS:
        x, y = _x(tick), _y(tick)
        parts += [
            f'<path class="grid" d="M{x:.1f} {TOP}V{BOTTOM}M{LEFT} {y:.1f}H{RIGHT}"/>',
            f'<text x="{x:.1f}" y="{BOTTOM + 20}" text-anchor="middle">{tick:.1f}</text>',
            f'<text x="{LEFT - 10}" y="{y + 4.5:.1f}" text-anchor="end">{tick:.1f}</text>',
        ]
    middle = (TOP + BOTTOM) / 2
    return [
        *parts,
        f'<path class="axis" d="M{LEFT} {TOP}V{BOTTOM}H{RIGHT}"/>',
        f'<text x="{(LEFT + RIGHT) / 2}" y="{BOTTOM + 46}" text-anchor="middle">{across}</text>',
        f'<text transform="translate({LEFT - 48} {middle}) rotate(-90)" text-anchor="middle">{up}</text>',
    ]


def _line(curve: RiskCoverageCurve) -> str:
    points = " ".join(f"{_x(point.coverage):.1f},{_y(point.risk):.1f}" for point in curve.points)
    return f'<polyline class="curve" points="{points}"/>'


def _dot(point: OperatingPoint, name: str, radius: float) -> str:
    return f'<circle class="{name}" cx="{_x(point.coverage):.1f}" cy="{_y(point.risk):.1f}" r="{radius:g}"/>'


def _band_links(bands: Sequence[Band]) -> list[str]:
    links = []
    start = _x(0)
    for band in bands:
        end = _x(band.point.coverage)
        area = f'<rect class="reach" x="{start:.1f}" y="{TOP}" width="{end - start:.1f}" height="{BOTTOM - TOP}"/>'
        told = (
            f"Answers {band.first} to {band.last}, of confidence {band.high:.3f} to {band.point.confidence:.3f}: "
            f"with them coverage is {band.point.coverage:.3f} and risk {band.point.risk:.3f}"
        )
        links.append(_link(band.point.confidence, band.high, told, area + _dot(band.point, "point", 4)))
        start = end
    return links


def _bin_link(bin: ReliabilityBin, largest: int) -> str:
    radius = max(SMALLEST, LARGEST * sqrt(bin.count / largest))
    answers = "1 answer" if bin.count == 1 else f"{bin.count:,} answers"
    told = f"{answers} of mean confidence {bin.confidence:.3f}: {bin.right:.3f} right"
    dot = f'<circle class="point" cx="{_x(bin.confidence):.1f}" cy="{_y(bin.right):.1f}" r="{radius:.1f}"/>'
    return _link(*_ends(bin), told, dot)


def _ends(bin: ReliabilityBin) -> tuple[float, float]:
    """Return the least and the greatest confidence that falls in the bin."""
    place = min(int(bin.confidence * BINS), BINS - 1)
    return place / BINS, 1.0 if place == BINS - 1 else nextafter((place + 1) / BINS, 0)


def _link(low: float, high: float, told: str, shape: str) -> str:
    """Return a link to the questions whose confidence lies between the two, both included."""
    return f'<a class="finds told" href="#from={low!r}&amp;to={high!r}" aria-label="{told}"><title>{told}</title>{shape}</a>'
