"""Mail: a message or a mailbox of them, as newsletters are kept, and web pages saved as MHTML."""

import email
import email.policy
import re
from email.message import EmailMessage
from email.utils import parseaddr

from index.dating.statements import read_date
from index.formats.drafts import BadContent, Draft, Rejected
from index.formats.fields import line, web_address
from index.formats.html import read_html
from index.formats.markup import check_attributes, plain_text
from index.formats.records import held
from index.formats.text import check_text, decode

_FROM = re.compile(rb"^From [^\r\n]{1,500}\r?\n(?=[A-Za-z][A-Za-z0-9-]{0,60}:[ \t])", re.MULTILINE)
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)


def read_mail(data: bytes) -> list[Draft]:
    """The one article of a message; of a page saved with its pictures, the page."""
    return [_draft(data, None)]


def read_mailbox(data: bytes) -> list[Draft | Rejected]:
    """The articles of an mbox, numbered by message."""
    starts = [match.end() for match in _FROM.finditer(data)]
    ends = [match.start() for match in _FROM.finditer(data)][1:] + [len(data)]
    found: list[Draft | Rejected] = []
    for number, (start, end) in enumerate(zip(starts, ends, strict=True), start=1):
        try:
            found.append(_draft(_QUOTED_FROM.sub(rb"\1", data[start:end]), number))
        except BadContent as bad:
            found.append(Rejected(number, str(bad)))
    return held(found)


def _draft(data: bytes, number: int | None) -> Draft:
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        header = {name: str(message[name] or "") for name in ("subject", "from", "date", "content-location")}
        body = message.get_body(("plain", "html")) if isinstance(message, EmailMessage) else None
        page = message.get_content_type() == "multipart/related" or message["snapshot-content-location"] is not None
        content = body.get_payload(decode=True) if body is not None else None
        charset, kind = (body.get_content_charset(), body.get_content_subtype()) if body is not None else (None, "")
    except Exception as error:  # a stranger's message in a large library: whatever it raises is this message's failure
        raise BadContent(f"a message that cannot be parsed ({type(error).__name__})") from None
    if not isinstance(content, bytes) or not content.strip():
        raise BadContent("a message without text")
    if page and kind == "html":
        (draft,) = read_html(content, charset)
        where = web_address(str(message["snapshot-content-location"] or header["content-location"]))
        return Draft(
            draft.text, "meta", 0, draft.stated, draft.title, draft.source, draft.url or where, draft.author, number, draft.notes, True
        )
    text, notes = decode(content, charset)
    if kind == "html":
        check_attributes(text)
        text = plain_text(text)
        check_text(text)
    sender, _ = parseaddr(header["from"])
    return Draft(
        text=text,
        origin="meta",
        stated=read_date(header["date"]),
        title=line(header["subject"]),
        source=line(sender),
        number=number,
        notes=notes,
        collected=number is not None,
    )
