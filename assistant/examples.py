"""Example questions of several kinds, about what the articles of an index name."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from itertools import zip_longest

from index.language.speakers import is_body, person_name
from index.language.times import in_words

# What more of the articles name says little of any of them.
MOST_OF_ARTICLES = 0.25
_OF_THINGS = ("{}: the latest", "Timeline: {}", "Summary: {}")


def example_questions(names: Mapping[str, int], speakers: Collection[str], newest: date | None) -> Iterator[str]:
    """Yield questions to choose from, of each kind in turn, each name once, the most named first.

    `names` are those of an archive with the number of their articles, `speakers` whom its newest articles quote, and `newest` is the
    day of the newest.
    """
    if newest:
        yield f"What happened in {in_words(newest, 'month')}?"
    most = max(2, MOST_OF_ARTICLES * max(names.values(), default=0))
    ranked = [name for name in sorted(names, key=lambda name: (-names[name], name)) if " " in name and names[name] <= most]
    people = [name for name in ranked if name in speakers and person_name(name.split()) and not is_body(name.split())]
    things = [name for name in ranked if name not in people and is_body(name.split())]
    for place, (person, thing) in enumerate(zip_longest(people, things)):
        if person:
            yield f"Who is {person}?"
        if thing:
            yield _OF_THINGS[place % len(_OF_THINGS)].format(thing)
