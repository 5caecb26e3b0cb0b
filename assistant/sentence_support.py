"""How far each sentence of an answer is supported by the passages that it cites."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from assistant.answers import Answer, Citation, SentenceSupport
from assistant.quoted_text import EARLIER, LATER
from assistant.support import Evidence, SupportScorer, load_support_scorer
from assistant.writing.markers import MARKER
from index.language.sentences import sentence_spans


class SentenceSupporter:
    """Marks finished answers; the scorer's model is loaded with the first."""

    def __init__(self, model: str | None, *, threads: int) -> None:
        self._model = model
        self._threads = threads

    @cached_property
    def _scorer(self) -> SupportScorer:
        return load_support_scorer(self._model, threads=self._threads)

    def marked(self, answer: Answer) -> Answer:
        """Return the answer with the support of each of its sentences; a declined one has none."""
        if answer.abstained or not answer.citations:
            return answer
        spans = _sentences(answer.text[: _values_start(answer)])
        pairs = [(_plain(answer.text[a:b]), _evidence(answer, _named(answer.text[a:b]))) for a, b in spans]
        found = self._scorer.score(pairs)
        marks = (SentenceSupport(a, b, one.probability, one.missing) for (a, b), one in zip(spans, found, strict=True))
        return replace(answer, sentences=tuple(marks))


def _values_start(answer: Answer) -> int:
    """Return where the list of what was said on other days begins: words quoted one by one, each with its citation, and no sentence."""
    starts = [answer.text.find(f" {when}: ") for when in (EARLIER, LATER)] if answer.values else []
    return min((start for start in starts if start >= 0), default=len(answer.text))


def _sentences(text: str) -> list[tuple[int, int]]:
    """Return where the sentences stand, each with the markers that come after it."""
    masked = MARKER.sub(lambda marker: " " * len(marker[0]), text)
    spans = [(a, b) for a, b in sentence_spans(masked) if any(c.isalnum() for c in masked[a:b])]
    ends = [*(a for a, _ in spans), len(text)][1:]  # none for a text of nothing but markers
    return [(a, b if not text[b:end].strip() else b + len(text[b:end].rstrip())) for (a, b), end in zip(spans, ends, strict=True)]


def _plain(sentence: str) -> str:
    return re.sub(r" (?=[.,;:!?])", "", " ".join(MARKER.sub("", sentence).split()))


def _named(sentence: str) -> set[int]:
    return {int(number) for marker in MARKER.finditer(sentence) for number in re.findall(r"\d+", marker["numbers"])}


def _evidence(answer: Answer, numbers: set[int]) -> list[Evidence]:
    """Return the passages that the cited quotes stand in, or the quotes where they stand in none; those of all for no numbers."""
    cited = [citation for citation in answer.citations if not numbers or citation.number in numbers]
    return list(dict.fromkeys(Evidence(_around(citation, answer), citation.published) for citation in cited))


def _around(citation: Citation, answer: Answer) -> str:
    passages = (scored.passage for scored in answer.passages if scored.passage.article_id == citation.file)
    whole: Sequence[str] = [p.text for p in passages if p.start <= citation.start and citation.end <= p.end]
    return whole[0] if whole else citation.quote
