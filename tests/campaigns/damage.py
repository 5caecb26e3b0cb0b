"""Damages an index at random, file by file and area by area, and tells whether it says so and whether what it says helps.

    python tests/campaigns/damage.py --rounds 2 --articles 2600

Each damage is done to a copy of a sound index (2,600 articles are 5,200 passages): bytes overwritten in each of Chroma's files
and in the catalog, pages zeroed, files truncated and deleted, bits flipped in each table and index of the catalog, rows changed.
Then the index is opened, twenty known articles are looked up by words and by meaning, and what it tells is done. At the end it
must hold what it held, bit for bit. Exit code 1 when one was silent, lost, crashed, or its remedy was of no use.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[2]), str(HERE.parents[1])]

from damaged_index import DAMAGES, FAULTS, VERDICTS, Outcome, build, damage_and_look, table  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description="Damage an index at random and look at what becomes of it.")
    parser.add_argument("--rounds", type=int, default=1, help=f"How often each of the {len(DAMAGES)} kinds.")
    parser.add_argument("--articles", type=int, default=600, help="Of two passages each; Chroma writes all its files from 500 on.")
    parser.add_argument("--only", default="", help="Only kinds whose name holds this.")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    outcomes: dict[tuple[str, int], Outcome] = {}
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        sound = build(work, options.articles)
        print(f"{len(sound.contents['passages'])} passages", flush=True)
        for seed in range(options.seed, options.seed + options.rounds):
            for kind in (kind for kind in DAMAGES if options.only in kind):
                started = time.monotonic()
                outcome = outcomes[kind, seed] = damage_and_look(sound, work, kind, seed)
                print(f"{seed} {kind}: {outcome.verdict}, {time.monotonic() - started:.1f} s. {outcome.told[:300]}", flush=True)
    counts = Counter(outcome.verdict for outcome in outcomes.values())
    print("", table(outcomes), "", f"{len(outcomes)} damages:", *(f"{counts[verdict]:5} {verdict}" for verdict in VERDICTS), sep="\n")
    return 1 if any(counts[fault] for fault in FAULTS) else 0


if __name__ == "__main__":
    sys.exit(main())
