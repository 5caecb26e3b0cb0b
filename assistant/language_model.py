"""Language models: messages in, pieces of text out, and every failure as one LanguageModelError."""

from __future__ import annotations

import contextlib
import ipaddress
import re
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol, cast
from urllib.parse import urlsplit

from assistant.errors import LanguageModelError

if TYPE_CHECKING:
    import httpx2
    import openai
    from openai.types.chat import ChatCompletionChunk

# An answer of one to three sentences takes about 100 tokens; the rest is room for a model that thinks first.
MAX_TOKENS = 1024
MAX_CHARACTERS = 20_000
# A chunk of one token is 200 to 400 bytes of JSON, so this is far above what MAX_TOKENS can need.
MAX_BYTES = 2_000_000
CONNECT_SECONDS = 10.0
# The whole reply may take this many timeouts: a server that drips never trips the timeout between two chunks.
TOTAL_TIMEOUTS = 5
RETRIES = 1
RETRY_PAUSE_SECONDS = 0.2
# The SDK refuses to start without a key, and local servers ask for none.
NO_KEY = "none"
# What a request needs. The SDK adds a description of this machine, and headers from OPENAI_CUSTOM_HEADERS,
# OPENAI_ORG_ID and OPENAI_PROJECT_ID.
HEADERS_SENT = {"host", "connection", "accept", "content-type", "content-length", "transfer-encoding", "user-agent"}
# Newer hosted models name the first differently and refuse the second, and older servers refuse the third: None leaves it out.
RENAMED_OPTIONS = {"max_tokens": "max_completion_tokens", "temperature": None, "stream_options": None}


@dataclass(frozen=True)
class Message:
    """One turn of what is sent to a language model."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True)
class Completion:
    """A whole reply and the tokens that the server counted for it, None where it counted none."""

    text: str
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class LanguageModel(Protocol):
    """Anything that turns messages into text; `name` is what an answer says it was written by."""

    @property
    def name(self) -> str:
        """The model's name."""

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """Yield the reply in pieces as they come; raises LanguageModelError, also after the first pieces."""


