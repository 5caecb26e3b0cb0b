"""An index that was damaged says so, and what it says helps; `tests/campaigns/damage.py` does the same with every kind, on more."""

from pathlib import Path

import pytest
from damaged_index import HARMLESS, LATENT, MENDED, REMEDIED, Sound, build, damage_and_look

DAMAGES = {
    "chroma.sqlite3 zeroed": (MENDED,),
    "bits in words_data": (MENDED, REMEDIED),
    "rows: dates": (REMEDIED, LATENT),
    "rows: no facts": (REMEDIED,),
    "rows: published files as a list": (MENDED,),
    "rows: files": (HARMLESS,),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Sound:
    return build(tmp_path_factory.mktemp("damaged"), 40)


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_index_says_so_and_is_mended_by_what_it_says(sound: Sound, tmp_path: Path, name: str) -> None:
    outcome = damage_and_look(sound, tmp_path, name, 1)
    assert outcome.verdict in DAMAGES[name], outcome.told
