"""One module a kind of file: bytes in, drafts of articles out; `sniffing` tells which it is, `packed` what is in an archive."""

from index.formats.drafts import BadContent, Draft, Rejected
from index.formats.sniffing import Format, format_of

__all__ = ["BadContent", "Draft", "Format", "Rejected", "format_of"]
