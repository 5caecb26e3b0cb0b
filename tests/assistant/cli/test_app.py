import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from command_line import dateline
from malformed import write_malformed
from rich.console import Console
from scripted_web import Item, ScriptedWeb, gives, rss

from assistant import Answer, Citation, Sentence
from assistant.cli import printing
from index import Failure, IndexReport, Watched, watching
from index.dating.clock import time_of_day
from index.rows import Withdrawal

ROOT = Path(__file__).parent.parent.parent.parent
SAMPLE = ROOT / "assistant" / "sample"


@pytest.fixture
def two_articles(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text(" date 2024-03-13 Six people died in a fire at the harbour of Pellumar, Osvarin reports.", "utf-8")
    (folder / "b.txt").write_text(" date 2024-03-15 The harbour of Pellumar was opened again to ships.", "utf-8")
    return folder


def test_index_reports_what_it_did_and_ask_answers(tmp_path, two_articles):
    first = dateline("index", two_articles, "--index-dir", tmp_path / "i")
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.startswith("2 added, 0 changed, 0 removed, 0 unchanged, 0 failed. 2 passages embedded in ")
    (two_articles / "b.txt").unlink()
    second = dateline("index", two_articles, "--index-dir", tmp_path / "i")
    assert second.stdout.startswith("0 added, 0 changed, 1 removed, 1 unchanged, 0 failed. 0 passages embedded in ")
    answer = dateline("ask", "How many people died in the fire at the harbour?", "--index-dir", tmp_path / "i")
    quote = "Six people died in a fire at the harbour of Pellumar, Osvarin reports."
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout == f"{quote} [1]\n\n[1] a.txt, Wednesday, 2024-03-13, Osvarin\n    “{quote}”\n"


def test_sources_are_added_listed_and_removed(tmp_path, two_articles):
    (tmp_path / "wire.jsonl").write_text('{"text": "The ferry Oslind sank off Jolmet.", "date": "2024-05-02"}', "utf-8")
    there = ("--index-dir", tmp_path / "i")
    assert dateline("index", two_articles, tmp_path / "wire.jsonl", *there).stdout.startswith("3 added,")
    assert dateline("index", *there).stdout.startswith("0 added, 0 changed, 0 removed, 3 unchanged, 0 failed.")
    listed = dateline("sources", *there).stdout.splitlines()
    assert [line.rsplit(", updated ")[0] for line in listed] == [
        f"{two_articles}: 2 articles, newest 2024-03-15",
        f"{tmp_path}/wire.jsonl: 1 article, newest 2024-05-02",
    ]
    (tmp_path / "wire.jsonl").unlink()
    again = dateline("index", *there)
    told = f"not indexed: {tmp_path}/wire.jsonl: does not exist; its articles are kept\n"
    assert (again.returncode, again.stderr) == (3, told)
    assert dateline("sources", *there).stdout.endswith("; it is not there, and its articles are kept\n")
    assert "FAIL sources: " in dateline("doctor", *there).stdout
    removed = dateline("remove", tmp_path / "wire.jsonl", *there)
    assert (removed.returncode, removed.stdout) == (0, f"Removed from the index: {tmp_path}/wire.jsonl, 1 article.\n")
    refused = dateline("remove", tmp_path / "wire.jsonl", *there)
    assert refused.returncode == 1 and refused.stderr.endswith(f"is no source of this archive. Those there are: {two_articles}.\n")


def test_a_feed_is_added_by_its_address_listed_and_removed(tmp_path, two_articles):
    there = ("--index-dir", tmp_path / "i")
    with ScriptedWeb({"/feed.xml": gives(rss([Item("ferry", "The ferry Oslind sank off Jolmet.")]))}) as web:
        added = dateline("index", web.url(), *there)
        told = f"asked: {web.host} (not on the public internet)\nread: 1 feed\n"
        assert (added.returncode, added.stderr, added.stdout[:8]) == (0, told, "1 added,")
        assert dateline("sources", *there).stdout.startswith(f"{web.url()}: 1 article, newest 2024-12-05, updated ")
        web.replies.clear()
        dateline("index", two_articles, *there)
        failing = dateline("index", *there)
        assert (failing.returncode, failing.stderr.splitlines()[1]) == (
            3,
            f"not indexed: {web.url()}: answers 404 (Not Found); its articles are kept",
        )
        new = dateline("index", web.url("/new"), *there)
        assert (new.returncode, new.stderr) == (1, f"dateline: {web.url('/new')} answers 404 (Not Found).\n")
        refused = dateline("index", "https://ana:secret@example.org/", *there)
        assert refused.returncode == 1 and "secret" not in refused.stderr
        removed = dateline("remove", web.url(), *there)
        assert (removed.returncode, removed.stdout) == (0, f"Removed from the index: {web.url()}, 1 article.\n")


def test_watch_tells_each_update_in_a_line(tmp_path, monkeypatch):
    report = IndexReport(2, 1, 0, 5, (Failure("bad.pdf", "not a PDF"),), {}, 0, 3, 0.1)

    def seen(settings, embedder, *, every):
        assert (settings.index_dir, every) == (tmp_path / "i", 300.0)
        yield Watched("/news", report)
        yield Watched("https://example.org/feed.xml", message="answers 503 (Service\x1b Unavailable)")
        raise KeyboardInterrupt

    monkeypatch.setattr(watching, "watch", seen)
    done = dateline("watch", "--every", 5, "--index-dir", tmp_path / "i")
    assert [line[6:] for line in done.stdout.splitlines()] == [
        "/news: +2 ~1 -0, 1 not indexed: bad.pdf: not a PDF",
        "https://example.org/feed.xml: answers 503 (Service\\x1b Unavailable)",
    ]
    assert (done.returncode, done.stderr) == (130, f"dateline: following the sources of {tmp_path}/i; Ctrl-C ends it.\n")


def test_archives_stand_side_by_side_and_are_listed(tmp_path, two_articles):
    home = {"XDG_DATA_HOME": str(tmp_path / "data")}
    assert dateline("archives", **home).stdout == ""
    for name in ("besmera", "wire"):
        assert dateline("index", two_articles, "--archive", name, **home).returncode == 0
        (two_articles / "b.txt").unlink(missing_ok=True)
    (tmp_path / "data" / "dateline" / "archives" / "torn" / "index").mkdir(parents=True)
    (tmp_path / "data" / "dateline" / "archives" / "torn" / "index" / "catalog.sqlite").write_bytes(b"no catalog" * 500)
    besmera, torn, wire = dateline("archives", **home).stdout.splitlines()
    assert (besmera, wire) == ("besmera: 2 articles, newest 2024-03-15", "wire: 1 article, newest 2024-03-13")
    assert torn.startswith("torn: The catalog ")
    question = "How many people died in the fire at the harbour?"
    assert "[1] a.txt" in dateline("ask", question, "--archive", "wire", **home).stdout
    assert "articles:        1 from " in dateline("status", "--archive", "wire", **home).stdout
    for bad in ("../wire", "", "-x", "a/b"):
        refused = dateline("status", f"--archive={bad}", **home)
        assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert dateline("status", "--archive", "wire", "--index-dir", tmp_path).returncode == 2


def test_ask_json_prints_the_answer_as_one_object(sample_index):
    done = dateline("ask", "How many clocks does the museum at Ystrel own?", "--json", DATELINE_INDEX_DIR=str(sample_index))
    answer = json.loads(done.stdout)
    assert done.stdout.count("\n") == 1
    assert list(answer) == [
        *(
            "id",
            "question",
            "asked",
            "kind",
            "text",
            "short",
            "highlights",
            "abstained",
            "confidence",
            "sure",
            "answerability",
            "answered_by",
            "notices",
            "time_frame",
            "values",
            "sentences",
            "newest_evidence",
            "newest_article",
            "citations",
            "others",
            "articles",
            "passages",
            "seconds",
        ),
    ]
    assert (answer["id"], answer["abstained"], answer["answered_by"]) == (None, False, "reader")
    places = ["start", "end", "answer_start", "answer_end"]
    known = ["number", "file", "published", "source", "quote", *places, "speaker", "told_of", "time", "also_in", "withdrawn", "url"]
    assert list(answer["citations"][0]) == known
    assert list(answer["passages"][0]) == ["file", "published", "start", "end", "text", "score"]
    cited = answer["citations"][0]
    text = (SAMPLE / "articles" / cited["file"]).read_text("utf-8")
    assert (cited["file"], cited["published"]) == ("050_9c4e1f.txt", None)
    assert text[cited["start"] : cited["end"]] == cited["quote"]


def printed(monkeypatch, answer: Answer, *, terminal: bool) -> str:
    colors = "standard" if terminal else "auto"
    console = Console(file=StringIO(), force_terminal=terminal, color_system=colors, highlight=False, soft_wrap=True)
    monkeypatch.setattr(printing, "out", console)
    printing.print_answer(answer)
    return console.file.getvalue()


def test_the_words_that_answer_are_bold_on_a_terminal_only(monkeypatch):
    forum = Sentence("The forum opened today [21 September 2023].", (2,), ((17, 42),))
    answer = Answer("?", (Sentence("Delegates of 51 countries came.", (1,), ((13, 25),)), forum), (), (), abstained=False, confidence=0.9)
    bold = "Delegates of \x1b[1m51 countries\x1b[0m came. [1] The forum opened \x1b[1mtoday [21 September 2023]\x1b[0m. [2]\n"
    assert printed(monkeypatch, answer, terminal=True) == bold
    assert printed(monkeypatch, answer, terminal=False) == answer.text + "\n"


def test_an_article_cannot_steer_the_terminal_or_rich_through_a_highlight(monkeypatch):
    text = "\x1b[31mA [bold]forged[/bold] :cat: \u202ename[/] [link=x]y"
    answer = Answer("?", (Sentence(text, highlights=((5, 13), (24, 40))),), (), (), abstained=False, confidence=0.9)
    shown = printed(monkeypatch, answer, terminal=False)
    assert shown == "\\x1b[31mA [bold]forged[/bold] :cat: \\u202ename[/] [link=x]y\n"
    assert printed(monkeypatch, answer, terminal=True).replace("\x1b[1m", "").replace("\x1b[0m", "") == shown


def test_where_an_article_was_published_stands_below_its_quote(monkeypatch):
    cited = Citation(1, "a.txt", date(2024, 9, 12), None, "Six died.", 0, 9, url="https://wire.example/\u202efire")
    answer = Answer("?", (Sentence("Six died.", (1,)),), (cited,), (), abstained=False, confidence=0.9)
    shown = printed(monkeypatch, answer, terminal=False)
    assert "“Six died.”\n    https://wire.example/\\u202efire\n" in shown


def test_an_empty_folder_is_told_and_no_success(tmp_path):
    (tmp_path / "articles").mkdir()
    done = dateline("index", tmp_path / "articles", "--index-dir", tmp_path / "i")
    assert (done.returncode, done.stderr) == (1, "dateline: nothing could be read.\n")


def test_the_whole_report_goes_to_a_file(tmp_path, two_articles):
    (two_articles / "c.txt").write_text("")
    done = dateline("index", two_articles, "--index-dir", tmp_path / "i", "--report", tmp_path / "report.json")
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert (done.returncode, report["added"], report["formats"], report["languages"]) == (3, 2, {"text": 2}, {"en": 2})
    assert report["failed"] == [{"file": "c.txt", "reason": "empty"}]


def test_an_unsure_answer_says_so_and_offers_the_next_best(monkeypatch):
    other = Citation(0, "b.txt", date(2024, 9, 12), None, "Eight died.", 0, 11)
    answer = Answer("?", (Sentence("Six died.", (1,)),), (), (), abstained=False, confidence=0.3, others=(other,))
    assert printed(monkeypatch, answer, terminal=False) == (
        "Six died. [1]\n\nUnsure: check it. It may also be:\n  \u201cEight died.\u201d (b.txt, Thursday, 2024-09-12)\n"
    )


def test_a_citation_shows_its_hour_and_what_took_it_back(monkeypatch):
    facts = (1, "a.txt", date(2024, 9, 12), "Osvarin", "Six died.", 0, 9)
    cited = Citation(*facts, time=time_of_day("21:10:00", "Z"), withdrawn=Withdrawal("b.txt", "correction"))
    shown = printed(monkeypatch, Answer("?", (Sentence("Six died.", (1,)),), (cited,), (), abstained=False), terminal=False)
    assert "[1] a.txt, Thursday, 2024-09-12, 21:10, Osvarin\n" in shown and "    corrected by: b.txt\n" in shown


def test_a_sentence_that_is_hardly_supported_is_told_with_the_words_that_were_not_found(monkeypatch):
    weak = Sentence("It opened on Friday.", (1,), support=0.3, missing=("Friday",), closing=1)
    answer = Answer("?", (weak, Sentence("It shut.", (1,), support=0.9)), (), (), abstained=False, confidence=0.9)
    said = "It opened on Friday [1]. It shut. [1]"
    weakly = "Weakly supported by what it cites: \u201cIt opened on Friday [1].\u201d Not found: Friday."
    assert printed(monkeypatch, answer, terminal=False) == f"{said}\n\n{weakly}\n"


def test_ask_declines_with_exit_code_0(sample_index):
    done = dateline("ask", "How many moons does Jupiter have?", "--index-dir", sample_index)
    assert done.returncode == 0
    assert done.stdout.startswith("I found no sentence that answers this.\n\nNearest passages:\n")


def test_status_and_doctor_of_a_sound_index(sample_index):
    status = dateline("status", "--index-dir", sample_index)
    assert status.returncode == 0
    assert "published:       2023-02-07 to 2025-09-18" in status.stdout
    assert "newest article:  Thursday, 2025-09-18" in status.stdout
    assert status.stdout.endswith("health:          ok\n")
    doctor = dateline("doctor", "--index-dir", sample_index)
    assert doctor.stdout == "ok   catalog\nok   embedding model\nok   vector store\nok   sources\nok   files\n"


def test_malformed_files_are_a_line_each_the_rest_is_answered_and_the_exit_code_says_so(tmp_path):
    bad, good = write_malformed(tmp_path / "articles")
    done = dateline("index", tmp_path / "articles", "--index-dir", tmp_path / "i")
    assert done.returncode == 3
    named = [line for line in done.stderr.splitlines() if line.startswith("not indexed: ")]
    assert len(named) == len(bad) >= 40
    assert f" {len(bad)} failed." in done.stdout and done.stdout.startswith(f"{len(good)} added,")
    assert str(tmp_path) not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_of_which_nothing_can_be_read_is_exit_code_1_and_what_was_done_to_read_files_is_told(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.dat").write_bytes(b"\0\1")
    done = dateline("index", folder, "--index-dir", tmp_path / "i")
    assert done.returncode == 1
    assert "not indexed: a.dat: binary, not text\n" in done.stderr
    assert done.stderr.endswith("dateline: nothing could be read.\n")
    (folder / "b.csv").write_bytes("title,text\nCafé,The café opened.\n".encode("cp1252"))
    done = dateline("index", folder, "--index-dir", tmp_path / "i")
    assert done.returncode == 3
    assert "read as CP1252: b.csv\nread: 1 table\n" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("ask", "Who?", "--index-dir", "{tmp}/none"), 1, "dateline: There is no index in {tmp}/none: run `dateline index FOLDER` first"),
        (("index", "{tmp}/none", "--index-dir", "{tmp}/i"), 1, "dateline: "),
        (("ask", " ", "--index-dir", "{tmp}/none"), 1, "dateline: The question is empty: ask in words."),
        (("evaluate", "{tmp}/none.jsonl"), 1, "dateline: {tmp}/none.jsonl cannot be read"),
        (("status", "--index-dir", "{tmp}/none"), 1, "dateline: There is no index in {tmp}/none"),
        (("doctor", "--index-dir", "{tmp}/none"), 1, ""),
    ],
)
def test_what_the_user_can_mend_is_one_line(tmp_path, arguments, code, message):
    done = dateline(*(argument.format(tmp=tmp_path) for argument in arguments))
    assert done.returncode == code
    assert done.stderr.startswith(message.format(tmp=tmp_path)) and done.stderr.count("\n") <= 1