class OpenAICompatible:
    """A model behind an OpenAI-compatible address such as `http://localhost:11434/v1`.

    Text and key go to that address and nowhere else: no redirect is followed, no `OPENAI_*` variable is read, and a
    proxy from the environment is used for other machines only. `timeout` is in seconds, for connecting (10 at most)
    and between two chunks; the whole reply may take five times as long. Raises LanguageModelError for an address or
    a key that cannot be used.
    """

    def __init__(self, url: str, model: str, key: str | None = None, timeout: float = 60.0) -> None:
        self.url = _checked_url(url)
        self.name = model
        self._timeout = timeout
        self._key = _checked_key(key)

    def __repr__(self) -> str:
        """Leave the key out."""
        return f"OpenAICompatible({self.url!r}, {self.name!r})"

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """Yield the reply in pieces, at temperature 0; a failure in the middle raises after the pieces before it."""
        options: dict[str, Any] = {"max_tokens": MAX_TOKENS, "temperature": 0}
        with self._client() as client:
            opened = self._open(client, messages, options, RETRIES)
            yield from self._pieces(opened, self._chunks(opened), MAX_TOKENS)

    def complete(self, messages: Sequence[Message], *, max_tokens: int = MAX_TOKENS) -> Completion:
        """Return the whole reply, at temperature 0, and its tokens where the server counts them; raises LanguageModelError."""
        # Streamed as well: the timeout is between two chunks, which a slow model could not keep for a whole reply.
        options: dict[str, Any] = {"max_tokens": max_tokens, "temperature": 0, "stream_options": {"include_usage": True}}
        with self._client() as client:
            opened = self._open(client, messages, options, RETRIES)
            counts: list[tuple[int, int]] = []
            chunks = self._counted(self._chunks(opened), counts)
            text = "".join(self._pieces(opened, chunks, max_tokens))
            # The counts come after the end of the text, or with it; the reply is whole even if what follows it is not.
            with contextlib.suppress(LanguageModelError):
                deque(chunks, maxlen=0)
        return Completion(text, *counts[-1]) if counts else Completion(text)

    def _client(self) -> openai.OpenAI:
        import openai

        deadline = time.monotonic() + TOTAL_TIMEOUTS * self._timeout
        try:
            http = openai.DefaultHttpxClient(
                follow_redirects=False,
                trust_env=not _is_loopback(self.url),
                event_hooks={"request": [self._strip_request], "response": [self._limiter(deadline)]},
            )
        except (ImportError, ValueError) as err:  # a proxy in the environment that httpx cannot use
            raise self._error(f"cannot be reached: {self._line(err)}", "Correct the proxy settings") from None
        # An empty text rather than None, for which the SDK would read an OPENAI_* variable.
        return openai.OpenAI(
            base_url=self.url,
            api_key=self._key or NO_KEY,
            admin_api_key="",
            organization="",
            project="",
            webhook_secret="",
            timeout=openai.Timeout(self._timeout, connect=min(self._timeout, CONNECT_SECONDS)),
            max_retries=0,  # the SDK's own retries obey the server, up to two minutes, and repeat a 429 and a timeout
            http_client=http,
        )

    def _strip_request(self, request: httpx2.Request) -> None:
        for name in set(request.headers) - HEADERS_SENT:
            del request.headers[name]
        request.headers["Authorization"] = f"Bearer {self._key or NO_KEY}"
        request.headers["Accept-Encoding"] = "identity"

    def _limiter(self, deadline: float) -> Callable[[httpx2.Response], None]:
        """Return a hook that ends a reply past `deadline` or MAX_BYTES: the SDK reads an error's body without limit."""
        import httpx2

        error = self._error

        class Limited(httpx2.SyncByteStream):
            def __init__(self, stream: httpx2.SyncByteStream) -> None:
                self._stream = stream

            def __iter__(self) -> Iterator[bytes]:
                size = 0
                for chunk in self._stream:
                    size += len(chunk)
                    if size > MAX_BYTES:
                        raise error(f"sent more than {MAX_BYTES:,} bytes", "Choose another model")
                    if time.monotonic() > deadline:
                        raise error("took too long over its reply", "Raise the timeout, or choose a faster model")
                    yield chunk

            def close(self) -> None:
                self._stream.close()

        def limit(response: httpx2.Response) -> None:
            if response.headers.get("content-encoding", "identity") != "identity":
                # Unpacking would let a small reply become a huge one, past the limit above.
                raise error("sent a compressed reply, which was not asked for", "Turn compression off in the server")
            response.stream = Limited(cast(httpx2.SyncByteStream, response.stream))

        return limit

    def _open(
        self, client: openai.OpenAI, messages: Sequence[Message], options: dict[str, Any], retries: int
    ) -> openai.Stream[ChatCompletionChunk]:
        import httpx2
        import openai

        wire: Any = [{"role": message.role, "content": message.content} for message in messages]
        try:
            chunks = client.chat.completions.create(model=self.name, messages=wire, stream=True, **options)
            return cast("openai.Stream[ChatCompletionChunk]", chunks)
        except (openai.BadRequestError, openai.UnprocessableEntityError) as err:
            refused = _refused_option(err, options)
            if refused is None:
                raise self._translated(err) from None
            options = _without(options, refused)
        except (openai.InternalServerError, openai.APIConnectionError) as err:
            if not retries or isinstance(err, openai.APITimeoutError):
                raise self._translated(err) from None
            retries -= 1
            time.sleep(RETRY_PAUSE_SECONDS)
        except (openai.OpenAIError, httpx2.HTTPError, httpx2.InvalidURL) as err:
            raise self._translated(err) from None
        return self._open(client, messages, options, retries)

    def _pieces(
        self, stream: openai.Stream[ChatCompletionChunk], received: Iterator[ChatCompletionChunk], max_tokens: int
    ) -> Iterator[str]:
        size, chunks, choices = 0, 0, 0
        for chunk in received:
            chunks += 1
            for choice in self._choices(chunk)[:1]:
                choices += 1
                piece = choice.delta.content if choice.delta else None
                if piece:
                    size += len(piece)
                    if size > MAX_CHARACTERS:
                        raise self._error(f"wrote more than {MAX_CHARACTERS:,} characters", "Choose another model")
                    yield piece
                if choice.finish_reason:
                    return self._check_finish(choice.finish_reason, size, max_tokens)
        raise self._unfinished(stream, chunks, choices)

    def _chunks(self, stream: openai.Stream[ChatCompletionChunk]) -> Iterator[ChatCompletionChunk]:
        import httpx2
        import openai

        try:
            yield from stream
        except (openai.OpenAIError, httpx2.HTTPError) as err:
            raise self._translated(err) from None
        except (ValueError, RecursionError):  # not JSON, not UTF-8, or nested without end
            raise self._malformed() from None

    def _counted(self, chunks: Iterator[ChatCompletionChunk], counts: list[tuple[int, int]]) -> Iterator[ChatCompletionChunk]:
        """Yield the chunks, and add to `counts` the (prompt, completion) tokens of those that tell them."""
        for chunk in chunks:
            usage = getattr(chunk, "usage", None)
            asked, written = getattr(usage, "prompt_tokens", None), getattr(usage, "completion_tokens", None)
            if type(asked) is int and type(written) is int and asked >= 0 and written >= 0:
                counts.append((asked, written))
            yield chunk

    def _choices(self, chunk: ChatCompletionChunk) -> list[Any]:
        """Return the choices of a chunk once their types are sure: the SDK validates nothing."""
        choices = getattr(chunk, "choices", None)
        if not isinstance(choices, list):
            raise self._malformed()
        if not all(_is_choice(choice) for choice in choices):
            raise self._malformed()
        return choices

    def _check_finish(self, reason: str, size: int, max_tokens: int) -> None:
        if reason == "length":
            raise self._error(f"cut its reply off (limit: {max_tokens} tokens)", "Choose a model that answers briefly")
        if reason == "content_filter":
            raise self._error("withheld its reply (content filter)", "Ask otherwise, or choose another model")
        if not size:
            raise self._error("sent an empty reply", "Choose another model")

    def _unfinished(self, stream: openai.Stream[ChatCompletionChunk], chunks: int, choices: int) -> LanguageModelError:
        if choices:
            return self._error("stopped in the middle of its reply", "Look at the server's log, or try again")
        if chunks:
            return self._error("sent a reply without any choices", "Look at the server's log")
        kind = self._line(stream.response.headers.get("content-type", "nothing"))
        remedy = "Check that the address is an OpenAI-compatible one, often ending in /v1"
        return self._error(f"sent no chat completion but {kind}", remedy)

    def _malformed(self) -> LanguageModelError:
        return self._error("sent a chunk that is no chat completion", "Check that the server is OpenAI-compatible")

    def _translated(self, err: Exception) -> LanguageModelError:
        import openai

        if isinstance(err, openai.APITimeoutError):
            return self._error(f"did not answer within {self._timeout:g} s", "Raise the timeout, or look at the server")
        if isinstance(err, openai.APIStatusError):
            return self._refused(err)
        if isinstance(err, openai.APIConnectionError):
            reason = self._line(err.__cause__ or err)
            return self._error(f"cannot be reached: {reason}", "Start the server, or correct the address")
        return self._error(f"failed: {self._line(err)}", "Look at the server's log, or try again")

    def _refused(self, err: openai.APIStatusError) -> LanguageModelError:
        status, said = err.status_code, self._line(_said(err.body))
        reply = f"{status}: {said}" if said else f"{status}"
        if 300 <= status < 400:
            target = self._line(err.response.headers.get("location", "nowhere"))
            return self._error(f"redirects to {target} ({status})", "Give that address if you trust it")
        if status == 401:
            what = "refused the key" if self._key else "asks for a key"
            return self._error(f"{what} (401)", "Check the key")
        if status == 404:
            return self._error(f"has no model {self.name!r}, or the address lacks /v1 ({reply})", "Correct either")
        if status == 429:
            return self._error(f"has had too many requests ({reply})", "Wait, or check the account's limits")
        if status >= 500:
            return self._error(f"failed ({reply})", "Look at the server's log, or try again")
        return self._error(f"refused the request ({reply})", "Check the model's name, the key's rights and its limits")

    def _error(self, what: str, remedy: str) -> LanguageModelError:
        return LanguageModelError(f"The language model {self.name} at {self.url} {what}. {remedy}.")

    def _line(self, text: object) -> str:
        """Return `text`, which may come from the server, as one short line without the key."""
        line = "".join(c for c in " ".join(str(text).split()) if c.isprintable())
        # After the unprintable characters are out, and before it is shortened: either could hide a key from the search.
        return (line.replace(self._key, "***") if self._key else line)[:200].rstrip(". ")


