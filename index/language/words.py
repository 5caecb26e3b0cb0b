"""The words of a text, and the closed lists of English: verbs that report, people and bodies that speak, titles, function words."""

import re
import unicodedata
from functools import cache
from importlib.resources import files

_PIECE = re.compile(r"(?:[^\W\d_]\.){2,5}|[^\W_]+")
_OWNER = re.compile(r"'s\b")


def pieces(text: str) -> list[str]:
    """Return the words of a text without accents, possessives and the points of "U.S.", hyphenated ones in their parts; case stays."""
    text = _OWNER.sub("", without_accents(text))
    return [piece.replace(".", "") for piece in _PIECE.findall(text)]


def without_accents(text: str) -> str:
    """Return the text without accents and strokes, and with straight apostrophes: "Kaczynski" of Kaczyński."""
    if text.isascii():
        return text
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return text.replace("’", "'").replace("ø", "o").replace("Ø", "O").replace("ł", "l").replace("Ł", "L")


@cache
def common_words() -> frozenset[str]:
    """Return the English function words that say nothing about a subject."""
    return frozenset(files("index.language").joinpath("common_words.txt").read_text("utf-8").split())


# Verbs that report whatever stands with them, given somebody who speaks.
SAYING = frozenset(
    """said say says told tell tells informed stated insisted insists argued argues remarked commented testified replied
    asserted asserts""".split()
)
# Verbs that report only with a clause, a quotation, or after what is reported: "added two seats" is no statement.
WEAK = frozenset(
    """acknowledged acknowledges added adds admitted admits agreed agrees alleged alleges announced announces believe believed believes
    boasted claim claimed claims complained conceded concedes concluded confirmed confirms contended contends cautioned countered
    declared declares denied denies disclosed emphasised emphasized estimated estimates explained explains found joked lamented
    maintained maintains noted notes observed pledged posted predicted predicts promised recalled recalls reckons reiterated
    reported reports responded revealed reveals ruled stressed suggested suggests thinks tweeted urged vowed
    warned warns wrote writes""".split()
)
# Verbs that report only a quotation.
QUOTING = frozenset("asked concluded continued joked lamented read reads quipped shouted exclaimed went".split())
PARTICIPLES = frozenset("saying adding stating arguing claiming writing tweeting noting explaining declaring insisting warning".split())

