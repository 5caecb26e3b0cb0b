"""A ferry that sank off an invented coast, told by several outlets on several days, and answers that cite them."""

from dataclasses import replace
from datetime import date

from fake_assistant import ARTICLES, cited, passage_of

from assistant import Answer, Citation
from assistant.errors import UnknownArticle
from assistant.records import Sentence, Value
from index import Article, StoryFile

FIRST = Article(
    id="osvarin/2024-03-04-ferry.txt",
    source="Osvarin",
    title=None,
    published=date(2024, 3, 4),
    text=(
        " date 2024-03-04 HALVESK, Besmera, March 4. The ferry Selka \U0001f6a2 sank off Halvesk on Sunday night, and at least "
        "nine people died, the coast guard said.\n\n"
        + "Rescuers worked through the night in high waves. Boats came from Kuvelia as well. "
        * 12
        + "\n\n“We heard a bang \U0001f4a5, and then she listed,” said Orla Tembrit, a passenger. "
        "Forty-one people were taken to hospital in Halvesk.\n\n"
        + "The harbour stayed closed, and relatives waited at the quay. The Selka was built in 1988. " * 12
        + "\n\nThe coast guard said that it would begin to lift the wreck on Thursday."
    ),
    body_start=17,
)
SECOND = Article(
    id="vestnor/2024-03-09 ferry count.md",
    source="Vestnor Courier",
    title="Death toll of the Selka rises to 14",
    published=date(2024, 3, 9),
    text=(
        "HALVESK. Fourteen people died when the Selka sank, prosecutor Iven Dosk said on Saturday.\n\n"
        "Two are still missing. Earlier counts had named nine dead."
    ),
)
TWIN = replace(
    SECOND,
    id="harbour-post/twin.txt",
    source="Harbour Post",
    title=None,
    published=date(2024, 3, 10),
    text="From our wire.\n\nHALVESK. Fourteen people died when the\nSelka sank, prosecutor Iven Dosk said on Saturday. More follows.",
)
LATER = Article(
    id="osvarin/2024-06-21-report.txt",
    source="Osvarin",
    title="Report on the Selka",
    published=date(2024, 6, 21),
    text="The owners of the Selka knew of the leak, a report found. It names no captain.",
)
NOTES = Article(id="notes/harbour.txt", source=None, title=None, published=None, text="The quay at Halvesk is 240 metres long.")
STORY = {article.id: article for article in (FIRST, SECOND, TWIN, LATER, NOTES)}


def _strong(citation: Citation, article: Article, words: str) -> Citation:
    start = article.text.index(words)
    return replace(citation, answer_start=start, answer_end=start + len(words))


def ferry_answer(question: str = "How many died?") -> Answer:
    """Two values of different days, three citations of two articles, a copy, and nearest passages, one of them undated."""
    sentences = (
        Sentence("Fourteen people died when the Selka sank, prosecutor Iven Dosk said on Saturday.", (2,), ((0, 8),)),
        Sentence("at least nine (Monday, 4 March 2024).", (1,), lead="Earlier:", paragraph=True, closing=1),
        Sentence("Forty-one people were taken to hospital in Halvesk.", (3,)),
    )
    first = _strong(
        cited(FIRST, "The ferry Selka \U0001f6a2 sank off Halvesk on Sunday night, and at least nine people died, the coast guard said."),
        FIRST,
        "at least nine",
    )
    second = _strong(
        cited(SECOND, "HALVESK. Fourteen people died when the Selka sank, prosecutor Iven Dosk said on Saturday.", 2), SECOND, "Fourteen"
    )
    copies = (StoryFile(TWIN.id, TWIN.source, TWIN.published),)
    citations = (
        first,
        replace(second, speaker="prosecutor Iven Dosk", also_in=copies),
        cited(FIRST, "Forty-one people were taken to hospital in Halvesk.", 3),
    )
    return Answer(
        question,
        sentences,
        citations,
        tuple(passage_of(article) for article in (SECOND, FIRST, TWIN, LATER, NOTES)),
        abstained=False,
        confidence=0.9,
        notices=("The newest article about this is from Saturday, 9 March 2024; the index reaches to Friday, 21 June 2024.",),
        values=(Value("at least nine", date(2024, 3, 4), 1), Value("Fourteen", date(2024, 3, 9), 2)),
    )


def supported(answer: Answer, *supports: float, missing: tuple[str, ...] = ()) -> Answer:
    """The answer with the support of its sentences; `missing` are words of those that have less than half."""
    marked = zip(answer.sentences, supports, strict=True)
    return replace(answer, sentences=tuple(replace(one, support=p, missing=missing if p < 0.5 else ()) for one, p in marked))


class Shelf:
    """An assistant that only finds articles: the ferry's and those of the scripted assistant."""

    def __init__(self, *more: Article) -> None:
        self.articles = {**ARTICLES, **STORY, **{article.id: article for article in more}}

    def article(self, id: str) -> Article:
        """The article; raises UnknownArticle."""
        if id not in self.articles:
            raise UnknownArticle(f"No article {id!r} is indexed; it may have been removed since.")
        return self.articles[id]
