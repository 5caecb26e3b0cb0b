"""What travels: answers, made of sentences with their citations, and the passages that they are made from."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Literal

import numpy as np

from assistant.kinds import Kind
from assistant.time_frame import TimeFrame
from index import Passage, StoryFile
from index.annotations import AnnotatedSentence
from index.dating.clock import TimeOfDay
from index.language.sentences import sentence_spans
from index.rows import Withdrawal

NOT_SAID = "I found no sentence that answers this."
# Of the answers to wikinews_dev and to 180 other questions half are so probable, and .86 of these right; of the others .61.
LIKELY = 0.6
# What is looked up, and not told by the catalog or of whole articles.
LOOKED_UP: tuple[Kind, ...] = ("fact", "yesno", "how_why", "multi_part")


@dataclass(frozen=True)
class Citation:
    """A quote and where it stands: `quote == article.text[start:end]` of the article `file`.

    `answer_start` and `answer_end` are where in that article the words of the quote stand that answer by themselves; None when
    the whole quote does. `speaker` is whom the article has saying it, None for what it says in its own voice. `told_of` is the day that
    the quote tells of, where it names one, and `time` when on its day the article came out, where it says so. `also_in` are other files
    of the same story that hold the quote, earliest first. `withdrawn` tells that the article was corrected, retracted or killed, and by
    which. `url` is where the article was published, as its file or feed gives it.
    """

    number: int
    file: str
    published: date | None
    source: str | None
    quote: str
    start: int
    end: int
    answer_start: int | None = None
    answer_end: int | None = None
    speaker: str | None = None
    told_of: date | None = None
    time: TimeOfDay | None = None
    also_in: tuple[StoryFile, ...] = ()
    withdrawn: Withdrawal | None = None
    url: str | None = None


@dataclass(frozen=True)
class ScoredPassage:
    """A retrieved passage with its fused retrieval score (higher is better; comparable within one question only).

    `about` says when its article came out, "May 1, 2024.", and what it is about: the headline or, where there is none, the first
    sentence, left out for the passage that begins with it. `correction` tells that the article is a correction notice. `story` is
    the id of the story that its article tells with others, else the article's. `time` is when on its day the article came out, and
    `withdrawn` what took it back. `sentences` are those of the whole article, as the index keeps them; none where they are not known.
    `vector` is the passage's, float32 and of length 1, shape (dimension,).
    """

    passage: Passage
    score: float
    about: str = ""
    correction: bool = False
    story: str = ""
    time: TimeOfDay | None = None
    withdrawn: Withdrawal | None = None
    sentences: tuple[AnnotatedSentence, ...] = ()
    vector: np.ndarray | None = field(default=None, compare=False)

    @property
    def bare(self) -> "ScoredPassage":
        """The same without what only answering needs: answers are kept, by the chat hundreds of them."""
        return replace(self, sentences=(), vector=None)

    @cached_property
    def own_sentences(self) -> tuple[AnnotatedSentence, ...]:
        """Those that the passage holds, or holds a part of."""
        return tuple(one for one in self.sentences if one.start < self.passage.end and self.passage.start < one.end)

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """The sentences of the passage, as offsets in its text."""
        if not self.sentences:
            return tuple(sentence_spans(self.passage.text))
        at, end = self.passage.start, self.passage.end
        return tuple((max(one.start, at) - at, min(one.end, end) - at) for one in self.own_sentences)


@dataclass(frozen=True)
class Value:
    """What one article gave as the answer, in its words, when it was published; `citation` is the number of its citation."""

    text: str
    published: date
    citation: int
    time: TimeOfDay | None = None


@dataclass(frozen=True)
class Sentence:
    """A sentence of an answer, on one line and without markers; `citations` are the numbers of what it cites.

    `highlights` are the offsets, in order and apart, of the words that a face shows in bold. `support`, 0 to 1, is the probability that
    what is cited supports all of it, None for a quote, which is found by comparing, and where nothing is cited; `missing` are the words
    that were not found there. `lead` stands before it, "13 March 2024:", "Earlier:" or "[Mareta Holvin:]", `heading`, a part's
    question, on a line above; `paragraph` tells that it begins one. Its last `closing` characters, a full stop, stand behind its markers.
    """

    text: str
    citations: tuple[int, ...] = ()
    highlights: tuple[tuple[int, int], ...] = ()
    support: float | None = None
    missing: tuple[str, ...] = ()
    lead: str = ""
    heading: str = ""
    paragraph: bool = False
    closing: int = 0

    @property
    def halves(self) -> tuple[str, str]:
        """What of it stands before its markers, and behind them."""
        cut = len(self.text) - self.closing
        return self.text[:cut], self.text[cut:]


# What an answer says that declines.
DECLINED = (Sentence(NOT_SAID),)


def paragraphs(sentences: Sequence[Sentence]) -> Iterator[list[Sentence]]:
    """Yield the sentences of each paragraph."""
    starts = [place for place, sentence in enumerate(sentences) if sentence.paragraph or not place]
    for start, end in zip(starts, [*starts[1:], len(sentences)], strict=True):
        yield list(sentences[start:end])


def rendered(sentences: Sequence[Sentence], *, markers: bool = True) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return the text of the sentences, with markers such as `[1]`, and the offsets into it of what they highlight."""
    text, highlights = "", []
    for sentence in sentences:
        text += ("\n\n" if sentence.paragraph else " ") if text else ""
        text += (f"{sentence.heading}\n" if sentence.heading else "") + (f"{sentence.lead} " if sentence.lead else "")
        highlights += [(len(text) + start, len(text) + end) for start, end in sentence.highlights]
        before, behind = sentence.halves
        cited = "".join(f"[{number}]" for number in sentence.citations) if markers else ""
        text += f"{before} {cited}{behind}" if cited else sentence.text
    return text, tuple(highlights)


