"""Fit how the model's logits and the exact checks are weighed: `python -m training.support.calibrate --help`.

Of the open sets only what is set apart for tuning is used; edited sentences are made of articles that were not learnt.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from assistant.evaluation.meta import make_edits, source_articles
from assistant.support.model import SupportModel
from assistant.support.scorer import FEATURES, BundledScorer
from assistant.support.support import Evidence
from index import Index, IndexSettings, load_embedder
from index.minilm import tokenizer_file
from training.support import open_sets
from training.support.claims import ClaimExample
from training.support.written import written

# A text of many sentences is held against a claim in pieces of so many words, as an index would cut it.
PIECE_WORDS = 110
EDITS_A_KIND = 120
REGULARISATION = 0.3
# More of what is missing, or less of the words, cannot make a claim likelier supported.
AT_MOST_ZERO, AT_LEAST_ZERO = ("numbers", "dates", "names"), ("whole", "spread")

Labelled = tuple[str, list[Evidence], bool]


def main(arguments: Sequence[str] | None = None) -> None:
    """Score the tuning sets, fit a logistic regression that counts each set and each side of it alike, write its weights."""
    parser = argparse.ArgumentParser(prog="python -m training.support.calibrate", description=__doc__)
    parser.add_argument("model", type=Path, help="support.onnx")
    parser.add_argument("data", type=Path, help="folder of the unpacked sets")
    parser.add_argument("index", type=Path, help="index of news articles")
    parser.add_argument("claims", type=Path, help="claims written on its articles (calibration_claims.jsonl)")
    parser.add_argument("articles", type=Path, help="ids of its articles to edit sentences of, one a line; none of them learnt")
    parser.add_argument("--out", type=Path, required=True, help="calibration.json to write")
    options = parser.parse_args(arguments)
    scorer = BundledScorer(SupportModel(options.model, tokenizer_file(), 2), {})
    sets = {
        "wice": list(open_sets.wice_claims(options.data / "wice" / "claim_dev.jsonl", open_sets.WICE_TUNED, PIECE_WORDS)),
        "begin": _labelled(open_sets.begin(options.data, open_sets.BEGIN_TUNED)),
        "factcheck": _labelled(open_sets.factcheck(options.data, open_sets.FACTCHECK_TUNED)),
        "inference": _labelled(open_sets.inference(options.data, open_sets.NLI_TUNED))[::4],
        "written": _written(options.index, options.claims),
        "edits": _edits(options.index, frozenset(options.articles.read_text("utf-8").split())),
    }
    options.out.write_text(json.dumps(fit({name: _features(scorer, pairs) for name, pairs in sets.items()}), indent=1) + "\n", "utf-8")


def fit(sets: dict[str, tuple[np.ndarray, np.ndarray]]) -> dict[str, float]:
    """Return the weights of FEATURES and a bias; a weight that would have the wrong sign is left at 0 and the others fitted again."""
    features = np.concatenate([x for x, _ in sets.values()])
    labels = np.concatenate([y for _, y in sets.values()])
    counted = np.concatenate([_even(y) for _, y in sets.values()])
    kept = list(FEATURES)
    while True:
        columns = [FEATURES.index(name) for name in kept]
        found = LogisticRegression(C=REGULARISATION, max_iter=2000).fit(features[:, columns], labels, sample_weight=counted)
        weights = dict(zip(kept, found.coef_[0].tolist(), strict=True))
        wrong = [n for n, w in weights.items() if (n in AT_MOST_ZERO and w > 0) or (n in AT_LEAST_ZERO and w < 0)]
        if not wrong:
            return {"bias": round(float(found.intercept_[0]), 4)} | {name: round(weights.get(name, 0.0), 4) for name in FEATURES}
        kept = [name for name in kept if name not in wrong]


def _even(labels: np.ndarray) -> np.ndarray:
    """Return a weight for each example: each set counts as much as the others, and in it both sides as much."""
    share = labels.mean()
    return np.asarray(np.where(labels, 0.5 / share, 0.5 / (1 - share)) * (1000 / len(labels)))


def _features(scorer: BundledScorer, pairs: Sequence[Labelled]) -> tuple[np.ndarray, np.ndarray]:
    scored = scorer.scored([(claim, evidence) for claim, evidence, _ in pairs])
    rows = [(of_pair.features, label) for of_pair, (_, _, label) in zip(scored, pairs, strict=True) if of_pair]
    return np.stack([row for row, _ in rows]), np.array([label for _, label in rows])


def _labelled(examples: Iterable[ClaimExample]) -> list[Labelled]:
    return [(example.claim, [Evidence(example.text, example.published)], example.supported) for example in examples]


def _written(index_dir: Path, file: Path) -> list[Labelled]:
    with closing(Index(IndexSettings(index_dir=index_dir), load_embedder(threads=2))) as index:
        return _labelled(list(written(file, index, open_sets.WRITTEN_TUNED)))


def _edits(index_dir: Path, ids: frozenset[str]) -> list[Labelled]:
    with closing(Index(IndexSettings(index_dir=index_dir), load_embedder(threads=2))) as index:
        articles = [article for article in source_articles(index) if article.id in ids]
    edits = make_edits(articles, per_kind=EDITS_A_KIND, seed=7)
    right = [(edit.claim, list(edit.evidence), True) for edit in edits]
    return right + [(edit.edited, list(edit.edited_evidence), False) for edit in edits]


if __name__ == "__main__":
    main()
