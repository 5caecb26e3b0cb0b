"""Whether a sentence says anything that evidence could support: "This was reported at the time." does not."""

import re

from assistant.support.dates import dates
from index.language.names import names
from index.language.numbers import numbers
from index.language.words import common_words

# What is said of any news: that it was told, is known, goes on, matters.
_OF_ANY_NEWS = frozenset(
    """according account accounts additional aforementioned already article articles attention available background brief briefly case
    come context course coverage covered day days describe described description detail detailed details development developments
    discuss discussed emerge emerged event events every everything fact facts far find follow followed following full general give
    given happen happened happening important information interest issue issues journalists known later learn let look many matter
    matters may media mention mentioned might moment much near new news note noted occur occurred overall part people perhaps
    picture piece place point presented public publication published question questions read readers recent recently refer referred
    regard relevant remain remains report reported reportedly reporters reporting reports said say says seen set short simply
    situation source sources stated statement still stories story subject summarise summarised summarize summarized summary tell
    text thing things time told took topic true unfold unfolded unfolding update updates various way well whole widely words worth
    writing written yet""".split()
)


def has_content(sentence: str) -> bool:
    """Tell whether a sentence says more than that there was news: a number, a date, a name or a word that is not said of any."""
    words = re.findall(r"[^\W\d_]+", sentence.casefold())
    if any(word not in _OF_ANY_NEWS and word not in common_words() for word in words):
        return True
    return bool(dates(sentence) or any(number.is_said for number in numbers(sentence)) or any(not name.opens for name in names(sentence)))
