"""An evaluation as one HTML file that needs nothing else: figures, plots and every question with its answer and marks."""

from assistant.evaluation.report.page import page_of

__all__ = ["page_of"]