@dataclass(frozen=True)
class Answer:
    """An answer with what it rests on.

    `sentences` are the answer, and `text` is made of them, with markers such as `[1]` that name `citations` by number. When `abstained`,
    `text` is "I found no sentence that answers this.", there are no citations and `passages` are the nearest ones. `confidence` is the
    probability, 0 to 1, that what is said answers the question, `answerability` that the passages hold an answer at all. `others` are
    the next likeliest sentences where that is unsure. `answered_by` is "reader" or the name of the language model.
    `notices` are lines a face must show with the answer (a model that failed, markers dropped). `time_frame` is the time that the
    question was taken to ask about. `values` are the different answers
    that articles of different days give, oldest first, when there are at least two. `newest_article` is the newest publication date in
    the index, `newest_evidence` the newest of what is cited or, in an abstention, of the nearest passages. `asked`
    is the form of the question that was looked up when it differs from `question`: a follow-up that was made to stand alone, one with
    names as the archive spells them, or one without the words of a time that was taken back; None when it is the question itself. `kind`
    is what was taken to be asked; `articles` are the files on the subject, where the answer tells of several.
    """

    question: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    passages: tuple[ScoredPassage, ...]
    abstained: bool
    confidence: float = 0.0
    answerability: float = 0.0
    answered_by: str = "reader"
    notices: tuple[str, ...] = ()
    seconds: float = 0.0
    time_frame: TimeFrame | None = None
    values: tuple[Value, ...] = ()
    newest_article: date | None = None
    asked: str | None = None
    kind: Kind = "fact"
    articles: tuple[str, ...] = ()
    others: tuple[Citation, ...] = ()

    @property
    def sure(self) -> Literal["likely", "unsure"] | None:
        """How sure a look-up is, in a word; None for what declines, what a model wrote, and what is no look-up."""
        if self.abstained or self.answered_by != "reader" or self.kind not in LOOKED_UP:
            return None
        return "likely" if self.confidence >= LIKELY else "unsure"

    @cached_property
    def _rendered(self) -> tuple[str, tuple[tuple[int, int], ...]]:
        return rendered(self.sentences)

    @property
    def text(self) -> str:
        """The sentences as one text, with markers."""
        return self._rendered[0]

    @property
    def highlights(self) -> tuple[tuple[int, int], ...]:
        """The offsets into `text`, in order and apart, of the words that a face shows in bold."""
        return self._rendered[1]

    @property
    def short(self) -> str | None:
        """The words of the first highlight, None when there is none."""
        return next((self.text[start:end] for start, end in self.highlights), None)

    @property
    def newest_evidence(self) -> date | None:
        """The newest publication date of what is cited or, without citations, of the passages; None when all are undated."""
        cited = [citation.published for citation in self.citations] or [scored.passage.published for scored in self.passages]
        return max((day for day in cited if day), default=None)

    def as_json(self, id: str | None = None) -> dict[str, Any]:
        """The object that `dateline ask --json` prints and `dateline evaluate --answers` writes, dates as ISO text."""
        return {
            "id": id,
            "question": self.question,
            "asked": self.asked,
            "kind": self.kind,
            "text": self.text,
            "short": self.short,
            "highlights": [[start, end] for start, end in self.highlights],
            "abstained": self.abstained,
            "confidence": round(self.confidence, 4),
            "sure": self.sure,
            "answerability": round(self.answerability, 4),
            "answered_by": self.answered_by,
            "notices": list(self.notices),
            "time_frame": _frame_json(self.time_frame),
            "values": [asdict(v) | {"published": _iso(v.published), "time": v.time and v.time.text} for v in self.values],
            "sentences": [
                asdict(s)
                | {"citations": list(s.citations), "highlights": [list(h) for h in s.highlights], "missing": list(s.missing)}
                | {"support": None if s.support is None else round(s.support, 4)}
                for s in self.sentences
            ],
            "newest_evidence": _iso(self.newest_evidence),
            "newest_article": _iso(self.newest_article),
            "citations": [_citation_json(c) for c in self.citations],
            "others": [_citation_json(c) for c in self.others],
            "articles": list(self.articles),
            "passages": [
                {
                    "file": p.passage.article_id,
                    "published": _iso(p.passage.published),
                    "start": p.passage.start,
                    "end": p.passage.end,
                    "text": p.passage.text,
                    "score": round(p.score, 6),
                }
                for p in self.passages
            ],
            "seconds": round(self.seconds, 3),
        }


def _citation_json(c: Citation) -> dict[str, Any]:
    return (
        asdict(c)
        | {"published": _iso(c.published), "told_of": _iso(c.told_of), "time": c.time and c.time.text}
        | {"also_in": [{"file": f.id, "published": _iso(f.published), "source": f.source} for f in c.also_in]}
    )


def _frame_json(frame: TimeFrame | None) -> dict[str, Any] | None:
    if frame is None:
        return None
    return {
        "text": frame.text,
        "since": _iso(frame.since),
        "until": _iso(frame.until),
        "order": frame.order,
        "as_of": _iso(frame.as_of),
        "anchored": frame.anchored,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
