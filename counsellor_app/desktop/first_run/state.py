"""How an empty profile becomes one to work in: the steps, what each needs, and what is still missing. No Qt.

No password and no recovery key is kept here.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from counsellor_app.desktop.moments import moment_text
from counsellor_app.desktop.office_words import role_word
from counsellor_app.domain.errors import ActionableError
from sync.directory.invitation import FoundingInvitation, Invitation
from sync.directory.words import fingerprint_words
from sync.wording import _

LONGEST_LABEL = 40


class Way(StrEnum):
    """What the person came to do."""

    JOIN = "join"
    FOUND = "found"
    RESTORE = "restore"


class Step(StrEnum):
    """CHOOSING a way; FILLING its form; WORKING (keys are made, the office is asked); RECOVERY (the key is shown and
    typed back); WAITING to be admitted; DONE."""

    CHOOSING = "choosing"
    FILLING = "filling"
    WORKING = "working"
    RECOVERY = "recovery"
    WAITING = "waiting"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class InvitationFacts:
    """What an invitation says, in words. ``words``: the office's twelve, empty for a founding invitation."""

    way: Way
    office: str
    name: str = ""
    role: str = ""
    until: str = ""
    expired: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FirstRun:
    """Where the person is, and what went wrong last (``title``, ``advice``)."""

    step: Step = Step.CHOOSING
    way: Way | None = None
    facts: InvitationFacts | None = None
    title: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """What was filled in, as far as it decides whether one can go on. Passwords only as good or not."""

    invitation: str = ""
    name: str = ""
    file: str = ""
    password_good: bool = False
    password_given: bool = False


def chosen(state: FirstRun, way: Way) -> FirstRun:
    """A way was picked."""
    return FirstRun(Step.FILLING, way) if state.step is Step.CHOOSING else state


def back(state: FirstRun) -> FirstRun:
    """Back to the choice; impossible once keys are being made."""
    return FirstRun() if state.step is Step.FILLING else state


def facts_of(invitation: Invitation | FoundingInvitation, now: int) -> InvitationFacts:
    """Return what *invitation* says at *now* (ms)."""
    if isinstance(invitation, FoundingInvitation):
        return InvitationFacts(Way.FOUND, invitation.server)
    return InvitationFacts(
        Way.JOIN,
        invitation.server,
        invitation.name,
        role_word(invitation.role),
        moment_text(invitation.expires, now),
        invitation.expires <= now,
        tuple(fingerprint_words(invitation.fingerprint)),
    )


Read = Callable[[str], Invitation | FoundingInvitation]


def invitation_given(state: FirstRun, text: str, read: Read, now: int) -> FirstRun:
    """An invitation was pasted or a file chosen: say what is in it, or what is wrong with it.

    An invitation of the other kind leads to the other form: nobody has to know the difference beforehand.
    """
    if state.step is not Step.FILLING or state.way is Way.RESTORE:
        return state
    if not text.strip():
        return replace(state, facts=None, title="", advice="")
    try:
        facts = facts_of(read(text), now)
    except ActionableError as error:
        return replace(state, facts=None, title=error.title, advice=error.advice)
    if facts.expired:
        advice = _("Ask an administrator for a new invitation. Nothing was changed.")
        return replace(state, facts=facts, title=_("This invitation has expired."), advice=advice)
    return replace(state, way=facts.way, facts=facts, title="", advice="")


def missing(state: FirstRun, form: Form) -> str:
    """Return what is still needed before one can go on, ``""`` when nothing is."""
    if state.way is Way.RESTORE:
        if not form.file:
            return _("Choose the backup file.")
        return "" if form.password_given else _("Type the password that was in force when the backup was made.")
    if state.facts is None or state.facts.expired:
        return _("Choose the invitation file, or paste its text.")
    if state.way is Way.FOUND and not form.name.strip():
        return _("Type your name.")
    return "" if form.password_good else _("Choose a password.")


def began(state: FirstRun, form: Form) -> FirstRun:
    """The button was pressed: work, if nothing is missing."""
    if state.step is not Step.FILLING or missing(state, form):
        return state
    return replace(state, step=Step.WORKING, title="", advice="")


def failed(state: FirstRun, error: ActionableError) -> FirstRun:
    """The work could not be done: back to the form, with everything still in it."""
    if state.step is not Step.WORKING:
        return state
    return replace(state, step=Step.FILLING, title=error.title, advice=error.advice)


def worked(state: FirstRun) -> FirstRun:
    """The work was done: a recovery key is to be shown, but after a restore, which keeps the one it had."""
    if state.step is not Step.WORKING:
        return state
    return replace(state, step=Step.DONE if state.way is Way.RESTORE else Step.RECOVERY)


def kept(state: FirstRun, confirmed: bool, admitted: bool) -> FirstRun:
    """The recovery key was typed back (*confirmed*): on to the work, or to waiting for it."""
    if state.step is not Step.RECOVERY or not confirmed:
        return state
    return replace(state, step=Step.DONE if admitted else Step.WAITING)
