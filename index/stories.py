"""Which articles tell one story in nearly the same words, and which sentences are nobody's story."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from index.fingerprints import HASHES, SHINGLE_WORDS, Fingerprint

# Figures here were read off the first half of Reuters-21578; tests/benchmarks/stories.py shows the pairs around them.

# Values that must agree for two articles to be compared: 3 find 90% of the pairs as similar as SIMILAR, 99% of those at 0.4.
BAND = 3
# Jaccard similarity of two tellings, the later often two or three times as long; below it, half of the pairs are two stories.
SIMILAR = 0.3
# Share of the shorter telling that the longer repeats; below it, pairs were written anew or are of one form.
CONTAINED = 0.6
# So like each other that no footer does it, before it is known what the footers are.
NEARLY_EQUAL = 0.8
# What comes in the same words a week later is news again: the bank's rate unchanged, the market's daily notice.
WINDOW_DAYS = 7
# Fewer words than this are a form filled in, "qtly div 25 cts": they are one story only if all words, headline and day are equal.
MIN_WORDS = 30
# Figures that a correction may change: this share of them, or one in so many words. Those of a form change by half.
CHANGED_FIGURES = 0.15
WORDS_A_CHANGED_FIGURE = 60
# Stories that hold a sentence word for word: from 5 on there are "terms were not disclosed", "he did not elaborate" and their like.
BOILERPLATE_STORIES = 5
# A sentence with a figure may be a fact of several stories ("payment date is April 15": 7), and a footer has an address.
BOILERPLATE_STORIES_WITH_FIGURE = 20
# Weeks that a footer comes in before it is known for one: a story that straddles a week's end comes in two.
FOOTER_WEEKS = 3
# Articles in a row, by date, that are compared where more agree: those of a story come within days of each other.
NEIGHBOURS = 8
# Pairs whose values are compared at once: 50 MB of them.
PAIRS_AT_ONCE = 50_000


@dataclass(frozen=True)
class FingerprintedArticle:
    """An article as grouping sees it."""

    id: str
    published: date | None
    fingerprint: Fingerprint


@dataclass(frozen=True)
class StoryFile:
    """An article of a story."""

    id: str
    source: str | None
    published: date | None


@dataclass(frozen=True)
class Stories:
    """`story_of` maps article id -> story id, that of its earliest article; `boilerplate` are hashes of sentences."""

    story_of: dict[str, str]
    boilerplate: frozenset[int]


def by_date(article: FingerprintedArticle) -> tuple[bool, date, str]:
    """Return what sorts articles: the earliest first, those without a date last."""
    return article.published is None, article.published or date.max, article.id


def group_stories(corpus: "Corpus") -> Stories:
    """Return the stories that two or more of the articles tell."""
    similar = corpus.similar_pairs()
    nearly_equal = [pair for pair, jaccard in similar if jaccard >= NEARLY_EQUAL]
    footers = corpus.footers(corpus.leaders(nearly_equal))
    leaders = corpus.leaders([pair for pair, _ in similar if not corpus.share_only(pair, footers)])
    counts = Counter(leaders)
    story_of = {corpus.ids[n]: corpus.ids[leader] for n, leader in enumerate(leaders) if counts[leader] > 1}
    return Stories(story_of, corpus.boilerplate(leaders))


class Corpus:
    """All articles, given in the order of `by_date`, as arrays: 1.6 kB each; they are named by their place in it."""

    def __init__(self, articles: Iterable[FingerprintedArticle]) -> None:
        self.ids: list[str] = []
        days, words, whole, minhash, figures, sentences = array("q"), array("q"), bytearray(), bytearray(), bytearray(), bytearray()
        figures_end, sentences_end = array("q", [0]), array("q", [0])
        for article in articles:
            one = article.fingerprint
            self.ids.append(article.id)
            days.append(article.published.toordinal() if article.published else 0)
            words.append(one.words)
            for all, its in ((whole, one.whole), (minhash, one.minhash), (figures, one.figures), (sentences, one.sentences)):
                all += its
            figures_end.append(len(figures) // 4)
            sentences_end.append(len(sentences) // 8)
        self._days, self._words = np.array(days, np.int64), np.array(words, np.int64)
        self._whole = np.frombuffer(whole, "<i8")
        self._minhash = np.frombuffer(minhash, "<u4").reshape(-1, HASHES)
        self._figures, self._figures_end = np.frombuffer(figures, "<u4"), figures_end
        self._sentences, self._sentences_end = np.frombuffer(sentences, "<i8"), sentences_end
        # Most sentences are of one article alone: what fewer hold than a footer comes in weeks is neither footer nor boilerplate.
        ordered, apart = np.sort(self._sentences), FOOTER_WEEKS - 1
        often = np.unique(ordered[apart:][ordered[apart:] == ordered[:-apart]])
        found = np.flatnonzero(np.searchsorted(often, self._sentences) < np.searchsorted(often, self._sentences, "right"))
        self._repeated = self._sentences[found]
        self._repeated_in = np.searchsorted(np.array(sentences_end), found, "right") - 1

    def similar_pairs(self, *, similar: float = SIMILAR, contained: float = CONTAINED) -> list[tuple[tuple[int, int], float]]:
        """Return (earlier, later) of the pairs that tell one story, boilerplate aside, with their estimated Jaccard similarity."""
        found = [(pair, 1.0) for pair in self._equal_pairs()]
        for first, second in self._candidates():
            jaccard = (self._minhash[first] == self._minhash[second]).mean(axis=1)
            shingles = [np.maximum(self._words[side] - SHINGLE_WORDS + 1, 1) for side in (first, second)]
            share = jaccard / (1 + jaccard) * (shingles[0] + shingles[1]) / np.minimum(*shingles)
            for n in np.flatnonzero((jaccard >= similar) & (share >= contained)):
                pair = int(first[n]), int(second[n])
                if self._figures_agree(*pair):
                    found.append((pair, float(jaccard[n])))
        return sorted(found)

    def leaders(self, pairs: Sequence[tuple[int, int]]) -> list[int]:
        """Return, for each article, the earliest that it hangs together with."""
        leader = list(range(len(self.ids)))

        def root(n: int) -> int:
            while leader[n] != n:
                leader[n] = leader[leader[n]]
                n = leader[n]
            return n

        for pair in pairs:
            first, second = sorted(map(root, pair))
            leader[second] = first
        return [root(n) for n in range(len(leader))]

    def boilerplate(self, leaders: Sequence[int]) -> frozenset[int]:
        """Return the hashes of the sentences that many stories hold, more of them where there is a figure."""
        some = self._held_by(leaders, BOILERPLATE_STORIES)
        return frozenset(one for one in some if not one & 1) | self._held_by(leaders, BOILERPLATE_STORIES_WITH_FIGURE)

    def footers(self, leaders: Sequence[int]) -> frozenset[int]:
        """Return the hashes of the sentences that no single story brings, however many files tell it: they come week after week."""
        weeks = (self._days // WINDOW_DAYS).tolist()
        lasting = self._held_by(leaders, BOILERPLATE_STORIES) & self._held_by(weeks, FOOTER_WEEKS)
        return lasting | self._held_by(leaders, BOILERPLATE_STORIES_WITH_FIGURE)

    def share_only(self, pair: tuple[int, int], boilerplate: frozenset[int]) -> bool:
        """Tell whether two articles have boilerplate in common and no other sentence."""
        one, other = (set(self._sentences[slice(*self._sentences_end[n : n + 2])].tolist()) for n in pair)
        shared = one & other
        equal = self._whole[pair[0]] == self._whole[pair[1]]
        return bool(shared) and shared <= boilerplate and not equal

    def _held_by(self, groups: Sequence[int], at_least: int) -> frozenset[int]:
        """Return the hashes of the sentences that articles of so many groups hold; `groups` names that of each article."""
        hashes, group_of = self._repeated, np.array(groups, np.int64)[self._repeated_in]
        order = np.lexsort((group_of, hashes))
        hashes, group_of = hashes[order], group_of[order]
        new = np.ones(len(hashes), bool)
        new[1:] = (hashes[1:] != hashes[:-1]) | (group_of[1:] != group_of[:-1])
        values, counts = np.unique(hashes[new], return_counts=True)
        return frozenset(values[counts >= at_least].tolist())

    def _equal_pairs(self) -> Iterator[tuple[int, int]]:
        last: dict[int, int] = {}
        for n, whole in enumerate(self._whole.tolist()):
            if not self._words[n]:  # rows of stars are no story
                continue
            before = last.get(whole)
            if before is not None and (self._days[before] == self._days[n] or self._days[n] == 0):
                yield before, n
            last[whole] = n

    def _candidates(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield (earlier, later) articles of which some band of values agrees, PAIRS_AT_ONCE at a time, each pair once."""
        long = np.flatnonzero(self._words >= MIN_WORDS)
        found = []
        for start in range(0, HASHES - BAND + 1, BAND):
            keys = np.zeros(len(long), np.uint64)
            for column in range(start, start + BAND):
                keys = (keys ^ self._minhash[long, column]) * np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio
            found.append(self._agreeing(keys, long))
        pairs = np.unique(np.concatenate(found))
        for at in range(0, len(pairs), PAIRS_AT_ONCE):
            yield np.divmod(pairs[at : at + PAIRS_AT_ONCE], len(self.ids))

    def _agreeing(self, keys: np.ndarray, articles: np.ndarray) -> np.ndarray:
        """Return the pairs of equal keys, each as one number: earlier * all + later."""
        order = np.argsort(keys, kind="stable")  # stable: those with one key stay in the order of their dates
        keys, articles = keys[order], articles[order]
        found = [np.empty(0, np.int64)]
        for step in range(1, min(NEIGHBOURS, len(keys) - 1) + 1):
            equal = np.flatnonzero(keys[step:] == keys[:-step])
            if not len(equal):
                break
            first, second = articles[equal], articles[equal + step]
            near = self._in_window(first, second)
            found.append(first[near] * len(self.ids) + second[near])
        return np.concatenate(found)

    def _in_window(self, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        days = self._days[first], self._days[second]
        return np.asarray((np.abs(days[0] - days[1]) <= WINDOW_DAYS) | (days[0] == 0) | (days[1] == 0))

    def _figures_agree(self, first: int, second: int) -> bool:
        """Tell whether no more figures differ than a correction changes; figures that one of them adds do not differ."""
        figures = [Counter(self._figures[slice(*self._figures_end[n : n + 2])].tolist()) for n in (first, second)]
        shorter = min(figures[0].total(), figures[1].total())
        differing = shorter - (figures[0] & figures[1]).total()
        words = int(min(self._words[first], self._words[second]))
        return differing <= max(CHANGED_FIGURES * shorter, words // WORDS_A_CHANGED_FIGURE)
