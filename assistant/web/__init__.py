"""The web chat: one page on this machine, thin over the assistant. Importing it does not import Gradio."""

from assistant.web.app import build_app, serve

__all__ = ["build_app", "serve"]
