"""Stories: what is one story and what is not, and which sentences are nobody's."""

import random
from collections.abc import Iterable
from datetime import date, timedelta

from index import Article
from index.fingerprints import fingerprint, sentence_hashes
from index.stories import (
    BOILERPLATE_STORIES,
    BOILERPLATE_STORIES_WITH_FIGURE,
    WINDOW_DAYS,
    Corpus,
    FingerprintedArticle,
    Stories,
    by_date,
    group_stories,
)

DAY = date(2024, 11, 9)
LEAD = (
    "The port of Osvarin will close for 9 days after divers found cracks in the outer wall, the harbour board said on Saturday. "
    "Grain ships are to be sent to Jolmet and Tuskary until the wall is safe, and ferries will sail from the old quay."
)
MIDDLE = (
    "Board chairman Edrik Vaal said that nobody had been hurt and that the 14 divers would go down again once the storm had passed. "
    "The wall was built 61 years ago and was last repaired when a freighter struck it in heavy fog. "
    "Repairs may cost 240 million crowns, more than the board earns in a year, and Vaal has asked the government in Pellumar for a loan."
)
END = (
    "Dockers feared for their pay. Their union said that 1,300 families lived off the port and called on the board to keep every job. "
    "A grain trader in Jolmet said prices had already risen, because farmers could not wait for the spring with full barns. "
    "The opposition demanded to know why the cracks had not been seen when the wall was inspected in May."
)
STORY = f"{LEAD}\n\n{MIDDLE}\n\n{END}"
OTHER = (
    "Voters in Kuvelia go to the polls on Sunday to choose a mayor, with the sitting one, Tamsin Orrel, ahead in both surveys. "
    "She promised a tram line to the airport and cheaper school meals, while her rival wants to halve the tax on small shops. "
    "Some 82,000 people may vote, and the count begins at 8 p.m. in the town hall."
)
FOOTER = (
    "This report was made by the news desk of the Anskeld Courier and may be printed again with our kind permission. "
    "Write to the readers' editor at the Old Mint, Anskeld, or come by on any weekday before the bells ring for noon. "
    "Our correspondents follow the code of the Varsholt press council and never take gifts from those of whom they write."
)


def article(id: str, text: str = STORY, published: date | None = DAY, title: str | None = None, **more: str) -> Article:
    return Article(id, more.get("source"), title, published, text)


def stories(articles: Iterable[Article]) -> Stories:
    prints = [FingerprintedArticle(one.id, one.published, fingerprint(one)) for one in articles]
    return group_stories(Corpus(sorted(prints, key=by_date)))


def grouped(*articles: Article) -> dict[str, str]:
    return stories(articles).story_of


def boilerplate(articles: list[Article], *sentences: str) -> list[bool]:
    found = stories(articles).boilerplate
    return [one in found for one in sentence_hashes(sentences)]


def filler(number: int, words: int = 40) -> str:
    """Words that no other number has."""
    chance = random.Random(number)
    return " ".join("".join(chance.choices("abcdefghijklmnop", k=7)) for _ in range(words)).capitalize() + "."


def test_one_wire_story_under_the_headers_of_two_outlets_is_one_story() -> None:
    first = article("a.txt", f"OSVARIN, Nov 9 (Reuters) - {STORY}", title="Cracks close port", source="Reuters")
    second = article(
        "b.txt", f"# Osvarin shuts its port\n\nOSVARIN, Saturday (AFP) — {STORY}", title="Osvarin shuts its port", source="AFP"
    )
    assert grouped(first, second, article("c.txt", OTHER)) == {"a.txt": "a.txt", "b.txt": "a.txt"}


def test_a_story_with_one_figure_revised_is_one_story() -> None:
    revised = STORY.replace("240 million", "255 million")
    assert grouped(article("a.txt"), article("b.txt", revised)) == {"a.txt": "a.txt", "b.txt": "a.txt"}


def test_a_first_telling_and_the_longer_one_that_takes_it_up_are_one_story() -> None:
    assert grouped(article("a.txt", f"{LEAD} {MIDDLE}"), article("b.txt")) == {"a.txt": "a.txt", "b.txt": "a.txt"}


def test_an_article_that_only_quotes_another_is_its_own_story() -> None:
    assert grouped(article("a.txt"), article("b.txt", f"{LEAD} {OTHER} {filler(1, 200)}")) == {}


def test_different_stories_are_not_one() -> None:
    assert grouped(article("a.txt"), article("b.txt", OTHER)) == {}
    assert grouped() == {}


