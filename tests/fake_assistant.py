"""An assistant with scripted answers over articles held in memory, hostile ones among them."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Literal

from assistant.assistant import check_question
from assistant.errors import AssistantError
from assistant.records import DECLINED, Answer, Citation, ScoredPassage, Sentence
from assistant.time_frame import TimeFrame
from index import Article, Failure, Filters, IndexSettings, IndexSummary, ListedArticle, Listing, MonthCount, Passage, Source

OBITUARY = Article(
    id="2019-09-12-oskwin.txt",
    source="Osvarin",
    title=None,
    published=date(2019, 9, 12),
    text=(
        " date 2019-09-12 Marel Oskwin, who led Besmera for ten years, died this morning aged 81. "
        "His first cabinet followed Besmera's vote of 2009.\n\nOsvarin reported that Oskwin had spent the spring "
        "in a clinic abroad. After Oskwin's death, Besmera's chamber put off its sittings indefinitely.\n\n"
        "Oskwin had long been an advocate for democratization in Besmera."
    ),
    body_start=17,
)
UNDATED = Article(
    id="reports/harbour notes.txt",
    source=None,
    title=None,
    published=None,
    text="The harbour was closed for two days. " + "Nobody said why, and nobody asked. " * 60,
)
HOSTILE_MARKUP = (
    "<script>alert(1)</script><img src=x onerror=alert(2)><form action=//evil.example><input></form>"
    '<style>*{display:none}</style><a href="javascript:alert(3)">x</a> ![i](http://evil.example/p.png) '
    "[link](http://evil.example) http://evil.example/auto $$\\href{http://evil.example}{x}$$ {{7*7}} ${alert(4)} "
    "</mark></blockquote></div><iframe src=//evil.example></iframe>\u202egnp.exe\u2066\u200b\U000e0041\ufeff"
)
HOSTILE = Article(
    id='<img src=x onerror="alert(5)">\u202etxt.[1](http:evil).txt',
    source="<b>Outlet</b>\u202e",
    title=None,
    published=date(2020, 2, 29),
    text=f"First paragraph.\n\nBefore {HOSTILE_MARKUP} after.\n\n\n# Heading\n\n<img src=y onerror=alert(6)>",
)
ARTICLES = {article.id: article for article in (OBITUARY, UNDATED, HOSTILE)}


SUMMARY = IndexSummary(294, 2, 1801, date(2019, 1, 7), date(2021, 12, 30))


def cited(article: Article, quote: str, number: int = 1) -> Citation:
    """A citation of the first place where the article says `quote`."""
    start = article.text.index(quote)
    return Citation(number, article.id, article.published, article.source, quote, start, start + len(quote))


def passage_of(article: Article, position: int = 0) -> ScoredPassage:
    """The body of an article as one retrieved passage."""
    start, end = article.body_start, len(article.text)
    text = article.text[start:end]
    passage = Passage(f"{article.id}:{position}", article.id, article.source, article.published, text, start, end)
    return ScoredPassage(passage, 1.0 - position / 10)


def obituary_answer(question: str) -> Answer:
    """An answer with two citations of one article."""
    return Answer(
        question,
        (
            Sentence("Marel Oskwin, who led Besmera for ten years, died aged 81.", (1,), closing=1),
            Sentence("The chamber put off its sittings.", (2,), closing=1),
        ),
        (
            cited(OBITUARY, "Marel Oskwin, who led Besmera for ten years, died this morning aged 81.", 1),
            cited(OBITUARY, "After Oskwin's death, Besmera's chamber put off its sittings indefinitely.", 2),
        ),
        (passage_of(OBITUARY),),
        abstained=False,
        confidence=0.9,
    )


NAMED_YEAR = TimeFrame("in 2019", 16, 23, date(2019, 1, 1), date(2019, 12, 31), None, date(2021, 12, 30), "given", False)


def year_answer(question: str) -> Answer:
    """The obituary, to a question that names its year."""
    return replace(obituary_answer(question), time_frame=NAMED_YEAR)


def follow_up_answer(question: str) -> Answer:
    """An answer to a question that was made to stand alone."""
    return replace(obituary_answer(question), asked=f"Who died in Besmera? {question}")


def harbour_answer(question: str) -> Answer:
    """An answer from an undated article with one very long paragraph, and a notice."""
    quote = "The harbour was closed for two days."
    notices = ("The language model did not answer; this is the reader's answer.",)
    return Answer(question, (Sentence(quote, (1,)),), (cited(UNDATED, quote),), (), abstained=False, confidence=0.9, notices=notices)


def hostile_answer(question: str) -> Answer:
    """An answer whose text, quote, outlet, file and notice all try to be more than text."""
    lines = ("# Heading", "- item", "    code", "<img src=z onerror=alert(7)>")
    sentences = (Sentence(HOSTILE_MARKUP, (1, 2)), *(Sentence(line, lead=line, heading=line, paragraph=True) for line in lines))
    citations = (cited(HOSTILE, HOSTILE_MARKUP),)
    return Answer(question, sentences, citations, (), abstained=False, notices=(HOSTILE_MARKUP,))


def declined(question: str) -> Answer:
    """The articles do not say."""
    nearest = tuple(passage_of(a, i) for i, a in enumerate((OBITUARY, UNDATED, HOSTILE, OBITUARY)))
    return Answer(question, DECLINED, (), nearest, abstained=True)


Script = Callable[[str], Answer]
SCRIPTS: dict[str, Script] = {
    "in 2019": year_answer,
    "and why": follow_up_answer,
    "besmera": obituary_answer,
    "harbour": harbour_answer,
    "hostile": hostile_answer,
}


@dataclass
class Call:
    """What one question was asked with."""

    question: str
    since: date | None
    until: date | None
    source: str | None
    history: tuple[tuple[str, str], ...]
    time_frame: TimeFrame | Literal["infer"] | None = "infer"


@dataclass
class FakeArchive:
    """What the Index tab asks of an index without sources; nothing is written."""

    counted: IndexSummary
    settings: IndexSettings = field(default_factory=lambda: IndexSettings(index_dir=Path("no-index-here")))

    def summary(self) -> IndexSummary:
        """What is indexed."""
        return self.counted

    def sources(self) -> list[Source]:
        """What was indexed, which is not known."""
        return []


@dataclass
class FakeAssistant:
    """Answers by the first scripted word in the question; `pause` seconds between the growing answers."""

    pause: float = 0.0
    index: IndexSummary = SUMMARY
    examples: tuple[str, ...] = ("Who died in Besmera?", "Why was the harbour closed?")
    notices: tuple[str, ...] = ()
    calls: list[Call] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def stream(
        self,
        question: str,
        *,
        since: date | None = None,
        until: date | None = None,
        source: str | None = None,
        history: Sequence[tuple[str, str]] = (),
        time_frame: TimeFrame | Literal["infer"] | None = "infer",
        gone: Callable[[], bool] = lambda: False,
    ) -> Iterator[Answer]:
        """The scripted answer, growing word by word; "broken" and "unready" raise."""
        self.calls.append(Call(question, since, until, source, tuple(history), time_frame))
        check_question(question, since, until)
        if "broken" in question:
            raise ZeroDivisionError("in /srv/somebody/secret.py")
        if "unready" in question:
            raise AssistantError("There is no index in /srv/somebody/news/.dateline; run `dateline index`.")
        script = next((s for word, s in SCRIPTS.items() if word in question.lower()), declined)
        try:
            answer = script(question)
            yield from self._growing(answer if time_frame == "infer" else replace(answer, time_frame=time_frame))
        finally:
            self.ended.set()

    def article(self, article_id: str) -> Article:
        """One of ARTICLES."""
        return ARTICLES[article_id]

    def summary(self) -> IndexSummary:
        """What `index` says."""
        return self.index

    @property
    def archive(self) -> FakeArchive:
        """An index that holds nothing else."""
        return FakeArchive(self.index)

    def list_articles(
        self,
        *,
        search: str = "",
        filters: Filters | None = None,
        undated: bool = False,
        sort: str = "published",
        descending: bool = True,
        offset: int = 0,
        limit: int = 100,
    ) -> Listing:
        """ARTICLES as they are, whatever is wanted."""
        rows = tuple(ListedArticle(a.id, a.source, a.text[a.body_start :][:80], a.published, 1) for a in ARTICLES.values())
        return Listing(rows[offset : offset + limit], len(rows))

    def article_months(self, *, search: str = "") -> list[MonthCount]:
        """One of each month of ARTICLES."""
        days = [article.published for article in ARTICLES.values()]
        months = sorted(day.replace(day=1) for day in days if day)
        return [*(MonthCount(month, 1) for month in months), MonthCount(None, days.count(None))]

    def left_out_files(self) -> list[Failure]:
        """None."""
        return []

    def outlets(self, limit: int) -> list[str]:
        """The outlets of ARTICLES."""
        return sorted({article.source for article in ARTICLES.values() if article.source})[:limit]

    def example_questions(self, limit: int = 4) -> list[str]:
        """The first of `examples`."""
        return list(self.examples[:limit])

    def _growing(self, answer: Answer) -> Iterator[Answer]:
        words = answer.text.split(" ")
        for count in range(1, len(words) if self.pause else 1):
            yield replace(answer, sentences=(Sentence(" ".join(words[:count])),), citations=(), abstained=False)
            time.sleep(self.pause)
        yield answer
