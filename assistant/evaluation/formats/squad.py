"""SQuAD, versions 1.1 and 2.0: questions on paragraphs, with the spans that answer them."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.evaluation.formats.rows import Row, ids_of
from assistant.evaluation.records import Example


def read_squad(rows: Sequence[Row]) -> list[Example]:
    """Return the questions, each with its paragraph as context; those that are impossible are not answerable."""
    asked = [
        (paragraph, qa) for article in rows[0].rows("data") for paragraph in article.rows("paragraphs") for qa in paragraph.rows("qas")
    ]
    numbered = [replace(qa, number=number) for number, (_, qa) in enumerate(asked, start=1)]
    ids = ids_of(numbered)
    return [_example(id, paragraph, qa) for id, (paragraph, qa) in zip(ids, asked, strict=True)]


def _example(id: str, paragraph: Row, qa: Row) -> Example:
    impossible = qa.flag("is_impossible", False)
    # Several people marked the same question, mostly with the same words.
    answers = dict.fromkeys(answer.text("text") for answer in qa.rows("answers"))
    return Example(
        id=id,
        question=qa.text("question"),
        references=() if impossible else tuple(answers),
        contexts=(paragraph.text("context"),),
        answerable=not impossible,
    )
