"""The reader's network: a BERT encoder with linear heads, and its loss."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import BertModel

from assistant.reading.model import ANSWERABLE, END, EVIDENCE, START

EVIDENCE_WEIGHT, ANSWERABLE_WEIGHT = 0.5, 0.5
NOWHERE = -100


@dataclass(frozen=True)
class Batch:
    """Tensors of shape (pairs, tokens) unless said otherwise.

    `start` and `end` (pairs,) are positions, 0 where there is no answer, NOWHERE where the span is not known. `evidence` is 0
    or 1 in the passage, NOWHERE elsewhere; `answerable` (pairs,) is 0 or 1.
    """

    ids: Tensor
    types: Tensor
    mask: Tensor
    start: Tensor
    end: Tensor
    evidence: Tensor
    answerable: Tensor


class ReaderNetwork(nn.Module):
    """The encoder of an embedding model and one linear layer on every token."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = nn.Linear(encoder.config.hidden_size, 4)

    @classmethod
    def from_folder(cls, folder: Path) -> "ReaderNetwork":
        """Load the encoder from a Hugging Face folder; without dropout, which costs a fifth of the speed on a processor."""
        quiet: dict[str, Any] = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
        encoder = BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="sdpa", **quiet)
        encoder.embeddings.word_embeddings.weight.requires_grad = False
        return cls(encoder)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """Return logits, shape (pairs, tokens, 4)."""
        hidden = self.encoder(input_ids=ids, token_type_ids=types, attention_mask=mask).last_hidden_state
        logits: Tensor = self.head(hidden)
        return logits

    def loss(self, batch: Batch) -> Tensor:
        """Return the mean loss of a batch: span, sentence, answerable."""
        logits = self(batch.ids, batch.types, batch.mask)
        outside = (batch.types == 0) | (batch.mask == 0)
        outside[:, 0] = False
        total = torch.zeros(())
        for column, gold in ((START, batch.start), (END, batch.end)):
            if (gold != NOWHERE).any():
                scores = logits[:, :, column].masked_fill(outside, -1e4)
                total = total + 0.5 * nn.functional.cross_entropy(scores, gold, ignore_index=NOWHERE)
        known = batch.evidence != NOWHERE
        evidence = nn.functional.binary_cross_entropy_with_logits(logits[:, :, EVIDENCE][known], batch.evidence[known].float())
        answerable = nn.functional.binary_cross_entropy_with_logits(logits[:, 0, ANSWERABLE], batch.answerable.float())
        return total + EVIDENCE_WEIGHT * evidence + ANSWERABLE_WEIGHT * answerable
