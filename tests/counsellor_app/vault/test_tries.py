"""Throttled tries: a state machine against a model, with clocks that jump, restarts and lost files."""

import math
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from counsellor_app.vault.disk import DiskError
from counsellor_app.vault.tries import FREE_TRIES, LONGEST_WAIT, ThrottledError, Tries, WrongPasswordError, wait_after
from tests.conftest import examples
from tests.counsellor_app.vault.conftest import file_size_limit


class Trying(RuleBasedStateMachine):
    """Somebody tries; the model knows how many were wrong and when he may go on."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "tries.json"
        self.now = 1_800_000_000.0
        self.tries = Tries(self.path, self.clock)
        self.tries.clear()
        self.wrong, self.at = 0, 0.0

    def clock(self) -> float:
        return self.now

    def due(self) -> int:
        wait = wait_after(self.wrong)
        if wait and self.now < self.at:
            self.at = self.now
        return max(0, math.ceil(round(self.at + wait - self.now, 3))) if wait else 0

    @rule(right=st.booleans())
    def attempt(self, right: bool) -> None:
        due = self.due()
        if due:
            with pytest.raises(ThrottledError) as caught:
                self.tries.begin()
            assert caught.value.seconds == due
            assert str(due) in caught.value.title
            return
        self.tries.begin()
        self.wrong, self.at = self.wrong + 1, self.now
        if right:
            self.tries.clear()
            self.wrong, self.at = 0, 0.0

    @rule(seconds=st.one_of(st.integers(0, 10), st.integers(0, 700)))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds

    @rule(seconds=st.one_of(st.integers(1, 400), st.integers(1, 10**9)))
    def clock_set_back(self, seconds: int) -> None:
        self.now = max(0.0, self.now - seconds)

    @rule()
    def restart(self) -> None:
        self.tries = Tries(self.path, self.clock)

    @rule(junk=st.one_of(st.none(), st.binary(max_size=60), st.just(b'{"wrong":-1,"at":0}'), st.just(b"[" * 5000)))
    def file_lost(self, junk: bytes | None) -> None:
        if junk is None:
            self.path.unlink(missing_ok=True)
        else:
            self.path.write_bytes(junk)
        assert self.tries.seconds_to_wait() == LONGEST_WAIT
        self.wrong, self.at = 13, self.now

    @precondition(lambda self: self.due() == 0)
    @rule()
    def could_not_be_made(self) -> None:
        self.tries.begin()
        self.tries.take_back()
        self.at = self.now

    @invariant()
    def waits_as_the_model_says(self) -> None:
        assert self.tries.seconds_to_wait() == self.due() <= LONGEST_WAIT
        assert self.tries.left() == max(0, FREE_TRIES - self.wrong)

    def teardown(self) -> None:
        self.folder.cleanup()


TestTrying = Trying.TestCase
TestTrying.settings = settings(max_examples=examples(40), stateful_step_count=40, deadline=None)


def test_the_ladder_of_waits() -> None:
    assert [wait_after(wrong) for wrong in range(15)] == [0, 0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


def test_a_try_that_cannot_be_counted_is_not_made(tmp_path: Path) -> None:
    tries = Tries(tmp_path / "tries.json")
    tries.clear()
    before = (tmp_path / "tries.json").read_bytes()
    with file_size_limit(0), pytest.raises(DiskError):
        tries.begin()
    assert (tmp_path / "tries.json").read_bytes() == before


def test_the_messages_say_what_is_left_and_how_long() -> None:
    assert "4 more tries" in WrongPasswordError(4).advice
    assert "1 more try" in WrongPasswordError(1).advice
    assert "8 seconds" in WrongPasswordError(0, 8).advice
    assert "try again" in WrongPasswordError(None).advice
