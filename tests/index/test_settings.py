"""Settings from arguments and the environment."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from index import IndexSettings
from index.errors import SettingsError
from index.settings import check_environment, from_environment


@dataclass(frozen=True)
class OtherSettings:
    llm_url: str | None = None
    top: int = 5


def test_each_setting_is_read_from_its_variable_with_its_type() -> None:
    environment = {
        "DATELINE_INDEX_DIR": "/srv/index",
        "DATELINE_EMBEDDING_MODEL": "/srv/model",
        "DATELINE_CHROMA_URL": "http://localhost:8000",
        "DATELINE_MAX_FILE_MB": "0.5",
        "DATELINE_MAX_ARTICLE_PASSAGES": "90",
        "DATELINE_THREADS": "3",
        "DATELINE_TOP": "7",
        "HOME": "/root",
    }
    found = from_environment(IndexSettings, environment)
    assert IndexSettings(**found) == IndexSettings(Path("/srv/index"), "/srv/model", "http://localhost:8000", 0.5, 90, 3)  # type: ignore[arg-type]
    assert from_environment(OtherSettings, environment) == {"top": 7}


def test_an_empty_or_missing_variable_leaves_the_default() -> None:
    assert from_environment(IndexSettings, {"DATELINE_THREADS": ""}) == {}
    assert IndexSettings().embedding_model is None
    assert IndexSettings().index_dir.is_absolute()


@pytest.mark.parametrize(("name", "value"), [("THREADS", "two"), ("THREADS", "1.5"), ("MAX_FILE_MB", "20 MB")])
def test_a_value_that_is_no_number_is_told(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as error:
        from_environment(IndexSettings, {f"DATELINE_{name}": value})
    assert str(error.value) == f"DATELINE_{name} is '{value}': give a number."


@pytest.mark.parametrize("value", [0.0, -1.0, float("nan"), float("inf")])
def test_a_file_limit_must_be_a_number_above_nothing(value: float) -> None:
    with pytest.raises(SettingsError) as error:
        IndexSettings(max_file_mb=value)
    assert str(error.value) == f"max_file_mb is {value}: give a number above 0."


@pytest.mark.parametrize("name", ["threads", "max_article_passages"])
def test_a_count_is_at_least_one(name: str) -> None:
    with pytest.raises(SettingsError) as error:
        IndexSettings(**{name: 0})
    assert str(error.value) == f"{name} is 0: give 1 or more."


def test_an_unknown_variable_is_told_with_those_there_are() -> None:
    environment = {"DATELINE_THREADS": "2", "DATELINE_TOP": "3", "HOME": "/root"}
    check_environment(environment, IndexSettings, OtherSettings)
    with pytest.raises(SettingsError) as error:
        check_environment(environment | {"DATELINE_TREADS": "2"}, OtherSettings)
    assert str(error.value) == "DATELINE_THREADS is not a setting. Those there are: DATELINE_LLM_URL, DATELINE_TOP."
