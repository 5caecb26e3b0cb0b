"""The places that an archive is made of, folders, single files and feeds, as the catalog knows them."""

import os
from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["folder", "file", "feed"]


@dataclass(frozen=True)
class Origin:
    """A place as the catalog knows it; `label` is what its ids begin with, `updated` when an update of it last came to its end."""

    number: int
    kind: Kind
    address: str
    label: str
    updated: str | None = None

    def key(self, file: str) -> str:
        """What a file of it, and an article in it, goes by in the archive."""
        return f"{self.label}//{file}" if self.label else file


@dataclass(frozen=True)
class Source:
    """What an archive holds of a place; `newest` is None when all is undated, `updated` when no update came to its end."""

    address: str
    kind: Kind
    articles: int
    newest: date | None
    updated: str | None

    @property
    def is_there(self) -> bool:
        """Whether the folder or file is where it was; of a feed nothing has to be."""
        return self.kind == "feed" or os.path.exists(self.address)
