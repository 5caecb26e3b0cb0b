import json
import logging
import socket
import subprocess
import sys
import threading
import time
import traceback
from pathlib import Path

import pytest
import scripted_llm as play
from scripted_llm import ScriptedLLM

from assistant import language_model
from assistant.errors import LanguageModelError
from assistant.language_model import Completion, Message, OpenAICompatible
from index.listening import Gone

KEY = "sk-secret-123456"
ASKED = [Message("system", "Be brief."), Message("user", "Who?")]


@pytest.fixture(autouse=True)
def no_pause(monkeypatch):
    monkeypatch.setattr(language_model, "RETRY_PAUSE_SECONDS", 0)


def model_at(server, key=KEY, timeout=30, deadline=300) -> OpenAICompatible:
    return OpenAICompatible(server.url, "tiny", key, timeout=timeout, deadline=deadline)


def failure(*replies, key=None, **limits) -> str:
    with ScriptedLLM(replies) as server, pytest.raises(LanguageModelError) as caught:
        list(model_at(server, key, **limits).stream(ASKED))
    line = str(caught.value).replace(server.url, "ADDRESS")
    assert line.startswith("The language model tiny at ADDRESS ") and "\n" not in line
    return line.removeprefix("The language model tiny at ADDRESS ")


def test_pieces_come_in_order():
    with ScriptedLLM([play.says("The ", "mayor", ".")]) as server:
        assert list(model_at(server).stream(ASKED)) == ["The ", "mayor", "."]


def test_a_request_holds_the_messages_and_nothing_about_this_machine(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another-host")
    monkeypatch.setenv("OPENAI_ADMIN_KEY", "sk-admin")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-1")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-1")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "Authorization: Bearer sk-custom\nX-Tracking: 1")
    with ScriptedLLM([play.says("x")]) as server:
        list(model_at(server).stream(ASKED))
        list(model_at(server, key=None).stream(ASKED))
    first, second = server.requests
    assert first.path == "/v1/chat/completions"
    assert first.body == {
        "model": "tiny",
        "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Who?"}],
        "stream": True,
        "temperature": 0,
        "max_tokens": 1024,
    }
    needed = {"host", "connection", "accept", "accept-encoding", "content-type", "content-length", "user-agent"}
    assert first.headers.keys() == needed | {"authorization"} and second.headers.keys() == needed
    assert (first.headers["authorization"], first.headers["user-agent"]) == (f"Bearer {KEY}", "dateline")


def test_a_proxy_from_the_environment_does_not_see_what_goes_to_this_machine(monkeypatch):
    with ScriptedLLM([play.says("from the proxy")]) as proxy, ScriptedLLM([play.says("direct")]) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url.removesuffix("/v1"))
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        assert list(model_at(server).stream(ASKED)) == ["direct"]
    assert proxy.requests == []


def test_a_proxy_that_cannot_be_used_is_told(monkeypatch):
    monkeypatch.setenv("ALL_PROXY", "nonsense://proxy")
    with pytest.raises(LanguageModelError, match="cannot be reached: .*proxy"):
        list(OpenAICompatible("http://models.invalid/v1", "tiny").stream(ASKED))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_and_told_without_its_path(status):
    with ScriptedLLM([play.says("elsewhere")]) as other:
        told = failure(play.redirects(f"{other.url}/chat/completions?for=you".replace("127.0.0.1", "localhost"), status))
    assert told == f"redirects to localhost ({status}). Give the address that it redirects to if you trust it."
    assert other.requests == []


@pytest.mark.parametrize("target", ["{self}/chat/completions", "/v2", "http://[", ""])
def test_a_redirect_within_the_server_is_not_followed_either(target):
    assert failure(play.redirects(target)).startswith("redirects to another address of 127.0.0.1 (307)")


def test_an_address_where_nobody_listens():
    with ScriptedLLM([play.says("x")]) as server:
        gone = model_at(server)
    with pytest.raises(LanguageModelError, match="cannot be reached: .*refused. Start the server, or correct"):
        list(gone.stream(ASKED))


