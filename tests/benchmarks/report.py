"""What every benchmark prints, and where it finds the data that is not part of the repository."""

import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"


def existing(path: Path) -> Path:
    """The path itself; where it is absent, the run ends with a line that says so."""
    if not path.exists():
        sys.exit(f"{path} is not there. It is not part of the repository: put it there, or name another (see --help).")
    return path


def print_heading(**facts: object) -> None:
    """Print the command, the cores with the load on them when the run began, and what was measured."""
    facts = {
        "command": shlex.join(["python", os.path.relpath(sys.argv[0]), *sys.argv[1:]]),
        "cores": f"{len(os.sched_getaffinity(0))} (load {os.getloadavg()[0]:.1f} at the start)",
        **facts,
    }
    for name, value in facts.items():
        print(f"{name + ':':<12}{value}")
    print(flush=True)


def print_table(rows: Sequence[Sequence[str]]) -> None:
    """Print rows, the first of which is the heading: the first column to the left, the others to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        print("  ".join(cells).rstrip())
    print(flush=True)
