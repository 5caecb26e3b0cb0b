import pytest

from assistant.attribution import says_of, speaks
from index.language.speakers import Attribution


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What did Ana Belun say about the dam?", "Ana Belun"),
        ("How did the minister describe Trell?", "the minister"),
        ("What does Trell think of taxes?", "Trell"),
        ("What does the report say about prices?", "the report"),
        ("According to Ana Belun, why did the dam fail?", "Ana Belun"),
        ("Why does the dam leak, according to Trell?", "Trell"),
        ("What was Belun's reaction to the vote?", "Belun"),
        ("What reason did Trell give for leaving?", "Trell"),
        ("Which party did Belun say she left?", "Belun"),
        ("Who said the dam would hold?", None),
        ("According to whom is the dam safe?", None),
        ("Who told the court that he lied?", None),
        ("Who did Belun say won?", "Belun"),
        ("What did he say?", None),
        ("When did the dam fail?", None),
        ("", None),
        ("Why did Orla Tembrit reject Belun's call for a vote?", None),
        ("How many flushes does Fenmark State's toilet survive?", None),
    ],
)
def test_a_question_names_whose_statement_it_asks_for(question, asked):
    assert says_of(question) == asked


@pytest.mark.parametrize(
    ("speaker", "name", "asked", "is_hers"),
    [
        ("Belun", "Ana Belun", "Ana Belun", True),
        ("Belun", "Ana Belun", "President BELUN", True),
        ("she", "Ana Belun", "Belun", True),
        ("Belun", "Ana Belun", "Mirko Belun", False),
        ("Belun", "Ana Belun", "Trell", False),
        ("Belun", None, "Ana Belun", False),
        ("she", None, "Ana Belun", False),
        ("Police", None, "the police", True),
        ("The WHO", "WHO", "the WHO", True),
        ("a spokesman", None, "", False),
    ],
)
def test_a_name_asked_for_is_matched_by_surname(speaker, name, asked, is_hers):
    assert speaks(Attribution(speaker, name), asked) is is_hers


@pytest.mark.parametrize("unit", ['"', "said ", "according to ", "who said ", "\n", "\ud800 said ", "\0", "(a) said "])
def test_no_question_raises(unit):
    question = unit * (100_000 // len(unit))
    assert says_of(question) is None or says_of(question) in question
