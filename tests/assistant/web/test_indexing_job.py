"""Indexing in the background: one run at a time, watched, stopped, asked back, and answered from when it is done."""

import dataclasses
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT
from generated_articles import write_articles
from held_embedder import A_BATCH, HeldEmbedder

from assistant import Assistant
from assistant.web.indexing_job import IndexingJob, IndexingRequest, IndexingState, sparing_a_core, typed_folder
from assistant.web.uploads import uploads_folder
from index import Embedder, Failure, Filters, IndexReport, IndexSettings
from index.errors import FolderError, IndexBusy
from index.writer_lock import writer_lock


@pytest.fixture
def job(asked: Assistant, embedder: HeldEmbedder) -> Iterator[IndexingJob]:
    job = IndexingJob(asked)
    yield job
    embedder.held.set()
    job.wait()


def ended(job: IndexingJob, folder: Path | str | None, **options: bool) -> IndexingState:
    """The state at the end of a run."""
    job.start(IndexingRequest(None if folder is None else str(folder), **options))
    return job.wait()


def test_a_job_is_idle_at_first(job: IndexingJob) -> None:
    assert job.state == IndexingState("idle")
    assert job.wait() == IndexingState("idle")


def test_a_run_ends_with_its_report_and_its_articles_are_answered_from(job: IndexingJob, asked: Assistant, news: Path) -> None:
    before = asked.archive
    (news / "harbour.txt").write_text("2024-06-01\nThe harbour of Besmera froze over. Nobody sailed.", "utf-8")
    (news / "broken.txt").write_bytes(b"\0\1\2\3" * 50)
    (news / "00000.md").unlink()
    state = ended(job, news)
    assert state.report
    expected = IndexReport(1, 0, 1, 3, (), {}, 0, 1, 0, formats={"text": 1}, languages={"en": 1})
    report = dataclasses.replace(state.report, failed=(), seconds=0)
    assert (state.phase, state.stage, report) == ("done", "opening", expected)
    assert [failure.file for failure in state.report.failed] == ["broken.txt"]
    assert isinstance(state.report.failed[0], Failure)
    assert asked.archive is not before
    assert asked.ask("Where did the harbour freeze?").citations[0].file == "harbour.txt"


def test_questions_are_answered_while_a_run_is_under_way(job: IndexingJob, asked: Assistant, embedder: HeldEmbedder, news: Path) -> None:
    (news / "harbour.txt").write_text("The harbour of Besmera froze over. Nobody sailed.", "utf-8")
    embedder.held.clear()
    job.start(IndexingRequest(str(news)))
    embedder.waiting.acquire()
    assert {passage.passage.article_id for passage in asked.ask("Who counted the harbour board?").passages} <= {
        f"0000{number}.md" for number in range(4)
    }
    assert job.state.under_way
    embedder.held.set()
    assert job.wait().phase == "done"


def test_a_second_run_is_refused_while_one_is_under_way(job: IndexingJob, embedder: HeldEmbedder, news: Path) -> None:
    write_articles(news, 6)
    embedder.held.clear()
    job.start(IndexingRequest(str(news)))
    with pytest.raises(IndexBusy, match=r"^Indexing is under way already: wait until it is done, or cancel it\.$"):
        job.start(IndexingRequest(str(news)))
    embedder.held.set()
    assert job.wait().phase == "done"
    assert ended(job, news).phase == "done"


def test_progress_is_told(job: IndexingJob, embedder: HeldEmbedder, news: Path) -> None:
    write_articles(news, 50)
    embedder.held.clear()
    job.start(IndexingRequest(str(news)))
    embedder.waiting.acquire()
    state = job.state
    assert (state.phase, state.stage, state.done, state.total, state.passages) == ("running", "articles", 35, 50, 0)
    assert 0.68 < state.share < 0.72


