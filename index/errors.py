"""What can go wrong in the index, each told in one line that names the value and the remedy.

DatelineIndexError     everything below, for one `except`
  FolderError          a folder or file of articles cannot be read at all, or is no source of the archive
  FeedError            an address cannot be asked, or gives no feed
  UnreadableFile       one file cannot be read (reported, the rest is indexed)
  ArticleTooLong       one article is more than may be indexed (reported, the rest is indexed)
  IndexMissing         there is no index in that folder
  IndexBusy            another process is writing the index
  IndexMismatch        the index was built with another embedding model or schema
  IndexDamaged         the catalog itself cannot be read
    ArticleDamaged     some articles in it are not as they were indexed
  CatalogUnavailable   the catalog is locked by another process, or the disk is full
  IndexingStopped      an update was asked to stop
  RemovalRefused       an update would leave none of the indexed articles of a source
  VectorStoreError     Chroma does not answer, or not as it should
  EmbeddingError       the embedding model cannot be loaded
  ForkedProcess        what was opened in one process is used in another that was forked from it
  SettingsError        a setting that does not exist or cannot be parsed
"""


class DatelineIndexError(Exception):
    """Shown to the user as one line."""


class FolderError(DatelineIndexError):
    """A folder or file of articles cannot be read at all, or is no source of the archive."""


class FeedError(DatelineIndexError):
    """An address cannot be asked, or gives no feed."""


class UnreadableFile(DatelineIndexError):
    """One file cannot be read; its text is the reason that the report gives."""


class ArticleTooLong(DatelineIndexError):
    """One article is more than may be indexed; its text is the reason that the report gives."""


class IndexMissing(DatelineIndexError):
    """There is no index in that folder."""


class IndexBusy(DatelineIndexError):
    """Another process is writing the index."""


class IndexMismatch(DatelineIndexError):
    """The index was built with another embedding model, or by another version."""


class IndexDamaged(DatelineIndexError):
    """The catalog itself cannot be read."""


class ArticleDamaged(IndexDamaged):
    """Some articles in the catalog are not as they were indexed."""


class CatalogUnavailable(DatelineIndexError):
    """The catalog is locked by another process, or the disk is full."""


class IndexingStopped(DatelineIndexError):
    """An update was asked to stop; what it had committed is kept."""


class RemovalRefused(DatelineIndexError):
    """An update would leave none of the indexed articles of a source."""


class VectorStoreError(DatelineIndexError):
    """Chroma does not answer, or not as it should."""


class EmbeddingError(DatelineIndexError):
    """The embedding model cannot be loaded or is not the one expected."""


class ForkedProcess(DatelineIndexError):
    """What was opened in one process is used in another that was forked from it."""


class SettingsError(DatelineIndexError):
    """A setting that does not exist, or a value that cannot be used."""
