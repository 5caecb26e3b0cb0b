"""Support scores against people's judgement: WiCE, BEGIN and Factcheck-GPT, of each the part that nothing was learnt or tuned on.

Of each set and scorer: AUROC, and balanced accuracy at the threshold that is best on the set's tuning part. Beside the bundled
scorer stand word overlap and the similarity of embeddings. A WiCE claim counts as supported when it is so wholly, and is held
against all of its evidence; BEGIN's generic responses count as not attributable.
"""

import argparse
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from report import existing, print_heading, print_table

from assistant.evaluation.abstention import answerability_auroc
from assistant.evaluation.meta import EmbeddingScorer, LexicalScorer
from assistant.support import Evidence, SupportScorer, load_support_scorer
from index import Index, IndexSettings, load_embedder
from training.support import open_sets
from training.support.claims import ClaimExample
from training.support.written import written

# As an index cuts them.
PIECE_WORDS = 110

Claim = tuple[str, list[Evidence], bool]


@dataclass(frozen=True)
class Agreement:
    """How a scorer agrees with people over `count` claims; `threshold` is the tuning part's best."""

    count: int
    auroc: float
    balanced_accuracy: float
    threshold: float


def best_threshold(scores: np.ndarray, labels: np.ndarray) -> float:
    """Return the score from which on a claim is best called supported."""
    return max(sorted(set(scores.tolist())), key=lambda threshold: balanced_accuracy(scores, labels, threshold))


def balanced_accuracy(scores: np.ndarray, labels: np.ndarray, threshold: float) -> float:
    """Return the mean of the shares of both kinds of claim that are told right."""
    said = scores >= threshold
    return float((said[labels].mean() + (~said[~labels]).mean()) / 2)


def agreement(scorer: SupportScorer, tuned: list[Claim], measured: list[Claim]) -> Agreement:
    """Score both parts of a set."""
    (tune, tune_labels), (scores, labels) = _scored(scorer, tuned), _scored(scorer, measured)
    threshold = best_threshold(tune, tune_labels)
    auroc = answerability_auroc(list(zip(scores.tolist(), labels.tolist(), strict=True))) or 0.0
    return Agreement(len(measured), auroc, balanced_accuracy(scores, labels, threshold), threshold)


def _scored(scorer: SupportScorer, claims: list[Claim]) -> tuple[np.ndarray, np.ndarray]:
    found = scorer.score([(claim, evidence) for claim, evidence, _ in claims])
    return np.array([support.probability for support in found]), np.array([label for *_, label in claims])


def _claims(examples: Iterable[ClaimExample]) -> list[Claim]:
    return [(example.claim, [Evidence(example.text, example.published)], example.supported) for example in examples]


def written_claims(index_dir: Path) -> tuple[list[Claim], list[Claim]]:
    """Return both parts of the claims written on passages of news."""
    file = Path(open_sets.__file__).with_name("calibration_claims.jsonl")
    with closing(Index(IndexSettings(index_dir=existing(index_dir)), load_embedder(threads=1))) as index:
        return _claims(written(file, index, open_sets.WRITTEN_TUNED)), _claims(written(file, index, open_sets.WRITTEN_MEASURED))


def sets(data: Path, index_dir: Path | None) -> dict[str, Callable[[], tuple[list[Claim], list[Claim]]]]:
    """Return, by name, what reads the tuning part and the measured part of each set."""

    def wice(name: str, tenths: range) -> list[Claim]:
        return list(open_sets.wice_claims(existing(data / "wice" / f"claim_{name}.jsonl"), tenths, PIECE_WORDS))

    def begin(tenths: range) -> list[Claim]:
        return _claims(open_sets.begin(data, tenths, generic=True))

    found = {"written on news": lambda: written_claims(index_dir)} if index_dir else {}
    return found | {
        "WiCE test": lambda: (wice("dev", open_sets.WICE_TUNED), wice("test", range(10))),
        "BEGIN": lambda: (begin(open_sets.BEGIN_TUNED), begin(open_sets.BEGIN_MEASURED)),
        "Factcheck-GPT": lambda: (
            _claims(open_sets.factcheck(data, open_sets.FACTCHECK_TUNED)),
            _claims(open_sets.factcheck(data, open_sets.FACTCHECK_MEASURED)),
        ),
    }


def main() -> None:
    """Measure every scorer on every set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder of the unpacked sets")
    parser.add_argument("--support-model", help="a CrossEncoder instead of the bundled scorer")
    parser.add_argument("--index-dir", type=Path, help="index of the news that calibration_claims.jsonl was written on")
    parser.add_argument("--only", help="one set, by name")
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    scorers = [
        load_support_scorer(given.support_model, threads=given.threads),
        LexicalScorer(),
        EmbeddingScorer(load_embedder(threads=given.threads)),
    ]
    print_heading(scorer=scorers[0].name)
    rows = [["", "scorer", "claims", "AUROC", "balanced accuracy", "threshold", "s"]]
    for name, read in sets(existing(given.data), given.index_dir).items():
        if given.only not in (None, name):
            continue
        tuned, measured = read()
        for scorer in scorers:
            started = time.monotonic()
            found = agreement(scorer, tuned, measured)
            seconds = f"{time.monotonic() - started:.0f}"
            figures = (f"{figure:.3f}" for figure in (found.auroc, found.balanced_accuracy, found.threshold))
            rows.append([name, scorer.name.split()[0], str(found.count), *figures, seconds])
    print_table(rows)


if __name__ == "__main__":
    main()
