"""The chunks of a chat completion as OpenAI-compatible servers stream them; nothing in them is trusted to be as it should."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

# Where models put what they think before they answer: no part of the answer, and no silence either.
THINKING = ("reasoning_content", "reasoning")


class Malformed(Exception):
    """What was sent is no chunk of a chat completion."""


class Failure(Exception):
    """The server tells an error in the stream; `said` is what it sent for one."""

    def __init__(self, said: object) -> None:
        super().__init__("error in the stream")
        self.said = said


@dataclass(frozen=True)
class Chunk:
    """A piece of the reply and why it ended with it, None while it goes on.

    `tokens` are those of the prompt and of the reply as the server counted them. A chunk without choices says nothing.
    """

    text: str = ""
    thinks: bool = False
    finish: str | None = None
    tokens: tuple[int, int] | None = None
    choices: int = 0

    @property
    def is_word(self) -> bool:
        """Whether it tells anything: servers also send empty ones, to keep a connection open."""
        return bool(self.text or self.thinks or self.finish or self.tokens)


def read_chunks(lines: Iterable[bytes]) -> Iterator[Chunk]:
    """Yield the chunks of a stream of server-sent events; raises Malformed and Failure."""
    for line in lines:
        name, _, data = line.partition(b":")
        data = data.strip()
        if name == b"data" and data == b"[DONE]":
            return
        if name == b"data" and data:
            yield _chunk(data)


def _chunk(data: bytes) -> Chunk:
    try:
        found = json.loads(data.decode())
    except (ValueError, RecursionError):  # no UTF-8, no JSON, nested without end, or a number of thousands of digits
        raise Malformed from None
    if isinstance(found, dict) and found.get("error"):
        raise Failure(found["error"])
    choices = found.get("choices") if isinstance(found, dict) else None
    if not isinstance(choices, list) or not all(map(_is_choice, choices)):
        raise Malformed
    first = choices[0] if choices else {}
    said = first.get("delta") or {}
    thinks = any(said.get(name) for name in THINKING)
    return Chunk(said.get("content") or "", thinks, first.get("finish_reason"), _tokens(found.get("usage")), len(choices))


def _is_choice(choice: object) -> bool:
    if not isinstance(choice, dict) or not isinstance(choice.get("delta"), dict | None):
        return False
    said = choice.get("delta") or {}
    return isinstance(said.get("content"), str | None) and isinstance(choice.get("finish_reason"), str | None)


def _tokens(usage: Any) -> tuple[int, int] | None:
    counts = (usage.get("prompt_tokens"), usage.get("completion_tokens")) if isinstance(usage, dict) else (None, None)
    asked, written = (count if type(count) is int and count >= 0 else None for count in counts)
    return None if asked is None or written is None else (asked, written)
