"""The words before a time that name a part of it."""

import re

from index.language.times.words import SPACE as _S

# Characters looked at before an expression.
BEFORE = 60
PART = re.compile(
    rf"(?<![\w-])(?P<part>(?:the{_S})?(?:very{_S})?(?:beginning|start|middle|end|close|rest|remainder|turn){_S}of"
    rf"|(?:the{_S})?(?:first|second|third|fourth|last|final){_S}(?:half|quarter){_S}of"
    rf"|(?:the{_S})?(?:very{_S})?(?:(?:early|mid)[\s-]{{1,3}}to[\s-]{{1,3}}(?:mid|late)|early|late|mid|earlier|later|sometime)(?:{_S}(?:in|on))?)"
    rf"(?:{_S}(?:the{_S})?|-)$",
    re.IGNORECASE,
)
