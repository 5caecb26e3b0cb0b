import ast
import asyncio
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from llama_index.core.base.llms.types import ChatMessage, ChatResponse, LLMMetadata
from llama_index.core.callbacks import CallbackManager
from llama_index.core.llms import MockLLM
from llama_index.core.schema import MetadataMode

from assistant import NOT_SAID, Assistant
from assistant.errors import LanguageModelError, QuestionError
from assistant.language_model import Message
from assistant.llama_index import DatelineQueryEngine, DatelineRetriever, LlamaIndexModel
from index import Embedder
from index.listening import Gone

ROOT = Path(__file__).parents[2]
QUESTION = "How many people died in the Pellumar explosion?"
UNKNOWN = "Who won the chess world championship in 1972?"
ASKED = [Message("system", "Be brief."), Message("user", "Who?"), Message("assistant", "Ullek."), Message("user", "When?")]
KEY = "sk-secret-123456"


@pytest.fixture(scope="module")
def assistant(sample_index: Path, minilm: Embedder) -> Iterator[Assistant]:
    opened = Assistant(sample_index, embedder=minilm)
    yield opened
    opened.close()


class Scripted(MockLLM):
    """Plays `replies`, raising those that are errors; `asked` is what it was sent."""

    replies: list[Any]
    asked: list[Any] = []
    model: str = "scripted"
    api_key: str = KEY

    def __init__(self, *replies: Any, **fields: Any) -> None:
        super(MockLLM, self).__init__(replies=list(replies), max_tokens=None, callback_manager=CallbackManager([]), **fields)

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(model_name=self.model)

    def stream_chat(self, messages: Any, **_: Any) -> Iterator[ChatResponse]:
        self.asked.append(messages)
        for reply in self.replies:
            if isinstance(reply, Exception):
                raise reply
            yield reply


def says(delta: str | None, text: str = "", raw: Any = None) -> ChatResponse:
    return ChatResponse(message=ChatMessage(role="assistant", content=text), delta=delta, raw=raw)


def as_openai(finish: str | None = None) -> Any:
    """What the llama-index OpenAI integration keeps of a chunk."""
    return SimpleNamespace(choices=[SimpleNamespace(finish_reason=finish)])


def failure(*replies: Any) -> str:
    with pytest.raises(LanguageModelError) as caught:
        list(LlamaIndexModel(Scripted(*replies)).stream(ASKED))
    assert KEY not in "".join(traceback.format_exception(caught.value))
    return str(caught.value)


# The retriever


def test_nodes_are_the_passages_of_the_assistant(assistant):
    found = assistant.retrieve(QUESTION)
    nodes = DatelineRetriever(assistant).retrieve(QUESTION)
    assert [(node.node_id, node.text, node.score) for node in nodes] == [(s.passage.id, s.passage.text, s.score) for s in found]
    passage = found[0].passage
    assert passage.published is not None
    assert nodes[0].metadata == {
        "file": passage.article_id,
        "published": passage.published.isoformat(),
        "source": passage.source,
        "start": passage.start,
        "end": passage.end,
    }
    assert nodes[0].node.ref_doc_id == passage.article_id
    assert assistant.article(passage.article_id).text[passage.start : passage.end] == nodes[0].text


def test_an_embedding_sees_the_text_and_a_language_model_also_file_and_date(assistant):
    (node,) = DatelineRetriever(assistant, limit=1).retrieve(QUESTION)
    assert node.get_content(MetadataMode.EMBED) == node.text
    shown = [f"file: {node.metadata['file']}", f"published: {node.metadata['published']}"]
    if node.metadata["source"]:
        shown.append(f"source: {node.metadata['source']}")
    assert node.get_content(MetadataMode.LLM) == "\n".join(shown) + "\n\n" + node.text


def test_an_undated_passage_has_no_date_and_a_model_is_shown_none(assistant):
    nodes = DatelineRetriever(assistant, limit=100).retrieve("Besmeran fish, bridge, glass shrimp and cable")
    undated = [node for node in nodes if node.metadata["published"] is None]
    assert undated
    assert all("published" not in node.get_content(MetadataMode.LLM).partition("\n\n")[0] for node in undated)


def test_the_retriever_narrows_by_date_outlet_and_limit(assistant):
    since, until = date(2024, 3, 14), date(2024, 3, 18)
    nodes = DatelineRetriever(assistant, since=since, until=until).retrieve(QUESTION)
    assert nodes and all(since.isoformat() <= node.metadata["published"] <= until.isoformat() for node in nodes)
    assert DatelineRetriever(assistant, source="No such outlet").retrieve(QUESTION) == []
    assert len(DatelineRetriever(assistant, limit=2).retrieve(QUESTION)) == 2


def test_the_retriever_is_asynchronous_too(assistant):
    retriever = DatelineRetriever(assistant)
    assert asyncio.run(retriever.aretrieve(QUESTION)) == retriever.retrieve(QUESTION)


def test_a_question_that_cannot_be_asked_is_refused(assistant):
    with pytest.raises(QuestionError):
        DatelineRetriever(assistant).retrieve(" ")
    with pytest.raises(QuestionError):
        assistant.retrieve(QUESTION, since=date(2025, 1, 1), until=date(2024, 1, 1))


def test_retrieve_gives_what_ask_reads(assistant):
    assert tuple(assistant.retrieve(QUESTION)) == assistant.ask(QUESTION).passages


# The query engine


