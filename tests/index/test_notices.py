"""What takes something back says so in its headline or where it begins."""

import pytest

from index.notices import notice_kind, says_so


@pytest.mark.parametrize(
    "text",
    [
        "Correction: The plant will employ 1,140 people.",
        "RUSKELIN, June 6. Correction: An article of June 5 gave a wrong figure.",
        "(Corrects name of minister in second paragraph) RUSKELIN, June 6. The minister signed.",
        "CLARIFICATION - the toll of March 14 counted two men twice.",
        "An earlier version of this article misspelled the minister's name. It is Hasp.",
        "Corrected version: the toll is ten.",
    ],
)
def test_a_notice_says_so_where_it_begins(text):
    assert notice_kind(None, text) == notice_kind(None, f"\n {text}") == "correction"


def test_a_notice_says_so_in_its_headline():
    assert notice_kind("Correction: Rotor works", "The plant will employ 1,140 people.") == "correction"
    assert notice_kind("RETRACTION: The rotor works", "The plant will employ nobody.") == "retraction"
    assert notice_kind("BC-Rotor-Works, KILL", "Editors: see below.") == "kill"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The Osvarin Bell has retracted its article of 4 March on the minister.", "retraction"),
        ("Our story of 4 March on the works has been withdrawn.", "retraction"),
        ("EDITORS: Kill the story slugged BC-Rotor-Works, dated April 2.", "kill"),
        ("This is a mandatory kill of the item on the works.", "kill"),
        ("Berichtigung: Das Werk beschäftigt 1140 Menschen.", "correction"),
        ("Frost took 400 hives, the club said, correcting an earlier figure.", "correction"),
    ],
)
def test_what_is_done_to_the_story_is_told(text, kind):
    assert notice_kind(None, text) == kind and says_so(text)


@pytest.mark.parametrize(
    "text",
    [
        "The head of the correction centre at Jolmet resigned.",
        "Markets saw a correction on Monday after weeks of gains.",
        "The department of corrections opened a second prison.",
        "He corrected the boy. The rotor works said nothing.",
        "The senator retracted his statement on Monday.",
        "Troops withdrew from the town. He vowed to kill the story of his life.",
        "The plant opened. " + "It is large. " * 60 + "Correction: none.",
    ],
)
def test_other_articles_are_none(text):
    assert notice_kind(None, text) is None


def test_awkward_text_is_read_quickly():
    assert notice_kind(None, "in an earlier version " * 20_000) is None
