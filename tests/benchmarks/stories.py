"""How many articles of a folder tell one story in nearly the same words, how long finding them takes, and what they look like.

Nothing says which articles are the same story: `--groups` and `--pairs` print a random choice, to be read by a person.
`--half` takes the first or the second half of the articles, so that thresholds chosen on one are judged on the other.
"""

import argparse
import difflib
import random
import time
from collections import Counter, defaultdict
from pathlib import Path

from report import existing, print_heading, print_table

from index.articles import Article
from index.fingerprints import fingerprint
from index.folder import list_files
from index.parsing import parse_articles
from index.stories import CONTAINED, SIMILAR, Corpus, FingerprintedArticle, Stories, by_date, group_stories

# How far under both thresholds a pair still counts as just under them.
JUST_UNDER = 0.8
# Characters of a text, or of what two texts differ in, that are printed.
SHOWN = 600
SHOWN_PIECE = 70


def read_folder(folder: Path) -> list[Article]:
    found: list[Article] = []
    for file in list_files(folder).files:
        found += parse_articles(file, (folder / file).read_bytes()).articles
    return found


def half_of(articles: list[Article], half: str) -> list[Article]:
    middle = len(articles) // 2
    return {"both": articles, "first": articles[:middle], "second": articles[middle:]}[half]


def one_line(text: str) -> str:
    return " ".join(text.split())[:SHOWN]


def difference(first: Article, second: Article) -> str:
    """The words that differ, [of the first|of the second], and how many agree between them."""
    words = first.text.split(), second.text.split()
    pieces = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, *words, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(f"..{b - a}..")
        else:
            pieces.append(f"[{' '.join(words[0][a:b])[:SHOWN_PIECE]}|{' '.join(words[1][c:d])[:SHOWN_PIECE]}]")
    return " ".join(pieces)[:SHOWN]


def heading(article: Article) -> str:
    return f"{article.published} {article.id}, {len(article.text.split())} words: {article.title}"


def print_groups(stories: Stories, articles: dict[str, Article], count: int, chance: random.Random) -> None:
    groups = defaultdict(list)
    for id, story in sorted(stories.story_of.items()):
        groups[story].append(articles[id])
    for number, story in enumerate(chance.sample(sorted(groups), min(count, len(groups))), 1):
        leader = articles[story]
        print(f"group {number}: {heading(leader)}\n    {one_line(leader.text)}")
        for other in groups[story]:
            if other is not leader:
                print(f"  and {heading(other)}\n    {difference(leader, other)}")


def print_pairs(corpus: Corpus, articles: dict[str, Article], count: int, chance: random.Random) -> None:
    kept = {pair for pair, _ in corpus.similar_pairs()}
    near = corpus.similar_pairs(similar=JUST_UNDER * SIMILAR, contained=JUST_UNDER * CONTAINED)
    under = [(pair, jaccard) for pair, jaccard in near if pair not in kept]
    print(f"{len(under)} pairs are just under the thresholds")
    for number, (pair, jaccard) in enumerate(chance.sample(under, min(count, len(under))), 1):
        first, second = (articles[corpus.ids[n]] for n in pair)
        print(f"pair {number}, {jaccard:.2f}: {heading(first)}\n  and {heading(second)}\n    {difference(first, second)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a folder of articles, of any of the types that are indexed")
    parser.add_argument("--half", choices=["both", "first", "second"], default="both", help="which articles (default: both)")
    parser.add_argument("--groups", type=int, default=0, metavar="N", help="print so many random groups")
    parser.add_argument("--pairs", type=int, default=0, metavar="N", help="print so many random pairs just under the thresholds")
    parser.add_argument("--seed", type=int, default=1, help="of the random choice (default: 1)")
    given = parser.parse_args()

    articles = half_of(read_folder(existing(given.folder)), given.half)
    print_heading(corpus=f"{given.folder}, {given.half}, {len(articles):,} articles")
    started = time.process_time()
    prints = sorted((FingerprintedArticle(one.id, one.published, fingerprint(one)) for one in articles), key=by_date)
    fingerprinted = time.process_time()
    stories = group_stories(Corpus(prints))
    grouped = time.process_time()
    sizes = Counter(Counter(stories.story_of.values()).values())
    rows = [
        ["", "value"],
        ["articles that share their story", f"{len(stories.story_of):,} ({len(stories.story_of) / len(articles):.1%})"],
        ["stories of two files and more", f"{sum(sizes.values()):,}"],
        ["of how many files", ", ".join(f"{files}: {count}" for files, count in sorted(sizes.items()))],
        ["sentences of boilerplate", f"{len(stories.boilerplate)}"],
        ["fingerprint, ms of CPU an article", f"{(fingerprinted - started) / len(articles) * 1000:.2f}"],
        ["grouping, s of CPU", f"{grouped - fingerprinted:.2f}"],
    ]
    print_table(rows)
    by_id = {article.id: article for article in articles}
    chance = random.Random(given.seed)
    print_groups(stories, by_id, given.groups, chance)
    if given.pairs:
        print_pairs(Corpus(prints), by_id, given.pairs, chance)


if __name__ == "__main__":
    main()
