"""What is exported of a conversation, and how much of it at most."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from assistant.records import Answer, Citation, Sentence
from assistant.web.filters import filters_in_words
from assistant.web.places import date_in_words
from assistant.web.quotes import cut
from index import Filters, StoryFile

# What a page holds of one conversation; older questions are left out, and said to be.
MOST_EXCHANGES = 50
# An answer has twenty lines at the most; one that repeats itself for ever is cut.
MOST_SENTENCES = 40
MOST_CITATIONS = 40
MOST_VALUES = 40
NEAREST_SHOWN = 3
LONGEST_PASSAGE = 1_000  # characters
LONGEST_LINE = 2_000  # characters of a title, a question, a notice: as long as a question can be


@dataclass(frozen=True)
class Exported:
    """A question with its answer; `asked` is its standalone form where it had to be made, the rest what it was narrowed to."""

    question: str
    asked: str | None
    answer: Answer
    since: date | None = None
    until: date | None = None
    source: str | None = None


def newest(exchanges: Sequence[Exported]) -> Sequence[Exported]:
    """The exchanges that are exported."""
    return exchanges[-MOST_EXCHANGES:]


def kept(answer: Answer) -> list[Sentence]:
    """The answer's sentences, as many and as long as are exported."""
    return [replace(sentence, text=cut(sentence.text, LONGEST_LINE)) for sentence in answer.sentences[:MOST_SENTENCES]]


def made_in_words(exchanges: Sequence[Exported], made: datetime) -> str:
    """When the file was made and what is in it."""
    count, shown = len(exchanges), len(newest(exchanges))
    told = "1 question" if count == 1 else f"{count} questions" if count == shown else f"the last {shown} of {count} questions"
    return f"Dateline, {date_in_words(made.date())}, {made:%H:%M}: {told}"


def lines_above(exchange: Exported) -> list[str]:
    """What is told between a question and its answer: the form that was looked up, what it was narrowed to, its time."""
    frame = exchange.answer.time_frame
    return [
        *([f"Asked as: {exchange.asked}"] if exchange.asked else []),
        *filter(None, [filters_in_words(Filters(exchange.since, exchange.until, exchange.source))]),
        *([f"Time asked about: {frame.describe()}"] if frame else []),
    ]


def place_in_words(file: str, source: str | None, published: date | None) -> str:
    """Outlet, date with its weekday, and file."""
    return ", ".join(filter(None, [source, date_in_words(published), file]))


def lines_below(citation: Citation) -> list[str]:
    """What is told of a citation under its quote: who says it, and the other files of the story."""
    said = [f"Said by {citation.speaker}"] if citation.speaker else []
    files = _shown(citation.also_in)
    more = len(citation.also_in) - len(files)
    also = [place_in_words(file.id, file.source, file.published) for file in files] + ([f"{more} more"] if more else [])
    return [*said, *([f"The same story also in: {'; '.join(also)}"] if also else [])]


def _shown(files: Sequence[StoryFile]) -> Sequence[StoryFile]:
    """Of many the earliest and the newest."""
    return files if len(files) <= 5 else (files[0], files[-1])
