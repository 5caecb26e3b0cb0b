"""The page as text: the same for the same report, and only what we wrote for it, whatever others wrote into it."""

import re
from base64 import b64encode
from dataclasses import replace
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from invented_results import MADE, invented_page, invented_results

from assistant.evaluation.abstention import ReliabilityBin, risk_coverage_curve
from assistant.evaluation.records import Cited, Context, Example, Relevant, Response, Result, Score, SentenceMarks
from assistant.evaluation.report import page_of
from assistant.evaluation.runs import Run
from assistant.evaluation.summary import Summary
from assistant.markers import sentences_of

HOSTILE = (
    "</script></style></title><script>alert(1)</script><img src=x onerror=alert(1)>"
    "\"' onmouseover='alert(1)' \" autofocus onfocus=\"x [x](javascript:alert(1)) https://tracker.example/ <!-- "
    "]]> {{7*7}} &lt;b&gt; \u202egnp.exe\u2066\u200b\U000e0041\U000e0042\x00\ud800 [1]"
)


class Structure(HTMLParser):
    """The elements of a page, with their attributes."""

    def __init__(self, page):
        super().__init__()
        self.elements = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))


def page_with(text):
    """A report in which every text is this one."""
    response = Response(
        text,
        text,
        sentences_of(f"{text} [1]"),
        (Context(text, text),),
        (Cited(1, text, text, date(1, 1, 1), False, (text,)),),
        False,
        0.4,
        1.0,
        text,
    )
    marks = SentenceMarks(text, 0.2, 0, ("alert", text), (1,), 0.1, (False,), (0, 1), (0, 1), (0, 1))
    example = Example(text, text, text, (text,), (text,), (text,), (Relevant(text),), (text,))
    results = (
        Result(example, response, (marks,), {text: 0.5}),
        Result(example, replace(response, abstained=True, withheld=sentences_of(text)), (), {}),
        Result(example, replace(response, sentences=sentences_of("<other>")), (marks,), {}),
    )
    scores = (Score(text, 0.5, 3, 0.4, 0.6),)
    curve = risk_coverage_curve([(0.4, True)], 3)
    summary = Summary(scores, scores, 3, 1, curve, (ReliabilityBin(0.4, 1.0, 1),))
    return page_of(Run(results, summary), text, text, 0.3, made=MADE)


def test_the_same_run_is_the_same_page():
    again = tuple(replace(result, values=dict(reversed(result.values.items()))) for result in invented_results(30))
    assert invented_page(again) == invented_page()


def test_what_others_wrote_adds_no_element_and_no_attribute():
    hostile, harmless = (
        [(tag, sorted(attributes)) for tag, attributes in Structure(page_with(text)).elements]
        for text in (HOSTILE, "the alert was given [1]")
    )
    assert hostile == harmless


def test_every_link_stays_on_the_page_and_nothing_is_loaded():
    for tag, attributes in Structure(page_with(HOSTILE)).elements:
        assert attributes.get("href", "#").startswith("#")
        assert not attributes.keys() & {"src", "srcset", "style", "action", "background", "poster", "data"}
        assert tag not in {"link", "img", "iframe", "object", "embed", "base", "video", "audio"}


def test_nothing_on_the_page_is_hidden_or_turned_around():
    page = page_with(HOSTILE)
    assert re.findall("[\u202a-\u202e\u2066-\u2069\u200b\U000e0000-\U000e0fff\x00\ud800-\udfff]", page) == []
    assert page.encode().decode() == page


def test_the_policy_allows_the_style_and_the_script_by_hash_and_nothing_else():
    page = invented_page()
    style, script = (re.search(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)[1] for tag in ("style", "script"))
    hashes = [b64encode(sha256(text.encode()).digest()).decode() for text in (style, script)]
    policy = next(attributes["content"] for tag, attributes in Structure(page).elements if "http-equiv" in attributes)
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; base-uri 'none'; form-action 'none'"
    )


def test_a_report_of_nothing_is_a_page():
    nothing = Run((), Summary((), (), 0, 0, risk_coverage_curve([], 0), ()))
    page = page_of(nothing, "Nothing", "none", None)
    assert page.count("No answer came with a confidence.") == 2
    assert "0 questions" in page


def test_the_question_the_answer_and_what_was_expected_stand_on_the_card():
    page = invented_page()
    card = re.search(r'<article class="card" id="question-1".*?</article>', page, re.DOTALL)[0]
    told = " ".join(re.sub(r"<[^>]+>", " ", card).split())
    assert told.startswith(
        "1 How many people does the ferry line at Tessmar employ? "
        "✗ wrong ✗ weak support how many answerable confidence 0.397 0.30 s by reader"
    )
    assert "The ferry line at Tessmar employs 290 people [1] ." in told
    assert "Gold answer 200 people Accepted 200 people 200 workers Not accepted 290 people" in told
    assert "2031/gazette-000.txt ✓ found, 1 of 2, cited 2031/gazette-900.txt ✗ not found , grade 2" in told
    assert "[1] 2031/gazette-000.txt 2031-04-01 ✓ valid" in told
    assert " Values hit@1 1 hit@5 1 hit@10 1 recall@5 0.500 " in told and " answer_accuracy 0 answer_length 23.0 " in told
    assert told.endswith("citation_precision 0.667 faithfulness 0.550 fully_supported 0 number_precision 0 entity_precision 1")


def luminance(colour):
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
@pytest.mark.parametrize("ground", ["paper", "panel"])
@pytest.mark.parametrize(
    ("part", "least"), [("ink", 4.5), ("quiet", 4.5), ("accent", 4.5), ("good", 4.5), ("curve", 3), ("mark", 3), ("bar", 3)]
)
def test_everything_is_readable_on_its_ground_in_every_theme(theme, ground, part, least):
    style = files("assistant.evaluation.report").joinpath("report.css").read_text("utf-8")
    rules = re.findall(r":root \{(.*?)\}", style, re.DOTALL)[["light", "dark", "print"].index(theme)]
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", rules))
    one, other = sorted((luminance(colours[name]) for name in (part, ground)), reverse=True)
    assert (one + 0.05) / (other + 0.05) >= least
