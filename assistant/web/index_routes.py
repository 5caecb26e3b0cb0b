"""What the page's Index tab asks for: where indexing stands, folders to choose, starting, uploading, cancelling."""

import heapq
import json
import os
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response
from starlette.requests import ClientDisconnect

from assistant.web.escaping import one_line, without_folders
from assistant.web.indexing_job import IndexingJob, IndexingRequest, IndexingState, typed_folder
from assistant.web.uploads import (
    LARGEST_FILE,
    LARGEST_TOGETHER,
    MIB,
    MOST_FILES,
    SUFFIXES,
    Kept,
    Receiver,
    UploadError,
    UploadTooLarge,
    keep,
    receiving,
    uploads_folder,
)
from index.errors import DatelineIndexError, FolderError, IndexBusy

if TYPE_CHECKING:
    from assistant import Assistant
    from index import IndexReport, Source

OWN_HEADER = "X-Dateline"  # no form of another page can send it
LONGEST_PATH = 4096  # characters; no system takes more
FOLDERS_SHOWN = 30
ENTRIES_READ = 10_000  # of a folder, when folders in it are suggested
FAILURES_SHOWN = 200  # of a report
MULTIPART_ROOM = MIB  # for what stands around a thousand files

Handler = Callable[[Request], Awaitable[Response]]


class _Refused(Exception):
    """A request that is answered with one line."""

    def __init__(self, status: int, line: str) -> None:
        super().__init__(line)
        self.status = status


def index_router(assistant: "Assistant") -> APIRouter:
    """The routes; whoever is let in at all is the owner, so they tell paths of this machine."""
    router, job = APIRouter(), IndexingJob(assistant)

    @router.get("/indexing.json")
    def state() -> Response:
        return _json(_standing(assistant, job.state))

    @router.get("/indexing-folders.json")
    async def folders(request: Request) -> Response:
        async def suggest(request: Request) -> Response:
            typed = request.query_params.get("path", "")
            return _json(await run_in_threadpool(suggested_folders, typed))

        return await _answered(request, suggest)

    @router.post("/indexing/start")
    async def start(request: Request) -> Response:
        async def begin(request: Request) -> Response:
            job.start(_indexing_request(await _body(request)))
            return _json(await run_in_threadpool(_standing, assistant, job.state), 202)

        return await _answered(request, begin)

    @router.post("/indexing/cancel")
    async def cancel(request: Request) -> Response:
        async def stop(request: Request) -> Response:
            await _body(request)
            job.cancel()
            return _json(await run_in_threadpool(_standing, assistant, job.state))

        return await _answered(request, stop)

    @router.post("/indexing/upload", max_body_size=LARGEST_TOGETHER + MULTIPART_ROOM)
    async def upload(request: Request) -> Response:
        async def take(request: Request) -> Response:
            kept = await _uploaded(request, assistant.archive.settings.index_dir)
            refused = [{"file": one.file, "reason": one.reason} for one in kept.refused]
            return _json({"kept": list(kept.names), "refused": refused}, 200 if kept.names else 400)

        return await _answered(request, take)

    return router


def suggested_folders(typed: str) -> dict[str, object]:
    """Names of folders that what was typed may go on with, in the `parent` as it was typed; no more is told about them."""
    if len(typed) > LONGEST_PATH:
        raise _Refused(400, f"The path has {len(typed):,} characters; at most {LONGEST_PATH:,} are read.")
    typed = typed.lstrip() or "~/"
    cut = max(typed.rfind("/"), typed.rfind(os.sep)) + 1
    parent, begun = typed[:cut], typed[cut:]
    try:
        names = _folder_names(typed_folder(parent), begun) if parent else []
    except (FolderError, OSError):
        names = []  # still being typed, or not to be read: nothing to suggest
    return {"parent": parent, "names": names}


def _folder_names(folder: Path, begun: str) -> list[str]:
    with os.scandir(folder) as entries:
        found = [entry.name for entry in islice(entries, ENTRIES_READ) if _is_suggested(entry, begun)]
    return heapq.nsmallest(FOLDERS_SHOWN, found, key=lambda name: (name.casefold(), name))


def _is_suggested(entry: os.DirEntry[str], begun: str) -> bool:
    name = entry.name
    if name.startswith(".") and not begun.startswith("."):
        return False
    # A name that cannot be shown as it is cannot be sent back as it is.
    return name.casefold().startswith(begun.casefold()) and one_line(name) == name and os.path.isdir(entry.path)


