"""JSON: one article, several in whatever an API wraps them, one after another, or one a line."""

import json
import re
from typing import Any

from index.formats.drafts import BadContent, Draft, Rejected
from index.formats.records import elements, held, is_article, read_record
from index.formats.text import decode

_BETWEEN = re.compile(r"[\s,\x1e]*")


def read_json(data: bytes) -> list[Draft | Rejected]:
    """The articles of a JSON file; raises `BadContent` if it is not JSON or holds no article at all."""
    text, notes = decode(data)
    if _first_line_is_a_record(text):
        return _lines(text, notes)
    value = _load_all(text)
    found = _elements(value)
    if found is None:
        if not isinstance(value, dict):
            raise BadContent("JSON, but neither an object nor a list of objects")
        return [read_record(value, None, notes)]
    if not found:
        raise BadContent("empty")
    return held([read_record(element, number, notes) for number, element in enumerate(found, start=1)])


def json_records(data: bytes) -> list[dict[str, object]]:
    """The articles of a JSON file as they stand there, read or not; raises `BadContent` if it is not JSON or holds none."""
    value = _load_all(decode(data)[0])
    found = _elements(value)
    records = [each for each in ([value] if found is None and is_article(value) else found or []) if isinstance(each, dict)]
    if found != [] and not records:
        raise BadContent("JSON without articles")
    return records


def _elements(value: object) -> list[object] | None:
    """What a file's value holds; of a JSON Feed each item with the feed's title as its outlet."""
    found = elements(value)
    if not found or not isinstance(value, dict) or "jsonfeed.org" not in str(value.get("version")):
        return found
    return [{"source": value.get("title"), **each} if isinstance(each, dict) else each for each in found]


def read_json_lines(data: bytes) -> list[Draft | Rejected]:
    """The articles of a `.jsonl` file, numbered by line; blank lines are passed over."""
    text, notes = decode(data)
    return read_json(data) if _is_one_value(text) else _lines(text, notes)


def _lines(text: str, notes: tuple[str, ...]) -> list[Draft | Rejected]:
    # Only at line feeds: U+2028 and its like, at which str.splitlines cuts, may stand inside a JSON string. Old Macs have only CR.
    lines = enumerate(text.split("\n" if "\n" in text else "\r"), start=1)
    return held([read_line(number, line, notes) for number, line in lines if line.strip()])


def read_line(number: int, line: str, notes: tuple[str, ...]) -> Draft | Rejected:
    """The article of a line by itself."""
    try:
        return read_record(_load(line), number, notes)
    except BadContent as bad:
        return Rejected(number, str(bad))


def _is_one_value(text: str) -> bool:
    """Whether it is no lines, but a list, or one object written over several."""
    whole = text.strip()
    if not (whole.startswith("[") or whole.startswith("{") and "\n" in whole) or _first_line_is_a_record(text):
        return False
    try:
        _load(whole)
    except BadContent:
        return False
    return True


def _first_line_is_a_record(text: str) -> bool:
    """Whether the first line is an object by itself, and more follows it."""
    start = text.lstrip()
    first, _, rest = start.partition("\n" if "\n" in start else "\r")
    if not first.lstrip().startswith("{") or not first.rstrip().endswith("}") or not rest.strip():
        return False
    try:
        return isinstance(_load(first), dict)
    except BadContent:
        return False


def _load_all(text: str) -> object:
    """The value of a JSON file; a list of them where they stand one after another, with commas or none between them."""
    try:
        return _load(text)
    except BadContent as bad:
        if "Extra data" not in str(bad):
            raise
    found, at = [], 0
    while (at := _after_marks(text, at)) < len(text):
        value, at = _load(text, at)
        found.append(value)
    return found


def _after_marks(text: str, at: int) -> int:
    between = _BETWEEN.match(text, at)
    return between.end() if between else at


def _load(text: str, at: int | None = None) -> Any:
    """The value of a whole text; with `at`, the one that stands there and where it ends."""
    try:
        return _DECODER.decode(text) if at is None else _DECODER.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise BadContent(f"not JSON: {error.msg} (line {error.lineno}, column {error.colno})") from None
    except RecursionError:
        raise BadContent("JSON nested too deeply") from None


def _whole_number(digits: str) -> int | float:
    # int() raises above 4300 digits, and no field that is read holds more than eight.
    return int(digits) if len(digits) < 20 else float(digits)


_DECODER = json.JSONDecoder(parse_int=_whole_number)
