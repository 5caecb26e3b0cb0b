"""Readers from Hugging Face models: tiny random ones from disk, and models of known logits."""

import math
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import (
    BertConfig,
    BertForMaskedLM,
    BertForQuestionAnswering,
    BertForSequenceClassification,
    BertModel,
    PreTrainedTokenizerFast,
    RobertaConfig,
    RobertaForQuestionAnswering,
)

from assistant import Reading, ScoredPassage
from assistant.errors import ReaderError
from assistant.reading.transformers_reader import CrossEncoderReader, PairModel, QuestionAnsweringReader, load_transformers_reader
from index import Passage

ROOT = Path(__file__).parents[3]
ARTICLE = (
    "Pellumar harbour reopens\n\nThe harbour of Pellumar was opened again to ships on Friday. Six people died in a fire there in March.\n\n"
    "Dravan Pelisk, the minister for roads, came to Ystrel. He said: “We have built 430 km of roads.” The Ruskelin Wire reports."
)
QUESTION = "How many people died in the fire at Pellumar?"
WORDS = (
    "how many people died in the fire at pellumar harbour of was opened again to ships on friday six a there march "
    "dravan pelisk minister for roads came ystrel he said we have built 430 km ruskelin wire reports who ? . , : “ ”"
).split()
PIECES = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    *WORDS,
    "re",
    "##opens",
    *"abcdeghilnorstuwx",
    *(f"##{c}" for c in "abcdeghilnorstuwxz"),
]
AWKWARD = [
    "",
    " ",
    "\n\n\t",
    "\u200b",
    "\x00\x01",
    "\ud83d",
    "😀👩\u200d👩",
    "北京で会議",
    "." * 700,
    "x" * 3000,
    "six " * 900,
    "\n".join("six" for _ in range(400)),
]


