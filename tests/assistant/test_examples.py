from assistant.examples import example_questions
from index import Article


def article(text: str) -> Article:
    return Article("a.txt", None, None, None, text)


def test_each_question_asks_about_the_name_an_article_repeats_most():
    one = article("The minister, Orla Brand, met Tomas Reke. Later Orla Brand left; he saw Orla Brand go.")
    two = article("On Monday the town of Upper Varndel said so.")
    assert example_questions([one, two]) == ["What is said about Orla Brand?", "What is said about Upper Varndel?"]


def test_a_name_is_asked_about_once_and_an_article_without_names_is_passed_over():
    one = article("It was said that Orla Brand left.")
    assert example_questions([one, article("Nothing."), one]) == ["What is said about Orla Brand?"]
