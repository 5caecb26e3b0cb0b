"""Readers from Hugging Face models: extractive question answering, and cross-encoders that score whole sentences.

Importing this module imports torch; do so only where such a model is configured.
"""

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from huggingface_hub import try_to_load_from_cache
from torch.nn.utils.rnn import pad_sequence
from transformers import AutoConfig, AutoModelForQuestionAnswering, AutoModelForSequenceClassification, AutoTokenizer
from transformers.models.auto import modeling_auto
from transformers.utils import logging

from assistant.errors import ReaderError
from assistant.reading.reader import Reader, Reading, Span
from assistant.records import ScoredPassage
from index.language.sentences import sentence_spans

# A pair is read in windows of what the model takes, at most 512 tokens: time grows with the square.
MOST_TOKENS = 512
LEAST_TOKENS = 32
# As in the SQuAD code of Devlin et al. (2019): two windows share 128 tokens, an answer has at most 30.
OVERLAP_TOKENS = 128
SPAN_TOKENS = 30
SPANS_PER_PASSAGE = 3
BATCH = 16

CHOOSE = "choose an extractive question-answering model, or a cross-encoder with one output"


@dataclass(frozen=True)
class Window:
    """One pair as the model reads it, and where in it the text stands.

    `offsets[i]` are the characters of text number `text` that the token at position `first + i` stands for. `null` is the
    position whose logits say that there is no answer. The first `shared_before` of the text's tokens are also in the window
    before, the last `shared_after` also in the next.
    """

    text: int
    inputs: dict[str, list[int]]
    first: int
    offsets: list[tuple[int, int]]
    null: int
    shared_before: int = 0
    shared_after: int = 0


