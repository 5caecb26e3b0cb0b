"""Questions that lean on the ones before, made to stand alone: "And the year before?", "Who said that?", "How old is she?"."""

from assistant.follow_ups.rewriting import standalone

__all__ = ["standalone"]