@pytest.mark.parametrize("reply", [play.hangs(), play.hangs("The ")], ids=["at once", "in the middle"])
def test_a_server_that_hangs_is_not_asked_again(reply):
    with ScriptedLLM([reply]) as server, pytest.raises(LanguageModelError, match="did not answer within 0.3 s"):
        list(model_at(server, timeout=0.3).stream(ASKED))
    assert len(server.requests) == 1


EMPTY = play.event(play.chunk(""))
SILENT = {
    "status line": play.drips(b"x", b"HTTP/1.1 200 "),
    "headers": play.drips(b"X: y\r\n", b"HTTP/1.1 200 OK\r\n"),
    "103": play.drips(b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "100": play.drips(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "body of an error": play.drips(b" ", b"HTTP/1.1 400 No\r\n\r\n"),
    "comments": play.drips(b": still here\n\n", play.STREAM),
    "empty chunks": play.drips(EMPTY, play.STREAM),
    "chunks without choices": play.drips(play.event({"choices": []}), play.STREAM),
    "one long line": play.drips(b"x", play.STREAM),
    "chunk extension": play.drips(b"x", play.CHUNKED + b"5;"),
    "after a word": play.drips(EMPTY, play.STREAM + play.event(play.chunk("The "))),
}


@pytest.mark.parametrize("reply", SILENT.values(), ids=SILENT)
def test_what_comes_without_a_word_in_it_is_silence(reply):
    assert failure(reply, timeout=0.3) == "did not answer within 0.3 s. Raise the timeout, or look at the server."


@pytest.mark.parametrize("piece", [play.chunk("a "), {"choices": [{"delta": {"reasoning_content": "hm"}}]}], ids=["words", "thinking"])
def test_a_server_that_talks_without_end_is_ended_at_the_deadline(piece):
    told = failure(play.drips(play.event(piece), play.STREAM, 0.05), timeout=30, deadline=0.4)
    assert told == "took longer than 0.4 s over its reply. Raise the deadline, or choose a faster model."


def test_a_model_that_thinks_is_not_silent():
    thoughts = [{"choices": [{"delta": {"content": None, "reasoning_content": "hm"}}]}] * 8

    def thinks(handler):
        handler.start(200, {"Content-Type": "text/event-stream"})
        for thought in [*thoughts, play.chunk("Yes."), play.chunk(finish="stop")]:
            handler.wfile.write(play.event(thought))
            time.sleep(0.1)

    with ScriptedLLM([thinks]) as server:
        assert list(model_at(server, timeout=0.6).stream(ASKED)) == ["Yes."]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_an_address_that_takes_connections_and_says_nothing(scheme):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        model = OpenAICompatible(f"{scheme}://127.0.0.1:{mute.getsockname()[1]}/v1", "tiny", timeout=0.3)
        with pytest.raises(LanguageModelError, match="did not answer within 0.3 s"):
            list(model.stream(ASKED))


def test_a_name_that_is_looked_up_without_end(monkeypatch):
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait(30))
    with pytest.raises(LanguageModelError, match="did not answer within 0.3 s"):
        list(OpenAICompatible("http://models.invalid/v1", "tiny", timeout=0.3).stream(ASKED))
    over.set()


@pytest.mark.parametrize("pieces", [(), ("The ",)], ids=["before headers", "in the middle"])
def test_the_request_ends_at_once_when_nobody_waits_any_more(pieces):
    with ScriptedLLM([play.hangs(*pieces)]) as server:
        with pytest.raises(Gone):
            list(model_at(server, timeout=300).stream(ASKED, gone=lambda: bool(server.requests)))
        assert server.hung_up.wait(10)


@pytest.mark.parametrize(("timeout", "deadline"), [(0, 1), (1, 0), (-1, 1), (float("nan"), 1), (1, float("inf"))])
def test_a_time_that_is_none_is_told(timeout, deadline):
    with pytest.raises(LanguageModelError, match="Give seconds, more than 0 and at most a day"):
        OpenAICompatible("http://h/v1", "tiny", timeout=timeout, deadline=deadline)


NOT_CHAT = "sent no chat completion but {}. Check that the address is an OpenAI-compatible one, often ending in /v1."
MALFORMED = "sent a chunk that is no chat completion. Check that the server is OpenAI-compatible."
STOPPED = "stopped in the middle of its reply. Look at the server's log, or try again."
REFUSED = "refused the request ({}). Check the model's name, the key's rights and its limits."


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (play.fails(400, "too long"), REFUSED.format("400: too long")),
        (play.body("<html>no</html>", "text/html", 403), REFUSED.format("403")),
        (play.body('{"detail": "bad"}', "application/json", 422), REFUSED.format("422: bad")),
        (play.fails(401), "asks for a key (401). Check the key."),
        (play.fails(404, "no"), "has no model 'tiny', or the address lacks /v1 (404: no). Correct either."),
        (play.fails(429, "slow"), "has had too many requests (429: slow). Wait, or check the account's limits."),
        (play.fails(500, "a\n b"), "failed (500: a b). Look at the server's log, or try again."),
        (play.body("<html>Log in</html>", "text/html"), NOT_CHAT.format("text/html")),
        (play.body('{"choices": []}', "application/json"), NOT_CHAT.format("application/json")),
        (play.body("", "text/event-stream"), NOT_CHAT.format("text/event-stream")),
        (play.events({"choices": []}), "sent a reply without any choices. Look at the server's log."),
        (
            play.events({"error": {"message": "no memory"}}),
            "failed: no memory. Look at the server's log, or try again.",
        ),
        (play.says("The ", finish=None), STOPPED),
        (
            play.says("x", finish="length"),
            "cut its reply off (limit: 1024 tokens). Choose a model that answers briefly.",
        ),
        (
            play.says("x", finish="content_filter"),
            "withheld its reply (content filter). Ask otherwise, or choose another model.",
        ),
        (play.says(""), "sent an empty reply. Choose another model."),
        (play.says(*["x" * 999] * 9), "wrote more than 8,192 characters. Choose another model."),
        (play.floods(b"xxxxxxxxxx"), "sent more than 2,000,000 bytes. Choose another model."),
        (play.floods(b"xxxxxxxxxx", 400), "sent more than 2,000,000 bytes. Choose another model."),
        (
            play.body(b"x", "text/event-stream", **{"Content-Encoding": "gzip"}),
            "sent a compressed reply, which was not asked for. Turn compression off in the server.",
        ),
    ],
)
def test_what_a_server_can_do_wrong_is_told_in_one_line(reply, told):
    assert failure(reply) == told


