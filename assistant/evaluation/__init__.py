"""Scoring answers against questions whose answers are known."""

from assistant.evaluation.abstention import declined_below
from assistant.evaluation.curve_picture import draw_curve
from assistant.evaluation.questions import Question, read_questions
from assistant.evaluation.scores import Score, Scores, score_answers

__all__ = ["Question", "Score", "Scores", "declined_below", "draw_curve", "read_questions", "score_answers"]
