"""Who says what: the speaker of each sentence of an article, and the one whose statement a question asks for."""

from assistant.attribution.asking import asks_who_said, says_of, speaks
from assistant.attribution.attributions import Attribution, attribution

__all__ = ["Attribution", "asks_who_said", "attribution", "says_of", "speaks"]
