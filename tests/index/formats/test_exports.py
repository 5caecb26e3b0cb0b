"""Downloads of news databases are split into their articles."""

from datetime import date

from index.dating.statements import Stated
from index.formats.drafts import Draft, Rejected
from index.formats.exports import read_export
from index.parsing import parse_articles

NEXIS = """
                               1 of 3 DOCUMENTS

                               The Besmera Bell

                          December 5, 2024 Thursday

Panel held in the
old dairy

BYLINE: Ana Belun

SECTION: NEWS; Pg. 4

LENGTH: 21 words

The panel met in the old dairy
on Thursday.

It ended at noon: nobody objected.

LOAD-DATE: December 6, 2024

LANGUAGE: ENGLISH

                   Copyright 2024 Besmera Press
                        All Rights Reserved

                               2 of 3 DOCUMENTS

                               The Varn Post

                            Dezember 2024, o. T.

Second

LENGTH: 2 words

It ended.

                               3 of 3 DOCUMENTS

nothing
"""
UNI = """Panel held
The Besmera Bell
December 5, 2024 Thursday

Copyright 2024 Besmera Press All Rights Reserved
Section: NEWS; Pg. 4
Length: 21 words
Byline: Ana Belun
Body

The panel met.

It ended.

Classification

Language: ENGLISH
Load-Date: December 6, 2024

End of Document
Second
The Varn Post
December 6, 2024 Friday

Body

It ended.

Load-Date: December 6, 2024

End of Document
"""
FACTIVA = """News
Panel held

By Ana Belun
21 words
5 December 2024
The Besmera Bell
BESBEL
English
(c) 2024 Besmera Press

The panel met.

It ended.

Document BESBEL0020241205ekc500001

Second

2 words
6 December 2024
10:15
The Varn Post
VARNP
English
Copyright 2024 Varn Press

It ended.

Document VARNP00020241206ekc600002
"""
RULE = "_" * 60
PROQUEST = f"""{RULE}

Panel held

Author: Belun, Ana

Publication info: The Besmera Bell ; Varn  [Varn]. 05 Dec 2024: 4.

Full text: The panel met.

It ended: nobody objected.

Title: Panel held

Publication title: The Besmera Bell; Varn

Publication date: Dec 5, 2024

{RULE}

Second

Full text: It ended.

Title: Second

Publication title: The Varn Post

Publication date: Dec 6, 2024

{RULE}

Bibliography
"""


def draft(text: str, day: Stated, title: str, source: str, number: int, author: str | None = None) -> Draft:
    return Draft(text, "header", 0, day, title, source, None, author, number, collected=True)


FIRST, SECOND = Stated(date(2024, 12, 5)), Stated(date(2024, 12, 6))


def test_nexis() -> None:
    assert read_export(NEXIS.encode()) == [
        draft(
            "The panel met in the old dairy on Thursday.\n\nIt ended at noon: nobody objected.",
            FIRST,
            "Panel held in the old dairy",
            "The Besmera Bell",
            1,
            "Ana Belun",
        ),
        draft("It ended.", Stated(reason="'Dezember 2024, o. T.' is not a date that is read"), "Second", "The Varn Post", 2),
    ]


def test_nexis_uni() -> None:
    assert read_export(UNI.encode())[0] == draft("The panel met.\n\nIt ended.", FIRST, "Panel held", "The Besmera Bell", 1, "Ana Belun")
    assert read_export(UNI.encode())[1:] == [draft("It ended.", SECOND, "Second", "The Varn Post", 2)]


def test_factiva() -> None:
    assert read_export(FACTIVA.encode()) == [
        draft("The panel met.\n\nIt ended.", FIRST, "Panel held", "The Besmera Bell", 1, "By Ana Belun"),
        draft("It ended.", SECOND, "Second", "The Varn Post", 2),
    ]


def test_proquest() -> None:
    assert read_export(PROQUEST.encode()) == [
        draft("The panel met.\n\nIt ended: nobody objected.", FIRST, "Panel held", "The Besmera Bell", 1, "Belun, Ana"),
        draft("It ended.", SECOND, "Second", "The Varn Post", 2),
    ]


def test_an_article_without_text_is_named() -> None:
    data = NEXIS.replace("3 of 3 DOCUMENTS\n\nnothing", "3 of 4 DOCUMENTS\n\nnothing\n\n    4 of 4 DOCUMENTS\n\nnothing")
    assert Rejected(3, "an article of the download that has no text") in read_export(data.encode())


def test_a_downloads_name_dates_none_of_its_articles() -> None:
    content = parse_articles("download_2026-01-01.txt", NEXIS.encode())
    assert [article.published for article in content.articles] == [FIRST.day, None]
