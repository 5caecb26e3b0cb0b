"""An index that is damaged, and what becomes of it: whether it says so, and whether what it says helps.

Each damage is looked at in a process of its own, so that one that brings Chroma down is seen as such.
"""

import multiprocessing
import os
import pickle
import random
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from generated_articles import write_articles
from hashing_embedder import HashingEmbedder
from index_contents import contents

import index.health
from assistant.retrieval import retrieve
from index import Article, DatelineIndexError, Filters, Index, IndexSettings, IndexSummary, Passage, update_index
from index.annotations import AnnotatedSentence
from index.catalog import Catalog
from index.health import examine, index_status
from index.schema import CATALOG_FILE
from index.vectors import VECTORS_FOLDER

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["chromadb", "damaged_index"])

DIMENSION = 384
LOOK_UPS = 20
FOUND = 10
# Of the nearest passages: HNSW finds nearly all of them, and another graph others.
FOUND_SHARE = 0.8
COMMAND = re.compile(r"dateline index \S+( --rebuild)?")

Damage = Callable[[Path, random.Random], None]


@dataclass(frozen=True)
class Sound:
    """A sound index: its folder of articles, its own, all that it holds, and what it finds."""

    articles: Path
    folder: Path
    contents: Any
    found: "Found"


@dataclass(frozen=True)
class Found:
    """What the look-ups find, and what the index tells of itself."""

    words: list[list[tuple[str, float]]]
    nearest: list[list[tuple[str, float]]]
    passages: dict[str, Passage]
    articles: dict[str, Article | None]
    sentences: dict[str, tuple[AnnotatedSentence, ...]]
    summary: IndexSummary


@dataclass(frozen=True)
class Outcome:
    """What came of a damage: one of the KINDS of verdict, and the words that it was told with."""

    verdict: str
    told: str


# The verdicts; the last four are faults.
MENDED, REMEDIED, LATENT, HARMLESS = "mended by itself", "the remedy named mends it", "found by an examination", "harmless"
SILENT, LOST, USELESS, CRASHED = "SILENT", "LOST", "NO USE of the remedy", "CRASHED"
VERDICTS = (MENDED, REMEDIED, LATENT, HARMLESS, SILENT, LOST, USELESS, CRASHED)
FAULTS = VERDICTS[4:]


def embedder() -> HashingEmbedder:
    return HashingEmbedder(dimension=DIMENSION)


def build(folder: Path, articles: int) -> Sound:
    """Index so many articles of two passages, with stories among them; it takes some twenty seconds for five thousand passages."""
    corpus, settings = folder / "articles", IndexSettings(index_dir=folder / "sound")
    write_articles(corpus, articles)
    for number in range(0, articles, 50):  # told twice, two days later
        text = (corpus / f"{number:05}.md").read_text("utf-8")
        (corpus / f"{number:05}-again.md").write_text(text.replace("source: ", "source: The "), "utf-8")
    update_index(corpus, settings, embedder())
    with closing(Index(settings, embedder())) as opened:
        found = look_up(opened, articles)
    return Sound(corpus, settings.index_dir, contents(settings.index_dir), found)


def look_up(opened: Index, articles: int) -> Found:
    """Ask for known articles, by words that only they hold, as questions are: by words, by meaning, with passages and articles."""
    chance = random.Random(1)
    words, nearest, passages, whole, sentences = [], [], {}, {}, {}
    for _ in range(LOOK_UPS):
        number, line = chance.randrange(articles), chance.randrange(12)
        question = f"What did report{number}n{line} say of the harbour board in Pellumar?"
        words.append(opened.matching([f"report{number}n{line}"], FOUND, Filters()))
        nearest.append(opened.nearest(question, FOUND, Filters()))
        for scored in retrieve(opened, question, FOUND, Filters()):
            passages[scored.passage.id] = scored.passage
        for id in {passage.article_id for passage in opened.passages([id for id, _ in words[-1]]).values()}:
            whole[id] = opened.article(id)
            sentences |= opened.sentences([id])
    return Found(words, nearest, passages, whole, sentences, opened.summary())


