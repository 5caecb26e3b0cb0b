import json
import logging
import subprocess
import sys
import traceback
from pathlib import Path

import pytest
import scripted_llm as play
from scripted_llm import ScriptedLLM

from assistant import language_model
from assistant.errors import LanguageModelError
from assistant.language_model import Completion, Message, OpenAICompatible

KEY = "sk-secret-123456"
ASKED = [Message("system", "Be brief."), Message("user", "Who?")]


@pytest.fixture(autouse=True)
def no_pause(monkeypatch):
    monkeypatch.setattr(language_model, "RETRY_PAUSE_SECONDS", 0)


def model_at(server, key=KEY, timeout=0.3) -> OpenAICompatible:
    return OpenAICompatible(server.url, "tiny", key, timeout=timeout)


def failure(*replies, key=KEY) -> str:
    with ScriptedLLM(replies) as server, pytest.raises(LanguageModelError) as caught:
        list(model_at(server, key).stream(ASKED))
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
    allowed = language_model.HEADERS_SENT | {"authorization", "accept-encoding"}
    assert first.headers.keys() <= allowed and second.headers.keys() <= allowed
    assert (first.headers["authorization"], second.headers["authorization"]) == (f"Bearer {KEY}", "Bearer none")


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


def test_a_redirect_is_told_and_not_followed():
    with ScriptedLLM([play.says("elsewhere")]) as other:
        told = failure(play.redirects(f"{other.url}/chat/completions"))
    assert told == f"redirects to {other.url}/chat/completions (307). Give that address if you trust it."
    assert other.requests == []


def test_an_address_where_nobody_listens():
    with ScriptedLLM([play.says("x")]) as server:
        gone = model_at(server)
    with pytest.raises(LanguageModelError, match="cannot be reached: .*refused. Start the server, or correct"):
        list(gone.stream(ASKED))


@pytest.mark.parametrize("reply", [play.hangs(), play.hangs("The ")], ids=["at once", "in the middle"])
def test_a_server_that_hangs_is_not_asked_again(reply):
    with ScriptedLLM([reply]) as server, pytest.raises(LanguageModelError, match="did not answer within 0.3 s"):
        list(model_at(server).stream(ASKED))
    assert len(server.requests) == 1


def test_a_server_that_drips_comments_is_ended(monkeypatch):
    monkeypatch.setattr(language_model, "TOTAL_TIMEOUTS", 0.2)
    told = failure(play.drips())
    assert told == "took too long over its reply. Raise the timeout, or choose a faster model."


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
        (play.fails(401), "refused the key (401). Check the key."),
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
        (play.says(*["x" * 9999] * 3), "wrote more than 20,000 characters. Choose another model."),
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


@pytest.mark.parametrize("reply", [play.echoes_key(status) for status in (400, 401, 404, 429, 500)])
def test_the_key_is_in_no_error_log_or_text_even_if_the_server_repeats_it(reply, caplog):
    caplog.set_level(logging.DEBUG)
    with ScriptedLLM([reply]) as server:
        model = model_at(server)
        try:
            list(model.stream(ASKED))
        except LanguageModelError as err:
            shown = "".join(traceback.format_exception(err)) + repr(err) + repr(err.args)
    everything = shown + caplog.text + repr(model) + str(model)
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"
    assert KEY[:9] not in everything and KEY[3:] not in everything


def test_an_error_in_the_stream_does_not_repeat_the_key():
    assert failure(play.events({"error": {"message": f"{KEY} failed"}})).startswith("failed: *** failed.")


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


def test_importing_the_module_does_not_import_the_sdk():
    code = "import assistant.writing, assistant.language_model, sys, json; print(json.dumps(sorted(sys.modules)))"
    root = Path(language_model.__file__).parents[1]
    loaded = json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=root).stdout)
    assert {"openai", "httpx", "httpx2"}.isdisjoint(loaded)
