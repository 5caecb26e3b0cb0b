"""The assistant: a question in, an answer with citations out. Every face goes through it."""

import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.answering import Asking, Planned, comparison, joined, planned
from assistant.asking.follow_ups import Asked, FrameOf, standalone
from assistant.asking.frames import content_of
from assistant.asking.kinds import asked_kind, asks_for_articles
from assistant.asking.parts import Part, parts_of
from assistant.asking.sides import sides_of
from assistant.asking.spelling import respelt
from assistant.asking.subjects import subject_of
from assistant.errors import AssistantError, LanguageModelError, QuestionError, UnknownArticle, UnsupportedAnswer
from assistant.evidence import Evidence, weighed
from assistant.evidence.relations import has_days
from assistant.examples import example_questions
from assistant.freshness import freshness
from assistant.kinds import Kind
from assistant.language_model import LanguageModel, OpenAICompatible, never
from assistant.languages import is_english, remedy, unread
from assistant.quoting import quote, statements
from assistant.reading.reader import Reader, load_reader
from assistant.records import DECLINED, LIKELY, LOOKED_UP, Answer, ScoredPassage
from assistant.retrieval import retrieve, search_words
from assistant.settings import AssistantSettings
from assistant.sourcing import Sourcing
from assistant.time_frame import TimeFrame, time_frame
from assistant.timing import as_read, without_time
from index import Article, Embedder, Failure, Filters, Index, IndexSettings, IndexSummary, Listing, MonthCount, load_embedder
from index.language.detection import language_of
from index.listening import Gone
from index.listing import SortColumn
from index.minilm import MiniLM

if TYPE_CHECKING:
    from assistant.support import SupportScorer

QUESTION_CHARACTERS = 2000
# A list of so few articles for "which records were lost?" is no answer: it is looked up.
LEAST_LISTED = 2
# Whom so many of the newest articles quote may be asked about in an example; and so many are tried for each that is shown.
EXAMPLE_ARTICLES, EXAMPLES_TRIED = 40, 4
# From this probability on a kind of question is taken to be asked: so 91 of 93 of kinds_dev are told, and of 500 look-ups 15 are not.
CLEAR = 0.5


