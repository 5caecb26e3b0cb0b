"""The answers of a run, as `dateline evaluate --out` keeps them."""

from collections.abc import Sequence

from pydantic import TypeAdapter, ValidationError

from assistant.evaluation.formats.rows import Row
from assistant.evaluation.records import Example, Response

_RESPONSE = TypeAdapter(Response)


def read_examples(rows: Sequence[Row]) -> list[Example]:
    """Return the questions, of which nothing else is known here."""
    return [Example(response.id, response.question) for response in read_responses(rows)]


def read_responses(rows: Sequence[Row]) -> list[Response]:
    """Return the responses; raises EvaluationError for a row that is none."""
    return [_response(row) for row in rows]


def _response(row: Row) -> Response:
    try:
        return _RESPONSE.validate_python(row.fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "the row"
        raise row.error(f"{where}: {first['msg']}", "remove the row, or have it asked again") from error
