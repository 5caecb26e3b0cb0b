"""Commands that answer: `ask` once, `chat` in a browser."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import (
    Archive,
    AsOf,
    ChromaUrl,
    EmbeddingModel,
    IndexDir,
    LlmModel,
    LlmUrl,
    ReaderModel,
    Since,
    Source,
    Until,
    day,
    open_assistant,
)
from assistant.cli.printing import print_answer, print_json
from assistant.kinds import Kind


def ask(
    question: Annotated[str, typer.Argument(help="The question.")],
    index_dir: IndexDir = None,
    archive: Archive = None,
    since: Since = None,
    until: Until = None,
    source: Source = None,
    as_of: AsOf = None,
    kind: Annotated[Kind | None, typer.Option(help="What is asked, told from the question by default.", show_default=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as one JSON object.")] = False,
    reader_model: ReaderModel = None,
    llm_url: LlmUrl = None,
    llm_model: LlmModel = None,
    chroma_url: ChromaUrl = None,
    embedding_model: EmbeddingModel = None,
) -> None:
    """Answer QUESTION once and exit, with 0 also when the articles do not say."""
    from assistant.assistant import check_question

    first, last = day(since, "--since"), day(until, "--until")
    check_question(question, first, last)
    counted_from = day(as_of, "--as-of")
    assistant = open_assistant(index_dir, archive, chroma_url, embedding_model, reader_model, llm_url, llm_model, once=True)
    answer = assistant.ask(question, since=first, until=last, source=source, as_of=counted_from, kind=kind or "infer")
    if as_json:
        print_json(answer.as_json())
    else:
        print_answer(answer)


def chat(
    index_dir: IndexDir = None,
    archive: Archive = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 7860,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in a browser.")] = False,
    auth: Annotated[
        str | None,
        typer.Option(
            metavar="USER",
            help="Ask for a login with this name instead of the token in the address. "
            "Its password is DATELINE_CHAT_PASSWORD, or is asked for at the start.",
            show_default=False,
        ),
    ] = None,
    auth_file: Annotated[
        Path | None,
        typer.Option(help="Ask for the login in this file: one line, NAME:PASSWORD, readable by you alone.", show_default=False),
    ] = None,
    public_url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Where a proxy in front shows the page, such as https://news.example.org.", show_default=False),
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
    from assistant.web.access import read_access
    from assistant.web.feedback import feedback_folder
    from assistant.web.settings import WebSettings

    # Asks for a password, and refuses what cannot be, before the models are loaded.
    settings = WebSettings(host, port, read_access(auth, auth_file), public_url, answering=concurrency)
    assistant = open_assistant(index_dir, archive, chroma_url, embedding_model, reader_model, llm_url, llm_model)
    feedback = feedback_folder(assistant.archive.settings.index_dir)
    serve(assistant, replace(settings, feedback=feedback), open_browser=open_browser)
