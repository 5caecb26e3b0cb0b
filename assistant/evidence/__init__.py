"""What the articles hold for a question: every candidate sentence scored once, beside there being no answer."""

from assistant.evidence.evidence import Candidate, Evidence, weighed
from assistant.evidence.figures import Figure

__all__ = ["Candidate", "Evidence", "Figure", "weighed"]
