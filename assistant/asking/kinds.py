"""What kind of question is asked: a linear model over the question's embedding and its words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np

from assistant.asking.courtesies import LONGEST, without_courtesies
from assistant.asking.frames import unframed
from assistant.asking.parts import VERB_FIRST, separate_parts
from assistant.kinds import KINDS, Kind
from assistant.question_kinds import asks_figure
from index.language.times import Time, times_in

# The embedding is a unit vector, and each cue is 1: so long, both weigh about the same.
EMBEDDING_LENGTH = 6.0
_LENGTHS = (0, 1, 2, 3, 4, 5, 6, 9, 14)
_WORD = re.compile(r"\d+|[^\W\d_]+(?:'[^\W\d_]+)*|[?]")
_SENTENCE_END = re.compile(r"(?<=[.!?:;])\s+")
_ARTICLE_WORD = re.compile(
    r"\b(?:arti[ck]\w*|stor(?:y|ies)|(?:report|release|statement|bulletin|dispatch|notice|post|column|brief|advisor|readout|transcript|clipping|letter|editorial|interview|review)(?:s|es|ies)?|pieces|items|texts|documents|docs|headlines|coverage)\b",
    re.IGNORECASE,
)
_ASKS_WHETHER = re.compile(rf"{VERB_FIRST}\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")


_LOOKED_UP: tuple[Kind, ...] = ("fact", "yesno", "how_why", "who_is", "multi_part")


class AskedKind(NamedTuple):
    """A kind and how probable it is that it is asked."""

    kind: Kind
    probability: float


@dataclass(frozen=True)
class KindModel:
    """Weights of the cues, shape (cues, 15), of the embedding, shape (384, 15), and the bias; the kinds are in the order of KINDS."""

    cues: dict[str, int]
    cue_weights: np.ndarray
    vector_weights: np.ndarray
    bias: np.ndarray

    def probabilities(self, question: str, vector: np.ndarray) -> np.ndarray:
        """Return the probability of each of KINDS, shape (15,)."""
        rows = [self.cues[cue] for cue in cues(question) if cue in self.cues]
        scores = EMBEDDING_LENGTH * vector @ self.vector_weights + self.cue_weights[rows].sum(axis=0) + self.bias
        shares = np.exp(scores - scores.max())
        return np.asarray(shares / shares.sum())


@cache
def bundled_model() -> KindModel:
    """Load the weights that belong to the bundled embedding model."""
    with files("assistant.asking").joinpath("weights/kinds.npz").open("rb") as file, np.load(file, allow_pickle=False) as found:
        names = {str(cue): row for row, cue in enumerate(found["cues"])}
        weights = (found[name].astype(np.float32) for name in ("cue_weights", "vector_weights", "bias"))
        return KindModel(names, *weights)


def asked_kind(question: str, vector: np.ndarray) -> AskedKind:
    """Tell what kind of question is asked; `vector` is its embedding by the bundled model, shape (384,)."""
    found = bundled_model().probabilities(question, vector)
    if not asks_for_articles(question):  # "how many moons does Jupiter have" counts something else
        found[KINDS.index("count_archive")] = 0.0
    if _ASKS_WHETHER.match(without_courtesies(question)):
        found[KINDS.index("who_is")] = 0.0
    if asks_figure(question):  # "the latest toll" is looked up
        found[KINDS.index("latest")] = 0.0
    # Parts are told by their form: of 3,600 questions, 232 of 258 of several parts and 25 others have them.
    found[KINDS.index("multi_part")] = found[[KINDS.index(kind) for kind in _LOOKED_UP]].sum() if len(separate_parts(question)) > 1 else 0.0
    best = int(found.argmax())
    return AskedKind(KINDS[best], float(found[best]))


def asks_for_articles(question: str) -> bool:
    """Tell whether a question names articles: "which reports", not "which companies"."""
    return bool(_ARTICLE_WORD.search(question)) or "mention" in question.casefold()


def cues(question: str) -> set[str]:
    """Return what a question's words and shape say of its kind: words, pairs, how each sentence begins, how long it is."""
    text = question[:LONGEST].strip()
    found = {
        f"^ {' '.join(words[:count])}"
        for sentence in _SENTENCE_END.split(text)
        if (words := _words(without_courtesies(sentence)))
        for count in (1, 2, 3)
    }
    words = _words(text)
    found |= set(words) | {f"{first} {second}" for first, second in zip(words, words[1:], strict=False)}
    found |= {f"{word[:5]}~" for word in words if len(word) > 5}  # misspelt and inflected words keep their beginning
    found |= {f"{word} $" for word in words[-1:]}
    for name, counted in (("words", words), ("asking words", _words(without_courtesies(text)))):
        found |= {f"{name} > {least}" for least in _LENGTHS if sum(word != "?" for word in counted) > least}
    found |= {f"years > {least}" for least in (0, 1) if len(_YEAR.findall(text)) > least}
    times = times_in(text, None, any_case=True)
    told, named = _ARTICLE_WORD.search(text), unframed(_without(text, times))
    shape = {
        "sentences": re.search(r"[.?!]\s+\w", text),
        "questions": text.count("?") > 1 or len(separate_parts(text)) > 1,
        "nothing named": not named,
        "a time": times,
        "two times": len(times) > 1,
        "article word": told,
        "article word, nothing named": told and not named,
        "article word, nothing named, a time": told and not named and times,
        "article word, something named": told and named,
    }
    return found | {f"> {name}" for name, held in shape.items() if held}


def _words(text: str) -> list[str]:
    return ["#" if word.isdigit() else word for word in _WORD.findall(text.casefold().replace("’", "'"))]


def _without(text: str, times: Sequence[Time]) -> str:
    for time in reversed(times):
        text = f"{text[: time.start]} {text[time.end :]}"
    return text
