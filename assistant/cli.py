"""The command line: parses, calls, prints."""

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from assistant import Answer, Assistant, AssistantSettings
    from assistant.evaluation import Scores
    from index import IndexReport, IndexSettings

# Nothing here needs a hub, a tracker or a tokenizer's threads.
for _name, _value in {"HF_HUB_OFFLINE": "1", "GRADIO_ANALYTICS_ENABLED": "False", "TOKENIZERS_PARALLELISM": "false"}.items():
    os.environ.setdefault(_name, _value)

FAILED, PARTLY = 1, 3

app = typer.Typer(
    help="Ask a folder of dated news articles; every answer is cited with file, date and exact quote.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

IndexDir = Annotated[Path | None, typer.Option(help="Folder of the index. [env: DATELINE_INDEX_DIR]", show_default=False)]
ChromaUrl = Annotated[str | None, typer.Option(help="Address of a Chroma server, instead of Chroma in this process.", show_default=False)]
EmbeddingModel = Annotated[
    str | None, typer.Option(help="sentence-transformers model, by name or path, instead of the bundled one.", show_default=False)
]
ReaderModel = Annotated[
    str | None,
    typer.Option(
        help="Hugging Face question-answering model or cross-encoder, by name or path, instead of the bundled reader.", show_default=False
    ),
]
LlmUrl = Annotated[
    str | None,
    typer.Option(help="OpenAI-compatible address of a language model, with /v1. Its key is DATELINE_LLM_KEY.", show_default=False),
]
LlmModel = Annotated[str | None, typer.Option(help="Name of the language model there.", show_default=False)]
Since = Annotated[str | None, typer.Option(help="Only articles published on this day or later, YYYY-MM-DD.", show_default=False)]
Until = Annotated[str | None, typer.Option(help="Only articles published on this day or earlier, YYYY-MM-DD.", show_default=False)]
AsOf = Annotated[
    str | None,
    typer.Option(
        help="Day that words such as 'last year' count from, YYYY-MM-DD; default today, or the newest article's day.", show_default=False
    ),
]
Source = Annotated[str | None, typer.Option(help="Only articles of this outlet.", show_default=False)]


@dataclass(frozen=True)
class ChatEnvironment:
    """What `dateline chat` reads from the environment alone, because a list of processes shows what is given as an option."""

    chat_password: str | None = field(default=None, repr=False)


@app.command("index")
def index_command(
    folder: Annotated[Path, typer.Argument(help="Folder of articles: .txt, .md, .html, .json, .jsonl.")],
    index_dir: IndexDir = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Read and embed everything again.")] = False,
    replace_all: Annotated[bool, typer.Option("--replace", help="Go on even if none of the indexed articles would be left.")] = False,
    chroma_url: ChromaUrl = None,
    embedding_model: EmbeddingModel = None,
) -> None:
    """Bring the index up to date with FOLDER; only new and changed articles are embedded.

    Exit code: 0 all indexed, 3 some files were not (each is named), 1 nothing was done.
    """
    from index import load_embedder, update_index

    settings = _index_settings(index_dir, chroma_url, embedding_model)
    embedder = load_embedder(settings.embedding_model, threads=settings.threads)
    try:
        with _progress() as progress:
            report = update_index(folder, settings, embedder, rebuild=rebuild, replace=replace_all, progress=progress)
    except KeyboardInterrupt:
        err.print("dateline: stopped; what was indexed is kept, run the same command again to go on.", markup=False)
        raise
    _print_report(report)
    if report.failed:
        raise typer.Exit(PARTLY)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question.")],
    index_dir: IndexDir = None,
    since: Since = None,
    until: Until = None,
    source: Source = None,
    as_of: AsOf = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as one JSON object.")] = False,
    reader_model: ReaderModel = None,
    llm_url: LlmUrl = None,
    llm_model: LlmModel = None,
    chroma_url: ChromaUrl = None,
    embedding_model: EmbeddingModel = None,
) -> None:
    """Answer QUESTION once and exit, with 0 also when the articles do not say."""
    from assistant.assistant import check_question

    first, last = _day(since, "--since"), _day(until, "--until")
    check_question(question, first, last)
    counted_from = _day(as_of, "--as-of")
    assistant = _assistant(index_dir, chroma_url, embedding_model, reader_model, llm_url, llm_model)
    answer = assistant.ask(question, since=first, until=last, source=source, as_of=counted_from)
    if as_json:
        print(json.dumps(answer.as_json(), ensure_ascii=False))
    else:
        _print_answer(answer)