FINITE = frozenset(
    """is are was were will would has have had can could may might must should did does do isn't aren't wasn't weren't won't wouldn't
    hasn't haven't hadn't can't cannot couldn't shouldn't didn't doesn't don't won lost went made took came began left gave held
    knew became fell rose""".split()
)
# Before the verb these make it no report of a statement: passive, future, denied, wished for.
NO_REPORT = frozenset(
    """to be been being is are was were get got will would can could may might must should shall do did does not never cannot didn't
    don't doesn't hasn't haven't hadn't wouldn't couldn't won't isn't aren't wasn't weren't who which that whom whose what nobody
    nothing none""".split()
)
AUXILIARIES = frozenset("has have had having".split())
ADVERBS = frozenset(
    """also later then earlier still now again once already even further however meanwhile today yesterday instead simply just both all
    first himself herself itself themselves too recently therefore often previously""".split()
)
SUBORDINATORS = frozenset(
    """after before when if because since what which who whom whose where how until unless although though whether than like despite
    that why whatever whenever wherever while whereas except given even of by with from about for""".split()
)
CONJUNCTIONS = frozenset("and but or nor yet so while whereas".split())
PREPOSITIONS = frozenset(
    """of for from at with in on to by near about over under after before during since through between against within without into
    outside inside around across among amid despite along behind beyond toward towards upon via per as""".split()
)
DETERMINERS = frozenset(
    """the a an one some several many most other another two three four five six seven eight nine ten this these those both all any
    each every his her its their our my your various numerous few dozens hundreds no""".split()
)
# Of these the article speaks of no source that it means: "no official said", "any minister said".
EMPTY_DETERMINERS = frozenset("no any each every my our your".split())
SUBJECT_PRONOUNS = frozenset("he she they it there we i this these those you".split())
# These speak alone: "Some said".
QUANTIFIERS = frozenset("some many others most several".split())
SPEAKING_PRONOUNS = frozenset("he she they it".split())
INTRODUCTORY = frozenset(
    """however meanwhile later earlier then afterwards still also yesterday today finally nevertheless nonetheless instead separately
    additionally moreover furthermore notably similarly likewise previously recently overall here there yes now thus again just
    reportedly allegedly further next once not only never other others such even perhaps maybe well so no according date""".split()
)
TIMES = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february july august september october november december
    morning afternoon evening night week month year noon midnight weekend hours days weeks months years""".split()
)

# People and bodies that speak for themselves when an article does not name them; plurals are read from these.
_PERSONS = """activist adviser advisor aide agent ambassador analyst archbishop
    attorney author authority banker bishop boss brother candidate
    captain cardinal cabinet chancellor chair chairman chairwoman chairperson chief citizen clerk coach colleague colonel columnist
    commander commentator commissioner companion coordinator coroner correspondent councillor counsel critic dealer defendant
    defender delegate demonstrator deputy detective developer diplomat director doctor economist editor employee engineer envoy
    executive expert eyewitness farmer father firefighter fisherman forecaster founder friend general governor guard guide head
    historian husband inspector insider investigator investor journalist judge juror justice king lawmaker lawyer lead leader
    lecturer legislator lieutenant manager mayor member minister monk mother negotiator neighbor neighbour nurse observer officer
    official operator opponent organiser organizer owner parent participant passenger pastor philosopher physician pilot planner
    player politician pope premier president priest prime prisoner professor prosecutor protester protestor psychologist publisher
    queen ranger reader reporter representative rescuer researcher resident reviewer rival scholar scientist secretary senator
    sergeant sheriff singer sister skipper soldier son daughter source speaker specialist spokesman spokesperson spokeswoman sponsor
    staffer student superintendent supporter surgeon survivor teacher technician trader treasurer tourist trainer undersecretary
    user vet veteran victim villager visitor volunteer voter watchdog wife winner witness woman man worker writer youth commentator
    caller actor actress artist musician driver""".split()
_BODIES = """academy administration agency airline airport alliance army assembly association authority bank board body brigade broadcaster
    brewery bureau business cabinet campaign carrier centre center charity church city club coalition college commission committee
    company confederation congress consortium corporation council country court department district embassy family federation firm
    force foundation fund government group hospital industry institute institution intelligence jury junta kingdom laboratory league
    magazine manufacturer maker media military militia ministry mission monarchy movement museum navy network newspaper observatory
    office opposition operator organisation organization outlet palace panel parliament party police prosecution defence defense
    publisher regulator retailer school senate service service society staff state station studio supplier team trust tribunal union
    unit university utility website""".split()
_DOCUMENTS = """account affidavit analysis announcement audit article bulletin
    complaint communique data document estimate figure filing finding
    forecast indictment investigation letter poll projection record release report statement statistic study survey testimony""".split()
_UNCOUNTED = (
    "police media staff people authorities men women intelligence locals others counsel sources troops data statistics figures".split()
)


def _with_plurals(words: list[str]) -> frozenset[str]:
    plurals = [w[:-1] + "ies" if w[-1] == "y" and w[-2] not in "aeou" else w + ("es" if w[-2:] in ("ch", "ss") else "s") for w in words]
    return frozenset([*words, *plurals])


PERSONS = _with_plurals(_PERSONS) | frozenset("men women fishermen spokesmen spokeswomen chairmen firemen policemen".split())
BODIES = _with_plurals(_BODIES)
DOCUMENTS = _with_plurals(_DOCUMENTS) | frozenset(["analyses"])
_UNCOUNTED_WORDS = frozenset(_UNCOUNTED)
_SUFFIXES = ("ist", "ists", "ician", "icians", "ologist", "ologists", "spokesman", "woman", "women", "person", "policeman")


def can_speak(noun: str) -> bool:
    """Tell whether a common noun, in small letters, names a person, a body or a document that makes statements."""
    return noun in PERSONS or noun in BODIES or noun in DOCUMENTS or noun in _UNCOUNTED_WORDS or noun.endswith(_SUFFIXES)


# Words before a name that are no part of it. The last of these in a run of capitals ends the title.
TITLES = frozenset(
    """honorable honourable broadcaster commentator economist dean rapper
    mr mrs ms miss dr prof sir dame lord lady rev hon gen col maj capt lt sgt cpl adm cmdr gov sen rep pres st president vice-
    president minister chancellor premier professor doctor senator representative congressman congresswoman governor mayor judge
    justice secretary general colonel major captain lieutenant sergeant admiral commander commissioner sheriff officer chief
    director administrator ambassador bishop archbishop cardinal pope rabbi imam king queen prince princess emperor sheikh sultan
    ayatollah mp speaker leader chairman chairwoman chair spokesman spokeswoman spokesperson attorney prosecutor inspector
    superintendent constable detective coach editor author councillor deputy republican democrat democratic conservative labour
    liberal socialist secretary-general ceo founder manager analyst lawyer actor actress singer candidate rear archduke duke duchess
    baroness baron count countess father sister brother reverend head treasurer undersecretary vice marshal brigadier corporal
    private pilot astronaut researcher scientist journalist reporter correspondent minister-president rep. first second""".split()
)
MALE_TITLES = frozenset("mr sir lord king prince duke congressman chairman spokesman father".split())
FEMALE_TITLES = frozenset("mrs ms miss dame lady queen princess duchess baroness congresswoman chairwoman spokeswoman".split())
# A run of capitals with one of these is no person.
BODY_WORDS = frozenset(
    """university ministry department party court house senate congress parliament council committee commission agency office bank
    union association federation organisation organization institute institution college school hospital police army navy force
    forces news times press agency radio television tv network company corporation corp inc ltd group foundation museum
    academy center centre bureau authority service services administration league club team society trust board board's
    international national united states kingdom republic state city county river lake mount road avenue airport station
    island islands sea ocean war award cup games olympics treaty agreement east north south northern
    southern eastern western new supreme high district world european african american asian security tribunal journal herald
    observatory survey alliance movement campaign guard coalition facility correctional square bridge
    hotel tower stadium data board monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december""".split()
)
