"""The rows of the catalog: their columns, and what is made of them where they are as they were put."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from index.annotations import AnnotatedSentence, unpacked
from index.errors import IndexDamaged
from index.notices import NoticeKind
from index.passages import Passage, passage_id
from index.seals import seal

PASSAGE_TEXT = 'substr(a.text, p."start" + 1, p."end" - p."start")'
PASSAGE_COLUMNS = f"""p.id, p.article_id, a.source, a.published, {PASSAGE_TEXT}, p."start", p."end",
    a.title, p.embedded_sha256, p.vector, p.seal"""
# `cut` stands for all of its passages.
ARTICLE_COLUMNS = """id, file, source, title, published, date_origin, text, body_start, url, author,
    published_time, published_zone, undated, section, language, origin, cut, seal"""
# The article's own seal binds its sentences to it; one without any is one that lost them.
SENTENCE_COLUMNS = "a.id, s.annotated, a.seal, s.seal"
FROM_SENTENCES = "FROM articles a LEFT JOIN sentences s ON s.article_id = a.id"
# SQLite allows 32,766 parameters in a statement; stay well under.
PARAMETERS = 5000


@dataclass(frozen=True)
class StoredPassage:
    """A passage as the vector store takes it: with its vector, shape (dimension,), float32."""

    passage: Passage
    vector: np.ndarray


@dataclass(frozen=True)
class Withdrawal:
    """That the notice `by`, an article, takes back another, and how."""

    by: str
    kind: NoticeKind


def marks(count: int) -> str:
    """Return so many marks of parameters in SQL."""
    return ",".join("?" * count)


def slices(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield the values in parts that one statement takes."""
    for i in range(0, len(values), PARAMETERS):
        yield values[i : i + PARAMETERS]


def cut_seal(passage_ids: Iterable[object]) -> bytes:
    """Return what stands in an article's row for all of its passages."""
    return seal(sorted(map(str, passage_ids)))


def is_sealed(row: Sequence[Any]) -> bool:
    """Tell whether the last of a row's values is the seal of those before."""
    return bool(seal(row[:-1]) == row[-1])


def is_passage(id: str, *identity: Any) -> bool:
    """Tell whether an id is that of a passage of such a text and place, values that may be of any type."""
    try:
        return id == passage_id(*identity)
    except TypeError:
        return False


def between(text: str, start: Any, end: Any) -> str | None:
    """Return the words of a passage by offsets that may be of any type."""
    return text[start:end] if isinstance(start, int) and isinstance(end, int) else None


def stored_passage(row: tuple[Any, ...]) -> StoredPassage | None:
    """Return what a row of PASSAGE_COLUMNS gives, None when it is not what was put."""
    id, article_id, source, published, text, start, end, title = row[:8]
    if not is_passage(id, article_id, start, text, published, source, title) or not is_sealed(row[8:]):
        return None
    return StoredPassage(Passage(id, article_id, source, day(published), text, start, end), np.frombuffer(row[9], "<f4"))


def stored_sentences(row: Sequence[Any]) -> list[tuple[AnnotatedSentence, int | None]] | None:
    """Return what a row of SENTENCE_COLUMNS gives, None when it is not what was put."""
    try:
        return unpacked(row[1]) if is_sealed(row) else None
    except ValueError:
        return None


def day(text: str | None) -> date | None:
    """Return a date as the catalog holds it; raises IndexDamaged for what is none."""
    try:
        return date.fromisoformat(text) if text else None
    except (TypeError, ValueError) as error:
        raise IndexDamaged(f"The catalog holds {text!r:.40} for a date: run `dateline index FOLDER --rebuild`.") from error
