"""Commands of the index: `index`, `watch`, `sources`, `remove`, `archives`, `status`, `doctor`."""

import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.exit_codes import FAILED, PARTLY
from assistant.cli.options import Archive, ChromaUrl, EmbeddingModel, IndexDir, index_settings
from assistant.cli.printing import err, out, safe

if TYPE_CHECKING:
    from index import IndexReport, IndexSettings


def index_command(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            help="Folders and files of articles, and addresses of feeds (https://...). Default: all there are.", show_default=False
        ),
    ] = None,
    index_dir: IndexDir = None,
    archive: Archive = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Read and embed everything again.")] = False,
    replace_all: Annotated[bool, typer.Option("--replace", help="Leave only the SOURCES that are named: all others are removed.")] = False,
    report_file: Annotated[
        Path | None, typer.Option("--report", help="File to which the whole report goes, as one JSON object.", show_default=False)
    ] = None,
    chroma_url: ChromaUrl = None,
    embedding_model: EmbeddingModel = None,
) -> None:
    """Add SOURCES to the index or bring it up to date with them; only new and changed articles are embedded.

    What it holds of other sources stays as it is.

    Exit code: 0 all indexed, 3 some files were not (each is named), 1 nothing was read or done.
    """
    from index import load_embedder, update_index

    settings = index_settings(index_dir, archive, chroma_url, embedding_model)
    embedder = load_embedder(settings.embedding_model, threads=settings.threads)
    try:
        with _progress() as progress:
            report = update_index(sources or None, settings, embedder, rebuild=rebuild, replace=replace_all, progress=progress)
    except KeyboardInterrupt:
        err.print("dateline: stopped; what was indexed is kept, run the same command again to go on.", markup=False)
        raise
    if report_file:
        report_file.write_text(json.dumps(asdict(report), ensure_ascii=False, indent=1), "utf-8")
    _print_report(report)
    _print_unread(report.languages, settings)
    if not report.added + report.changed + report.unchanged + report.removed:
        err.print("dateline: nothing could be read.", markup=False)
        raise typer.Exit(FAILED)
    if report.failed:
        raise typer.Exit(PARTLY)


def watch(
    every: Annotated[int, typer.Option(min=1, metavar="MINUTES", help="How often feeds are asked for what is new.")] = 15,
    index_dir: IndexDir = None,
    archive: Archive = None,
    chroma_url: ChromaUrl = None,
    embedding_model: EmbeddingModel = None,
) -> None:
    """Follow the sources of the index until Ctrl-C: index what changes in folders and files, and what feeds show.

    Each update that changed something is told in a line: articles added (+), changed (~) and removed (-). Feeds are asked within
    the rules of their hosts (robots.txt), and less often while they fail.
    """
    from index import load_embedder, watch

    settings = index_settings(index_dir, archive, chroma_url, embedding_model)
    embedder = load_embedder(settings.embedding_model, threads=settings.threads)
    err.print(f"dateline: following the sources of {safe(str(settings.index_dir))}; Ctrl-C ends it.", markup=False)
    for seen in watch(settings, embedder, every=every * 60.0):
        told = seen.message or ""
        if report := seen.report:
            first = f": {report.failed[0].file}: {report.failed[0].reason}" if report.failed else ""
            told = f"+{report.added} ~{report.changed} -{report.removed}" + (f", {len(report.failed)} not indexed{first}" if first else "")
        out.print(safe(f"{datetime.now():%H:%M} {seen.source}: {told}"), markup=False)


def sources(index_dir: IndexDir = None, archive: Archive = None) -> None:
    """List the folders, files and feeds that the index is made of: articles, newest, last updated."""
    from index import list_sources

    for source in list_sources(index_settings(index_dir, archive, None, None)):
        newest = f", newest {source.newest}" if source.newest else ""
        updated = f"updated {source.updated.replace('T', ' ')[:16]}" if source.updated else "never indexed to the end"
        missing = "" if source.is_there else "; it is not there, and its articles are kept"
        out.print(safe(f"{source.address}: {_articles(source.articles)}{newest}, {updated}{missing}"), markup=False)


def remove(
    source: Annotated[str, typer.Argument(help="Folder, file or address, as `dateline sources` lists it.")],
    index_dir: IndexDir = None,
    archive: Archive = None,
    chroma_url: ChromaUrl = None,
) -> None:
    """Remove SOURCE and its articles from the index; nothing on the disk is touched."""
    from index import remove_source

    gone = remove_source(source, index_settings(index_dir, archive, chroma_url, None))
    out.print(safe(f"Removed from the index: {gone.address}, {_articles(gone.articles)}."), markup=False)


def archives() -> None:
    """List the archives that `--archive NAME` has made."""
    from index import DatelineIndexError
    from index.archives import archive_folder, archive_names
    from index.opening import open_catalog

    for name in archive_names():
        try:
            with contextlib.closing(open_catalog(archive_folder(name))) as catalog:
                summary = catalog.summary()
        except DatelineIndexError as error:
            out.print(safe(f"{name}: {error}"), markup=False)
        else:
            newest = f", newest {summary.newest}" if summary.newest else ""
            out.print(safe(f"{name}: {_articles(summary.articles)}{newest}"), markup=False)


