"""What is known of a sentence as the answer to a question: the model's logits, and what the question names."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import Stemmer

from assistant.question_kinds import holds_kind, question_kind
from assistant.reading.model import PassageLogits
from assistant.records import ScoredPassage
from assistant.retrieval import search_words
from index.sentence_kinds import is_dateline

# Logits beyond this say no more.
SUREST = 15.0
SENTENCE_FEATURES = (
    "span",
    "span_share",
    "evidence",
    "answerable",
    "words",
    "words_in_passage",
    "names_in_article",
    "numbers_in_article",
    "kind",
    "rank",
    "length",
    "repeats",
)


@dataclass(frozen=True)
class Candidate:
    """A sentence and its likeliest answer; offsets count in the passage's text. `features` are SENTENCE_FEATURES, in order."""

    passage: int
    sentence: tuple[int, int]
    span: tuple[int, int]
    features: np.ndarray


@dataclass(frozen=True)
class _Asked:
    """A question's parts: stems of its content words, its names and its numbers."""

    words: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]


def candidates(question: str, passages: Sequence[ScoredPassage], logits: Sequence[PassageLogits]) -> list[Candidate]:
    """Return every sentence of the passages that holds a span, in reading order."""
    asked, kind = _asked(question), question_kind(question)
    articles: dict[str, str] = defaultdict(str)
    for scored in passages:
        articles[scored.passage.article_id] += f"{scored.about}\n{scored.passage.text}\n"
    found = []
    for number, (scored, read) in enumerate(zip(passages, logits, strict=True)):
        text, article = scored.passage.text, articles[scored.passage.article_id]
        whole = (
            _share(asked.words, stems(f"{scored.about} {text}")),
            _share(asked.names, _folded(article)),
            _share(asked.numbers, _folded(article)),
        )
        before = ""
        for a, b in scored.spans:
            tokens = [i for i, (x, _) in enumerate(read.offsets) if a <= x < b]
            sentence, previous, before = text[a:b], before, text[a:b]
            if not tokens or is_dateline(sentence):
                continue
            first, last, score = _best(read, tokens[0], tokens[-1] + 1)
            span = (read.offsets[first][0], read.offsets[last][1])
            features = (
                min(max(score, -SUREST), SUREST),
                0.0,
                float(read.evidence[tokens[0] : tokens[-1] + 1].mean()),
                read.answerable,
                _share(asked.words, stems(f"{previous} {sentence}")),
                *whole,
                float(holds_kind(kind, text[slice(*span)] if kind in ("number", "when") else sentence, question)),
                1 / (1 + number),
                min(len(sentence.split()), 60) / 60,
                _repeated(asked, text[slice(*span)]),
            )
            found.append(Candidate(number, (a, b), span, np.array(features)))
    scores = np.array([candidate.features[0] for candidate in found])
    if found:
        total = scores.max() + np.log(np.exp(scores - scores.max()).sum())
        for candidate, score in zip(found, scores, strict=True):
            candidate.features[1] = max(score - total, -SUREST)
    return found


def _best(read: PassageLogits, start: int, stop: int) -> tuple[int, int, float]:
    """Return first token, last token and log odds of the likeliest span within tokens start to stop."""
    spans = read.spans[start:stop].copy()
    lengths = np.arange(spans.shape[1])[None, :]
    spans[lengths >= (stop - start - np.arange(stop - start))[:, None]] = -np.inf
    first, length = np.unravel_index(int(np.argmax(spans)), spans.shape)
    return start + int(first), start + int(first + length), float(spans[first, length])


def _asked(question: str) -> _Asked:
    words = re.findall(r"\w[\w.'’-]*\w|\w", question)
    names = {word.casefold() for word in words[1:] if word[0].isupper()}
    numbers = {word.casefold() for word in words if any(c.isdigit() for c in word)}
    return _Asked(stems(" ".join(search_words(question))), frozenset(_stripped(n) for n in names - numbers), frozenset(numbers))


def _repeated(asked: _Asked, span: str) -> float:
    """Return the share of a span's words that the question names itself, and so does not ask for."""
    words = stems(" ".join(search_words(span)))
    return len(words & asked.words) / len(words) if words else 0.0


def _stripped(word: str) -> str:
    return re.sub(r"['’]s?$", "", word)


def _share(asked: frozenset[str], held: frozenset[str]) -> float:
    return len(asked & held) / len(asked) if asked else 1.0


def _folded(text: str) -> frozenset[str]:
    return frozenset(_stripped(word) for word in re.findall(r"\w[\w.'’-]*\w|\w", text.casefold()))


@lru_cache(maxsize=5_000)
def stems(text: str) -> frozenset[str]:
    """Return the stems of a text's words (Snowball)."""
    return frozenset(_stem(word) for word in re.findall(r"\w+", text.casefold()))


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return str(Stemmer.Stemmer("english").stemWord(word))
