"""The routes of the Index tab: what they give, take and refuse."""

import json
import os
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from generated_articles import write_articles
from hashing_embedder import HashingEmbedder
from scripted_reader import FirstSentenceReader
from scripted_web import Item, ScriptedWeb, gives, rss

from assistant import Assistant
from assistant.web import index_routes, uploads
from assistant.web.index_routes import ENTRIES_READ, FOLDERS_SHOWN, index_router
from assistant.web.uploads import LONGEST_NAME, MIB, SUFFIXES, safe_name, uploads_folder
from index import IndexSettings, update_index
from index.writer_lock import writer_lock

OWN = {"X-Dateline": "1"}
FERRIES = b"Nine ferries sail from Pellumar each day. The board said so."
POSTS = ["/indexing/start", "/indexing/cancel", "/indexing/upload"]


NO_REQUEST = {"folder": None, "rebuild": False, "everything": False, "remove": None}


def opened(folder: Path) -> Assistant:
    """An assistant over four articles in the folder."""
    settings, embedder = IndexSettings(index_dir=folder / "index"), HashingEmbedder()
    write_articles(folder / "news", 4)
    update_index(folder / "news", settings, embedder)
    return Assistant(index_settings=settings, embedder=embedder, reader=FirstSentenceReader())


@pytest.fixture
def settings(tmp_path: Path) -> IndexSettings:
    return IndexSettings(index_dir=tmp_path / "index")


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Assistant]:
    with closing(opened(tmp_path)) as assistant:
        yield assistant


