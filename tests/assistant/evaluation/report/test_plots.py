from xml.etree import ElementTree

from assistant.evaluation.abstention import ReliabilityBin, risk_coverage_curve
from assistant.evaluation.report.plots import bands_of, curve_plot, reliability_plot

CURVE = risk_coverage_curve([(0.9, True), (0.5, False)], 4)


def links(plot):
    return [(link.get("href"), link.find("title").text) for link in ElementTree.fromstring(plot).iter("a")]


def test_the_reports_curve_links_each_band_to_its_questions():
    assert links(curve_plot(CURVE, None)) == [
        ("#from=0.9&to=0.9", "Answers 1 to 1, of confidence 0.900 to 0.900: with them coverage is 0.250 and risk 0.000"),
        ("#from=0.5&to=0.5", "Answers 2 to 2, of confidence 0.500 to 0.500: with them coverage is 0.500 and risk 0.500"),
    ]


def test_the_reports_curve_marks_the_threshold_only_where_there_is_a_point():
    marks = [ElementTree.fromstring(curve_plot(CURVE, at)).find("circle") for at in (None, 0.95, 0.9)]
    assert marks[:2] == [None, None]
    assert (marks[2].get("cx"), marks[2].get("cy")) == ("148.0", "268.0")


def test_bands_are_few_and_keep_equal_confidence_together():
    curve = risk_coverage_curve([(confidence, True) for confidence in [0.9] * 5 + [0.8 - n / 100 for n in range(25)]], 30)
    ends = [(band.first, band.last) for band in bands_of(curve)]
    assert ends == [(1, 5), (6, 8), (9, 11), (12, 14), (15, 17), (18, 20), (21, 23), (24, 26), (27, 29), (30, 30)]
    assert bands_of(risk_coverage_curve([], 3)) == []


def test_each_bin_is_a_point_as_large_as_its_answers_are_many_and_a_link_to_them():
    plot = reliability_plot([ReliabilityBin(0.25, 0.0, 1), ReliabilityBin(1.0, 1.0, 4), ReliabilityBin(0.5, 0.5, 0)])
    assert links(plot) == [
        ("#from=0.2&to=0.29999999999999993", "1 answer of mean confidence 0.250: 0.000 right"),
        ("#from=0.9&to=1.0", "4 answers of mean confidence 1.000: 1.000 right"),
    ]
    assert [(dot.get("cx"), dot.get("cy"), dot.get("r")) for dot in ElementTree.fromstring(plot).iter("circle")] == [
        ("148.0", "268.0", "5.5"),
        ("406.0", "14.0", "11.0"),
    ]
