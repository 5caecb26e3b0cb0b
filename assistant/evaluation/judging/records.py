"""What a language model judged of an answer."""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["supported", "unsupported", "failed"]


@dataclass(frozen=True)
class JudgedClaim:
    """A claim of sentence number `sentence` of an answer, and what the judge says of it.

    `passage` is the number, from 1, of the context that supports it. `reason` is the judge's, or says what was wrong with its
    reply where the verdict is "failed". `cited` is the verdict on the claim by the texts alone that its sentence cites, None
    where that was not asked.
    """

    text: str
    verdict: Verdict
    passage: int | None
    reason: str
    sentence: int = 1
    cited: Verdict | None = None


@dataclass(frozen=True)
class Judgement:
    """The claims of an answer judged, in order, and what that took.

    A sentence that could not be split into claims stands as one claim that failed; `unclaimed` are the sentences that the judge
    says to claim nothing. `calls` counts the replies asked for; tokens are those the endpoint counted, None where it left any
    out. `error` is why the endpoint could not be asked to the end; nothing can then be said of the answer.
    """

    claims: tuple[JudgedClaim, ...] = ()
    unclaimed: tuple[str, ...] = ()
    calls: int = 0
    seconds: float = 0.0
    prompt_tokens: int | None = 0
    completion_tokens: int | None = 0
    error: str | None = None

    @property
    def failed(self) -> int:
        """How many claims have no verdict, by the contexts or by what is cited."""
        return sum("failed" in (claim.verdict, claim.cited) for claim in self.claims)