def status(
    index_dir: IndexDir = None,
    archive: Archive = None,
    chroma_url: ChromaUrl = None,
    undated: Annotated[bool, typer.Option("--undated", help="List the articles without a date, and why each has none.")] = False,
) -> None:
    """Tell what is indexed: articles, dates, model, sizes, health."""
    from index.health import index_status, undated_articles
    from index.language.detection import language_name

    settings = index_settings(index_dir, archive, chroma_url, None)
    if undated:
        for article in undated_articles(settings):
            out.print(f"{safe(article.file)}: {safe(article.reason)}", markup=False)
        return
    found = index_status(settings)
    summary = found.summary
    languages = sorted(found.languages.items(), key=lambda item: -item[1])
    places = [source.address for source in found.sources]
    rows = {
        "index": settings.index_dir,
        "articles": f"{summary.articles:,} from {places[0] if len(places) == 1 else f'{len(places)} sources, see `dateline sources`'}"
        + (f" ({summary.undated:,} undated)" if summary.undated else ""),
        "published": f"{summary.earliest} to {summary.newest}" if summary.newest else "no dates",
        "newest article": f"{summary.newest:%A}, {summary.newest}" if summary.newest else "none dated",
        "passages": f"{summary.passages:,}",
        "languages": ", ".join(f"{language_name(code)} {count:,}" for code, count in languages) or "not known",
        "not indexed": f"{found.failures:,} files" if found.failures else "none",
        "embedding model": f"{found.model} ({found.model_fingerprint[:12]})" if found.model_fingerprint else "none yet",
        "catalog": _megabytes(found.catalog_bytes),
        "vector store": f"Chroma, {found.chroma}" + (f", {_megabytes(found.vectors_bytes)}" if found.vectors_bytes else ""),
        "health": found.health if found.health == "ok" else f"{found.health}: run `dateline doctor`",
    }
    for name, value in rows.items():
        out.print(f"{name + ':':<17}{safe(str(value))}", markup=False)
    _print_unread(found.languages, settings)


def doctor(
    index_dir: IndexDir = None, archive: Archive = None, chroma_url: ChromaUrl = None, embedding_model: EmbeddingModel = None
) -> None:
    """Check the index thoroughly and name the command that mends what is wrong. Exit code 1 if anything is."""
    from index.health import examine

    checks = examine(index_settings(index_dir, archive, chroma_url, embedding_model))
    for check in checks:
        out.print(
            f"{'ok  ' if check.fault is None else 'FAIL'} {check.name}" + (f": {safe(check.fault)}" if check.fault else ""), markup=False
        )
        if check.remedy and check.fault:
            out.print(f"     mend with: {safe(check.remedy)}", markup=False)
    if any(check.fault for check in checks):
        raise typer.Exit(FAILED)


@contextlib.contextmanager
def _progress() -> Iterator[Any]:
    """Show a bar with rate and time left on a terminal; yields what `update_index` reports to."""
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    from index import IndexProgress

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[told]}"))
    times = (TimeElapsedColumn(), TimeRemainingColumn())
    # Of a minute, for a large file's share is told a few seconds apart.
    with Progress(*columns, *times, console=err, disable=not err.is_terminal, speed_estimate_period=60) as bar:
        tasks: dict[str, Any] = {}

        def show(step: IndexProgress) -> None:
            if step.stage not in tasks:
                names = {"articles": "Reading and embedding", "vectors": "Storing vectors"}
                tasks[step.stage] = bar.add_task(names[step.stage], total=1.0, told="")
            task = tasks[step.stage]
            elapsed = bar.tasks[task].elapsed or 0.0
            rate = f", {step.passages / elapsed:.0f} passages/s" if step.stage == "articles" and elapsed > 1 else ""
            bar.update(task, completed=step.share, told=f"{step.done:,}/{step.total:,}{rate}")

        yield show


def _print_report(report: "IndexReport") -> None:
    if report.contacted:
        err.print(f"asked: {safe(', '.join(report.contacted))}", markup=False)
    for failure in report.failed:
        err.print(f"not indexed: {safe(failure.file)}: {safe(failure.reason)}", markup=False)
    if report.ignored:
        types = ", ".join(f"{count} {safe(suffix)}" for suffix, count in sorted(report.ignored.items()))
        err.print(f"ignored, not articles: {types}", markup=False)
    for note in dict.fromkeys(note.reason for note in report.notes):
        files = [note_of.file for note_of in report.notes if note_of.reason == note]
        more = f" and {len(files) - 3:,} more files" if len(files) > 3 else ""
        err.print(f"{safe(note)}: {safe(', '.join(files[:3]))}{more}", markup=False)
    if len(report.formats) > 1 or set(report.formats) - {"text"}:
        err.print(f"read: {', '.join(f'{count:,} {format}' for format, count in sorted(report.formats.items()))}", markup=False)
    counts = f"{report.added} added, {report.changed} changed, {report.removed} removed, {report.unchanged} unchanged"
    if report.mended:
        err.print(f"damaged in the index, and read again: {report.mended} articles", markup=False)
    if report.unchecked:
        err.print("dateline: the catalog was too large to look at all of it: `dateline doctor` does.", markup=False)
    for article in report.undated_why:
        err.print(f"undated: {safe(article.file)}: {safe(article.reason)}", markup=False)
    if report.undated > len(report.undated_why):
        err.print(f"undated: {report.undated - len(report.undated_why):,} more, which `dateline status --undated` lists", markup=False)
    undated = f" {report.undated} without a date." if report.undated else ""
    out.print(
        f"{counts}, {len(report.failed)} failed.{undated} {report.embedded} passages embedded in {report.seconds:.1f} s.", markup=False
    )


def _print_unread(languages: Mapping[str, int], settings: "IndexSettings") -> None:
    from assistant.languages import unread_articles

    if settings.embedding_model is None and (line := unread_articles(languages, ["DATELINE_EMBEDDING_MODEL", "DATELINE_READER_MODEL"])):
        err.print(f"dateline: {line}", markup=False)


def _articles(count: int) -> str:
    return f"{count:,} article{'' if count == 1 else 's'}"


def _megabytes(size: int) -> str:
    return f"{size / 2**20:.1f} MB"
