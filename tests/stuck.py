"""A run that is stuck ends, and says where: whoever does nothing for too long dies with the stacks of all its threads.

pytest-timeout interrupts what waits in Python. It cannot reach a wait in C, gives up once its error was swallowed by a
slot, and is over when a test has failed, so that tearing it down may wait for ever. This watch is a thread of C. Where
tests are spread over workers, the one that died is replaced, and the test it was at counts as failed.
"""

import faulthandler
import os
from collections.abc import Iterator

import pytest

GRACE = 120.0
"""Seconds beyond pytest-timeout's own limit."""
BETWEEN_TESTS = 5
"""How many times as long a worker may wait for its next test, and the run for its workers."""
_terminal: list[int] = []


def _watch(config: pytest.Config, times: float = 1, own: pytest.Mark | None = None) -> None:
    seconds = float(own.args[0] if own else config.getoption("timeout") or config.getini("timeout"))
    faulthandler.dump_traceback_later(times * (seconds + GRACE), exit=True, file=_terminal[0])


def begin(config: pytest.Config) -> None:
    """Keep a way to the terminal that capturing does not take away, and watch the run from its start."""
    _terminal.append(os.dup(2))
    _watch(config, BETWEEN_TESTS)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[object]:
    """Watch one test, then the time until the next."""
    _watch(item.config, own=item.get_closest_marker("timeout"))
    try:
        return (yield)
    finally:
        _watch(item.config, BETWEEN_TESTS)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Watch on: pytest ends every watch at a failure, before anything is torn down."""
    _watch(item.config, own=item.get_closest_marker("timeout"))
