"""Articles as records of named fields, whatever they are nested in: what JSON, tables and feeds have in common."""

import re
from collections.abc import Mapping
from itertools import islice

from index.formats.drafts import BadContent, Draft, Rejected
from index.formats.fields import MAX_DEPTH, SUMMARY, TEXT, TITLE, normal_keys, parts, read_fields
from index.formats.html import read_html
from index.formats.markup import plain_text
from index.formats.text import check_text

# A file of which nothing can be read is one failure, not a quarter of a million; a few are named one by one.
MOST_REJECTED = 20
NO_TEXT = f"no text: none of the fields {', '.join(TEXT[:5])} or their like holds any"

# What an API wraps its articles in, and a search engine each of them.
_WRAPPERS = (
    *("articles", "data", "response", "results", "items", "docs", "documents", "hits", "entries", "stories", "posts", "news", "records"),
    *("rows", "feed", "channel", "item", "edges", "rss", "content", "body", "list", "result", "payload", "value", "values"),
)
_INNER = ("source", "fields", "node", "attributes", "article", "data", "item", "post", "document", "doc")
_PAGE = ("html", "rawhtml", "pagehtml", "htmlcontent", "page", "rawcontent")
_MOJIBAKE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")


def is_article(value: object) -> bool:
    """Whether an object has an article's text itself, or at least a headline and a summary."""
    if not isinstance(value, Mapping):
        return False
    record = normal_keys(value)
    return any(_has_text(record.get(name)) for name in (*TEXT, *_PAGE)) or (
        any(_has_text(record.get(name)) for name in SUMMARY) and any(_has_text(record.get(name)) for name in TITLE)
    )


def elements(value: object, depth: int = 0) -> list[object] | None:
    """The list that a wrapper holds, whatever its elements are; None for an object that is itself the one article, or nothing."""
    if isinstance(value, list):
        return value if not depth or any(isinstance(each, Mapping) for each in value) else None
    if not isinstance(value, Mapping) or depth > MAX_DEPTH:
        return None
    record = normal_keys(value)
    if isinstance(articles := record.get("articles"), list):
        return articles
    if is_article(value) and not any(_is_list_of_articles(record.get(name)) for name in _WRAPPERS):
        return None
    for name in _WRAPPERS:
        if isinstance(record.get(name), list | dict) and (found := elements(record[name], depth + 1)) is not None:
            return found
    held = [each for each in value.values() if isinstance(each, Mapping)]
    if held and len(held) >= len(value) / 2 and all(is_article(_unwrapped(each)) for each in held):
        return list(held)  # {"a81": {...}, "a82": {...}}
    return None


def _is_list_of_articles(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, Mapping) and is_article(_unwrapped(each)) for each in value[:5])


def read_record(value: object, number: int | None = None, notes: tuple[str, ...] = ()) -> Draft | Rejected:
    """The article of one record; a reason to reject it is raised as `BadContent` where it is the only one."""
    try:
        if not isinstance(value, Mapping):
            raise BadContent("not a JSON object")
        return _draft(normal_keys(_unwrapped(value)), number, notes)
    except BadContent as bad:
        if number is None:
            raise
        return Rejected(number, str(bad))


def held(found: list[Draft | Rejected]) -> list[Draft | Rejected]:
    """Return the articles and what was rejected; raises `BadContent`, once for all, where many were and none is an article."""
    rejected = [one for one in found if isinstance(one, Rejected)]
    if len(rejected) == len(found) > MOST_REJECTED:
        raise BadContent(f"none of its {len(found):,} entries is an article; the first: {rejected[0].reason}")
    return found


def mended(text: str) -> str:
    """The text with what was once decoded in the wrong character set put right: "JosÃ©" is "José"."""
    if not _MOJIBAKE.search(text):
        return text
    from ftfy import fix_encoding  # 0.1 s, which an archive without a fault need not wait for

    return str(fix_encoding(text))


def _unwrapped(value: Mapping[object, object], depth: int = 0) -> Mapping[object, object]:
    """A record with the fields of what it holds its article in: {"_source": {...}}, {"fields": {"bodyText": ...}}."""
    if depth > MAX_DEPTH:
        return value
    names = normal_keys(value)
    for name in _INNER:
        inner = names.get(name)
        if isinstance(inner, Mapping) and not is_article({key: each for key, each in names.items() if key != name}):
            whole = _unwrapped(inner, depth + 1)
            if is_article(whole):
                around: dict[object, object] = {key: each for key, each in names.items() if key != name}
                return around | dict(normal_keys(whole))
    return value


def _draft(record: Mapping[str, object], number: int | None, notes: tuple[str, ...]) -> Draft:
    fields = read_fields(record)
    text = _text(record, fields.title)
    whole = mended(text)
    check_text(whole)
    return Draft(
        text=whole,
        origin="meta",
        stated=fields.published,
        title=fields.title and mended(fields.title),
        source=fields.source and mended(fields.source),
        url=fields.url,
        author=fields.author and mended(fields.author),
        number=number,
        section=fields.section and mended(fields.section),
        notes=(*notes, "characters mended that were decoded wrongly before") if whole != text else notes,
    )


def _text(record: Mapping[str, object], title: str | None) -> str:
    """The first field that holds more than white space; else the page, else the headline with its summary."""
    texts = [text for name in TEXT if (text := _joined(record.get(name))) is not None]
    if text := next((text for text in texts if text.strip()), ""):
        return text
    if page := next((page for name in _PAGE if isinstance(page := record.get(name), str) and page.strip()), ""):
        return read_html(page.encode())[0].text
    summary = [text for name in SUMMARY if (text := _joined(record.get(name))) and text.strip()]
    if summary:
        return "\n\n".join(filter(None, [title, summary[0]]))
    if texts:
        raise BadContent("empty")
    raise BadContent(NO_TEXT)


def _joined(value: object) -> str | None:
    """A text field as text; None for one that holds none at all."""
    if isinstance(value, str):
        return plain_text(value)
    found = list(filter(str.strip, map(plain_text, parts(value))))
    return "\n\n".join(found) or None


def _has_text(value: object) -> bool:
    return any(part.strip() for part in islice(parts(value), 20))
