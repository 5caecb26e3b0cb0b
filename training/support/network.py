"""The support model's network: a BERT encoder with a linear head on the claim's tokens, and its loss."""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertModel

from assistant.support.model import TOKEN, WHOLE
from training.small_reader.network import ReaderNetwork

UNKNOWN = -100
# Wrong words are few beside right ones.
TOKEN_WEIGHT, WRONG_WEIGHT = 0.7, 3.0


@dataclass(frozen=True)
class Batch:
    """Tensors: `ids`, `types`, `mask`, `tokens` of shape (pairs, tokens), `supported` (pairs,) of 0 and 1.

    `tokens` is 1 at the claim's word pieces that are supported, 0 at those that are not, UNKNOWN elsewhere.
    """

    ids: Tensor
    types: Tensor
    mask: Tensor
    tokens: Tensor
    supported: Tensor


class SupportNetwork(nn.Module):
    """The encoder of an embedding model and one linear layer on every token."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = nn.Linear(encoder.config.hidden_size, 2)

    @classmethod
    def from_folder(cls, folder: Path) -> "SupportNetwork":
        """Load the encoder as the reader's."""
        return cls(ReaderNetwork.from_folder(folder).encoder)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """Return logits, shape (pairs, tokens, 2)."""
        hidden = self.encoder(input_ids=ids, token_type_ids=types, attention_mask=mask).last_hidden_state
        logits: Tensor = self.head(hidden)
        return logits

    def loss(self, batch: Batch) -> Tensor:
        """Return the mean loss of a batch: the whole claim, and each of its words."""
        logits = self(batch.ids, batch.types, batch.mask)
        total = nn.functional.binary_cross_entropy_with_logits(logits[:, 0, WHOLE], batch.supported.float())
        known = batch.tokens != UNKNOWN
        if known.any():
            gold = batch.tokens[known].float()
            weight = torch.where(gold == 0, WRONG_WEIGHT, 1.0)
            total = total + TOKEN_WEIGHT * nn.functional.binary_cross_entropy_with_logits(logits[:, :, TOKEN][known], gold, weight=weight)
        return total