async def _answered(request: Request, handler: Handler) -> Response:
    """The handler's answer, or one line on why there is none."""
    try:
        if request.headers.get(OWN_HEADER) != "1":
            raise _Refused(403, "Requests from other pages are refused.")
        return await handler(request)
    except _Refused as refused:
        return _error(refused.status, str(refused))
    except UploadTooLarge as error:
        return _error(413, str(error))
    except IndexBusy as error:
        return _error(409, str(error))
    except DatelineIndexError as error:
        return _error(400, without_folders(one_line(str(error))))
    except OSError as error:
        return _error(507, f"The files cannot be kept: {error.strerror or type(error).__name__}.")


async def _body(request: Request) -> dict[str, object]:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise _Refused(415, "Send application/json.")
    try:
        body = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise _Refused(400, "The request is no JSON.") from None
    if not isinstance(body, dict):
        raise _Refused(400, "The request is no JSON object.")
    return body


def _indexing_request(body: dict[str, object]) -> IndexingRequest:
    unknown = body.keys() - {"folder", "rebuild", "everything", "remove"}
    folder, rebuild, everything, remove = body.get("folder"), body.get("rebuild", False), body.get("everything", False), body.get("remove")
    if unknown or not isinstance(rebuild, bool) or not isinstance(everything, bool):
        raise _Refused(400, "The request is not one that this page makes.")
    if not isinstance(folder, str | None) or not isinstance(remove, str | None):
        raise _Refused(400, "The request is not one that this page makes.")
    for path in (folder, remove):
        if path is not None and not 0 < len(path) <= LONGEST_PATH:
            raise _Refused(400, f"The path has {len(path):,} characters; give one of 1 to {LONGEST_PATH:,}.")
    return IndexingRequest(folder, rebuild, everything, remove)


async def _uploaded(request: Request, index_dir: Path) -> Kept:
    with receiving(index_dir) as folder:
        receiver = Receiver(request.headers.get("content-type", ""), folder)
        try:
            async for chunk in request.stream():
                await run_in_threadpool(receiver.feed, chunk)
        except ClientDisconnect:
            raise UploadError("The upload was broken off.") from None
        finally:
            receiver.close()
        return await run_in_threadpool(keep, receiver.finish(), uploads_folder(index_dir))


def _standing(assistant: "Assistant", state: IndexingState) -> dict[str, object]:
    """What the tab shows."""
    summary = assistant.archive.summary()
    uploads = uploads_folder(assistant.archive.settings.index_dir)
    return {
        "articles": summary.articles,
        "passages": summary.passages,
        "uploads": uploads.is_dir(),
        "sources": [_source_json(source, uploads) for source in assistant.archive.sources()],
        "limits": {"suffixes": SUFFIXES, "file": LARGEST_FILE, "together": LARGEST_TOGETHER, "files": MOST_FILES},
        "phase": state.phase,
        "request": asdict(state.request) if state.request else None,
        "stage": state.stage,
        "done": state.done,
        "total": state.total,
        "share": state.share,
        "embedded": state.passages,
        "rate": state.rate,
        "left": state.left,
        "message": state.message,
        "report": _report_json(state.report) if state.report else None,
    }


def _source_json(source: "Source", uploads: Path) -> dict[str, object]:
    """A source as the tab lists it: `address` names it to other routes, `shown` is safe to show, and None for the uploaded files."""
    return {
        "address": source.address,
        "kind": source.kind,
        "shown": None if Path(source.address) == uploads else one_line(source.address),
        "articles": source.articles,
        "newest": source.newest.isoformat() if source.newest else None,
        "updated": source.updated,
        "there": source.is_there,
    }


def _report_json(report: "IndexReport") -> dict[str, object]:
    failed = [{"file": one_line(one.file), "reason": one_line(one.reason)} for one in report.failed[:FAILURES_SHOWN]]
    return {
        "added": report.added,
        "changed": report.changed,
        "removed": report.removed,
        "unchanged": report.unchanged,
        "failures": len(report.failed),
        "failed": failed,
        "ignored": {one_line(suffix): count for suffix, count in report.ignored.items()},
        "undated": report.undated,
        "embedded": report.embedded,
        "seconds": report.seconds,
        "contacted": [one_line(host) for host in report.contacted],
    }


def _error(status: int, line: str) -> Response:
    return _json({"error": line}, status)


def _json(body: Any, status: int = 200) -> Response:
    return JSONResponse(body, status, {"Cache-Control": "no-store"})
