"""Train the support model: `python -m training.support --help`."""

import argparse
import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import torch
from tokenizers import Tokenizer

from assistant.evaluation.meta.perturbing import load_language
from index import Index, IndexSettings, load_embedder
from index.encoding import PairEncoder
from training.minilm import model_folder
from training.small_reader.examples import natural_questions, squad
from training.small_reader.optimizing import add_options, load_weights, optimize
from training.small_reader.sets import TRAINED_ARTICLES
from training.support import open_sets
from training.support.batches import batches
from training.support.claims import ClaimExample
from training.support.edited import Editor, Source
from training.support.network import Batch, SupportNetwork

# Each epoch holds so many sentences of reference text and of news, as they are or edited, and the small sets so many times.
REFERENCE_SENTENCES, NEWS_SENTENCES = 9_000, 9_000
TIMES_BEGIN, TIMES_FACTCHECK, TIMES_WICE = 1, 2, 2


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the sets, train with checkpoints, write `model.pt`."""
    parser = argparse.ArgumentParser(prog="python -m training.support", description=__doc__)
    parser.add_argument("data", type=Path, help="folder of the unpacked sets (names in the model card)")
    parser.add_argument("out", type=Path, help="folder for checkpoints and model.pt; a run found there is continued")
    parser.add_argument("--index", type=Path, required=True, help="index of news articles to make claims from")
    parser.add_argument("--held-out-articles", type=Path, required=True, help="file of article ids not to be used, one a line")
    parser.add_argument("--network", type=Path, help="start from this model.pt or checkpoint.pt (default: from the embedding model)")
    parser.add_argument("--inference", type=int, default=30_000, help="how many examples of SNLI, MNLI and SciTail an epoch holds")
    add_options(parser)
    train(parser.parse_args(arguments))


def train(options: argparse.Namespace) -> None:
    """Run a training, or the rest of it."""
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    folder = model_folder()
    sources = _sources(options)
    epochs = [_epoch(number, *sources, options) for number in range(options.epochs)]
    network = SupportNetwork.from_folder(folder)
    if options.network:
        load_weights(network, options.network)
    encoder = PairEncoder(Tokenizer.from_file(str(folder / "tokenizer.json")))
    optimize(network, _steps(epochs, encoder, options), sum(-(-len(epoch) // options.batch) for epoch in epochs), options)


def _sources(options: argparse.Namespace) -> tuple[Editor, Editor]:
    """Return what an epoch is drawn from: sentences of reference text and of news."""
    language = load_language()
    held_out = frozenset(options.held_out_articles.read_text("utf-8").split())
    with closing(Index(IndexSettings(index_dir=options.index), load_embedder(threads=options.threads))) as index:
        articles = [article for article in index.newest_articles(1_000_000) if article.id not in held_out]
    news = [Source(article.text[article.body_start :], article.published) for article in articles]
    reference = [Source(text) for text in dict.fromkeys(_reference(options.data))]
    seed = options.seed
    return Editor(reference, language, REFERENCE_SENTENCES, seed), Editor(news, language, NEWS_SENTENCES, seed + 1)


def _reference(data: Path) -> Iterator[str]:
    for example in squad(data / "squadshifts-newwiki" / "new_wiki_v1.0.json"):
        yield example.context
    for example in squad(data / "squad2" / "dev-v2.0.json", TRAINED_ARTICLES):
        yield example.context
    for example in natural_questions(data / "nq-open-oracle" / "nq-open-oracle.jsonl"):
        yield example.context


def _epoch(number: int, reference: Editor, news: Editor, options: argparse.Namespace) -> list[ClaimExample]:
    rng = random.Random(options.seed * 31 + number)
    inference = list(open_sets.inference(options.data, open_sets.NLI_LEARNT))
    found = [*reference.epoch(number), *news.epoch(number)]
    found += rng.sample(inference, min(options.inference, len(inference)))
    found += TIMES_BEGIN * list(open_sets.begin(options.data, open_sets.BEGIN_LEARNT))
    found += TIMES_FACTCHECK * list(open_sets.factcheck(options.data, open_sets.FACTCHECK_LEARNT))
    found += [example for _ in range(TIMES_WICE) for example in open_sets.wice(options.data, open_sets.WICE_LEARNT, rng)]
    rng.shuffle(found)
    return found


def _steps(epochs: Sequence[list[ClaimExample]], encoder: PairEncoder, options: argparse.Namespace) -> Iterator[Batch]:
    for number, epoch in enumerate(epochs):
        yield from batches(epoch, encoder, options.batch, random.Random(options.seed * 77 + number))


if __name__ == "__main__":
    main()
