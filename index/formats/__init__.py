"""One module a file format: bytes in, drafts of articles out."""

from collections.abc import Callable, Sequence

from index.formats.drafts import BadContent, Draft, Rejected
from index.formats.html import read_html
from index.formats.json_articles import read_json, read_json_lines
from index.formats.markdown import read_markdown
from index.formats.wire import read_wire

READERS: dict[str, Callable[[bytes], Sequence[Draft | Rejected]]] = {
    ".txt": read_wire,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".json": read_json,
    ".jsonl": read_json_lines,
}

__all__ = ["READERS", "BadContent", "Draft", "Rejected"]
