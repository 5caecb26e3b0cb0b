"""Questions that lean on the one before: "And in March?", "Why?", "How many of them were children?".

A complete question is left alone, also one on something new. One that leans is looked up with the earlier question in front of it, so
that what it was asked as can be read by people; only a time, and "he" or "she" where one person is named, are put in place.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.attribution import says_of
from assistant.records import NOT_SAID
from assistant.time_frame import TimeFrame, time_frame
from assistant.timing import without_time
from index.language.names import is_surely_a_name, names
from index.language.speakers import is_body, person_name
from index.language.times import COUNTS, MONTHS, WEEKDAYS, in_words, times_in, whole
from index.language.words import common_words

FrameOf = Callable[[str], TimeFrame | None]

# What was said longer ago is rarely leaned on.
TURNS = 6
# Of a question that is made of two; a longer earlier one is cut.
LONGEST_QUESTION = 300
# Of an answer, who and when it tells of are looked for in.
LONGEST_ANSWER = 300
# A question without a name says enough with so many words of its own.
ENOUGH_WORDS = 3
# As many words as "And what about the families of those who died?" has without what opens it.
LONGEST_FRAGMENT = 7

# These match "i", "s" and "k" where case is ignored, and are none of them to what reads the words afterwards.
_LOOKALIKES = str.maketrans("ıİſ\u212a", "iIsK")
_OPENING = re.compile(r"^(?:(?:and|but|or|so(?! far\b)|also|okay|ok)\b[,:]?\s){1,2}", re.IGNORECASE)
_ABOUT = re.compile(r"^(?:what|how)\sabout\s(?=\S)", re.IGNORECASE)
_POLITE = re.compile(r"^(?:please\s)?(?:(?:can|could|would|will)\syou\s(?:please\s)?)?(?:tell|show|give)\sme\s", re.IGNORECASE)
_WORD = re.compile(r"\w[\w'’-]*")
_END = re.compile(r"[\s?!.]+$")
_QUESTION_WORDS = frozenset("who whom whose what which when where why how".split())
_VERBS_FIRST = frozenset("did does do is are was were has have had will would can could should may might must".split())
_LEADS = frozenset("in at on near from of for by with since until before after during among the this these his her its their".split())
# Words that do not tell what a question is about.
_VAGUE = frozenset("people anyone anybody someone say said says tell told happen happened exactly else".split())
_PRONOUN = r"he|she|him|his|hers?|it|its|they|them|theirs?"
_POINTING = re.compile(
    rf"\b(?P<pronoun>{_PRONOUN})\b|\b(?:others?|another)\b(?!\sthan\b)|\b(?:that|this|these|those|there|then)$"
    r"|\b(?:did|does|do|is|are|was|were|of|about|for|by|after|before|from|with|in|at|to)\s(?:that|this|these|those)\b(?!\s(?:who|week|month|year)\b)",
    re.IGNORECASE,
)
_EMPTY_IT = re.compile(
    r"it\s(?:(?:is|was)\s)?(?:not\s)?(?:takes?|took|true|possible|(?:costs?|\w+er|\w+al)\s(?:just\s)?to)\b", re.IGNORECASE
)
# Asked of the assistant, the archive as a whole or what a word means: nothing is left out.
_COMPLETE = re.compile(
    r"\b(?:can|do|are) you\b|\b(?:articles?|headlines?|archive)\b|\bnews$|^(?:hello|hi|hey|thanks?|good (?:morning|evening|afternoon))\b"
    r"|^what(?:['’]s|\sis|\sha(?:s|ve))?\s(?:new|happened)$|^what\s(?:is|are|does)\san?\s",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(r"(?:the|his|her|its|their)\s|[A-Z]")
_PLACED = re.compile(r"\b(?:in|at|near|from|off|outside|across|the|an?|which|what)\s$", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:he|she|him|(?P<whose>his|her(?=\s(?!in\b|at\b|on\b|for\b|about\b|to\b|of\b)\w))|her)\b", re.IGNORECASE)
_UNIT = "day|week|month|year"
_BACK, _ON = "before|earlier|previous|preceding|prior", "after|later|following|next"
_STEP = re.compile(
    rf"\b(?:(?P<lead>in|on)\s)?(?:the\s(?P<way>{_BACK}|{_ON})\s(?P<one>{_UNIT})"
    rf"|(?P<count>the|\d{{1,2}}|{'|'.join(COUNTS)})\s(?P<unit>{_UNIT})s?\s(?P<side>{_BACK}|{_ON}))(?:\s(?:that|then))?$",
    re.IGNORECASE,
)
_TIME_LEAD = re.compile(r"(?P<same>.*?)\s?(?P<lead>\b(?:in|on|at|for|of|during)\s)?(?:the\s)?", re.IGNORECASE)
_SCALES = ("day", "week", "month", "year")


@dataclass(frozen=True)
class Asked:
    """What a question is asked as: the words of it, and of the one before `beside` which it is looked up, "" where it leans on none."""

    question: str
    beside: str = ""

    @property
    def text(self) -> str:
        """What is looked up and shown: both."""
        return f"{self.beside} {self.question}" if self.beside else self.question

    @property
    def read(self) -> str:
        """What passages are read for. A reader of both questions answers the earlier one; of that, its names are enough for it."""
        words = _bare(_opened(self.question))
        if not self.beside:
            return self.question
        if not _is_clause(words) or len(words.split()) < 3:
            said_by = says_of(self.beside) if _SOMEBODY.match(words) and not _STEP.search(words) else None
            return self.beside.replace(said_by, words) if said_by and words != _bare(self.question) else self.text
        names = ", ".join(name for name in _names(self.beside) if name not in words)
        return _as_question(f"{words} ({names})" if names else words)


@dataclass(frozen=True)
class _Turn:
    """An earlier question as it was asked in the end, and the beginning of the answer."""

    asked: Asked
    answer: str


def standalone(question: str, history: Sequence[tuple[str, str]], frame_of: FrameOf | None = None) -> Asked:
    """Return what a question is asked as after `history`, (question, answer text) pairs: itself, where it leans on nothing.

    Earlier questions are read so first, so that chains hold. `frame_of` tells the time that a question names, by default from today.
    """
    asking = _Asking(frame_of or _from_today)
    turn: _Turn | None = None
    for asked, answer in history[-TURNS:]:
        told = "" if NOT_SAID in answer else answer[:LONGEST_ANSWER]
        turn = _Turn(asking.asked(_plain(asked[:LONGEST_QUESTION]), turn), _plain(told))
    return asking.asked(question, turn)


@dataclass(frozen=True)
class _Asking:
    frame_of: FrameOf

    def asked(self, question: str, turn: _Turn | None) -> Asked:
        words = _plain(question)
        if turn is None or len(words) > LONGEST_QUESTION or not (_WORD.search(words) and _WORD.search(turn.asked.question)):
            return Asked(question)
        about = _opened(words)
        bare = _bare(_POLITE.sub("", about))
        timed = self._counted_out(bare, turn)
        if found := self._of_another_time(timed, turn.asked):
            return found
        clause = not _ABOUT.match(_OPENING.sub("", words)) and _is_clause(bare)
        untimed = without_time(bare, self._days(bare))
        leans = _clause_leans(untimed) if clause else about != words or _fragment_leans(bare, question)
        if _COMPLETE.search(untimed) or not (leans or self._step(bare)):
            return Asked(question)
        named = _with_name(timed, turn)
        return self._beside(named if clause or named != bare else words, turn.asked)

    def _beside(self, words: str, earlier: Asked) -> Asked:
        """The words as a question beside the earlier one, which loses its time where they name their own."""
        before = earlier.question if _names(earlier.question) else earlier.text
        room = LONGEST_QUESTION - len(words) - 3
        before = before if len(before) <= room else before[: max(room, 0)].rsplit(" ", 1)[0]
        if self._days(words):
            before = without_time(before, self._days(before))
        return Asked(_as_question(_bare(words)), _as_question(_bare(before)))

    def _of_another_time(self, bare: str, earlier: Asked) -> Asked | None:
        """The earlier question with the time of this one, which is hardly more than one: "In 2019?", "How many since May?"."""
        new, before = self._days(bare), _bare(earlier.question)
        lead = _TIME_LEAD.fullmatch(bare[: new.start]) if new else None
        if new is None or lead is None or bare[new.end :] or not _begins(before, lead["same"]):
            return None
        old, words = self._days(before) or self._days(earlier.beside), new.text
        counted = times_in(bare, new.as_of, looks="back", any_case=True)
        yearless = len(counted) == 1 and counted[0].yearless and old is not None and old.since is not None
        if yearless and old and old.since:
            words = f"{words} {old.since.year}"
        fixed = yearless or not new.relative
        beside = without_time(earlier.beside, self._days(earlier.beside))
        if old and before[old.start : old.end] == old.text and _scale(old) == _scale(new) and fixed and _scale(new) and not old.relative:
            return Asked(_as_question(f"{before[: old.start]}{words}{before[old.end :]}"), beside)
        if lead["lead"] or (_scale(new) and fixed):
            words = f"{(lead['lead'] or '').lower() or ('on ' if _scale(new) == 'day' else 'in ')}{words}"
        return Asked(_as_question(f"{without_time(before, old)} {words}"), beside)

    def _step(self, bare: str) -> re.Match[str] | None:
        """The "the year before" that ends the words, where they name no time that it is counted from."""
        step = _STEP.search(bare)
        return step if step and not self._days(bare[: step.start()]) else None

    def _counted_out(self, bare: str, turn: _Turn) -> str:
        """The words with "the year before" told as the year, counted from the time of the earlier question or of its answer."""
        step = self._step(bare)
        told = self._days(turn.asked.question) or self._days(turn.asked.beside) or self._days(turn.answer)
        day = (told.since or told.until) if told else None
        scale = _scale(told) if told and told.since and told.until else "day"
        unit = (step["one"] or step["unit"]).lower() if step else ""
        if step is None or told is None or day is None or scale is None or _SCALES.index(unit) < _SCALES.index(scale):
            return bare
        count = step["count"] if step["count"] and step["count"].lower() != "the" else "one"
        side = "later" if re.fullmatch(_ON, step["way"] or step["side"], re.IGNORECASE) else "earlier"
        times = times_in(f"{in_words(day, scale)}; {count} {unit} {side}", told.as_of)
        if len(times) != 2 or times[1].first is None:
            return bare
        words = in_words(times[1].first, times[1].granularity)
        return f"{bare[: step.start()]}{'on' if times[1].granularity == 'day' else 'in'} {words}"

    def _days(self, text: str) -> TimeFrame | None:
        """The days that a text names; None for none, for no more than "the latest", and for those of two questions together."""
        frame = self.frame_of(text)
        return frame if frame and (frame.since or frame.until) and "?" not in frame.text else None


def _from_today(text: str) -> TimeFrame | None:
    return time_frame(text, as_of=None, today=date.today(), newest=None, earliest=None)


def _scale(frame: TimeFrame) -> str | None:
    if frame.since is None or frame.until is None:
        return None
    days = ((unit, whole(unit, frame.since)) for unit in _SCALES)
    return next((unit for unit, period in days if period and (period.first, period.last) == (frame.since, frame.until)), None)


def _begins(asked: str, words: str) -> bool:
    """Tell whether a question begins with the words, the question word of it or more; none at all will do."""
    return not words or (words.split(" ", 1)[0].lower() in _QUESTION_WORDS and asked.lower().startswith(f"{words.lower()} "))


def _opened(words: str) -> str:
    """The words without "And what about" and the like before them."""
    return _ABOUT.sub("", _OPENING.sub("", words))


def _is_clause(bare: str) -> bool:
    """Tell whether the words are a whole question and no fragment."""
    words = bare.lower().split()
    return bool(words) and (
        len(words) > LONGEST_FRAGMENT or re.sub("n['’]t$", "", words[0]) in _VERBS_FIRST or not _QUESTION_WORDS.isdisjoint(words[:3])
    )


def _fragment_leans(bare: str, question: str) -> bool:
    """Tell whether a fragment that nothing opens is no search by keywords, greeting or command of its own: "In Varndel?", "Women?"."""
    short = not _names(bare) and len(_content(bare)) < ENOUGH_WORDS and (len(question.split()) > 1 or "?" in question)
    return short or not _LEADS.isdisjoint(bare.lower().split()[:1]) or bool(_POINTING.search(bare))


def _clause_leans(bare: str) -> bool:
    """Tell whether a question points at what was said before it, or says too little by itself."""
    named = bool(_names(bare))
    for pointing in _POINTING.finditer(bare):
        # Of what comes before a pronoun, the word beside it is its verb: "Who replaced him?".
        before = " ".join(bare[: pointing.start()].split()[:-1])
        first = pointing["pronoun"] and not _content(before) and not _EMPTY_IT.match(bare, pointing.start())
        if first or pointing.end() == len(bare) or not (pointing["pronoun"] or named):
            return True
    return not named and len(_content(bare)) < ENOUGH_WORDS


def _content(text: str) -> list[str]:
    """The words that tell what a text is about; of "how old" and the like none does."""
    text = re.sub(r"^how\s\w+", "", text.lower())
    return [word for word in _WORD.findall(text) if word not in common_words() and word not in _VAGUE]


def _names(text: str) -> dict[str, int]:
    """The names of a text and where they begin, without months and weekdays."""
    times = [(time.start, time.end) for time in times_in(text, None, any_case=True)]
    found = (name for name in names(text, times) if is_surely_a_name(text, name))
    return {text[name.start : name.end]: name.start for name in found if text[name.start : name.end] not in (*MONTHS, *WEEKDAYS)}


def _with_name(bare: str, turn: _Turn) -> str:
    """The words with "she" or "his" as the one person whom the earlier question names, or its answer where it asked who."""
    pronoun = _PERSON.search(bare)
    if pronoun is None or _names(bare[: pronoun.start()]):
        return bare
    asks_who = re.search(r"\b(?:who|whom|which)\b", turn.asked.question, re.IGNORECASE)
    name = (_person(turn.answer.split(". ", 1)[0]) if asks_who else None) or _person(turn.asked.text)
    if name and pronoun["whose"]:
        name += "'s"
    return f"{bare[: pronoun.start()]}{name or pronoun[0]}{bare[pronoun.end() :]}"


def _person(text: str) -> str | None:
    """The only name of a text that may be a person's, without its title."""
    own = {person_name(name.split()) for name, start in _names(text).items() if not _PLACED.search(text, 0, start)}
    found = [name for name in own if name and not is_body(name)]
    return " ".join(found[0]) if len(found) == 1 else None


def _plain(text: str) -> str:
    return " ".join(text.translate(_LOOKALIKES).split())


def _bare(text: str) -> str:
    """The text without the marks that end it."""
    return _END.sub("", text)


def _as_question(text: str) -> str:
    words = " ".join(text.split())
    return f"{words[:1].upper()}{words[1:]}?"
