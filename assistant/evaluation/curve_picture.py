"""The risk-coverage curve as an SVG picture that needs nothing else and follows the reader's light or dark theme."""

from assistant.evaluation.abstention import OperatingPoint, RiskCoverageCurve

WIDTH, HEIGHT = 640, 440
LEFT, TOP, RIGHT, BOTTOM = 76, 84, 612, 376
TICKS = [tick / 5 for tick in range(6)]

# Every text has a contrast of at least 4.5 to the ground (WCAG AA), in both themes.
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #24303c }
text.title { font-size: 17px; font-weight: 600 }
.ground { fill: #ffffff }
.grid { stroke: #dfe4e9; fill: none }
.axis { stroke: #5c6975; fill: none }
.curve { stroke: #1f5fbf; stroke-width: 2.5; stroke-linejoin: round; fill: none }
.mark { fill: #c2410c }
@media (prefers-color-scheme: dark) {
  text { fill: #e4e8ec }
  .ground { fill: #15191e }
  .grid { stroke: #2e363f }
  .axis { stroke: #96a2ae }
  .curve { stroke: #7ab0ff }
  .mark { fill: #ff9d6b }
}
"""


def draw_curve(curve: RiskCoverageCurve, threshold: float | None = None) -> str:
    """Return the picture as SVG text, with the point at the threshold marked where it is on the curve."""
    title = "Risk and coverage: no answers" if curve.area is None else f"Risk and coverage: area {curve.area:.3f}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img">',
        f"<title>{title}</title>",
        f"<style>{STYLE}</style>",
        f'<rect class="ground" width="{WIDTH}" height="{HEIGHT}"/>',
        f'<text class="title" x="{LEFT}" y="34">{title}</text>',
        *_axes(),
        f'<polyline class="curve" points="{" ".join(f"{_x(p):.1f},{_y(p):.1f}" for p in curve.points)}"/>',
    ]
    if threshold is not None:
        parts += _mark(curve.at(threshold), threshold)
    return "\n".join([*parts, "</svg>", ""])


def _axes() -> list[str]:
    parts = []
    for tick in TICKS:
        x, y = LEFT + tick * (RIGHT - LEFT), BOTTOM - tick * (BOTTOM - TOP)
        parts += [
            f'<path class="grid" d="M{x:.1f} {TOP}V{BOTTOM}M{LEFT} {y:.1f}H{RIGHT}"/>',
            f'<text x="{x:.1f}" y="{BOTTOM + 20}" text-anchor="middle">{tick:.1f}</text>',
            f'<text x="{LEFT - 10}" y="{y + 4.5:.1f}" text-anchor="end">{tick:.1f}</text>',
        ]
    middle = (TOP + BOTTOM) / 2
    return [
        *parts,
        f'<path class="axis" d="M{LEFT} {TOP}V{BOTTOM}H{RIGHT}"/>',
        f'<text x="{(LEFT + RIGHT) / 2}" y="{BOTTOM + 46}" text-anchor="middle">coverage: share of questions answered</text>',
        f'<text transform="translate(28 {middle}) rotate(-90)" text-anchor="middle">risk: share of the answers that are wrong</text>',
    ]


def _mark(point: OperatingPoint | None, threshold: float) -> list[str]:
    if point is None:
        return [f'<text x="{LEFT}" y="60">no answer reaches the threshold {threshold:g}</text>']
    return [
        f'<circle class="mark" cx="{_x(point):.1f}" cy="{_y(point):.1f}" r="6"/>',
        f'<circle class="mark" cx="{LEFT + 6}" cy="55.5" r="6"/>',
        f'<text x="{LEFT + 20}" y="60">at the threshold {threshold:g}: coverage {point.coverage:.3f}, risk {point.risk:.3f}</text>',
    ]


def _x(point: OperatingPoint) -> float:
    return LEFT + point.coverage * (RIGHT - LEFT)


def _y(point: OperatingPoint) -> float:
    return BOTTOM - point.risk * (BOTTOM - TOP)
