"""Dateline inside llama-index: as a retriever and as a query engine, and any llama-index model inside Dateline.

The only module that imports llama_index, and nothing here imports this module: it takes seconds.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import date
from typing import Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.llms.types import ChatMessage, ChatResponse, MessageRole
from llama_index.core.base.response.schema import Response
from llama_index.core.callbacks import CallbackManager
from llama_index.core.llms import LLM
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode

from assistant.assistant import Assistant
from assistant.errors import LanguageModelError
from assistant.language_model import CHARACTERS_A_TOKEN, MAX_TOKENS, Message, never
from assistant.records import Answer, Citation, ScoredPassage
from index.listening import NotHeard, heard

MAX_CHARACTERS = CHARACTERS_A_TOKEN * MAX_TOKENS


class DatelineRetriever(BaseRetriever):
    """Retrieves passages of articles published from `since` to `until`, of the outlet `source`, as Dateline would read them.

    A node's id is the passage's, its SOURCE the article; its metadata are `file`, `published` (ISO text or None), `source`,
    and `start` and `end`, character offsets into the article. Scores compare within one question only.
    """

    def __init__(
        self,
        assistant: Assistant,
        *,
        since: date | None = None,
        until: date | None = None,
        source: str | None = None,
        limit: int | None = None,
        callback_manager: CallbackManager | None = None,
    ) -> None:
        super().__init__(callback_manager=callback_manager or CallbackManager([]))
        self._assistant = assistant
        self._options: dict[str, Any] = {"since": since, "until": until, "source": source, "limit": limit}

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [_node(scored) for scored in self._assistant.retrieve(query_bundle.query_str, **self._options)]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


class DatelineQueryEngine(BaseQueryEngine):
    """Answers from articles published from `since` to `until`, of the outlet `source`.

    A response's text carries markers such as `[1]`; its source nodes are the passages that are cited, none when Dateline
    declines; its metadata are `abstained`, `confidence`, `answered_by`, `notices` and `citations`, as `Answer.as_json` has them.
    """

    def __init__(
        self,
        assistant: Assistant,
        *,
        since: date | None = None,
        until: date | None = None,
        source: str | None = None,
        callback_manager: CallbackManager | None = None,
    ) -> None:
        super().__init__(callback_manager=callback_manager or CallbackManager([]))
        self._assistant = assistant
        self._options: dict[str, Any] = {"since": since, "until": until, "source": source}

    def retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        """Return the passages that a query would read."""
        return [_node(scored) for scored in self._assistant.retrieve(query_bundle.query_str, **self._options)]

    def _query(self, query_bundle: QueryBundle) -> Response:
        return _response(self._assistant.ask(query_bundle.query_str, **self._options))

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return await asyncio.to_thread(self._query, query_bundle)

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {}  # Dateline's prompts are checked against its evaluation: they are not set from outside


class LlamaIndexModel:
    """A llama-index LLM as Dateline's language model; questions and passages go wherever that LLM sends them.

    Retries and temperature are the LLM's own. A reply may keep silent for `timeout` seconds and take `deadline` in all; the LLM's
    request itself ends by the LLM's own timeout.
    """

    def __init__(self, llm: LLM, *, timeout: float = 60.0, deadline: float = 300.0) -> None:
        self._llm = llm
        self._timeout = timeout
        self._deadline = deadline
        name = llm.metadata.model_name
        self.name: str = llm.class_name() if name == "unknown" else name  # what llama-index calls an LLM without a name

    def __repr__(self) -> str:
        """Leave the LLM out: its own repr shows the key."""
        return f"LlamaIndexModel({self.name!r})"

    def stream(self, messages: Sequence[Message], *, gone: Callable[[], bool] = never) -> Iterator[str]:
        """Yield the reply in pieces; raises LanguageModelError, also for a reply that is empty, cut off or has no end, and Gone."""
        sent = [ChatMessage(role=MessageRole(message.role), content=message.content) for message in messages]
        said, choices, finish = "", 0, None
        with closing(heard(lambda _: self._replies(sent), silence=self._timeout, total=self._deadline, gone=gone)) as replies:
            for reply in self._in_time(replies):
                # A few integrations send the text so far and no delta.
                piece = reply.delta if reply.delta is not None else (reply.message.content or "")[len(said) :]
                said += piece
                if len(said) > MAX_CHARACTERS:
                    raise self._error(f"wrote more than {MAX_CHARACTERS:,} characters", "Choose another model")
                if piece:
                    yield piece
                for choice in _choices(reply)[:1]:
                    choices += 1
                    finish = getattr(choice, "finish_reason", None) or finish
        if finish == "length":
            raise self._error("cut its reply off", "Raise its max_tokens, or choose a model that answers briefly")
        if finish == "content_filter":
            raise self._error("withheld its reply (content filter)", "Ask otherwise, or choose another model")
        if choices and not finish:  # llama-index ends such a stream as if it were complete
            raise self._error("stopped in the middle of its reply", "Look at the server's log, or try again")
        if not said:
            raise self._error("sent an empty reply", "Choose another model")

    def _replies(self, sent: Sequence[ChatMessage]) -> Iterator[ChatResponse]:
        try:
            yield from self._llm.stream_chat(sent)
        except Exception as error:  # every integration raises kinds of its own
            # Not what it says, which may be the key in any form, nor its cause, whose request holds the key.
            raise self._error(f"failed: {type(error).__name__}", "Ask it without Dateline to see why") from None

    def _in_time(self, replies: Iterator[ChatResponse]) -> Iterator[ChatResponse]:
        try:
            yield from replies
        except NotHeard as late:
            limit = f"{self._timeout:g} s without a word" if late.silent else f"{self._deadline:g} s"
            raise self._error(f"did not answer within {limit}", "Give it more time, or choose a faster model") from None

    def _error(self, what: str, remedy: str) -> LanguageModelError:
        return LanguageModelError(f"The language model {self.name} {what}. {remedy}.")


def _choices(reply: ChatResponse) -> list[Any]:
    """Return the choices of the chunk as an OpenAI-compatible server sent it; other integrations have none."""
    choices = getattr(reply.raw, "choices", None)
    return choices if isinstance(choices, list) else []


def _response(answer: Answer) -> Response:
    record = answer.as_json()
    metadata = {name: record[name] for name in ("abstained", "confidence", "answered_by", "notices", "citations")}
    cited = [scored for citation in answer.citations for scored in answer.passages if _holds(scored, citation)]
    nodes = {scored.passage.id: _node(scored) for scored in cited}
    return Response(response=answer.text, source_nodes=list(nodes.values()), metadata=metadata)


def _holds(scored: ScoredPassage, citation: Citation) -> bool:
    passage = scored.passage
    return passage.article_id == citation.file and passage.start < citation.end and citation.start < passage.end


def _node(scored: ScoredPassage) -> NodeWithScore:
    passage = scored.passage
    metadata = {
        "file": passage.article_id,
        "published": passage.published.isoformat() if passage.published else None,
        "source": passage.source,
        "start": passage.start,
        "end": passage.end,
    }
    node = TextNode(
        id_=passage.id,
        text=passage.text,
        metadata=metadata,
        # A language model should see where a passage is from, but no offsets and no "None"; an embedding only the text.
        excluded_llm_metadata_keys=[name for name, value in metadata.items() if value is None or name in ("start", "end")],
        excluded_embed_metadata_keys=list(metadata),
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=passage.article_id)},
    )
    return NodeWithScore(node=node, score=scored.score)