def test_a_bad_date_is_a_usage_error():
    done = dateline("ask", "Who?", "--since", "05/12/2024")
    assert done.returncode == 2 and "'05/12/2024'" in done.stderr


def test_an_unknown_setting_is_named():
    done = dateline("status", DATELINE_INDEXDIR="x")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("dateline: DATELINE_INDEXDIR is not a setting. Those there are: DATELINE_CHAT_PASSWORD, ")


def test_a_file_name_cannot_steer_the_terminal(tmp_path, two_articles):
    (two_articles / "\x1b[31mred\u202e.txt").write_bytes(b"\xff\xfe\x00")
    done = dateline("index", two_articles, "--index-dir", tmp_path / "i")
    assert done.returncode == 3
    assert "\x1b" not in done.stderr and "\u202e" not in done.stderr


def test_every_command_is_in_the_readme():
    done = dateline("--help")
    readme = (ROOT / "README.md").read_text("utf-8")
    for command in (*("index", "sources", "remove", "archives", "ask", "chat"), *("evaluate", "score", "compare"), "status", "doctor"):
        assert command in done.stdout
        assert f"dateline {command}" in readme


def test_relative_words_count_from_the_day_given(sample_index):
    question = "How many countries were represented at last year's Upland Rivers Forum?"
    done = dateline("ask", question, "--as-of", "2024-10-01", "--json", DATELINE_INDEX_DIR=str(sample_index))
    frame = json.loads(done.stdout)["time_frame"]
    assert frame == {
        "text": "last year",
        "since": "2023-01-01",
        "until": "2023-12-31",
        "order": None,
        "as_of": "2024-10-01",
        "anchored": "given",
    }


def test_the_time_asked_about_is_printed_with_who_says_it(sample_index):
    question = "How many people were killed in the Pellumar explosion, as of March 14, 2024?"
    done = dateline("ask", question, DATELINE_INDEX_DIR=str(sample_index))
    assert "\nTime asked about: the latest, until 14 March 2024\n" in done.stdout
    assert "    said by: " in done.stdout


def test_a_bad_day_to_count_from_is_one_line(sample_index):
    done = dateline("ask", "How many came last year?", "--as-of", "last spring", DATELINE_INDEX_DIR=str(sample_index))
    assert done.returncode == 2 and "--as-of is 'last spring': give a date as YYYY-MM-DD." in " ".join(
        done.stderr.replace("│", " ").split()
    )
