"""How the page is served."""

from dataclasses import dataclass
from pathlib import Path

from assistant.web.login import Login
from assistant.web.security import is_loopback
from assistant.web.waiting import ANSWERING_AT_ONCE, WAITING_AT_MOST


@dataclass(frozen=True)
class WebSettings:
    """What can be chosen about serving the page.

    It is bound to `host` and `port`, 0 for any free one, and asks for the `login` if there is one. So many questions are
    answered at once and so many wait; what comes beyond is told to ask again. Verdicts on answers are kept in the folder
    `feedback`; without one the page asks for none.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    login: Login | None = None
    answering: int = ANSWERING_AT_ONCE
    waiting: int = WAITING_AT_MOST
    feedback: Path | None = None

    @property
    def local(self) -> bool:
        """Whether everybody who reaches the page may index files of this machine."""
        return self.login is not None or is_loopback(self.host)
