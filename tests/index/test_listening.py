import threading
import time
from itertools import count

import pytest

from index.listening import Gone, NotHeard, heard


def test_what_is_said_comes_in_order_and_ends():
    assert list(heard(lambda line: iter("abc"), silence=30, total=30)) == ["a", "b", "c"]


def mute(line):
    yield "a"
    threading.Event().wait(60)


def talkative(line):
    for number in count():
        yield number
        time.sleep(0.01)


@pytest.mark.parametrize(("say", "limits", "silent"), [(mute, (0.1, 60), True), (mute, (60, 0.1), False), (talkative, (60, 0.1), False)])
def test_nobody_waits_longer_than_a_silence_or_the_whole_may_take(say, limits, silent):
    came = []
    with pytest.raises(NotHeard) as late:
        came += heard(say, silence=limits[0], total=limits[1])
    assert late.value.silent is silent and came[0] in ("a", 0)


def test_what_is_done_with_a_piece_is_no_silence():
    pieces = heard(lambda line: iter("ab"), silence=0.5, total=30)
    next(pieces)
    time.sleep(0.6)
    assert list(pieces) == ["b"]


def test_who_is_gone_waits_no_more_though_nothing_returns():
    asked = []
    with pytest.raises(Gone):
        list(heard(mute, silence=60, total=60, gone=lambda: bool(asked) or asked.append(1)))


def test_a_failure_comes_after_what_was_said_and_holds_nothing_of_where_it_rose():
    def fail(line):
        yield "a"
        try:
            raise KeyError("sk-secret")
        except KeyError:
            raise ValueError("no") from None

    pieces = heard(fail, silence=30, total=30)
    assert next(pieces) == "a"
    with pytest.raises(ValueError, match="no") as failed:
        next(pieces)
    assert failed.value.__context__ is None


def test_the_line_is_hung_up_when_the_listener_leaves():
    lines = []

    def say(line):
        lines.append(line)
        yield "a"
        threading.Event().wait(60)

    pieces = heard(say, silence=60, total=60)
    next(pieces)
    pieces.close()
    assert lines[0].ended