def test_a_response_is_the_answer_with_the_cited_passages(assistant):
    answer, response = assistant.ask(QUESTION), DatelineQueryEngine(assistant).query(QUESTION)
    assert answer.citations
    record = answer.as_json()
    assert str(response) == answer.text
    assert response.metadata == {name: record[name] for name in ("abstained", "confidence", "answered_by", "notices", "citations")}
    first = response.metadata["citations"][0]
    assert first["quote"] in next(node.text for node in response.source_nodes if node.metadata["file"] == first["file"])
    assert {node.metadata["file"] for node in response.source_nodes} == {citation.file for citation in answer.citations}


def test_a_declined_question_has_no_sources(assistant):
    response = DatelineQueryEngine(assistant).query(UNKNOWN)
    assert (response.response, response.source_nodes) == (NOT_SAID, [])
    assert response.metadata["abstained"] is True and response.metadata["citations"] == []


def test_the_query_engine_narrows_and_is_asynchronous_too(assistant):
    engine = DatelineQueryEngine(assistant, since=date(2024, 3, 29), until=date(2024, 3, 29))
    response = asyncio.run(engine.aquery(QUESTION))
    assert {citation["published"] for citation in response.metadata["citations"]} == {"2024-03-29"}
    assert response.source_nodes == engine.query(QUESTION).source_nodes
    assert engine.get_prompts() == {}


# A llama-index model


def test_a_model_streams_pieces_and_is_sent_the_messages():
    llm = Scripted(says("The "), says(""), says("mayor", raw=as_openai()), says(".", raw=as_openai("stop")), asked=[])
    model = LlamaIndexModel(llm)
    assert (model.name, list(model.stream(ASKED))) == ("scripted", ["The ", "mayor", "."])
    assert [(m.role.value, m.content) for m in llm.asked[0]] == [(m.role, m.content) for m in ASKED]


def test_text_so_far_without_a_delta_is_taken_apart():
    model = LlamaIndexModel(Scripted(says(None, "The "), says(None, "The mayor"), says(None, "The mayor")))
    assert list(model.stream(ASKED)) == ["The ", "mayor"]


def test_a_model_without_a_name_goes_by_its_class():
    model = LlamaIndexModel(MockLLM(max_tokens=3))
    assert (model.name, "".join(model.stream(ASKED))) == ("MockLLM", "text text text")


def test_every_failure_is_one_line_without_the_key():
    def failed(reason: str) -> str:
        return f"The language model scripted failed: {reason}. Ask it without Dateline to see why."

    assert failure(RuntimeError(f"401\n\n wrong key {KEY[::-1]}.")) == failed("RuntimeError")
    assert failure(says("The "), AttributeError()) == failed("AttributeError")
    assert KEY not in repr(LlamaIndexModel(Scripted()))


@pytest.mark.parametrize(
    ("replies", "what"),
    [
        ([], "sent an empty reply"),
        ([says("The mayor", raw=as_openai())], "stopped in the middle of its reply"),
        ([says("The mayor", raw=as_openai("length"))], "cut its reply off"),
        ([says("", raw=as_openai("content_filter"))], "withheld its reply (content filter)"),
        ([says("x" * 1000)] * 21, "wrote more than 8,192 characters"),
    ],
)
def test_a_reply_that_cannot_be_trusted_to_be_whole_fails(replies, what):
    assert failure(*replies).startswith(f"The language model scripted {what}. ")


class Mute(Scripted):
    """Says nothing more for a minute."""

    def stream_chat(self, messages: Any, **_: Any) -> Iterator[ChatResponse]:
        yield from self.replies
        time.sleep(60)


@pytest.mark.parametrize(("limits", "told"), [({"timeout": 0.2}, "0.2 s without a word"), ({"deadline": 0.2}, "0.2 s")])
def test_an_llm_that_does_not_return_is_given_up(limits, told):
    with pytest.raises(LanguageModelError, match=f"did not answer within {told}. "):
        list(LlamaIndexModel(Mute(says("The ")), **limits).stream(ASKED))
    with pytest.raises(Gone):
        list(LlamaIndexModel(Mute()).stream(ASKED, gone=lambda: True))


def test_the_assistant_writes_with_a_llama_index_model(sample_index, minilm):
    llm = Scripted(says("Six people "), says("were killed [1]."), asked=[])
    writing = Assistant(sample_index, embedder=minilm, language_model=LlamaIndexModel(llm))
    answer = writing.ask(QUESTION)
    writing.close()
    assert len(llm.asked) == 1 and QUESTION in llm.asked[0][-1].content
    assert (answer.answered_by, answer.text) == ("scripted", "Six people were killed [1].")


def test_the_assistant_quotes_when_a_llama_index_model_fails(sample_index, minilm):
    writing = Assistant(sample_index, embedder=minilm, language_model=LlamaIndexModel(Scripted(ConnectionError("refused"))))
    answer = writing.ask(QUESTION)
    writing.close()
    failed = "The language model scripted failed: ConnectionError. Ask it without Dateline to see why."
    assert answer.answered_by == "reader" and answer.citations
    fresh = "Newest article: 18 September 2025; newest on this: 29 March 2024."
    assert answer.notices == (f"{failed} Quoted from the articles instead.", fresh)


# Nothing else needs llama-index


def test_only_this_module_imports_llama_index():
    files = [file for package in ("assistant", "index", "prompts") for file in (ROOT / package).rglob("*.py")]
    importing = {file.relative_to(ROOT).as_posix() for file in files if "llama_index" in imported_packages(file)}
    assert importing == {"assistant/llama_index.py"}


def imported_packages(file: Path) -> set[str]:
    packages = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            packages |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            packages.add((node.module or "").partition(".")[0])
    return packages


def test_importing_the_assistant_does_not_import_llama_index():
    code = "import sys, assistant.cli, assistant.evaluation; print([name for name in sys.modules if name.startswith('llama_index')])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
