"""Write what is learnt from as files of pairs: `python -m training.reader.prepare --help`.

A file that is there is left as it is, so that only what is new takes time. What was written on news is named by its content.
"""

import argparse
import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from functools import cache, cached_property, partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from assistant.evaluation.meta.perturbing import load_language
from index import Index, IndexSettings, load_embedder
from training.reader import news, questions, statements
from training.reader.pairs import Pair, write
from training.small_reader.examples import Example
from training.support import open_sets as claim_sets
from training.support.edited import Source

LEARNT = Path(str(files("training.small_reader"))) / "learnt_questions.jsonl"
CLAIMS = Path(str(files("training.support"))) / "calibration_claims.jsonl"


# Statements of each set that are looked at while training.
LOOKED_AT = 60


class Sources:
    """Everything that pairs are made of, opened when first needed."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.data: Path = options.data
        self.claims: Path = options.claims
        self.seed: int = options.seed
        self._learnt: Path = options.learnt
        self._index_dir: Path = options.index
        self._held_out = frozenset(options.held_out_articles.read_text("utf-8").split())

    @cached_property
    def embedder(self) -> Any:
        """The index's embedding model."""
        return load_embedder(threads=1)

    @cached_property
    def news(self) -> news.News:
        """The articles that may be learnt."""
        return news.News(Index(IndexSettings(index_dir=self._index_dir), self.embedder), self._held_out)

    @cached_property
    def language(self) -> Any:
        """A spaCy pipeline that finds entities and tags."""
        return load_language()

    @cached_property
    def open_sets(self) -> dict[str, list[Example]]:
        """The examples of each open question set."""
        return questions.open_sets(self.data)

    @cached_property
    def cloze(self) -> list[Example]:
        """Cloze questions of the news passages."""
        return news.cloze(self.news, self.language, self.seed)

    @cached_property
    def learnt(self) -> tuple[list[Example], list[Example]]:
        """The small reader's questions on news, with passages that answer and that do not."""
        return self.news.questions(self._learnt)

    def misses(self) -> Iterable[Pair]:
        """Return near misses of all open sets and of the cloze questions."""
        examples = [example for found in self.open_sets.values() for example in found]
        abouts = {example.context: example.title for example in examples} | self.news.abouts()
        return questions.near_misses([*examples, *self.cloze], abouts, self.language, self.embedder, self.seed)

    def edited_news(self) -> Iterable[Pair]:
        """Return edited sentences of the articles."""
        articles = [Source(article.text[article.body_start :], article.published) for article in self.news.articles.values()]
        return statements.edited(articles, self.language, self.seed + 1)

    def edited_reference(self) -> Iterable[Pair]:
        """Return edited sentences of the open sets' passages."""
        texts = dict.fromkeys(example.context for name in ("newwiki", "squad2", "nq") for example in self.open_sets[name])
        return statements.edited([Source(text) for text in texts], self.language, self.seed)


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse the command line and write the files that are missing."""
    parser = argparse.ArgumentParser(prog="python -m training.reader.prepare", description=__doc__)
    parser.add_argument("data", type=Path, help="folder of the unpacked sets")
    parser.add_argument("out", type=Path, help="folder to write questions/, statements/ and looked-at/ into")
    parser.add_argument("--index", type=Path, required=True, help="index of news articles")
    parser.add_argument("--held-out-articles", type=Path, required=True, help="file of article ids not to be used, one a line")
    parser.add_argument("--written", type=Path, help="folder of NAME.questions.jsonl and NAME.statements.jsonl on articles of --index")
    parser.add_argument("--learnt", type=Path, default=LEARNT, help="the small reader's questions (default: those it learnt)")
    parser.add_argument("--claims", type=Path, default=CLAIMS, help="claims as the support model was calibrated on (default: those)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    sources = Sources(options)
    for folder in ("questions", "statements", "looked-at"):
        (options.out / folder).mkdir(parents=True, exist_ok=True)
    for name, make in makers(sources).items():
        _write(options.out / f"{name}.jsonl", make)
    if options.written:
        prepare_written(options.written, options.out, sources)


def makers(sources: Sources) -> dict[str, Callable[[], Iterable[Pair]]]:
    """Return how each file is made, quick ones first."""
    data, seed = sources.data, sources.seed
    made: dict[str, Callable[[], Iterable[Pair]]] = {
        f"questions/{name}": partial(_of_open_set, sources, name) for name in ("newwiki", "squad2", "nq", "timeqa", "halueval", "qnli")
    }
    for name, pairs in looked_at(sources).items():
        made[f"looked-at/{name}"] = partial(statements.sampled, pairs, LOOKED_AT, 1)
    return made | {
        "statements/nli": lambda: statements.inference(data, claim_sets.NLI_LEARNT),
        "statements/begin": lambda: statements.begin(data, claim_sets.BEGIN_LEARNT),
        "statements/factcheck": lambda: statements.factcheck(data, claim_sets.FACTCHECK_LEARNT),
        "statements/wice": lambda: statements.wice(data, claim_sets.WICE_LEARNT, statements.WICE_TIMES, seed),
        "statements/halueval": lambda: statements.halueval(data),
        "statements/claims": lambda: statements.claims(sources.claims, sources.news, statements.CLAIMS_LEARNT),
        "statements/facts": lambda: statements.facts(data, sources.language, seed),
        "questions/news-answered": lambda: news.of_questions(sources.learnt[0]),
        "questions/news-misses": lambda: news.of_questions(sources.learnt[1]),
        "questions/news-changed": lambda: news.changed(sources.learnt[0], sources.language, seed),
        "statements/edited-news": sources.edited_news,
        "statements/edited-reference": sources.edited_reference,
        "questions/cloze": lambda: news.of_questions(sources.cloze),
        "questions/misses": sources.misses,
    }


def looked_at(sources: Sources) -> dict[str, Iterable[Pair]]:
    """Return statements that are not learnt, by set: what is tuned on, never what is measured on."""
    data = sources.data
    return {
        "nli": statements.inference(data, claim_sets.NLI_TUNED),
        "begin": statements.begin(data, claim_sets.BEGIN_TUNED),
        "factcheck": statements.factcheck(data, claim_sets.FACTCHECK_TUNED),
        "wice": statements.wice(data, claim_sets.WICE_TUNED, 1, 1),
        "claims": statements.claims(sources.claims, sources.news, statements.CLAIMS_TUNED),
    }


def prepare_written(folder: Path, out: Path, sources: Sources) -> None:
    """Write the pairs of each file of a folder, and take away those of files that are gone or changed."""
    kept = set()
    for file in sorted(folder.glob("*.jsonl")):
        name, kind = file.stem.rsplit(".", 1) if "." in file.stem else (file.stem, "")
        stem = f"{name}-{hashlib.sha256(file.read_bytes()).hexdigest()[:8]}.jsonl"
        made: dict[str, Callable[[], Iterable[Pair]]] = {}
        if kind == "questions":
            found = cache(partial(sources.news.questions, file))
            made = {
                "questions/written-answered-": partial(_of_found, found, 0),
                "questions/written-misses-": partial(_of_found, found, 1),
                "questions/written-changed-": partial(_changed, found, sources),
            }
        elif kind == "statements":
            made = {"statements/written-": partial(_stated, file, sources)}
        else:
            print(json.dumps({"file": file.name, "left out": "not named *.questions.jsonl or *.statements.jsonl"}), flush=True)
        for prefix, make in made.items():
            _write(out / f"{prefix}{stem}", make)
            kept.add(out / f"{prefix}{stem}")
    for old in [*out.glob("questions/written-*.jsonl"), *out.glob("statements/written-*.jsonl")]:
        if old not in kept:
            old.unlink()


def _of_open_set(sources: Sources, name: str) -> Iterable[Pair]:
    return news.of_questions(sources.open_sets[name])


def _of_found(found: Callable[[], tuple[list[Example], list[Example]]], side: int) -> Iterable[Pair]:
    return news.of_questions(found()[side])


def _changed(found: Callable[[], tuple[list[Example], list[Example]]], sources: Sources) -> Iterable[Pair]:
    return news.changed(found()[0], sources.language, sources.seed)


def _stated(file: Path, sources: Sources) -> list[Pair]:
    pairs, unusable = sources.news.statements(file)
    print(json.dumps({"file": file.name, "lines that cannot be used": unusable}), flush=True)
    return pairs


def _write(file: Path, make: Callable[[], Iterable[Pair]]) -> None:
    if not file.exists():
        print(json.dumps({"file": f"{file.parent.name}/{file.name}", "pairs": write(file, make())}), flush=True)


if __name__ == "__main__":
    main()
