"""An evaluation as one HTML file that needs nothing else: figures, plots and every question with its answer and marks."""

from assistant.evaluation.report.contents import Report
from assistant.evaluation.report.page import render

__all__ = ["Report", "render"]
