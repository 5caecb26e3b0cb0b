"""What is learnt from: a question or a statement, and a passage."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from training.small_reader.examples import Example, Spans

# "unsupported" is either of the other two: the set does not say which.
LABELS = ("supports", "contradicts", "neither", "unsupported")


@dataclass(frozen=True)
class Pair:
    """A question (`label` None) or a statement (`answerable` None) with a passage; spans are characters of the passage.

    `about` is the day and the headline or first sentence, "" where not known. Any of `answers` is right; a question that has an
    answer and no `answers` teaches no span. `evidence` are the sentences that answer, support or contradict, None where not known.
    """

    text: str
    passage: str
    about: str = ""
    answerable: bool | None = None
    answers: Spans = ()
    evidence: Spans | None = None
    label: str | None = None


def of_question(example: Example) -> Pair:
    """Return a question of the small reader's training as a pair."""
    return Pair(example.question, example.context, example.title, example.answerable, example.answers, example.evidence)


def write(file: Path, pairs: Iterable[Pair]) -> int:
    """Write pairs as JSON lines, whole or not at all; returns their number."""
    new, count = file.with_suffix(".new"), 0
    with new.open("w", encoding="utf-8") as lines:
        for pair in pairs:
            lines.write(json.dumps(asdict(pair), ensure_ascii=False) + "\n")
            count += 1
    new.replace(file)
    return count


def read(file: Path) -> Iterator[Pair]:
    """Read what `write` wrote."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            row: dict[str, Any] = json.loads(line)
            for name in ("answers", "evidence"):
                row[name] = None if row[name] is None else tuple((a, b) for a, b in row[name])
            yield Pair(**row)
