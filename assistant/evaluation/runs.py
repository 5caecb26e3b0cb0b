"""Running an evaluation: answers asked for or given, then scored."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.assistant import Assistant
from assistant.errors import EvaluationError
from assistant.evaluation.judging import Judgement, judged_values
from assistant.evaluation.marks import marks
from assistant.evaluation.metrics import values
from assistant.evaluation.records import Example, Response, Result
from assistant.evaluation.responses import ArticleOf, declined_below, response_of
from assistant.evaluation.summary import Summary, summarise
from assistant.records import Answer
from assistant.support.scorer import load_support_scorer
from assistant.support.support import SupportScorer

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Run:
    """The results of the questions, in their order, and the figures over all of them."""

    results: tuple[Result, ...]
    summary: Summary


def evaluate(assistant: Assistant, examples: Sequence[Example], *, scorer: SupportScorer | None = None) -> Run:
    """Ask an assistant all the questions and score its answers; `scorer` is the bundled support scorer by default."""
    return score(list(answered(assistant, examples)), examples, scorer=scorer)


def answered(assistant: Assistant, examples: Iterable[Example]) -> Iterator[Response]:
    """Yield the response to each question, as given at the assistant's own threshold.

    Nothing is declined while asking: what the threshold holds back is kept as `withheld`, so that the risk-coverage curve knows
    every answer.
    """
    asking = assistant.declining_below(0.0)
    for example in examples:
        response = response_of(asking.ask(example.question), example.id, assistant.find_article)
        yield declined_below(response, assistant.settings.decline_below)


def score(
    answers: Sequence[Answer | Response],
    examples: Sequence[Example],
    *,
    scorer: SupportScorer | None = None,
    article_of: ArticleOf = lambda id: None,
    progress: Progress = lambda done, total: None,
) -> Run:
    """Score answers, one to each example and in their order; of Dateline's own, `article_of` gives the articles they cite.

    Raises EvaluationError where the answers are not as many as the examples, or one is to another question.
    """
    if len(answers) != len(examples):
        raise EvaluationError(f"{len(answers)} answers to {len(examples)} questions: give one answer to each question.")
    scorer = scorer or load_support_scorer()
    results = []
    for done, (answer, example) in enumerate(zip(answers, examples, strict=True), start=1):
        response = response_of(answer, example.id, article_of) if isinstance(answer, Answer) else answer
        results.append(scored(example, response, scorer))
        progress(done, len(examples))
    return Run(tuple(results), summarise(results))


def scored(example: Example, response: Response, scorer: SupportScorer) -> Result:
    """Return the marks and the metrics of one answer."""
    if response.question.split() != example.question.split():
        raise EvaluationError(f"The answer {response.id!r} is to {response.question[:80]!r}, not to {example.question[:80]!r}.")
    result = Result(example, response, marks(response, scorer))
    return replace(result, values=values(result))


def with_judgements(run: Run, judgements: Iterable[Judgement]) -> Run:
    """Return the run with a judge's values beside the others; the judgements are one to each question, in their order."""
    pairs = zip(run.results, judgements, strict=True)
    results = tuple(replace(result, values={**result.values, **judged_values(judgement)}) for result, judgement in pairs)
    return Run(results, summarise(results))
