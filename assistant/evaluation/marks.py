"""The marks of an answer's sentences: what supports each, by what was retrieved and by what it cites."""

from collections.abc import Sequence

from assistant.evaluation.records import Cited, Response, SentenceMarks
from assistant.support.content import has_content
from assistant.support.exact_checks import Found, exact_checks
from assistant.support.support import Evidence, Support, SupportScorer
from assistant.writing.markers import Claim, claims_of, says_not_said

Pair = tuple[str, Sequence[Evidence]]


def marks(response: Response, scorer: SupportScorer) -> tuple[SentenceMarks, ...]:
    """Return the marks of each sentence that says something, none of an answer that was declined.

    A citation is needed when the sentence is supported by all that it cites, and not by the others where this one alone does not
    support it (citation precision of Gao et al. 2023, ALCE).
    """
    if response.abstained:
        return ()
    contexts = [Evidence(context.text, context.published) for context in response.contexts]
    cited = {citation.number: citation for citation in response.citations if citation.text}
    said = [claim for claim in claims_of(response.text) if not says_not_said(claim)]
    telling = [claim for claim in said if has_content(claim.text)] or said
    claims = [(claim, [cited[n] for n in dict.fromkeys(claim.named) if n in cited]) for claim in telling]
    asked: list[Pair] = [pair for claim, quotes in claims for pair in _pairs(claim, quotes, contexts)]
    support = iter(scorer.score(asked))
    return tuple(_marks(claim, quotes, contexts, [next(support) for _ in _pairs(claim, quotes, contexts)]) for claim, quotes in claims)


def _pairs(claim: Claim, quotes: Sequence[Cited], contexts: Sequence[Evidence]) -> list[Pair]:
    """Return what a sentence is held against: the contexts, all it cites, then each citation alone and the rest without it."""
    pairs: list[Pair] = [(claim.text, contexts)]
    if quotes:
        pairs.append((claim.text, _evidence(quotes)))
    if len(quotes) > 1:
        for n, quote in enumerate(quotes):
            pairs += [(claim.text, _evidence([quote])), (claim.text, _evidence([*quotes[:n], *quotes[n + 1 :]]))]
    return pairs


def _evidence(quotes: Sequence[Cited]) -> list[Evidence]:
    return [Evidence(quote.text, quote.published) for quote in quotes]


def _marks(claim: Claim, quotes: Sequence[Cited], contexts: Sequence[Evidence], support: Sequence[Support]) -> SentenceMarks:
    by_contexts, together = support[0], support[1] if quotes else None
    alone_and_rest = support[2:]
    found = exact_checks(claim.text, _evidence(quotes) if quotes else contexts)
    needed = [together is not None and together.supported] * len(quotes)
    for n in range(len(alone_and_rest) // 2):
        alone, rest = alone_and_rest[2 * n], alone_and_rest[2 * n + 1]
        needed[n] = needed[n] and (alone.supported or not rest.supported)
    return SentenceMarks(
        text=claim.text,
        support=by_contexts.probability,
        best=by_contexts.best,
        missing=by_contexts.missing,
        cites=tuple(quote.number for quote in quotes),
        cited_support=together.probability if together else None,
        needed=tuple(needed),
        numbers=_counted(found, "number"),
        dates=_counted(found, "date"),
        names=_counted(found, "name"),
    )


def _counted(found: Sequence[Found], kind: str) -> tuple[int, int]:
    of_kind = [item.found for item in found if item.kind == kind]
    return sum(of_kind), len(of_kind)
