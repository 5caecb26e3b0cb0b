"""Gradio's folder for temporary files: readable by us alone, and gone with the server."""

import os
import shutil
import tempfile
import weakref
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI


def give_private_folder(app: FastAPI) -> None:
    """Have Gradio use a folder that goes when the app stops serving; to be called before the page is built.

    Its own would be one in the common temporary folder, open to everybody, and kept.
    """
    folder = tempfile.mkdtemp(prefix="dateline-chat-")
    os.environ["GRADIO_TEMP_DIR"] = folder
    remove = weakref.finalize(app, shutil.rmtree, folder, ignore_errors=True)  # at the exit at the latest
    inner = app.router.lifespan_context

    @asynccontextmanager
    async def serving(app: FastAPI) -> AsyncIterator[Any]:
        try:
            async with inner(app) as state:
                yield state
        finally:
            remove()

    app.router.lifespan_context = serving
