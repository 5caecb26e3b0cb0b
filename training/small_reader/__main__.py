"""Train the reader: `python -m training.small_reader --help`."""

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch

from index.encoding import PairEncoder
from training.small_reader import sets
from training.small_reader.batches import batches
from training.small_reader.mixture import Mixture
from training.small_reader.network import Batch, ReaderNetwork
from training.small_reader.optimizing import add_options, load_weights, optimize


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the sets, train with checkpoints, write `model.pt`."""
    parser = argparse.ArgumentParser(prog="python -m training.small_reader", description=__doc__)
    parser.add_argument("data", type=Path, help="folder of the unpacked sets (names in the model card)")
    parser.add_argument("out", type=Path, help="folder for checkpoints and model.pt; a run found there is continued")
    parser.add_argument("--index", type=Path, help="index of news articles, for cloze questions and misses (default: none)")
    parser.add_argument("--held-out-articles", type=Path, help="file of article ids not to be used, one a line")
    parser.add_argument("--questions", type=Path, help="questions about articles of --index, to be learnt too")
    parser.add_argument("--network", type=Path, help="start from this model.pt or checkpoint.pt (default: from the embedding model)")
    parser.add_argument("--limit", type=int, help="use only so many examples of each set")
    add_options(parser)
    train(parser.parse_args(arguments))


def train(options: argparse.Namespace) -> None:
    """Run a training, or the rest of it."""
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    mixture, tokenizer, weights = sets.load(options)
    network = ReaderNetwork.from_folder(weights)
    if options.network:
        load_weights(network, options.network)
    steps = sum(-(-len(mixture.epoch(e)) // options.batch) for e in range(options.epochs))
    optimize(network, _steps(mixture, PairEncoder(tokenizer), options), steps, options)


def _steps(mixture: Mixture, encoder: PairEncoder, options: argparse.Namespace) -> Iterator[Batch]:
    for epoch in range(options.epochs):
        yield from batches(mixture.epoch(epoch), encoder, options.batch, random.Random(options.seed * 77 + epoch))


if __name__ == "__main__":
    main()
