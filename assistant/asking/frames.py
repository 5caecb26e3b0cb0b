"""The words that a question of some kind is framed in: "list all articles about", "what happened to"."""

import re

from index.language.times import times_in

FRAME_WORDS = frozenset(
    """what what's whats who who's whos whose which when where how why is are was were be been being has have had do does did can could
    would will may might i i'd me my we us our you your u there there's any anything everything something all every each some of on
    about for regarding concerning re with to in at from by and or please pls plz kindly tell give show list find get fetch bring up
    pull make build draw write provide produce prepare compile need want like see read look search know hear summarise summarize
    summary sum condense outline describe explain identify define trace follow walk run go went through take cover overview synopsis
    précis digest recap rundown roundup gist brief briefly short quick quickly concise background version main points key facts
    events info information timeline chronology sequence order dates date year month day step steps stages stage happened happen
    happens happening occurred became become becomes come came ever exactly actually really latest newest recent recently most last
    new news update updates fresh freshest current currently now status state present today lately so far articles article stories
    story reports report reported reporting releases release statements bulletins readouts named names pieces piece items item
    coverage mention mentions mentioning mentioned talk talks speak speaks say says said told telling written wrote word contain
    contains containing covered covering many much often number count times frequency total altogether artical articals storys news
    appear appears appeared occur occurs concern concerns quote quotes stand stands dated happenings thing things abt um uh er
    archive papers newspapers paper press here held hold got meaning definition biography bio profile down out between then just
    thanks thank kind set announce announced publish published unfold unfolded develop developed""".split()
)
# A subject ends with none of these, though some of them begin one: "Press freedom", "New Halvern".
_ENDS_OF_FRAMES = (FRAME_WORDS | frozenset("since until between per through w if the a an as".split())) - frozenset(
    "out down up i day year month state press word number count key run".split()
)
_DETERMINERS = frozenset("the a an".split())
_TOKEN = re.compile(r"\S+")


def unframed(text: str, *, opens: bool = True) -> str:
    """Return the text from its first to its last word that belongs to no frame, with the article before it, "" where it is all frame.

    A capital says that a word is of a name, but in the first where the text `opens` a sentence: "new", not that of "New Halvern".
    """
    found = list(_TOKEN.finditer(text))
    words = [_bare(token.group()) for token in found]
    named = [token.group()[:1].isupper() and not (opens and not token.start()) and not text.isupper() for token in found]
    times = times_in(text, None, any_case=True)
    timed = [any(time.start <= token.start() and token.end() <= time.end + 1 for time in times) for token in found]
    start, end = 0, len(words)
    while start < end and not named[start] and (words[start] in FRAME_WORDS or words[start] in _DETERMINERS or not words[start]):
        start += 1
    while end > start + 1 and (timed[end - 1] or (words[end - 1] in _ENDS_OF_FRAMES and not named[end - 1]) or not words[end - 1]):
        end -= 1
    if start == end:
        return ""
    if start and words[start - 1] in _DETERMINERS:
        start -= 1
    return text[found[start].start() : found[end - 1].end()].strip(" ,:;!?.")


def content_of(text: str, also: frozenset[str] = frozenset()) -> str:
    """Return the words of a text that belong to no frame and are none of `also`."""
    kept = [token for token in _TOKEN.findall(text) if not is_of_frame(token, text) and _bare(token) not in also]
    return " ".join(filter(None, (token.strip(".,:;!?\"'()") for token in kept)))


def is_of_frame(token: str, text: str) -> bool:
    """Tell whether a word of a text belongs to a frame: "new", not the one of "New Halvern"."""
    is_name = token[:1].isupper() and not text.startswith(token) and not text.isupper()
    return not is_name and (_bare(token) in FRAME_WORDS or _bare(token) in _DETERMINERS)


def _bare(token: str) -> str:
    return token.casefold().replace("’", "'").strip(".,:;!?\"'()")