@app.command()
def chat(
    index_dir: IndexDir = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 7860,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in a browser.")] = False,
    auth: Annotated[
        str | None,
        typer.Option(
            metavar="USER",
            help="Ask for a login with this name. Its password is DATELINE_CHAT_PASSWORD, or is asked for at the start.",
            show_default=False,
        ),
    ] = None,
    auth_file: Annotated[
        Path | None,
        typer.Option(help="Ask for the login in this file: one line, NAME:PASSWORD, readable by you alone.", show_default=False),
    ] = None,
    concurrency: Annotated[int, typer.Option(help="Questions answered at once; others wait in line.", min=1, max=32)] = 4,
    reader_model: ReaderModel = None,
    llm_url: LlmUrl = None,
    llm_model: LlmModel = None,
    chroma_url: ChromaUrl = None,
    embedding_model: EmbeddingModel = None,
) -> None:
    """Serve the web chat until Ctrl-C."""
    from assistant.web import serve
    from assistant.web.feedback import feedback_folder
    from assistant.web.login import read_login
    from assistant.web.settings import WebSettings

    login = read_login(auth, auth_file)  # asks for the password before the models are loaded
    assistant = _assistant(index_dir, chroma_url, embedding_model, reader_model, llm_url, llm_model)
    feedback = feedback_folder(assistant.archive.settings.index_dir)
    settings = WebSettings(host=host, port=port, login=login, answering=concurrency, feedback=feedback)
    serve(assistant, settings, open_browser=open_browser)


@app.command()
def evaluate(
    questions: Annotated[Path, typer.Argument(help="Questions with known answers, one JSON object a line.")],
    answers: Annotated[Path | None, typer.Option(help="Write each answer here, one JSON object a line.", show_default=False)] = None,
    curve: Annotated[Path | None, typer.Option(help="Draw the risk-coverage curve here, as SVG.", show_default=False)] = None,
    index_dir: IndexDir = None,
    reader_model: ReaderModel = None,
    llm_url: LlmUrl = None,
    llm_model: LlmModel = None,
    chroma_url: ChromaUrl = None,
    embedding_model: EmbeddingModel = None,
) -> None:
    """Ask all QUESTIONS and print scores: each a mean with the number of questions, or citations, it is over."""
    from rich.progress import track

    from assistant.evaluation import declined_below, draw_curve, read_questions, score_answers

    asked = read_questions(questions)
    # Nothing is declined while asking, so that the curve knows every answer; the threshold is applied to what was answered.
    assistant = _assistant(index_dir, chroma_url, embedding_model, reader_model, llm_url, llm_model, decline_below=0.0)
    settings = _assistant_settings(reader_model, llm_url, llm_model)
    pairs = []
    with _written(answers) as answers_file, _written(curve) as curve_file:
        for question in track(asked, description="Asking", console=err, disable=not err.is_terminal):
            answer = assistant.ask(question.question)
            pairs.append((question, answer))
            if answers_file:
                given = declined_below(answer, settings.decline_below)
                answers_file.write(json.dumps(given.as_json(question.id), ensure_ascii=False) + "\n")
        scores = score_answers(pairs, assistant.find_article, decline_below=settings.decline_below)
        if curve_file:
            # A language model declines by itself: no threshold is applied to it.
            curve_file.write(draw_curve(scores.curve, None if settings.llm_model else settings.decline_below))
    _print_scores(scores)


