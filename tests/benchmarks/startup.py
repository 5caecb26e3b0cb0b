"""Start-up: seconds and peak memory of the commands that people wait for, and what they must not import.

Each is a process of its own, run once to warm the file cache and then in turns with the others; seconds are the median.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from report import ROOT, print_heading, print_table

SAMPLE = ROOT / "assistant/sample/articles"
QUESTION = "How many people died in the Pellumar explosion?"
# Seconds each to import, and answering from a built index with the bundled weights needs none of them.
NOT_IMPORTED = ("torch", "gradio", "llama_index", "chromadb", "pydantic", "trafilatura")

# Put after what is to be checked.
CHECK = f"""
import sys
found = sorted(set({NOT_IMPORTED!r}) & set(sys.modules))
sys.exit(f"imported: {{', '.join(found)}}" if found else 0)
"""
RUN_DATELINE = """
from assistant.cli import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
"""


def run(arguments: list[str]) -> tuple[float, float]:
    """Return the seconds and the peak resident MB of a Python process; ends the run if it fails."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen([sys.executable, *arguments], env=environment, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            sys.exit(f"{' '.join(['python', *arguments])}\nfailed: {errors.read().decode(errors='replace').strip()}")
    return seconds, usage.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="runs of each, the median of which counts (default: 5)")
    parser.add_argument("--folder", type=Path, default=SAMPLE, help="articles of the index that is asked (default: the sample)")
    parser.add_argument("--question", default=QUESTION, help=f"default: {QUESTION}")
    given = parser.parse_args()

    with tempfile.TemporaryDirectory(prefix="dateline-startup-") as temporary:
        index_dir = Path(temporary) / "index"
        # Not in this process: Linux counts the memory of the process that starts another as the other's peak.
        run(["-m", "assistant.cli", "index", str(given.folder), "--index-dir", str(index_dir)])
        files = sum(path.is_file() for path in given.folder.rglob("*"))
        print_heading(corpus=f"{given.folder}, {files:,} files", rounds=given.rounds)
        ask = ["ask", given.question, "--index-dir", str(index_dir)]
        commands = {
            'python -c "pass"': ["-c", "pass"],
            "dateline --help": ["-m", "assistant.cli", "--help"],
            "dateline ask": ["-m", "assistant.cli", *ask],
        }
        for arguments in (["-c", RUN_DATELINE + CHECK, *ask], *commands.values()):
            run(arguments)
        runs = [{name: run(arguments) for name, arguments in commands.items()} for _ in range(given.rounds)]
    rows = [["", "seconds", "from", "to", "peak MB"]]
    for name in commands:
        seconds, memory = zip(*(one[name] for one in runs), strict=True)
        rows.append([name, *(f"{value:.2f}" for value in (statistics.median(seconds), min(seconds), max(seconds))), f"{max(memory):.0f}"])
    print_table(rows)
    print(f"not imported by any: {', '.join(NOT_IMPORTED)}")


if __name__ == "__main__":
    main()
