"""Correction notices: what an outlet says of its own mistakes outranks the mistakes."""

import re

from index import Article

# A notice says in its headline, or where its text begins, that it is one.
OPENING = 400
_NOTICE = re.compile(
    r"\bcorrect(?:ion|s|ed)\b\s{0,3}[:;—–-]|\b(?:correction|clarification|erratum|corrigendum)\b(?:\s{1,3}(?:to|of)\b|\s{0,3}[:.;—–-])"
    r"|^\W{0,3}(?:correction|clarification|erratum|corrigendum|corrected|corrects)\b"
    r"|\b(?:in|with) an? (?:earlier|previous) (?:version|story|article|report|dispatch)\b"
    r".{0,120}\b(?:wrong|incorrect|misspel|mistaken|error)"
    r"|\b(?:earlier|previous) (?:version|story|article|report|dispatch)\b"
    r".{0,80}\b(?:gave|said|stated|misstated|misspelled|wrongly|incorrectly)\b",
    re.IGNORECASE,
)


def is_correction(article: Article) -> bool:
    """Tell whether an article opens as the correction of an earlier one: "Correction:", "(Corrects ...", "An earlier version gave ..."."""
    opening = article.text[article.body_start : article.body_start + OPENING].strip()
    return bool(_NOTICE.search(article.title or "") or _NOTICE.search(opening))