def word_pieces(max_tokens=512) -> PreTrainedTokenizerFast:
    tokenizer = Tokenizer(models.WordPiece({piece: number for number, piece in enumerate(PIECES)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    special = {"unk_token": "[UNK]", "pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]", "mask_token": "[MASK]"}
    names = ["input_ids", "token_type_ids", "attention_mask"]
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=max_tokens, model_input_names=names, **special)


def tiny(**settings) -> BertConfig:
    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 48, "max_position_embeddings": 96}
    return BertConfig(vocab_size=len(PIECES), initializer_range=0.5, **(sizes | settings))


def saved(folder: Path, kind, **settings) -> str:
    torch.manual_seed(7)
    kind(tiny(**settings)).save_pretrained(folder)
    word_pieces().save_pretrained(folder)
    return str(folder)


@pytest.fixture(scope="module")
def question_answering(tmp_path_factory):
    return load_transformers_reader(saved(tmp_path_factory.mktemp("qa"), BertForQuestionAnswering), threads=1)


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cross")
    return load_transformers_reader(saved(folder, BertForSequenceClassification, num_labels=1), threads=1)


@pytest.fixture(params=["question_answering", "cross_encoder"])
def reader(request):
    return request.getfixturevalue(request.param)


def passage(text: str, start=0) -> ScoredPassage:
    return ScoredPassage(Passage(f"p{start}", "a.txt", None, None, text, start, start + len(text)), 1.0)


def of_article() -> list[ScoredPassage]:
    cut = ARTICLE.index("Dravan")
    return [passage(ARTICLE[26 : cut - 2], 26), passage(ARTICLE[cut:], cut)]


class Pointing:
    """A question-answering model of known logits, given by word; all others are -4."""

    def __init__(self, starts: dict[str, float], ends: dict[str, float]) -> None:
        self._scores = [{PIECES.index(word): score for word, score in scores.items()} for scores in (starts, ends)]

    def __call__(self, input_ids, token_type_ids, attention_mask):
        start, end = (torch.tensor([[scores.get(i, -4.0) for i in row] for row in input_ids.tolist()]) for scores in self._scores)
        return SimpleNamespace(start_logits=start, end_logits=end)


def pointing(starts, ends, max_tokens=512) -> QuestionAnsweringReader:
    return QuestionAnsweringReader(PairModel(Pointing(starts, ends), word_pieces(), max_tokens))


def sentences_of(reading: Reading, article=ARTICLE) -> list[str]:
    return [article[span.sentence_start : span.sentence_end] for span in reading.spans]


def test_the_span_the_logits_point_at_is_the_first_with_its_sentence():
    reading = pointing({"six": 9, "[CLS]": 1}, {"people": 8, "[CLS]": 1}).read(QUESTION, of_article())
    first = reading.spans[0]
    assert (first.passage, ARTICLE[first.start : first.end]) == (0, "Six people")
    assert sentences_of(reading)[0] == "Six people died in a fire there in March."
    assert first.probability > 0.99
    assert reading.answerable > 0.99


def test_a_probability_is_the_share_of_the_span_among_all_spans_and_no_answer():
    reading = pointing({"[CLS]": 1.5}, {"[CLS]": 0.5}).read("Who?", [passage("Six ships. Six ships.")])
    spans = 6 * 7 // 2 * math.exp(-8)  # of six tokens, each span with two logits of -4
    assert [span.probability for span in reading.spans] == pytest.approx([math.exp(-8) / (spans + math.exp(2))] * 2)
    assert reading.answerable == pytest.approx(spans / (spans + math.exp(2)))


def test_an_end_before_its_start_and_one_too_far_away_are_no_spans():
    text = "Died ships. " + "On friday " * 20 + "the harbour opened."
    reading = pointing({"ships": 9}, {"died": 9, "harbour": 9}).read(QUESTION, [passage(text)])
    assert not any(text[span.start : span.end].startswith("ships") and "harbour" in text[span.start : span.end] for span in reading.spans)
    assert all(span.start < span.end for span in reading.spans)


def test_spans_of_a_passage_are_at_most_three_in_different_sentences():
    reading = pointing({"ships": 5}, {"ships": 5}).read(QUESTION, [passage("Ships. Six ships came. Ships on Friday. A fire. The ships.")])
    assert len(reading.spans) == 3
    assert len({span.sentence_start for span in reading.spans}) == 3


def test_a_span_across_sentences_runs_from_the_first_to_the_last():
    article = "There was a fire. Six people died. The harbour was opened again. Ships came."
    reading = pointing({"people": 9}, {"harbour": 9}).read(QUESTION, [passage(article)])
    first = reading.spans[0]
    assert article[first.start : first.end] == "people died. The harbour"
    assert sentences_of(reading, article)[0] == "Six people died. The harbour was opened again."


def test_windows_read_a_long_passage_as_one():
    text = (
        "There was a fire. Ships came to Pellumar. We have built roads, he said. " * 12
        + "Six people died. "
        + "On Friday ships came. " * 15
    )
    starts, ends = {"six": 6, "ships": 2, "we": 1, "[CLS]": 3}, {"people": 6, "pellumar": 3, "roads": 4, "[CLS]": 2}
    whole = pointing(starts, ends).read(QUESTION, [passage(text, 5)])
    assert text[whole.spans[0].start - 5 : whole.spans[0].end - 5] == "Six people"
    for max_tokens in (64, 81, 150, 300):
        assert len(PairModel(None, word_pieces(), max_tokens).windows(QUESTION, [text])) > 1
        reading = pointing(starts, ends, max_tokens).read(QUESTION, [passage(text, 5)])
        if max_tokens > 64:  # at 64, two windows share fewer tokens than the longest span has
            assert reading.answerable == pytest.approx(whole.answerable)
            assert [s.probability for s in reading.spans] == pytest.approx([s.probability for s in whole.spans])
        assert (reading.spans[0].start, reading.spans[0].end) == (whole.spans[0].start, whole.spans[0].end)


def test_spans_lie_within_their_sentences_and_are_sorted(reader):
    reading = reader.read(QUESTION, of_article())
    assert {span.passage for span in reading.spans} == {0, 1}
    for span in reading.spans:
        part = of_article()[span.passage].passage
        assert part.start <= span.sentence_start <= span.start < span.end <= span.sentence_end <= part.end
        assert ARTICLE[span.start : span.end] == ARTICLE[span.start : span.end].strip() != ""
        assert 0 <= span.probability <= 1
    probabilities = [span.probability for span in reading.spans]
    assert probabilities == sorted(probabilities, reverse=True)
    assert probabilities[0] <= reading.answerable <= 1


def test_reading_twice_and_in_threads_is_the_same(reader):
    once = reader.read(QUESTION, of_article())
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda _: reader.read(QUESTION, of_article()), range(8))) == [once] * 8


