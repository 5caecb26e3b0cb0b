"""Every word that goes to a language model, one text file a prompt."""

from importlib.resources import files


def load(name: str) -> str:
    """Return the prompt in `name`.txt, without surrounding white space."""
    return files("prompts").joinpath(f"{name}.txt").read_text(encoding="utf-8").strip()