def client_of(assistant: Assistant) -> TestClient:
    app = FastAPI()
    app.include_router(index_router(assistant))
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def client(asked: Assistant) -> TestClient:
    return client_of(asked)


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of an index that nothing changes."""
    with closing(opened(tmp_path_factory.mktemp("home"))) as assistant:
        yield client_of(assistant)


def ended(client: TestClient) -> dict[str, Any]:
    """The state once no run is under way."""
    while (state := client.get("/indexing.json").json())["phase"] in ("running", "stopping"):
        pass
    found: dict[str, Any] = state
    return found


def send(client: TestClient, *files: tuple[str, bytes]) -> tuple[int, Any]:
    response = client.post("/indexing/upload", files=[("files", file) for file in files], headers=OWN)
    return response.status_code, response.json()


# -- where it stands


def test_the_state_tells_what_is_indexed(client: TestClient, tmp_path: Path) -> None:
    response = client.get("/indexing.json")
    assert (response.status_code, response.headers["cache-control"]) == (200, "no-store")
    news, updated = str(tmp_path / "news"), response.json()["sources"][0]["updated"]
    source = {"address": news, "kind": "folder", "shown": news, "articles": 4, "newest": "2024-04-04", "updated": updated, "there": True}
    assert response.json() == {
        "articles": 4,
        "passages": 8,
        "uploads": False,
        "sources": [source],
        "limits": {"suffixes": list(SUFFIXES), "file": 20 * MIB, "together": 100 * MIB, "files": 1000},
        "phase": "idle",
        "request": None,
        "stage": "listing",
        "done": 0,
        "total": 0,
        "share": 0.0,
        "embedded": 0,
        "rate": None,
        "left": None,
        "message": None,
        "report": None,
    }


def test_a_folder_is_indexed_and_reported(client: TestClient, tmp_path: Path) -> None:
    news = tmp_path / "news"
    (news / "undated.txt").write_bytes(FERRIES)
    (news / "picture.png").touch()
    (news / "bro\u202eken.txt").write_bytes(b"\0\1\2\3" * 50)
    begun = client.post("/indexing/start", json={"folder": str(news)}, headers=OWN)
    assert (begun.status_code, begun.json()["request"]) == (202, {**NO_REQUEST, "folder": str(news)})
    state = ended(client)
    report = state["report"]
    assert state["phase"] == "done" and report.pop("seconds") > 0
    reason = report["failed"][0].pop("reason")
    assert isinstance(reason, str) and "\n" not in reason
    assert report == {
        "added": 1,
        "changed": 0,
        "removed": 0,
        "unchanged": 4,
        "failures": 1,
        "failed": [{"file": "broken.txt"}],
        "ignored": {".png": 1},
        "undated": 1,
        "embedded": 1,
        "contacted": [],
    }


def test_another_folder_is_added_and_one_is_removed(client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.txt").write_bytes(FERRIES)
    client.post("/indexing/start", json={"folder": str(tmp_path / "other")}, headers=OWN)
    state = ended(client)
    assert (state["phase"], state["articles"], [one["articles"] for one in state["sources"]]) == ("done", 5, [4, 1])
    (tmp_path / "other" / "b.txt").write_bytes(FERRIES + b" Twice.")
    client.post("/indexing/start", json={"everything": True}, headers=OWN)
    assert ended(client)["report"]["added"] == 1
    client.post("/indexing/start", json={"remove": state["sources"][0]["address"]}, headers=OWN)
    state = ended(client)
    told = "Removed from the index: 4 articles. The files are where they were."
    assert (state["phase"], state["articles"], state["report"], state["message"]) == ("done", 2, None, told)


def test_a_feed_is_added_by_its_address_and_removed(client: TestClient) -> None:
    with ScriptedWeb({"/feed.xml": gives(rss([Item("ferries", "Nine ferries sail from Pellumar.")]))}) as web:
        client.post("/indexing/start", json={"folder": f" {web.url()} "}, headers=OWN)
        state = ended(client)
        told = (state["phase"], state["report"]["added"], state["report"]["contacted"])
        assert told == ("done", 1, [f"{web.host} (not on the public internet)"])
        feed = state["sources"][1]
        assert (feed["address"], feed["kind"], feed["shown"], feed["there"]) == (web.url(), "feed", web.url(), True)
        client.post("/indexing/start", json={"folder": web.url("/none/at/all")}, headers=OWN)
        state = ended(client)
        assert (state["phase"], state["message"]) == ("failed", f"{web.url('/none/at/all')} answers 404 (Not Found).")
    client.post("/indexing/start", json={"remove": feed["address"]}, headers=OWN)
    assert ended(client)["message"] == "Removed from the index: 1 article."


def test_a_second_start_is_refused_while_one_is_under_way(client: TestClient, settings: IndexSettings, monkeypatch: Any) -> None:
    def busy(self: object, request: object) -> None:
        raise index_routes.IndexBusy("Indexing is under way already: wait until it is done, or cancel it.")

    monkeypatch.setattr(index_routes.IndexingJob, "start", busy)
    response = client.post("/indexing/start", json={"folder": "/x"}, headers=OWN)
    assert (response.status_code, response.json()) == (
        409,
        {"error": "Indexing is under way already: wait until it is done, or cancel it."},
    )


def test_an_index_that_another_process_writes_is_told(client: TestClient, settings: IndexSettings, tmp_path: Path) -> None:
    with writer_lock(settings.index_dir):
        client.post("/indexing/start", json={"folder": str(tmp_path / "news")}, headers=OWN)
        state = ended(client)
    assert (state["phase"], state["message"].startswith("The index is being written by process ")) == ("failed", True)


# -- what is refused


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("headers", [{}, {"X-Dateline": "0"}, {"X-Dateline": ""}])
def test_a_post_without_the_header_of_this_page_is_refused(still: TestClient, path: str, headers: dict[str, str]) -> None:
    response = still.post(path, json={}, headers=headers)
    assert (response.status_code, response.json()) == (403, {"error": "Requests from other pages are refused."})


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b'{"folder": "/tmp"}', "text/plain", 415),
        (b'{"folder": "/tmp"}', "application/x-www-form-urlencoded", 415),
        (b"folder", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'["/tmp"]', "application/json", 400),
        (b'{"folder": 7}', "application/json", 400),
        (b'{"folder": ""}', "application/json", 400),
        (b'{"folder": "/tmp", "everything": "yes"}', "application/json", 400),
        (b'{"remove": 7}', "application/json", 400),
        (b'{"folder": "/tmp", "replace": true}', "application/json", 400),
        (b'{"folder": "/tmp", "rebuild": 1}', "application/json", 400),
        (b'{"folder": "/tmp", "index_dir": "/tmp"}', "application/json", 400),
        (json.dumps({"folder": "/" + "x" * 4096}).encode(), "application/json", 400),
    ],
)
def test_a_request_that_the_page_does_not_make_is_refused_in_one_line(still: TestClient, content: bytes, kind: str, status: int) -> None:
    response = still.post("/indexing/start", content=content, headers={**OWN, "Content-Type": kind})
    assert response.status_code == status
    assert list(response.json()) == ["error"] and "\n" not in response.json()["error"]
    assert still.get("/indexing.json").json()["phase"] == "idle"


# -- folders to choose


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    for name in ("news", "News 2024", "notes", ".hidden", "bi\u202edi", "other"):
        (root / name / "inside").mkdir(parents=True)
    (root / "news.txt").touch()
    (root / "linked").symlink_to(root / "news")
    (root / "nowhere").symlink_to(root / "gone")
    return root


def suggested(client: TestClient, typed: str) -> Any:
    return client.get("/indexing-folders.json", params={"path": typed}, headers=OWN).json()


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("/", ["linked", "news", "News 2024", "notes", "other"]),
        ("/ne", ["news", "News 2024"]),
        ("/NEWS", ["news", "News 2024"]),
        ("/.h", [".hidden"]),
        ("/news/", ["inside"]),
        ("/linked/in", ["inside"]),
        ("/nothing", []),
        ("/gone/x", []),
        ("/news.txt/", []),
        ("/ne\0ws/", []),
    ],
)
def test_folders_are_suggested_by_name_and_files_are_not(still: TestClient, folders: Path, typed: str, names: list[str]) -> None:
    assert suggested(still, f"{folders}{typed}")["names"] == names


def test_the_parent_is_told_as_it_was_typed(still: TestClient, folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folders))
    assert suggested(still, "~/ne") == {"parent": "~/", "names": ["news", "News 2024"]}
    assert suggested(still, "") == {"parent": "~/", "names": ["linked", "news", "News 2024", "notes", "other"]}
    assert suggested(still, "news/in") == {"parent": "news/", "names": []}
    assert suggested(still, "ne") == {"parent": "", "names": []}


def test_suggestions_are_bounded(still: TestClient, tmp_path: Path) -> None:
    for number in range(FOLDERS_SHOWN + 20):
        (tmp_path / "many" / f"{number:03}").mkdir(parents=True)
    assert suggested(still, f"{tmp_path}/many/")["names"] == [f"{number:03}" for number in range(FOLDERS_SHOWN)]
    assert ENTRIES_READ == 10_000
    refused = still.get("/indexing-folders.json", params={"path": "/" * 4097}, headers=OWN)
    assert (refused.status_code, refused.json()) == (400, {"error": "The path has 4,097 characters; at most 4,096 are read."})


def test_suggestions_are_for_this_page_only(still: TestClient) -> None:
    assert still.get("/indexing-folders.json", params={"path": "/"}).status_code == 403


# -- uploads


def test_uploaded_files_are_kept_beside_the_index_and_indexed(client: TestClient, settings: IndexSettings) -> None:
    articles = [("a.txt", FERRIES), ("b.md", b"# Bridges\n\nTwo bridges stand at Jolmet."), ("c.jsonl", b'{"text": "A toll is paid."}\n')]
    assert send(client, *articles) == (200, {"kept": ["a.txt", "b.md", "c.jsonl"], "refused": []})
    folder = uploads_folder(settings.index_dir)
    assert folder == settings.index_dir.parent / "index-uploads"
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == dict(articles)
    assert sorted(file.name for file in settings.index_dir.parent.iterdir()) == ["index", "index-uploads", "news"]
    client.post("/indexing/start", json={"folder": None}, headers=OWN)
    state = ended(client)
    assert (state["phase"], state["articles"], state["uploads"], state["sources"][1]["shown"]) == ("done", 7, True, None)


def test_uploaded_files_can_be_read_by_their_owner_only(client: TestClient, settings: IndexSettings) -> None:
    folder = uploads_folder(settings.index_dir)
    folder.mkdir(mode=0o755)  # as it was made before
    mask = os.umask(0)
    try:
        send(client, ("a.txt", FERRIES))
    finally:
        os.umask(mask)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.iterdir()]}
    assert modes == {"index-uploads": 0o700, "a.txt": 0o600}


def test_a_name_that_is_taken_gets_a_number_and_the_same_file_is_kept_once(client: TestClient, settings: IndexSettings) -> None:
    send(client, ("a.txt", b"The first."))
    assert send(client, ("a.txt", b"The second."), ("a.txt", b"The third.")) == (200, {"kept": ["a (2).txt", "a (3).txt"], "refused": []})
    assert send(client, ("a.txt", b"The second."), ("a.txt", b"The first.")) == (200, {"kept": ["a (2).txt", "a.txt"], "refused": []})
    kept = {file.name: file.read_bytes() for file in uploads_folder(settings.index_dir).iterdir()}
    assert kept == {"a.txt": b"The first.", "a (2).txt": b"The second.", "a (3).txt": b"The third."}


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("../../etc/cron.d/evil.txt", "evil.txt"),
        ("..\\..\\windows\\evil.txt", "evil.txt"),
        ("/etc/evil.txt", "evil.txt"),
        ("C:\\evil.txt", "evil.txt"),
        ("....//....//evil.txt", "evil.txt"),
        ("..evil.txt", "evil.txt"),
        (".hidden.txt", "hidden.txt"),
        ("gnp\u202etxt.evil\u2066\u200b.txt", "gnptxt.evil.txt"),
        ("a\0b\n\r\tc.txt", "ab c.txt"),
        ("a\u2028b.txt", "a b.txt"),
        ('<img src=x onerror="alert(1)">.txt', "_img src=x onerror=_alert(1)__.txt"),
        ("e\u0301te\u0301.md", "\u00e9t\u00e9.md"),
        ("Wetter.TXT", "Wetter.TXT"),
        ("tag\U000e0041s.html", "tags.html"),
        ("\u5929" * 200 + ".json", "\u5929" * 65 + ".json"),
        ("a.txt/", ""),
        ("..", ""),
        ("\u202e", ""),
        ("a." + "x" * 300, ""),
    ],
)
def test_names_are_made_safe(sent: str, name: str) -> None:
    assert safe_name(sent) == name
    assert len(safe_name(sent).encode()) <= LONGEST_NAME


def test_no_name_leads_out_of_the_folder_of_uploads(client: TestClient, settings: IndexSettings, tmp_path: Path) -> None:
    names = ["../../evil1.txt", "/evil2.txt", "..\\evil3.txt", "%2e%2e%2fevil4.txt", "../index/catalog.txt"]
    assert send(client, *((name, FERRIES) for name in names))[0] == 200
    found = sorted(file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*evil*"))
    assert found == [f"index-uploads/{name}" for name in ("%2e%2e%2fevil4.txt", "evil1.txt", "evil2.txt", "evil3.txt")]
    assert not (settings.index_dir / "catalog.txt").exists()


def test_a_wrong_type_and_an_empty_file_are_refused_by_name_and_the_rest_is_kept(client: TestClient, settings: IndexSettings) -> None:
    types = ", ".join(SUFFIXES)
    files = [("run.exe", b"MZ"), ("a.txt", FERRIES), ("no suffix", b"x"), (".txt", b"x"), ("empty.md", b"")]
    assert send(client, *files) == (
        200,
        {
            "kept": ["a.txt"],
            "refused": [
                {"file": "run.exe", "reason": f"not a type that is read ({types})"},
                {"file": "no suffix", "reason": f"not a type that is read ({types})"},
                {"file": "txt", "reason": f"not a type that is read ({types})"},
                {"file": "empty.md", "reason": "empty"},
            ],
        },
    )
    assert [file.name for file in uploads_folder(settings.index_dir).iterdir()] == ["a.txt"]


def test_nothing_that_can_be_kept_is_a_bad_request(still: TestClient) -> None:
    status, answer = send(still, ("run.exe", b"MZ"))
    assert (status, answer["kept"], len(answer["refused"])) == (400, [], 1)


def test_a_file_that_is_too_large_is_refused_and_the_rest_is_kept(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LARGEST_FILE", MIB)
    files = [("large.txt", b"x" * (MIB + 1)), ("largest.txt", b"x" * MIB), ("a.txt", FERRIES)]
    assert send(client, *files) == (
        200,
        {"kept": ["largest.txt", "a.txt"], "refused": [{"file": "large.txt", "reason": "larger than 1 MB"}]},
    )


@pytest.mark.parametrize("announced", [True, False])
def test_too_many_bytes_at_once_are_refused_and_nothing_is_left(
    asked: Assistant, settings: IndexSettings, announced: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_routes, "LARGEST_TOGETHER", MIB)
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
    parts = [head, *[b"x" * MIB] * 3]
    headers = {**OWN, "Content-Type": "multipart/form-data; boundary=x"}
    response = client_of(asked).post("/indexing/upload", content=b"".join(parts) if announced else iter(parts), headers=headers)
    assert response.status_code == 413
    assert sorted(file.name for file in settings.index_dir.parent.iterdir()) == ["index", "news"]


def test_too_many_files_at_once_are_refused(still: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_FILES", 2)
    line = "At most 2 files are taken at once: put them into a folder and index that."
    assert send(still, *[(f"{n}.txt", FERRIES) for n in range(3)]) == (413, {"error": line})


def test_uploads_do_not_fill_the_disk(client: TestClient, settings: IndexSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LARGEST_KEPT", MIB)
    assert send(client, ("a.txt", b"x" * (MIB - 10)))[0] == 200
    line = "The uploaded files would be more than 1 MB together: index a folder instead."
    assert send(client, ("b.txt", b"y" * 11)) == (413, {"error": line})
    assert [file.name for file in uploads_folder(settings.index_dir).iterdir()] == ["a.txt"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{}", "application/json"),
        (b"x", "multipart/form-data"),
        (b"no parts", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data; boundary=x"),
        (b"x", f"multipart/form-data; boundary={'x' * 500}"),
        (b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nhalf a fi', "multipart/form-data; boundary=x"),
        (b'--x\r\nContent-Disposition: form-data; name="word"\r\n\r\nvalue\r\n--x--\r\n', "multipart/form-data; boundary=x"),
        (b"--x\r\n\r\nno header\r\n--x--\r\n", "multipart/form-data; boundary=x"),
        (b"--x\r\n" + b"A: b\r\n" * 10_000, "multipart/form-data; boundary=x"),
        (b"--x\r\nA: " + b"b" * 100_000, "multipart/form-data; boundary=x"),
    ],
)
def test_a_body_that_is_no_whole_upload_is_refused_and_nothing_is_left(
    client: TestClient, settings: IndexSettings, content: bytes, kind: str
) -> None:
    response = client.post("/indexing/upload", content=content, headers={**OWN, "Content-Type": kind})
    assert (response.status_code, list(response.json())) == (400, ["error"])
    assert sorted(file.name for file in settings.index_dir.parent.iterdir()) == ["index", "news"]