class Assistant:
    """Answers questions from an index; safe to use from several threads.

    Without a language model the reader quotes; with one, given or named in the settings, it writes from the same passages.
    One that is to be asked `once` searches a small index without loading Chroma. Raises DatelineIndexError when the index cannot be opened.
    """

    def __init__(
        self,
        index_dir: Path | str | None = None,
        *,
        settings: AssistantSettings | None = None,
        index_settings: IndexSettings | None = None,
        embedder: Embedder | None = None,
        reader: Reader | None = None,
        language_model: LanguageModel | None = None,
        once: bool = False,
    ) -> None:
        self._settings = settings or AssistantSettings()
        index_settings = index_settings or IndexSettings()
        if index_dir is not None:
            index_settings = replace(index_settings, index_dir=Path(index_dir))
        self._language_model = language_model or configured_model(self._settings)
        threads = index_settings.threads
        with ThreadPoolExecutor(1) as beside:
            reading = beside.submit(lambda: reader or load_reader(self._settings.reader_model, threads=threads))
            self._index = Index(index_settings, embedder or load_embedder(index_settings.embedding_model, threads=threads), once=once)
            self._reader = reading.result()
        bundled = isinstance(self._index.embedder, MiniLM), reader is None and self._settings.reader_model is None
        self._english = [
            name for name, english in zip(("DATELINE_EMBEDDING_MODEL", "DATELINE_READER_MODEL"), bundled, strict=True) if english
        ]
        self._scorer: SupportScorer | None = None
        if self._language_model:
            from assistant.support import load_support_scorer

            self._scorer = load_support_scorer(self._settings.support_model, threads=threads)
        self._refreshing = threading.Lock()

    @property
    def notices(self) -> tuple[str, ...]:
        """What a face should tell when it starts: a vector store that was repaired, an address that passages go to."""
        found = [self._index.repaired] if self._index.repaired else []
        if isinstance(self._language_model, OpenAICompatible):
            found.append(f"Answers are written by {self._language_model.name}: questions and passages go to {self._language_model.url}.")
        return tuple(found)

    @property
    def settings(self) -> AssistantSettings:
        """The settings it answers by."""
        return self._settings

    def declining_below(self, threshold: float) -> "Assistant":
        """Return an assistant over the same index and models that declines below another threshold."""
        other = copy(self)
        other._settings = replace(self._settings, decline_below=threshold)
        return other

    def close(self) -> None:
        """Let go of the index."""
        self._index.close()

    def refresh(self) -> None:
        """Open the index as it is on the disk now and answer from it; raises DatelineIndexError, and keeps the one there is.

        Questions under way finish on the index that they began with, which is closed after the last of them.
        """
        with self._refreshing:
            before, opened = self._index, Index(self._index.settings, self._index.embedder)
            opened.repaired = before.repaired  # faces tell what was found when they started; to catch up with an update is no repair
            self._index = opened
            before.close_when_unused()

    @property
    def archive(self) -> Index:
        """The index that questions are answered from at present, for faces that tell about it or update it."""
        return self._index

    def summary(self) -> IndexSummary:
        """Count what is indexed."""
        return self._index.summary()

    def article(self, id: str) -> Article:
        """Return an article by its id, which citations give as `file`; raises UnknownArticle."""
        article = self.find_article(id)
        if article is None:
            raise UnknownArticle(f"No article {id!r} is indexed; it may have been removed since.")
        return article

    def find_article(self, id: str) -> Article | None:
        """Return an article by its id, None when there is none."""
        return self._index.article(id)

    def list_articles(
        self,
        *,
        search: str = "",
        filters: Filters | None = None,
        undated: bool = False,
        sort: SortColumn = "published",
        descending: bool = True,
        offset: int = 0,
        limit: int = 100,
    ) -> Listing:
        """Return a page of the articles that hold every term of `search` and pass the filters, and how many they are in all."""
        return self._index.list_articles(
            search=search, filters=filters, undated=undated, sort=sort, descending=descending, offset=offset, limit=limit
        )

    def article_months(self, *, search: str = "") -> list[MonthCount]:
        """Count the articles that hold every term of `search` by month of publication, the earliest first and the undated last."""
        return self._index.months(search=search)

    def left_out_files(self) -> list[Failure]:
        """Return the files that the last update could not index, and why."""
        return self._index.left_out()

    def outlets(self, limit: int) -> list[str]:
        """Return the outlets of the most articles, which `source` can narrow a question to, most first."""
        return self._index.outlets(limit)

    def example_questions(self, limit: int = 4) -> list[str]:
        """Return questions of several kinds to start from, about what the articles name, each of which has an answer."""
        newest = self._index.newest_articles(EXAMPLE_ARTICLES)
        told = self._index.sentences([article.id for article in newest]).values()
        speakers = {one.speaker.speaker for sentences in told for one in sentences if one.speaker}
        candidates = example_questions(self._index.names(), speakers, self._index.summary().newest)
        return list(islice(filter(self._is_answered, islice(candidates, EXAMPLES_TRIED * limit)), limit))

    def _is_answered(self, question: str) -> bool:
        frame = _time_frame(question, None, self._index.summary())
        kind = self._kind_of(question)
        planned = self._planned(question, Asked(question), kind, Filters(), frame, lambda _: frame)
        return planned is not None and not planned.abstained and planned.confidence >= LIKELY

    def retrieve(
        self,
        question: str,
        *,
        since: date | None = None,
        until: date | None = None,
        source: str | None = None,
        as_of: date | None = None,
        limit: int | None = None,
    ) -> list[ScoredPassage]:
        """Return the passages that `ask` would read for the question, best first: `limit`, or as many as the settings say.

        Raises QuestionError as `ask` does.
        """
        check_question(question, since, until)
        filters, frame = Filters(since, until, source), _time_frame(question, as_of, self._index.summary())
        found = retrieve(self._index, question, self._settings.passages if limit is None else limit, filters, frame)
        return [scored.bare for scored in found]

    def ask(
        self,
        question: str,
        *,
        since: date | None = None,
        until: date | None = None,
        source: str | None = None,
        as_of: date | None = None,
        history: Sequence[tuple[str, str]] = (),
        time_frame: TimeFrame | Literal["infer"] | None = "infer",
        kind: Kind | Literal["infer"] = "infer",
    ) -> Answer:
        """Return the answer from articles published from `since` to `until`, both included, of the outlet `source`.

        A time that the question names is preferred, it filters nothing; relative words such as "last year" count from `as_of`, by
        default from today or, when no article lies in the time counted so, from the newest article. `history` holds the
        (question, answer text) pairs of the conversation so far, oldest first. A `time_frame` that is given, or None for no time
        at all, takes the place of the one that the question names, and the words that name it are left out of what is looked
        up. A `kind` that is given takes the place of what the question was taken for. Raises QuestionError for a question that is
        empty, too long or has its dates the wrong way round.
        """
        growing = self.stream(
            question, since=since, until=until, source=source, as_of=as_of, history=history, time_frame=time_frame, kind=kind
        )
        *_, answer = growing
        return answer

    def stream(
        self,
        question: str,
        *,
        since: date | None = None,
        until: date | None = None,
        source: str | None = None,
        as_of: date | None = None,
        history: Sequence[tuple[str, str]] = (),
        time_frame: TimeFrame | Literal["infer"] | None = "infer",
        kind: Kind | Literal["infer"] = "infer",
        gone: Callable[[], bool] = never,
    ) -> Iterator[Answer]:
        """Yield growing answers, the last of which is what `ask` returns.

        `gone` is looked at many times a second while a language model writes: once nobody waits any more, its request is ended and
        nothing more is yielded.
        """
        self = copy(self)  # it stays with the index that it began with when `refresh` opens another
        started = time.monotonic()
        check_question(question, since, until)
        there = self._index.summary()

        def named(text: str) -> TimeFrame | None:
            return _time_frame(text, as_of, there)

        spelt, told = self._spelt(question)
        asked, frame = _timed(standalone(spelt, history, named), named, time_frame)
        filters = Filters(since, until, source)
        inferred = kind == "infer"
        if kind == "infer":
            kind = self._kind_of(asked.read)
        answered = self._planned(question, asked, kind, filters, frame, named)
        if answered and inferred and kind == "list" and len(answered.articles) < LEAST_LISTED and not asks_for_articles(asked.read):
            answered, kind = None, "fact"
        kind = kind if answered or kind in LOOKED_UP else "fact"
        if answered is None and not self._tells_of(without_time(asked.text, named(asked.text))):
            answered = Answer(question, DECLINED, (), (), abstained=True, time_frame=frame)
        passages = answered.passages if answered and answered.passages else self._passages(asked.text, filters, frame)
        answer, evidence = (answered, None) if answered else self._read(question, asked.read, passages, frame, named)
        asked_as = asked.text if asked.text != question else None
        answer = replace(answer, kind=kind, passages=passages, newest_article=there.newest, asked=asked_as)
        if evidence is None:
            yield self._finished(answer, told, started)
            return
        if self._language_model and answer.passages:
            try:
                written = answer
                for written in self._written(
                    answer, question if time_frame == "infer" else asked.text, history, self._language_model, gone
                ):
                    yield written
                yield self._finished(written, told, started)
                return
            except Gone:
                return
            except (LanguageModelError, UnsupportedAnswer) as error:
                answer = replace(answer, notices=(f"{error} Quoted from the articles instead.",))
        yield self._finished(self._quoted(answer, evidence, asked.read), told, started)

    def _spelt(self, question: str) -> tuple[str, tuple[str, ...]]:
        """Return the question as the archive spells its names, and what a person must know of how it was taken."""
        found = respelt(question, self._index) if is_english(question) else None
        if found is None:
            return question, ()
        said, spelt = (", ".join(words) for words in zip(*found.changed, strict=True))
        return found.question, (f"Showing results for {spelt}: no article has {said}.",)

    def _tells_of(self, question: str) -> bool:
        """Tell whether any article holds any word of what is asked about; of 592 questions in English on Wikinews none is without."""
        words = search_words(content_of(question)) if is_english(question) else []  # the words of others are not cut alike
        return not words or any(self._index.word_frequencies(words).values())

    def _kind_of(self, question: str) -> Kind:
        """Return what is asked, a look-up where that is not clear; the weights of kinds are of English."""
        if not is_english(question):
            return "fact"
        embedder = self._index.embedder
        if not isinstance(embedder, MiniLM):  # the weights of kinds belong to the bundled model
            embedder = _bundled_embedder(self._index.settings.threads)
        kind, probability = asked_kind(question, embedder.embed_question(question))
        return kind if probability >= CLEAR else "fact"

    def _planned(self, question: str, asked: Asked, kind: Kind, filters: Filters, frame: TimeFrame | None, named: FrameOf) -> Answer | None:
        """Return the answer to what is no look-up; None for a look-up."""
        whole = Answer(question, DECLINED, (), (), abstained=True, time_frame=frame, kind=kind)
        if kind == "multi_part" and (parts := parts_of(asked.read)):
            passages = self._passages(asked.text, filters, frame)
            return joined(whole, list(self._in_parts(parts, passages, frame, named)))
        if kind == "compare" and (sides := sides_of(asked.read)):
            own = {side.name: named(side.name) for side in sides}
            frames = own if any(own.values()) else dict.fromkeys(own, frame)
            asking = {side.name: Asking(self._index, side.subject, filters, frames[side.name], self.example_questions) for side in sides}
            told = zip(asking, comparison(asking, by_time=any(own.values())), strict=True)
            return joined(whole, [(name, _as_planned(whole, plan, frames[name])) for name, plan in told])
        subject = subject_of(without_time(asked.read, named(asked.read)), kind)
        plan = planned(kind, Asking(self._index, subject, filters, frame, self.example_questions))
        return _as_planned(whole, plan, frame) if plan else None

    def _in_parts(
        self, parts: Sequence[Part], passages: tuple[ScoredPassage, ...], frame: TimeFrame | None, named: FrameOf
    ) -> Iterator[tuple[str, Answer]]:
        """Yield each part's words and its answer, where it can be from the articles that the parts before are answered from."""
        cited: set[str] = set()
        for words, question in parts:
            of = named(question) or frame
            told = tuple(passage for passage in passages if passage.passage.article_id in cited)
            answers = (self._quoted(*self._read(question, question, some, of, named), question) for some in (told, passages) if some)
            answer = next((answer for answer in answers if not answer.abstained), None)
            if answer:
                cited |= {citation.file for citation in answer.citations}
            yield words, answer or Answer(question, DECLINED, (), passages, abstained=True)

    def _passages(self, question: str, filters: Filters, frame: TimeFrame | None) -> tuple[ScoredPassage, ...]:
        return tuple(retrieve(self._index, question, self._settings.passages, filters, frame))

    def _read(
        self, question: str, read: str, passages: tuple[ScoredPassage, ...], frame: TimeFrame | None, named: FrameOf
    ) -> tuple[Answer, Evidence]:
        """Return what is known of the answer before a word of it is said, and what it may be made of."""
        reading = self._reader.read(as_read(read, named(read)), passages)
        evidence = weighed(reading, read, passages, frame)
        confidence = max((statement.probability for statement in statements(evidence, passages)), default=0.0)
        known = Answer(question, (), (), passages, abstained=False, time_frame=frame)
        return replace(known, confidence=confidence, answerability=1 - evidence.none), evidence

    def _finished(self, answer: Answer, told: tuple[str, ...], started: float) -> Answer:
        files = dict.fromkeys(citation.file for citation in answer.citations)
        articles = {file: article for file in files if (article := self._index.article(file))}
        citations = tuple(replace(one, url=articles[one.file].url) if one.file in articles else one for one in answer.citations)
        answer = replace(answer, citations=citations, passages=tuple(scored.bare for scored in answer.passages))
        notices = (
            self._index.searched_by_comparing,
            self._unread(answer, articles.values()),
            freshness(answer, self._settings.stale_days),
            self._index.damage_notice(),
        )
        return replace(answer, notices=(*told, *answer.notices, *filter(None, notices)), seconds=time.monotonic() - started)

    def _unread(self, answer: Answer, cited: Iterable[Article]) -> str | None:
        """Return a line where the question, or what is quoted, is in a language that the models do not read."""
        if not self._english or answer.kind in ("archive", "help"):
            return None
        languages = unread(
            [*(article.language for article in cited), *([] if is_english(answer.question) else [language_of(answer.question)])]
        )
        return f"The bundled models read English, not {' and '.join(languages)}. {remedy(self._english)}" if languages else None

    def _declines(self, evidence: Evidence) -> bool:
        return not evidence.candidates or 1 - evidence.none < self._settings.decline_below

    def _quoted(self, answer: Answer, evidence: Evidence, asked: str) -> Answer:
        if self._declines(evidence):
            return replace(answer, sentences=DECLINED, abstained=True)
        frame = answer.time_frame
        source = Sourcing(self._index, answer.passages)
        quoted = quote(evidence, answer.passages, asked, order=frame.order if frame else None, source=source)
        answer = replace(answer, sentences=quoted.sentences, citations=quoted.citations, values=quoted.values)
        answer = replace(answer, others=quoted.others if answer.confidence < LIKELY else ())
        if frame and has_days(frame) and evidence.candidates[0].time in ("other", "other_day"):
            answer = replace(answer, notices=(*answer.notices, _of_another_time(frame)))
        return answer

    def _written(
        self,
        answer: Answer,
        question: str,
        history: Sequence[tuple[str, str]],
        model: LanguageModel,
        gone: Callable[[], bool],
    ) -> Iterator[Answer]:
        from assistant.writing import write  # with it come support and its checks, which quoting does not need

        assert self._scorer
        answer = replace(answer, answered_by=model.name)
        passages = [scored.passage for scored in answer.passages]
        until = time.monotonic() + self._settings.llm_deadline
        for draft in write(question, passages, model, history=history, scorer=self._scorer, until=until, gone=gone):
            citations = tuple(map(Sourcing(self._index, answer.passages), draft.citations))
            answer = replace(answer, sentences=draft.sentences, citations=citations)
            yield replace(answer, abstained=draft.abstained, notices=draft.notices)