def is_same(found: Found, sound: Sound) -> str | None:
    """Return what is not as in the sound index, None when all is."""
    right = sound.found
    if found.summary != right.summary:
        return f"another summary: {found.summary}"
    if [[id for id, _ in one] for one in found.words] != [[id for id, _ in one] for one in right.words]:
        return "other passages by words"
    if found.articles != right.articles:
        return "other articles"
    if found.sentences != right.sentences:
        return "other annotations"
    for id, passage in found.passages.items():
        if sound.contents["passages"].get(id) != passage:
            return f"another passage: {passage}"
    for one, other in zip(found.nearest, right.nearest, strict=True):
        if len({id for id, _ in one} & {id for id, _ in other}) < FOUND_SHARE * len(other):
            return "other passages by meaning"
        vectors = sound.contents["vectors"]
        if any(id not in vectors for id, _ in one):
            return "unknown passages by meaning"
    return None


# -- damages


def _file(name: str) -> Callable[[Path], Path]:
    def find(index_dir: Path) -> Path:
        with closing(sqlite3.connect(index_dir / CATALOG_FILE)) as connection:
            (generation,) = connection.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()
        (file,) = (index_dir / VECTORS_FOLDER / generation).rglob(name)
        return file

    return find


def _catalog_file(index_dir: Path) -> Path:
    return index_dir / CATALOG_FILE


def _write(file: Path, at: int, data: bytes) -> None:
    with file.open("r+b") as opened:
        opened.seek(at)
        opened.write(data)


def overwritten(find: Callable[[Path], Path]) -> Damage:
    """Bytes at any place, in place of others."""

    def damage(index_dir: Path, chance: random.Random) -> None:
        file = find(index_dir)
        size = file.stat().st_size
        at = chance.randrange(size)
        _write(file, at, chance.randbytes(min(chance.choice((1, 16, 500, 20_000)), size - at)))

    return damage