def _checked_url(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").encode("idna")  # as the socket will, which raises for a label that is too long
        usable = parts.scheme in ("http", "https") and bool(host) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable or re.search(r"[\s\x00-\x1f\x7f]", url.strip()):
        raise LanguageModelError(f"{url!r} is no address of a language model. Give one like http://localhost:11434/v1.")
    if parts.username is not None or parts.query or parts.fragment:
        # Not repeated in the error: a password or key may be part of it.
        raise LanguageModelError(f"The address at {parts.hostname} holds a user name, '?' or '#'. Give it without, and the key as the key.")
    return url.strip().rstrip("/")


def _checked_key(key: str | None) -> str | None:
    key = (key or "").strip()
    if not re.fullmatch(r"[\x21-\x7e]*", key):
        raise LanguageModelError("The language model's key holds a space or a special character. Copy it again.")
    return key or None


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _is_choice(choice: object) -> bool:
    from openai.types.chat.chat_completion_chunk import Choice, ChoiceDelta

    if not isinstance(choice, Choice) or not isinstance(choice.delta, ChoiceDelta | None):
        return False
    content = choice.delta.content if choice.delta else None
    return isinstance(content, str | None) and isinstance(choice.finish_reason, str | None)


def _refused_option(err: openai.APIStatusError, options: dict[str, Any]) -> str | None:
    """Return which of the options sent a refusal names and can be done without; None for any other refusal."""
    if err.param in options and err.param in RENAMED_OPTIONS:
        return err.param
    # Servers that validate what they are sent name no `param`: the option is somewhere in what they say.
    return "stream_options" if "stream_options" in options and "stream_options" in str(err.body) else None


def _without(options: dict[str, Any], name: str) -> dict[str, Any]:
    renamed = RENAMED_OPTIONS[name]
    rest = {key: value for key, value in options.items() if key != name}
    return {**rest, renamed: options[name]} if renamed else rest


def _said(body: object) -> str:
    """Return what the body of an error says; servers differ in where they put it, and a web page says nothing."""
    if isinstance(body, dict):
        return str(body.get("message") or body.get("detail") or "")
    return body if isinstance(body, str) and not body.lstrip().startswith("<") else ""
