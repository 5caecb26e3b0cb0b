"""Any sentence-transformers CrossEncoder as a support scorer: of a natural-language-inference or a relevance model."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import ReaderError
from assistant.support.support import Evidence, Support

# What classes of inference models are called whose text supports the claim.
SUPPORTING = {"entailment", "supported", "supports", "support", "consistent", "attributable"}


def load_cross_encoder(model: str, *, threads: int) -> "CrossEncoderScorer":
    """Load a model by path or name; raises ReaderError when it is not there or has no class that means support."""
    try:
        import torch
        from sentence_transformers import CrossEncoder
    except ImportError as error:
        raise ReaderError(
            f"The support model {model!r} needs sentence-transformers, and {error.name} is missing: pip install 'dateline[models]'"
        ) from error
    torch.set_num_threads(threads)
    try:
        encoder = CrossEncoder(model, device="cpu", local_files_only=not os.path.isdir(model))
    except Exception as error:  # the library raises many kinds, none of its own
        raise ReaderError(
            f"The support model {model!r} cannot be loaded: give a sentence-transformers CrossEncoder by path or name."
        ) from error
    labels = {int(n): str(label).casefold() for n, label in (encoder.config.id2label or {}).items()}
    column = 0 if len(labels) <= 1 else next((n for n, label in labels.items() if label in SUPPORTING), None)
    if column is None:
        raise ReaderError(f"The support model {model!r} has the classes {', '.join(labels.values())}: none of them means support.")
    return CrossEncoderScorer(encoder, Path(model).name, column, len(labels))


class CrossEncoderScorer:
    """Scores a sentence against each text, (text, sentence) as inference models have it; the highest probability counts."""

    def __init__(self, encoder: Any, name: str, column: int, classes: int) -> None:
        self._encoder = encoder
        self._column = column
        self._classes = classes
        self.name = name

    def score(self, pairs: Sequence[tuple[str, Sequence[Evidence]]]) -> list[Support]:
        """Return the support of each (sentence, evidence) pair; which words are missing such a model does not tell."""
        asked = [(one.text, sentence) for sentence, evidence in pairs for one in evidence]
        likely = iter(self._probabilities(asked))
        found = [[next(likely) for _ in evidence] for _, evidence in pairs]
        return [Support(max(of_pair), int(np.argmax(of_pair))) if of_pair else Support(0.0, None) for of_pair in found]

    def _probabilities(self, asked: Sequence[tuple[str, str]]) -> list[float]:
        if not asked:
            return []
        import torch

        logits = self._encoder.predict(list(asked), activation_fn=torch.nn.Identity(), convert_to_numpy=True, batch_size=16)
        logits = np.asarray(logits, np.float64).reshape(len(asked), -1)
        if self._classes <= 1:
            return [float(p) for p in 1 / (1 + np.exp(-logits[:, 0]))]
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        return [float(p) for p in odds[:, self._column] / odds.sum(axis=1)]