@pytest.mark.parametrize(
    "event",
    [
        "{cut",
        "5",
        "null",
        "[]",
        "[" * 100_000,
        {"choices": None},
        {"choices": {"a": 1}},
        {"choices": [5]},
        {"choices": [{"delta": 5}]},
        {"choices": [{"delta": {"content": 5}}]},
        {"choices": [{"delta": {"content": "x"}, "finish_reason": 5}]},
    ],
    ids=str,
)
def test_a_malformed_chunk_is_told_and_what_came_before_it_is_kept(event):
    pieces = []
    with ScriptedLLM([play.events(play.chunk("The "), event)]) as server:
        with pytest.raises(LanguageModelError, match=MALFORMED):
            pieces += model_at(server).stream(ASKED)  # `+=` keeps what came before the error
    assert pieces == ["The "]


def test_bytes_that_are_no_text_are_malformed():
    assert failure(play.body(b"data: \xff\n\n", "text/event-stream")) == MALFORMED


def test_chunks_without_choices_or_text_between_others_are_fine():
    usage = {"choices": [], "usage": {"total_tokens": 3}}
    chunks = [usage, play.chunk(), play.chunk("Yes."), play.chunk(finish="stop"), usage]
    with ScriptedLLM([play.events(*chunks)]) as server:
        assert list(model_at(server).stream(ASKED)) == ["Yes."]


@pytest.mark.parametrize("first", [play.fails(503), play.disconnects()], ids=["503", "disconnect"])
def test_a_server_error_or_a_lost_connection_is_tried_once_more(first):
    with ScriptedLLM([first, play.says("x")]) as server:
        assert list(model_at(server).stream(ASKED)) == ["x"]
    with ScriptedLLM([first]) as server, pytest.raises(LanguageModelError):
        list(model_at(server).stream(ASKED))
    assert len(server.requests) == 2


