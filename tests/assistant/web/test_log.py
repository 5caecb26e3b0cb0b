import logging

import pytest

from assistant.web.log import OnceAMinute


class Kept(logging.Handler):
    """Keeps what is told."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kept(clock: Clock) -> Kept:
    kept = Kept()
    kept.addFilter(OnceAMinute(clock))
    return kept


@pytest.fixture
def logger(kept: Kept) -> logging.Logger:
    logger = logging.Logger("some server")
    logger.addHandler(kept)
    return logger


def complain(logger: logging.Logger, number: int) -> None:
    logger.error("It failed for %d.", number)


def fail(logger: logging.Logger, error: Exception) -> None:
    try:
        raise error
    except type(error):
        logger.exception("It failed with %s.", error)


def test_one_cause_is_told_once_a_minute_with_the_count_of_what_was_left_out(logger: logging.Logger, kept: Kept, clock: Clock) -> None:
    for number in range(5000):
        complain(logger, number)
    clock.now = 61
    complain(logger, 5000)
    complain(logger, 5001)
    clock.now = 300
    complain(logger, 5002)
    assert kept.lines == [
        "It failed for 0.",
        "It failed for 5000.\n(4,999 more like it since the last were left out)",
        "It failed for 5002.\n(1 more like it since the last were left out)",
    ]


def test_other_causes_are_told(logger: logging.Logger, kept: Kept) -> None:
    for _ in range(3):
        complain(logger, 1)
        fail(logger, ValueError(2))
        fail(logger, OSError(3))
        fail(logger, OSError(4))
    assert kept.lines == ["It failed for 1.", "It failed with 2.", "It failed with 3."]


def test_where_it_was_raised_is_a_cause(logger: logging.Logger, kept: Kept) -> None:
    def raised(first: bool) -> None:
        try:
            if first:
                raise ValueError(1)
            raise ValueError(2)
        except ValueError as error:
            logger.exception("It failed with %s.", error)

    for first in (True, True, False, False):
        raised(first)
    assert kept.lines == ["It failed with 1.", "It failed with 2."]
