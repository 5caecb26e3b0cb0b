"""Steps of training with checkpoints: what is stopped goes on from the last one."""

import argparse
import json
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import nn

CLIP = 1.0


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that `optimize` reads."""
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--batch", type=int, default=32, help="pairs a step")
    parser.add_argument("--rate", type=float, default=1.5e-4, help="highest learning rate of the encoder")
    parser.add_argument("--head-rate", type=float, default=1e-3, help="highest learning rate of the head")
    parser.add_argument("--stop-after", type=int, help="stop, with a checkpoint, when so many steps are done")
    parser.add_argument("--checkpoint-every", type=int, default=250, help="steps between checkpoints")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)


def load_weights(network: nn.Module, file: Path) -> None:
    """Start from a model.pt or checkpoint.pt; a head of another shape is left as it is."""
    state = torch.load(file, weights_only=True)
    state = state.get("network", state)
    own = network.state_dict()
    network.load_state_dict({name: state[name] if name in state and state[name].shape == own[name].shape else own[name] for name in own})


def optimize(network: Any, batches: Iterable[Any], steps: int, options: argparse.Namespace) -> None:
    """Train a network of `encoder`, `head` and `loss(batch)` on `steps` batches; writes checkpoint.pt, at the end model.pt."""
    groups = [
        {"params": [p for p in network.encoder.parameters() if p.requires_grad], "lr": options.rate},
        {"params": network.head.parameters(), "lr": options.head_rate},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    warm = max(1, steps // 20)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / (steps - warm))))
    parts = {"network": network, "optimizer": optimizer, "schedule": schedule}
    checkpoint = options.out / "checkpoint.pt"
    done = _restore(checkpoint, parts)
    network.train()
    started, seen, mean = time.monotonic(), 0, None
    for step, batch in enumerate(batches):
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
