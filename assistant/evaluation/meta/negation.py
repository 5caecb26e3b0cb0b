"""A statement turned into its opposite: "not" put in behind an auxiliary, or a negation taken out."""

import re

_SHORT = re.compile(r"\b(?P<verb>is|are|was|were|do|does|did|has|have|had|wo|ca|would|could|should)n['’]t\b(?= [a-z])")
_WHOLE = {"wo": "will", "ca": "can"}
_DENIED = re.compile(
    r"\b(?P<verb>is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|must) (?:not|never|no longer)"
    r" (?!only\b|just\b|yet\b)(?=[a-z])"
    r"|\b(?P<can>can)not (?!only\b)(?=[a-z])"
    r"|\b(?P<exists>(?:there|There) (?:is|are|was|were|has been|have been|had been)) no"
    r" (?=[a-z])(?!longer\b|one\b|doubt\b|more\b|less\b|need\b)"
)
# A participle tells "had opened" from "had a bridge" and "had to go".
_PARTICIPLE = (
    r"(?:been|become|begun|brought|broken|built|bought|caused|chosen|come|done|drawn|driven|fallen|felt|fought|found|given|gone|grown|held"
    r"|hit|kept|known|led|left|lost|made|met|paid|put|read|risen|run|said|seen|sent|set|shown|sold|spent|spoken|stood|taken|taught|told"
    r"|thought|thrown|won|written|\w{2,20}ed)"
)
_ASSERTED = re.compile(
    rf"\b(?:(?:has|have|had) (?={_PARTICIPLE}\b)|(?:is|are|was|were) (?=[a-z\d]|[A-Z$£€])|(?:will|would|can|could|should|must) (?=[a-z]))"
)
# Behind these an auxiliary is no verb of a statement, or denies nothing where it is denied.
_OPEN = re.compile(
    r"\b(?:if|whether|unless|when|until|as|than|what|how|why|where|so|neither|nor|like|because|since|though|although|while|which|who"
    r"|whenever|wherever|after|before|once|whose)"
    r"(?: [\w’'-]+){0,4} $|\b(?:the|a|his|her|their|its|good|free) $",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"(?:not|never|no|nothing|nobody|none|only|also|still|already|even|just|now|among|almost|nearly|either|neither|both|partly|mostly|mainly"
    r"|further|likely|unlikely|reportedly|allegedly|hardly|barely|too|later|then|first|once|initially|subsequently|often|always|usually"
    r"|sometimes|currently|yet|rather|instead|therefore|formerly|previously|originally|about|around|at least|more than|less than|over|up to"
    r"|and|or|but|why|how|where|what|when|because|as|to go|\w{2,20}ly)\b"
)
# With these a sentence is bent to its negation, or goes on with what holds in the place of the thing denied.
_BOUND_TO_NOT = re.compile(
    r"\b(?:any|anymore|anyone|anything|anybody|either|yet|at all|ever|until|much|many|long|really|exactly|just|necessarily|if|whether"
    r"|unless|why|instead of|rather than|but)\b",
    re.IGNORECASE,
)
# A sentence that denies something already may say the same when a second thing in it is denied.
_DENIES = re.compile(
    r"\b(?:not|no|never|nobody|nothing|none|neither|nor|cannot|without|denied|denies|failed|unable|unlikely)\b|n['’]t\b", re.IGNORECASE
)


def negated(sentence: str) -> str | None:
    """Return the sentence saying the opposite, None where no rule makes a well-formed one."""
    return _affirmed(sentence) or (None if _DENIES.search(sentence) else _denied(sentence))


def _affirmed(sentence: str) -> str | None:
    if len(_DENIES.findall(sentence)) != 1 or _BOUND_TO_NOT.search(sentence):
        return None
    if match := _SHORT.search(sentence):
        verb = match["verb"]
        return f"{sentence[: match.start()]}{_WHOLE.get(verb, verb)}{sentence[match.end() :]}"
    if match := _DENIED.search(sentence):
        return f"{sentence[: match.start()]}{match['verb'] or match['can'] or match['exists']} {sentence[match.end() :]}"
    return None


def _denied(sentence: str) -> str | None:
    if re.search(r"\b(?:instead of|rather than)\b", sentence):
        return None
    for match in _ASSERTED.finditer(sentence):
        if not _OPEN.search(_clause_before(sentence, match.start())) and not _GOES_ON.match(sentence, match.end()):
            return f"{sentence[: match.end()]}not {sentence[match.end() :]}"
    return None


def _clause_before(sentence: str, at: int) -> str:
    return re.split(r"[,;:—(]", sentence[max(0, at - 60) : at])[-1]
