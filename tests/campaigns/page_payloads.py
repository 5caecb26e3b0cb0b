"""What a page sends to each of its functions, and hostile bodies in its place: files, addresses, wrong shapes, no JSON at all."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chat_client import JSON

TEXTS = ("textbox", "button", "dropdown")


@dataclass(frozen=True)
class Hostile:
    """A body that no page sends; `name` says what is wrong with it."""

    name: str
    content: bytes
    headers: dict[str, str] = field(default_factory=lambda: dict(JSON))


def page_bodies(config: dict[str, Any], session: str) -> list[dict[str, Any]]:
    """One right body for each function of the page with this configuration."""
    kinds = {one["id"]: one["type"] for one in config["components"]}
    return [
        {
            "data": ["" if kinds[id] in TEXTS else None for id in function["inputs"]],
            "event_data": None,
            "fn_index": function["id"],
            "trigger_id": function["targets"][0][0],
            "session_hash": session,
        }
        for function in config["dependencies"]
    ]


def hostile_values(paths: list[str], addresses: list[str]) -> Iterator[tuple[str, object]]:
    """Values that stand for a file or an address to Gradio, and others that no box holds."""
    for path in paths:
        yield f"a file {path}", {"path": path}
        yield f"a file of Gradio's {path}", {"path": path, "meta": {"_type": "gradio.FileData"}}
        yield f"a whole file {path}", {**_whole(path, None), "is_stream": False}
        yield f"files {path}", [{"path": path, "meta": {"_type": "gradio.FileData"}}]
        yield f"a file within {path}", {"a": [{"b": {"path": path, "meta": {"_type": "gradio.FileData"}}}]}
    for address in addresses:
        yield f"an address {address}", {"url": address}
        yield f"an address of Gradio's {address}", {"url": address, "path": address, "meta": {"_type": "gradio.FileData"}}
        yield f"a whole address {address}", _whole("x.txt", address)
        yield f"addresses {address}", [[_whole(address, address)]]
    plain = (7, -1, 0, 1.5, 1e308, 10**30, True, False, [], {}, [[]], ["x"], {"a": 1}, [None] * 1000)
    yield from ((f"the value {str(value)[:30]}", value) for value in plain)
    yield "an update", {"__type__": "update", "value": "x"}
    yield "a long text", "x" * 20_001
    yield "a deep list", _nested(300)


def hostile_bodies(right: dict[str, Any], values: list[tuple[str, object]], numbers: frozenset[int]) -> Iterator[Hostile]:
    """Bodies made wrong from a right one; `numbers` are those of the functions that there are."""
    for name, value in values:
        for place in {0, len(right["data"]) - 1} if right["data"] else ():
            yield _changed(f"{name} as input {place}", right, data=[value if at == place else None for at in range(len(right["data"]))])
        for key in ("event_data", "session_hash", "trigger_id", "data", "extra"):
            if json.dumps(value) != json.dumps(right.get(key, "")):  # the right trigger of one function is 0
                yield _changed(f"{name} as {key}", right, **{key: value})
        yield _changed(f"{name} beside the inputs", right, data=[*right["data"], value])
    for number in (-1, 999, 10**30, True, False, "0", 0.0, 1e300, None, [0], {"path": "/etc/passwd"}):
        if type(number) is not int or number not in numbers:
            yield _changed(f"the function {number!r}", right, fn_index=number)
    for session in ("", "x" * 65, "../x", "a b", "a\nb", "\u0661", "\ud83d", "\0", None):
        yield _changed(f"the session {session!r}", right, session_hash=session)
    for key in ("simple_format", "batched", "event_id", "oauth_token", "request", "batch_trigger_ids", "__class__"):
        yield _changed(f"the key {key}", right, **{key: True})
    for key in ("data", "fn_index", "trigger_id", "session_hash"):
        yield Hostile(f"no {key}", json.dumps({name: value for name, value in right.items() if name != key}).encode())
    yield from _not_json(json.dumps(right))


def _not_json(right: str) -> Iterator[Hostile]:
    for content in (b"", b"{", b"null", b"[]", b"1", b'"x"', b"\xff", b"[" * 100_000, b'{"a":' * 100_000, b"\0"):
        yield Hostile(f"the body {content[:10]!r}", content)
    for constant in ("NaN", "Infinity", "-Infinity", "1" * 5000):
        yield Hostile(f"the constant {constant[:10]}", right.replace('"event_data": null', f'"event_data": {constant}').encode())
    yield Hostile("a key twice", right.replace("{", '{"fn_index": 0, ', 1).encode())
    yield Hostile("UTF-16", right.encode("utf-16"))
    yield Hostile("a byte order mark", right.encode("utf-8-sig"))
    yield Hostile("a broken text", right.replace('"event_data": null', '"event_data": "\udc80"').encode("utf-8", "surrogateescape"))
    yield Hostile("gzip", gzip.compress(right.encode()), {**JSON, "Content-Encoding": "gzip"})
    yield Hostile("said to be packed", right.encode(), {**JSON, "Content-Encoding": "br"})
    for kind in ("", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json-patch+json"):
        yield Hostile(f"the type {kind!r}", right.encode(), {"Content-Type": kind})


def files_and_addresses(folder: Path, canary: str) -> tuple[list[str], list[str]]:
    """Paths that must not be read, of which some never end, and addresses that must not be asked."""
    secret = folder / "secret.txt"
    paths = ["/etc/passwd", "/etc/shadow", "/proc/self/environ", "/dev/zero", "/dev/stdin", str(folder / "fifo"), str(folder), "."]
    return [str(secret), *paths], [f"{canary}/secret", f"file://{secret}", "data:text/plain,x", "http://169.254.169.254/latest/meta-data"]


def _whole(path: str, url: str | None) -> dict[str, object]:
    return {"path": path, "url": url, "orig_name": "x.txt", "size": 1, "mime_type": "text/plain", "meta": {"_type": "gradio.FileData"}}


def _nested(depth: int) -> object:
    found: object = "x"
    for _ in range(depth):
        found = [found]
    return found


def _changed(name: str, right: dict[str, Any], **changes: object) -> Hostile:
    return Hostile(name, json.dumps({**right, **changes}).encode())
