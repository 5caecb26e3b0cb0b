"""Scores of answers: each a share of the questions or citations that it can be asked of, with their count."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answers import Answer, Citation
from assistant.evaluation.abstention import RiskCoverageCurve, answerability_auroc, declined_below, risk_coverage_curve
from assistant.evaluation.questions import Question
from index import Article


@dataclass(frozen=True)
class Score:
    """A score, 0 to 1 but for lengths, over `count` questions (or citations); `value` is None when there was none to ask it of."""

    name: str
    value: float | None
    count: int


@dataclass(frozen=True)
class Scores:
    """All scores, `answer_accuracy` for each kind of question, and what each threshold of declining would give."""

    scores: tuple[Score, ...]
    accuracy_by_kind: tuple[Score, ...]
    curve: RiskCoverageCurve


Pair = tuple[Question, Answer]


def score_answers(pairs: Sequence[Pair], article_of: Callable[[str], Article | None], *, decline_below: float = 0.0) -> Scores:
    """Score answers; `article_of` gives the article that a citation names, None where there is none.

    Answers that were asked for with nothing declined are scored as given at the threshold `decline_below`; the
    risk-coverage curve is of all of them. In it an answer to an unanswerable question is wrong.
    """
    given = [(answer.confidence, question.answerable and is_right(question, answer)) for question, answer in pairs if not answer.abstained]
    curve = risk_coverage_curve(given, len(pairs))
    auroc = answerability_auroc([(answer.confidence, question.answerable) for question, answer in pairs])
    pairs = [(question, declined_below(answer, decline_below)) for question, answer in pairs]
    answerable = [pair for pair in pairs if pair[0].answerable]
    unanswerable = [pair for pair in pairs if not pair[0].answerable]
    with_files = [pair for pair in answerable if pair[0].files]
    citations = [citation for _, answer in pairs for citation in answer.citations]
    answered = [pair for pair in with_files if not pair[1].abstained]
    lengths = [len(answer.text.split()) for _, answer in pairs if not answer.abstained]
    kinds = sorted({question.kind for question, _ in answerable if question.kind})
    return Scores(
        scores=(
            *(_mean(f"hit@{k}", [float(article_rank(*pair) <= k) for pair in with_files]) for k in (1, 5, 10)),
            _mean("mrr@10", [1 / rank if (rank := article_rank(*pair)) <= 10 else 0.0 for pair in with_files]),
            _mean("answer_accuracy", [float(is_right(*pair)) for pair in answerable]),
            _mean("rejection_rate", [float(answer.abstained) for _, answer in unanswerable]),
            _mean("false_rejection_rate", [float(answer.abstained) for _, answer in answerable]),
            Score("answerability_auroc", auroc, len(pairs)),
            Score("risk_coverage_area", curve.area, len(curve.points)),
            _mean("citation_validity", [float(is_valid(citation, article_of(citation.file))) for citation in citations]),
            _mean("evidence_hit", [float(any(c.file in question.files for c in answer.citations)) for question, answer in answered]),
            _mean("answer_length", lengths),
        ),
        accuracy_by_kind=tuple(_mean(kind, [float(is_right(q, a)) for q, a in answerable if q.kind == kind]) for kind in kinds),
        curve=curve,
    )


def article_rank(question: Question, answer: Answer) -> float:
    """Return the rank, from 1, of the first of the question's files among the articles of the retrieved passages; infinity if none."""
    articles = dict.fromkeys(scored.passage.article_id for scored in answer.passages)
    ranks = (rank for rank, id in enumerate(articles, start=1) if id in question.files)
    return next(ranks, float("inf"))


def is_right(question: Question, answer: Answer) -> bool:
    """Tell whether an answer holds an accepted string and no rejected one, whatever the case."""
    text = answer.text.casefold()
    return any(s.casefold() in text for s in question.accept) and not any(s.casefold() in text for s in question.reject)


def is_valid(citation: Citation, article: Article | None) -> bool:
    """Tell whether the file exists, the date is that article's and the quote stands at its offsets."""
    return (
        article is not None
        and citation.published == article.published
        and bool(citation.quote)
        and article.text[citation.start : citation.end] == citation.quote
    )


def _mean(name: str, values: Sequence[float]) -> Score:
    return Score(name, sum(values) / len(values) if values else None, len(values))
