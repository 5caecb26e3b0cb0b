"""WARC, in which crawlers keep the pages that they fetched."""

import io
import re
from dataclasses import replace
from typing import Any

from index.formats.drafts import BadContent, Draft, Rejected
from index.formats.fields import web_address
from index.formats.html import read_html

MAX_PAGE = 20 * 2**20


def read_warc(data: bytes) -> list[Draft | Rejected]:
    """The pages of a WARC, numbered in their order; pictures, scripts and pages that were not found are passed over."""
    from warcio.archiveiterator import ArchiveIterator

    found: list[Draft | Rejected] = []
    number = 0
    try:
        for record in ArchiveIterator(io.BytesIO(data)):
            if record.rec_type not in ("response", "resource") or not _is_page(record):
                continue
            number += 1
            content = record.content_stream().read(MAX_PAGE + 1)
            where = web_address(record.rec_headers.get_header("WARC-Target-URI"))
            try:
                if len(content) > MAX_PAGE:
                    raise BadContent(f"a page of more than {MAX_PAGE:,} bytes")
                (draft,) = read_html(content, _charset(record))
                found.append(replace(draft, url=draft.url or where, number=number, collected=True))
            except BadContent as bad:
                found.append(Rejected(number, f"{bad} ({where})" if where else str(bad)))
    except Exception as error:  # a stranger's file in a library: whatever it raises, the pages before it are kept
        found.append(Rejected(number + 1, f"damaged from here on ({type(error).__name__})"))
    if not found:
        raise BadContent("a WARC without web pages")
    return found


def _is_page(record: Any) -> bool:
    headers = record.http_headers
    kind = headers.get_header("Content-Type") if headers else record.rec_headers.get_header("Content-Type")
    fetched = not headers or str(headers.get_statuscode()).startswith("2")
    return fetched and "html" in str(kind).lower()


def _charset(record: Any) -> str | None:
    """What the server declared, which counts before what the page does."""
    kind = record.http_headers.get_header("Content-Type") if record.http_headers else None
    match = re.search(r"charset=[\"']?([A-Za-z0-9_.:-]{2,40})", str(kind))
    return match[1] if match else None