def test_rate_and_time_left_are_told_once_they_can_be(asked: Assistant, news: Path) -> None:
    write_articles(news, 14)
    seconds = iter(range(0, 1000, 2))
    seen: list[IndexingState] = []

    class Watched(IndexingJob):
        def _change(self, **changes: object) -> None:
            super()._change(**changes)
            seen.append(self.state)

    job = Watched(asked, clock=lambda: float(next(seconds)))
    assert ended(job, news).phase == "done"
    told = [(state.stage, state.done, state.total, state.rate, state.left and round(state.left)) for state in seen]
    # Fourteen files take two seconds each, and are embedded after the last; then twenty vectors are stored at once.
    assert told[:2] == [("articles", 1, 14, 0.0, 26.0), ("articles", 2, 14, 0.0, 24.0)]
    assert told[13:] == [
        ("articles", 14, 14, 0.0, 0.0),
        ("vectors", 20, 20, 10.0, 0.0),
        ("opening", 0, 0, None, None),
        ("opening", 0, 0, None, None),
    ]


def test_a_cancelled_run_stops_and_keeps_what_was_indexed(job: IndexingJob, asked: Assistant, embedder: HeldEmbedder, news: Path) -> None:
    write_articles(news, 80)
    embedder.held.clear()
    embedder.free = A_BATCH
    job.start(IndexingRequest(str(news)))
    embedder.waiting.acquire()
    job.cancel()
    assert job.state.phase == "stopping"
    embedder.held.set()
    state = job.wait()
    told = "Stopped. What was indexed so far is kept; index again to go on."
    assert (state.phase, state.message, state.report) == ("stopped", told, None)
    assert asked.summary().articles == 36  # the 4 there were, and 32 of two passages each
    assert len(asked.archive.nearest("mayor", 100, Filters())) == asked.summary().passages == 72
    assert asked.notices == ()
    assert ended(job, news).phase == "done"
    assert asked.summary().articles == 80


def test_a_cancelled_rebuild_leaves_the_index_as_it_was(job: IndexingJob, asked: Assistant, embedder: HeldEmbedder, news: Path) -> None:
    write_articles(news, 80)
    embedder.held.clear()
    job.start(IndexingRequest(str(news), rebuild=True))
    embedder.waiting.acquire()
    job.cancel()
    embedder.held.set()
    state = job.wait()
    assert (state.phase, state.message) == ("stopped", "Stopped. The index is as it was before.")
    assert asked.summary().articles == 4


def test_cancelling_what_is_not_under_way_does_nothing(job: IndexingJob, news: Path) -> None:
    job.cancel()
    assert job.state.phase == "idle"
    ended(job, news)
    job.cancel()
    assert job.state.phase == "done"


def test_another_folder_is_added_and_replaces_nothing(job: IndexingJob, asked: Assistant, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "ferries.txt").write_text("Nine ferries sail from Pellumar. The board said so.", "utf-8")
    state = ended(job, other)
    assert state.report
    assert (state.phase, state.report.added, state.report.removed, asked.summary().articles) == ("done", 1, 0, 5)
    assert asked.ask("How many ferries sail?").citations[0].file == "other//ferries.txt"


def test_everything_is_updated(job: IndexingJob, news: Path) -> None:
    (news / "ferries.txt").write_text("Nine ferries sail from Pellumar. The board said so.", "utf-8")
    job.start(IndexingRequest(everything=True))
    report = job.wait().report
    assert report and (report.added, report.unchanged) == (1, 4)


def test_a_source_is_removed(job: IndexingJob, asked: Assistant, news: Path, tmp_path: Path) -> None:
    job.start(IndexingRequest(remove=str(tmp_path / "other")))
    assert job.wait().message == "…/other is no source of this archive. Those there are: …/news."
    job.start(IndexingRequest(remove=str(news)))
    state = job.wait()
    told = "Removed from the index: 4 articles. The files are where they were."
    assert (state.phase, state.message, asked.summary().articles) == ("done", told, 0)


def test_an_emptied_folder_is_told_and_keeps_its_articles(job: IndexingJob, asked: Assistant, news: Path) -> None:
    for file in news.iterdir():
        file.unlink()
    state = ended(job, news)
    told = "…/news holds none of its 4 indexed articles any more; nothing was changed. Bring them back, or run `dateline remove …/news`."
    assert (state.phase, state.message, asked.summary().articles) == ("failed", told, 4)


