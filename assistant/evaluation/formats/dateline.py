"""Dateline's own files: questions with known answers, and answers as `dateline evaluate --answers` writes them, one object a line."""

from collections.abc import Sequence

from assistant.evaluation.formats.citations import ANSWER_CHARACTERS, answer_text, named_numbers
from assistant.evaluation.formats.declines import declines
from assistant.evaluation.formats.rows import Row, ids_of
from assistant.evaluation.records import Cited, Context, Example, Relevant, Response
from assistant.markers import sentences_of
from assistant.records import Sentence

# A day: no question takes longer, and what is more is not seconds.
LONGEST_SECONDS = 86_400


def read_questions(rows: Sequence[Row]) -> list[Example]:
    """Return the questions; only `question` has to be there."""
    return [_example(id, row) for id, row in zip(ids_of(rows), rows, strict=True)]


def read_answers(rows: Sequence[Row]) -> list[Response]:
    """Return the answers; a passage without a `text` keeps its file, for what is scored by files alone."""
    return [_response(id, row) for id, row in zip(ids_of(rows), rows, strict=True)]


def _example(id: str, row: Row) -> Example:
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


def _response(id: str, row: Row) -> Response:
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
