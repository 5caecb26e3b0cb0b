import random
import re
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from invented_articles import BRIDGE, invented_articles

from assistant.evaluation.meta import SourceArticle, make_edits
from assistant.evaluation.meta.claims import Claim, claims, evidence_for, rewritten
from assistant.evaluation.meta.edits import Edit
from assistant.evaluation.meta.negation import negated
from assistant.evaluation.meta.swaps import Thing, swapped
from assistant.support.exact_checks import exact_checks
from assistant.support.support import Evidence

ARTICLES = {article.id: article for article in invented_articles()}


def edits(kind: str, origin: str = "", seed: int = 0) -> list[Edit]:
    made = make_edits(list(ARTICLES.values()), per_kind=20, seed=seed)
    return [edit for edit in made if edit.kind == kind and edit.origin in (origin, origin or edit.origin)]


def things(text: str, kind: str) -> Counter[str]:
    return Counter(one.text.casefold() for one in exact_checks(text, [Evidence(BRIDGE)]) if one.kind == kind)


SWAPS = [(kind, origin) for kind in ("number", "date", "name") for origin in ("elsewhere", "same article")]


@pytest.mark.parametrize(("kind", "origin"), SWAPS)
def test_a_swap_changes_exactly_one_thing_and_only_of_its_kind(kind, origin):
    made = edits(kind, origin)
    assert len(made) >= 3
    for edit in made:
        before, after = things(edit.claim, kind), things(edit.edited, kind)
        assert ((before - after).total(), (after - before).total()) == (1, 1), edit
        for other in {"number", "date", "name"} - {kind}:
            assert things(edit.claim, other) == things(edit.edited, other), edit


@pytest.mark.parametrize("kind", ["number", "date", "name"])
def test_what_comes_from_elsewhere_is_not_in_the_article(kind):
    for edit in edits(kind, "elsewhere"):
        [new] = things(edit.edited, kind) - things(edit.claim, kind)
        assert new not in ARTICLES[edit.article].text.casefold()


@pytest.mark.parametrize("kind", ["number", "date", "name"])
def test_what_comes_from_the_same_article_is_in_the_evidence_but_not_in_the_claim(kind):
    for edit in edits(kind, "same article"):
        [new] = things(edit.edited, kind) - things(edit.claim, kind)
        assert any(new in one.text.casefold() for one in edit.evidence)
        assert new not in edit.claim.casefold()


def test_the_same_seed_makes_the_same_edits_in_any_order_of_articles():
    articles = list(ARTICLES.values())
    assert make_edits(articles, per_kind=5, seed=3) == make_edits(articles[::-1], per_kind=5, seed=3)
    assert make_edits(articles, per_kind=5, seed=3) != make_edits(articles, per_kind=5, seed=4)


def test_a_month_that_may_be_a_verb_is_not_put_in_its_own_place():
    text = "The growers of Osmaria met for the plum fair in May. A second and smaller fair was held in Tessel in May. It rained in June."
    spans = tuple((match.start(), match.end()) for match in re.finditer(r"[A-Z][^.]+\.", text))
    made = make_edits([SourceArticle("fair.txt", date(2024, 8, 1), text, spans, ((0, len(text)),))], per_kind=9, seed=0)
    assert {(edit.claim, edit.edited) for edit in made if edit.kind == "date"} == {
        (text[a:b], text[a:b].replace("May", "June")) for a, b in spans[:2]
    }


def test_no_kind_has_more_edits_than_asked_for_nor_a_sentence_twice():
    made = make_edits(list(ARTICLES.values()), per_kind=4, seed=0)
    assert max(Counter((edit.kind, edit.origin) for edit in made).values()) == 4
    assert max(Counter((edit.kind, edit.origin, edit.article, edit.claim) for edit in made).values()) == 1


def test_another_articles_evidence_holds_the_claim_no_longer():
    for edit in [*edits("other article", "random"), *edits("other article", "nearest")]:
        assert edit.claim == edit.edited
        assert not {one.text for one in edit.evidence} & {one.text for one in edit.edited_evidence}


def test_one_article_alone_gives_no_edits_from_elsewhere():
    made = make_edits([ARTICLES["bridge.txt"]], per_kind=5, seed=0)
    assert {edit.origin for edit in made} == {"same article", ""}
    assert make_edits([], per_kind=5, seed=0) == []


def test_evidence_holds_the_claims_sentence_and_keeps_the_articles_order():
    text = " ".join(f"Sentence {n} tells of plums and of crate {n}." for n in range(12))
    starts = [match.start() for match in re.finditer("Sentence", text)]
    spans = tuple(zip(starts, [*[start - 1 for start in starts[1:]], len(text)], strict=True))
    article = SourceArticle("plums.txt", date(2024, 5, 8), text, spans, spans)
    evidence = evidence_for("Crate 3 and crate 9.", article, [spans[11], spans[0]])
    numbers = [int(re.search(r"\d+", one.text)[0]) for one in evidence]
    assert len(numbers) == 6
    assert {0, 3, 9, 11} <= set(numbers)
    assert numbers == sorted(numbers)


