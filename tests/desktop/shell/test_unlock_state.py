"""The lock screen as a state machine: no try while one runs or has to wait, and every wait ends."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from counsellor_app.desktop.unlock import state as steps
from counsellor_app.desktop.unlock.state import Phase
from counsellor_app.domain.errors import ActionableError
from counsellor_app.vault.tries import ThrottledError, WrongPasswordError


class LockScreen(RuleBasedStateMachine):
    """A person types, waits, switches; the vault answers."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0
        self.state = steps.begin(0, self.now)
        self.running = 0
        self.wait_until = 0.0

    @rule()
    def types(self) -> None:
        before = self.state
        self.state = steps.tried(before)
        if before.phase is Phase.READY:
            assert self.state.phase is Phase.CHECKING
            assert not self.state.title
            self.running += 1
        else:
            assert self.state == before

    @precondition(lambda self: self.running)
    @rule(left=st.integers(0, 4))
    def wrong(self, left: int) -> None:
        self.running -= 1
        self.state = steps.refused(self.state, WrongPasswordError(left, 0 if left else 2), self.now)
        assert self.state.title
        assert (self.state.phase is Phase.WAITING) == (left == 0)

    @precondition(lambda self: self.running)
    @rule(seconds=st.integers(1, 300))
    def throttled(self, seconds: int) -> None:
        self.running -= 1
        self.state = steps.refused(self.state, ThrottledError(seconds), self.now)
        assert steps.seconds_left(self.state, self.now) == seconds

    @precondition(lambda self: self.running)
    @rule()
    def other_trouble(self) -> None:
        self.running -= 1
        self.state = steps.refused(self.state, ActionableError("t", "a"), self.now)
        assert self.state.phase is Phase.READY
        assert (self.state.title, self.state.advice) == ("t", "a")

    @precondition(lambda self: self.running)
    @rule()
    def right(self) -> None:
        self.running -= 1
        self.state = steps.opened(self.state)
        assert self.state.phase is Phase.OPENED

    @rule(recovering=st.booleans())
    def switches(self, recovering: bool) -> None:
        before = self.state
        self.state = steps.switched(before, recovering)
        assert self.state.phase is before.phase
        if before.phase in (Phase.CHECKING, Phase.OPENED):
            assert self.state == before

    @rule(seconds=st.floats(0.1, 400))
    def waits(self, seconds: float) -> None:
        before = steps.seconds_left(self.state, self.now)
        self.now += seconds
        assert steps.seconds_left(self.state, self.now) <= before
        waited_enough = self.state.phase is Phase.WAITING and self.now >= self.state.until
        self.state = steps.ticked(self.state, self.now)
        if waited_enough:
            assert self.state.phase is Phase.READY

    @invariant()
    def one_try_at_a_time(self) -> None:
        assert self.running == int(self.state.phase is Phase.CHECKING)
        assert bool(steps.waiting_text(self.state, self.now)) == (steps.seconds_left(self.state, self.now) > 0)
        if self.state.phase is Phase.OPENED:
            assert steps.opened(self.state) == self.state


TestLockScreen = LockScreen.TestCase


def test_a_wait_of_an_earlier_run_is_shown_at_once():
    state = steps.begin(64, 10.0)
    assert state.phase is Phase.WAITING
    assert steps.waiting_text(state, 10.0) == "Next try in 1:04 min"
    assert steps.tried(state) == state
    assert steps.ticked(state, 74.0).phase is Phase.READY
