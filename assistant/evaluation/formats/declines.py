"""Answers of other systems that say there is no answer, told by a short list of phrases at their start."""

import re
from collections.abc import Sequence

from assistant.records import Sentence, rendered

# What may follow a declining sentence, such as what the articles do tell; an answer that goes on longer gives something.
REST_CHARACTERS = 300
# A sentence that declines is shorter, with the question in it.
SENTENCE_CHARACTERS = 400
# Emphasis and white space are taken out before these are counted.
LOOKED_AT = 2 * (SENTENCE_CHARACTERS + REST_CHARACTERS)

_WHOLE = frozenset(
    {"", "empty response", "unanswerable", "not answerable", "unknown", "n/a", "no answer", "no answer found", "noanswer"}
    | {"not found", "not mentioned", "not stated", "not specified"}
)
# What a declining sentence may open with.
_OPENING = re.compile(
    r"(?:answer|response) ?: ?"
    r"|(?:i am|we are) (?:very |really )?(?:sorry|afraid),? (?:but |that )?"
    r"|(?:sorry|unfortunately|apologies|i apologi[sz]e|regrettably),? (?:but )?"
    r"|it (?:seems|appears) that "
    r"|(?:based on|according to|from|given|in) (?:only )?(?:the|these|this|those|your) [a-z]{1,20}(?: [a-z]{1,20}){0,2}, "
)
# What was retrieved, by the names it has in prompts; "sources" alone are people in the news.
_GIVEN = r"(?:provided|given|available|retrieved|supplied|above|cited|search)"
_WHICH = rf"(?:the |this |these |those |any of the |your )?(?:{_GIVEN} )?"
_SOURCE = (
    rf"(?:{_WHICH}(?:contexts?|context information|articles?|passages?|documents?|excerpts?|snippets?|texts?)"
    rf"|(?:the |this |these |any of the )?{_GIVEN} (?:sources?|results?|information))"
)
_KNOW = r"(?:know|answer|say|tell|find|determine|provide|locate)"
_TELL = (
    r"(?:say|state|mention|specify|contain|provide|include|give|tell|indicate|answer|discuss|reveal|cover|address|have|identify|name"
    r"|describe|report|explain|hold)"
)
_TOLD = (
    r"(?:said|stated|mentioned|specified|contained|provided|included|given|indicated|answered|discussed|covered|found|available|present)"
)
_INFORMATION = r"(?:relevant |specific |sufficient )?(?:information|context|details|mention|data)"
_END = r"(?=$|[.,;:!])"
_DECLINE = re.compile(
    "|".join(
        [
            rf"(?:i|we) (?:do not|cannot|could not|(?:am|are|was|were) (?:unable|not able) to) {_KNOW}\b(?! (?:of|him|her|them)\b)",
            rf"(?:i|we) (?:am|are) not sure(?:{_END}|(?= (?:about|who|what|when|where|why|how)\b))",
            r"(?:i|we) (?:do not have|have no|did not find|could not find|found no) (?:[a-z]+ ){0,3}"
            r"(?:information|context|details|data|answer|idea)\b",
            rf"(?:{_SOURCE} (?:do|does|did)|the sources do) not (?:[a-z]+ )?{_TELL}\b",
            rf"none of {_SOURCE} (?:{_TELL}s?|discusses|addresses|specifies|(?:is|are) helpful)\b",
            rf"there (?:is|was) (?:not enough|insufficient|no) {_INFORMATION}"
            rf"(?:{_END}|(?= (?:to|in|about|on|regarding|of|given|provided|available)\b))",
            rf"(?:not enough|insufficient|no) {_INFORMATION}(?:{_END}|(?= to | (?:(?:is|was) )?(?:given|provided|available)\b))",
            r"there (?:is|was) no answer\b",
            r"(?:(?:this|that|the|your) question |this |that |it |the answer )?(?:cannot|could not) be "
            rf"(?:answered|determined|found|inferred)(?:{_END}|(?= (?:from|based|with|given|using|in) ))",
            rf"the answer (?:to (?:the|this|that|your) question )?(?:is|was) not {_TOLD}\b",
            rf"[^.!?]{{1,120}}? (?:is|are|was|were) not (?:[a-z]+ )?{_TOLD} (?:in|by|within|from) {_SOURCE}\b",
        ]
    )
)
# What comes after these is the answer: "I do not know the exact number, but 12 were counted".
_TURN = re.compile(r"\b(?:but|however|although|though|nevertheless|nonetheless|instead)\b")
_SENTENCE_END = re.compile(r"[.!?](?: |$)")
_QUOTED = re.compile(r"[\"'\u201c\u2018]([^\"\u201c\u201d]*)[\"'\u201d\u2019]")
_NEGATED = re.compile(r"\b(do|does|did|is|are|was|were|could)n't\b")


def declines(sentences: Sequence[Sentence]) -> bool:
    """Tell whether an answer is a refusal from its start; one that says first what it does not know and then answers is none."""
    text = rendered(sentences, markers=False)[0]
    if len(text) > LOOKED_AT:
        return False
    plain = _plain(text)
    if plain.strip(" .!") in _WHOLE:
        return True
    while opening := _OPENING.match(plain):
        plain = plain[opening.end() :]
    end = _SENTENCE_END.search(plain)
    length = end.start() if end else len(plain)
    if length > SENTENCE_CHARACTERS or len(plain) - length > REST_CHARACTERS:
        return False
    return bool(_DECLINE.match(plain)) and not _TURN.search(plain)


def _plain(text: str) -> str:
    """Lower case on single spaces, without emphasis and quotation marks around all of it, negation spelled out."""
    text = " ".join(re.sub(r"[*_`#]", "", text).lower().replace("\u2019", "'").split())
    if quoted := _QUOTED.fullmatch(text):
        text = quoted[1]
    text = _NEGATED.sub(r"\1 not", text).replace("can't", "cannot").replace("can not", "cannot").replace("i'm ", "i am ")
    return re.sub(r" ([.,;!])", r"\1", text)
