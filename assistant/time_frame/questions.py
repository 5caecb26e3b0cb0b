"""From a question to its time frame."""

import re
from datetime import date, timedelta

from assistant.time_frame.frames import Anchor, TimeFrame
from assistant.time_frame.orders import Order, order_of
from assistant.time_frame.times import AskedTime, asked_times, chosen
from index.language.times import shifted

# The longest question that the assistant takes.
MAX_CHARACTERS = 2000
# "Next week" asks a closed archive about the week after its end: one without an article for so long is taken for closed.
CLOSED_AFTER = timedelta(days=31)

# Letters that patterns take for others when case is ignored, and tables of words do not.
_PLAIN_LETTERS = str.maketrans("ıİſ\u212a", "iIsK")
_AHEAD = re.compile(r"\b(?:will|won['’]t|going\s{1,3}to|due\s{1,3}to|planned|scheduled|upcoming)\b", re.IGNORECASE)
_QUOTATION = re.compile(r"\"[^\"\n]{1,300}\"|“[^”\n]{1,300}”|(?<!\w)(?:'[^'\n]{1,300}'|‘[^’\n]{1,300}’)(?!\w)")


def time_frame(question: str, *, as_of: date | None, today: date, newest: date | None, earliest: date | None) -> TimeFrame | None:
    """Return the time that `question` asks about; None when there is no time in it.

    `newest` and `earliest` are the dates of the archive's articles. Relative words count from `as_of`, or else from `today`;
    from `newest` when no article is as new as a time counted from today. A date without a year is the last such date that is not
    after that day, the coming one in a question about what will be or when the archive begins later; it is counted from
    `newest` also where the last one to `as_of` came after every article. Seasons are those of the northern hemisphere, by
    whole months (winter of 2019: December 2019 to February 2020); weeks begin on Monday.
    """
    text = _without_quotations(question[:MAX_CHARACTERS].translate(_PLAIN_LETTERS))
    counted_from: tuple[date, Anchor] = (as_of, "given") if as_of else (today, "today")

    def counted(day: date, ahead: bool) -> AskedTime | None:
        return chosen(asked_times(text, day, ahead))

    ahead = bool(_AHEAD.search(text))
    time = counted(counted_from[0], ahead)
    if time and time.yearless and earliest and time.until and time.until < earliest:
        time = counted(counted_from[0], True)
    if time and time.relative and newest and (time.yearless or not as_of) and _is_past_all(time, counted_from[0], newest):
        time, counted_from = counted(newest, ahead), (newest, "newest article")
    return _frame(question, time, order_of(text), *counted_from)


def _frame(
    question: str, time: AskedTime | None, order: tuple[Order, tuple[int, int]] | None, as_of: date, anchored: Anchor
) -> TimeFrame | None:
    if time is None:
        if order is None:
            return None
        (start, end) = order[1]
        return TimeFrame(question[start:end], start, end, None, None, order[0], as_of, anchored, False)
    asked: Order | None = "latest" if time.latest else order[0] if order else None
    words = question[time.start : time.end]
    return TimeFrame(words, time.start, time.end, time.since, time.until, asked, as_of, anchored, time.relative, time.weak)


def _without_quotations(question: str) -> str:
    return _QUOTATION.sub(lambda quotation: "~" * len(quotation[0]), question)


def _is_past_all(time: AskedTime, as_of: date, newest: date) -> bool:
    """Tell whether the archive ends before the time begins, and is not only waiting for what lies ahead."""
    begins = time.named if time.yearless else time.since
    if begins is None:
        return False
    return newest < begins if begins <= as_of else newest < (shifted(as_of, -CLOSED_AFTER.days) or as_of)
