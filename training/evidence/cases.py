"""Questions whose answers are known, as they are and changed so that another answer, or none, is right.

A question is also asked of the passages that another one finds; an answerable one with its answering sentences taken out, with its
articles gone, with its time moved by years, with a time put to it that is right or wrong, of another speaker, and with a later article
that gives another figure, or corrects it.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from assistant.evidence.evidence import relations_of
from assistant.evidence.relations import asked_speaker, none_relations
from assistant.reading.calibration import Calibration
from assistant.reading.features import candidates
from assistant.reading.model import SpanModel
from assistant.reading.reader import Reading, Span
from assistant.records import ScoredPassage
from assistant.retrieval import retrieve
from assistant.time_frame import TimeFrame, time_frame
from assistant.timing import as_read
from index import Article, Filters, Index
from index.annotations import annotate
from index.language.sentences import sentence_spans
from training.small_reader.known import Known

PASSAGES = 10
# What is made from a question counts less than the question: there are several of it, and what nobody would ask is declined too easily.
# The only teachers of revised figures and of speakers count more.
MADE = 0.15
# Without questions of something else beside, 28 of 102 on news were answered from an archive that has nothing on them; with them none.
OF_SOMETHING_ELSE = 0.6
WEIGHTS = {
    "as it is": 1.0,
    "of something else": OF_SOMETHING_ELSE,
    **dict.fromkeys(("figure revised", "figure corrected", "latest asked", "first asked", "speaker changed"), 0.5),
}
# Stories are all developing ones, and most archives are not: the same weight raised the loss on other news (.615 to .681).
STORY = 0.5
YEARS = (-4, -3, -2, 2, 3)
LATEST = ("By the latest figures, {}", "According to the latest report, {}", "Latest figure: {}", "{} Give the most recent figure.")
FIRST = ("By the first reports, {}", "Initially, {}", "At first, {}", "In the first report, {}")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_FIGURE = re.compile(r"\b\d[\d,]*\b")


@dataclass(frozen=True)
class Case:
    """A question asked of some passages: features of its sentences, which of them are right, and how much it counts.

    `features` are of shape (sentences, 12), `relations` (sentences, 15), `none` (2,), `right` (sentences,), bool.
    """

    id: str
    variant: str
    features: np.ndarray
    relations: np.ndarray
    none: np.ndarray
    right: np.ndarray
    weight: float


class Cases:
    """Makes the cases of one index."""

    def __init__(self, index: Index, model: SpanModel, seed: int) -> None:
        self._index = index
        self._model = model
        self._calibration = Calibration.bundled()
        self._rng = random.Random(seed)
        self._there = index.summary()
        self._articles: dict[str, Article | None] = {}

    def of(self, known: Sequence[Known], *, changed: bool = True) -> Iterator[Case]:
        """Yield the cases of all questions, `changed` too or only as they are."""
        speakers = sorted({name for one in known if (name := asked_speaker(one.question)) and " " in name})
        for number, one in enumerate(known):
            other = known[(number + len(known) // 2) % len(known)].question
            for variant, question, passages, right in self._variants(one, speakers, changed, other):
                case = self._case(f"{number:05}", variant, one if right else replace(one, answerable=False), question, passages)
                if case is not None:
                    yield case

    def _variants(
        self, known: Known, speakers: Sequence[str], changed: bool, other: str
    ) -> Iterator[tuple[str, str, Sequence[ScoredPassage], bool]]:
        question, frame = known.question, self._frame(known.question)
        found = retrieve(self._index, question, 3 * PASSAGES, Filters(), frame)
        passages = found[:PASSAGES]
        yield "as it is", question, passages, known.answerable
        yield "of something else", question, self._found(other), False
        if not known.answerable or not changed:
            return
        files = {file for file, _ in known.openings}
        yield "answer cut", question, [_without_answer(known, scored) for scored in passages], False
        yield "article gone", question, [scored for scored in found if scored.passage.article_id not in files][:PASSAGES], False
        for variant, asked, right in self._other_times(known, frame):
            yield variant, asked, self._found(asked), right
        name = asked_speaker(question)
        others = [other for other in speakers if name and other.split()[-1] != name.split()[-1]]
        if name and others:
            asked = question.replace(name, self._rng.choice(others))
            yield "speaker changed", asked, self._found(asked), False
        if frame is None:
            yield from self._later(known, passages)

    def _other_times(self, known: Known, frame: TimeFrame | None) -> Iterator[tuple[str, str, bool]]:
        question = known.question
        if frame and frame.since and frame.until and (year := _YEAR.search(question, frame.start, frame.end)):
            moved = str(int(year[0]) + self._rng.choice(YEARS))
            yield "time moved", question[: year.start()] + moved + question[year.end() :], False
        days = [article.published for file, _ in known.openings if (article := self._article(file)) and article.published]
        if frame is None and days and question.rstrip().endswith("?"):
            form = self._rng.choice([" in %B %Y?", " in %Y?"])
            open_ = question.rstrip()[:-1]
            yield "time put", open_ + days[0].strftime(form), True
            yield "wrong time put", open_ + days[0].replace(day=1, year=days[0].year + self._rng.choice(YEARS)).strftime(form), False

    def _later(self, known: Known, passages: Sequence[ScoredPassage]) -> Iterator[tuple[str, str, Sequence[ScoredPassage], bool]]:
        """Yield the passages with a later telling of the answer: another figure, which is right now, and a correction of it."""
        for place, scored in enumerate(passages):
            told = self._retold(known, scored, correction=False)
            if told:
                at = min(PASSAGES - 1, place + self._rng.choice([0, 1, 2, 3]))
                later = [*passages[:at], told, *passages[at:]][:PASSAGES]
                yield "figure revised", known.question, later, True
                yield "latest asked", self._rng.choice(LATEST).format(known.question), later, True
                yield "first asked", self._rng.choice(FIRST).format(known.question), later, True
                told = self._retold(known, scored, correction=True)
                yield "figure corrected", known.question, [*passages[:at], *([told] if told else []), *passages[at:]][:PASSAGES], True
                return

    def _retold(self, known: Known, scored: ScoredPassage, *, correction: bool) -> ScoredPassage | None:
        passage = scored.passage
        answering = [(a, b) for a, b in sentence_spans(passage.text) if known.is_evidence(passage.article_id, passage.text[a:b])]
        figure = _FIGURE.search(passage.text, *answering[0]) if answering else None
        if figure is None or passage.published is None or not any(figure[0] in answer for answer in known.accept):
            return None
        value = int(figure[0].replace(",", ""))
        other = str(value + max(1, round(value * self._rng.uniform(0.05, 0.6))))
        text = passage.text[: figure.start()] + other + passage.text[figure.end() :]
        published = passage.published + timedelta(days=self._rng.randint(1, 9))
        day = f"{published:%B} {published.day}, {published.year}."
        about = re.sub(r"^\w+ \d{1,2}, \d{4}\.", day, scored.about)
        later = replace(passage, article_id=LATER, text=text, published=published, start=0, end=len(text))
        about = f"{about} CORRECTION" if correction else about
        sentences = annotate(Article(LATER, None, None, published, text))
        return replace(scored, passage=later, about=about, correction=correction, sentences=sentences)

    def _case(self, id: str, variant: str, known: Known, question: str, passages: Sequence[ScoredPassage]) -> Case | None:
        frame = self._frame(question)
        asked = as_read(question, frame)
        logits = self._model.read(asked, [(scored.about, scored.passage.text) for scored in passages])
        found = candidates(asked, passages, logits)
        if not found:
            return None
        probabilities, none = self._calibration.probabilities(found)
        spans = []
        for candidate, probability in zip(found, probabilities, strict=True):
            at = passages[candidate.passage].passage.start
            (a, b), (x, y) = candidate.span, candidate.sentence
            spans.append(Span(candidate.passage, at + a, at + b, at + x, at + y, float(probability)))
        *_, told = relations_of(Reading(tuple(spans), 1 - none), question, passages, frame)
        revised = variant in ("figure revised", "figure corrected", "latest asked")
        right = []
        for candidate in found:
            passage = passages[candidate.passage].passage
            text = passage.text[slice(*candidate.sentence)]
            if revised:
                gold = known.openings[0][0] if known.openings else ""
                right.append(passage.article_id == LATER and known.is_evidence(gold, _as_opened(text, known)))
            else:
                right.append(known.answers(passage.article_id, text))
        weight = WEIGHTS.get(variant, MADE)
        features = np.stack([candidate.features for candidate in found])
        return Case(id, variant, features, told, none_relations(question, frame), np.array(right), weight)

    def _found(self, question: str) -> list[ScoredPassage]:
        return retrieve(self._index, question, PASSAGES, Filters(), self._frame(question))

    def _frame(self, question: str) -> TimeFrame | None:
        newest = self._there.newest
        return time_frame(question, as_of=None, today=newest or date.today(), newest=newest, earliest=self._there.earliest)

    def _article(self, id: str) -> Article | None:
        if id not in self._articles:
            self._articles[id] = self._index.article(id)
        return self._articles[id]


LATER = "a later article"


def _as_opened(text: str, known: Known) -> str:
    """Return the text, or the opening of the answering sentence where it is that with another figure."""
    plain = _FIGURE.sub("0", " ".join(text.split()))
    return next((opening for _, opening in known.openings if plain.startswith(_FIGURE.sub("0", opening))), text)


def _without_answer(known: Known, scored: ScoredPassage) -> ScoredPassage:
    passage = scored.passage
    text = passage.text
    for a, b in scored.spans:
        if known.answers(passage.article_id, text[a:b]):
            text = text[:a] + " " * (b - a) + text[b:]  # what is left stays in its place
    return replace(scored, passage=replace(passage, text=text))
