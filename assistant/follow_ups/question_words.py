"""Questions that are only a question word: "Why?", "When exactly?", "Who else?", and "Who said that?"."""

import re

from assistant.follow_ups.phrases import phrases
from assistant.follow_ups.talk import Turn, as_question, without_end
from index.language.words import PREPOSITIONS, common_words

_ALONE = re.compile(
    r"(?:why not|(?:since |until )?when|where|how|why|how (?:long|often|come)|by whom)"
    r"(?: (?:exactly|precisely|so|then|was that|was this|did that happen))?",
    re.IGNORECASE,
)
_ELSE = re.compile(r"(?P<word>who|what|where|when|why|how) else", re.IGNORECASE)
_AUXILIARY = r"did|does|do|is|are|was|were|has|have|had|will|would|can|could|should|might|must"
_ASKED = re.compile(
    rf"(?:(?P<word>why|when|where|how|since when|until when|how long|how often|when exactly|where exactly)\s)?"
    rf"(?P<rest>(?:{_AUXILIARY})\s.{{2,280}})",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"(?:who|what|which\s[\w’'-]{1,30})\s(?P<verb>[\w’'-]{3,30})\s", re.IGNORECASE)
# The participles of what news is made of, where they are not the past form itself.
_PARTICIPLES = {
    **{"wrote": "written", "took": "taken", "gave": "given", "stole": "stolen", "broke": "broken", "chose": "chosen", "drew": "drawn"},
    **{"began": "begun", "sank": "sunk", "saw": "seen", "drove": "driven", "flew": "flown", "threw": "thrown", "beat": "beaten"},
    **{
        word: word
        for word in (
            "built made held found sold sent lost won told kept left shot cut shut hit led bought caught taught brought set paid put"
        ).split()
    },
}
_SAID = re.compile(
    r"who (?:has |else )?(?P<verb>sa(?:id|ys)|claim(?:ed|s)|report(?:ed|s)|told|announced|confirm(?:ed|s)|stated|estimate[ds]|warned)"
    r" (?:that|this|so|it)|according to wh(?:om|o|at)|says who"
    r"|who (?:is|was) (?:that|it) according to|whose (?:words|claim) (?:is|are|was|were) (?:that|those|it)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?][”\"’']?(?=\s|$)")
LONGEST_STATEMENT = 220  # characters
SHORTEST_STATEMENT = 3  # words: "Twelve people died."


def asked_anew(fragment: str, turn: Turn) -> str | None:
    """Return the earlier question with the question word of a fragment that holds nothing else; None where that does not work."""
    if other := _ELSE.fullmatch(fragment):
        return _else(other["word"], turn.asked)
    if not _ALONE.fullmatch(fragment):
        return None
    word = re.sub(r" (?:so|then|was that|was this|did that happen)$", "", fragment, flags=re.IGNORECASE)
    asked = _ASKED.fullmatch(turn.asked)
    if asked and not (word.lower() == "by whom" and not re.match(r"(?:is|are|was|were)\s", asked["rest"], re.IGNORECASE)):
        return as_question(f"{word} {asked['rest'][0].lower()}{asked['rest'][1:]}")
    return None if word.lower() == "by whom" else _passive(word, turn.asked)


def _else(word: str, question: str) -> str | None:
    if not re.match(rf"{word}\s", question, re.IGNORECASE):
        return None
    return as_question(f"{word} else {question[len(word) :]}")


def _passive(word: str, question: str) -> str | None:
    """Return "When was the bridge opened?" for "Who opened the bridge?"."""
    match = _SUBJECT.match(question)
    objects = [p for p in phrases(question) if match and p.start == match.end()]
    if match is None or not objects or objects[0].kind == "person":
        return None
    verb = match["verb"].lower()
    participle = _PARTICIPLES.get(verb) or (verb if verb.endswith("ed") else None)
    if participle is None or verb in PREPOSITIONS:
        return None
    be = "were" if objects[0].plural else "was"
    return as_question(f"{word} {be} {objects[0].text} {participle} {question[objects[0].end :]}")


def who_said(fragment: str, turn: Turn) -> str | None:
    """Return who said what the earlier answer tells: "Who said that twelve people died?"."""
    match = _SAID.fullmatch(fragment)
    statement = _statement(turn) if match else None
    return as_question(f"who {match['verb'] or 'said'} that {statement}") if match and statement else None


def _statement(turn: Turn) -> str | None:
    """The first sentence of the answer as it stands behind "that"; None where it is too short or too long for that."""
    end = next(
        (m.start() for m in _SENTENCE_END.finditer(turn.answer) if len(turn.answer[: m.start()].split()) >= SHORTEST_STATEMENT), None
    )
    sentence = without_end(turn.answer[: LONGEST_STATEMENT + 1] if end is None else turn.answer[:end]).strip(" \"“”'")
    if not SHORTEST_STATEMENT <= len(sentence.split()) or len(sentence) > LONGEST_STATEMENT:
        return None
    return sentence if _keeps_its_capital(sentence, turn.asked) else f"{sentence[0].lower()}{sentence[1:]}"


def _keeps_its_capital(sentence: str, question: str) -> bool:
    """Tell whether the first word is a name: it is one in the question too, or the next word has a capital as well."""
    first, second = (re.sub(r"['’]s$", "", word) for word in sentence.split()[:2])
    if first.lower() in common_words():
        return first == "I"
    return second[:1].isupper() or first.isupper() or bool(re.search(rf"(?<!^)\b{re.escape(first)}\b", question))
