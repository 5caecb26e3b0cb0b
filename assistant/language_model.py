"""Language models: messages in, pieces of text out, and every failure as one LanguageModelError."""

from __future__ import annotations

import contextlib
import ipaddress
import json
import logging
import re
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Literal, Protocol
from urllib.parse import urlsplit

from assistant.chunks import Chunk, Failure, Malformed, read_chunks
from assistant.errors import LanguageModelError
from index.listening import Line, Listener, NotHeard, heard

if TYPE_CHECKING:
    import httpx2

# An answer of one to three sentences takes about 100 tokens; the rest is room for a model that thinks first.
MAX_TOKENS = 1024
# Twice what a token of English or JSON has, and more than of any other language: beyond it a server does not keep to the tokens.
CHARACTERS_A_TOKEN = 8
# A chunk of one token is 200 to 400 bytes of JSON, so this is far above what MAX_TOKENS can need.
MAX_BYTES = 2_000_000
CONNECT_SECONDS = 10.0
LONGEST_SECONDS = 86_400.0
RETRIES = 1
RETRY_PAUSE_SECONDS = 0.2
# Newer hosted models name the first differently and refuse the second, and older servers refuse the third: None leaves it out.
RENAMED_OPTIONS = {"max_tokens": "max_completion_tokens", "temperature": None, "stream_options": None}
# All that is told of the words of a server that was sent a key: it can put the key, changed in any way, into all others.
KNOWN_CODES = frozenset(
    """billing_hard_limit_reached context_length_exceeded insufficient_quota invalid_api_key invalid_request_error model_not_found
    overloaded_error permission_denied rate_limit_exceeded server_error unsupported_parameter unsupported_value""".split()
)
KNOWN_TYPES = frozenset("application/json application/octet-stream text/event-stream text/html text/plain".split())
# A shorter key is the name of a server as often as a secret, and may be a word of the news.
SECRET_CHARACTERS = 12
# Of what a server says, what one line is made of.
LINE_READ, LINE_CHARACTERS = 2_000, 200


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


def never() -> bool:
    """Nobody goes away."""
    return False


class LanguageModel(Protocol):
    """Anything that turns messages into text; `name` is what an answer says it was written by."""

    @property
    def name(self) -> str:
        """The model's name."""

    def stream(self, messages: Sequence[Message], *, gone: Callable[[], bool] = never) -> Iterator[str]:
        """Yield the reply in pieces as they come; raises LanguageModelError, also after the first pieces.

        `gone` is looked at many times a second, also while nothing comes: once nobody waits any more, it raises Gone.
        """