@cache
def _bundled_embedder(threads: int) -> Embedder:
    return load_embedder(threads=threads)


def _as_planned(answer: Answer, plan: Planned, frame: TimeFrame | None) -> Answer:
    notices = (_of_another_time(frame),) if frame and not plan.of_time else ()
    answer = replace(answer, sentences=plan.sentences or DECLINED, citations=plan.citations, abstained=not plan.sentences, notices=notices)
    return replace(answer, articles=plan.articles, confidence=plan.likely, answerability=plan.likely)


def _of_another_time(frame: TimeFrame) -> str:
    return f"Nothing was found on the time asked about ({frame.describe()}): what is quoted is of another time."


def _time_frame(question: str, as_of: date | None, there: IndexSummary) -> TimeFrame | None:
    return time_frame(question, as_of=as_of, today=date.today(), newest=there.newest, earliest=there.earliest)


def _timed(asked: Asked, named: FrameOf, given: TimeFrame | Literal["infer"] | None) -> tuple[Asked, TimeFrame | None]:
    """What is asked and the time to look it up with: a given time puts the question's own, and the words for it, out of use."""
    if given == "infer":
        return asked, named(asked.text)
    return Asked(without_time(asked.question, named(asked.question)), without_time(asked.beside, named(asked.beside))), given