def test_a_form_filled_in_with_other_figures_is_another_story() -> None:
    form = (
        "The central bank of Ruskelin lent {} million crowns to commercial banks on Saturday at {} percent for {} days, a clerk "
        "said in answer to enquiries. Dealers had forecast loans of {} million. The crown was quoted at {} to the dollar when the bank "
        "entered the market and the overnight rate stood at the same level as on the day before."
    )
    first, second = form.format(310, 4.5, 7, 280, 12.31), form.format(450, 4.7, 3, 400, 12.36)
    assert grouped(article("a.txt", first), article("b.txt", second)) == {}
    assert grouped(article("a.txt", first), article("b.txt", first)) == {"a.txt": "a.txt", "b.txt": "a.txt"}


def test_the_story_is_named_for_its_earliest_article_and_then_by_id() -> None:
    later, undated = article("a.txt", published=DAY + timedelta(1)), article("b.txt", published=None)
    assert grouped(later, undated) == {"a.txt": "a.txt", "b.txt": "a.txt"}
    assert set(grouped(later, undated, article("d.txt"), article("c.txt")).values()) == {"c.txt"}


def test_the_same_words_weeks_later_are_news_again() -> None:
    within = article("b.txt", published=DAY + timedelta(WINDOW_DAYS))
    after = article("c.txt", published=DAY + timedelta(WINDOW_DAYS + 1))
    assert grouped(article("a.txt"), within) == {"a.txt": "a.txt", "b.txt": "a.txt"}
    assert grouped(article("a.txt"), after) == {}


def test_short_articles_are_one_story_only_if_text_headline_and_day_are_equal() -> None:
    short = "The dividend is 25 crowns a share, payable on April 15 to holders of March 31."
    assert grouped(article("a.txt", short), article("b.txt", short)) == {"a.txt": "a.txt", "b.txt": "a.txt"}
    assert grouped(article("a.txt", short), article("b.txt", short.replace("25", "26"))) == {}
    assert grouped(article("a.txt", short, title="Vaal Mills pays"), article("b.txt", short, title="Orrel Docks pays")) == {}
    assert grouped(article("a.txt", short), article("b.txt", short, DAY + timedelta(1))) == {}


def test_texts_without_words_are_no_story() -> None:
    assert grouped(article("a.txt", "* * *"), article("b.txt", "- - -"), article("c.txt", "")) == {}


def test_many_files_of_one_story_are_one_story() -> None:
    files = [article(f"{n:02}.txt", f"{STORY} {filler(n, 6)}", DAY + timedelta(n % 3)) for n in range(40)]
    assert grouped(*files) == {one.id: "00.txt" for one in files}


def test_a_common_footer_makes_no_story() -> None:
    files = [article(f"{n:02}.txt", f"{filler(n, 35)}\n\n{FOOTER}", DAY + timedelta(3 * n)) for n in range(12)]
    assert grouped(*files) == {}
    same_day = [article(f"{n:02}.txt", f"{filler(n, 35)}\n\n{FOOTER}") for n in range(BOILERPLATE_STORIES_WITH_FIGURE)]
    assert grouped(*same_day) == {}


def test_a_story_that_many_outlets_edit_is_not_taken_for_boilerplate() -> None:
    files = [article(f"{n}.txt", f"{STORY} {filler(n, 45)}") for n in range(BOILERPLATE_STORIES + 1)]
    assert grouped(*files) == {one.id: "0.txt" for one in files}
    assert boilerplate(files, "Dockers feared for their pay.") == [False]


def test_sentences_of_many_stories_are_boilerplate() -> None:
    sentence, rare = "The terms of the deal were kept secret.", "Its price was kept secret."
    files = [article(f"{n}.txt", f"{filler(n)} {sentence} {rare if n else ''} No.") for n in range(BOILERPLATE_STORIES)]
    assert boilerplate(files, sentence, "the TERMS of the deal were kept secret", rare, "No.", "") == [True, True, False, False, False]


def test_copies_of_one_story_make_no_boilerplate() -> None:
    assert boilerplate([article(f"{n}.txt") for n in range(BOILERPLATE_STORIES)], "Dockers feared for their pay.") == [False]


def test_a_sentence_with_a_figure_must_be_in_more_stories() -> None:
    files = [article(f"{n:02}.txt", f"{filler(n)} The meeting is on April 15.") for n in range(BOILERPLATE_STORIES_WITH_FIGURE)]
    assert boilerplate(files[1:], "The meeting is on April 15.") == [False]
    assert boilerplate(files, "The meeting is on April 15.") == [True]


def test_the_edges_of_the_calendar_are_dates_like_others() -> None:
    first, last = article("a.txt", published=date.min), article("b.txt", published=date.max)
    assert grouped(first, last) == {}
    assert grouped(last, article("c.txt", published=date.max), article("d.txt", published=None)) == {
        id: "b.txt" for id in ("b.txt", "c.txt", "d.txt")
    }
