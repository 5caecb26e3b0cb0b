"""JSON: one article, a list of them, `{"articles": [...]}`, or one a line."""

import json
from collections.abc import Mapping

from index.formats.drafts import BadContent, Draft, Rejected
from index.formats.fields import TEXT, lower_keys, read_fields
from index.formats.text import UTF16_BOMS, check_text, decode

# A file of which nothing can be read is one failure, not a quarter of a million; a few are named one by one.
MOST_REJECTED = 20
NO_TEXT = f"no text: none of the fields {', '.join(TEXT)} holds a string"


def read_json(data: bytes) -> list[Draft | Rejected]:
    """The articles of a `.json` file; raises `BadContent` if it is not JSON or holds no article at all."""
    value = _load(decode(data))
    if isinstance(value, dict):
        record = lower_keys(value)
        if not isinstance(record.get("articles"), list):
            return [_draft(record)]
        value = record["articles"]
    if not isinstance(value, list):
        raise BadContent("JSON, but neither an object nor a list of objects")
    if not value:
        raise BadContent("empty")
    return _held([_one(number, element) for number, element in enumerate(value, start=1)])


def read_json_lines(data: bytes) -> list[Draft | Rejected]:
    """The articles of a `.jsonl` file, numbered by line; blank lines are passed over."""
    if data.startswith(UTF16_BOMS):
        data = decode(data).encode()
    if b"\0" in data:
        raise BadContent("binary, not text")
    # Only at line feeds: U+2028 and its like, at which str.splitlines cuts, may stand inside a JSON string.
    lines = enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1)
    found = [_line(number, line) for number, line in lines if line.strip()]
    if not found:
        raise BadContent("empty")
    return _held(found)


def _held(found: list[Draft | Rejected]) -> list[Draft | Rejected]:
    """Return the articles and what was rejected; raises `BadContent`, once for all, where many were and none is an article."""
    rejected = [one for one in found if isinstance(one, Rejected)]
    if len(rejected) == len(found) > MOST_REJECTED:
        raise BadContent(f"none of its {len(found):,} entries is an article; the first: {rejected[0].reason}")
    return found


def _line(number: int, line: bytes) -> Draft | Rejected:
    try:
        return _one(number, _load(decode(line)))
    except BadContent as bad:
        return Rejected(number, str(bad))


def _one(number: int, value: object) -> Draft | Rejected:
    try:
        if not isinstance(value, dict):
            raise BadContent("not a JSON object")
        return _draft(lower_keys(value), number)
    except BadContent as bad:
        return Rejected(number, str(bad))


def _draft(record: Mapping[str, object], number: int | None = None) -> Draft:
    fields = read_fields(record)
    return Draft(
        text=_text(record),
        origin="meta",
        stated=fields.published,
        title=fields.title,
        source=fields.source,
        url=fields.url,
        author=fields.author,
        number=number,
    )


def _text(record: Mapping[str, object]) -> str:
    """The first field that holds more than white space."""
    texts = [value for name in TEXT if isinstance(value := record.get(name), str)]
    if not texts:
        raise BadContent(NO_TEXT)
    text = next((text for text in texts if text.strip()), "")
    check_text(text)
    return text


def _load(text: str) -> object:
    try:
        return json.loads(text, parse_int=_whole_number)
    except json.JSONDecodeError as error:
        raise BadContent(f"not JSON: {error.msg} (line {error.lineno}, column {error.colno})") from None
    except RecursionError:
        raise BadContent("JSON nested too deeply") from None


def _whole_number(digits: str) -> int | float:
    # int() raises above 4300 digits, and no field that is read holds more than eight.
    return int(digits) if len(digits) < 20 else float(digits)
