"""A notice is linked to what it takes back, and to copies of that, and to nothing else."""

import json
from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder

from index import IndexSettings, update_index
from index.catalog import Catalog
from index.rows import Withdrawal

STORY = {
    "title": "Minister Hasp took money from the rotor works",
    "date": "2024-03-04",
    "source": "Osvarin Bell",
    "url": "https://bell.example/hasp",
    "text": "Minister Orla Hasp took 50,000 drens from the rotor works at Ruskelin.",
}
OTHER = {"title": "Fair opens", "date": "2024-03-04", "source": "Osvarin Bell", "text": "The fair opened with 300 stalls."}
NOTICE = {"date": "2024-03-09", "source": "Osvarin Bell"}


def withdrawn(tmp_path: Path, *records: dict[str, str]) -> dict[str, Withdrawal]:
    """What of the records, numbered from 1, is taken back by which."""
    folder = tmp_path / "articles"
    folder.mkdir(exist_ok=True)
    (folder / "a.jsonl").write_text("\n".join(json.dumps(record) for record in records), "utf-8")
    update_index(folder, IndexSettings(index_dir=tmp_path / "index"), HashingEmbedder())
    catalog = Catalog(tmp_path / "index")
    found = catalog.withdrawals([f"a.jsonl#{n}" for n in range(1, len(records) + 1)])
    catalog.close()
    return {id.partition("#")[2]: Withdrawal(one.by.partition("#")[2], one.kind) for id, one in found.items()}


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        (f"Correction: {STORY['title']}", "The sum was wrong in an earlier version.", "correction"),
        ("RETRACTION: Minister Hasp and the rotor works", "The papers were forged.", "retraction"),
        ("To our readers", "The Osvarin Bell has retracted its article of 4 March on money for Minister Hasp.", "retraction"),
        ("Correction", "Correction to https://bell.example/hasp: she took nothing.", "correction"),
    ],
)
def test_a_notice_names_it_by_headline_day_or_address(tmp_path: Path, title: str, text: str, kind: str) -> None:
    assert withdrawn(tmp_path, STORY, OTHER, {**NOTICE, "title": title, "text": text}) == {"1": Withdrawal("3", kind)}


def test_an_agency_names_it_by_slug_and_copies_of_other_outlets_fall_with_it(tmp_path: Path) -> None:
    story = {**STORY, "title": "BC-Rotor-Blast", "source": "Osvarin Wire", "text": "A blast at the rotor works killed four."}
    copy = {**story, "date": "2024-03-20", "source": "Ruskelin Post"}
    kill = {
        **NOTICE,
        "source": "Osvarin Wire",
        "title": "EDITORS",
        "text": "EDITORS: Kill the story slugged BC-Rotor-Blast.",
    }
    assert withdrawn(tmp_path, story, kill, copy, OTHER) == {"1": Withdrawal("2", "kill"), "3": Withdrawal("2", "kill")}


@pytest.mark.parametrize(
    "other",
    [
        {**STORY, "date": "2024-03-12"},  # later
        {**STORY, "source": "Ruskelin Post", "text": "Hasp denies that she took money."},  # another outlet's own
        OTHER,
    ],
)
def test_what_the_notice_does_not_mean_stands(tmp_path: Path, other: dict[str, str]) -> None:
    notice = {**NOTICE, "title": f"Correction: {STORY['title']}", "text": "The sum was wrong in an earlier version."}
    assert withdrawn(tmp_path, other, notice) == {}


def test_links_follow_the_articles(tmp_path: Path) -> None:
    notice = {**NOTICE, "title": f"Correction: {STORY['title']}", "text": "The sum was wrong in an earlier version."}
    assert withdrawn(tmp_path, STORY, notice) == {"1": Withdrawal("2", "correction")}
    assert withdrawn(tmp_path, STORY, {**notice, "title": "Fair closes", "text": "The fair closed."}) == {}
    assert withdrawn(tmp_path, STORY, OTHER, notice) == {"1": Withdrawal("3", "correction")}


def test_links_are_found_anew_when_lookups_are(tmp_path: Path) -> None:
    notice = {**NOTICE, "title": f"Correction: {STORY['title']}", "text": "The sum was wrong in an earlier version."}
    withdrawn(tmp_path, STORY, notice)
    catalog = Catalog(tmp_path / "index")
    catalog.database.execute("DELETE FROM withdrawals")
    assert catalog.lookups_damage()
    catalog.mend_lookups()
    assert catalog.notices() == [("a.jsonl#2", "correction")]
    catalog.close()
