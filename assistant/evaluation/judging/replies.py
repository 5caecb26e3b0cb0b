"""Replies of a judge, read strictly: what is not exactly as asked for is a failure, never a guess.

A reply has to be one JSON object and nothing else. JSON is not looked for among prose: an article may hold some, and a model
that repeats it would have it taken for its verdict.
"""

import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from assistant.plain_text import plain, tidy
from index.language.numbers import numbers_in

T = TypeVar("T")

# Some servers send what a model thinks first as part of its reply, and many models put JSON into a code fence.
_THINKING = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_FENCES = ("```", "```json")
# Far more than the parts of a sentence need: beyond them a model runs on.
MAX_CLAIM_CHARACTERS = 600
MAX_CLAIMS_A_SENTENCE = 20
MAX_REASON_CHARACTERS = 300


@dataclass(frozen=True)
class Read(Generic[T]):
    """What a reply holds for each number asked about, or what is wrong with it there; `problem` is of the reply as a whole."""

    found: dict[int, T] = field(default_factory=dict)
    problems: dict[int, str] = field(default_factory=dict)
    problem: str | None = None


@dataclass(frozen=True)
class Ruling:
    """A judge's word on one claim; `passage` is the number of the passage that supports it, None for an unsupported one."""

    supported: bool
    passage: int | None
    reason: str


class _Unusable(Exception):
    """Says what is wrong, in words of our own: what the model wrote is never sent back to it as an instruction."""


def read_claims(reply: str, sentences: Mapping[int, str]) -> Read[tuple[str, ...]]:
    """Read `{"sentences": [{"sentence": 1, "claims": ["...", ...]}, ...]}`: the claims of each sentence, perhaps none.

    Every number of a sentence has to be in its claims, or a model that leaves a part out or corrects it would go unseen.
    """
    return _read(reply, "sentences", "sentence", sentences, lambda number, item: _claims(item, sentences[number]))


def read_rulings(reply: str, claims: Collection[int], passages: int) -> Read[Ruling]:
    """Read `{"verdicts": [{"claim": 1, "reason": "...", "passage": 2, "verdict": "supported"}, ...]}`."""
    return _read(reply, "verdicts", "claim", claims, lambda _, item: _ruling(item, passages))


def _read(reply: str, key: str, number_key: str, numbers: Collection[int], read: Callable[[int, dict[str, Any]], T]) -> Read[T]:
    try:
        items = _items(_object(reply), key, number_key, numbers)
    except _Unusable as err:
        return Read(problem=str(err))
    result: Read[T] = Read()
    for number in numbers:
        try:
            result.found[number] = read(number, _only(items.get(number, []), number_key))
        except _Unusable as err:
            result.problems[number] = str(err)
    return result


def _object(reply: str) -> dict[str, Any]:
    try:
        found = json.loads(_unfenced(_THINKING.sub("", reply, count=1).strip()), object_pairs_hook=_pairs, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise _Unusable("the reply is not one JSON object and nothing else") from None
    if not isinstance(found, dict):
        raise _Unusable("the reply is not one JSON object and nothing else")
    return found


def _unfenced(text: str) -> str:
    """Return the text without the code fence around all of it, if there is one."""
    first, _, rest = text.partition("\n")
    return rest.removesuffix("```") if first.strip().lower() in _FENCES and rest.endswith("```") else text


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise _Unusable("an object of the reply has the same key twice")
    return dict(pairs)


def _no_constant(_: str) -> None:
    raise ValueError("NaN and Infinity are no JSON")


def _items(found: dict[str, Any], key: str, number_key: str, numbers: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """Return the objects of the reply by the number they are about."""
    if found.keys() != {key} or not isinstance(found[key], list):
        raise _Unusable(f'the JSON object does not have the one key "{key}" with a list')
    items: dict[int, list[dict[str, Any]]] = {}
    for item in found[key]:
        number = item.get(number_key) if isinstance(item, dict) else None
        # A number that was not sent throws doubt on all the others: the model may count from 0.
        if type(number) is not int or number not in numbers:
            raise _Unusable(f'"{number_key}" is not always one of the numbers that were given')
        items.setdefault(number, []).append(item)
    return items


def _only(items: list[dict[str, Any]], number_key: str) -> dict[str, Any]:
    if not items:
        raise _Unusable(f"this {number_key} is missing from the reply")
    if len(items) > 1:
        raise _Unusable(f"this {number_key} is more than once in the reply")
    return items[0]


def _claims(item: dict[str, Any], sentence: str) -> tuple[str, ...]:
    if item.keys() != {"sentence", "claims"} or not isinstance(item["claims"], list):
        raise _Unusable('the object does not have exactly "sentence" and "claims", a list')
    if not all(isinstance(claim, str) for claim in item["claims"]):
        raise _Unusable("a claim is no text")
    claims = tuple(tidy(plain(claim)) for claim in item["claims"])
    if not all(any(c.isalnum() for c in claim) and len(claim) <= MAX_CLAIM_CHARACTERS for claim in claims):
        raise _Unusable(f"a claim is empty or longer than {MAX_CLAIM_CHARACTERS} characters")
    if len(claims) > MAX_CLAIMS_A_SENTENCE:
        raise _Unusable(f"a sentence has more than {MAX_CLAIMS_A_SENTENCE} claims")
    if not numbers_in(sentence) <= numbers_in(" ; ".join(claims)):
        raise _Unusable("the claims do not have all the numbers of their sentence")
    return tuple(dict.fromkeys(claims))


def _ruling(item: dict[str, Any], passages: int) -> Ruling:
    if item.keys() != {"claim", "reason", "passage", "verdict"} or not isinstance(item["reason"], str):
        raise _Unusable('the object does not have exactly "claim", "reason", a text, "passage" and "verdict"')
    verdict, passage = item["verdict"], item["passage"]
    if verdict not in ("supported", "unsupported"):
        raise _Unusable('"verdict" is neither "supported" nor "unsupported"')
    if passage is not None and (type(passage) is not int or not 1 <= passage <= passages):
        raise _Unusable('"passage" is neither the number of a passage that was given nor null')
    if verdict == "supported" and passage is None:
        raise _Unusable('"verdict" is "supported" and "passage" names no passage')
    # The nearest passage named beside "unsupported" supports nothing.
    supported = verdict == "supported"
    return Ruling(supported, passage if supported else None, tidy(plain(item["reason"]))[:MAX_REASON_CHARACTERS])
