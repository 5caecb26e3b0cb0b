"""The report in a real browser: nothing is asked for, questions are found, it fits a phone and prints."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from invented_results import invented_page, invented_results, invented_run

from assistant.evaluation.records import Example, Relevant, Result, SentenceMarks
from assistant.evaluation.report import page_of
from assistant.markers import sentences_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CARD = "#cards .card:visible"


@dataclass
class Visit:
    """The report opened, everything that it asked for, and everything that it complained of."""

    page: "Page"
    address: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self.complaints.append(said.text))
        self.page.goto(self.address)

    def hash(self) -> str:
        """The state in the address."""
        return str(self.page.evaluate("location.hash"))

    def shown(self) -> str:
        """How many questions the page says that it shows, once as many cards are seen."""
        told = self.page.inner_text("#shown")
        assert self.page.locator(CARD).count() == int(told.split()[0])
        return told


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    file: Path = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(invented_page(), "utf-8")
    return file.as_uri()


@pytest.fixture
def visit(chromium: "Browser", address: str) -> Iterator[Visit]:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    visit = Visit(page, address)
    yield visit
    page.close()
    assert [url.split("#")[0] for url in set(visit.requests)] == [address]
    assert visit.complaints == []


def test_all_questions_are_seen_at_first(visit):
    assert visit.shown() == "30 questions"
    assert visit.hash() == ""


def test_words_find_questions_answers_quotes_and_files(visit):
    for words, shown in {"FERRY vant": 1, "gazette-012": 1, "no such words": 0}.items():
        visit.page.fill("input[type=search]", words)
        assert visit.shown() == f"{shown} of 30 questions"
    assert visit.hash() == "#words=no+such+words"


def test_choices_find_questions_and_their_counts_follow(visit):
    visit.page.check("input[value=wrong]")
    assert visit.shown() == "6 of 30 questions"
    visit.page.select_option("select[name=kind]", "who")
    assert visit.shown() == "3 of 30 questions"
    assert visit.page.inner_text(".chip:has([value=right])").split() == ["right", "0"]
    assert visit.page.inner_text(".chip:has([value='rightly declined'])").split() == ["rightly", "declined", "3"]
    assert visit.page.inner_text("option[value='how many']") == "how many (3)"
    visit.page.check("input[value='invalid citation']")
    assert visit.shown() == "0 of 30 questions"
    assert visit.hash() == "#kind=who&outcome=wrong&mark=invalid+citation"
    visit.page.click("button[type=reset]")
    assert (visit.shown(), visit.hash()) == ("30 questions", "")


def test_an_address_with_a_state_shows_it(visit):
    visit.page.goto(f"{visit.address}#outcome=wrongly+declined&sort=support&kind=none+such")
    assert visit.shown() == "1 of 30 questions"
    assert visit.page.is_checked("input[value='wrongly declined']")
    assert visit.page.input_value("select[name=kind]") == ""


def test_questions_are_put_in_order_and_back(visit):
    def confidences(attribute):
        return visit.page.eval_on_selector_all(".card", f"cards => cards.map(card => card.dataset.{attribute})")

    asked = confidences("confidence")
    visit.page.select_option("select[name=sort]", "confidence")
    assert confidences("confidence") == sorted(asked, key=float)
    visit.page.select_option("select[name=sort]", "-support")
    supports = confidences("support")
    known = [float(support) for support in supports if support]
    assert known == sorted(known, reverse=True)
    assert set(supports[len(known) :]) == {""}
    visit.page.select_option("select[name=sort]", "")
    assert confidences("confidence") == asked


def test_a_band_of_the_curve_finds_its_questions_and_back_steps_back(visit):
    visit.page.locator("figure:has-text('Risk and coverage') a.finds").first.click()
    assert visit.shown() == "3 of 30 questions"
    assert visit.hash().startswith("#from=0.")
    assert visit.page.evaluate("scrollY") > 0
    visit.page.go_back()
    visit.page.wait_for_function("location.hash === ''")
    assert visit.shown() == "30 questions"


def test_a_point_of_the_reliability_plot_tells_its_figures_and_finds_its_questions_by_keyboard(visit):
    point = visit.page.locator("figure:has-text('Reliability') a.finds").first
    point.focus()
    told = visit.page.inner_text("figure:has-text('Reliability') .readout")
    assert told == point.get_attribute("aria-label")
    visit.page.keyboard.press("Enter")
    assert visit.shown() == f"{told.split()[0]} of 30 questions"
    visit.page.focus("#range")
    visit.page.keyboard.press("Space")
    assert (visit.shown(), visit.hash()) == ("30 questions", "")


def test_a_kind_in_the_figures_finds_its_questions(visit):
    visit.page.click("a.finds:has-text('when')")
    assert visit.shown() == "12 of 30 questions"


def test_without_scripts_everything_is_seen_and_no_form(chromium, address):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.locator(CARD).count() == 30
    assert page.locator("#filters").is_hidden()
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("word", ["salt", "salt" * 400])
def test_nothing_is_wider_than_the_window(chromium, tmp_path, width, word):
    results = (_with_everywhere(word, invented_results(1)[0]), *invented_results(30))
    (tmp_path / "wide.html").write_text(page_of(invented_run(results), word, word, None), "utf-8")
    page = chromium.new_page(viewport={"width": width, "height": 844})
    page.goto((tmp_path / "wide.html").as_uri())
    # Cards that are not laid out, and what a card cuts off, count for nothing in the width of the page.
    page.evaluate("document.querySelectorAll('.card').forEach(card => { card.style.contentVisibility = 'visible'; })")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.close()


def _with_everywhere(word: str, result: Result) -> Result:
    """The result with its texts replaced by one word."""
    cited = replace(result.response.citations[0], text=word, file=word, also_in=(word,))
    response = replace(result.response, sentences=sentences_of(word), citations=(cited,), answered_by=word)
    marks = SentenceMarks(word, 0.2, 0, (word,), (1,), 0.2, (False,), (0, 1), (0, 1), (0, 1))
    example = Example(word, word, word, (word,), (word,), (word,), (Relevant(word),))
    return replace(result, example=example, response=response, sentences=(marks,), values={word: 0.5, "answer_accuracy": 1.0})


def test_it_prints_what_was_found_and_no_form(visit):
    everything = visit.page.pdf(format="A4")
    visit.page.check("input[value='invalid citation']")
    found = visit.page.pdf(format="A4")
    assert everything.startswith(b"%PDF-") and found.startswith(b"%PDF-")
    assert len(found) < len(everything)
    visit.page.emulate_media(media="print")
    assert visit.page.locator("#filters").is_hidden()
    assert visit.page.locator("#shown").inner_text() == "1 of 30 questions"
