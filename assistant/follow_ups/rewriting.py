"""From a question and what was said before it to a question that stands alone."""

import re
from collections.abc import Callable, Sequence

from assistant.follow_ups.content import content_words
from assistant.follow_ups.ellipsis import is_of_before, named_again, says_too_little, set_there
from assistant.follow_ups.phrases import INVERTED, phrases
from assistant.follow_ups.pronouns import may_point_back, pronouns, with_names
from assistant.follow_ups.question_words import asked_anew, who_said
from assistant.follow_ups.replacing import swapped
from assistant.follow_ups.talk import LONGEST_QUESTION, Talk, as_question, plain, turn, without_end
from assistant.follow_ups.times import is_a_time, retimed

# What was said longer ago is rarely leaned on.
TURNS = 6

_OPENING = re.compile(r"(?:(?:and|but|or|so(?! far\b)|also|okay|ok)\b[,:]?\s{1,3}){1,2}", re.IGNORECASE)
_ABOUT = re.compile(r"(?:what|how)\s{1,3}about\s{1,3}(?=\S)", re.IGNORECASE)
_FRAGMENT_LEAD = re.compile(r"(?:in|at|near|from|off|of|among)\s", re.IGNORECASE)
_SAME_WORDS = re.compile(r"(?P<words>how many|how much|who|what|which|where|when)\s(?P<rest>.{2,60})", re.IGNORECASE)
# "that" and the like where they stand for what was said, by themselves or with the noun behind them.
_DEMONSTRATIVE = re.compile(
    rf"\b(?:that|this|these|those|then)$|\b(?:{'|'.join(INVERTED)}|of|about|for|by|after|before|from|with|caused|causes|led to)\s"
    r"(?:that|this|these|those)\b(?!\s(?:who|whose|in|of|with|from|that|which|without|living|affected|year|week|month)\b)",
    re.IGNORECASE,
)


def standalone(question: str, history: Sequence[tuple[str, str]]) -> str:
    """Return a question of at most 300 characters that can be understood without `history`, (question, answer text) pairs.

    Earlier follow-ups are made to stand alone first, so that chains hold. A question that stands alone comes back as it is; one that
    leans on the earlier ones in a way that is not understood comes back with the one before it in front.
    """
    talk: Talk = ()
    for asked, answered in history[-TURNS:]:
        talk = (turn(_resolved(asked, talk), answered), *talk)
    return _resolved(question, talk)


def _resolved(question: str, talk: Talk) -> str:
    if not talk or len(question) > LONGEST_QUESTION:
        return question
    words = plain(question)
    opened = _OPENING.sub("", words, count=1) if _OPENING.match(words) else words
    rest = _ABOUT.sub("", opened, count=1) if _ABOUT.match(opened) else opened
    bare = without_end(rest)
    found = next((new for rule in _RULES if (new := rule(bare, talk, rest != words))), None)
    if found and len(found) <= LONGEST_QUESTION:
        return found
    if not _leans(bare, talk, opened=opened != words, about=rest != opened):
        return question if rest == words else as_question(bare)
    return _joined(words, talk)


def _leans(bare: str, talk: Talk, *, opened: bool, about: bool) -> bool:
    """Tell whether a question that no rule made to stand alone leans on the one before."""
    if about or not bare:
        return True
    names = any(p.named for p in phrases(bare))
    if names and len(content_words(bare)) >= 2:
        return opened and not _is_clause(bare)
    return (
        opened
        or says_too_little(bare)
        or bool(pronouns(bare))
        or may_point_back(bare)
        or bool(_DEMONSTRATIVE.search(bare))
        or is_of_before(bare, talk[0])
    )


def _is_clause(bare: str) -> bool:
    """Tell whether the words are a whole question and no fragment."""
    first = bare.split(" ", 1)[0].lower()
    return first in INVERTED or first in ("who", "what", "which", "when", "where", "why", "how", "whose", "whom")


def _joined(question: str, talk: Talk) -> str:
    """The earlier question, as much of it as there is room for, and this one."""
    before = talk[0].question
    room = LONGEST_QUESTION - len(question) - 1
    if len(before) > room:
        before = before[: max(0, room)].rsplit(" ", 1)[0]
    return f"{before} {question}".strip()


# The ways to make a question stand alone, in the order in which they are tried: each takes the question without what opens it and
# without its question mark, what was said before, and whether something opened it.

_Rule = Callable[[str, Talk, bool], str | None]


def _of_another_time(bare: str, talk: Talk, opened: bool) -> str | None:
    before = talk[0]
    if found := retimed(bare, before):
        return found
    same = _SAME_WORDS.fullmatch(bare)
    if same and before.asked.lower().startswith(same["words"].lower()):
        return retimed(same["rest"], before)
    return None


def _of_another_name(bare: str, talk: Talk, opened: bool) -> str | None:
    if _is_clause(bare) or is_a_time(bare) or not (opened or _FRAGMENT_LEAD.match(bare) or len(content_words(bare)) == 1):
        return None
    if pronouns(bare):
        own = with_names(bare, talk)
        return swapped(own, talk[0]) if own else None
    return swapped(bare, talk[0])


def _with_its_question_word(bare: str, talk: Talk, opened: bool) -> str | None:
    return asked_anew(bare, talk[0]) or who_said(bare, talk[0])


def _with_names(bare: str, talk: Talk, opened: bool) -> str | None:
    found = with_names(bare, talk) if _is_clause(bare) else None
    return as_question(found) if found else None


def _named_again(bare: str, talk: Talk, opened: bool) -> str | None:
    found = named_again(bare, talk)
    return as_question(found) if found else None


def _set_there(bare: str, talk: Talk, opened: bool) -> str | None:
    if not says_too_little(bare) or not _is_clause(bare) or _DEMONSTRATIVE.search(bare) or pronouns(bare):
        return None
    found = set_there(bare, talk[0])
    return as_question(found) if found else None


_RULES: tuple[_Rule, ...] = (_of_another_time, _of_another_name, _with_its_question_word, _with_names, _named_again, _set_there)
