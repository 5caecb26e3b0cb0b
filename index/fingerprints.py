"""Fingerprints of articles: what is kept of their words, figures and sentences to compare them by."""

import hashlib
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from index.articles import Article
from index.language.sentences import sentence_spans

# Figures here were read off the first half of Reuters-21578.

# Words side by side that are compared as one: of 3, tables of the same form look alike; of 5, a name or a figure keeps them apart.
SHINGLE_WORDS = 5
# Values of a MinHash: the estimate of a similarity of 0.3 is off by 0.03.
HASHES = 256
# MurmurHash3's finish: shifts and factors, the last shift alone.
MIXING = ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1))
# Each takes 2 kB while they are hashed: a million words at once would take 2 GB.
SHINGLES_AT_ONCE = 10_000
# "No." and "More" say nothing alone.
MIN_SENTENCE_WORDS = 3

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W_]+")
_TRAILING_ZEROS = re.compile(r"\.0+\Z")
_NUMBER_WORDS = {word: str(n) for n, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())}
# LONDON, March 3 (Reuters) -     (AP) —     it differs from outlet to outlet.
_DATELINE = re.compile(r"\s*(?=[^\W\d_a-z]{2}|\()[^\n]{2,90}?\s?(?:--?|[–—])\s")


@dataclass(frozen=True)
class Fingerprint:
    """What an article is compared by: all of it in bytes, as the catalog keeps it.

    `whole` is a digest of headline and body, `minhash` are HASHES uint32, `figures` the uint32 hashes of its numbers,
    sorted, and `sentences` the int64 hashes of its sentences.
    """

    words: int
    whole: bytes
    minhash: bytes
    figures: bytes
    sentences: bytes


def fingerprint(article: Article) -> Fingerprint:
    """Return what an article is compared by; dateline and headline are left out of its words."""
    words = _words(_body(article))
    shingles = list({" ".join(words[n : n + SHINGLE_WORDS]) for n in range(max(1, len(words) - SHINGLE_WORDS + 1))})
    whole = " ".join([*_words(article.title or ""), "\n", *words])
    figures = sorted(zlib.crc32(figure.encode()) for word in words if (figure := _figure(word)))
    spans = sentence_spans(article.text, article.body_start)
    hashes = sentence_hashes([article.text[start:end] for start, end in spans])
    return Fingerprint(
        words=len(words),
        whole=_digest(whole),
        minhash=_minhash(shingles).astype("<u4").tobytes(),
        figures=np.array(figures, "<u4").tobytes(),
        sentences=np.array(sorted({one for one in hashes if one is not None}), "<i8").tobytes(),
    )


def sentence_hashes(sentences: Iterable[str]) -> list[int | None]:
    """Return what boilerplate knows sentences by, whatever their case and punctuation; None for those of too few words."""
    found = [_words(sentence) for sentence in sentences]
    return [_sentence_hash(words) if len(words) >= MIN_SENTENCE_WORDS else None for words in found]


def _body(article: Article) -> str:
    body = article.text[article.body_start :].lstrip()
    first, _, rest = body.partition("\n")
    if rest.strip() and (first.startswith("# ") or first.strip() == article.title):
        body = rest
    dateline = _DATELINE.match(body)
    return body[dateline.end() :] if dateline else body


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _figure(word: str) -> str | None:
    if word in _NUMBER_WORDS:
        return _NUMBER_WORDS[word]
    return _TRAILING_ZEROS.sub("", word).replace(",", "") if word[0].isdecimal() else None


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _sentence_hash(words: list[str]) -> int:
    """Return 64 bits, the lowest of which says whether there is a figure among the words."""
    with_figure = any(word[0].isdecimal() for word in words)
    return int.from_bytes(_digest(" ".join(words)), "little", signed=True) & ~1 | with_figure


def _minhash(shingles: Sequence[str]) -> np.ndarray:
    """Return the lowest values of HASHES permutations of the shingles' hashes (Broder 1997), as datasketch's scheme "affine32" has them."""
    factors, terms = _permutations()
    lowest = np.full(HASHES, 2**32 - 1, np.uint32)
    for n in range(0, len(shingles), SHINGLES_AT_ONCE):
        some = shingles[n : n + SHINGLES_AT_ONCE]
        hashes = np.array([zlib.crc32(shingle.encode("utf-8", "surrogatepass")) for shingle in some], np.uint32)
        for shift, factor in MIXING:
            hashes = (hashes ^ (hashes >> np.uint32(shift))) * np.uint32(factor)
        lowest = np.minimum(lowest, (hashes[:, None] * factors + terms).min(axis=0))
    return lowest


@cache
def _permutations() -> tuple[np.ndarray, np.ndarray]:
    """Return odd factors and terms: h -> factor * h + term, modulo 2 to the 32, exchanges values and loses none."""
    random = np.random.RandomState(1)
    factors = random.randint(0, 2**31, HASHES, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return factors, random.randint(0, 2**32, HASHES, dtype=np.uint32)
