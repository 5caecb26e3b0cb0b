"""Mail is read as it is sent: headers, encodings, parts."""

from datetime import date

import pytest

from index.dating.statements import Stated
from index.formats.drafts import BadContent, Draft, Rejected
from index.formats.mail import read_mail, read_mailbox

DAY = Stated(date(2024, 12, 5), time="06:00:00", zone="+0100")
MESSAGE = (
    b"From: Besmera Digest <digest@besmera.example>\r\nSubject: =?utf-8?q?Caf=C3=A9?= reopens\r\nDate: Thu, 05 Dec 2024 06:00:00 +0100\r\n"
    b'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="B"\r\n\r\n--B\r\nContent-Type: text/plain; charset="utf-8"\r\n'
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\nIt cost =E2=82=AC3 mil=\r\nlion.\r\n--B\r\nContent-Type: text/html\r\n\r\n"
    b"<p>No.</p>\r\n--B--\r\n"
)
DRAFT = Draft("It cost €3 million.", "meta", stated=DAY, title="Café reopens", source="Besmera Digest")


def test_a_message_gives_its_text_subject_and_day() -> None:
    assert read_mail(MESSAGE) == [DRAFT]


def test_a_message_of_nothing_but_html_gives_its_text() -> None:
    data = b"Subject: Panel\nContent-Type: text/html; charset=iso-8859-1\n\n<p>The caf\xe9</p><p>opened.</p>"
    assert read_mail(data) == [Draft("The café\n\nopened.", "meta", title="Panel", notes=("read as CP1252",))]


def test_a_mailbox_is_numbered_and_its_quoted_lines_restored() -> None:
    second = b"Subject: Second\nContent-Type: text/plain\n\n>From here on it met.\n"
    data = b"From a Thu Dec  5 06:00:00 2024\n" + MESSAGE + b"\nFrom b Thu Dec  5 07:00:00 2024\n" + second
    data += b"\nFrom c Thu Dec  5 08:00:00 2024\nSubject: Third\n\n"
    first, other, third = read_mailbox(data)
    assert isinstance(first, Draft) and (first.text, first.number, first.stated) == (DRAFT.text, 1, DAY)
    assert isinstance(other, Draft) and (other.text.strip(), other.number) == ("From here on it met.", 2)
    assert third == Rejected(3, "a message without text")


def test_a_page_saved_with_its_pictures_is_read_as_the_page() -> None:
    paragraph = (
        b"<p>The committee met in the capital and agreed on the budget for the coming year, officials said.</p><p>It had been in dispute"
        b" for months, and two ministers had left the government over the cuts that it holds.</p><p>The parliament will vote on it on"
        b" Thursday, and the president is expected to sign it before the end of the week.</p>"
    )
    data = (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://b.example/1\r\nSubject: Budget\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="B"\r\n\r\n--B\r\nContent-Type: text/html\r\n\r\n'
        b"<html><head><title>Budget agreed</title></head><body><nav><a href='/'>Home</a></nav><article>"
        + paragraph
        + b"</article></body></html>\r\n--B--"
    )
    (draft,) = read_mail(data)
    assert (draft.url, draft.title, draft.text.count("committee"), "Home" in draft.text) == (
        "https://b.example/1",
        "Budget agreed",
        1,
        False,
    )


@pytest.mark.parametrize(
    "data", [b"Subject: a\n\n", b"Subject: a\nContent-Type: image/png\n\nabc", b"Content-Type: text/plain; charset=x\n\n\0"]
)
def test_a_message_without_text_is_refused(data: bytes) -> None:
    with pytest.raises(BadContent):
        read_mail(data)
