"""The command line in this process, which spares a test the seconds that another takes to load everything."""

import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from subprocess import CompletedProcess
from unittest.mock import patch

from assistant.cli.running import main


def dateline(*arguments: object, **environment: str) -> "CompletedProcess[str]":
    """Run a command to its end, with none of this machine's settings."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")} | environment
    command = ["dateline", *map(str, arguments)]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as changed:
        changed.enter_context(patch.dict(os.environ, clean, clear=True))
        changed.enter_context(patch.object(sys, "argv", command))
        for name in ("stdout", "stderr"):
            stream = changed.enter_context((Path(folder) / name).open("w", encoding="utf-8"))
            changed.enter_context(patch.object(sys, name, stream))
        try:
            main()
            code: object = 0
        except SystemExit as end:
            code = end.code or 0
        sys.stderr.flush()
        printed = [(Path(folder) / name).read_text("utf-8") for name in ("stdout", "stderr")]
    return CompletedProcess(command, code, *printed)  # type: ignore[arg-type]
