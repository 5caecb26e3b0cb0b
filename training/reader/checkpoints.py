"""Checkpoints: whole or not there, the last two kept."""

from pathlib import Path
from typing import Any

import torch

from training.reader.network import FIXED, LargeReader

KEPT = 2


def latest(folder: Path) -> Path | None:
    """Return the newest checkpoint of a folder."""
    return max(folder.glob("checkpoint-*.pt"), default=None)


def save(folder: Path, step: int, state: dict[str, Any]) -> None:
    """Write a checkpoint, then take away all but the last KEPT."""
    file = folder / f"checkpoint-{step:07}.pt"
    torch.save(state, file.with_suffix(".new"))
    file.with_suffix(".new").replace(file)
    for old in sorted(folder.glob("checkpoint-*.pt"))[:-KEPT]:
        old.unlink()


def load_network(file: Path, start: Path) -> LargeReader:
    """Return the network of a checkpoint or model.pt; what was not learnt is that of the folder `start`."""
    network = LargeReader.from_folder(start)
    restore_network(network, torch.load(file, weights_only=True, mmap=True)["network"])
    return network


def learnt(network: LargeReader) -> dict[str, Any]:
    """Return the weights that are learnt, also in layers that are frozen now: the others stay those of the start."""
    return {name: tensor for name, tensor in network.state_dict().items() if name not in FIXED}


def restore_network(network: LargeReader, state: dict[str, Any]) -> None:
    """Put learnt weights back; raises ValueError where they are not this network's."""
    missing, unexpected = network.load_state_dict(state, strict=False)
    if unexpected or set(missing) & set(learnt(network)):
        raise ValueError(f"The checkpoint is of another network: {[*missing, *unexpected][:3]}")
