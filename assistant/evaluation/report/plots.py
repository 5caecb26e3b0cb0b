"""Risk against coverage, and right answers against confidence: as SVG for a report."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, nextafter, sqrt

from assistant.evaluation.abstention import BINS, OperatingPoint, ReliabilityBin, RiskCoverageCurve

TICKS = [tick / 5 for tick in range(6)]
BANDS = 10  # few enough to hit with a finger at 390 px, and to step through with the keyboard
SMALLEST, LARGEST = 4.0, 11.0  # radius of a bin's point; its area grows with the answers in it


@dataclass(frozen=True)
class Frame:
    """Where the axes of a plot stand in its box, in the box's units; both run from 0 to 1."""

    width: int
    height: int
    left: int
    top: int
    right: int
    bottom: int

    def x(self, share: float) -> float:
        """Return the distance from the left."""
        return self.left + share * (self.right - self.left)

    def y(self, share: float) -> float:
        """Return the distance from the top."""
        return self.bottom - share * (self.bottom - self.top)


# Narrow, so that on a phone its text is not made small.
INLINE = Frame(420, 324, 62, 14, 406, 268)


@dataclass(frozen=True)
class Band:
    """Answers next to each other on the curve: from the `first` to the `last`, counted from 1, and the point where the last is given."""

    first: int
    last: int
    high: float
    point: OperatingPoint


def curve_plot(curve: RiskCoverageCurve, threshold: float | None) -> str:
    """Return the curve for a report, styled by its page; each band of answers is a link to their questions."""
    frame = INLINE
    point = None if threshold is None else curve.at(threshold)
    parts = [
        *_axes(frame, "coverage: share answered", "risk: share of answers wrong"),
        *_band_links(frame, bands_of(curve)),
        _line(frame, curve),
        *([_dot(frame, point, "mark", 6)] if point else []),
    ]
    return _svg(frame, "Risk against coverage", parts)


def reliability_plot(bins: Sequence[ReliabilityBin]) -> str:
    """Return the share of right answers against confidence for a report; each bin is a link to its questions."""
    frame = INLINE
    largest = max((bin.count for bin in bins), default=1)
    parts = [
        *_axes(frame, "confidence of the answers", "share of them that is right"),
        f'<path class="even" d="M{frame.x(0):g} {frame.y(0):g}L{frame.x(1):g} {frame.y(1):g}"/>',
        *(_bin_link(frame, bin, largest) for bin in bins if bin.count),
    ]
    return _svg(frame, "Right answers against confidence", parts)


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


def _svg(frame: Frame, label: str, parts: Sequence[str]) -> str:
    return f'<svg class="plot" viewBox="0 0 {frame.width} {frame.height}" role="group" aria-label="{label}">{"".join(parts)}</svg>'


def _axes(frame: Frame, across: str, up: str) -> list[str]:
    parts = []
    for tick in TICKS:
        x, y = frame.x(tick), frame.y(tick)
        parts += [
            f'<path class="grid" d="M{x:.1f} {frame.top}V{frame.bottom}M{frame.left} {y:.1f}H{frame.right}"/>',
            f'<text x="{x:.1f}" y="{frame.bottom + 20}" text-anchor="middle">{tick:.1f}</text>',
            f'<text x="{frame.left - 10}" y="{y + 4.5:.1f}" text-anchor="end">{tick:.1f}</text>',
        ]
    middle = (frame.top + frame.bottom) / 2
    return [
        *parts,
        f'<path class="axis" d="M{frame.left} {frame.top}V{frame.bottom}H{frame.right}"/>',
        f'<text x="{(frame.left + frame.right) / 2}" y="{frame.bottom + 46}" text-anchor="middle">{across}</text>',
        f'<text transform="translate({frame.left - 48} {middle}) rotate(-90)" text-anchor="middle">{up}</text>',
    ]


def _line(frame: Frame, curve: RiskCoverageCurve) -> str:
    points = " ".join(f"{frame.x(point.coverage):.1f},{frame.y(point.risk):.1f}" for point in curve.points)
    return f'<polyline class="curve" points="{points}"/>'


def _dot(frame: Frame, point: OperatingPoint, name: str, radius: float) -> str:
    return f'<circle class="{name}" cx="{frame.x(point.coverage):.1f}" cy="{frame.y(point.risk):.1f}" r="{radius:g}"/>'


def _band_links(frame: Frame, bands: Sequence[Band]) -> list[str]:
    links = []
    start = frame.x(0)
    for band in bands:
        end = frame.x(band.point.coverage)
        area = f'<rect class="reach" x="{start:.1f}" y="{frame.top}" width="{end - start:.1f}" height="{frame.bottom - frame.top}"/>'
        told = (
            f"Answers {band.first} to {band.last}, of confidence {band.high:.3f} to {band.point.confidence:.3f}: "
            f"with them coverage is {band.point.coverage:.3f} and risk {band.point.risk:.3f}"
        )
        links.append(_link(band.point.confidence, band.high, told, area + _dot(frame, band.point, "point", 4)))
        start = end
    return links


def _bin_link(frame: Frame, bin: ReliabilityBin, largest: int) -> str:
    radius = max(SMALLEST, LARGEST * sqrt(bin.count / largest))
    answers = "1 answer" if bin.count == 1 else f"{bin.count:,} answers"
    told = f"{answers} of mean confidence {bin.confidence:.3f}: {bin.right:.3f} right"
    dot = f'<circle class="point" cx="{frame.x(bin.confidence):.1f}" cy="{frame.y(bin.right):.1f}" r="{radius:.1f}"/>'
    return _link(*_ends(bin), told, dot)


def _ends(bin: ReliabilityBin) -> tuple[float, float]:
    """Return the least and the greatest confidence that falls in the bin."""
    place = min(int(bin.confidence * BINS), BINS - 1)
    return place / BINS, 1.0 if place == BINS - 1 else nextafter((place + 1) / BINS, 0)


def _link(low: float, high: float, told: str, shape: str) -> str:
    """Return a link to the questions whose confidence lies between the two, both included."""
    return f'<a class="finds told" href="#from={low!r}&amp;to={high!r}" aria-label="{told}"><title>{told}</title>{shape}</a>'
