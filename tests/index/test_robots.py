"""What hosts let programs ask again and again."""

import threading
from collections.abc import Iterator

import pytest
from scripted_web import ScriptedWeb, fails, gives, redirects

from index import robots
from index.addresses import read_address
from index.fetching import NotFetched
from index.robots import Robots


@pytest.fixture
def web() -> Iterator[ScriptedWeb]:
    with ScriptedWeb() as web:
        yield web


def refusal(rules: Robots, url: str) -> str | None:
    try:
        rules.check(read_address(url), threading.Event(), [], private=True)
    except NotFetched as error:
        return str(error)
    return None


FORBIDDEN = "is not to be asked again and again, says the robots.txt of its host"


def test_the_rules_of_a_host_are_kept_and_read_once_a_day(web: ScriptedWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    web.replies["/robots.txt"] = gives("User-agent: *\nDisallow: /private/\n\nUser-agent: Dateline\nDisallow: /feeds/\n", "text/plain")
    rules = Robots()
    assert [refusal(rules, web.url(path)) for path in ("/a.xml", "/private/a.xml", "/feeds/a.xml")] == [None, None, FORBIDDEN]
    assert web.asked == ["/robots.txt"]
    monkeypatch.setattr(robots, "READ_AGAIN_SECONDS", 0.0)
    web.replies["/robots.txt"] = redirects("/elsewhere.txt")
    web.replies["/elsewhere.txt"] = gives("User-agent: *\nDisallow: /\n", "text/plain")
    assert refusal(rules, web.url("/a.xml")) == FORBIDDEN


def test_where_there_are_no_rules_all_may_be_asked_and_where_they_cannot_be_read_nothing(web: ScriptedWeb) -> None:
    rules = Robots()
    for status, told in ((503, "answers 503 (Service Unavailable)"), (429, "answers 429 (Too Many Requests)")):
        web.replies["/robots.txt"] = fails(status)
        assert refusal(rules, web.url()) == f"has a robots.txt that {told}"
    web.replies["/robots.txt"] = redirects("http://[")
    assert refusal(rules, web.url()) == "has a robots.txt that redirects to what is no address that can be asked"
    del web.replies["/robots.txt"]
    assert refusal(rules, web.url()) is None
