"""The commands of `dateline`."""

import os
from typing import Annotated

import typer

from assistant import __version__
from assistant.cli.asking import ask, chat
from assistant.cli.evaluating import compare, evaluate, meta_evaluate, score
from assistant.cli.indexing import archives, doctor, index_command, remove, sources, status, watch

# Nothing here needs a hub, a tracker or a tokenizer's threads.
for _name, _value in {"HF_HUB_OFFLINE": "1", "GRADIO_ANALYTICS_ENABLED": "False", "TOKENIZERS_PARALLELISM": "false"}.items():
    os.environ.setdefault(_name, _value)

app = typer.Typer(
    help="Ask a folder of dated news articles; every answer is cited with file, date and exact quote.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"dateline {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")] = False,
) -> None:
    """Options of `dateline` itself."""


app.command("index")(index_command)
for _command in (ask, chat, watch, sources, remove, archives, status, doctor, evaluate, score, compare, meta_evaluate):
    app.command()(_command)
