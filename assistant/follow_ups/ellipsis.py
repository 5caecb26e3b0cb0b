"""Questions that leave out what they are about: "How many people died?", "How long is the bridge?"."""

import re

from assistant.follow_ups.content import content_words
from assistant.follow_ups.phrases import Phrase, phrases
from assistant.follow_ups.pronouns import located
from assistant.follow_ups.talk import Talk, Turn

# Fewer, and a question without a name leans on the one before.
ENOUGH_WORDS = 2
# Something that one can be hurt or arrested in.
_EVENTS = frozenset(
    """fire fires blast blasts explosion explosions flood floods crash accident accidents storm storms earthquake earthquakes landslide
    avalanche attack attacks strike strikes protest protests riot riots raid raids shooting shootings bombing war battle election elections
    vote referendum trial match final race derailment collision sinking collapse outbreak eruption drought fighting clashes""".split()
)

# A longer question about "the driver" tells which one it means.
MOST_SPOKEN = 3
_SAYING = re.compile(r"\b(?:say|said|says|tell|told|think|thought|know|write|wrote|announced?|comment(?:ed)?)\b", re.IGNORECASE)
# These are always somebody's or something's that was spoken of before.
_SPOKEN_OF = frozenset("company firm group man woman couple suspect victim driver captain pilot attacker gunman boy girl child".split())


def named_again(question: str, talk: Talk) -> str | None:
    """Return the question with "the bridge" as an earlier question names it, "the bridge at Varndel"; None where none does."""
    here = phrases(question)
    if any(p.named for p in here):
        return None
    for phrase in here:
        full = next((known for turn in talk if (known := _fuller(phrase, turn))), None)
        if full and re.match(r"(?:the|this|that|these|those)\s", phrase.text, re.IGNORECASE):
            return f"{question[: phrase.start]}{full.definite}{question[phrase.end :]}"
    return None


def _fuller(phrase: Phrase, turn: Turn) -> Phrase | None:
    for text in (turn.asked, turn.answer):
        for known in phrases(text):
            if known.head == phrase.head and known.named and len(known.text) > len(phrase.text) and not known.text[0].isupper():
                return known
    return None


def is_of_before(question: str, turn: Turn) -> bool:
    """Tell whether a question without a name is about "the ferry" when the earlier question named one, or about "the driver"."""
    here = phrases(question)
    heads = {p.head for p in here if re.fullmatch(r"(?:the|this|that|these|those)\s[\w'-]+", p.text, re.IGNORECASE)}
    if any(p.named for p in here):
        return False
    if len(content_words(question)) > MOST_SPOKEN:
        return False
    return bool(heads & _SPOKEN_OF or heads & set(re.findall(r"[\w'-]+", turn.asked.lower())))


def says_too_little(question: str) -> bool:
    """Tell whether a question has no name of its own and hardly a word that tells what it is about."""
    return len(content_words(question)) < ENOUGH_WORDS and not any(p.named for p in phrases(question))


def set_there(question: str, turn: Turn) -> str | None:
    """Return a question that says too little with the event or the place that the earlier one is about behind it."""
    if len(question.split()) < 3 or re.search(r"\b(?:in|at|on|of|by|for|with|to|from|about)$", question):
        return None
    event = next((p for p in phrases(turn.asked) if p.head in _EVENTS and p.named and not p.text[0].isupper()), None)
    where = f"{'about' if _SAYING.search(question) else 'in'} {event.definite}" if event else located(turn.asked)
    return f"{question} {where}" if where else None
