"""The marks of an answer's sentences: what supports each, by what was retrieved and by what it cites."""

from collections.abc import Sequence

from assistant.evaluation.records import Cited, Response, SentenceMarks
from assistant.markers import says_not_said
from assistant.records import Sentence
from assistant.support.content import has_content
from assistant.support.exact_checks import Found, exact_checks, quoted
from assistant.support.support import Evidence, Pair, Support, SupportScorer


def marks(response: Response, scorer: SupportScorer) -> tuple[SentenceMarks, ...]:
    """Return the marks of each sentence that says something, none of an answer that was declined.

    A citation is needed when the sentence is supported by all that it cites, and not by the others where this one alone does not
    support it (citation precision of Gao et al. 2023, ALCE).
    """
    if response.abstained:
        return ()
    contexts = [Evidence(context.text, context.published) for context in response.contexts]
    cited = {citation.number: citation for citation in response.citations if citation.text}
    said = [claim for claim in response.sentences if not says_not_said(claim)]
    telling = [claim for claim in said if has_content(claim.text)] or said
    claims = [_Asked(claim, [cited[n] for n in claim.citations if n in cited], contexts) for claim in telling]
    support = iter(scorer.score([pair for asked in claims for pair in asked.pairs]))
    return tuple(_marks(asked, [next(support) for _ in asked.pairs]) for asked in claims)


class _Asked:
    """A sentence, what it cites, and the pairs that it is scored in."""

    def __init__(self, claim: Sentence, quotes: Sequence[Cited], contexts: Sequence[Evidence]) -> None:
        self.claim, self.quotes, self.contexts = claim, quotes, contexts
        place = quoted(claim.text, _evidence(quotes))
        # A clause that was cut out of a sentence of a context is a quote all the same: it is not estimated whether that supports it.
        self.quoted_from = None if place is None else next((n for n, c in enumerate(contexts) if quotes[place].text in c.text), None)
        held = _evidence([quotes[place]]) if place is not None and self.quoted_from is not None else contexts
        self.pairs = _pairs(claim, quotes, held)


def _pairs(claim: Sentence, quotes: Sequence[Cited], contexts: Sequence[Evidence]) -> list[Pair]:
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


def _marks(asked: _Asked, support: Sequence[Support]) -> SentenceMarks:
    claim, quotes = asked.claim, asked.quotes
    by_contexts, together = support[0], support[1] if quotes else None
    alone_and_rest = support[2:]
    found = exact_checks(claim.text, _evidence(quotes) if quotes else asked.contexts)
    needed = [together is not None and together.supported] * len(quotes)
    for n in range(len(alone_and_rest) // 2):
        alone, rest = alone_and_rest[2 * n], alone_and_rest[2 * n + 1]
        needed[n] = needed[n] and (alone.supported or not rest.supported)
    return SentenceMarks(
        text=claim.text,
        support=by_contexts.probability,
        best=by_contexts.best if asked.quoted_from is None else asked.quoted_from,
        missing=by_contexts.missing,
        cites=tuple(quote.number for quote in quotes),
        cited_support=together.probability if together else None,
        needed=tuple(needed),
        numbers=_counted(found, "number"),
        dates=_counted(found, "date"),
        names=_counted(found, "name"),
        quoted=by_contexts.quoted,
    )


def _counted(found: Sequence[Found], kind: str) -> tuple[int, int]:
    of_kind = [item.found for item in found if item.kind == kind]
    return sum(of_kind), len(of_kind)
