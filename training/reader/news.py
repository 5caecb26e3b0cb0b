"""Questions and statements on indexed news to learn from."""

import json
import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from assistant.records import ScoredPassage
from assistant.retrieval import _of_article, retrieve
from assistant.time_frame import time_frame
from assistant.timing import without_time
from index import Article, Filters, Index, Passage
from index.opening import open_catalog
from training.reader.pairs import Pair, of_question
from training.reader.questions import made_misses
from training.small_reader.cloze import cloze_examples
from training.small_reader.examples import Example, sentences
from training.small_reader.known import Known, read
from training.small_reader.news_questions import _example
from training.small_reader.unanswerable import Swapper, mark

RETRIEVED = 12
# Of a question's passages without an answer, the first few teach the most.
MISSES = 4
# A statement is held against its evidence and up to so many characters around it.
AROUND = 700


class News:
    """The articles of an index that may be learnt."""

    def __init__(self, index: Index, held_out: frozenset[str]) -> None:
        self.index = index
        self.held_out = held_out
        self.articles = {article.id: article for article in index.newest_articles(1_000_000) if article.id not in held_out}
        with closing(open_catalog(index.settings.index_dir)) as catalog:
            passages = catalog.passages(list(catalog.passage_ids())).values()
        self._passages: dict[str, list[ScoredPassage]] = {}
        for passage in sorted(passages, key=lambda passage: (passage.article_id, passage.start)):
            if passage.article_id in self.articles:
                self._passages.setdefault(passage.article_id, []).append(self._scored(passage))

    def abouts(self) -> dict[str, str]:
        """Return the passages' texts with what each is about."""
        return {scored.passage.text: scored.about for found in self._passages.values() for scored in found}

    def questions(self, file: Path) -> tuple[list[Example], list[Example]]:
        """Return the questions of a file with the passages that answer them, and with some that do not."""
        answered: list[Example] = []
        missed: list[Example] = []
        for known in read(file):
            known, files = self._without_time(known), [name for name, _ in known.openings]
            gold = [scored for name in dict.fromkeys(files) for scored in self._passages.get(name, [])]
            if self.held_out.intersection(files) or (known.answerable and not gold):
                continue
            found = [scored for scored in retrieve(self.index, known.question, RETRIEVED, Filters()) if self._allowed(scored)]
            examples = dict.fromkeys(example for scored in [*gold, *found] if (example := _example(known, scored)))
            right = [example for example in examples if example.answerable]
            if known.answerable and not right:  # its evidence is not in the articles
                continue
            answered += right
            misses = {example.context: example for example in examples if not example.answerable}
            named = [misses[scored.passage.text] for scored in gold if not known.answerable and self._is_named(known, scored)]
            near = [misses[scored.passage.text] for scored in found if scored.passage.text in misses]
            missed += list(dict.fromkeys([*named, *near]))[:MISSES]
        return answered, missed

    def statements(self, file: Path) -> tuple[list[Pair], int]:
        """Return the statements of a file, each with a passage around its evidence, and how many lines cannot be used."""
        pairs, rows = [], [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
        for row in rows:
            article = self.articles.get(row["file"])
            evidence = self._evidence(article, row["evidence"]) if article else []
            if article and evidence and row["label"] in ("supports", "contradicts", "neither"):
                rng = random.Random(row["statement"])
                start, end = _widened(article, evidence[0][0], evidence[-1][1], rng)
                spans = tuple((a - start, b - start) for a, b in evidence)
                passage = Passage("", article.id, article.source, article.published, article.text[start:end], start, end)
                known = spans if row["label"] != "neither" else None
                pairs.append(Pair(row["statement"], passage.text, self._scored(passage).about, evidence=known, label=row["label"]))
        return pairs, len(rows) - len(pairs)

    def _scored(self, passage: Passage) -> ScoredPassage:
        return _of_article(ScoredPassage(passage, 1.0), self.articles[passage.article_id])

    def _allowed(self, scored: ScoredPassage) -> bool:
        return scored.passage.article_id in self.articles

    def _without_time(self, known: Known) -> Known:
        """Ask half of the answerable questions as the reader is asked them; one that a passage fails for its time keeps its time."""
        if not known.answerable or random.Random(known.question).random() < 0.5:
            return known
        there = self.index.summary()
        frame = time_frame(known.question, as_of=None, today=there.newest or date.today(), newest=there.newest, earliest=there.earliest)
        return replace(known, question=without_time(known.question, frame))

    def _is_named(self, known: Known, scored: ScoredPassage) -> bool:
        """Tell whether a passage holds a sentence that an unanswerable question names as misleading, or is of its article."""
        text = " ".join(scored.passage.text.split())
        return any(scored.passage.article_id == file and opening in text for file, opening in known.openings)

    def _evidence(self, article: Article, openings: Sequence[str]) -> list[tuple[int, int]]:
        wanted = tuple(" ".join(opening.split()) for opening in openings if opening.strip())
        spans = sentences(article.text)
        return [(a, b) for a, b in spans if wanted and " ".join(article.text[a:b].split()).startswith(wanted)]


def cloze(news: News, language: Any, seed: int) -> list[Example]:
    """Return a cloze question of each passage, with what the passage is about."""
    abouts = news.abouts()
    passages = sorted(abouts)
    return [replace(example, title=abouts[example.context]) for example in cloze_examples(passages, mark(passages, language), seed)]


def changed(answered: Sequence[Example], language: Any, seed: int) -> Iterator[Pair]:
    """Yield near misses of news questions: changed questions, and passages without the answering sentence."""
    abouts = {example.context: example.title for example in answered}
    with_spans = [example for example in answered if example.answers]
    yield from made_misses(with_spans, abouts, Swapper(with_spans, language), {}, seed) if with_spans else ()


def of_questions(examples: Sequence[Example]) -> list[Pair]:
    """Return examples as pairs."""
    return [of_question(example) for example in examples]


def _widened(article: Article, start: int, end: int, rng: random.Random) -> tuple[int, int]:
    """Return a stretch of whole sentences around evidence, more before it or more after it by chance."""
    before = rng.randint(0, AROUND)
    inside = [(a, b) for a, b in sentences(article.text) if a >= article.body_start and start - before <= a and b <= end + AROUND - before]
    return min([start, *(a for a, _ in inside)]), max([end, *(b for _, b in inside)])
