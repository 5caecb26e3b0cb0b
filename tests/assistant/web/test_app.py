"""Building the application."""

import subprocess
import sys
from pathlib import Path

# Stands where Gradio would ask for the text of each component to write its stub.
SCRIPT = """
import ast, inspect, sys
sys.path.append("tests")
getfile = inspect.getfile
def refused(*_, **__): raise AssertionError("a stub is made")
ast.get_source_segment = refused
from assistant.web import build_app
from fake_assistant import FakeAssistant
build_app(FakeAssistant())
assert inspect.getfile is getfile
"""


def test_no_stub_of_gradio_is_written_at_the_start() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=Path(__file__).parents[3], capture_output=True, text=True)
    assert not done.returncode, done.stderr
