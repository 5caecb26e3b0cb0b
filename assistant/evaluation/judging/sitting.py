"""A judge at work on one answer: asked, asked once more when a reply cannot be used, and counted."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from assistant.errors import LanguageModelError
from assistant.evaluation.judging.replies import Read
from assistant.language_model import Message, OpenAICompatible

T = TypeVar("T")

# At temperature 0 a third reply to the same words would be the second again.
ATTEMPTS = 2
# Verdicts on ten claims with a reason each take about 600 tokens; the rest is room for a model that thinks first.
MAX_TOKENS = 4096
PROBLEMS_TOLD = 3


@dataclass
class Sitting:
    """Asks `model` and adds up what that takes; tokens are None from the first reply on that came without their count."""

    model: OpenAICompatible
    calls: int = 0
    prompt_tokens: int | None = 0
    completion_tokens: int | None = 0

    def ask(self, numbers: Collection[int], messages: Callable[[str | None], list[Message]], read: Callable[[str], Read[T]]) -> Read[T]:
        """Return what was found for each number, or the problem with it after the last attempt; raises LanguageModelError.

        `messages` gives what to send, from what was wrong with the reply before. What a first reply holds stands.
        """
        found: dict[int, T] = {}
        problems: dict[int, str] = {}
        told: str | None = None
        for _ in range(ATTEMPTS):
            latest = read(self._reply(messages(told)))
            found = latest.found | found
            problems = {number: latest.problem or latest.problems[number] for number in numbers if number not in found}
            if not problems:
                break
            told = latest.problem or _listed(problems)
        return Read(found, problems)

    def _reply(self, messages: Sequence[Message]) -> str:
        self.calls += 1
        try:
            completion = self.model.complete(messages, max_tokens=MAX_TOKENS)
        except LanguageModelError:
            self.prompt_tokens = self.completion_tokens = None  # what a reply that broke off took is not known
            raise
        self.prompt_tokens = _sum(self.prompt_tokens, completion.prompt_tokens)
        self.completion_tokens = _sum(self.completion_tokens, completion.completion_tokens)
        return completion.text


def _listed(problems: dict[int, str]) -> str:
    return "; ".join(f"number {number}: {problem}" for number, problem in list(problems.items())[:PROBLEMS_TOLD])


def _sum(total: int | None, more: int | None) -> int | None:
    return None if total is None or more is None else total + more
