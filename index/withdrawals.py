"""What a notice withdraws: the articles that it names by address, slug, title or day, that tell its story, and copies of these."""

import re
import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta

from index.articles import Article
from index.catalog import Catalog
from index.errors import ArticleDamaged
from index.language.times import dates_in
from index.language.words import common_words
from index.notices import notice_kind
from index.stopping import check_stop

# Of a notice, what it corrects stands within this.
READ = 1500
# Headlines of one or two words are of many stories; a whole headline is of one.
SHORT_TITLE_DAYS, TITLE_DAYS = 7, 400
LONG_TITLE = 3
# Headlines that share half of their words, or a headline half of which is in the notice, are of one matter.
ALIKE = 0.5
ALIKE_DAYS = 60
# Articles of one day or headline that are looked at.
MOST = 200

_ADDRESS = re.compile(r"https?://[^\s\"<>]{4,500}[^\s\"<>.,;:)\]]")
_SLUG = re.compile(r"\bslug(?:ged)?:?\s{1,3}[\"“']?([\w-]{3,80})", re.IGNORECASE)
_MARKERS = re.compile(
    r"\b(?:mandatory |bulletin )?kill(?:ed)?\b|\b(?:correct(?:ion|ed|s)|clarification|erratum|retract(?:ion|ed|s)|withdrawn|advisory"
    r"|editors?|berichtigung|richtigstellung|korrektur|rectificatif|corrección|rettifica)\b|\b(?:update|refile|write-?thru) \d{1,2}\b",
    re.IGNORECASE,
)


def link_notices(catalog: Catalog, stop: threading.Event | None = None) -> None:
    """Find anew what each notice withdraws; the stories are to be those of the articles as they are."""
    found = {}
    for id, kind in catalog.notices():
        if stop:
            check_stop(stop)
        with suppress(ArticleDamaged):
            if notice := catalog.article(id):
                found[id, kind] = list(dict.fromkeys(_with_copies(catalog, _withdrawn(catalog, notice))))
    catalog.set_withdrawals(found)


def _withdrawn(catalog: Catalog, notice: Article) -> Iterator[Article]:
    said = f"{notice.title or ''}\n{notice.text[notice.body_start :][:READ]}"
    addresses = frozenset(_ADDRESS.findall(said))
    titles = [*_SLUG.findall(said), *filter(None, [_core(notice.title)])]
    days = {time.first for time in dates_in(said, notice.published) if time.first and time.first == time.last}
    ids = dict.fromkeys(catalog.article_ids(addresses=addresses, days=days, titles=titles, limit=MOST))
    if story := catalog.stories([notice.id]).get(notice.id):
        ids |= dict.fromkeys(file.id for file in catalog.story_articles(story))
    for id in ids:
        with suppress(ArticleDamaged):
            article = catalog.article(id)
            if article and _is_earlier(article, notice) and _takes_back(notice, said, addresses, titles, days, article, catalog):
                yield article


def _is_earlier(article: Article, notice: Article) -> bool:
    """Tell whether an article may be one that a notice takes back: no notice, of the same outlet, and not from later."""
    of_another = article.source and notice.source and article.source.casefold() != notice.source.casefold()
    later = article.published and notice.published and article.published > notice.published
    is_notice = notice_kind(article.title, article.text[article.body_start :])
    return article.id != notice.id and not of_another and not later and not is_notice


def _takes_back(
    notice: Article, said: str, addresses: frozenset[str], titles: list[str], days: Collection[date], article: Article, catalog: Catalog
) -> bool:
    if article.url in addresses:
        return True
    words = _words(article.title or "")
    apart = abs(notice.published - article.published) if notice.published and article.published else timedelta(0)
    if any(_words(title) == words for title in titles) and words:
        return apart.days <= (TITLE_DAYS if len(words) >= LONG_TITLE else SHORT_TITLE_DAYS)
    core = _words(_core(notice.title))
    if len(words & core) > 1 and len(words & core) >= ALIKE * len(words | core) and apart.days <= ALIKE_DAYS:
        return True
    if article.published and article.published in days and article.published != notice.published:
        lead = _words(article.title or article.text[article.body_start :][:150])
        told = lead & _words(said)
        return len(told) > 1 and len(told) >= ALIKE * len(lead)
    stories = catalog.stories([notice.id, article.id])
    return len(stories) == 2 and stories[notice.id] == stories[article.id]


def _with_copies(catalog: Catalog, withdrawn: Iterable[Article]) -> Iterator[str]:
    for article in withdrawn:
        yield article.id
        yield from catalog.copies(article.id)


def _core(title: str | None) -> str:
    """Return a headline without the words by which it is a notice's."""
    return _MARKERS.sub(" ", title or "").strip(" :;,.–—-")


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold())) - common_words()
