"""The rows of a file: JSON objects, one a line, in a list or alone, whose fields are read with their types checked."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.errors import EvaluationError

UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
# int() raises above 4300 digits, and no field that is read is a whole number of more than a few.
LONGEST_NUMBER = 20
# What is shown of an id: an error stays on one line.
SHOWN = 40
_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True)
class Row:
    """An object of the file `path`; `where` is its place there ("line 3"), `number` its line, or its position in a list, from 1.

    Of a field that may have several names the first holds that is there and not null.
    """

    path: Path
    where: str
    number: int
    fields: Mapping[str, object]

    def error(self, fault: str, remedy: str) -> EvaluationError:
        """The error to raise: one line with the file, the place, what is wrong and the remedy."""
        return EvaluationError(f"{self.path}{', ' if self.where else ''}{self.where}: {fault}: {remedy}.")

    def first(self, *names: str) -> tuple[str, object]:
        """Return the first name whose field is there and not null, and the field; without one the first name and None."""
        return next(((name, value) for name in names if (value := self.fields.get(name)) is not None), (names[0], None))

    def text(self, *names: str) -> str:
        """Return a field that has to hold words."""
        found = self.text_or_none(*names)
        if found is None or not found.strip():
            raise self.error(f"`{names[0]}` is {'missing' if found is None else 'empty'}", "it has to be a text")
        return found

    def text_or_none(self, *names: str) -> str | None:
        """Return a text, which may be empty; None where there is none."""
        name, value = self.first(*names)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self.error(f"`{name}` is not a text", "put it in quotation marks")
        return _whole(value)

    def texts_or_none(self, *names: str) -> tuple[str, ...] | None:
        """Return a list of texts; None where there is none."""
        name, value = self.first(*names)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.error(f"`{name}` is not a list of texts", 'write it as ["...", "..."]')
        return tuple(_whole(one) for one in value)

    def texts(self, *names: str) -> tuple[str, ...]:
        """Return a list of texts, empty where there is none."""
        return self.texts_or_none(*names) or ()

    def flag(self, name: str, default: bool) -> bool:
        """Return true or false."""
        value = self.fields.get(name)
        if value is not None and not isinstance(value, bool):
            raise self.error(f"`{name}` is neither true nor false", "write true or false, without quotation marks")
        return default if value is None else value

    def amount(self, name: str, most: float) -> float | None:
        """Return a number from 0 to `most`; None where there is none."""
        value = self.fields.get(name)
        if value is None:
            return None
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= most:
            raise self.error(f"`{name}` is not a number from 0 to {most:g}", "mend it or leave it out")
        return float(value)

    def day(self, name: str) -> date | None:
        """Return a date written as year-month-day; None where there is none."""
        text = self.text_or_none(name)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise self.error(f"`{name}` is not a date", "write it as 2024-03-31, or leave it out") from None

    def rows(self, name: str) -> list["Row"]:
        """Return a list of objects, empty where there is none."""
        value = self.fields.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.error(f"`{name}` is not a list", "write it as [{...}, {...}]")
        where = f"{self.where}, {name}" if self.where else name
        return [_row(self.path, f"{where} {number}", number, one) for number, one in enumerate(value, start=1)]

    def id_or_none(self, name: str) -> str | None:
        """Return an id, a text or a number, as text; None where there is none or an empty one."""
        value = self.fields.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            raise self.error(f"`{name}` is neither a text nor a number", "give a short text that no other row has")
        return _whole(str(value))


def ids_of(rows: Sequence[Row], name: str = "id") -> list[str]:
    """Return the id of each row, its number where it gives none; raises EvaluationError when two have the same.

    Two runs are compared by these ids, so a repeated one is neither dropped nor numbered anew.
    """
    found: dict[str, Row] = {}
    for row in rows:
        id = row.id_or_none(name) or str(row.number)
        if id in found:
            raise row.error(f"the id {id[:SHOWN]!r} is that of {found[id].where} too", "give each its own")
        found[id] = row
    return list(found)


def read_text(path: Path) -> str:
    """Return a file's text, UTF-8 or UTF-16, without a byte order mark; raises EvaluationError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise EvaluationError(f"{path} cannot be read ({error.strerror}): give a file that exists and may be read.") from error
    return decode(path, data)


def decode(path: Path, data: bytes, number: int = 1) -> str:
    """Return the text of bytes that begin at line `number` of the file."""
    encoding = "UTF-16" if number == 1 and data.startswith(UTF16_BOMS) else "UTF-8"
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = number + data.count(b"\n", 0, error.start)
        raise EvaluationError(f"{path}, line {line}: not {encoding}: save the file as UTF-8.") from None


def read_rows(path: Path, text: str) -> list[Row]:
    """Return the objects of JSONL, of a JSON list, or the one object that the file is; raises EvaluationError."""
    if not text or text.isspace():
        raise EvaluationError(f"{path} is empty: give a file with one JSON object a line.")
    # Only at line feeds: U+2028 and its like, at which str.splitlines cuts, may stand inside a JSON string.
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if len(lines) > 1 and _is_object(lines[0][1]):
        return [read_row(path, number, line) for number, line in lines]
    value = _load(text, str(path))
    if not isinstance(value, list):
        return [_row(path, "", 1, value)]
    if not value:
        raise EvaluationError(f"{path} is an empty list: give a file with one JSON object a line.")
    return [_row(path, f"record {number}", number, one) for number, one in enumerate(value, start=1)]


def read_row(path: Path, number: int, line: str) -> Row:
    """Return the object on a line of JSONL; raises EvaluationError."""
    return _row(path, f"line {number}", number, _load(line, f"{path}, line {number}"))


def _row(path: Path, where: str, number: int, value: object) -> Row:
    row = Row(path, where, number, value if isinstance(value, dict) else {})
    if not isinstance(value, dict):
        raise row.error("not a JSON object", 'write it as {"name": value, ...}')
    return row


def _is_object(line: str) -> bool:
    """Tell JSONL by its first line; a JSON object or list over several lines is cut short there."""
    try:
        return isinstance(_load(line, ""), dict)
    except EvaluationError:
        return False


def _load(text: str, place: str) -> object:
    try:
        return json.loads(text, parse_int=_whole_number, parse_constant=_constant)
    except json.JSONDecodeError as error:
        at = f"column {error.colno}" if ", line " in place else f"line {error.lineno}, column {error.colno}"
        raise EvaluationError(f"{place}: not JSON ({error.msg} at {at}): give one JSON object a line, or one JSON document.") from None
    except RecursionError:
        raise EvaluationError(f"{place}: JSON nested too deeply: give objects of texts and lists of texts.") from None


def _whole_number(digits: str) -> int | float:
    return int(digits) if len(digits) < LONGEST_NUMBER else float(digits)


def _constant(name: str) -> float | None:
    # NaN is how pandas writes a cell that is empty.
    return None if name == "NaN" else float(name)


def _whole(text: str) -> str:
    """The text with a mark in place of half a surrogate pair: no tokenizer takes one, and a reply cut short ends with one."""
    return _SURROGATE.sub("\ufffd", text)