class OpenAICompatible:
    """A model behind an OpenAI-compatible address such as `http://localhost:11434/v1`.

    Text and key go to that address and nowhere else: no redirect is followed, and a proxy from the environment is used for other
    machines only. A reply may keep silent for `timeout` seconds, before its first word and between two, and take `deadline`
    seconds in all; what comes without a word in it is silence. Raises LanguageModelError for an address, a key or a time that
    cannot be used.
    """

    def __init__(self, url: str, model: str, key: str | None = None, timeout: float = 60.0, deadline: float = 300.0) -> None:
        self.url = _checked_url(url)
        self.name = model
        self._key = _checked_key(key)
        self._timeout = _checked_seconds("timeout", timeout)
        self._deadline = _checked_seconds("deadline", deadline)

    def __repr__(self) -> str:
        """Leave the key out."""
        return f"OpenAICompatible({self.url!r}, {self.name!r})"

    def stream(self, messages: Sequence[Message], *, gone: Callable[[], bool] = never) -> Iterator[str]:
        """Yield the reply in pieces, at temperature 0; a failure in the middle raises after the pieces before it."""
        with contextlib.closing(self._chunks(messages, {"max_tokens": MAX_TOKENS, "temperature": 0}, MAX_TOKENS, gone)) as chunks:
            for chunk in chunks:
                if chunk.text:
                    yield chunk.text
                if chunk.finish:
                    return

    def complete(self, messages: Sequence[Message], *, max_tokens: int = MAX_TOKENS) -> Completion:
        """Return the whole reply, at temperature 0, and its tokens where the server counts them; raises LanguageModelError."""
        # Streamed as well: a slow model is not silent for as long as it takes over a whole reply.
        options = {"max_tokens": max_tokens, "temperature": 0, "stream_options": {"include_usage": True}}
        text, tokens = "", None
        with contextlib.closing(self._chunks(messages, options, max_tokens, never)) as chunks:
            for chunk in chunks:
                text, tokens = text + chunk.text, chunk.tokens or tokens
                if chunk.finish:
                    break
            # The counts come after the end of the text, or with it; the reply is whole even if what follows it is not.
            with contextlib.suppress(LanguageModelError):
                for chunk in chunks:
                    tokens = chunk.tokens or tokens
        return Completion(text, *tokens) if tokens else Completion(text)

    def _chunks(
        self, messages: Sequence[Message], options: dict[str, Any], max_tokens: int, gone: Callable[[], bool]
    ) -> Generator[Chunk, None, None]:
        """Yield the chunks with words, up to the one that ends the reply and what the server sends after it."""
        size, watch, client = 0, _KeyWatch(self._key), self._client()  # made here: it takes a second the first time
        reply = partial(self._reply, client, messages, options)
        replying = heard(reply, silence=self._timeout, total=self._deadline, gone=gone)
        try:
            for chunk in replying:
                size += len(chunk.text)
                if size > CHARACTERS_A_TOKEN * max_tokens:
                    raise self._error(f"wrote more than {CHARACTERS_A_TOKEN * max_tokens:,} characters", "Choose another model")
                if watch.sees(chunk.text):
                    raise self._error("repeated the key in its reply", "Change the key, and use another server")
                if chunk.finish:
                    self._check_finish(chunk.finish, size, max_tokens)
                yield chunk
        except NotHeard as late:
            raise self._late(late) from None
        finally:
            replying.close()

    def _reply(self, client: httpx2.Client, messages: Sequence[Message], options: dict[str, Any], line: Line) -> Iterator[Chunk]:
        """Yield the chunks with words, in the listening thread."""
        chunks = choices = 0
        finished = False
        with client, contextlib.closing(self._opened(client, messages, options, line)) as response:
            kind = _kind(response)
            try:
                for chunk in read_chunks(self._lines(response)):
                    chunks, choices = chunks + 1, choices + chunk.choices
                    finished = finished or chunk.finish is not None
                    if chunk.is_word:
                        yield chunk
            except Malformed:
                raise self._error("sent a chunk that is no chat completion", "Check that the server is OpenAI-compatible") from None
            except Failure as failure:
                said = self._quoted(failure.said)
                raise self._error(f"failed: {said}" if said else "failed", "Look at the server's log, or try again") from None
        if choices and not finished:
            raise self._error("stopped in the middle of its reply", "Look at the server's log, or try again")
        if chunks and not choices:
            raise self._error("sent a reply without any choices", "Look at the server's log")
        if not chunks:
            remedy = "Check that the address is an OpenAI-compatible one, often ending in /v1"
            raise self._error(f"sent no chat completion but {kind}", remedy)

    def _client(self) -> httpx2.Client:
        import httpx2

        _keep_out_of_logs()
        headers = {"User-Agent": "dateline", "Accept": "text/event-stream, application/json", "Accept-Encoding": "identity"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        timeout = httpx2.Timeout(self._deadline, connect=min(self._timeout, CONNECT_SECONDS))
        try:
            return httpx2.Client(headers=headers, timeout=timeout, follow_redirects=False, trust_env=not _is_loopback(self.url))
        except (ImportError, ValueError):  # not quoted: the address of a proxy may hold a password
            raise self._error("cannot be reached: the proxy of the environment cannot be used", "Correct the proxy settings") from None

    def _opened(self, client: httpx2.Client, messages: Sequence[Message], options: dict[str, Any], line: Line) -> httpx2.Response:
        import httpx2

        sent = {"model": self.name, "messages": [{"role": m.role, "content": m.content} for m in messages], "stream": True}
        retries = RETRIES
        while True:
            # ASCII, so that half a character does not stop it.
            body = json.dumps({**sent, **options}).encode("ascii")
            request = client.build_request(
                "POST",
                f"{self.url}/chat/completions",
                content=body,
                headers={"Content-Type": "application/json"},
                extensions={"trace": line.traced},
            )
            try:
                response = client.send(request, stream=True)
            except httpx2.HTTPError as err:
                if not retries or isinstance(err, httpx2.TimeoutException):
                    raise self._unreached(err) from None
            else:
                if response.headers.get("content-encoding", "identity") != "identity":
                    # Unpacking would let a small reply become a huge one, past the limits.
                    raise self._error("sent a compressed reply, which was not asked for", "Turn compression off in the server")
                if response.is_success:
                    return response
                told = _error_in(b"\n".join(self._lines(response)))
                refused = _refused_option(told, options) if response.status_code in (400, 422) else None
                if refused is None and (response.status_code < 500 or not retries):
                    raise self._refused(response, told)
                if refused is not None:
                    options = _without(options, refused)
                    continue
            retries -= 1
            time.sleep(RETRY_PAUSE_SECONDS)

    def _lines(self, response: httpx2.Response) -> Iterator[bytes]:
        import httpx2

        size, unended = 0, list[bytes]()
        try:
            for part in response.iter_raw():
                size += len(part)
                if size > MAX_BYTES:
                    raise self._error(f"sent more than {MAX_BYTES:,} bytes", "Choose another model")
                end, *lines = part.split(b"\n")
                unended.append(end)
                for line in lines:
                    yield b"".join(unended)
                    unended = [line]
        except httpx2.HTTPError:
            raise self._error("stopped in the middle of its reply", "Look at the server's log, or try again") from None
        yield b"".join(unended)

    def _check_finish(self, reason: str, size: int, max_tokens: int) -> None:
        if reason == "length":
            raise self._error(f"cut its reply off (limit: {max_tokens} tokens)", "Choose a model that answers briefly")
        if reason == "content_filter":
            raise self._error("withheld its reply (content filter)", "Ask otherwise, or choose another model")
        if not size:
            raise self._error("sent an empty reply", "Choose another model")

    def _late(self, late: NotHeard) -> LanguageModelError:
        if late.silent:
            return self._error(f"did not answer within {self._timeout:g} s", "Raise the timeout, or look at the server")
        return self._error(f"took longer than {self._deadline:g} s over its reply", "Raise the deadline, or choose a faster model")

    def _unreached(self, err: httpx2.HTTPError) -> LanguageModelError:
        import httpx2

        if isinstance(err, httpx2.TimeoutException):
            return self._late(NotHeard(silent=True))
        return self._error(f"cannot be reached: {_cause(err)}", "Start the server, or correct the address")

    def _refused(self, response: httpx2.Response, told: object) -> LanguageModelError:
        status, said = response.status_code, self._quoted(told)
        reply = f"{status}: {said}" if said else f"{status}"
        if 300 <= status < 400:
            target = self._target(response.headers.get("location", ""))
            return self._error(f"redirects to {target} ({status})", "Give the address that it redirects to if you trust it")
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

    def _target(self, location: str) -> str:
        """Return what may be told of a redirect: the path, and with a key the host too, could hold anything."""
        try:
            host = urlsplit(location).hostname
        except ValueError:
            host = None
        own = urlsplit(self.url).hostname
        if host is None or host == own:
            return f"another address of {own}"
        return "another host" if self._key else _line(host)

    def _quoted(self, told: object) -> str:
        """Return what may be told of a server's error: one short line, or with a key nothing but a code that is known."""
        if not isinstance(told, dict):
            return "" if self._key else _line(told if isinstance(told, str) and not told.lstrip().startswith("<") else "")
        if self._key:
            return next((code for code in (told.get("code"), told.get("type")) if isinstance(code, str) and code in KNOWN_CODES), "")
        return _line(told.get("message") or told.get("detail") or "")


class _KeyWatch:
    """Sees a key in text that comes in pieces, in any case, from behind, and with any signs between its letters."""

    def __init__(self, key: str | None) -> None:
        letters = _letters(key or "")
        self._forms = (letters, letters[::-1]) if len(letters) >= SECRET_CHARACTERS else ()
        self._tail = ""

    def sees(self, piece: str) -> bool:
        self._tail += _letters(piece)
        seen = any(form in self._tail for form in self._forms)
        self._tail = self._tail[-len(self._forms[0]) :] if self._forms else ""
        return seen


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _line(text: object) -> str:
    """Return `text`, which may come from a server, as one short line."""
    return "".join(c for c in " ".join(str(text)[:LINE_READ].split()) if c.isprintable())[:LINE_CHARACTERS].rstrip(". ")


def _kind(response: httpx2.Response) -> str:
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind if kind in KNOWN_TYPES else "something else"


def _cause(err: BaseException | None) -> str:
    """Return why a connection failed in the words of this machine's system; the server's own are not quoted."""
    while err is not None:
        if isinstance(err, OSError) and err.strerror:
            return err.strerror
        err = err.__cause__ or err.__context__
    return "it broke the connection off, or speaks no HTTP"


@cache
def _keep_out_of_logs() -> None:
    """Have the HTTP library log nothing of our requests: what a server sends in its headers may be the key, changed."""
    for name in ("httpx2", *(f"httpcore2.{part}" for part in ("connection", "http11", "http2", "proxy", "socks"))):
        logging.getLogger(name).addFilter(lambda record: not isinstance(threading.current_thread(), Listener))


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


def _checked_seconds(name: str, seconds: float) -> float:
    if not 0 < seconds <= LONGEST_SECONDS:
        raise LanguageModelError(f"The language model's {name} is {seconds:g}. Give seconds, more than 0 and at most a day.")
    return seconds


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _error_in(body: bytes) -> object:
    """Return what the body of an error tells; servers differ in where they put it."""
    text = body.decode("utf-8", "replace")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return found.get("error") or found if isinstance(found, dict) else found


def _refused_option(told: object, options: dict[str, Any]) -> str | None:
    """Return which of the options sent a refusal names and can be done without; None for any other refusal."""
    param = told.get("param") if isinstance(told, dict) else None
    if isinstance(param, str) and param in options and param in RENAMED_OPTIONS:
        return param
    # Servers that validate what they are sent name no `param`: the option is somewhere in what they say.
    return "stream_options" if "stream_options" in options and "stream_options" in str(told) else None


def _without(options: dict[str, Any], name: str) -> dict[str, Any]:
    renamed = RENAMED_OPTIONS[name]
    rest = {key: value for key, value in options.items() if key != name}
    return {**rest, renamed: options[name]} if renamed else rest