def configured_model(settings: AssistantSettings) -> LanguageModel | None:
    """Return the language model that the settings name, None when they name none; raises AssistantError for half a name."""
    if not settings.llm_url and not settings.llm_model:
        return None
    if not settings.llm_url or not settings.llm_model:
        missing = "llm_url (--llm-url)" if not settings.llm_url else "llm_model (--llm-model)"
        raise AssistantError(f"A language model needs an address and a name: {missing} is missing.")
    return OpenAICompatible(
        settings.llm_url, settings.llm_model, settings.llm_key, timeout=settings.llm_timeout, deadline=settings.llm_deadline
    )


def check_question(question: str, since: date | None = None, until: date | None = None) -> None:
    """Raise QuestionError for a question that cannot be asked."""
    if not re.search(r"\w", question):
        raise QuestionError("The question is empty: ask in words.")
    if len(question) > QUESTION_CHARACTERS:
        raise QuestionError(f"The question has {len(question):,} characters; at most {QUESTION_CHARACTERS:,} are read: shorten it.")
    if re.search(r"[\ud800-\udfff]", question):
        raise QuestionError("The question holds half a character (a lone surrogate): type it again.")
    if since and until and since > until:
        raise QuestionError(f"The dates are the wrong way round: since {since} is after until {until}.")
