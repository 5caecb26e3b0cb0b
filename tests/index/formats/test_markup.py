"""Text fields lose their markup and nothing else."""

import pytest

from index.formats.drafts import BadContent
from index.formats.markup import MAX_ATTRIBUTES, check_attributes, plain_text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("A plain text.\n\nWith  two spaces & a < b > c.", "A plain text.\n\nWith  two spaces & a < b > c."),
        ("The <sic> sign of a<b.", "The <sic> sign of a<b."),
        ("<p>The <b>café</b>\nopened.</p><p>It seats 64&nbsp;guests.</p>", "The café opened.\n\nIt seats 64 guests."),
        ("One line.<br>Two lines.<br/>Three.", "One line.\nTwo lines.\nThree."),
        ("<ul><li>First</li><li>Second</li></ul>", "First\n\nSecond"),
        ("Caf&eacute; &#8211; &#x2019;", "Café – ’"),
        ("&lt;p&gt;Twice &amp;amp; escaped.&lt;/p&gt;", "Twice & escaped."),
        ("<p>Before</p><script>var a = '<p>1</p>';</script><style>p {}</style><!-- no --><p>after</p>", "Before\n\nafter"),
        ("First <em>par</em>agraph.\n\nSecond.", "First paragraph.\n\nSecond."),
        ("<script>never closed", "never closed"),
    ],
)
def test_tags_entities_and_scripts_are_removed_and_blocks_kept_apart(text: str, plain: str) -> None:
    assert plain_text(text) == plain


@pytest.mark.parametrize("hostile", ["<script>", "<!--", "<p ", "<p><script ", "&amp;", "<a\n", " \n", "<br"])
def test_hostile_markup_takes_no_time(hostile: str) -> None:
    assert isinstance(plain_text("<p>" + hostile * 50_000), str)


def test_an_element_of_too_many_attributes_is_refused() -> None:
    check_attributes("<p" + " a=1" * MAX_ATTRIBUTES + ">")
    with pytest.raises(BadContent, match="an element of more than 1,000 attributes"):
        check_attributes("<p" + " a=1" * (MAX_ATTRIBUTES + 1) + ">")
