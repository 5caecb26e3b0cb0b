"""Markdown with YAML front matter."""

import re

from index.formats.drafts import BadContent, Draft
from index.formats.fields import line, normal_keys, read_fields
from index.formats.text import decode

# Front matter is a dozen lines. PyYAML's time grows with the square of the open brackets: 15,000 of them take 1.3 s.
MAX_FRONT_MATTER = 16_000
MAX_BRACKETS = 200

_OPEN = re.compile(r"---[ \t]*\r?\n")
_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]*\r?(?:\n\s*|\Z)", re.MULTILINE)
_TITLE_LINE = re.compile(r"\s*#[ \t]+([^\r\n]+)")
_YAML_NULLS = ("", "~", "null", "Null", "NULL")


def read_markdown(data: bytes) -> list[Draft]:
    """The one article of a `.md` file; front matter that is not YAML is a reason to reject it."""
    text, notes = decode(data)
    record, body_start = front_matter(text)
    if not text[body_start:].strip():
        raise BadContent("empty")
    fields = read_fields(record)
    return [
        Draft(
            text=text,
            origin="front matter",
            body_start=body_start,
            stated=fields.published,
            title=fields.title or _title_line(text, body_start),
            source=fields.source,
            url=fields.url,
            author=fields.author,
            notes=notes,
            section=fields.section,
        )
    ]


def front_matter(text: str) -> tuple[dict[str, object], int]:
    """The front matter and where the body starts; ({}, 0) where two `---` enclose no mapping but are rulers."""
    opened = _OPEN.match(text)
    closed = opened and _CLOSE.search(text, opened.end(), opened.end() + MAX_FRONT_MATTER)
    if not opened or not closed:
        return {}, 0
    value = _load_yaml(text[opened.end() : closed.start()])
    if not isinstance(value, dict):
        return {}, 0
    record = {key: item for key, item in normal_keys(value).items() if item not in _YAML_NULLS}
    return record, closed.end()


def _load_yaml(block: str) -> object:
    if block.count("[") + block.count("{") > MAX_BRACKETS:
        raise BadContent(f"front matter holds more than {MAX_BRACKETS} brackets")
    import yaml  # here, for few articles have front matter

    # BaseLoader keeps every scalar a string: safe_load makes False of `title: No` and raises on
    # `date: 2024-13-45`. In Python, not libyaml, whose recursion on nested brackets has no guard.
    try:
        return yaml.load(block, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        where = f", line {error.problem_mark.line + 2}" if error.problem_mark else ""
        problem = str(error.problem or error.context)[:80]  # it may quote a long name from the file
        raise BadContent(f"front matter is not YAML: {problem}{where}") from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise BadContent("front matter is not YAML") from None


def _title_line(text: str, body_start: int) -> str | None:
    match = _TITLE_LINE.match(text, body_start)
    return line(match[1]) if match else None