@app.command()
def status(index_dir: IndexDir = None, chroma_url: ChromaUrl = None) -> None:
    """Tell what is indexed: articles, dates, model, sizes, health."""
    from index.health import index_status

    settings = _index_settings(index_dir, chroma_url, None)
    found = index_status(settings)
    summary = found.summary
    rows = {
        "index": settings.index_dir,
        "articles": f"{summary.articles:,} from {found.folder or 'nowhere yet'}"
        + (f" ({summary.undated:,} undated)" if summary.undated else ""),
        "published": f"{summary.earliest} to {summary.newest}" if summary.newest else "no dates",
        "newest article": f"{summary.newest:%A}, {summary.newest}" if summary.newest else "none dated",
        "passages": f"{summary.passages:,}",
        "not indexed": f"{found.failures:,} files" if found.failures else "none",
        "embedding model": f"{found.model} ({found.model_fingerprint[:12]})" if found.model_fingerprint else "none yet",
        "catalog": _megabytes(found.catalog_bytes),
        "vector store": f"Chroma, {found.chroma}" + (f", {_megabytes(found.vectors_bytes)}" if found.vectors_bytes else ""),
        "health": found.health if found.health == "ok" else f"{found.health}: run `dateline doctor`",
    }
    for name, value in rows.items():
        out.print(f"{name + ':':<17}{_safe(str(value))}", markup=False)


@app.command()
def doctor(index_dir: IndexDir = None, chroma_url: ChromaUrl = None, embedding_model: EmbeddingModel = None) -> None:
    """Check the index thoroughly and name the command that mends what is wrong. Exit code 1 if anything is."""
    from index.health import examine

    checks = examine(_index_settings(index_dir, chroma_url, embedding_model))
    for check in checks:
        out.print(
            f"{'ok  ' if check.fault is None else 'FAIL'} {check.name}" + (f": {_safe(check.fault)}" if check.fault else ""), markup=False
        )
        if check.remedy and check.fault:
            out.print(f"     mend with: {_safe(check.remedy)}", markup=False)
    if any(check.fault for check in checks):
        raise typer.Exit(FAILED)


def main() -> None:
    """Run the command line; what the user can mend is one line on stderr and exit code 1."""
    from assistant.errors import AssistantError
    from index.errors import DatelineIndexError

    try:
        app()
    except (AssistantError, DatelineIndexError, OSError) as error:
        err.print(f"dateline: {_safe(str(error))}", markup=False)
        sys.exit(FAILED)


def _index_settings(index_dir: Path | None, chroma_url: str | None, embedding_model: str | None) -> "IndexSettings":
    from assistant import AssistantSettings
    from index import IndexSettings
    from index.settings import check_environment, from_environment

    check_environment(os.environ, IndexSettings, AssistantSettings, ChatEnvironment)
    given = {"index_dir": index_dir, "chroma_url": chroma_url, "embedding_model": embedding_model}
    found: dict[str, Any] = from_environment(IndexSettings, os.environ)
    return IndexSettings(**(found | {name: value for name, value in given.items() if value is not None}))


def _assistant_settings(reader_model: str | None, llm_url: str | None, llm_model: str | None) -> "AssistantSettings":
    from assistant import AssistantSettings
    from index.settings import from_environment

    found: dict[str, Any] = from_environment(AssistantSettings, os.environ)
    given = {"reader_model": reader_model, "llm_url": llm_url, "llm_model": llm_model}
    return AssistantSettings(**(found | {name: value for name, value in given.items() if value is not None}))


def _assistant(
    index_dir: Path | None,
    chroma_url: str | None,
    embedding_model: str | None,
    reader_model: str | None,
    llm_url: str | None,
    llm_model: str | None,
    *,
    decline_below: float | None = None,
) -> "Assistant":
    from assistant import Assistant

    index_settings = _index_settings(index_dir, chroma_url, embedding_model)
    settings = _assistant_settings(reader_model, llm_url, llm_model)
    if decline_below is not None:
        settings = replace(settings, decline_below=decline_below)
    assistant = Assistant(settings=settings, index_settings=index_settings)
    for notice in assistant.notices:
        err.print(f"dateline: {_safe(notice)}", markup=False)
    return assistant