@pytest.mark.parametrize("status", [400, 401, 404, 408, 409, 429])
def test_a_refusal_is_not_tried_again_even_if_the_server_asks_for_it(status):
    again = play.body("no", "text/plain", status, **{"x-should-retry": "true", "Retry-After": "1"})
    with ScriptedLLM([again]) as server, pytest.raises(LanguageModelError):
        list(model_at(server).stream(ASKED))
    assert len(server.requests) == 1


def test_a_model_that_refuses_our_options_is_asked_without_them():
    replies = [play.fails(400, param="max_tokens"), play.fails(400, param="temperature"), play.says("x")]
    with ScriptedLLM(replies) as server:
        assert list(model_at(server).stream(ASKED)) == ["x"]
    assert server.requests[2].body.keys() == {"model", "messages", "stream", "max_completion_tokens"}


def usage(prompt, completion, choices=()):
    return {"choices": list(choices), "usage": {"prompt_tokens": prompt, "completion_tokens": completion}}


ENDED = (play.chunk("Yes"), play.chunk("."), play.chunk(finish="stop"))


@pytest.mark.parametrize(
    ("events", "tokens"),
    [
        ([*ENDED], (None, None)),
        ([*ENDED, usage(30, 2)], (30, 2)),
        ([*ENDED[:2], usage(30, 2, play.chunk(finish="stop")["choices"])], (30, 2)),
        ([usage(30, 0), *ENDED, usage(30, 2)], (30, 2)),
        ([usage(30, 1, play.chunk("Yes")["choices"]), *ENDED[1:]], (30, 1)),
        ([*ENDED, usage("30", 2)], (None, None)),
        ([*ENDED, usage(True, 2)], (None, None)),
        ([*ENDED, usage(30, -2)], (None, None)),
        ([*ENDED, {"choices": [], "usage": {"total_tokens": 3}}], (None, None)),
        ([*ENDED, {"choices": [], "usage": 5}], (None, None)),
        ([*ENDED, "{cut"], (None, None)),
        ([*ENDED, {"error": {"message": "no memory"}}], (None, None)),
    ],
    ids=str,
)
def test_a_whole_reply_comes_with_the_tokens_that_the_server_counted(events, tokens):
    with ScriptedLLM([play.events(*events)]) as server:
        assert model_at(server, timeout=30).complete(ASKED, max_tokens=77) == Completion("Yes.", *tokens)
    [request] = server.requests
    assert (request.body["max_tokens"], request.body["temperature"], request.body["stream_options"]) == (77, 0, {"include_usage": True})


@pytest.mark.parametrize(
    "refusal",
    [
        play.fails(400, param="stream_options"),
        play.fails(400, "Unknown field: stream_options"),
        play.body('{"detail": [{"type": "extra_forbidden", "loc": ["body", "stream_options"]}]}', "application/json", 422),
    ],
    ids=["400 param", "400 text", "422"],
)
def test_a_server_that_refuses_to_count_is_asked_without(refusal):
    with ScriptedLLM([refusal, play.says("x")]) as server:
        assert model_at(server, timeout=30).complete(ASKED) == Completion("x")
    assert server.requests[1].body.keys() == {"model", "messages", "stream", "temperature", "max_tokens"}
    with ScriptedLLM([refusal]) as server, pytest.raises(LanguageModelError, match="refused the request"):
        model_at(server, timeout=30).complete(ASKED)
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (play.says("The ", finish=None), "stopped in the middle of its reply"),
        (play.says("The ", finish="length"), r"cut its reply off \(limit: 77 tokens\)"),
        (play.body("<html>Log in</html>", "text/html"), "sent no chat completion but text/html"),
        (play.hangs("The "), "did not answer within 2 s"),
        (play.floods(b"xxxxxxxxxx"), "sent more than 2,000,000 bytes"),
    ],
    ids=["stopped", "length", "html", "hangs", "floods"],
)
def test_a_reply_that_is_not_whole_is_no_completion(reply, told):
    with ScriptedLLM([reply]) as server, pytest.raises(LanguageModelError, match=told):
        model_at(server, timeout=2).complete(ASKED, max_tokens=77)


