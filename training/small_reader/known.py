"""Questions about indexed articles whose answers are known, in the form that `dateline evaluate` reads."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Known:
    """A question with what is known of its answer: the opening words of answering sentences by article, accepted strings."""

    question: str
    answerable: bool
    openings: tuple[tuple[str, str], ...]
    accept: tuple[str, ...]
    reject: tuple[str, ...]

    def is_evidence(self, article: str, sentence: str) -> bool:
        """Tell whether a sentence of an article is one that is known to answer."""
        text = " ".join(sentence.split())
        return self.answerable and any(article == file and text.startswith(opening) for file, opening in self.openings)

    def answers(self, article: str, sentence: str) -> bool:
        """Tell whether a sentence answers, as far as can be told: evidence, or with accepted words in the same article."""
        folded = sentence.casefold()
        held = any(a.casefold() in folded for a in self.accept) and not any(r.casefold() in folded for r in self.reject)
        return self.is_evidence(article, sentence) or (self.answerable and held and article in {file for file, _ in self.openings})


def read(file: Path) -> list[Known]:
    """Read questions with their evidence."""
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    return [
        Known(
            row["question"],
            row["answerable"],
            tuple((e["file"], " ".join(e["sentence_starts"].split())) for e in row.get("evidence", [])),
            tuple(row.get("accept", [])),
            tuple(row.get("reject", [])),
        )
        for row in rows
    ]
