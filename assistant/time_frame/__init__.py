"""The time that a question asks about: "since March", "last year's conference", "as of May 5", "the latest"."""

from assistant.time_frame.frames import TimeFrame, matches
from assistant.time_frame.orders import Order
from assistant.time_frame.questions import time_frame

__all__ = ["Order", "TimeFrame", "matches", "time_frame"]
