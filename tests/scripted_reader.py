"""A reader that takes no time: the first sentence of the best passage answers every question."""

import threading
from collections.abc import Sequence

from assistant import Reading, Span
from assistant.records import ScoredPassage


class FirstSentenceReader:
    """Quotes the first sentence of the best passage; while `held` is not set, every question waits after its search."""

    def __init__(self) -> None:
        self.held = threading.Event()
        self.held.set()
        self.waiting = threading.Semaphore(0)

    def read(self, question: str, passages: Sequence[ScoredPassage]) -> Reading:
        self.waiting.release()
        self.held.wait()
        if not passages:
            return Reading((), 0.0)
        passage = passages[0].passage
        end = passage.start + passage.text.index(".") + 1
        return Reading((Span(0, passage.start, end - 1, passage.start, end, 0.9),), 0.9)
