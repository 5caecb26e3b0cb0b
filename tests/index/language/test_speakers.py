import pytest

from index.language.names import names
from index.language.sentences import sentence_spans
from index.language.speakers import Attribution, speakers


def spoken(text: str) -> dict[str, Attribution | None]:
    spans = sentence_spans(text)
    found = speakers(text, spans, [names(text, (), *span) for span in spans])
    return {text[start:end]: said for (start, end), said in zip(spans, found, strict=True)}


def said(text: str, sentence: str) -> Attribution | None:
    return spoken(text)[sentence]


def told(text: str, sentence: str) -> tuple[str, str | None] | None:
    found = said(text, sentence)
    return found and (found.speaker, found.name)


def every(text: str) -> list[str | None]:
    """The speaker of each sentence, the fullest name where there is one."""
    return [one and (one.name or one.speaker) for one in spoken(text).values()]


def test_a_name_behind_the_role_is_the_speakers():
    pumps = '"Those pumps were never cleaned since the flood. Our people asked for it, twice,"'
    article = f"{pumps} said the union's chairwoman, Orla Tembrit. She left."
    assert every(article)[:2] == ["Orla Tembrit", "Orla Tembrit"]
    assert every('"The pumps are clean," said the mayor, Pellumar being far.') == ["the mayor"]


@pytest.mark.parametrize(
    ("sentence", "speaker", "name"),
    [
        ("Ana Belun told reporters on Monday that the dam would hold.", "Ana Belun", "Ana Belun"),
        ("Ana Belun, who was in Marno, said the dam would hold.", "Ana Belun", "Ana Belun"),
        ("On Tuesday, Oskar Trell, 41, a farmer from Ostrel, said the road was closed.", "Oskar Trell", "Oskar Trell"),
        ("The minister, Ana Belun, told the court he had lied.", "Ana Belun", "Ana Belun"),
        ("Prime Minister Ana Belun has said taxes will fall.", "Ana Belun", "Ana Belun"),
        ("Kuvelian foreign minister Oskar Trell said talks were over.", "Oskar Trell", "Oskar Trell"),
        ("“We won,” said lead author Professor Ana Belun of the University of Marno.", "Ana Belun", "Ana Belun"),
        ("The dam will hold, Ana Belun wrote.", "Ana Belun", "Ana Belun"),
        ("The dam will hold, said Ana Belun, the minister of works.", "Ana Belun", "Ana Belun"),
        ("The dam, according to Ana Belun, will hold.", "Ana Belun", "Ana Belun"),
        ("According to Marno University economist Ana Belun, prices fell.", "Ana Belun", "Ana Belun"),
        ("Ana Belun thanked the crowd, saying, “This is our day at last.”", "Ana Belun", "Ana Belun"),
        ("Ana Belun was quoted as saying by local media that it was over.", "Ana Belun", "Ana Belun"),
        ("Ana Belun described the plan as a gift to the rich.", "Ana Belun", "Ana Belun"),
        ("The plan was described by the Marno Herald as a gift.", "Marno Herald", "Marno Herald"),
        ("The WHO said the outbreak was over.", "WHO", "WHO"),
        ("Police said two men were hurt.", "Police", None),
        ("US officials said two men were hurt.", "US officials", None),
        ("A spokesman for the ministry of works said the road was open.", "A spokesman for the ministry of works", None),
        ("One of the victims said she had run.", "One of the victims", None),
        ("Two men were hurt, a spokeswoman said on Friday.", "a spokeswoman", None),
        ("Prices fell in May, the central bank reported.", "the central bank", None),
        ("Prices fell, according to a report by the bank.", "a report by the bank", None),
        ("Ana Belun and Oskar Trell said they agreed.", "Ana Belun and Oskar Trell", None),
        ("In Ostrel, Kuvelia, the governor, who was ill, said schools would close.", "the governor", None),
    ],
)
def test_a_sentence_that_reports_names_its_speaker(sentence, speaker, name):
    found = said(sentence, sentence)
    assert found is not None
    assert (found.speaker, found.name) == (speaker, name)