@contextlib.contextmanager
def _progress() -> Iterator[Any]:
    """Show a bar with rate and time left on a terminal; yields what `update_index` reports to."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    from index import IndexProgress

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"))
    with Progress(*columns, TimeElapsedColumn(), TimeRemainingColumn(), console=err, disable=not err.is_terminal) as bar:
        tasks: dict[str, Any] = {}

        def show(step: IndexProgress) -> None:
            if step.stage not in tasks:
                names = {"articles": "Reading and embedding", "vectors": "Storing vectors"}
                tasks[step.stage] = bar.add_task(names[step.stage], total=step.total, rate="")
            task = tasks[step.stage]
            elapsed = bar.tasks[task].elapsed or 0.0
            rate = f"{step.passages / elapsed:.0f} passages/s" if step.stage == "articles" and elapsed > 1 else ""
            bar.update(task, completed=step.done, total=step.total, rate=rate)

        yield show


def _print_report(report: "IndexReport") -> None:
    for failure in report.failed:
        err.print(f"not indexed: {_safe(failure.file)}: {_safe(failure.reason)}", markup=False)
    if report.ignored:
        types = ", ".join(f"{count} {_safe(suffix)}" for suffix, count in sorted(report.ignored.items()))
        err.print(f"ignored, not articles: {types}", markup=False)
    counts = f"{report.added} added, {report.changed} changed, {report.removed} removed, {report.unchanged} unchanged"
    undated = f" {report.undated} without a date." if report.undated else ""
    out.print(
        f"{counts}, {len(report.failed)} failed.{undated} {report.embedded} passages embedded in {report.seconds:.1f} s.", markup=False
    )


def _print_answer(answer: "Answer") -> None:
    for notice in answer.notices:
        err.print(f"dateline: {_safe(notice)}", markup=False)
    out.print(_highlighted(answer))
    if answer.time_frame:
        out.print(f"\nTime asked about: {_safe(answer.time_frame.describe())}", markup=False)
    for citation in answer.citations:
        place = _place(citation.file, citation.published, citation.source)
        out.print(f"\n[{citation.number}] {place}\n    \u201c{_safe(' '.join(citation.quote.split()))}\u201d", markup=False)
        if citation.speaker:
            out.print(f"    said by: {_safe(citation.speaker)}", markup=False)
        if citation.also_in:
            copies = "; ".join(_place(file.id, file.published, file.source) for file in citation.also_in)
            out.print(f"    also in: {copies}", markup=False)
    if answer.abstained and answer.passages:
        out.print("\nNearest passages:", markup=False)
        for scored in answer.passages[:3]:
            published = str(scored.passage.published or "undated")
            start = " ".join(scored.passage.text.split())[:120]
            out.print(f"  {_safe(scored.passage.article_id)}, {published}: {_safe(start)}...", markup=False)


def _place(file: str, published: date | None, source: str | None) -> str:
    day = f"{published:%A}, {published}" if published else "undated"
    return _safe(", ".join(part for part in (file, day, source) if part))


def _written(path: Path | None) -> contextlib.AbstractContextManager[TextIO | None]:
    return path.open("w", encoding="utf-8") if path else contextlib.nullcontext()


def _highlighted(answer: "Answer") -> Text:
    """Return the answer's text with its highlights in bold, which rich leaves out where it does not print to a terminal."""
    shown, end = Text(), 0
    for first, last in answer.highlights:
        shown.append(_safe(answer.text[end:first])).append(_safe(answer.text[first:last]), style="bold")
        end = last
    return shown.append(_safe(answer.text[end:]))


def _print_scores(scores: "Scores") -> None:
    for title, rows in (("All questions", scores.scores), ("answer_accuracy by kind", scores.accuracy_by_kind)):
        table = Table("", "mean", "count", title=title, title_justify="left")
        for score in rows:
            shown = "-" if score.value is None else f"{score.value:.1f}" if score.name == "answer_length" else f"{score.value:.3f}"
            table.add_row(score.name, shown, str(score.count))
        out.print(table)


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{option} is {text!r}: give a date as YYYY-MM-DD.") from error


def _megabytes(size: int) -> str:
    return f"{size / 2**20:.1f} MB"


def _safe(text: str) -> str:
    """Keep characters that would steer the terminal or turn the line round from being acted on: they are shown escaped."""
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text)


if __name__ == "__main__":
    main()
