"""Invented articles about an invented country, to make claims of."""

from datetime import date

from assistant.evaluation.meta import SourceArticle, source_article
from index import Article

BRIDGE = (
    "Kuvelia opened the new Sarn bridge in Vark on Tuesday after nine years of work. "
    "Engineer Mareta Holvin said the bridge was built with 4,200 tonnes of steel from Lornia. "
    "The bridge will carry 18,000 cars a day, according to the ministry.\n\n"
    "Mayor Dana Tolvi said that 35 shops in Vark were moved for the work in 2019. "
    "However, Tolvi said the town has received no money from the state since 12 March. "
    "The first plans were drawn in 2011 by a team of 60 people in Lornia. "
    "Critics in Lornia said the work was delayed by a strike on Friday."
)
HARVEST = (
    "Farmers in Osmaria brought in 7,300 tonnes of plums in August 2022, the growers said. "
    "Growers' leader Ilen Brask said the harvest was the best since 2015 in Osmaria. "
    "The price of a crate has fallen to 14 crowns, the growers said on Monday.\n\n"
    "Trader Pavo Renk said that 520 crates were sent to Tessel by train on 3 June. "
    "Osmarian growers were paid late in 2020, and 48 of them left the market in Tessel. "
    "The government of Tessel did not answer a letter that Brask wrote on Thursday."
)
CHESS = (
    "Juno Arvel won the Drevan chess title in Drevan on Saturday after 61 moves. "
    "Coach Timo Salk said Arvel was trained in Norbia from 2008 by 3 masters. "
    "The hall in Drevan holds 950 people and was sold out on Wednesday.\n\n"
    "Runner-up Lisk Ode said that 22 players from Norbia were there in October 2021. "
    "Arvel will play in Norbia on 9 July, and Salk is going with 11 pupils."
)


def invented_articles() -> list[SourceArticle]:
    texts = {"bridge.txt": (BRIDGE, date(2024, 5, 8)), "harvest.txt": (HARVEST, date(2023, 9, 1)), "chess.txt": (CHESS, date(2022, 2, 6))}
    return [_article(id, text, day) for id, (text, day) in texts.items()]


def _article(id: str, text: str, day: date) -> SourceArticle:
    middle = text.index("\n\n")
    return source_article(Article(id, None, None, day, text), [(0, middle), (middle + 2, len(text))])
