"""Answers and their citations: what every face shows and evaluation scores."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from index import Passage

NOT_SAID = "The articles do not say."


@dataclass(frozen=True)
class Citation:
    """A quote and where it stands: `quote == article.text[start:end]` of the article `file`.

    `answer_start` and `answer_end` are where in that article the words of the quote stand that answer by themselves; None when
    the whole quote does.
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


@dataclass(frozen=True)
class ScoredPassage:
    """A retrieved passage with its fused retrieval score (higher is better; comparable within one question only).

    `about` says what its article is about: the headline or, where there is none, the first sentence; empty for the passage
    that begins with it.
    """

    passage: Passage
    score: float
    about: str = ""


@dataclass(frozen=True)
class Answer:
    """An answer with what it rests on.

    `text` carries markers such as `[1]` that name `citations` by number. When `abstained`, `text` is
    "The articles do not say.", there are no citations and `passages` are the nearest ones. `confidence` is the
    reader's probability, 0 to 1, that the passages hold the answer. `answered_by` is "reader" or the name of the language model.
    `notices` are lines a face must show with the answer (a model that failed, markers dropped). `highlights` are the offsets
    into `text`, in order and apart, of the words that a face shows in bold: `text` itself is plain. `short` is the first of them,
    None when there is none.
    """

    question: str
    text: str
    citations: tuple[Citation, ...]
    passages: tuple[ScoredPassage, ...]
    abstained: bool
    confidence: float = 0.0
    answered_by: str = "reader"
    notices: tuple[str, ...] = ()
    seconds: float = 0.0
    highlights: tuple[tuple[int, int], ...] = ()
    short: str | None = None

    def as_json(self, id: str | None = None) -> dict[str, Any]:
        """The object that `dateline ask --json` prints and `dateline evaluate --answers` writes, dates as ISO text."""
        return {
            "id": id,
            "question": self.question,
            "text": self.text,
            "short": self.short,
            "highlights": [[start, end] for start, end in self.highlights],
            "abstained": self.abstained,
            "confidence": round(self.confidence, 4),
            "answered_by": self.answered_by,
            "notices": list(self.notices),
            "citations": [
                {
                    "number": c.number,
                    "file": c.file,
                    "published": _iso(c.published),
                    "source": c.source,
                    "quote": c.quote,
                    "start": c.start,
                    "end": c.end,
                    "answer_start": c.answer_start,
                    "answer_end": c.answer_end,
                }
                for c in self.citations
            ],
            "passages": [
                {
                    "file": p.passage.article_id,
                    "published": _iso(p.passage.published),
                    "start": p.passage.start,
                    "end": p.passage.end,
                    "score": round(p.score, 6),
                }
                for p in self.passages
            ],
            "seconds": round(self.seconds, 3),
        }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
