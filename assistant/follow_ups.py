"""Questions that lean on the one before: "And the year before?", "Who said that?"."""

import re
from collections.abc import Sequence

from assistant.common_words import common_words

_OPENING = re.compile(r"^(and|but|or|so|what about|how about)\b", re.IGNORECASE)
_POINTING = re.compile(r"\b(it|its|he|him|his|she|her|they|them|their|that|this|those|these|there|then)\b", re.IGNORECASE)


def standalone(question: str, history: Sequence[tuple[str, str]]) -> str:
    """Return the question with the one it leans on put before it; itself when it stands alone."""
    if not history or not leans(question):
        return question
    return f"{history[-1][0]} {question}"


def leans(question: str) -> bool:
    """Tell whether a question opens like a follow-up, points at something without a name of its own, or says too little."""
    if _OPENING.search(question.strip()):
        return True
    words = [word for word in re.findall(r"\w+", question.casefold()) if word not in common_words()]
    names = re.search(r"(?<!^)\b[A-Z]\w+", question.strip())
    return len(words) < 2 or (bool(_POINTING.search(question)) and not names)
