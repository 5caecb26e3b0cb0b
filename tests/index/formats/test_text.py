"""Bytes become text, or one line says why not."""

import codecs

import pytest

from index.formats.drafts import BadContent
from index.formats.text import decode, mend_line_ends


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a\r\nb\rc\n", "a\r\nb\rc\n"),
        (codecs.BOM_UTF8 + "é".encode(), "é"),
        (codecs.BOM_UTF16_LE + "é\r\n😀".encode("utf-16-le"), "é\r\n😀"),
        (codecs.BOM_UTF16_BE + "é\r\n😀".encode("utf-16-be"), "é\r\n😀"),
        (codecs.BOM_UTF32_LE + "ab".encode("utf-32-le"), "ab"),
        ("wide and unmarked".encode("utf-16-be"), "wide and unmarked"),
        (b"page\x0cbreak and a stray \x1a", "page\x0cbreak and a stray \x1a"),
    ],
)
def test_text_is_decoded_with_its_newlines_and_without_its_bom(data: bytes, expected: str) -> None:
    assert decode(data).text == expected


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (codecs.BOM_UTF8 + b"\n", "empty"),
        (codecs.BOM_UTF16_BE, "empty"),
        (b"a\x00b", "binary, not text"),
        (b"\x01\x02\x03abc", "binary, not text"),
        (codecs.BOM_UTF16_LE + b"\0 cut", "in no character set that is known: byte 0x74 at offset 6; convert it to UTF-8"),
        (b"The panel \xed\xa0\xbd was held.", "in no character set that is known: byte 0xed at offset 10; convert it to UTF-8"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(BadContent) as refused:
        decode(data)
    assert str(refused.value) == reason


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("the minis-\nter of en-\r\nergy, Ada Var-\n  konyi, said", "the minister\nof energy,\r\nAda Varkonyi,\nsaid"),
        ("the co\u00ad\nordinated plan", "the coordinated\nplan"),
        ("a well-\nknown man, well known to all", "a well-known\nman, well known to all"),
        ("the self-\nmade man, a self-made one", "the self-made\nman, a self-made one"),
        ("the Rhine-\nMain area", "the Rhine-\nMain area"),
        ("from 10-\nto 12", "from 10-\nto 12"),
        ("he left -\nand she stayed", "he left -\nand she stayed"),
        ("hydro-\n\nelectric", "hydro-\n\nelectric"),
    ],
)
def test_words_broken_at_the_end_of_a_line_are_made_whole(text: str, mended: str) -> None:
    assert mend_line_ends(text) == mended


@pytest.mark.parametrize("part", ["a-\n", "a-\nb ", "-\n", "abc-", "a-b-\n"])
def test_a_megabyte_of_line_ends_is_mended_at_once(part: str) -> None:
    assert len(mend_line_ends(part * 300_000)) <= len(part) * 300_000
