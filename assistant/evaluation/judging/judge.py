"""The LLM judge: an answer split into claims by a language model, and each held to the passages by it."""

import time
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from assistant.errors import LanguageModelError
from assistant.evaluation.judging.cache import Cache, key_of
from assistant.evaluation.judging.records import JudgedClaim, Judgement, Verdict
from assistant.evaluation.judging.replies import Ruling, read_claims, read_rulings
from assistant.evaluation.judging.sending import claims_messages, verdict_messages
from assistant.evaluation.judging.sitting import Sitting
from assistant.evaluation.records import Context, Response
from assistant.language_model import OpenAICompatible
from assistant.markers import says_not_said
from assistant.records import Sentence

# Small models lose count in long lists; ten claims are three to five sentences.
CLAIMS_A_CALL = 10
# A server that is down need not be waited for once an answer.
GIVE_UP_AFTER = 5
NO_PASSAGES = "There is no passage."


def judge(
    responses: Iterable[Response], model: OpenAICompatible, *, cache: Path | None = None, citations: bool = True
) -> Iterator[Judgement]:
    """Yield a judgement for each response, in their order, as soon as it is there; nothing is sent before the first is asked for.

    The question, the answer, its contexts and what it cites go to `model`, in two calls for a short answer, and with `citations`
    in one more for each set of citations. Judgements are kept in the folder `cache` and come from there the next time, with what
    they took then; what the endpoint failed at is asked again, and not any more in this run after five failures in a row.
    A response that abstained, or without a sentence, has no claims. Raises EvaluationError when `cache` cannot be written.
    """
    kept = Cache(cache) if cache else None
    errors: list[str] = []
    for response in responses:
        key = key_of(response, model, citations)
        judgement = kept.get(key) if kept else None
        if judgement is None and len(errors) >= GIVE_UP_AFTER:
            judgement = Judgement(error=f"Not asked, after {GIVE_UP_AFTER} failures in a row. The last: {errors[-1]}")
        elif judgement is None:
            judgement = _judged(response, model, citations)
            errors = [*errors, judgement.error] if judgement.error else []
            if kept and not judgement.error and judgement.calls:
                kept.put(key, judgement)
        yield judgement


def _judged(response: Response, model: OpenAICompatible, citations: bool) -> Judgement:
    sentences = {} if response.abstained else _sentences(response.sentences)
    if not sentences:
        return Judgement()
    if not response.contexts and not response.citations:
        return Judgement(tuple(JudgedClaim(s.text, "unsupported", None, NO_PASSAGES, n) for n, s in sentences.items()))
    sitting = Sitting(model)
    started = time.monotonic()
    claims: list[JudgedClaim] = []
    unclaimed: tuple[str, ...] = ()
    error = None
    try:
        claims, unclaimed = _heard(response, sentences, sitting, citations and bool(response.citations))
    except LanguageModelError as err:
        error = str(err)
    seconds = round(time.monotonic() - started, 3)
    return Judgement(tuple(claims), unclaimed, sitting.calls, seconds, sitting.prompt_tokens, sitting.completion_tokens, error)


def _sentences(answer: Sequence[Sentence]) -> dict[int, Sentence]:
    """Return the sentences that say something, by number from 1, with the numbers they cite."""
    found = (sentence for sentence in answer if not says_not_said(sentence))
    return dict(enumerate(found, 1))


def _heard(
    response: Response, sentences: dict[int, Sentence], sitting: Sitting, citations: bool
) -> tuple[list[JudgedClaim], tuple[str, ...]]:
    """Return the claims of the sentences, judged, and the sentences without any."""
    texts = {number: sentence.text for number, sentence in sentences.items()}
    split = sitting.ask(texts, partial(claims_messages, response.question, texts), lambda reply: read_claims(reply, texts))
    asked = [(number, claim) for number, claims in split.found.items() for claim in claims]
    rulings = _rulings([claim for _, claim in asked], response.contexts, sitting)
    cited = _cited(asked, sentences, response, sitting) if citations else [None] * len(asked)
    claims = [_claim(text, ruling, number, c) for (number, text), ruling, c in zip(asked, rulings, cited, strict=True)]
    claims += [_claim(texts[number], problem, number, "failed" if citations else None) for number, problem in split.problems.items()]
    unclaimed = tuple(texts[number] for number, claims in sorted(split.found.items()) if not claims)
    return sorted(claims, key=lambda claim: claim.sentence), unclaimed


def _rulings(claims: Sequence[str], passages: Sequence[Context], sitting: Sitting) -> list[Ruling | str]:
    """Return the ruling on each claim, or why there is none."""
    if not passages:
        return [Ruling(False, None, NO_PASSAGES) for _ in claims]
    rulings: list[Ruling | str] = []
    for start in range(0, len(claims), CLAIMS_A_CALL):
        batch = dict(enumerate(claims[start : start + CLAIMS_A_CALL], 1))
        read = sitting.ask(batch, partial(verdict_messages, batch, passages), partial(read_rulings, claims=batch, passages=len(passages)))
        rulings += [read.found[number] if number in read.found else read.problems[number] for number in batch]
    return rulings


def _cited(asked: Sequence[tuple[int, str]], sentences: dict[int, Sentence], response: Response, sitting: Sitting) -> list[Verdict | None]:
    """Return the verdict on each claim by nothing but what its sentence cites.

    Asked for on its own: what is cited may be a quote that says less than the passage it is from, and a passage that is not
    cited may say the same as one that is.
    """
    cites = [tuple(sorted(sentences[number].citations)) for number, _ in asked]
    verdicts: list[Verdict | None] = [None] * len(asked)
    for numbers in dict.fromkeys(cites):
        mine = [index for index, cited in enumerate(cites) if cited == numbers]
        texts = [Context(c.text, c.file, c.published) for c in response.citations if c.text and c.number in numbers]
        for index, ruling in zip(mine, _rulings([asked[index][1] for index in mine], texts, sitting), strict=True):
            verdicts[index] = _verdict(ruling)
    return verdicts


def _claim(text: str, ruling: Ruling | str, sentence: int, cited: Verdict | None) -> JudgedClaim:
    if isinstance(ruling, str):
        return JudgedClaim(text, "failed", None, ruling, sentence, cited)
    return JudgedClaim(text, _verdict(ruling), ruling.passage, ruling.reason, sentence, cited)


def _verdict(ruling: Ruling | str) -> Verdict:
    if isinstance(ruling, str):
        return "failed"
    return "supported" if ruling.supported else "unsupported"
