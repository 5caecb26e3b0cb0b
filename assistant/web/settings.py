"""How the page is served."""

from dataclasses import dataclass, field
from pathlib import Path

from assistant.web.access import Access, Token
from assistant.web.addresses import public_origin
from assistant.web.waiting import ANSWERING_AT_ONCE, WAITING_AT_MOST


@dataclass(frozen=True)
class WebSettings:
    """What can be chosen about serving the page.

    It is bound to `host` and `port`, 0 for any free one, and lets in whom `access` admits: without one, who brings a token that is
    made here. `public_url` is the address of a proxy in front, if there is one; AssistantError is raised for such as cannot be. So
    many questions are answered at once and so many wait; what comes beyond is told to ask again. Verdicts on answers are kept in
    the folder `feedback`; without one the page asks for none.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    access: Access = field(default_factory=Token)
    public_url: str | None = None
    answering: int = ANSWERING_AT_ONCE
    waiting: int = WAITING_AT_MOST
    feedback: Path | None = None

    def __post_init__(self) -> None:
        if self.public_url is not None:
            public_origin(self.public_url)

    @property
    def public_origin(self) -> str | None:
        """The public address as a browser names it."""
        return None if self.public_url is None else public_origin(self.public_url)
