"""Commands that measure: `evaluate`, `score`, `compare`, `meta-evaluate`."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import (
    Archive,
    ChromaUrl,
    EmbeddingModel,
    IndexDir,
    LlmModel,
    LlmUrl,
    ReaderModel,
    assistant_settings,
    index_settings,
    open_assistant,
)
from assistant.cli.printing import err, out, print_json, safe
from assistant.cli.tables import check_floors, print_comparison, print_meta_evaluation, print_summary, read_floors, tally_line

if TYPE_CHECKING:
    from assistant import OpenAICompatible
    from assistant.evaluation import Example, Response, Run, RunFolder
    from assistant.evaluation.judging import Judgement
    from assistant.support import SupportScorer

Out = Annotated[Path | None, typer.Option("--out", help="Folder for the run: answers, results, summary, report.html.", show_default=False)]
FailUnder = Annotated[
    list[str] | None,
    typer.Option(help="METRIC=VALUE: exit with 1 when the metric is worse than this; can be given again.", show_default=False),
]
SupportModel = Annotated[
    str | None,
    typer.Option(help="sentence-transformers CrossEncoder, by name or path, instead of the bundled support scorer.", show_default=False),
]
JudgeUrl = Annotated[
    str | None,
    typer.Option(
        help="OpenAI-compatible address of a language model that judges too; answers and passages go there. Key: DATELINE_LLM_KEY.",
        show_default=False,
    ),
]
JudgeModel = Annotated[str | None, typer.Option(help="Name of the judging model there.", show_default=False)]


def evaluate(
    questions: Annotated[Path, typer.Argument(help="Questions with known answers: Dateline's JSONL, RAGAS, LlamaIndex, SQuAD, BEIR.")],
    out_dir: Out = None,
    fail_under: FailUnder = None,
    judge_url: JudgeUrl = None,
    judge_model: JudgeModel = None,
    support_model: SupportModel = None,
    index_dir: IndexDir = None,
    archive: Archive = None,
    reader_model: ReaderModel = None,
    llm_url: LlmUrl = None,
    llm_model: LlmModel = None,
    chroma_url: ChromaUrl = None,
    embedding_model: EmbeddingModel = None,
) -> None:
    """Ask all QUESTIONS and print scores, each with its count and 95% interval.

    With --out nothing is lost when it is interrupted: the same command goes on. Exit code 1 when a figure is under --fail-under.
    """
    from rich.progress import track

    from assistant.evaluation import RunFolder, answered, plan_of, read_examples

    floors = read_floors(fail_under)
    examples = read_examples(questions, notice=_tell)
    assistant = open_assistant(index_dir, archive, chroma_url, embedding_model, reader_model, llm_url, llm_model)
    scorer = _scorer(support_model)
    folder = RunFolder(out_dir, plan_of(assistant, examples)) if out_dir else None
    there = {response.id: response for response in folder.answers()} if folder else {}
    if there:
        _tell(f"{len(there)} of {len(examples)} answers are there already.")
    left = [example for example in examples if example.id not in there]
    for response in track(answered(assistant, left), description="Asking", total=len(left), console=err, disable=not err.is_terminal):
        there[response.id] = response
        if folder:
            folder.add(response)
    run = _scored([there[example.id] for example in examples], examples, scorer, judge_url, judge_model)
    _finish(run, folder, questions.name, scorer, assistant.settings.decline_below, floors)


def score(
    answers: Annotated[Path, typer.Argument(help="Answers of any system: RAGAS or LlamaIndex rows, or Dateline's own.")],
    questions: Annotated[
        Path | None, typer.Option(help="What is known of the questions, where ANSWERS does not hold it.", show_default=False)
    ] = None,
    out_dir: Out = None,
    fail_under: FailUnder = None,
    judge_url: JudgeUrl = None,
    judge_model: JudgeModel = None,
    support_model: SupportModel = None,
) -> None:
    """Score ANSWERS that are already there: nothing is asked, no index is needed.

    A citation's file, date and quote are checked only by `evaluate`, which has the index.
    """
    from assistant.evaluation import RunFolder, pair_answers, plan_of_answers, read_answers, read_examples

    floors = read_floors(fail_under)
    examples, responses = read_answers(answers)
    if questions:
        examples = read_examples(questions, notice=_tell)
    if not examples:
        raise typer.BadParameter(f"{answers} holds no questions: name the file that does with --questions.")
    pairs = pair_answers(examples, responses, notice=_tell)
    folder = RunFolder(out_dir, plan_of_answers(pairs)) if out_dir else None
    scorer = _scorer(support_model)
    run = _scored([response for _, response in pairs], [example for example, _ in pairs], scorer, judge_url, judge_model)
    _finish(run, folder, answers.name, scorer, None, floors)


def compare(
    run_a: Annotated[Path, typer.Argument(help="Folder of a run (--out).")],
    run_b: Annotated[Path, typer.Argument(help="Folder of another run over the same questions.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the comparison as one JSON object.")] = False,
) -> None:
    """Compare two runs question by question, and say which differences are beyond chance."""
    from assistant.evaluation import compare as compared
    from assistant.evaluation import read_run

    found = compared(read_run(run_a), read_run(run_b))
    if as_json:
        print_json(found.as_json())
    else:
        print_comparison(found)


def meta_evaluate(
    per_kind: Annotated[int, typer.Option(help="Edited sentences of each kind.", min=1)] = 200,
    seed: Annotated[int, typer.Option(help="Seed of the edits: the same seed makes the same.")] = 1,
    support_model: SupportModel = None,
    index_dir: IndexDir = None,
    archive: Archive = None,
    chroma_url: ChromaUrl = None,
    embedding_model: EmbeddingModel = None,
) -> None:
    """Test the support scorer itself: whether its scores fall when sentences of the indexed articles are made wrong.

    Numbers, dates and names are swapped, sentences negated or held against another article, and the share of edits is told that
    scores below its original, beside word overlap and the similarity of embeddings.
    """
    from contextlib import closing

    from assistant.evaluation.meta import EmbeddingScorer, LexicalScorer, meta_evaluation, source_articles
    from index import Index, load_embedder

    settings = index_settings(index_dir, archive, chroma_url, embedding_model)
    embedder = load_embedder(settings.embedding_model, threads=settings.threads)
    with closing(Index(settings, embedder)) as index:
        articles = source_articles(index)
    scorers = [_scorer(support_model), LexicalScorer(), EmbeddingScorer(embedder)]
    print_meta_evaluation(meta_evaluation(scorers, articles, per_kind=per_kind, seed=seed))


def _scorer(support_model: str | None) -> "SupportScorer":
    from assistant.support import load_support_scorer

    settings = index_settings(None, None, None, None)
    return load_support_scorer(support_model or assistant_settings(None, None, None).support_model, threads=settings.threads)


def _scored(
    responses: list["Response"], examples: list["Example"], scorer: "SupportScorer", judge_url: str | None, judge_model: str | None
) -> "Run":
    from rich.progress import Progress

    from assistant.evaluation import score as scored
    from assistant.evaluation import with_judgements

    judge = _judge(judge_url, judge_model)
    with Progress(console=err, disable=not err.is_terminal) as bar:
        scoring = bar.add_task("Scoring", total=len(examples))
        run = scored(responses, examples, scorer=scorer, progress=lambda done, total: bar.update(scoring, completed=done))
        if judge is None:
            return run
        judging = bar.add_task("Judging", total=len(examples))
        judgements = []
        for judgement in _judgements(responses, judge):
            judgements.append(judgement)
            bar.update(judging, completed=len(judgements))
    _tell(tally_line(judgements))
    return with_judgements(run, judgements)


def _judge(url: str | None, model: str | None) -> "OpenAICompatible | None":
    from dataclasses import replace

    from assistant import OpenAICompatible
    from assistant.assistant import configured_model

    judge = configured_model(replace(assistant_settings(None, None, None), llm_url=url, llm_model=model))
    if not isinstance(judge, OpenAICompatible):
        return None
    _tell(f"Answers are judged by {judge.name}: questions, answers and passages go to {judge.url}.")
    return judge


def _judgements(responses: list["Response"], model: "OpenAICompatible") -> Iterator["Judgement"]:
    from platformdirs import user_cache_path

    from assistant.evaluation.judging import judge

    return judge(responses, model, cache=user_cache_path("dateline", appauthor=False) / "judgements")


def _finish(
    run: "Run", folder: "RunFolder | None", title: str, scorer: "SupportScorer", threshold: float | None, floors: Mapping[str, float]
) -> None:
    from assistant.evaluation import page_of

    if folder:
        folder.finish(run.results, run.summary, page_of(run, title, scorer.name, threshold))
    print_summary(run.summary)
    if folder:
        out.print(f"\nWritten to {safe(str(folder.path))}: open report.html in a browser.", markup=False)
    check_floors(run.summary, floors)


def _tell(line: str) -> None:
    err.print(f"dateline: {safe(line)}", markup=False)
