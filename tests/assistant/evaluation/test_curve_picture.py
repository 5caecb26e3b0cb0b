from xml.etree import ElementTree

import pytest

from assistant.evaluation.abstention import risk_coverage_curve
from assistant.evaluation.curve_picture import STYLE, draw_curve

SVG = "{http://www.w3.org/2000/svg}"
CURVE = risk_coverage_curve([(0.9, True), (0.5, False)], 4)


def texts(picture):
    return [text.text for text in picture.iter(f"{SVG}text")]


def test_the_picture_holds_the_area_the_axes_and_the_curve():
    picture = ElementTree.fromstring(draw_curve(CURVE))
    assert picture.find(f"{SVG}title").text == "Risk and coverage: area 0.250"
    assert texts(picture)[0] == "Risk and coverage: area 0.250"
    assert texts(picture)[-2:] == ["coverage: share of questions answered", "risk: share of the answers that are wrong"]
    assert sorted(set(texts(picture)[1:-2])) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]
    assert picture.find(f"{SVG}polyline").get("points") == "210.0,376.0 344.0,230.0"
    assert picture.find(f"{SVG}circle") is None


def test_the_point_at_the_threshold_is_marked():
    picture = ElementTree.fromstring(draw_curve(CURVE, 0.1))
    mark = picture.find(f"{SVG}circle")
    assert (mark.get("cx"), mark.get("cy")) == ("344.0", "230.0")
    assert texts(picture)[-1] == "at the threshold 0.1: coverage 0.500, risk 0.500"


def test_a_threshold_that_nothing_reaches_is_told():
    picture = ElementTree.fromstring(draw_curve(CURVE, 0.95))
    assert picture.find(f"{SVG}circle") is None
    assert texts(picture)[-1] == "no answer reaches the threshold 0.95"


def test_no_answers_are_told():
    assert texts(ElementTree.fromstring(draw_curve(risk_coverage_curve([], 2))))[0] == "Risk and coverage: no answers"


def luminance(colour):
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [0, 1])
@pytest.mark.parametrize(("part", "least"), [("text", 4.5), (".axis", 3), (".curve", 3), (".mark", 3)])
def test_everything_is_readable_on_its_ground_in_both_themes(theme, part, least):
    rules = STYLE.split("@media (prefers-color-scheme: dark)")[theme]
    colours = {line.split()[0]: line.split("#")[1][:6] for line in rules.splitlines() if "#" in line}
    one, other = sorted((luminance(f"#{colours[name]}") for name in (part, ".ground")), reverse=True)
    assert (one + 0.05) / (other + 0.05) >= least
