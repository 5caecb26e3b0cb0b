"""Cloze questions made from news sentences: a name, number or date becomes the question word.

After unsupervised question answering by cloze translation (Lewis et al. 2019): the question word goes first, words are
dropped and moved a little, so that the question is not the sentence again.
"""

import random
import re
from collections.abc import Iterable, Sequence

from training.small_reader.examples import Example, answered, sentences
from training.small_reader.unanswerable import Marked

QUESTION_WORDS = {
    "PERSON": ("who", "who", "which person"),
    "NORP": ("what nationality", "which group"),
    "ORG": ("which organisation", "what", "who"),
    "GPE": ("where", "which country or city", "where"),
    "LOC": ("where",),
    "FAC": ("where",),
    "DATE": ("when", "when", "what date", "in what year"),
    "TIME": ("when", "at what time"),
    "CARDINAL": ("how many",),
    "MONEY": ("how much", "how much money"),
    "PERCENT": ("what percentage", "how much"),
    "QUANTITY": ("how much", "how far or how large"),
    "EVENT": ("what event", "what"),
    "PRODUCT": ("what",),
}
WORDS_AROUND = 9
DROPPED = 0.15


def cloze_examples(passages: Sequence[str], marked: dict[str, Marked], seed: int, per_passage: int = 1) -> Iterable[Example]:
    """Yield up to `per_passage` questions a passage."""
    rng = random.Random(seed)
    for passage in passages:
        entities = [e for e in marked[passage].entities if e[2] in QUESTION_WORDS]
        rng.shuffle(entities)
        for a, b, label in entities[:per_passage]:
            sentence = next((s for s in sentences(passage) if s[0] <= a < s[1]), None)
            if sentence is None or passage[sentence[1] - 1] not in ".!?\"”'":  # headings, addresses, menus
                continue
            before = re.findall(r"[\w'$%.,-]*\w", passage[sentence[0] : a])[-WORDS_AROUND:]
            after = re.findall(r"[\w'$%.,-]*\w", passage[b : sentence[1]])[:WORDS_AROUND]
            words = _noised([*before, *after] if rng.random() < 0.5 else [*after, *before], rng)
            if len(words) >= 4:
                yield answered(f"{rng.choice(QUESTION_WORDS[label])} {' '.join(words)}?", passage, ((a, b),))


def _noised(words: list[str], rng: random.Random) -> list[str]:
    kept = [word for word in words if rng.random() >= DROPPED]
    order = sorted(range(len(kept)), key=lambda i: i + 2 * rng.random())
    return [kept[i] for i in order]
