"""Training examples from questions about indexed articles, in the form that `dateline evaluate` reads."""

import re
from collections.abc import Iterator
from pathlib import Path

from assistant.records import ScoredPassage
from assistant.relative_days import relative_days
from assistant.retrieval import retrieve
from index import Filters, Index
from index.language.sentences import sentence_spans
from training.small_reader.examples import Example
from training.small_reader.known import Known, read

PASSAGES = 10
# Of a question's passages without an answer, the first few teach the most.
MISSES = 3


def news_questions(file: Path, index: Index, held_out: frozenset[str] = frozenset()) -> Iterator[Example]:
    """Yield each question with the passages that answer it and with the first that do not, none of them of a held-out article."""
    for known in read(file):
        misses = 0
        for scored in retrieve(index, known.question, PASSAGES, Filters()):
            example = None if scored.passage.article_id in held_out else _example(known, scored)
            if example is None:
                continue
            misses += not example.answerable
            if example.answerable or misses <= MISSES:
                yield example


def _example(known: Known, scored: ScoredPassage) -> Example | None:
    """Return the question with a passage; None where accepted words stand in another sentence, which may answer or not."""
    passage = scored.passage
    spans = sentence_spans(passage.text)
    evidence = tuple((a, b) for a, b in spans if known.is_evidence(passage.article_id, passage.text[a:b]))
    if not evidence and any(known.answers(passage.article_id, passage.text[a:b]) for a, b in spans):
        return None
    answers = tuple(span for a, b in evidence for span in _answers(known, scored, a, b))
    return Example(known.question, passage.text, bool(evidence), answers, evidence, scored.about)


def _answers(known: Known, scored: ScoredPassage, start: int, end: int) -> list[tuple[int, int]]:
    """Return where accepted words stand in a sentence, or days that are an accepted date by the article's own."""
    passage = scored.passage
    sentence = passage.text[start:end]
    found = [m.span() for text in known.accept for m in re.finditer(re.escape(text), sentence, re.IGNORECASE)]
    if not found and passage.published:
        accepted = {text.casefold() for text in known.accept}
        found = [(d.start, d.end) for d in relative_days(sentence, passage.published) if d.day and d.day.isoformat() in accepted]
    longest = max(found, key=lambda span: span[1] - span[0], default=None)
    return [(start + longest[0], start + longest[1])] if longest else []