def test_a_cross_encoder_scores_every_sentence_whole(cross_encoder):
    reading = cross_encoder.read(QUESTION, of_article())
    assert sorted(sentences_of(reading)) == [
        "Dravan Pelisk, the minister for roads, came to Ystrel.",
        "He said: “We have built 430 km of roads.”",
        "Six people died in a fire there in March.",
        "The Ruskelin Wire reports.",
        "The harbour of Pellumar was opened again to ships on Friday.",
    ]
    assert all((span.start, span.end) == (span.sentence_start, span.sentence_end) for span in reading.spans)
    assert reading.answerable == reading.spans[0].probability


def test_a_cross_encoders_probability_is_the_sigmoid_of_its_best_window():
    def finds_six(input_ids, token_type_ids, attention_mask):
        has_six = (input_ids == PIECES.index("six")).any(1, keepdim=True)
        return SimpleNamespace(logits=torch.where(has_six, 2.0, -1.0))

    reader = CrossEncoderReader(PairModel(finds_six, word_pieces(), 64))
    reading = reader.read("Who?", [passage("The fire. Then " + "ships and " * 100 + "six ships.")])
    assert [span.probability for span in reading.spans] == pytest.approx([1 / (1 + math.exp(-2)), 1 / (1 + math.exp(1))])


def test_no_passages_and_empty_ones_have_no_spans(reader):
    assert reader.read(QUESTION, []) == Reading((), 0.0)
    assert reader.read(QUESTION, [passage(""), passage(" \n\n ")]) == Reading((), 0.0)


def test_no_text_and_no_question_raises(reader):
    for question in ["", "Who?", "\ud83d Who?", "who " * 2000, "x" * 5000]:
        reading = reader.read(question, [passage(text, 10) for text in AWKWARD])
        assert 0 < reading.answerable <= 1
        assert all(AWKWARD[s.passage][s.start - 10 : s.end - 10].strip() for s in reading.spans)


def test_a_sentence_transformers_cross_encoder_is_read(tmp_path, cross_encoder):
    from sentence_transformers import CrossEncoder

    model = CrossEncoder(saved(tmp_path / "plain", BertForSequenceClassification, num_labels=1))
    model.save_pretrained(str(tmp_path / "saved"))
    reading = load_transformers_reader(str(tmp_path / "saved"), threads=1).read(QUESTION, of_article())
    assert reading == cross_encoder.read(QUESTION, of_article())
    scores = model.predict([(QUESTION, sentence) for sentence in sentences_of(reading)], activation_fn=torch.nn.Sigmoid())
    assert [span.probability for span in reading.spans] == pytest.approx(scores.tolist(), abs=1e-6)


def test_positions_that_count_from_the_padding_on_are_heeded(tmp_path):
    sizes = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 48, "type_vocab_size": 2}
    model = RobertaForQuestionAnswering(RobertaConfig(vocab_size=len(PIECES), max_position_embeddings=66, pad_token_id=0, **sizes))
    model.save_pretrained(tmp_path)
    word_pieces(10**30).save_pretrained(tmp_path)
    reader = load_transformers_reader(str(tmp_path), threads=1)
    assert reader.read(QUESTION, [passage("six ships " * 100)]).spans


def refused(model: str) -> str:
    with pytest.raises(ReaderError) as error:
        load_transformers_reader(model, threads=1)
    assert str(error.value).isprintable()
    return str(error.value)