def test_a_rebuild_embeds_everything_again(job: IndexingJob, embedder: HeldEmbedder, news: Path) -> None:
    embedder.seen.clear()
    state = ended(job, news, rebuild=True)
    assert state.report
    assert (state.report.added, state.report.embedded, len(embedder.seen)) == (4, 8, 8)


def test_uploaded_files_are_a_folder_of_their_own(job: IndexingJob, asked: Assistant, settings: IndexSettings) -> None:
    state = ended(job, None)
    assert (state.phase, state.message) == ("failed", "No files were uploaded yet: choose some first.")
    folder = uploads_folder(settings.index_dir)
    folder.mkdir()
    (folder / "ferries.txt").write_text("Nine ferries sail from Pellumar. The board said so.", "utf-8")
    assert ended(job, None).phase == "done"
    assert [source.address for source in asked.archive.sources()][1] == str(folder)
    assert asked.ask("How many ferries sail?").citations[0].file == "index-uploads//ferries.txt"


HOLDER = """
import sys
from pathlib import Path
from index.writer_lock import writer_lock
with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_another_process_that_writes_is_told_in_one_line(job: IndexingJob, settings: IndexSettings, news: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(settings.index_dir)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout and other.stdin
        assert other.stdout.readline() == "held\n"
        state = ended(job, news)
        other.stdin.close()
    assert state.phase == "failed" and state.message
    assert state.message.startswith(f"The index is being written by process {other.pid} since ")
    assert state.message.endswith(": wait until it is done, or stop it.")
    with writer_lock(settings.index_dir):
        pass
    assert ended(job, news).phase == "done"


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("{tmp}/nowhere", "{tmp}/nowhere does not exist"),
        (" /dev/null ", "/dev/null is not a folder"),
        ("news", "news is not a whole path: begin with / or ~."),
        ("../news", "../news is not a whole path: begin with / or ~."),
        ("~/no such folder here", "~/no such folder here does not exist"),
        ("~nobody-at-all/x", "~nobody-at-all/x does not exist."),
        ("/a\0b", "/ab is not a whole path: begin with / or ~."),
        ("{tmp}/index", "{tmp}/index is the index folder itself: name the folder of articles."),
        ("/<img src=x>\u202e\n/tmp", "/<img src=x> /tmp does not exist"),
    ],
)
def test_a_folder_that_cannot_be_indexed_is_told_with_what_was_typed_and_no_other_path(
    job: IndexingJob, tmp_path: Path, typed: str, line: str
) -> None:
    state = ended(job, typed.format(tmp=tmp_path))
    assert (state.phase, state.message) == ("failed", line.format(tmp=tmp_path))


def failing(error: Exception) -> Callable[[Sequence[str]], np.ndarray]:
    def embed(texts: Sequence[str]) -> np.ndarray:
        raise error

    return embed


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (ZeroDivisionError("in /srv/somebody/secret.py"), "Something went wrong; see the terminal."),
        (OSError(28, "No space left on device", "/srv/somebody/index"), "The index cannot be written: No space left on device."),
        (FolderError("/srv/somebody/news is gone"), "…/news is gone"),
    ],
)
def test_what_breaks_is_told_in_one_line_without_a_path(
    job: IndexingJob, asked: Assistant, embedder: HeldEmbedder, settings: IndexSettings, error: Exception, line: str
) -> None:
    folder = uploads_folder(settings.index_dir)
    folder.mkdir()
    (folder / "ferries.txt").write_text("Nine ferries sail from Pellumar.", "utf-8")
    embedder.embed_passages = failing(error)  # type: ignore[method-assign]
    state = ended(job, None)
    assert (state.phase, state.message) == ("failed", line)
    assert asked.ask("Who counted?").passages


def test_indexing_leaves_a_core_to_answering_and_loads_no_second_model(minilm: Embedder) -> None:
    spared = [sparing_a_core(minilm, threads) for threads in (1, 2, 8)]
    assert [one._encoder._threads for one in spared] == [1, 1, 7]  # type: ignore[attr-defined]
    assert all(one._encoder._session is minilm._encoder._session for one in spared)  # type: ignore[attr-defined]


def test_a_folder_may_begin_at_home() -> None:
    assert typed_folder("~/news/") == Path.home() / "news"
