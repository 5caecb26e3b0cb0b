"""Answers held against gold answers word by word, as SQuAD does."""

import re
import string
from collections import Counter
from collections.abc import Callable, Sequence

_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalised(text: str) -> str:
    """Return the text in lower case, without ASCII punctuation, articles and surplus white space (SQuAD's evaluate-v2.0.py)."""
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text.lower().translate(_PUNCTUATION)).split())


def exact_match(answer: str, golds: Sequence[str]) -> float:
    """Return 1 if the answer is one of the gold answers after normalisation, else 0; without gold answers "" is right."""
    return _best(lambda answer, gold: float(answer == gold), answer, golds)


def token_f1(answer: str, golds: Sequence[str]) -> float:
    """Return the harmonic mean of the precision and recall of words, of the gold answer where it is best; without any, "" is right."""
    return _best(_f1, answer, golds)


def _best(score: Callable[[str, str], float], answer: str, golds: Sequence[str]) -> float:
    return max(score(normalised(answer), gold) for gold in [text for text in map(normalised, golds) if text] or [""])


def _f1(answer: str, gold: str) -> float:
    words, gold_words = answer.split(), gold.split()
    if not words or not gold_words:
        return float(words == gold_words)
    shared = (Counter(words) & Counter(gold_words)).total()
    return 2 * shared / (len(words) + len(gold_words))
