import pytest

from assistant.evaluation.formats.declines import declines
from assistant.markers import sentences_of
from assistant.records import Sentence


@pytest.mark.parametrize(
    "text",
    [
        "",
        " [1] ",
        "Empty Response",
        "I don't know.",
        "I don’t know",
        "I do not know the answer to that question.",
        '"I don\'t know."',
        "**I don't know.**",
        "The articles do not say.",
        "The articles do not say. [1]",
        "The provided context does not mention who became mayor. It only reports the date of the vote [2].",
        "The context doesn't contain enough information to answer the question.",
        "I'm sorry, but I cannot answer the question based on the given articles.",
        "Sorry, I don't know.",
        "Unfortunately, the articles do not mention the minister's age.",
        "This cannot be answered from the context.",
        "The question cannot be answered from the context.",
        "It cannot be determined from the passages.",
        "There is not enough information to answer.",
        "There is no information about the bridge's cost in the articles.",
        "Not enough information.",
        "Insufficient information to answer.",
        "I can not answer the question because of the insufficient information in documents.",
        "I don't have enough information to answer this.",
        "I could not find any information on that.",
        "None of the provided sources mention the harbour.",
        "Based on the provided context, there is no mention of the harbour's depth.",
        "Based on the articles, I cannot determine who won.",
        "The answer is not provided in the context.",
        "The name of the pilot is not mentioned in the articles.",
        "N/A",
        "Unanswerable",
        "unknown.",
        "No answer",
        "The sources do not mention a tunnel.",
        "There is no mention of a tunnel.",
        "The search results do not contain the answer.",
        "The provided information does not say who won.",
        "No relevant information was provided in the context.",
        "The passages do not specify how many people attended.",
        "I am unable to answer this question.",
        "I'm not sure.",
        "Answer: I don't know.",
        "The article does not state when the mine will reopen.",
        "No information is available about this.",
        "We could not find an answer in the documents.",
        "The given documents do not provide the score.",
    ],
)
def test_an_answer_that_declines_from_its_start_is_a_refusal(text):
    assert declines(sentences_of(text))


@pytest.mark.parametrize(
    "text",
    [
        "The mayor said that she does not know when the bridge reopens.",
        "Twelve people died.",
        '"I do not know who did it", the minister told reporters.',
        "I don't know the exact number, but 12 barges were counted.",
        "The articles do not say how many died, but 14 people were hurt [1].",
        "The government did not say how much the bridge cost.",
        "No.",
        "None.",
        "No one was hurt.",
        "No answer came from the ministry before the deadline.",
        "There was no evidence of arson, the fire chief said.",
        "It could not be determined who fired first, police said.",
        "The ministry does not know how many boats sank.",
        "Information minister Vessel Karn resigned.",
        "No information was released by the company.",
        "Unknown gunmen attacked the depot.",
        "Not Karn but Oddel won.",
        "The context of the treaty is the war of 1988.",
        "The Unknown Soldier.",
        "The documents were not found in the wreck.",
        "The bridge was not included in the budget.",
        "Sorry, the mayor's memoir, sold 400 copies.",
        "No details about the crash were released by police.",
        "No information about the crew was given out by the company on Friday.",
        "Sources did not name the victim.",
        "The results do not include votes from Orvik.",
        "The article does not give a total. However, the ministry counted 45 on Friday.",
        "The sources were Karn and Oddel.",
        "Insufficient data transfer rates caused the outage.",
        "I do not know him, Karn said of the suspect.",
    ],
)
def test_an_answer_that_gives_something_is_none(text):
    assert not declines(sentences_of(text))


def test_a_refusal_before_a_long_answer_is_none():
    assert declines(sentences_of("I don't know. " + "The barges carried grain. " * 11))
    assert not declines(sentences_of("I don't know. " + "The barges carried grain. " * 12))
    assert not declines(sentences_of("I don't know who loaded " + "the barges and " * 30))


@pytest.mark.parametrize(
    "part", ["the context ", "i do not ", "based on the a ", "sorry, ", "[1 ", '"', "it is not ", "none of the ", "\u2028", "no "]
)
def test_any_text_is_told(part):
    assert not declines([Sentence(part * (100_000 // len(part)) + "x")])
    assert not declines([Sentence((part * 200)[:1300] + "x")])
