"""Train the reader: `python -m assistant.reading.training --help`."""

import argparse
import json
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from assistant.reading.encoding import PairEncoder
from assistant.reading.training import sets
from assistant.reading.training.batches import batches
from assistant.reading.training.mixture import Mixture
from assistant.reading.training.network import Batch, ReaderNetwork

CLIP = 1.0


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the sets, train with checkpoints, write `model.pt`."""
    parser = argparse.ArgumentParser(prog="python -m assistant.reading.training", description=__doc__)
    parser.add_argument("data", type=Path, help="folder of the unpacked sets (names in the model card)")
    parser.add_argument("out", type=Path, help="folder for checkpoints and model.pt; a run found there is continued")
    parser.add_argument("--index", type=Path, help="index of news articles, for cloze questions and misses (default: none)")
    parser.add_argument("--held-out-articles", type=Path, help="file of article ids not to be used, one a line")
    parser.add_argument("--questions", type=Path, help="questions about articles of --index, to be learnt too")
    parser.add_argument("--network", type=Path, help="start from this model.pt or checkpoint.pt (default: from the embedding model)")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--limit", type=int, help="use only so many examples of each set")
    parser.add_argument("--batch", type=int, default=32, help="pairs a step")
    parser.add_argument("--rate", type=float, default=1.5e-4, help="highest learning rate of the encoder")
    parser.add_argument("--head-rate", type=float, default=1e-3, help="highest learning rate of the head")
    parser.add_argument("--stop-after", type=int, help="stop, with a checkpoint, when so many steps are done")
    parser.add_argument("--checkpoint-every", type=int, default=250, help="steps between checkpoints")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    train(parser.parse_args(arguments))


def train(options: argparse.Namespace) -> None:
    """Run a training, or the rest of it."""
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    mixture, tokenizer, weights = sets.load(options)
    encoder = PairEncoder(tokenizer)
    network = ReaderNetwork.from_folder(weights)
    if options.network:
        state = torch.load(options.network, weights_only=True)
        network.load_state_dict(state.get("network", state))
    groups = [
        {"params": [p for p in network.encoder.parameters() if p.requires_grad], "lr": options.rate},
        {"params": network.head.parameters(), "lr": options.head_rate},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    steps = sum(-(-len(mixture.epoch(e)) // options.batch) for e in range(options.epochs))
    warm = max(1, steps // 20)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / (steps - warm))))
    parts = {"network": network, "optimizer": optimizer, "schedule": schedule}
    checkpoint = options.out / "checkpoint.pt"
    done = _restore(checkpoint, parts)
    network.train()
    started, seen, mean = time.monotonic(), 0, None
    for step, batch in enumerate(_steps(mixture, encoder, options)):
        if step < done:
            continue
        loss = network.loss(batch)
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(network.parameters(), CLIP)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        seen += len(batch.ids)
        value = loss.item()
        mean = value if mean is None else 0.98 * mean + 0.02 * value
        if step % 50 == 0:
            rate = seen / (time.monotonic() - started)
            print(json.dumps({"step": step, "of": steps, "loss": round(mean, 4), "pairs_per_second": round(rate, 1)}), flush=True)
        stop = step + 1 == options.stop_after
        if stop or (step + 1) % options.checkpoint_every == 0:
            _save(checkpoint, parts, step + 1)
        if stop:
            return
    torch.save(network.state_dict(), options.out / "model.pt")


def _save(file: Path, parts: Mapping[str, Any], step: int) -> None:
    torch.save({"step": step} | {name: part.state_dict() for name, part in parts.items()}, file.with_suffix(".new"))
    file.with_suffix(".new").replace(file)


def _restore(file: Path, parts: Mapping[str, Any]) -> int:
    """Return the number of steps done, 0 where there is no checkpoint."""
    if not file.exists():
        return 0
    state = torch.load(file, weights_only=True)
    for name, part in parts.items():
        part.load_state_dict(state[name])
    return int(state["step"])


def _steps(mixture: Mixture, encoder: PairEncoder, options: argparse.Namespace) -> Iterator[Batch]:
    for epoch in range(options.epochs):
        yield from batches(mixture.epoch(epoch), encoder, options.batch, random.Random(options.seed * 77 + epoch))


if __name__ == "__main__":
    main()
