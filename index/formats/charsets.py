"""The character set of bytes that declare none and are not UTF-8."""

import codecs
import re
from collections.abc import Iterator

# A list of our own: Python also has codecs that are quadratic (idna, punycode) or no character set at all.
_CHARSETS = re.compile(
    r"utf-8|utf-16(?:-[lb]e)?|cp125[0-8]|iso8859-\d+|koi8-[ru]|gb2312|gbk|gb18030|big5(?:hkscs)?|shift_jis|euc_jp|euc_kr|iso2022_jp"
    r"|cp932|cp949|cp437|cp85[0258]|cp86[26]|cp874|mac-(?:roman|cyrillic|greek)"
)

# As browsers do: pages that declare the first hold characters of the second, windows-1252's curly quotes above all.
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}

# What charset-normalizer chooses from where it is not windows-1252: of its 90 a page of English is now and then Baltic or EBCDIC.
_CANDIDATES = (
    *("cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "iso8859-2", "iso8859-15", "koi8-r"),
    *("mac-roman", "cp437", "cp850", "cp866", "gb18030", "big5", "cp932", "euc_jp", "cp949", "iso2022_jp"),
)

# The lines that decide are those with bytes over 127; more of them than this decide nothing more.
_SAMPLE = 20_000
_TELLING = re.compile(rb"[^\n\r]*[\x80-\xff\x1b][^\n\r]*[\n\r]*")
_C1 = re.compile(rb"[\x80-\x9f]")
# Letters that windows-1250 has elsewhere: the Polish ones, and those of Czech in a text without the Polish "ł", "ż", "ę".
_ISO_2 = re.compile(rb"[\xa1\xa6\xac\xb1\xb6]|\A[^\xb3\xbf\xea]*[\xa9\xae\xb9\xbe][^\xb3\xbf\xea]*\Z")

# Letters and marks of western European text, in windows-1252. What Polish, Hungarian and Romanian have in their place is told by
# where it stands: "zosta\xb3" is no cubic metre, "\xbfe" no question, and a tilde stands before "o", "e" or "s".
_WESTERN = re.compile(
    r"[ -~\s]|[ÄÖÜäöüßÀÂÇÈÉÊËÎÏÔÙÛàâçèéêëîïôùûœŒŸÁÍÚáíñóúÅÆØåæøìò«»“”‘’„‚–—…•·©®°£€$§´×½¼¾™¤\u00a0\u00ad]"
    r"|(?<=[A-Za-z])[ÑÓÒ]|[ÑÓÒ](?=[A-Za-z])|(?<!\w)[¿¡]|(?<=m)[²³]|(?<=\d)[ªº]|[ãõÃÕ](?=[oesOES])|[ãÃ](?![a-z])"
)

# A sign in a word: it is read in the wrong set. "zosta\xb3" is "zosta³" in the Turkish one and "został" in the central European.
_BROKEN = re.compile(r"[^\W\d_][¡-©«-´¶-¹»-¿×÷](?=[^\W\d_]|\s)|(?<=\s)[¦-¨¬®-¹»-¾](?=[^\W\d_])")


def known_codec(label: str | None) -> str | None:
    """Python's name for a declared character set, widened as browsers do; None for one that is unknown or not to be trusted."""
    try:
        name = codecs.lookup(label or "").name
    except (LookupError, ValueError):
        return None
    name = _WIDER.get(name, name)
    return name if _CHARSETS.fullmatch(name) else None


def detect(data: bytes) -> str:
    """The likeliest character set of bytes that are not UTF-8; windows-1252 for what looks like text in none."""
    from charset_normalizer import from_bytes  # 0.1 s, which a folder of UTF-8 need not wait for

    sample = b"".join(_telling(data))
    if _is_western(sample):
        # Where windows-1252 keeps its quotation marks, ISO 8859 has control characters; and a euro where that has a "¤".
        return "iso8859-15" if b"\xa4" in sample and not _C1.search(sample) else "cp1252"
    found = from_bytes(sample, cp_isolation=list(_CANDIDATES), preemptive_behaviour=False, enable_fallback=False)
    # It now and then leaves out the right one, as of a few lines of Polish: then the first in which no word is broken by a sign.
    names = [name for match in found if (name := known_codec(match.encoding))]
    name = next((name for name in (*names, *_CANDIDATES) if _is_whole(sample, name)), names[0] if names else "cp1252")
    return "iso8859-2" if name == "cp1250" and _ISO_2.search(sample) and not _C1.search(sample) else name


def _is_whole(sample: bytes, codec: str) -> bool:
    try:
        return not _BROKEN.search(sample.decode(codec))
    except UnicodeDecodeError:
        return False


def _telling(data: bytes) -> Iterator[bytes]:
    """The lines with bytes over 127, up to the size of the sample."""
    left = _SAMPLE
    for match in _TELLING.finditer(data):
        yield match[0][:left]
        left -= len(match[0])
        if left <= 0:
            return


def _is_western(sample: bytes) -> bool:
    """Whether all of it, read as windows-1252, is western European: few characters beyond ASCII, and not in long runs."""
    text = sample.decode("cp1252", "replace")
    runs = [len(run) for run in re.findall(r"[^\x00-\x7f]+", text)]
    return len(_WESTERN.findall(text)) == len(text) and max(runs, default=0) <= 3 and sum(runs) < max(3, 0.2 * len(text))
