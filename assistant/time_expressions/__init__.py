"""Every date that a news text names, in full or in relation to its own date, with the days that it covers."""

from assistant.time_expressions.expressions import TimeExpression, time_expressions

__all__ = ["TimeExpression", "time_expressions"]
