"""Seals: hashes by which what the catalog gives is known to be what was put into it, whatever happened to its file since."""

import hashlib
from collections.abc import Sequence

# What passages and articles are found by, each as few large values, for they are hashed whenever an index is opened.
# Of what was found, each row has a seal of its own.
LOOKUPS = (
    "SELECT block FROM words_data ORDER BY id",
    "SELECT group_concat(segid || ' ' || hex(term) || ' ' || pgno) FROM (SELECT * FROM words_idx ORDER BY segid, term)",
    "SELECT group_concat(id || ' ' || hex(sz)) FROM (SELECT * FROM words_docsize ORDER BY id)",
    "SELECT group_concat(id || ' ' || number) FROM (SELECT id, number FROM passages ORDER BY id)",
    "SELECT group_concat(id || ' ' || rowid) FROM (SELECT id, rowid FROM articles ORDER BY id)",
    "SELECT group_concat(article_id || ' ' || rowid) FROM (SELECT article_id, rowid FROM sentences ORDER BY article_id)",
    "SELECT group_concat(coalesce(published, '') || ' ' || id || ' ' || coalesce(source, '')) FROM"
    " (SELECT published, id, source FROM articles INDEXED BY articles_published ORDER BY published, id)",
    "SELECT group_concat(article_id || ' ' || story) FROM (SELECT * FROM stories ORDER BY article_id)",
    "SELECT group_concat(article_id || ' ' || withdrawn_id || ' ' || kind) FROM"
    " (SELECT * FROM withdrawals ORDER BY article_id, withdrawn_id)",
    "SELECT group_concat(sentence) FROM (SELECT * FROM boilerplate ORDER BY sentence)",
)


def seal(values: Sequence[object]) -> bytes:
    """Return 16 bytes that no other values of a row have; bytes, text, numbers and None are told apart."""
    digest = hashlib.blake2b(digest_size=16)
    for value in values:
        data = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
        digest.update(f"{type(value).__name__} {len(data)} ".encode())
        digest.update(data)
    return digest.digest()
