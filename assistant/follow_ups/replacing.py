"""A name of the earlier question replaced by another of its kind: "And in Varndel?", "What about the minister?"."""

import re
from collections.abc import Sequence

from assistant.follow_ups.phrases import PLACED, Phrase, phrases
from assistant.follow_ups.talk import Turn, as_question
from assistant.follow_ups.times import retimed, time_behind

# "And what about the people of Varndel?" is as long as a fragment gets.
LONGEST_FRAGMENT = 9  # words

_LED = re.compile(r"(?:(?P<lead>in|at|near|on|from|off|of|for|to|with|by|among|outside|about|against)\s)?(?P<words>.{1,80})", re.IGNORECASE)
_NOUNS = re.compile(r"[a-z][a-z’'-]{1,30}(?:\s[a-z][a-z’'-]{1,30})?")
_SAME_KIND = {
    "person": ("person",),
    "people": ("people", "body"),
    "body": ("body", "thing", "person"),
    "place": ("place", "name"),
    "name": ("name", "place"),
    "thing": ("thing", "body"),
}


def swapped(fragment: str, turn: Turn) -> str | None:
    """Return the earlier question about what a fragment names; None where nothing of its kind is there to be replaced."""
    if len(fragment.split()) > LONGEST_FRAGMENT:
        return None
    names, time = time_behind(fragment)
    led = _LED.fullmatch(names)
    question = _swapped(led["lead"], led["words"], turn.asked) if led else None
    if question is None or not time:
        return question
    return retimed(time, Turn(question, ""))


def _swapped(lead: str | None, words: str, question: str) -> str | None:
    if lead and (behind := _behind(lead.lower(), words, question)):
        return behind
    new = next((p for p in phrases(f"about {words}") if p.start == len("about ") and p.end == len(f"about {words}")), None)
    if new is None:
        return _recounted(words, question) if not lead else None
    if lead and lead.lower() in PLACED | {"of"} and new.named:
        return _placed(lead.lower(), words, question)
    old = _old(new, phrases(question))
    if old is None:
        return as_question(f"{question} {lead} {words}") if lead and new.named else None
    # A role or a thing takes the place of the noun, what is said of where it is stays: "the library at Ystrel".
    end = old.core_end if new.kind in ("thing", "body") and new.core_end == new.end and not _is_name(new) else old.end
    return as_question(f"{question[: old.start]}{words}{question[end:]}")


def _behind(lead: str, words: str, question: str) -> str | None:
    """Return the question with what ends it behind the same preposition replaced: "about inflation" by "about unemployment"."""
    names, time = time_behind(question)
    match = re.search(rf"^(.{{3,200}}\s{lead}\s)[^,]{{2,60}}$", names, re.IGNORECASE)
    if match is None or len(names[match.end(1) :].split()) > 4 or lead in PLACED - {"on"}:
        return None
    return as_question(" ".join(filter(None, [f"{match[1]}{words}", time])))


def _is_name(phrase: Phrase) -> bool:
    return phrase.text[0].isupper()


def _old(new: Phrase, found: Sequence[Phrase]) -> Phrase | None:
    """The phrase of the question that the new one can stand for."""
    kinds = _SAME_KIND[new.kind]
    if new.kind == "name" and not any(p.kind in kinds for p in found):
        kinds = ("thing", "body", "person")
    if new.kind == "person" and _is_name(new) and not any(p.kind == "person" for p in found):
        kinds = ("body",)
    wanted = [p for p in found if p.kind in kinds and (p.named or not _is_name(new)) and p.lead != "many"]
    alike = [p for p in wanted if _is_name(p) == _is_name(new)] or wanted
    ranked = sorted(alike, key=lambda p: (kinds.index(p.kind), not p.subject))
    return ranked[0] if ranked else None


def _placed(lead: str, words: str, question: str) -> str | None:
    """Return the question set in another place, or of another country."""
    named = [p for p in phrases(question) if p.named]
    found = [p for p in named if _is_name(p)]
    old = next((p for p in reversed(named) if p.lead == lead and _is_name(p) == words[0].isupper()), None)
    if old is None and lead != "of":
        old = next((p for p in reversed(found) if p.lead in PLACED - {"to", "under", "between", "behind"}), None)
        if old:
            start = old.start - len(old.lead) - 1
            return as_question(f"{question[:start]}{lead} {words}{question[old.end :]}")
        old = next((p for p in reversed(found) if p.lead == "of"), None)
    if old is None:
        return _set_behind(question, f"{lead} {words}") if lead != "of" else None
    return as_question(f"{question[: old.start]}{words}{question[old.end :]}")


def _set_behind(question: str, words: str) -> str:
    """Return the question with words put behind it, before the time that ends it."""
    names, time = time_behind(question)
    return as_question(" ".join(filter(None, [names, words, time])))


def _recounted(words: str, question: str) -> str | None:
    """Return "How many women were hurt?" for "And women?" after "How many men were hurt?"."""
    counted = re.match(r"(?P<how>how (?:many|much)\s)(?P<noun>[\w’'-]{1,30})(?=\s)", question, re.IGNORECASE)
    if counted is None or not _NOUNS.fullmatch(words):
        return None
    return as_question(f"{counted['how']}{words}{question[counted.end() :]}")
