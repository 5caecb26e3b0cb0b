"""Fingerprints: what of an article is compared, and that every text has one."""

import zlib

import pytest

from index import Article
from index.fingerprints import HASHES, MIN_SENTENCE_WORDS, _minhash, fingerprint, sentence_hashes

STORY = (
    "The port of Osvarin will close for 9 days after divers found cracks in the outer wall, the harbour board said on Saturday. "
    "Grain ships are to be sent to Jolmet and Tuskary until the wall is safe, and ferries will sail from the old quay."
)


def article(text: str, title: str | None = None) -> Article:
    return Article("a.txt", None, title, None, text)


def test_different_headers_do_not_count_as_words() -> None:
    plain = fingerprint(article(STORY))
    for header in ("OSVARIN, Nov 9 (Reuters) - ", "OSVARIN/PELLUMAR, Saturday — ", "(AP) -- ", "# Cracks\n\nOSVARIN, Nov. 9, 2024 - "):
        assert fingerprint(article(header + STORY)).minhash == plain.minhash


def test_sentences_of_few_words_have_no_hash() -> None:
    short, enough = sentence_hashes([" ".join(["word"] * n) for n in (MIN_SENTENCE_WORDS - 1, MIN_SENTENCE_WORDS)])
    assert (short, enough is None) == (None, False)


@pytest.mark.parametrize(
    "text",
    [
        *("word " * 20_000, "1" * 100_000, "1," * 50_000, "AB" * 50_000, "AB " + "- " * 50_000, "A-" * 50_000, "(" * 100_000),
        *("\n" * 99_999 + "a", "_" * 100_000, "中" * 100_000, "½²٣" * 30_000, "\ud83d " * 50_000, "a\x00" * 50_000, ""),
    ],
    ids=range(14),
)
def test_no_text_is_refused(text: str) -> None:
    article_of_it = article(text, text[:1000])
    found = fingerprint(article_of_it)
    assert (len(found.minhash), len(found.whole)) == (1024, 8)
    assert fingerprint(article_of_it) == found


def long_article() -> Article:
    return article(" ".join(f"{n} clocks stood in room {n % 700}," for n in range(3_000)))


def test_a_long_text_is_hashed_in_slices_to_the_same_values(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = fingerprint(long_article())
    monkeypatch.setattr("index.fingerprints.SHINGLES_AT_ONCE", 100)
    assert fingerprint(long_article()) == whole


def test_values_are_those_of_datasketch() -> None:
    datasketch = pytest.importorskip("datasketch", reason="the extra `dev` is not installed")
    words = [f"{n} clocks stood" for n in range(500)]
    other = datasketch.MinHash(HASHES, seed=1, hashfunc=zlib.crc32, scheme="affine32")
    other.update_batch([word.encode() for word in words])
    assert (_minhash(words) == other.hashvalues).all()


def test_a_shingle_that_comes_again_and_again_is_hashed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    monkeypatch.setattr("index.fingerprints._minhash", lambda shingles: (hashed.extend(shingles), _minhash(shingles))[1])
    fingerprint(article("no comment " * 5_000))
    assert len(hashed) == 2
