"""What was said before a question: each earlier question as it stands alone, and its answer in plain words."""

import re
from dataclasses import dataclass

from assistant.answers import NOT_SAID

# Longer questions and answers are read so far: what is leaned on is named early.
LONGEST_QUESTION = 300
LONGEST_ANSWER = 1000

# These match "i", "s" and "k" where case is ignored, and are none of them to what reads the words afterwards.
_LOOKALIKES = str.maketrans("ıİſ\u212a", "iIsK")
_MARKER = re.compile(r"\s{0,3}\[\d{1,3}\]")
_END = re.compile(r"[\s?!.]{1,20}$")


@dataclass(frozen=True)
class Turn:
    """An earlier `question` that stands alone, and its `answer` without markers, "" where the articles did not say."""

    question: str
    answer: str

    @property
    def asked(self) -> str:
        """The question without its question mark."""
        return without_end(self.question)


# The newest first.
Talk = tuple[Turn, ...]


def turn(question: str, answer: str) -> Turn:
    """The turn of a question that stands alone and of the answer as it was shown."""
    told = "" if NOT_SAID in answer[:LONGEST_ANSWER] else _MARKER.sub("", answer[:LONGEST_ANSWER])
    return Turn(plain(question[:LONGEST_QUESTION]), plain(told))


def plain(text: str) -> str:
    """The text on one line, with single spaces."""
    return " ".join(text.translate(_LOOKALIKES).split())


def without_end(text: str) -> str:
    """The text without the marks that end it."""
    return _END.sub("", text[:LONGEST_QUESTION])


def as_question(text: str) -> str:
    """The words as a question: a capital, single spaces, a question mark."""
    words = " ".join(text.split())
    return f"{words[:1].upper()}{words[1:]}?"
