"""The time of an earlier question put off or replaced: "And the year before?", "And in 2019?", "And a month later?"."""

import re
from calendar import month_name
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.follow_ups.talk import Turn, as_question
from assistant.time_frame import TimeFrame, time_frame
from index.language.times import COUNTS, in_words, number_of, whole

Scale = Literal["day", "month", "year", "decade"]

_COUNT = rf"(?:[1-9][0-9]?|{'|'.join(COUNTS)})"
_UNIT = "(?:day|week|month|year|decade)"
_BACK, _ON = "before|earlier|prior|previously|previous|preceding", "after|afterwards|later|following|next"
_SHIFT = re.compile(
    rf"(?:(?:in|on|during|for)\s)?(?:(?:the|a)\s)?(?:(?P<way>{_BACK}|{_ON})\s(?P<one>{_UNIT})"
    rf"|(?:(?P<count>{_COUNT})\s)?(?P<unit>{_UNIT})s?\s(?P<side>{_BACK}|{_ON}))(?:\s(?:that|then))?",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"(?:(?:in|on|during|for|at)\s)?(?:the\s)?same\s(?:month|day|week|season|quarter|time|period)(?:\s(?:in|of))?\s(?P<of>.{2,40})", re.I
)
# What may stand before a time that is all of a question.
_LEAD = re.compile(
    r"(?:(?P<own>in|on|during|at|for|by|from|of|since|before|after|until|as of|up to"
    r"|compared (?:with|to)|versus)\s)?(?:(?:the|about|back|early)\s)?",
    re.IGNORECASE,
)
_PLAIN_LEADS = frozenset(["in", "on", "during", "at", "for", "of", "from", "compared with", "compared to", "versus"])
_KEPT_LEADS = frozenset(["in", "on", "during", "at"])
_LEAD_BEFORE = re.compile(r"\b(?:in|on|during|at|for|of)\s{1,3}(?:the\s{1,3})?$", re.IGNORECASE)
_COUNTED_BACK = re.compile(
    rf"(?:(?P<which>last|this|next)\s(?P<unit>week|month|year)|(?P<count>{_COUNT})\s(?P<units>day|week|month|year)s?\sago|(?P<day>today|yesterday))",
    re.IGNORECASE,
)
_NUMBERS = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


@dataclass(frozen=True)
class NewTime:
    """A time to be asked about: `words` without and `phrase` with the word before it; `opens` for "since 2019" and the like."""

    words: str
    phrase: str
    scale: Scale | None
    opens: bool = False


def retimed(fragment: str, turn: Turn) -> str | None:
    """Return the earlier question with the time that a fragment names or counts from its own; None for what is no time."""
    fragment = " ".join(fragment.split())
    if same := _SAME.fullmatch(fragment):
        return _same_part(same["of"], turn)
    if shift := _SHIFT.fullmatch(fragment):
        return _shifted(shift, turn)
    new = named_time(fragment)
    return replaced(turn.asked, new) if new else None


def is_a_time(fragment: str) -> bool:
    """Tell whether a fragment is a time and nothing else, whether or not it fits the earlier question."""
    return bool(_SHIFT.fullmatch(fragment) or _SAME.fullmatch(fragment) or named_time(fragment))


def named_time(fragment: str) -> NewTime | None:
    """Return the time that a fragment is; None when it is more, or no time."""
    lead = _LEAD.match(fragment)
    words = fragment[lead.end() :] if lead else fragment
    frame = frame_of(f"in {words}") or frame_of(words)
    if not words or frame is None or frame.text.casefold().removeprefix("the ") not in (words.casefold(), f"in {words}".casefold()):
        return None
    own = (lead["own"] or "").casefold() if lead else ""
    if own and own not in _PLAIN_LEADS:
        return NewTime(words, fragment, None, opens=True)
    scale = None if frame.relative else _scale(frame)
    if own in _KEPT_LEADS:
        return NewTime(words, fragment, scale)
    return NewTime(words, _with_lead(words, scale) if not frame.relative or _is_bare_month(words) else words, scale)


def time_behind(fragment: str) -> tuple[str, str]:
    """Part a fragment from the time at its end, "in Besmera in 2019" in two; the time is "" when there is none."""
    frame = frame_of(fragment)
    if frame is None or frame.end < len(fragment.rstrip()):
        return fragment, ""
    before = re.sub(r"\s(?:in|on|during|at|for|since)\s{0,3}(?:the\s{0,3})?$", " ", fragment[: frame.start])
    return (before.strip(" ,"), fragment[len(before) :].strip()) if before.strip() else (fragment, "")


def replaced(question: str, new: NewTime) -> str | None:
    """Return the question with a new time in place of its own, or behind it; None where they do not fit together."""
    frame = frame_of(question)
    if frame is None:
        return as_question(f"{question} {new.phrase}")
    before, after = question[: frame.start], question[frame.end :]
    new = _with_year(new, frame)
    if new.scale is not None and new.scale == _scale(frame) and not frame.relative:
        return as_question(f"{before}{new.words}{after}")
    if after.startswith(("'s", "’s")) or frame.of_event or re.search(r"\b(?:since|before|after|until|as of)\s{1,3}$", before):
        return None
    return as_question(f"{_LEAD_BEFORE.sub('', before)} {new.phrase}{after}")


