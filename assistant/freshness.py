"""How fresh the evidence is: said where a reader could take an old figure for today's."""

from assistant.records import Answer
from index.language.times import in_words


def freshness(answer: Answer, stale_days: int) -> str | None:
    """Return the line to show: the newest article there is and the newest on this, None where it does not matter.

    It matters when the question asks for the latest, and when it names no time and the evidence is more than `stale_days`
    older than the newest article.
    """
    newest, evidence, frame = answer.newest_article, answer.newest_evidence, answer.time_frame
    if newest is None or evidence is None:
        return None
    asks_latest = frame is not None and frame.order == "latest"
    if not asks_latest and (frame is not None or answer.abstained or (newest - evidence).days <= stale_days):
        return None
    return f"Newest article: {in_words(newest)}; newest on this: {in_words(evidence)}."
