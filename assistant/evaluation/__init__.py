"""Scoring answers against questions whose answers are known."""

from assistant.evaluation.questions import Question, read_questions
from assistant.evaluation.scores import Score, Scores, score_answers

__all__ = ["Question", "Score", "Scores", "read_questions", "score_answers"]
