"""The figures of a judge: metrics of one answer, and what judging many took and failed at."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.evaluation.judging.records import Judgement


@dataclass(frozen=True)
class JudgingTally:
    """What judging took, when it was done: for a judgement from the cache that was before.

    `judged` are the answers with a judgement, `errors` those that the endpoint failed at, `failed` the claims without a verdict;
    tokens are None when the endpoint did not count all of them.
    """

    judged: int
    errors: int
    claims: int
    failed: int
    unclaimed: int
    calls: int
    seconds: float
    prompt_tokens: int | None
    completion_tokens: int | None


def judged_values(judgement: Judgement) -> dict[str, float]:
    """Return the metrics that can be asked of a judgement, by name.

    The denominator of `faithfulness_llm` is the claims sent, failed ones with them; that of `citation_recall_llm` the sentences
    with claims, and one counts when what it cites supports them all. `failed_claims_llm` is how many claims have no verdict.
    """
    if judgement.error is not None:
        return {"judge_error_llm": 1.0}
    claims = judgement.claims
    if not claims:
        return {}
    supported = [claim.verdict == "supported" for claim in claims]
    values = {
        "faithfulness_llm": sum(supported) / len(supported),
        "fully_supported_llm": float(all(supported)),
        "failed_claims_llm": float(judgement.failed),
        "judge_error_llm": 0.0,
    }
    if all(claim.cited is not None for claim in claims):
        sentences = [all(c.cited == "supported" for c in group) for _, group in groupby(claims, key=lambda claim: claim.sentence)]
        values["citation_recall_llm"] = sum(sentences) / len(sentences)
    return values


def tally(judgements: Sequence[Judgement]) -> JudgingTally:
    """Add judgements up."""
    return JudgingTally(
        judged=sum(judgement.error is None for judgement in judgements),
        errors=sum(judgement.error is not None for judgement in judgements),
        claims=sum(len(judgement.claims) for judgement in judgements),
        failed=sum(judgement.failed for judgement in judgements),
        unclaimed=sum(len(judgement.unclaimed) for judgement in judgements),
        calls=sum(judgement.calls for judgement in judgements),
        seconds=round(sum(judgement.seconds for judgement in judgements), 3),
        prompt_tokens=_sum([judgement.prompt_tokens for judgement in judgements]),
        completion_tokens=_sum([judgement.completion_tokens for judgement in judgements]),
    )


def _sum(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None