@pytest.mark.parametrize(
    "sentence",
    [
        "The dam was built in 1966.",
        "The bridge is said to be the oldest in Kuvelia.",
        "It is said that the river floods.",
        "The sign said “No entry” in red letters.",
        "According to the timetable, trains leave hourly.",
        "Ana Belun did not say why.",
        "Ana Belun would say nothing.",
        "What Ana Belun said was wrong.",
        "After Ana Belun said she would go, the crowd left.",
        "The man, who police said was armed, fled.",
        "Ana Belun added two seats to the board.",
        "No official said why.",
        "As I said, it rained.",
        "Ana Belun said it was bad, but Oskar Trell said it was good.",
        "Ana Belun Wins Marno Vote",
        "",
    ],
)
def test_a_sentence_in_the_texts_own_voice_or_of_two_speakers_has_none(sentence):
    assert every(sentence) == [None] * bool(sentence)


def test_the_rest_of_a_quotation_is_its_speakers_until_the_marks_close():
    article = "“The dam will hold,” said Ana Belun. “We checked it. Nobody need leave.” The dam was built in 1966."
    assert every(article) == ["Ana Belun", "Ana Belun", "Ana Belun", None]
    assert told(article, "Nobody need leave.”") == ("Ana Belun", "Ana Belun")


def test_a_speaker_after_the_quotation_speaks_its_first_sentences_too():
    assert (
        every('"The dam is old and has been mended twice since the flood of 1966. It will hold. We checked," Ana Belun said.')
        == ["Ana Belun"] * 3
    )


def test_paragraphs_of_a_quotation_open_with_a_mark_and_only_the_last_closes():
    article = "Ana Belun told reporters:\n\n“The dam will hold. We checked.\n\n“Nobody need leave. That is all.”\n\nIt rained."
    assert every(article) == ["Ana Belun"] * 5 + [None]


def test_single_marks_quote_and_apostrophes_do_not():
    article = "'The fishermen's union is right,' said the mayor. 'They're tired.' The fishermen's boats stayed in port."
    assert every(article) == ["the mayor", "the mayor", None]
    assert every("‘It’s not,’ said Oskar Trell. The farmers’ fields were dry.") == ["Oskar Trell", None]


def test_what_is_said_within_a_quotation_is_no_clause_of_the_article():
    article = "“Trell said the road was shut,” Ana Belun said."
    assert every(article) == ["Ana Belun"]


def test_a_quotation_that_nobody_is_said_to_speak_has_no_speaker():
    assert every("The crowd was loud. “We want bread and we want it now.” Rain fell.") == [None, None, None]
    assert every("“We want bread now,” grinned the old man. Rain fell.") == [None, None]


def test_a_surname_is_given_its_full_name():
    article = "Ana Belun opened the dam. The mayor, Oskar Trell, watched. The dam, Belun said, would hold."
    assert told(article, "The dam, Belun said, would hold.") == ("Belun", "Ana Belun")


def test_a_surname_that_two_share_is_given_none():
    article = "Ana Belun opened the dam. Her son Mirko Belun watched. The dam, Belun said, would hold."
    assert told(article, "The dam, Belun said, would hold.") == ("Belun", None)


def test_offices_before_a_name_are_no_part_of_it():
    article = "The president of Kuvelia Ana Belun came. Mrs Belun left. Dr Belun said it rained."
    assert told(article, "Dr Belun said it rained.") == ("Belun", "Ana Belun")


def test_a_pronoun_is_the_one_person_of_the_sentence_before():
    article = "Ana Belun said the dam would hold. She added that nobody need leave."
    assert told(article, "She added that nobody need leave.") == ("She", "Ana Belun")


@pytest.mark.parametrize(
    "before",
    [
        "Ana Belun met Mira Trell.",
        "The officer met nobody.",
        "Mr Oskar Belun said the dam would hold.",
        "Ana Belun said the dam would hold. He came.",
        "It rained.",
    ],
)
def test_a_pronoun_that_may_be_another_is_given_no_name(before):
    article = f"{before} She said that nobody need leave."
    assert told(article, "She said that nobody need leave.") == ("She", None)


@pytest.mark.parametrize(
    "unit",
    [
        *('"', "'a ", "‘a ", "said ", "Belun, ", "according to ", "\n", '\n\n"A ', "A. ", "He said. ", "\ud800 said ", "\0", "(a) said "),
        *('"Ab cd ef gh. ', '"We won." She said. ', "Ana Belun said. ", "Belun said it. ", '\n\n"Ab cd. ', "'s ", '"a" said Ana, '),
    ],
)
def test_every_text_is_read_in_time_and_what_is_found_stands_in_it(unit):
    text = unit * (20_000 // len(unit))
    for found in spoken(text).values():
        assert found is None or found.speaker in text
