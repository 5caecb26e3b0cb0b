"""The options that commands share, and what they open."""

import os
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.printing import err, safe

if TYPE_CHECKING:
    from assistant import Assistant, AssistantSettings
    from index import IndexSettings

IndexDir = Annotated[Path | None, typer.Option(help="Folder of the index. [env: DATELINE_INDEX_DIR]", show_default=False)]
Archive = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Archive of this name in your user data folder.", show_default=False),
]
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
    chat_token: str | None = field(default=None, repr=False)


def index_settings(index_dir: Path | None, archive: str | None, chroma_url: str | None, embedding_model: str | None) -> "IndexSettings":
    """Return the settings that the environment and the options give; an unknown DATELINE_ variable is refused."""
    from assistant import AssistantSettings
    from index import IndexSettings
    from index.settings import check_environment, from_environment

    check_environment(os.environ, IndexSettings, AssistantSettings, ChatEnvironment)
    if archive is not None:
        from index.archives import archive_folder

        if index_dir is not None:
            raise typer.BadParameter("Give --archive or --index-dir, not both.")
        index_dir = archive_folder(archive)
    given = {"index_dir": index_dir, "chroma_url": chroma_url, "embedding_model": embedding_model}
    found: dict[str, Any] = from_environment(IndexSettings, os.environ)
    return IndexSettings(**(found | {name: value for name, value in given.items() if value is not None}))


def assistant_settings(reader_model: str | None, llm_url: str | None, llm_model: str | None) -> "AssistantSettings":
    """Return the settings that the environment and the options give."""
    from assistant import AssistantSettings
    from index.settings import from_environment

    found: dict[str, Any] = from_environment(AssistantSettings, os.environ)
    given = {"reader_model": reader_model, "llm_url": llm_url, "llm_model": llm_model}
    return AssistantSettings(**(found | {name: value for name, value in given.items() if value is not None}))


def open_assistant(
    index_dir: Path | None,
    archive: str | None,
    chroma_url: str | None,
    embedding_model: str | None,
    reader_model: str | None,
    llm_url: str | None,
    llm_model: str | None,
    *,
    once: bool = False,
) -> "Assistant":
    """Open an assistant over the index and models that the options name, to be asked `once` or often, and tell its notices."""
    from assistant import Assistant

    settings = assistant_settings(reader_model, llm_url, llm_model)
    assistant = Assistant(settings=settings, index_settings=index_settings(index_dir, archive, chroma_url, embedding_model), once=once)
    for notice in assistant.notices:
        err.print(f"dateline: {safe(notice)}", markup=False)
    return assistant


def day(text: str | None, option: str) -> date | None:
    """Read the date that an option was given."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{option} is {text!r}: give a date as YYYY-MM-DD.") from error
