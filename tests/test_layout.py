"""The shape of the code: which way imports run, what is public, what is not loaded."""

import ast
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import assistant
import index
import prompts

ROOT = Path(__file__).parent.parent


def imported(package: str) -> set[str]:
    """Return the top-level names that the modules of a package import, wherever in the file they do."""
    names = set()
    for file in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.split(".")[0])
    return names


def test_index_knows_nothing_of_the_assistant():
    assert imported("index") & {"assistant", "prompts"} == set()


def test_language_knows_nothing_else_of_ours():
    texts = [file.read_text("utf-8") for file in (ROOT / "index" / "language").rglob("*.py")]
    ours = {name for text in texts for name in re.findall(r"(?:from|import)\s+((?:assistant|index|prompts)\b[\w.]*)", text)}
    assert ours and all(name.startswith("index.language") for name in ours)


def test_prompts_hold_no_code_of_ours():
    assert imported("prompts") & {"assistant", "index"} == set()


def test_the_assistant_reads_no_article_files():
    modules = [file.read_text("utf-8") for file in (ROOT / "assistant").rglob("*.py")]
    assert not any("index.parsing" in text or "index.formats" in text for text in modules)


def test_faces_are_not_known_to_the_core():
    core = [f for f in (ROOT / "assistant").glob("*.py") if f.name not in {"cli.py"}]
    assert not [f.name for f in core if "assistant.web" in f.read_text("utf-8") or "assistant.cli" in f.read_text("utf-8")]


def room(module: str) -> str:
    """Return the folder or module right under its package that a module is of or in."""
    return ".".join(module.removesuffix(".__init__").split(".")[:2])


def rooms() -> dict[str, set[str]]:
    """Return what each room of the packages imports from other rooms of them, wherever in a file it does."""
    files = [file for package in ("assistant", "index", "prompts") for file in (ROOT / package).rglob("*.py")]
    modules = {".".join(file.relative_to(ROOT).with_suffix("").parts): file for file in files}
    graph: dict[str, set[str]] = {}
    for module, file in modules.items():
        reached = graph.setdefault(room(module), set())
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                whole = [f"{node.module}.{alias.name}" for alias in node.names]
                names = [name if {name, f"{name}.__init__"} & modules.keys() else node.module for name in whole]
            else:
                continue
            reached |= {room(name) for name in names if name.split(".")[0] in ("assistant", "index", "prompts")} - {room(module)}
    return graph


def test_rooms_form_no_cycle():
    found = rooms()
    assert len(found) > 30
    assert list(TopologicalSorter(found).static_order())


def test_public_names():
    assert assistant.__all__ == [
        "NOT_SAID",
        "Answer",
        "Assistant",
        "AssistantError",
        "AssistantSettings",
        "Citation",
        "LanguageModel",
        "Message",
        "OpenAICompatible",
        "Reader",
        "Reading",
        "ScoredPassage",
        "Sentence",
        "Span",
        "TimeFrame",
        "Value",
    ]
    assert index.__all__ == [
        "Article",
        "DatelineIndexError",
        "Embedder",
        "Failure",
        "Filters",
        "Index",
        "IndexProgress",
        "IndexReport",
        "IndexSettings",
        "IndexSummary",
        "ListedArticle",
        "Listing",
        "MonthCount",
        "Passage",
        "Source",
        "StoryFile",
        "Watched",
        "list_sources",
        "load_embedder",
        "remove_source",
        "update_index",
        "watch",
    ]
    assert [name for name in vars(prompts) if not name.startswith("_") and name != "files"] == ["load"]


def test_asking_once_loads_nothing_that_it_does_not_need(sample_index):
    script = (
        "import atexit, sys\n"
        "from assistant.cli import main\n"
        "names = ('chromadb', 'pydantic', 'trafilatura', 'yaml', 'gradio', 'torch', 'index.formats', 'index.dating.publication')\n"
        "atexit.register(lambda: print([name for name in names if name in sys.modules]))\n"
        "main()"
    )
    ask = ["ask", "How many clocks does the museum at Ystrel own?", "--index-dir", str(sample_index)]
    done = subprocess.run([sys.executable, "-c", script, *ask], capture_output=True, text=True, check=True)
    assert "430 clocks" in done.stdout and done.stdout.endswith("[]\n")


def test_telling_what_the_commands_are_loads_none_of_ours_but_the_command_line():
    script = "import sys, assistant.cli.app; print(sorted({n.split('.')[0] for n in sys.modules} & {'index', 'numpy', 'onnxruntime'}))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_asking_loads_no_torch_no_gradio_no_llama_index(sample_index):
    script = (
        "import sys\n"
        "from assistant import Assistant\n"
        "assert Assistant(sys.argv[1]).ask('How many clocks does the museum at Ystrel own?').citations\n"
        "print([name for name in ('torch', 'sentence_transformers', 'gradio', 'llama_index', 'httpx2') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script, str(sample_index)], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
