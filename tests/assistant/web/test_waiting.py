"""The line in which questions wait, with threads but without a page."""

import threading
from collections.abc import Iterator

import pytest

from assistant.web.waiting import TooBusy, Waiting, WaitingLine


def answers(release: threading.Event) -> Iterator[str]:
    yield "begun"
    assert release.wait(timeout=10)
    yield "done"


def never() -> bool:
    return False


def test_free_place_is_taken_without_waiting() -> None:
    line = WaitingLine(answering=1, waiting=0)
    assert list(line.serve(lambda: iter(["a", "b"]), never)) == ["a", "b"]
    assert list(line.serve(lambda: iter(["c"]), never)) == ["c"]


def test_questions_are_told_their_place_and_answered_in_order() -> None:
    line, release = WaitingLine(answering=1, waiting=2), threading.Event()
    first = line.serve(lambda: answers(release), never)
    second = line.serve(lambda: iter(["second"]), never)
    third = line.serve(lambda: iter(["third"]), never)
    assert [next(first), next(second), next(third)] == ["begun", Waiting(1), Waiting(2)]
    release.set()
    assert list(first) == ["done"]
    assert list(second) == ["second"]
    assert list(third) == ["third"]


def test_those_behind_hear_that_they_moved_up() -> None:
    line, release = WaitingLine(answering=1, waiting=2), threading.Event()
    first = line.serve(lambda: answers(release), never)
    second = line.serve(lambda: iter(["second"]), never)
    third = line.serve(lambda: iter(["third"]), never)
    assert [next(first), next(second), next(third)] == ["begun", Waiting(1), Waiting(2)]
    second.close()
    assert next(third) == Waiting(1)


def test_full_line_refuses_and_takes_again_when_a_place_is_free() -> None:
    line, release = WaitingLine(answering=1, waiting=1), threading.Event()
    first, second = (line.serve(lambda: answers(release), never) for _ in range(2))
    assert [next(first), next(second)] == ["begun", Waiting(1)]
    with pytest.raises(TooBusy, match=r"^The assistant is busy with 2 questions; ask again in a moment\.$"):
        next(line.serve(lambda: iter(["third"]), never))
    first.close()
    second.close()
    assert list(line.serve(lambda: iter(["fourth"]), never)) == ["fourth"]


def test_one_who_is_gone_leaves_the_line_when_it_is_nudged() -> None:
    line, release, gone, left = WaitingLine(answering=1, waiting=2), threading.Event(), threading.Event(), threading.Event()
    first = line.serve(lambda: answers(release), never)
    second = line.serve(lambda: iter(["second"]), gone.is_set)
    assert [next(first), next(second)] == ["begun", Waiting(1)]
    found: list[object] = []

    def wait_on() -> None:
        found.extend(second)
        left.set()

    threading.Thread(target=wait_on, daemon=True).start()
    gone.set()
    line.nudge()
    assert left.wait(timeout=10)
    assert found == []
    third = line.serve(lambda: iter(["third"]), never)
    assert next(third) == Waiting(1)
    release.set()
    assert list(first) == ["done"]
    assert list(third) == ["third"]


def test_failing_work_gives_its_place_back() -> None:
    line = WaitingLine(answering=1, waiting=0)

    def broken() -> Iterator[str]:
        yield "begun"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(line.serve(broken, never))
    assert list(line.serve(lambda: iter(["next"]), never)) == ["next"]
