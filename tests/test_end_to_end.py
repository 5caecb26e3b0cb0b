"""The whole way on real files: read, index, ask."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from offline import refuse_foreign

from assistant import Assistant
from assistant.evaluation import evaluate, read_examples, score
from index import IndexSettings, update_index

SAMPLE = Path(__file__).parent.parent / "assistant" / "sample"


@pytest.fixture(scope="module")
def offline(tmp_path_factory) -> tuple[subprocess.CompletedProcess[str], Path | None]:
    """Indexing, asking and a chat session of hostile questions in a child process, and the system's calls where they may be watched."""
    folder = tmp_path_factory.mktemp("offline")
    asking = [sys.executable, "-P", str(Path(__file__).parent / "offline.py"), str(SAMPLE / "articles")]
    traced = ["strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o", str(folder / "trace")]
    may_trace = shutil.which("strace") and subprocess.run(["strace", "-qq", "-o", os.devnull, "true"]).returncode == 0
    question = "How many clocks does the museum own?"
    command = [*(traced if may_trace else []), *asking, str(folder / "index"), question]
    return subprocess.run(command, capture_output=True, text=True), folder / "trace" if may_trace else None


def test_nothing_is_looked_up_or_connected_to_off_the_machine(offline):
    done, _ = offline
    assert done.stdout.count("430 clocks") >= 2, done.stderr


def test_no_library_connects_off_the_machine_behind_pythons_back(offline):
    """ONNX Runtime's telemetry, for one, is native code: the system's calls are watched, for seconds after the answer."""
    _, trace = offline
    if trace is None:
        pytest.skip("strace is not installed (apt-get install strace), or may not watch here")
    lines = trace.read_text("utf-8", "replace").splitlines()
    assert any("AF_INET" in line for line in lines)  # the page's own
    assert [line for line in lines if "AF_INET" in line and "127.0.0.1" not in line and "::1" not in line] == []


@pytest.mark.parametrize("event", [("socket.connect", (None, ("192.0.2.1", 80))), ("socket.getaddrinfo", ("hub.example", 443))])
def test_the_check_for_connections_can_fail(event):
    with pytest.raises((RuntimeError, ValueError)):
        refuse_foreign(*event)


def test_the_sample_questions_are_sound():
    """Each piece of evidence stands in its file, and an accepted string with it."""
    for line in (SAMPLE / "questions.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        texts = {e["file"]: (SAMPLE / "articles" / e["file"]).read_text("utf-8") for e in record["evidence"]}
        assert all(e["sentence_starts"] in texts[e["file"]] for e in record["evidence"]), record["id"]
        assert bool(texts) == record["answerable"]
        found = any(accept.casefold() in " ".join(texts.values()).casefold() for accept in record["accept"])
        assert found == record["answerable"], record["id"]


def test_the_sample_questions_are_scored_and_every_citation_is_valid(sample_index, minilm):
    assistant = Assistant(sample_index, embedder=minilm)
    run = evaluate(assistant, read_examples(SAMPLE / "questions.jsonl"))
    scores = {score.name: score for score in run.summary.scores}
    assistant.close()
    assert (scores["citation_validity"].value, scores["hit@5"].value) == (1.0, 1.0)
    # Floors under what is measured (.93, .74; support by the quotes of what is quoted): a change that loses answers is seen.
    assert scores["hit@1"].value >= 0.85 and scores["answer_accuracy"].value >= 0.65
    assert scores["citation_recall"].value >= 0.85 and scores["number_precision"].value == 1.0
    assert (scores["hit@1"].count, scores["rejection_rate"].count) == (27, 13)
    assert citations(run.results) == (scores["citation_recall"].value, scores["citation_precision"].value)
    assert all(wrong < right - 0.5 for wrong, right in zip(citations(shuffled(run.results)), citations(run.results), strict=True))
    assert citations(without_the_first(run.results))[0] < scores["citation_recall"].value - 0.5


def citations(results):
    """Mean citation recall and precision of the answers, scored again."""
    again = score([result.response for result in results], [result.example for result in results]).summary.scores
    values = {found.name: found.value for found in again}
    return values["citation_recall"], values["citation_precision"]


def shuffled(results):
    """Each answer with the quotes of the answer before it."""
    given = [result for result in results if result.response.citations]
    texts = [result.response.citations[0].text for result in given]
    return [
        replace(result, response=replace(result.response, citations=tuple(replace(c, text=text) for c in result.response.citations)))
        for result, text in zip(given, [texts[-1], *texts[:-1]], strict=True)
    ]


def without_the_first(results):
    """Each answer without its first citation."""
    given = [result for result in results if result.response.citations]
    return [replace(result, response=replace(result.response, citations=result.response.citations[1:])) for result in given]


def test_seeds_are_answered_with_file_date_and_quote(shared, tmp_path, minilm):
    update_index(shared / "seeds", IndexSettings(index_dir=tmp_path / "index"), minilm)
    assistant = Assistant(tmp_path / "index", embedder=minilm)
    answers = {
        "How many countries were represented at the conference?": ("51 countries", "000_cefc97ef7a5acf77.txt"),
        "How many nations were represented at the conference?": ("51 nations", "002_7a886ce6fa76d835.txt"),
        "Who founded the NGO Peaceful Planet?": ("McNair", "002_7a886ce6fa76d835.txt"),
    }
    for question, (said, file) in answers.items():
        citation = next(c for c in assistant.ask(question).citations if said in c.quote)
        assert (citation.file, citation.published, citation.source) == (file, date(2024, 12, 5), "Trend")
        assert (shared / "seeds" / file).read_text("utf-8")[citation.start : citation.end] == citation.quote
    assistant.close()


def test_wikinews_is_indexed_whole_and_a_second_run_embeds_nothing(shared, tmp_path, hashing):
    settings = IndexSettings(index_dir=tmp_path / "index")
    first = update_index(shared / "articles" / "wikinews", settings, hashing)
    assert (first.added, first.failed, first.undated) == (294, (), 0)
    second = update_index(shared / "articles" / "wikinews", settings, hashing)
    expected = replace(first, added=0, unchanged=294, embedded=0, formats={}, seconds=second.seconds)
    assert replace(second, languages=first.languages) == expected
