"""Claims that a language model wrote on passages of news, in its own words, with what is wrong marked."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from index import Index
from training.support.claims import ClaimExample, Spans, share, supported, unsupported

WRONG = re.compile(r"\[\[(.+?)\]\]")


def written(file: Path, index: Index, tenths: range) -> Iterator[ClaimExample]:
    """Yield the claims of a JSONL file whose articles fall into these tenths, with the passages they were written on."""
    for line in file.read_text("utf-8").splitlines():
        row = json.loads(line)
        article = index.article(row["file"])
        if article is not None and share(row["file"]) in tenths:
            yield from _claims(row, article.text[row["start"] : row["end"]], article.published)


def _claims(row: dict[str, Any], text: str, published: date | None) -> Iterator[ClaimExample]:
    for claim in row["supported"]:
        yield supported(claim, text, published)
    for claim in row["unsupported"]:
        plain, wrong = unmarked(claim)
        yield unsupported(plain, text, published, wrong)


def unmarked(claim: str) -> tuple[str, Spans]:
    """Return a claim without its marks, and the characters that were marked."""
    parts, spans, length, end = [], [], 0, 0
    for mark in WRONG.finditer(claim):
        parts += [claim[end : mark.start()], mark[1]]
        first = length + mark.start() - end
        length = first + len(mark[1])
        spans.append((first, length))
        end = mark.end()
    return "".join([*parts, claim[end:]]), tuple(spans)
