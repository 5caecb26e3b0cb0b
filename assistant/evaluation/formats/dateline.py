"""Dateline's own files, one object a line: questions with known answers, answers as `dateline ask --json` prints them, those of a run."""

from pydantic import TypeAdapter, ValidationError

from assistant.evaluation.formats.citations import ANSWER_CHARACTERS, answer_text, named_numbers
from assistant.evaluation.formats.declines import declines
from assistant.evaluation.formats.rows import Row
from assistant.evaluation.records import Cited, Context, Example, Relevant, Response
from assistant.evaluation.run_folder import first_fault
from assistant.markers import sentences_of
from assistant.records import Sentence

_RESPONSE = TypeAdapter(Response)
# A day: no question takes longer, and what is more is not seconds.
LONGEST_SECONDS = 86_400


def example(id: str, row: Row) -> Example:
    """Return a question; only `question` has to be there."""
    answerable = row.flag("answerable", True)
    answer = row.text_or_none("answer")
    files = dict.fromkeys(evidence.text("file") for evidence in row.rows("evidence"))
    return Example(
        id=id,
        question=row.text("question"),
        kind=row.text_or_none("kind") or "",
        accept=row.texts("accept"),
        reject=row.texts("reject"),
        references=(answer,) if answer and answerable else (),
        relevant=tuple(Relevant(file) for file in files),
        answerable=answerable,
    )


def response(id: str, row: Row) -> Response:
    """Return an answer; a passage without a `text` keeps its file, for what is scored by files alone."""
    text = answer_text(row, "text")
    rows = row.rows("sentences")
    # Those of earlier versions are places in the text.
    sentences = tuple(map(_sentence, rows)) if rows and "text" in rows[0].fields else sentences_of(text)
    given = tuple(_cited(citation) for citation in row.rows("citations"))
    numbers = {citation.number for citation in given}
    # The answer may have been edited since: a marker without its citation names nothing.
    unknown = [Cited(number, "", valid=False) for number in named_numbers(sentences) if number not in numbers]
    return Response(
        id=id,
        question=row.text("question"),
        sentences=sentences,
        contexts=tuple(_context(passage) for passage in row.rows("passages")),
        citations=(*given, *unknown),
        abstained=row.flag("abstained", declines(sentences)),
        confidence=row.amount("confidence", 1),
        answerability=row.amount("answerability", 1),
        seconds=row.amount("seconds", LONGEST_SECONDS),
        answered_by=row.text_or_none("answered_by") or "",
    )


def response_of_run(id: str, row: Row) -> Response:
    """Return an answer as `dateline evaluate --out` keeps it."""
    try:
        return _RESPONSE.validate_python(row.fields)
    except ValidationError as error:
        raise row.error(first_fault(error), "remove the row, or have it asked again") from error


def _sentence(row: Row) -> Sentence:
    cites = row.fields.get("citations")
    if not isinstance(cites, list) or not all(type(number) is int for number in cites):
        raise row.error("`citations` is not a list of whole numbers", "write it as [1, 2]")
    return Sentence(
        row.text("text"),
        tuple(cites),
        lead=row.text_or_none("lead") or "",
        heading=row.text_or_none("heading") or "",
        paragraph=row.flag("paragraph", False),
        closing=int(row.amount("closing", ANSWER_CHARACTERS) or 0),
    )


def _cited(row: Row) -> Cited:
    number = row.fields.get("number")
    if not isinstance(number, int) or isinstance(number, bool):
        raise row.error("`number` is not a whole number", "give the number that the answer's marker has")
    return Cited(
        number=number,
        text=row.text_or_none("quote") or "",
        file=row.text_or_none("file"),
        published=row.day("published"),
        valid=row.flag("valid", False) if row.fields.get("valid") is not None else None,
        also_in=tuple(copy.text("file") for copy in row.rows("also_in")),
    )


def _context(row: Row) -> Context:
    return Context(row.text_or_none("text") or "", row.text_or_none("file"), row.day("published"))
