"""Answers and their citations: what every face shows and evaluation scores."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.kinds import Kind
from assistant.time_frame import TimeFrame
from index import Passage, StoryFile
from index.dating.clock import TimeOfDay
from index.rows import Withdrawal

NOT_SAID = "The articles do not say."
# A sentence counts as supported from this probability: scorers are calibrated so that it is the best threshold on their tuning data.
SUPPORTED = 0.5


@dataclass(frozen=True)
class Citation:
    """A quote and where it stands: `quote == article.text[start:end]` of the article `file`.

    `answer_start` and `answer_end` are where in that article the words of the quote stand that answer by themselves; None when
    the whole quote does. `speaker` is whom the article has saying it, None for what it says in its own voice. `also_in` are
    other files of the same story that hold the quote, earliest first. `told_of` is the day that the quote tells of, where it names one,
    and `time` when on its day the article came out, where it says so. `withdrawn` tells that the article was corrected, retracted or
    killed, and by which.
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
    also_in: tuple[StoryFile, ...] = ()
    told_of: date | None = None
    time: TimeOfDay | None = None
    withdrawn: Withdrawal | None = None


@dataclass(frozen=True)
class ScoredPassage:
    """A retrieved passage with its fused retrieval score (higher is better; comparable within one question only).

    `about` says when its article came out, "May 1, 2024.", and what it is about: the headline or, where there is none, the first
    sentence, left out for the passage that begins with it. `correction` tells that the article is a correction notice. `story` is
    the id of the story that its article tells with others, else the article's. `time` is when on its day the article came out, and
    `withdrawn` what took it back.
    """

    passage: Passage
    score: float
    about: str = ""
    correction: bool = False
    story: str = ""
    time: TimeOfDay | None = None
    withdrawn: Withdrawal | None = None


@dataclass(frozen=True)
class Value:
    """What one article gave as the answer, in its words, when it was published; `citation` is the number of its citation."""

    text: str
    published: date
    citation: int
    time: TimeOfDay | None = None


@dataclass(frozen=True)
class SentenceSupport:
    """The support of the sentence at `start` to `end` of an answer's text by the passages that it cites.

    `probability`, 0 to 1, is that they support all of it; `missing` are the words that were not found in them.
    """

    start: int
    end: int
    probability: float
    missing: tuple[str, ...] = ()

    @property
    def supported(self) -> bool:
        """Whether it counts as supported."""
        return self.probability >= SUPPORTED


@dataclass(frozen=True)
class Answer:
    """An answer with what it rests on.

    `text` carries markers such as `[1]` that name `citations` by number. When `abstained`, `text` is
    "The articles do not say.", there are no citations and `passages` are the nearest ones. `confidence` is the
    probability, 0 to 1, that what is said answers the question, `answerability` that the passages hold an answer at all. `answered_by` is
    "reader" or the name of the language model.
    `notices` are lines a face must show with the answer (a model that failed, markers dropped). `highlights` are the offsets
    into `text`, in order and apart, of the words that a face shows in bold: `text` itself is plain. `short` is the first of them,
    None when there is none. `time_frame` is the time that the question was taken to ask about. `values` are the different answers
    that articles of different days give, oldest first, when there are at least two. `newest_article` is the newest publication date in
    the index, `newest_evidence` the newest of what is cited or, in an abstention, of the nearest passages. `sentences` are those of
    the finished text that are no quotes, in order, with the support of each: a quote is found by comparing and carries no mark. `asked`
    is the form of the question that was looked up when it differs from `question`: a follow-up that was made to stand alone, or one
    without the words of a time that was taken back; None when it is the question itself. `kind` is what was taken to be asked, "fact" for a
    look-up; `articles` are the files on the subject, where the answer tells of several.
    """

    question: str
    text: str
    citations: tuple[Citation, ...]
    passages: tuple[ScoredPassage, ...]
    abstained: bool
    confidence: float = 0.0
    answerability: float = 0.0
    answered_by: str = "reader"
    notices: tuple[str, ...] = ()
    seconds: float = 0.0
    highlights: tuple[tuple[int, int], ...] = ()
    short: str | None = None
    time_frame: TimeFrame | None = None
    values: tuple[Value, ...] = ()
    newest_article: date | None = None
    sentences: tuple[SentenceSupport, ...] = ()
    asked: str | None = None
    kind: Kind = "fact"
    articles: tuple[str, ...] = ()

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
            "answerability": round(self.answerability, 4),
            "answered_by": self.answered_by,
            "notices": list(self.notices),
            "time_frame": _frame_json(self.time_frame),
            "values": [
                {"text": v.text, "published": _iso(v.published), "time": v.time and v.time.text, "citation": v.citation}
                for v in self.values
            ],
            "sentences": [
                {"start": s.start, "end": s.end, "support": round(s.probability, 4), "missing": list(s.missing)} for s in self.sentences
            ],
            "newest_evidence": _iso(self.newest_evidence),
            "newest_article": _iso(self.newest_article),
            "citations": [
                {
                    "number": c.number,
                    "file": c.file,
                    "published": _iso(c.published),
                    "time": c.time and c.time.text,
                    "source": c.source,
                    "quote": c.quote,
                    "start": c.start,
                    "end": c.end,
                    "answer_start": c.answer_start,
                    "answer_end": c.answer_end,
                    "speaker": c.speaker,
                    "told_of": _iso(c.told_of),
                    "also_in": [{"file": f.id, "published": _iso(f.published), "source": f.source} for f in c.also_in],
                    "withdrawn": c.withdrawn and {"by": c.withdrawn.by, "kind": c.withdrawn.kind},
                }
                for c in self.citations
            ],
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
