"""What can go wrong with any command, told at the outermost place."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import pytest

from assistant.cli import running
from assistant.cli.printing import print_json
from assistant.errors import AssistantError, ReaderError

ROOT = Path(__file__).parent.parent.parent.parent
CLOCKS = "How many clocks does the museum at Ystrel own?"
STARTED = "import sys, os, types\nfrom assistant.cli.running import main\n"
# The commands are put in place of those there are, which take a second to load.
RAISING = STARTED + "def app():\n    {body}\nsys.modules['assistant.cli.app'] = types.SimpleNamespace(app=app)\nmain()\n"
NO_MEMORY = "dateline: There is not enough memory. Close other programs, or set DATELINE_THREADS to 1.\n"


def run(*arguments: object, **options) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    environment |= options.pop("environment", {})
    return subprocess.run([sys.executable, *map(str, arguments)], text=True, cwd=ROOT, env=environment, **options)


def dateline(*arguments: object, **options) -> subprocess.CompletedProcess[str]:
    return run("-m", "assistant.cli", *arguments, **options)


class Unloaded(Exception):
    """What a library raises of its own kind."""


def unloaded() -> NoReturn:
    try:
        raise Unloaded("Exception during initialization: std::bad_alloc")
    except Unloaded as error:
        raise ReaderError("The weights cannot be loaded: install Dateline again.") from error


def nested() -> NoReturn:
    nested()


def ended(monkeypatch, app: Callable[[], object]) -> int:
    """The exit code when the commands do this."""
    monkeypatch.setitem(sys.modules, "assistant.cli.app", SimpleNamespace(app=app))
    monkeypatch.setattr(running, "_drop_output", lambda: None)  # it would be pytest's
    with pytest.raises(SystemExit) as end:
        running.main()
    return end.value.code


def raises(error: BaseException) -> Callable[[], NoReturn]:
    def app() -> NoReturn:
        raise error

    return app


@pytest.mark.parametrize(
    ("app", "code", "told"),
    [
        (raises(MemoryError()), 1, NO_MEMORY),
        (raises(OSError(12, "Cannot allocate memory")), 1, NO_MEMORY),
        (raises(RuntimeError("can't start new thread")), 1, NO_MEMORY),
        (unloaded, 1, NO_MEMORY),
        (raises(ReaderError("no bad_alloc here")), 1, "dateline: no bad_alloc here\n"),
        (nested, 1, "dateline: Something is nested too deeply to be read.\n"),
        (raises(OSError(30, "Read-only file system", "/x")), 1, "dateline: [Errno 30] Read-only file system: '/x'\n"),
        (raises(AssistantError("\x1b[31mred\ud83d")), 1, "dateline: \\x1b[31mred\\ud83d\n"),
        (raises(KeyboardInterrupt()), 130, "dateline: stopped.\n"),
        (raises(BrokenPipeError()), 1, ""),
        (raises(SystemExit(3)), 3, ""),
    ],
)
def test_what_no_command_foresees_is_one_line(monkeypatch, capsys, app, code, told):
    assert ended(monkeypatch, app) == code
    assert capsys.readouterr() == ("", told)


def test_a_fault_of_our_own_stays_loud(monkeypatch):
    monkeypatch.setitem(sys.modules, "assistant.cli.app", SimpleNamespace(app=raises(ZeroDivisionError())))
    with pytest.raises(ZeroDivisionError):
        running.main()


def test_a_character_that_the_terminal_lacks_is_printed_as_its_number(sample_index):
    done = dateline("ask", CLOCKS, "--index-dir", sample_index, capture_output=True, environment={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, "") and "\n    \\u201cThe museum owns" in done.stdout


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_half_a_character_and_one_that_the_terminal_lacks_are_whole_json(monkeypatch, encoding):
    raw = BytesIO()
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(raw, encoding))
    ended(monkeypatch, lambda: (print_json({"said": "\u201c\U0001f600\ud83d"}), sys.exit(0)))
    assert json.loads(raw.getvalue().decode(encoding)) == {"said": "\u201c\U0001f600\ud83d"}


@pytest.mark.parametrize("printing", ["print('said')", "from assistant.cli.printing import out; out.print('said')"], ids=["print", "rich"])
def test_a_reader_who_has_enough_ends_a_command_quietly(printing):
    command = [sys.executable, "-c", RAISING.format(body=f"sys.stdin.read(); {printing}")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as asking:
        asking.stdout.close()
        asking.stdin.close()
        assert (asking.stderr.read(), asking.wait()) == (b"", 1)


@pytest.mark.parametrize(
    ("redirected", "told"),
    [
        (">&-", "dateline: [Errno 9] Bad file descriptor\n"),
        (">/dev/full", "dateline: [Errno 28] No space left on device\n"),
        ("2>&-", ""),
        ("2>/dev/full", ""),
        (">&- 2>&- <&-", ""),
    ],
)
def test_output_that_cannot_be_written_is_one_line(redirected, told):
    code = RAISING.format(body="print('said'); raise FileNotFoundError(2, 'none') if '2>' in sys.argv[1] else SystemExit")
    done = subprocess.run(
        ["sh", "-c", f'exec "$0" -c "$1" "$2" {redirected}', sys.executable, code, redirected], capture_output=True, cwd=ROOT
    )
    assert (done.returncode, done.stderr.decode()) == (1, told)


def test_no_file_takes_the_place_of_a_closed_stream(tmp_path):
    body = f"print('said', open({str(tmp_path / 'file')!r}, 'w').fileno() > 2, file=sys.stderr)"
    done = subprocess.run(
        ["sh", "-c", 'exec "$0" -c "$1" >&- <&-', sys.executable, RAISING.format(body=body)], capture_output=True, cwd=ROOT
    )
    assert done.stderr == b"said True\n"


def test_a_home_that_cannot_be_written_is_one_line():
    home = {"HOME": "/proc/self/none", "XDG_DATA_HOME": ""}
    done = dateline("index", ROOT / "assistant/sample/articles", capture_output=True, environment=home)
    assert (done.returncode, done.stdout) == (1, "") and done.stderr.startswith("dateline: ") and done.stderr.count("\n") == 1
