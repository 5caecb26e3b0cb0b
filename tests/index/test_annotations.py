import json
from datetime import date

import pytest

from index import Article
from index.annotations import MOST, AnnotatedSentence, annotate, packed, said_in, unpacked, with_boilerplate
from index.fingerprints import sentence_hashes
from index.language.names import Name
from index.language.numbers import Number
from index.language.speakers import Attribution
from index.language.times import Time

STORY = "Nine ferries sank on Tuesday, Oskar Trell told the Marno Herald. “We saw 14 of them.”"
TEXT = f"---\ndate: 2024-03-14\n---\nBy Ana Belun\n\n{STORY}\n\nEND"
FERRIES = Article("ferries.md", "Osvarin", None, date(2024, 3, 14), TEXT, "front matter", TEXT.index("By Ana"))


def words(one: AnnotatedSentence) -> str:
    return TEXT[one.start : one.end]


def test_the_sentences_of_the_body_are_annotated_once():
    byline, told, quoted, end = annotate(FERRIES)
    assert [words(one) for one in (byline, quoted, end)] == ["By Ana Belun", "“We saw 14 of them.”", "END"]
    assert [one.kind for one in (byline, told, quoted, end)] == ["byline", "body", "body", "end mark"]
    at = {word: TEXT.index(word) for word in ("Nine", "Tuesday", "Oskar", "Marno", "14 of")}
    day = date(2024, 3, 12)
    assert told.times == (Time(at["Tuesday"], at["Tuesday"] + 7, day, day, "day", "2024-03-12", relative=True),)
    assert told.figures == (Number(at["Nine"], at["Nine"] + 4, "9"),)
    speaker = Attribution("Oskar Trell", "Oskar Trell")
    assert told.speaker == speaker
    oskar, herald = Name(at["Oskar"], at["Oskar"] + 11, ("oskar", "trell")), Name(at["Marno"], at["Marno"] + 12, ("marno", "herald"))
    assert told.names == (oskar, herald)
    assert quoted.figures == (Number(at["14 of"], at["14 of"] + 2, "14"),)


def test_a_number_of_a_date_is_no_figure():
    (found,) = annotate(Article("a.txt", None, None, date(2024, 3, 14), "On 12 March 2024 it took 3 hours and 40 boats."))
    assert [number.value for number in found.figures] == ["3", "40"]


def test_the_speaker_is_that_of_the_sentence_that_is_asked_for():
    _, told, quoted, _ = sentences = annotate(FERRIES)
    assert said_in(sentences, told.start, told.end) == told.speaker
    assert said_in(sentences, told.start + 5, quoted.end) == told.speaker
    assert said_in(sentences, told.end, quoted.end) == quoted.speaker
    assert said_in(sentences, quoted.end + 1, quoted.end + 2) is None
    assert said_in((), 0, 10) is None


def test_what_was_packed_is_unpacked_as_it_was():
    found = annotate(FERRIES)
    hashes = sentence_hashes(words(one) for one in found)
    assert unpacked(packed(FERRIES, found)) == list(zip(found, hashes, strict=True))


def test_sentences_of_many_stories_are_boilerplate_whatever_their_form():
    found = unpacked(packed(FERRIES, annotate(FERRIES)))
    kinds = [one.kind for one in with_boilerplate(found, {hash for _, hash in found[:2] if hash})]
    assert kinds == ["boilerplate", "boilerplate", "body", "end mark"]


@pytest.mark.parametrize(
    "rows",
    [
        *("", "{", "1", "[1]", "[[1]]", "[" * 9_000),
        '[[0,1,"body",null,[[0]],null,[],[]]]',
        '[[0,1,"body",null,[[0,1,1e999,1,"day","x",0]],null,[],[]]]',
        '[[0,1,"body",null,[[0,1,1e99,1,"day","x",0]],null,[],[]]]',
        '[["a",1,"body",null,[],null,[],[]]]',
        '[[0,1,"verse",null,[],null,[],[]]]',
        '[[0,1,"body",[1],[],null,[],[]]]',
        '[[0,1,"body",null,[],null,[],[[0,1,2,true]]]]',
    ],
)
def test_what_was_never_packed_is_refused(rows: str):
    with pytest.raises(ValueError):
        unpacked(rows)


@pytest.mark.parametrize("unit", ["1 ", "10 May ", "Ana Belun ", "a ", "Belun said. ", '"a" ', "Mr. "])
def test_a_text_made_to_be_slow_fills_no_catalog(unit: str):
    article = Article("a.txt", None, None, date(2024, 3, 14), unit * (20_000 // len(unit)))
    found = annotate(article)
    assert all(len(held) <= MOST for one in found for held in (one.times, one.figures, one.names))
    assert len(packed(article, found)) < 30 * len(article.text)
    assert json.loads(packed(article, found))