class PairModel:
    """A model and its fast tokenizer: cuts (question, text) pairs into windows and returns logits. Threads may share it.

    `max_tokens` is what the model reads of a pair, special tokens included.
    """

    def __init__(self, model: Any, tokenizer: Any, max_tokens: int) -> None:
        self._model, self._tokenizer = model, tokenizer
        self._max_tokens = max_tokens
        self._tokenizing = threading.Lock()  # truncation is state of the tokenizer
        self._padding = {"input_ids": tokenizer.pad_token_id or 0, "token_type_ids": tokenizer.pad_token_type_id}

    def windows(self, question: str, texts: Sequence[str]) -> list[Window]:
        """Lay out the question with each text; a question over half of what the model reads is cut, texts are windowed."""
        if not texts:
            return []
        with self._tokenizing:
            question, room = self._cut(_encodable(question))
            overlap = min(OVERLAP_TOKENS, room // 2)
            batch = self._tokenizer(
                [question] * len(texts),
                [_encodable(text) for text in texts],
                truncation="only_second",
                max_length=self._max_tokens,
                stride=overlap,
                return_overflowing_tokens=True,
                return_offsets_mapping=True,
                verbose=False,
            )
        windows: list[Window] = []
        for number, text in enumerate(batch["overflow_to_sample_mapping"]):
            window = self._window(batch, number, int(text))
            if not window.offsets:
                continue
            if windows and windows[-1].text == window.text:
                windows[-1] = replace(windows[-1], shared_after=overlap)
                window = replace(window, shared_before=overlap)
            windows.append(window)
        return windows

    def logits(self, windows: Sequence[Window], outputs: Sequence[str]) -> list[np.ndarray]:
        """Return for each window the named outputs of the model, shape (outputs, tokens or classes), float64."""
        found: dict[int, np.ndarray] = {}
        order = sorted(range(len(windows)), key=lambda number: len(windows[number].inputs["input_ids"]))
        for at in range(0, len(order), BATCH):
            numbers = order[at : at + BATCH]
            with torch.inference_mode():
                output = self._model(**self._padded([windows[number].inputs for number in numbers]))
                rows = torch.stack([getattr(output, name) for name in outputs], 1).double().cpu().numpy()
            found.update(zip(numbers, rows, strict=True))
        return [found[number] for number in range(len(windows))]

    def _cut(self, question: str) -> tuple[str, int]:
        """Return the question, cut to half of what the model reads, and the tokens that are left for a text."""
        free = self._max_tokens - int(self._tokenizer.num_special_tokens_to_add(pair=True))
        offsets = self._offsets(question)
        while len(offsets) > free // 2:  # again, because a text cut within a word may have more tokens than before
            question = question[: min(offsets[free // 2 - 1][1], len(question) - 1)]
            offsets = self._offsets(question)
        return question, free - len(offsets)

    def _offsets(self, text: str) -> list[tuple[int, int]]:
        encoded = self._tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        return list(encoded["offset_mapping"])

    def _window(self, batch: Any, number: int, text: int) -> Window:
        inputs = {name: batch[name][number] for name in self._tokenizer.model_input_names if name in batch}
        places = [place for place, of in enumerate(batch.sequence_ids(number)) if of == 1]
        offsets = [(int(a), int(b)) for a, b in (batch["offset_mapping"][number][place] for place in places)]
        ids, null = inputs["input_ids"], self._tokenizer.cls_token_id
        return Window(text, inputs, places[0] if places else 0, offsets, ids.index(null) if null in ids else 0)

    def _padded(self, inputs: Sequence[dict[str, list[int]]]) -> dict[str, torch.Tensor]:
        return {
            name: pad_sequence([torch.tensor(each[name]) for each in inputs], batch_first=True, padding_value=self._padding.get(name, 0))
            for name in inputs[0]
        }


class QuestionAnsweringReader:
    """Finds the words that answer, with a model that scores each token as the answer's first and last (SQuAD).

    A span's probability is the softmax over all spans of its passage and "no answer", which is the score of the first
    token ([CLS]), the least of the passage's windows.
    """

    def __init__(self, pairs: PairModel) -> None:
        self._pairs = pairs

    def read(self, question: str, passages: Sequence[ScoredPassage]) -> Reading:
        """Return up to three spans of each passage, each in another sentence."""
        windows = self._pairs.windows(question, [scored.passage.text for scored in passages])
        logits = self._pairs.logits(windows, ("start_logits", "end_logits"))
        spans: list[Span] = []
        answerable = 0.0
        for number, scored in enumerate(passages):
            read = [(window, rows) for window, rows in zip(windows, logits, strict=True) if window.text == number]
            found, answered = _best_spans(number, scored, read)
            spans += found
            answerable = max(answerable, answered)
        return Reading(_sorted(spans), answerable)


class CrossEncoderReader:
    """Scores whole sentences, with a model that scores how well a text fits a question; its sigmoid is the probability."""

    def __init__(self, pairs: PairModel) -> None:
        self._pairs = pairs

    def read(self, question: str, passages: Sequence[ScoredPassage]) -> Reading:
        """Score every sentence of the passages."""
        sentences = [(n, scored.passage, a, b) for n, scored in enumerate(passages) for a, b in scored.spans]
        windows = self._pairs.windows(question, [passage.text[a:b] for _, passage, a, b in sentences])
        best: dict[int, float] = {}
        for window, rows in zip(windows, self._pairs.logits(windows, ("logits",)), strict=True):
            best[window.text] = max(best.get(window.text, 0.0), _sigmoid(float(rows[0, 0])))
        spans = []
        for sentence, probability in best.items():
            number, passage, a, b = sentences[sentence]
            bounds = (passage.start + a, passage.start + b)
            spans.append(Span(number, *bounds, *bounds, probability))
        return Reading(_sorted(spans), max(best.values(), default=0.0))


def load_transformers_reader(model: str, *, threads: int) -> Reader:
    """Load a question-answering model or a cross-encoder by folder or cached name; raises ReaderError.

    Nothing is downloaded, and neither code that comes with a model nor pickled weights are ever read.
    """
    local = {"local_files_only": True, "trust_remote_code": False}
    folder = _folder(model)
    try:
        config: Any = AutoConfig.from_pretrained(folder, **local)
    except Exception as error:  # the library raises a dozen kinds for a model that cannot be loaded
        raise _not_loaded(model, error) from error
    kind = str((getattr(config, "architectures", None) or ["model of unknown kind"])[0])
    answers = kind in modeling_auto.MODEL_FOR_QUESTION_ANSWERING_MAPPING_NAMES.values()
    if not answers and kind not in modeling_auto.MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING_NAMES.values():
        raise ReaderError(f"Reader model {model!r} is a {kind}: {CHOOSE}.")
    if not answers and config.num_labels != 1:
        raise ReaderError(f"Reader model {model!r} is a {kind} with {config.num_labels} outputs: {CHOOSE}.")
    torch.set_num_threads(threads)
    loader: Any = AutoModelForQuestionAnswering if answers else AutoModelForSequenceClassification
    try:
        with _quiet():
            tokenizer: Any = AutoTokenizer.from_pretrained(folder, **local)
            network, loading = loader.from_pretrained(folder, config=config, use_safetensors=True, output_loading_info=True, **local)
    except Exception as error:
        raise _not_loaded(model, error) from error
    if loading["missing_keys"]:
        raise ReaderError(f"Reader model {model!r} lacks the weights {min(loading['missing_keys'])}: choose a model that was trained.")
    if not getattr(tokenizer, "is_fast", False):
        raise ReaderError(f"Reader model {model!r} has no fast tokenizer, which finds a token's characters: choose another.")
    return _checked(model, network.float().eval(), tokenizer, answers)


def _folder(model: str) -> str:
    """Return the folder of a model, because the library opens connections for a name, even one that is cached."""
    if os.path.isdir(model):
        return model
    try:
        config = try_to_load_from_cache(model, "config.json")
    except (ValueError, OSError):  # no name at all, or one too long for the file system
        config = None
    if not isinstance(config, str):
        raise ReaderError(f"Reader model {model!r} is neither a folder nor in the cache of Hugging Face: download it first.")
    return os.path.dirname(config)


def _checked(model: str, network: Any, tokenizer: Any, answers: bool) -> Reader:
    """Return the reader after it has read a pair that fills the model, so that a model unfit for pairs fails here."""
    max_tokens = _max_tokens(network, tokenizer)
    if max_tokens < LEAST_TOKENS:
        raise ReaderError(f"Reader model {model!r} reads {max_tokens} tokens, fewer than {LEAST_TOKENS}: choose another.")
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    tokenizer.padding_side = tokenizer.truncation_side = "right"
    if getattr(network.config, "pad_token_id", None) is None:
        network.config.pad_token_id = tokenizer.pad_token_id
    pairs = PairModel(network, tokenizer, max_tokens)
    try:
        pairs.logits(pairs.windows("Who?", ["one", "one " * max_tokens]), ("start_logits", "end_logits") if answers else ("logits",))
    except Exception as error:
        raise ReaderError(f"Reader model {model!r} cannot read a question with a text ({_first_line(error)}): choose another.") from error
    return QuestionAnsweringReader(pairs) if answers else CrossEncoderReader(pairs)


def _max_tokens(network: Any, tokenizer: Any) -> int:
    """Return how many tokens are read at once: what the tokenizer, the positions and MOST_TOKENS allow."""
    limits = [MOST_TOKENS, tokenizer.model_max_length, getattr(network.config, "max_position_embeddings", None)]
    for name, module in network.named_modules():
        if name.endswith("position_embeddings") and getattr(module, "padding_idx", None) is not None:
            limits.append(module.num_embeddings - module.padding_idx - 1)  # RoBERTa and its kin count from the padding on
    return int(min(limit for limit in limits if limit and limit > 0))


def _best_spans(number: int, scored: ScoredPassage, read: Sequence[tuple[Window, np.ndarray]]) -> tuple[list[Span], float]:
    """Return the best span of each of the best sentences of a passage, and the probability that the passage answers."""
    passage = scored.passage
    candidates = [_candidates(passage.text, window, rows) for window, rows in read]
    starts, ends, scores = (np.concatenate(parts) for parts in zip(*candidates, strict=True)) if candidates else [np.empty(0)] * 3
    if not scores.size:
        return [], 0.0
    null = min(float(rows[:, window.null].sum()) for window, rows in read)
    top = max(float(scores.max()), null)
    probabilities = np.exp(scores - top)
    answered, unanswered = float(probabilities.sum()), float(np.exp(null - top))
    probabilities /= answered + unanswered
    sentences = sentence_spans(passage.text)
    spans: list[Span] = []
    while len(spans) < SPANS_PER_PASSAGE and (probabilities >= 0).any():
        best = int(probabilities.argmax())
        start, end = _stripped(passage.text, int(starts[best]), int(ends[best]))
        around = [*[(a, b) for a, b in sentences if a < end and b > start], (start, end)]
        first, last = min(a for a, _ in around), max(b for _, b in around)
        at = passage.start
        spans.append(Span(number, at + start, at + end, at + first, at + last, min(1.0, float(probabilities[best]))))
        probabilities[(starts < last) & (ends > first)] = -1
    return spans, answered / (answered + unanswered)


def _candidates(text: str, window: Window, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return first and last character and score (the sum of two logits) of each span of a window, none over SPAN_TOKENS long."""
    count = len(window.offsets)
    blank = np.array([not text[a:b].strip() for a, b in window.offsets])
    start, end = (np.where(blank, -np.inf, row[window.first : window.first + count]) for row in rows)
    ends = np.lib.stride_tricks.sliding_window_view(np.append(end, np.full(SPAN_TOKENS - 1, -np.inf)), SPAN_TOKENS)
    scores = start[:, None] + ends  # shape (first token, tokens more)
    first, more = np.indices(scores.shape)
    # A span that stands whole in two windows is scored once: in the later one from the middle of what they share.
    scores[(first < window.shared_before // 2) & (first + more < window.shared_before)] = -np.inf
    if window.shared_after:
        scores[count - window.shared_after + window.shared_after // 2 :] = -np.inf
    valid = np.isfinite(scores)
    offsets = np.array(window.offsets)
    return offsets[first[valid], 0], offsets[(first + more)[valid], 1], scores[valid]


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out the space that some tokenizers count to the word after it."""
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def _sorted(spans: list[Span]) -> tuple[Span, ...]:
    return tuple(sorted(spans, key=lambda span: (-span.probability, span.passage, span.start)))


def _sigmoid(x: float) -> float:
    return float(torch.sigmoid(torch.tensor(x, dtype=torch.float64)))


def _encodable(text: str) -> str:
    """Put a question mark, as long, for half of a surrogate pair, which is no text to the tokenizer."""
    return text.encode("utf-8", "replace").decode()


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the library's progress bars and tables of weights from the terminal while a model is loaded."""
    library: Any = logging
    bars, verbosity = library.is_progress_bar_enabled(), library.get_verbosity()
    library.disable_progress_bar()
    library.set_verbosity_error()
    try:
        yield
    finally:
        library.set_verbosity(verbosity)
        if bars:
            library.enable_progress_bar()


def _not_loaded(model: str, error: Exception) -> ReaderError:
    return ReaderError(f"Reader model {model!r} cannot be loaded: {_first_line(error)}")


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