def frame_of(text: str) -> TimeFrame | None:
    """Return the days that a text names; None for none, and for no more than "the latest"."""
    frame = time_frame(text, as_of=None, today=date.today(), newest=None, earliest=None)
    return frame if frame and (frame.since or frame.until) else None


def _with_year(new: NewTime, frame: TimeFrame) -> NewTime:
    """The new time, with the year of the earlier one where it names a month or a day without one."""
    one_year = frame.since and frame.until and frame.since.year == frame.until.year and not frame.relative
    if not one_year or frame.since is None or not _is_bare_month(new.words) or re.search(r"\d{4}", new.words):
        return new
    words, phrase = (f"{text} {frame.since.year}" for text in (new.words, new.phrase))
    whole = frame_of(words)
    return NewTime(words, phrase, _scale(whole) if whole else None, new.opens)


def _is_bare_month(words: str) -> bool:
    return words.split()[0].capitalize() in month_name[1:] or bool(re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)? \w+", words))


def _with_lead(words: str, scale: Scale | None) -> str:
    return f"{'on' if scale == 'day' or re.search(r'^[0-9]{1,2}[a-z ]', words) else 'in'} {words}"


def _scale(frame: TimeFrame) -> Scale | None:
    since, until = frame.since, frame.until
    if since is None or until is None:
        return None
    scales: tuple[Scale, ...] = ("day", "month", "year", "decade")
    return next((unit for unit in scales if (days := whole(unit, since)) and (days.first, days.last) == (since, until)), None)


def _same_part(of: str, turn: Turn) -> str | None:
    """Answer "the same month in 2019", "the same day the year before"."""
    frame = frame_of(turn.asked)
    if frame is None or frame.relative or frame.since is None:
        return None
    if shift := _SHIFT.fullmatch(of):
        return _shifted(shift, turn)
    year = re.fullmatch(r"(?:in\s)?([12]\d{3})", of)
    return _moved_question(turn.asked, frame, int(year[1]) - frame.since.year, "year") if year else None


def _shifted(shift: re.Match[str], turn: Turn) -> str | None:
    unit = (shift["one"] or shift["unit"]).casefold()
    count = number_of(shift["count"]) if shift["count"] else 1
    if re.fullmatch(_BACK, shift["way"] or shift["side"], re.IGNORECASE):
        count = -count
    frame = frame_of(turn.asked)
    if frame is None:
        told = frame_of(turn.answer)
        moved = None if told is None or told.relative else _moved(told, count, unit)
        return as_question(f"{turn.asked} {moved.phrase}") if moved and not re.match(r"when\b", turn.asked, re.I) else None
    return _counted_back(turn.asked, frame, count, unit) if frame.relative else _moved_question(turn.asked, frame, count, unit)


def _moved_question(question: str, frame: TimeFrame, count: int, unit: str) -> str | None:
    moved = _moved(frame, count, unit)
    return replaced(question, moved) if moved else None


# How a time of a scale is put off by a unit: so many times as many of what it is then told in.
_MOVES: dict[tuple[str, str], tuple[Scale, int]] = {
    **{("year", "day"): ("year", 1), ("year", "month"): ("month", 12), ("year", "year"): ("year", 1), ("decade", "year"): ("year", 10)},
    **{("month", "day"): ("month", 1), ("month", "month"): ("month", 1), ("day", "day"): ("day", 1), ("week", "day"): ("day", 7)},
}


def _moved(frame: TimeFrame, count: int, unit: str) -> NewTime | None:
    """Return the time so many units on, told as coarsely as the frame's or the unit is."""
    scale, steps = _MOVES.get((unit, _scale(frame) or ""), ("day", 0))
    days = whole(scale, frame.since, steps * count) if frame.since and steps else None
    if days is None or not 1000 <= days.first.year <= 2999:
        return None
    words = in_words(days.first, scale)
    return NewTime(words, f"{'on' if scale == 'day' else 'in'} {words}", scale)


def _counted_back(question: str, frame: TimeFrame, count: int, unit: str) -> str | None:
    """Return the question for "last year" asked about "the year before": from when they count is not known here."""
    found = _COUNTED_BACK.fullmatch(frame.text)
    if found is None:
        return None
    named = (found["unit"] or found["units"] or "day").casefold()
    if named != unit or question[frame.end : frame.end + 2] in ("'s", "’s"):
        return None
    if found["count"]:
        ago = number_of(found["count"])
    else:
        ago = {"this": 0, "today": 0, "last": 1, "yesterday": 1, "next": -1}[(found["which"] or found["day"]).casefold()]
    words = _ago(ago - count, unit)
    return as_question(f"{question[: frame.start]}{words}{question[frame.end :]}") if words else None


def _ago(count: int, unit: str) -> str | None:
    if unit == "day" and count in (0, 1):
        return ("today", "yesterday")[count]
    if unit == "day" and count < 0:
        return None
    near = {-1: f"next {unit}", 0: f"this {unit}", 1: f"last {unit}"}
    if count in near:
        return near[count]
    return f"{_NUMBERS[count] if count < len(_NUMBERS) else count} {unit}s ago" if count > 1 else None