def zeroed(find: Callable[[Path], Path]) -> Damage:
    """A page of zeros."""

    def damage(index_dir: Path, chance: random.Random) -> None:
        file = find(index_dir)
        page = chance.randrange(max(1, file.stat().st_size // 4096))
        _write(file, page * 4096, bytes(min(4096, file.stat().st_size - page * 4096)))

    return damage


def beheaded(find: Callable[[Path], Path]) -> Damage:
    """Other bytes at the start of the file."""

    def damage(index_dir: Path, chance: random.Random) -> None:
        file = find(index_dir)
        _write(file, 0, chance.randbytes(min(100, file.stat().st_size)))

    return damage


def truncated(find: Callable[[Path], Path]) -> Damage:
    """Only the beginning of the file, or nothing of it."""

    def damage(index_dir: Path, chance: random.Random) -> None:
        file = find(index_dir)
        os.truncate(file, int(file.stat().st_size * chance.choice((0, chance.random()))))

    return damage


def deleted(find: Callable[[Path], Path]) -> Damage:
    """No file."""

    def damage(index_dir: Path, _: random.Random) -> None:
        find(index_dir).unlink()

    return damage


class _Trap:
    """Leaves a mark where it is loaded from a pickle."""

    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __reduce__(self) -> Any:
        return Path.touch, (self._mark,)


def trapped(find: Callable[[Path], Path]) -> Damage:
    """A pickle that acts when it is loaded, as long as the one that was there."""

    def damage(index_dir: Path, chance: random.Random) -> None:
        file = find(index_dir)
        file.write_bytes(pickle.dumps(_Trap(index_dir / "trap")).ljust(file.stat().st_size, b"\0"))

    return damage


def bits_flipped(area: str) -> Damage:
    """Some bits in the pages of a table or an index of the catalog."""

    def damage(index_dir: Path, chance: random.Random) -> None:
        file = index_dir / CATALOG_FILE
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA wal_checkpoint (TRUNCATE)")
            pages = [page for (page,) in connection.execute("SELECT pageno FROM dbstat WHERE name = ? ORDER BY pageno", (area,))]
            (size,) = connection.execute("PRAGMA page_size").fetchone()
        content = bytearray(file.read_bytes())
        page = chance.choice(pages) - 1
        for _ in range(chance.choice((1, 1, 3, 8))):
            content[page * size + chance.randrange(size)] ^= 1 << chance.randrange(8)
        file.write_bytes(content)

    return damage


def changed(statement: str) -> Damage:
    """Rows that say something else, or are gone; `?` is a number by chance."""

    def damage(index_dir: Path, chance: random.Random) -> None:
        with closing(sqlite3.connect(index_dir / CATALOG_FILE)) as connection:
            connection.execute(statement, [chance.randrange(1000) for _ in range(statement.count("?"))])
            connection.commit()

    return damage


def folder_gone(index_dir: Path, chance: random.Random) -> None:
    """No folder of the vectors, or no generation in it, or none of the graph's."""
    file = _file("data_level0.bin")(index_dir)
    shutil.rmtree(chance.choice((file.parent, file.parent.parent, index_dir / VECTORS_FOLDER)))


def wal_left(index_dir: Path, chance: random.Random) -> None:
    """A log of changes, or what readers share, that belongs to no such catalog."""
    suffix = chance.choice(("-wal", "-shm"))
    (index_dir / (CATALOG_FILE + suffix)).write_bytes(chance.randbytes(chance.choice((32, 4152, 100_000))))


def wal_of_another(index_dir: Path, _: random.Random) -> None:
    """The log of changes of another catalog, whole by its own checksums."""
    other = index_dir.parent / "other"
    shutil.rmtree(other, ignore_errors=True)
    other.mkdir()
    with closing(Catalog.create(other)) as catalog:
        catalog.set_meta("folder", "elsewhere")
        shutil.copy(other / f"{CATALOG_FILE}-wal", index_dir / f"{CATALOG_FILE}-wal")


CHROMA = _file("chroma.sqlite3")
GRAPH = ("data_level0.bin", "header.bin", "length.bin", "link_lists.bin", "index_metadata.pickle")
AREAS = (
    *("articles", "passages", "fingerprints", "sentences", "stories", "boilerplate", "files", "origins", "meta", "sqlite_schema"),
    *("words_data", "words_idx", "words_docsize", "words_content"),
    *("sqlite_autoindex_articles_1", "sqlite_autoindex_passages_1", "articles_published", "articles_file", "articles_opening"),
    *("passages_article", "passages_embedded", "sqlite_autoindex_fingerprints_1", "sqlite_autoindex_sentences_1"),
)
ROWS = {
    "text": "UPDATE articles SET text = replace(text, 'bridge', 'badger') WHERE rowid % 20 = ? % 20",
    "dates": "UPDATE articles SET published = '2023-01-01' WHERE rowid % 20 = ? % 20",
    "vectors": "UPDATE passages SET vector = zeroblob(length(vector)) WHERE number % 20 = ? % 20",
    "offsets": 'UPDATE passages SET "end" = "end" - 5 WHERE number % 20 = ? % 20',
    "passages": "DELETE FROM passages WHERE number % 20 = ? % 20",
    "words": "DELETE FROM words WHERE rowid % 20 = ? % 20",
    "sentences": "UPDATE sentences SET annotated = replace(annotated, 'body', 'byline') WHERE rowid % 20 = ? % 20",
    "no sentences": "DELETE FROM sentences WHERE rowid % 20 = ? % 20",
    "stories": "UPDATE stories SET story = 'none' WHERE length(article_id) + ? > 0",
    "no stories": "DELETE FROM stories",
    "files": "UPDATE files SET sha256 = '0'",
    "generation": "UPDATE meta SET value = 'x/' || char(0) || '/' || ? WHERE key = 'generation'",
    "published files": "UPDATE meta SET value = '{' WHERE key = 'published_files'",
    "published files as a list": "UPDATE meta SET value = '[1]' WHERE key = 'published_files'",
    "revision": "UPDATE meta SET value = 'x' WHERE key = 'revision'",
    "counts": "UPDATE meta SET value = ? WHERE key = 'passages'",
    "counts that are none": "UPDATE meta SET value = 'x' WHERE key = 'articles'",
    "model": "UPDATE meta SET value = 'x' WHERE key = 'model_fingerprint'",
    "schema": "DELETE FROM meta WHERE key = 'schema'",
    "no facts": "DELETE FROM meta",
    "seal": "UPDATE meta SET value = 'x' WHERE key = 'lookups_seal'",
}
WHOLE = {"overwritten": overwritten, "zeroed": zeroed, "beheaded": beheaded, "truncated": truncated, "deleted": deleted}

DAMAGES: dict[str, Damage] = {
    **{f"chroma.sqlite3 {name}": make(CHROMA) for name, make in WHOLE.items()},
    **{f"{file} {name}": make(_file(file)) for file in GRAPH for name, make in WHOLE.items()},
    "index_metadata.pickle trapped": trapped(_file("index_metadata.pickle")),
    "the vectors' folder gone": folder_gone,
    **{f"catalog {name}": make(_catalog_file) for name, make in WHOLE.items() if name != "deleted"},
    "catalog's log left": wal_left,
    "catalog's log of another": wal_of_another,
    **{f"bits in {area}": bits_flipped(area) for area in AREAS},
    **{f"rows: {name}": changed(statement) for name, statement in ROWS.items()},
}


# -- what becomes of it


def damage_and_look(sound: Sound, work: Path, name: str, seed: int) -> Outcome:
    """Damage a copy of the index, look it up, do what it says, and compare all that it holds then; in a child process."""
    ours, theirs = CONTEXT.Pipe()
    child = CONTEXT.Process(target=_in_child, args=(theirs, sound, work, name, seed))
    child.start()
    theirs.close()
    outcome = Outcome(CRASHED, "")
    with suppress(EOFError):
        outcome = ours.recv()
    child.join()
    return outcome if child.exitcode == 0 else Outcome(CRASHED, f"exit code {child.exitcode} {outcome.told}")


def _in_child(out: Connection, sound: Sound, work: Path, name: str, seed: int) -> None:
    index.health.load_embedder = lambda *_, **__: embedder()  # type: ignore[assignment]  # the index is none of the bundled model's
    index_dir = work / f"{seed}"
    shutil.copytree(sound.folder, index_dir)
    try:
        DAMAGES[name](index_dir, random.Random(f"{name} {seed}"))
        out.send(_outcome(sound, IndexSettings(index_dir=index_dir)))
    finally:
        shutil.rmtree(index_dir)


def _outcome(sound: Sound, settings: IndexSettings) -> Outcome:
    told, different = _asked(sound, settings)
    if different and not told:
        return Outcome(SILENT, different)
    mended = told is not None and "from the catalog" in told or told is not None and "made anew" in told
    if told and (command := COMMAND.search(told)):
        verdict = REMEDIED
        _run(command, sound, settings)
    elif mended:
        if different:
            return Outcome(SILENT, f"{told} And yet {different}")
        verdict = MENDED
    else:
        faults = [check for check in examine(settings) if check.fault]
        verdict = LATENT if faults else HARMLESS
        told = "; ".join(f"{check.fault} -> {check.remedy}" for check in faults) or told
        for check in faults:
            if command := COMMAND.search(check.remedy or ""):
                _run(command, sound, settings)
    if (settings.index_dir / "trap").exists():
        return Outcome(CRASHED, "a pickle was loaded")
    if verdict in (MENDED, HARMLESS):
        update_index(sound.articles, settings, embedder())
    again, different = _asked(sound, settings)
    if again or different:
        return Outcome(USELESS, f"{told} Then: {again} {different}")
    if (health := index_status(settings).health) != "ok":
        return Outcome(USELESS, f"{told} Then: {health}")
    if contents(settings.index_dir) != sound.contents:
        return Outcome(LOST, str(told))
    return Outcome(verdict, told or "")


def _asked(sound: Sound, settings: IndexSettings) -> tuple[str | None, str | None]:
    """Return what is told when the index is opened and looked up, and what of it is not as in the sound one."""
    try:
        with closing(Index(settings, embedder())) as opened:
            found = look_up(opened, sum(not name.endswith("-again.md") for name in os.listdir(sound.articles)))
            told = [opened.repaired, opened.searched_by_comparing, opened.damage_notice()]
            return " ".join(filter(None, told)) or None, is_same(found, sound)
    except DatelineIndexError as error:
        return f"{type(error).__name__}: {error}", "an error"


def _run(command: re.Match[str], sound: Sound, settings: IndexSettings) -> None:
    with suppress(DatelineIndexError):  # seen when it is looked up again
        update_index(sound.articles, settings, embedder(), rebuild=bool(command[1]))


def table(outcomes: dict[tuple[str, int], Outcome]) -> str:
    """One line a kind of damage, with how often each verdict came."""
    names = list(dict.fromkeys(name for name, _ in outcomes))
    lines = []
    for name in names:
        counts = Counter(outcome.verdict for (of, _), outcome in outcomes.items() if of == name)
        lines.append(f"{name:40} " + ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items())))
    return "\n".join(lines)
