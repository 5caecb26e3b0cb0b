"""The file that the Save buttons give."""

import json
from datetime import datetime

import pytest
from fake_assistant import FakeAssistant, follow_up_answer

from assistant.web.exchanges import Exchange
from assistant.web.export import Exported
from assistant.web.saving import exported, saved_file
from index import Filters

MADE = datetime(2021, 12, 30, 14, 5)
ANSWERED = Exchange("And why?", "", Filters(source="Osvarin"), answer=follow_up_answer("And why?"), complete=True)
GROWING = Exchange("Who died?", "", answer=follow_up_answer("Who died?"))
BROKEN = Exchange("broken", "")


def test_only_what_was_answered_is_saved() -> None:
    asked = "Who died in Besmera? And why?"
    assert exported((GROWING, ANSWERED, BROKEN)) == [Exported("And why?", asked, follow_up_answer("And why?"), source="Osvarin")]


@pytest.mark.parametrize(("kind", "ending"), [("markdown", "md"), ("html", "html")])
def test_file_has_a_name_a_type_and_the_conversation(kind: str, ending: str) -> None:
    found = json.loads(saved_file(FakeAssistant(), (ANSWERED,), kind, 3, made=MADE))  # type: ignore[arg-type]
    assert {key: found[key] for key in ("serial", "name", "type")} == {
        "serial": 3,
        "name": f"dateline-2021-12-30-1405.{ending}",
        "type": f"text/{kind};charset=utf-8",
    }
    assert "died this morning aged 81" in found["text"]
    assert "Only articles by Osvarin" in found["text"]