def test_a_reply_left_in_the_middle_is_closed():
    with ScriptedLLM([play.hangs("The ")]) as server:
        pieces = model_at(server).stream(ASKED)
        assert next(pieces) == "The "
        pieces.close()
        assert server.hung_up.wait(10)


@pytest.mark.parametrize("change", play.CHANGES)
def test_the_key_is_in_no_error_log_or_text_even_if_the_server_repeats_it_changed(change, caplog):
    caplog.set_level(logging.DEBUG)
    changed = play.CHANGES[change]
    replies = [play.echoes_key(status, changed) for status in (200, 307, 400, 401, 403, 404, 429)]
    told = {"error": {"message": f"no {changed(KEY)}", "code": changed(KEY)}}
    replies += [play.events(told), play.body(changed(KEY), f"text/{changed(KEY)}"), play.sends(f"{changed(KEY)}\r\n\r\n".encode())]
    shown = []
    with ScriptedLLM(replies) as server:
        model = model_at(server, timeout=30)
        for _ in replies:
            with pytest.raises(LanguageModelError) as caught:
                list(model.stream(ASKED))
            shown += [*traceback.format_exception(caught.value), repr(caught.value), repr(caught.value.__context__)]
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"
    everything = " ".join([*shown, caplog.text, repr(model), str(model)]).casefold()
    assert [line for line in everything.splitlines() if changed(KEY).casefold() in line or KEY[3:] in line] == []
    assert "bad" not in everything


def test_a_known_code_is_told_of_a_server_that_was_sent_a_key():
    told = {"error": {"message": "your quota", "type": "insufficient_quota", "code": None}}
    assert failure(play.body(json.dumps(told), "application/json", 429), key=KEY).startswith(
        "has had too many requests (429: insufficient_quota)."
    )


@pytest.mark.parametrize("said", [KEY, KEY.upper(), KEY[::-1], KEY.replace("-", " - ")])
def test_a_reply_that_repeats_the_key_is_ended_before_it_is_whole(said):
    pieces = []
    with ScriptedLLM([play.says("It is ", *said, ".")]) as server, pytest.raises(LanguageModelError, match="repeated the key in its reply"):
        pieces += model_at(server).stream(ASKED)
    assert "".join(pieces) == f"It is {said[:-1]}"


def test_the_password_of_a_proxy_is_not_told(monkeypatch):
    monkeypatch.setenv("ALL_PROXY", f"nonsense://me:{KEY}@proxy")
    with pytest.raises(LanguageModelError) as caught:
        list(OpenAICompatible("http://models.invalid/v1", "tiny").stream(ASKED))
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("url", ["", "localhost:80/v1", "ftp://x", "http://", "http://h:99999", "http://[::1", "http://a b", "http://a..b"])
def test_an_address_that_is_none_is_told(url):
    with pytest.raises(LanguageModelError, match="is no address of a language model. Give one like http"):
        OpenAICompatible(url, "tiny")


@pytest.mark.parametrize("url", [f"http://me:{KEY}@h/v1", f"http://h/v1?key={KEY}", f"http://h/v1#{KEY}"])
def test_a_secret_in_the_address_is_refused_and_not_repeated(url):
    with pytest.raises(LanguageModelError, match="at h holds a user name") as caught:
        OpenAICompatible(url, "tiny")
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("key", ["sk-1\nsk-2", "sk-ü", "sk 1"])
def test_a_key_that_cannot_be_sent_is_refused_and_not_repeated(key):
    with pytest.raises(LanguageModelError, match="key holds a space or a special character") as caught:
        OpenAICompatible("http://h/v1", "tiny", key)
    assert key not in str(caught.value)


def test_importing_the_module_does_not_import_an_http_library():
    code = "import assistant.writing, assistant.language_model, sys, json; print(json.dumps(sorted(sys.modules)))"
    root = Path(language_model.__file__).parents[1]
    loaded = json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=root).stdout)
    assert {"openai", "httpx", "httpx2"}.isdisjoint(loaded)
