import math

from assistant.evaluation.report.text import decimal, escaped, is_share, one_line


def test_text_cannot_become_markup_nor_end_an_attribute():
    assert escaped("<b title='x' id=\"y\">&") == "&lt;b title=&#x27;x&#x27; id=&quot;y&quot;&gt;&amp;"


def test_what_hides_or_reorders_is_not_shown():
    hidden = "\u202e\u2066\u200b\U000e0041\ufeff\x00\x1b\ud800"
    assert one_line(f"salt{hidden} works\n\n\tat  Vant ") == "salt works at Vant"


def test_text_too_long_to_read_is_cut_and_that_is_seen():
    assert one_line("aspery" * 3, 7) == "asperya …"
    assert one_line("aspery", 6) == "aspery"


def test_a_cut_is_made_before_escaping_so_that_no_entity_is_cut():
    assert escaped("<" * 9, 2) == "&lt;&lt; …"


def test_shares_have_three_decimals_and_other_numbers_one():
    shown = [decimal(value) for value in (0.0, 0.12345, 1.0, 1234.56, -0.25, math.inf)]
    assert shown == ["0.000", "0.123", "1.000", "1,234.6", "-0.2", "inf"]


def test_what_is_no_number_is_no_share():
    assert [is_share(value) for value in (0.0, 1.0, 1.01, -0.01, math.nan)] == [True, True, False, False, False]
