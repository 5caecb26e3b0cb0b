"""The large reader's network: MPNet with one linear layer on every token and one on the first, and its losses."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import MPNetModel

START, END, EVIDENCE, ANSWERABLE = range(4)
SUPPORTS, CONTRADICTS, NEITHER, UNSUPPORTED = range(4)
NOWHERE = -100
# The weights that stay those of the start.
FIXED = ("encoder.embeddings.word_embeddings.weight", "encoder.encoder.relative_attention_bias.weight")
EVIDENCE_WEIGHT, ANSWERABLE_WEIGHT, ENTAILMENT_WEIGHT = 0.5, 0.5, 0.5


@dataclass(frozen=True)
class Batch:
    """Tensors of shape (pairs, tokens), or (pairs,) where said.

    `passage` is true at the passage's tokens and the end after them. `start` and `end` (pairs,) are positions, 0 where there is no
    answer; `evidence` is 0 or 1; `answerable` (pairs,) is 0 or 1; `label` (pairs,) is SUPPORTS to UNSUPPORTED; NOWHERE where not known.
    """

    ids: Tensor
    mask: Tensor
    passage: Tensor
    start: Tensor
    end: Tensor
    evidence: Tensor
    answerable: Tensor
    label: Tensor


class LargeReader(nn.Module):
    """Word embeddings and the bias by relative position are kept as they are: with a gradient to the bias, attention is not fused."""

    def __init__(self, encoder: MPNetModel) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = nn.Linear(encoder.config.hidden_size, 4)
        self.entailment = nn.Linear(encoder.config.hidden_size, 3)
        for name in FIXED:
            self.get_parameter(name).requires_grad = False

    @classmethod
    def from_folder(cls, folder: Path) -> "LargeReader":
        """Load the encoder from a Hugging Face folder; without dropout, which costs a fifth of the speed on a processor."""
        return cls(MPNetModel.from_pretrained(folder, add_pooling_layer=False, use_safetensors=True, hidden_dropout_prob=0.0))

    def hidden(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return MPNet's last hidden states (pairs, tokens, hidden); its own attention is not fused and takes longer."""
        layers: Any = self.encoder.encoder
        x: Tensor = self.encoder.embeddings(input_ids=ids)
        bias = layers.compute_position_bias(x[:1]) + torch.where(mask[:, None, None, :] == 0, -1e4, 0.0)
        for layer in layers.layer:
            attention = layer.attention.attn
            shape = (*x.shape[:2], attention.num_attention_heads, attention.attention_head_size)
            q, k, v = (part(x).view(shape).transpose(1, 2) for part in (attention.q, attention.k, attention.v))
            attended = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype))
            x = layer.attention.LayerNorm(attention.o(attended.transpose(1, 2).flatten(2)) + x)
            x = layer.output.LayerNorm(layer.output.dense(layer.intermediate(x)) + x)
        return x

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return the logits of each token (pairs, tokens, 4) and of entailment (pairs, 3)."""
        hidden = self.hidden(ids, mask)
        return self.head(hidden).float(), self.entailment(hidden[:, 0]).float()

    def losses(self, batch: Batch) -> dict[str, Tensor]:
        """Return the mean loss of each head that the batch has something for, weighted."""
        tokens, entailment = self(batch.ids, batch.mask)
        found: dict[str, Tensor] = {}
        spans = [
            nn.functional.cross_entropy(tokens[:, :, column].masked_fill(~batch.passage, -1e4), gold, ignore_index=NOWHERE)
            for column, gold in ((START, batch.start), (END, batch.end))
            if (gold != NOWHERE).any()
        ]
        if spans:
            found["span"] = torch.stack(spans).mean()
        for name, scores, gold, weight in (
            ("evidence", tokens[:, :, EVIDENCE], batch.evidence, EVIDENCE_WEIGHT),
            ("answerable", tokens[:, 0, ANSWERABLE], batch.answerable, ANSWERABLE_WEIGHT),
        ):
            known = gold != NOWHERE
            if known.any():
                found[name] = weight * nn.functional.binary_cross_entropy_with_logits(scores[known], gold[known].float())
        known = batch.label != NOWHERE
        if known.any():
            found["entailment"] = ENTAILMENT_WEIGHT * entailment_loss(entailment[known], batch.label[known])
        return found


def entailment_loss(logits: Tensor, labels: Tensor) -> Tensor:
    """Return the mean cross entropy; of UNSUPPORTED, that of contradicting or saying nothing, taken together."""
    chances = nn.functional.log_softmax(logits, dim=-1)
    chances = torch.cat([chances, chances[:, [CONTRADICTS, NEITHER]].logsumexp(dim=-1, keepdim=True)], dim=-1)
    return nn.functional.nll_loss(chances, labels)
