"""Where the training sets lie, and what is kept out of them."""

import argparse
import random
from contextlib import closing
from itertools import islice
from pathlib import Path

from tokenizers import Tokenizer

from assistant.evaluation.meta.perturbing import load_language
from index import Index, IndexSettings, load_embedder
from index.opening import open_catalog
from training.minilm import model_folder
from training.small_reader.cloze import cloze_examples
from training.small_reader.examples import Example, halueval, in_sets, natural_questions, qnli, squad, timeqa, without
from training.small_reader.mixture import Mixture, neighbours
from training.small_reader.news_questions import news_questions
from training.small_reader.unanswerable import Swapper, mark

TRAINED_ARTICLES = range(0, 11)
MEASURED_ARTICLES = range(11, 16)
# Questions about news are few beside the rest.
REPEATED = 2


def load(options: argparse.Namespace) -> tuple[Mixture, Tokenizer, Path]:
    """Return the mixture to train on, the tokenizer and the folder of the encoder to start from."""
    weights = model_folder()
    examples = questions(options.data, options.limit)
    language = load_language()
    embedder = load_embedder(threads=options.threads)
    passages: list[str] = []
    held_out = frozenset(options.held_out_articles.read_text("utf-8").split() if options.held_out_articles else [])
    if options.index:
        passages = news_passages(options.index, held_out)
        random.Random(options.seed).shuffle(passages)
        passages = passages[: options.limit]
        examples += cloze_examples(passages, mark(passages, language), options.seed)
    if options.questions:
        with closing(Index(IndexSettings(index_dir=options.index), embedder)) as index:
            examples += REPEATED * list(news_questions(options.questions, index, held_out))
    answered = [example for example in examples if example.answers]
    near = neighbours(answered, [*passages, *(example.context for example in examples)], embedder)
    return Mixture(examples, Swapper(answered, language), near, options.seed), Tokenizer.from_file(str(weights / "tokenizer.json")), weights


def questions(data: Path, limit: int | None = None) -> list[Example]:
    """Return the examples of the question sets, without those that are measured on; QNLI is made of SQuAD's passages."""
    squad2 = data / "squad2" / "dev-v2.0.json"
    kept_out = in_sets([*squad(squad2, MEASURED_ARTICLES), *squad(data / "xquad-en" / "xquad.en.json")])
    readers = (
        squad(data / "squadshifts-newwiki" / "new_wiki_v1.0.json"),
        squad(squad2, TRAINED_ARTICLES),
        natural_questions(data / "nq-open-oracle" / "nq-open-oracle.jsonl"),
        timeqa(data / "timeqa" / "human_annotated_train.json"),
        halueval(data / "halueval" / "qa_one-turn_data.jsonl"),
        qnli(data / "nli-dev" / "qnli_dev.csv"),
    )
    return [example for reader in readers for example in islice(without(reader, kept_out), limit)]


def news_passages(index_dir: Path, held_out: frozenset[str]) -> list[str]:
    """Return the passages of an index but for those of held-out articles."""
    with closing(open_catalog(index_dir)) as catalog:
        passages = catalog.passages(list(catalog.passage_ids()))
    return [passage.text for passage in passages.values() if passage.article_id not in held_out]
