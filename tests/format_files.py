"""Files of questions and answers for the readers of formats, and the one line that is told of a wrong one."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import EvaluationError


def write(folder: Path, *records: Any, name: str = "file", whole: bool = False) -> Path:
    """A file of the records, one a line, or as a list or an object over several lines where `whole`; text and bytes as they are."""
    path = folder / name
    if whole:
        path.write_text(json.dumps(records[0] if len(records) == 1 else list(records), indent=2), "utf-8")
    elif isinstance(records[0], bytes):
        path.write_bytes(records[0])
    else:
        path.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in records), "utf-8", newline="")
    return path


def fault(read: Any, path: Path) -> str:
    """What is told of the file, without its folder."""
    with pytest.raises(EvaluationError) as caught:
        read(path)
    text = str(caught.value).removeprefix(f"{path.parent}/")
    assert len(text.splitlines()) == 1
    return text
