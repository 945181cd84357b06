"""What the lock screen may do next. Values and pure steps, no Qt; no password is ever kept here.

Times are seconds of a monotonic clock.
"""

import math
from dataclasses import dataclass, replace
from enum import StrEnum

from counsellor_app.desktop.moments import seconds_text
from counsellor_app.domain.errors import ActionableError
from counsellor_app.vault.tries import ThrottledError, WrongPasswordError
from sync.wording import _

_ROUNDING = 1e-6  # of sums of moments


class Phase(StrEnum):
    """READY takes a try; CHECKING runs one; WAITING counts down; OPENED is the end."""

    READY = "ready"
    CHECKING = "checking"
    WAITING = "waiting"
    OPENED = "opened"


@dataclass(frozen=True, slots=True)
class UnlockState:
    """``title`` and ``advice`` say why the last try failed. ``until``: when the next try is possible."""

    phase: Phase = Phase.READY
    recovering: bool = False
    title: str = ""
    advice: str = ""
    until: float = 0.0


def begin(wait: float, now: float) -> UnlockState:
    """Return the first state: waiting if wrong tries of an earlier run still cost *wait* seconds."""
    return _waiting(UnlockState(), wait, now) if wait > 0 else UnlockState()


def may_try(state: UnlockState) -> bool:
    """Whether a password or a recovery key is taken now."""
    return state.phase is Phase.READY


def tried(state: UnlockState) -> UnlockState:
    """A try begins. Unchanged where none may begin."""
    return replace(state, phase=Phase.CHECKING, title="", advice="") if may_try(state) else state


def refused(state: UnlockState, error: ActionableError, now: float) -> UnlockState:
    """The try failed: say why, and count down if the next one has to wait."""
    if state.phase is not Phase.CHECKING:
        return state
    failed = replace(state, phase=Phase.READY, title=error.title, advice=error.advice)
    if isinstance(error, ThrottledError | WrongPasswordError) and error.seconds > 0:
        return _waiting(failed, error.seconds, now)
    return failed


def opened(state: UnlockState) -> UnlockState:
    """The try was right."""
    return replace(state, phase=Phase.OPENED, title="", advice="") if state.phase is Phase.CHECKING else state


def ticked(state: UnlockState, now: float) -> UnlockState:
    """Time passed: the wait may be over."""
    if state.phase is Phase.WAITING and now >= state.until:
        return replace(state, phase=Phase.READY, advice=_("You can try again now."))
    return state


def switched(state: UnlockState, recovering: bool) -> UnlockState:
    """To the recovery key, or back to the password; a wait stays a wait, a running try is left to end."""
    if state.phase is not Phase.READY:
        return replace(state, recovering=recovering) if state.phase is Phase.WAITING else state
    return UnlockState(Phase.READY, recovering)


def seconds_left(state: UnlockState, now: float) -> int:
    """Return the whole seconds until a try is possible, rounded up; 0 when it is."""
    return max(0, math.ceil(state.until - now - _ROUNDING)) if state.phase is Phase.WAITING else 0


def waiting_text(state: UnlockState, now: float) -> str:
    """Return the countdown, ``""`` when there is none."""
    left = seconds_left(state, now)
    return _("Next try in {time}").format(time=seconds_text(left)) if left else ""


def _waiting(state: UnlockState, wait: float, now: float) -> UnlockState:
    return replace(state, phase=Phase.WAITING, until=now + wait)