@pytest.mark.parametrize("name", ["no-such-owner/no-such-model", "no-such-model", "/no/such/folder", "", "a b/c/d", "x" * 400])
def test_a_name_that_is_not_there_is_one_line(name):
    assert refused(name) == f"Reader model {name!r} is neither a folder nor in the cache of Hugging Face: download it first."


def test_a_cached_name_is_loaded_and_no_connection_opened_even_without_the_offline_setting(tmp_path):
    repository = tmp_path / "hub" / "models--owner--tiny"
    saved(repository / "snapshots" / "0a1b", BertForQuestionAnswering)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("0a1b")
    script = (
        "import socket\n"
        "def refuse(*arguments): raise SystemExit('a connection was tried')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from assistant.errors import ReaderError\n"
        "from assistant.reading.transformers_reader import load_transformers_reader\n"
        "print(type(load_transformers_reader('owner/tiny', threads=1)).__name__)\n"
        "try: load_transformers_reader('owner/other', threads=1)\n"
        "except ReaderError as error: print(error)\n"
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    environment = clean | {"HF_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, env=environment)
    lines = [
        "QuestionAnsweringReader",
        "Reader model 'owner/other' is neither a folder nor in the cache of Hugging Face: download it first.",
    ]
    assert (done.returncode, done.stdout.splitlines(), done.stderr) == (0, lines, "")


def test_a_folder_that_holds_no_model_is_one_line(tmp_path):
    assert refused(str(tmp_path)).startswith(f"Reader model '{tmp_path}' cannot be loaded: ")
    (tmp_path / "config.json").write_text("{")
    assert refused(str(tmp_path)).startswith(f"Reader model '{tmp_path}' cannot be loaded: ")


@pytest.mark.parametrize(
    ("kind", "settings", "found"),
    [
        (BertForMaskedLM, {}, "BertForMaskedLM"),
        (BertModel, {}, "BertModel"),
        (BertForSequenceClassification, {"num_labels": 3}, "BertForSequenceClassification with 3 outputs"),
    ],
)
def test_a_model_of_another_kind_is_refused(tmp_path, kind, settings, found):
    remedy = "choose an extractive question-answering model, or a cross-encoder with one output"
    assert refused(saved(tmp_path, kind, **settings)) == f"Reader model '{tmp_path}' is a {found}: {remedy}."


def test_a_model_that_reads_too_little_is_refused(tmp_path):
    folder = saved(tmp_path, BertForQuestionAnswering, max_position_embeddings=31)
    assert refused(folder) == f"Reader model '{folder}' reads 31 tokens, fewer than 32: choose another."


def test_weights_without_the_head_are_refused(tmp_path):
    folder = saved(tmp_path, BertModel)
    config = tmp_path / "config.json"
    config.write_text(config.read_text().replace('"BertModel"', '"BertForQuestionAnswering"'))
    assert refused(folder) == f"Reader model '{folder}' lacks the weights qa_outputs.bias: choose a model that was trained."


def test_pickled_weights_are_never_read(tmp_path):
    folder = saved(tmp_path, BertForQuestionAnswering)
    (tmp_path / "model.safetensors").unlink()
    torch.save(BertForQuestionAnswering(tiny()).state_dict(), tmp_path / "pytorch_model.bin")
    assert "safetensors" in refused(folder)


def test_a_model_that_does_not_fit_its_tokenizer_is_refused(tmp_path):
    folder = saved(tmp_path, BertForQuestionAnswering)
    BertForQuestionAnswering(tiny(type_vocab_size=1)).save_pretrained(folder)
    assert refused(folder).startswith(f"Reader model '{folder}' cannot read a question with a text (")


def test_loading_writes_nothing_to_the_terminal(tmp_path, capfd):
    load_transformers_reader(saved(tmp_path, BertForQuestionAnswering), threads=1)
    capfd.readouterr()
    load_transformers_reader(str(tmp_path), threads=1)
    assert capfd.readouterr() == ("", "")
