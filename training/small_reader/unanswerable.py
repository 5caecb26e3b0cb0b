"""Unanswerable questions made from answerable ones: near the passage in everything but one thing.

After the kinds of unanswerable question that people wrote for SQuAD 2.0 (Rajpurkar et al. 2018, table 2: entity swap, number
swap, negation, antonym, other neutral), and passages that lost the sentence with the answer.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any

from training.small_reader.examples import Example, sentences

SWAPPED_LABELS = frozenset(
    "PERSON ORG GPE NORP LOC FAC DATE EVENT WORK_OF_ART PRODUCT CARDINAL ORDINAL MONEY PERCENT QUANTITY LANGUAGE LAW".split()
)
SWAPPED_TAGS = frozenset("NN NNS JJ JJR JJS VB VBD VBN VBG VBZ".split())
KEPT_WORDS = frozenset(
    "is are was were be been do does did has have had many much kind type name year month day time called used made said say people".split()
)
KINDS = {"entity": 0.38, "word": 0.24, "number": 0.13, "antonym": 0.13, "negation": 0.12}
# Of the entities put in another's place, the share that stands in the passage itself.
NEAR_SHARE = 0.6
_PAIRS = files("training.small_reader").joinpath("opposites.txt").read_text("utf-8").split()
OPPOSITES: dict[str, str] = {a: b for a, b in (pair.split("/") for pair in _PAIRS)}
OPPOSITES |= {b: a for a, b in OPPOSITES.items()}
AUXILIARY = re.compile(r"\b(is|are|was|were|did|does|do|has|have|had|can|could|will|would|should)\b", re.I)
NUMBER = re.compile(r"\b\d[\d,.]*\b")


# Start and end in characters, and the kind of entity or word.
Mark = tuple[int, int, str]


@dataclass(frozen=True)
class Marked:
    """The entities and content words of a text."""

    entities: tuple[Mark, ...]
    words: tuple[Mark, ...]


def mark(texts: Iterable[str], language: Any) -> dict[str, Marked]:
    """Return the entities and content words of texts, found by a spaCy pipeline."""
    marked = {}
    for doc in language.pipe(sorted(set(texts)), batch_size=200):
        entities = tuple((e.start_char, e.end_char, e.label_) for e in doc.ents if e.label_ in SWAPPED_LABELS)
        words = tuple((t.idx, t.idx + len(t), t.tag_) for t in doc if t.tag_ in SWAPPED_TAGS and t.is_alpha and t.lower_ not in KEPT_WORDS)
        marked[doc.text] = Marked(entities, words)
    return marked


class Swapper:
    """Makes answerable questions unanswerable by changing one thing in them."""

    def __init__(self, examples: Sequence[Example], language: Any) -> None:
        self._marked = mark([t for e in examples for t in (e.question, e.context)], language)
        self._elsewhere: dict[str, list[str]] = defaultdict(list)
        for text, marked in self._marked.items():
            for a, b, label in marked.entities:
                self._elsewhere[label].append(text[a:b])

    def swapped(self, example: Example, rng: random.Random) -> Example | None:
        """Return the example with its question changed so that the passage no longer answers it, or None."""
        kinds, weights = list(KINDS), list(KINDS.values())
        while kinds:
            kind = rng.choices(kinds, weights)[0]
            question: str | None = getattr(self, f"_{kind}")(example, rng)
            if question and question.casefold() != example.question.casefold():
                return replace(example, question=question, answerable=False, answers=(), evidence=())
            del weights[kinds.index(kind)]
            kinds.remove(kind)
        return None

    def _entity(self, example: Example, rng: random.Random) -> str | None:
        return self._exchanged(
            example, self._marked[example.question].entities, self._marked[example.context].entities, self._elsewhere, rng
        )

    def _word(self, example: Example, rng: random.Random) -> str | None:
        return self._exchanged(example, self._marked[example.question].words, self._marked[example.context].words, {}, rng)

    def _exchanged(
        self, example: Example, spans: Sequence[Mark], near: Sequence[Mark], elsewhere: Mapping[str, list[str]], rng: random.Random
    ) -> str | None:
        """Put another thing of its kind in place of one of the spans: one from the passage, or now and then from elsewhere."""
        taken = set(_folded([example.question, *(example.context[a:b] for a, b in example.answers)]).split())
        for a, b, kind in rng.sample(spans, len(spans)):
            pool = [example.context[x:y] for x, y, other in near if other == kind]
            if elsewhere and (not pool or rng.random() >= NEAR_SHARE):
                pool = elsewhere[kind]
            for other in rng.sample(pool, min(5, len(pool))):
                if taken.isdisjoint(_folded([other]).split()):
                    return example.question[:a] + other + example.question[b:]
        return None

    def _number(self, example: Example, rng: random.Random) -> str | None:
        found = list(NUMBER.finditer(example.question))
        if not found:
            return None
        number = rng.choice(found)
        near = [n for n in NUMBER.findall(example.context) if len(n) == len(number[0]) and n not in example.question]
        if near and rng.random() < 0.5:
            other = str(rng.choice(near))
        else:
            digits = number[0].rstrip(".,").replace(",", "")
            if not digits.isdigit():
                return None
            other = str(max(1, int(digits) + rng.choice((-1, 1)) * rng.randint(1, max(2, min(20, int(digits) // 2)))))
        return example.question[: number.start()] + other + example.question[number.end() :]

    def _antonym(self, example: Example, rng: random.Random) -> str | None:
        found = [m for m in re.finditer(r"[A-Za-z]+", example.question) if m[0].casefold() in OPPOSITES]
        if not found:
            return None
        word = rng.choice(found)
        return example.question[: word.start()] + OPPOSITES[word[0].casefold()] + example.question[word.end() :]

    def _negation(self, example: Example, rng: random.Random) -> str | None:
        found = AUXILIARY.search(example.question)
        if not found:
            return None
        if found[0].casefold() in ("is", "are", "was", "were", "did", "does", "has", "had", "could", "would") and rng.random() < 0.6:
            return example.question[: found.end()] + "n't" + example.question[found.end() :]
        rest = example.question[found.end() :]
        return f"{example.question[: found.end()]} {rng.choice(('not', 'never'))}{rest}"


def without_answer(example: Example) -> Example | None:
    """Return the example with its answering sentences taken out of the passage, None when the answer is still in it."""
    spans = sentences(example.context)
    kept = [example.context[a:b] for a, b in spans if not any(a < y and x < b for x, y in example.evidence)]
    context = " ".join(kept)
    texts = [example.context[a:b].casefold() for a, b in example.answers]
    if len(kept) < 2 or any(text in context.casefold() for text in texts):
        return None
    return replace(example, context=context, answerable=False, answers=(), evidence=())


def _folded(texts: Sequence[str]) -> str:
    return " ".join(re.sub(r"\W+", " ", text.casefold()) for text in texts)