@pytest.mark.parametrize(
    "sentence",
    [
        "Too short to say anything.",
        "Was the bridge over the river at Vark closed on Tuesday?",
        "We have seen the bridge at Vark closed on many Tuesdays.",
        "A heading of eight words without any full stop",
    ],
)
def test_what_states_nothing_is_no_claim(sentence):
    assert claims(SourceArticle("a.txt", None, sentence, ((0, len(sentence)),), ())) == []


@pytest.mark.parametrize(
    ("sentence", "said_otherwise"),
    [
        ("However, the bridge at Vark was closed again for a week.", "The bridge at Vark was closed again for a week."),
        ("The bridge at Vark was closed again for a week, officials said.", "The bridge at Vark was closed again for a week."),
        ("The bridge at Vark was closed to heavy cars on Tuesday.", "The bridge at Vark was closed to heavy cars on 7 May 2024."),
        ("The bridge at Vark was closed for a week yesterday.", "The bridge at Vark was closed for a week on 7 May 2024."),
        ("The bridge at Vark was closed for repairs last year.", "The bridge at Vark was closed for repairs in 2023."),
        ("The bridge at Vark was closed again for a week.", "The bridge at Vark was closed again for a week."),
        (
            "The bridge at Vark has been closed since late yesterday evening.",
            "The bridge at Vark has been closed since late yesterday evening.",
        ),
    ],
)
def test_a_claim_is_rewritten_only_by_what_keeps_its_sense(sentence, said_otherwise):
    article = SourceArticle("a.txt", date(2024, 5, 8), sentence, ((0, len(sentence)),), ((0, len(sentence)),))
    claim = Claim(article, (0, len(sentence)), sentence)
    assert rewritten(claim, random.Random(0)) == replace(claim, text=said_otherwise, is_rewritten=sentence != said_otherwise)


@pytest.mark.parametrize(
    ("sentence", "opposite"),
    [
        ("The bridge was closed on Tuesday.", "The bridge was not closed on Tuesday."),
        ("The bridge was not closed on Tuesday.", "The bridge was closed on Tuesday."),
        ("The bridge wasn't closed on Tuesday.", "The bridge was closed on Tuesday."),
        ("The town won’t pay for it.", "The town will pay for it."),
        ("The town cannot pay for it.", "The town can pay for it."),
        ("There were no trains to Vark.", "There were trains to Vark."),
        ("The trains no longer run, and the town is no longer served.", "The trains no longer run, and the town is no longer served."),
        ("Holvin said the bridge will open in May.", "Holvin said the bridge will not open in May."),
        ("The town had opened a second bridge.", "The town had not opened a second bridge."),
    ],
)
def test_a_statement_is_turned_into_its_opposite(sentence, opposite):
    assert (negated(sentence) or sentence) == opposite


@pytest.mark.parametrize(
    "sentence",
    [
        "If the bridge is closed they wait.",
        "After the bridge was closed they left.",
        "The town had a bridge and had to sell it.",
        "The will of Holvin hung on the wall.",
        "The bridge was only opened for a day.",
        "The town did not pay any of it.",
        "Not one of the bridges was closed.",
        "The bridge opened on Tuesday.",
        "",
    ],
)
def test_what_no_rule_denies_well_is_left_alone(sentence):
    assert negated(sentence) is None


def test_an_article_and_a_capital_fit_what_is_put_in():
    def thing(text: str, start: int, kind: str = "name") -> Thing:
        return Thing(kind, "", text, start, start + len(text), text)

    claim = "An Osmarian grower left."
    assert swapped(claim, thing("Osmarian", 3), thing("Kuvelian", 0)) == "A Kuvelian grower left."
    assert swapped("Four left.", thing("Four", 0, "number"), thing("eleven", 9, "number")) == "Eleven left."
    assert swapped("An 18-year-old left.", thing("18", 3, "number"), thing("17", 0, "number")) == "A 17-year-old left."


@pytest.mark.parametrize("awkward", ["is not " * 15_000, "was " * 25_000, "the " * 25_000 + "was closed", "a, " * 30_000, "n't " * 25_000])
def test_awkward_text_raises_nothing(awkward):
    text = awkward + "."
    article = SourceArticle("a.txt", date.max, text, ((0, len(text)),), ((0, len(text)),))
    assert claims(article) == []
    assert negated(text) is None or negated(text) != text
