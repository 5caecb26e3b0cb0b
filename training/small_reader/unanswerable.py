"""Unanswerable questions made from answerable ones: near the passage in everything but one thing.

After the kinds of unanswerable question that people wrote for SQuAD 2.0 (Rajpurkar et al. 2018, table 2: entity swap, number
swap, negation, antonym, other neutral), and passages that lost the sentence with the answer.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any

from assistant.evaluation.meta.perturbing import NOT_FOR_THINGS, Thing, exchanged, is_likely, negated, things_of, words_of
from training.small_reader.examples import Example, sentences

SWAPPED_TAGS = frozenset("NN NNS JJ JJR JJS VB VBD VBN VBG VBZ".split())
KEPT_WORDS = frozenset(
    "is are was were be been do does did has have had many much kind type name year month day time called used made said say people".split()
)
KINDS = {"thing": 0.51, "word": 0.24, "antonym": 0.13, "negation": 0.12}
# Of the numbers, dates and names put in another's place, the share that stands in the passage itself.
NEAR_SHARE = 0.6
_PAIRS = files("training.small_reader").joinpath("opposites.txt").read_text("utf-8").split()
OPPOSITES: dict[str, str] = {a: b for a, b in (pair.split("/") for pair in _PAIRS)}
OPPOSITES |= {b: a for a, b in OPPOSITES.items()}

# Start and end in characters, and the kind of entity or word.
Mark = tuple[int, int, str]


@dataclass(frozen=True)
class Marked:
    """The entities of a text, those that can be exchanged, and its content words."""

    entities: tuple[Mark, ...]
    things: tuple[Thing, ...]
    words: tuple[Mark, ...]


def mark(texts: Iterable[str], language: Any) -> dict[str, Marked]:
    """Return what a spaCy pipeline finds in texts."""
    marked = {}
    for doc in language.pipe(sorted(set(texts)), batch_size=200, disable=NOT_FOR_THINGS):
        entities = tuple((e.start_char, e.end_char, e.label_) for e in doc.ents)
        words = tuple((t.idx, t.idx + len(t), t.tag_) for t in doc if t.tag_ in SWAPPED_TAGS and t.is_alpha and t.lower_ not in KEPT_WORDS)
        marked[doc.text] = Marked(entities, things_of(doc), words)
    return marked


class Swapper:
    """Makes answerable questions unanswerable by changing one thing in them."""

    def __init__(self, examples: Sequence[Example], language: Any) -> None:
        self._marked = mark([t for e in examples for t in (e.question, e.context)], language)
        self._language = language
        self._elsewhere: dict[tuple[str, str], list[Thing]] = defaultdict(list)
        for marked in self._marked.values():
            for thing in marked.things:
                self._elsewhere[thing.kind, thing.form].append(thing)

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

    def _thing(self, example: Example, rng: random.Random) -> str | None:
        """Put another number, date or name in the place of one: of the passage, or now and then from elsewhere."""
        taken, things = _taken(example), self._marked[example.question].things
        for thing in rng.sample(things, len(things)):
            pool = [other for other in self._marked[example.context].things if is_likely(thing, other)]
            if not pool or rng.random() >= NEAR_SHARE:
                pool = self._elsewhere[thing.kind, thing.form]
            for other in rng.sample(pool, min(5, len(pool))):
                if is_likely(thing, other) and taken.isdisjoint(words_of(other.text)):
                    return exchanged(example.question, thing, other)
        return None

    def _word(self, example: Example, rng: random.Random) -> str | None:
        """Put another content word of the passage in the place of one."""
        taken, words = _taken(example), self._marked[example.question].words
        for a, b, kind in rng.sample(words, len(words)):
            pool = [example.context[x:y] for x, y, other in self._marked[example.context].words if other == kind]
            for other in rng.sample(pool, min(5, len(pool))):
                if taken.isdisjoint(words_of(other)):
                    return example.question[:a] + other + example.question[b:]
        return None

    def _antonym(self, example: Example, rng: random.Random) -> str | None:
        found = [m for m in re.finditer(r"[A-Za-z]+", example.question) if m[0].casefold() in OPPOSITES]
        if not found:
            return None
        word = rng.choice(found)
        return example.question[: word.start()] + OPPOSITES[word[0].casefold()] + example.question[word.end() :]

    def _negation(self, example: Example, rng: random.Random) -> str | None:
        return negated(self._language(example.question))


def without_answer(example: Example) -> Example | None:
    """Return the example with its answering sentences taken out of the passage, None when the answer is still in it."""
    spans = sentences(example.context)
    kept = [example.context[a:b] for a, b in spans if not any(a < y and x < b for x, y in example.evidence)]
    context = " ".join(kept)
    texts = [example.context[a:b].casefold() for a, b in example.answers]
    if len(kept) < 2 or any(text in context.casefold() for text in texts):
        return None
    return replace(example, context=context, answerable=False, answers=(), evidence=())


def _taken(example: Example) -> set[str]:
    return {word for text in (example.question, *(example.context[a:b] for a, b in example.answers)) for word in words_of(text)}
