"""Opens an index again and again beside updates, rebuilds and kills of both: nothing may be refused.

    python tests/campaigns/readers.py --tries 300

The readers and the writer are processes of their own. Prints what came of the openings, and ends with 1 if any was refused.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[2]), str(HERE.parents[1])]

from readers_beside import OPENED, built, either, read_beside, rebuild, update  # noqa: E402

PHASES = {"updates": (update, False), "rebuilds": (rebuild, False), "kills": (either, True)}


def main() -> int:
    parser = argparse.ArgumentParser(description="Open an index beside a process that writes it, and count what is refused.")
    parser.add_argument("--tries", type=int, default=40, help="Openings beside each kind of writing.")
    parser.add_argument("--readers", type=int, default=2, help="Processes that open it.")
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--beside", choices=list(PHASES), nargs="*", default=list(PHASES))
    options = parser.parse_args()
    refused = 0
    for name in options.beside:
        writer, kill = PHASES[name]
        with tempfile.TemporaryDirectory() as work:
            articles, index_dir = built(Path(work), options.articles)
            started = time.monotonic()
            found = read_beside(articles, index_dir, writer, tries=options.tries, readers=options.readers, kill=kill)
        bad = found.total() - found[OPENED]
        refused += bad
        print(f"beside {name}: {found[OPENED]} opened, {bad} refused, in {time.monotonic() - started:.0f} s", flush=True)
        for reason, count in found.most_common():
            if reason != OPENED:
                print(f"    {count} {reason}")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
