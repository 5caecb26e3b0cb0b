"""Time: whether the days that are asked for are right, and the newest figure is given where the latest is asked for."""

from datetime import date

from assistant.evaluation.answer_metrics import answer_accuracy
from assistant.evaluation.records import Example, Result
from assistant.time_frame import time_frame

# The kinds of question (questions/README.md) that ask for a day, and for what was reported last.
WHEN = "when"
LATEST = "latest"
# The order that a question asks for does not depend on the day it is asked: any will do.
ANY_DAY = date(2000, 1, 1)


def date_accuracy(result: Result) -> float | None:
    """Return the answer accuracy of a when-question, None of others."""
    return answer_accuracy(result) if result.example.kind == WHEN else None


def supersession(result: Result) -> float | None:
    """Return 1 if a question that asks for the latest is answered with the newest figure and no older one, else 0; None for others.

    The newest is what the question accepts, the older ones are what it rejects.
    """
    return answer_accuracy(result) if asks_latest(result.example) else None


def asks_latest(example: Example) -> bool:
    """Tell whether a question asks for what was reported last, by its kind or its words ("the latest toll", "so far")."""
    if example.kind == LATEST:
        return True
    frame = time_frame(example.question, as_of=None, today=ANY_DAY, newest=None, earliest=None)
    return frame is not None and frame.order == "latest"
