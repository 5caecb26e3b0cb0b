"""Gradio's folder for temporary files, seen from outside a server that is ended."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SERVER = """
from fake_assistant import FakeAssistant
from assistant.web import serve
from assistant.web.settings import WebSettings

serve(FakeAssistant(), WebSettings(port=0))
"""


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_folder_is_for_the_owner_alone_and_goes_with_the_server(tmp_path: Path, end: signal.Signals) -> None:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}", "TMPDIR": str(tmp_path), "HOME": str(tmp_path)}
    server = subprocess.Popen([sys.executable, "-c", SERVER], env=environment, cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    assert server.stdout and server.stdout.readline()
    assert [(path.name[:14], stat.S_IMODE(path.stat().st_mode)) for path in tmp_path.glob("dateline*")] == [("dateline-chat-", 0o700)]
    server.send_signal(end)
    server.communicate(timeout=20)
    assert [path.name for path in tmp_path.iterdir()] == []
