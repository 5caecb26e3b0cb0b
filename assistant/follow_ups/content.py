"""The words of a question that tell what it is about."""

import re

from index.language.words import common_words

# Words that say nothing of what a question is about.
_VAGUE = frozenset(
    """many much long old far big large often exactly happen happened happens people person persons anyone anybody someone somebody
    everyone children men women victims passengers details detail information say said says tell know explain cause reason reasons time
    times thing things part number total really sure happening involved possible true please mean means meant example ones one else next
    latest far respond responded react reacted reply replied comment commented response reaction first
    last new still yet already also""".split()
)


def content_words(question: str) -> list[str]:
    """The words that tell what a question is about."""
    return [word for word in re.findall(r"\w+", question.casefold()[:300]) if word not in common_words() and word not in _VAGUE]
