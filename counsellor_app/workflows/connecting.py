"""Reaching the office: what this replica remembers of it, and what its refusals mean to a person."""

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, cast

from counsellor_app.domain.errors import ActionableError
from counsellor_app.store.state import StateTable
from sync.directory.invitation import InvitationError
from sync.protocol.errors import DirectoryError, ForkError, ProtocolError, RefusedError, UnreachableError
from sync.sealing.keys import DeviceKeys
from sync.wording import _

if TYPE_CHECKING:
    from sync.client.http import HttpOffice

Words = tuple[str, str]


class OfficeUnreachableError(ActionableError):
    """The office did not answer; everything stays for the next time."""


class WaitingForAdmissionError(ActionableError):
    """The device asked to join and no administrator admitted it yet."""

    def __init__(self) -> None:
        super().__init__(
            _("This device waits to be admitted to the office."),
            _("Ask an administrator to admit it, then sync again. What you type meanwhile is kept."),
        )


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """Where the office is and how to know it again: address, server id, certificate pin."""

    address: str
    server_id: bytes
    pin: str


def remember_office(state: StateTable, facts: OfficeFacts) -> None:
    """Keep *facts* in the replica."""
    state.put("office_address", facts.address)
    state.put("server_id", facts.server_id.hex())
    state.put("office_pin", facts.pin)


def office_facts(state: StateTable) -> OfficeFacts:
    """Return what the replica remembers; raises :class:`ActionableError` when it knows no office."""
    address = state.text("office_address")
    if not address:
        raise ActionableError(
            _("This profile belongs to no office yet."), _("Join an office with an invitation, or found one.")
        )
    return OfficeFacts(address, bytes.fromhex(state.text("server_id")), state.text("office_pin"))


@cache
def ready() -> "type[HttpOffice]":
    """Load what speaks to an office, and return it: commands that stay at home do not wait for it."""
    return cast("type[HttpOffice]", importlib.import_module("sync.client.http").HttpOffice)


class Line:
    """The line of one session to its office: kept open and logged in between syncs, while it works.

    Used by one sync at a time.
    """

    def __init__(self) -> None:
        self._facts: OfficeFacts | None = None
        self._office: HttpOffice | None = None

    def office(self, facts: OfficeFacts, device: DeviceKeys) -> "HttpOffice":
        """Return the office at *facts*, its byte counts at zero."""
        if self._office is None or self._facts != facts:
            self.close()
            self._office, self._facts = ready()(facts.address, device, facts.server_id, facts.pin), facts
        self._office.bytes_up = self._office.bytes_down = 0
        return self._office

    def close(self) -> None:
        """Hang up; the next sync opens the line again."""
        if self._office is not None:
            self._office.close()
            self._office = None


@contextmanager
def on_line(line: Line, facts: OfficeFacts, device: DeviceKeys) -> "Iterator[HttpOffice]":
    """Give the office at *facts* over *line*, which is hung up when anything goes wrong.

    Errors leave the block as :class:`ActionableError`.
    """
    with office_words():
        try:
            yield line.office(facts, device)
        except BaseException:
            line.close()
            raise


@contextmanager
def connected(facts: OfficeFacts, device: DeviceKeys | None) -> "Iterator[HttpOffice]":
    """Give the office at *facts* for once; its errors leave the block as :class:`ActionableError`."""
    with office_words():
        office = ready()(facts.address, device, facts.server_id, facts.pin)
        with office:
            yield office


@contextmanager
def office_words() -> Iterator[None]:
    """Turn what the protocol refuses into words for a person."""
    try:
        yield
    except ProtocolError as error:
        raise explain(error) from error


def explain(error: ProtocolError) -> ActionableError:
    """Return what a person can do about *error*."""
    if isinstance(error, UnreachableError):
        return _unreachable(error)
    if isinstance(error, ForkError):
        return ActionableError(
            _("The office shows different people different histories of who is a member."),
            _("Syncing is stopped; your work is safe here. Call the office and compare its twelve words."),
        )
    if isinstance(error, DirectoryError):
        return ActionableError(
            _("The office sent a list of members that does not follow its own rules."),
            _("It was not believed and nothing was changed. Tell an administrator."),
        )
    if isinstance(error, RefusedError) and error.code == "unknown-device":
        return WaitingForAdmissionError()
    words = _REASONS.get(error.code)
    if words is not None:
        return ActionableError(*words())
    return ActionableError(
        _("The office refused ({code}).").format(code=error.code),
        _("Nothing was lost. Try again later; if it stays so, tell whoever runs the office."),
    )


def _other_version() -> Words:
    return (
        _("The office and this app do not understand each other."),
        _("Nothing was lost. Update the app, or ask whoever runs the office to update it."),
    )


def _login() -> Words:
    return (
        _("The office did not accept the login of this device."),
        _("Nothing was lost. Try again; if it stays so, ask an administrator."),
    )


def _unreachable(error: UnreachableError) -> ActionableError:
    reason = error.args[0] if error.args else ""
    if reason == "certificate":
        return ActionableError(
            _("The office shows another certificate than the one you were given."),
            _("Nothing was sent. Somebody may stand between you and the office: do not go on, call the office."),
        )
    if reason == "not-an-office":
        return ActionableError(
            _("What answers at this address is not an office."),
            _("Nothing was sent. Check the address, or whether this network asks to sign in first."),
        )
    return OfficeUnreachableError(
        _("The office cannot be reached."),
        _("Everything is kept here and goes along with the next sync. Check the network and try again."),
    )


def _invitation_again() -> str:
    return _("Ask an administrator for a new invitation. Nothing was changed.")


_REASONS: dict[str, Callable[[], Words]] = {
    "address": lambda: (
        _("This is not an address of an office."),
        _("It begins with https:// and names the office's server."),
    ),
    "plain-http": lambda: (
        _("The office's address is not protected (http)."),
        _("Nothing was sent. Only https is spoken over a network; ask for the right address."),
    ),
    "other-office": lambda: (
        _("Another office answers at this address."),
        _("Nothing was sent. Check the address with an administrator."),
    ),
    "protocol": lambda: (
        _("The office speaks another version than this app."),
        _("Update the app, or ask whoever runs the office to update it. Your work is kept here."),
    ),
    "revoked": lambda: (
        _("This device may not use the office any more."),
        _("What is on it stays readable to you. Ask an administrator."),
    ),
    "too-many-tries": lambda: (_("The office saw too many failed logins."), _("Wait a minute and try again.")),
    "invitation-used": lambda: (_("This invitation was used before."), _invitation_again()),
    "invitation-expired": lambda: (_("This invitation has expired."), _invitation_again()),
    "invitation-unknown": lambda: (
        _("The office does not know this invitation."),
        _("If it is new, its maker has to sync first. Otherwise ask for a new one. Nothing was changed."),
    ),
    "foreign-office": lambda: (
        _("This invitation is of another office."),
        _("Nothing was changed. Check the file and the address with whoever gave it to you."),
    ),
    "not-vouched": lambda: (
        _("The keys in this profile are not the newest ones of its owner."),
        _("Join with a new invitation into a new profile; what the office has comes back by itself."),
    ),
    "device-known": lambda: (
        _("The office knew this device before and does not admit it again."),
        _("Join with a new invitation into a new profile."),
    ),
    "too-many-requests": lambda: (
        _("Too many requests to join are waiting for this person."),
        _("Ask an administrator to look at them."),
    ),
    "founding-secret": lambda: (
        _("The founding invitation does not fit this server."),
        _("It works once, and only on the server that wrote it. Nothing was changed."),
    ),
    "conflict": lambda: (
        _("The office has a newer list of members."),
        _("Nothing was changed. Sync, then do it again."),
    ),
    "directory": lambda: (
        _("The office's rules do not allow this change of members."),
        _("Nothing was changed. Only an administrator can do this."),
    ),
    "not-administrator": lambda: (_("Only an administrator can do this."), _("Nothing was changed.")),
    "team-seed-missing": lambda: (
        _("This device does not hold the keys of that team."),
        _("Nothing was changed. Let a member of the team, or the person who made it, do this."),
    ),
    "unavailable": lambda: (
        _("The office cannot reach its database."),
        _("Nothing was lost. Try again later, and tell whoever runs the office."),
    ),
    "internal": lambda: (
        _("The office made a mistake."),
        _("Nothing was lost. Try again later, and tell whoever runs the office."),
    ),
    "too-slow": lambda: (
        _("The connection is too slow for the office."),
        _("What arrived is kept there, the rest here. Try again when the connection is better."),
    ),
    "no-right": lambda: (
        _("The office does not let you do this."),
        _("Nothing was lost. Ask somebody who may read the case, or an administrator."),
    ),
    "not-founded": lambda: (
        _("This office has not been founded yet."),
        _("Nothing was changed. Whoever has the founding invitation founds it first."),
    ),
    "unknown-recipient": lambda: (
        _("The office does not know somebody who should be given a key."),
        _("Nothing was lost. Sync once more; if it stays so, tell an administrator."),
    ),
    "too-large": lambda: (_("This is larger than the office accepts."), _("It stays here. Update the app.")),
    "seal": lambda: (
        _("A key the office handed out does not fit."),
        _("It was not used. Tell an administrator."),
    ),
}


_REASONS |= dict.fromkeys(("malformed", "media-type", "not-found", "method", "login"), _other_version)
_REASONS |= dict.fromkeys(("login-needed", "token-expired", "login-nonce", "login-signature"), _login)


def explain_invitation(error: InvitationError) -> ActionableError:
    """Return what a person can do about a text that is no usable invitation."""
    if error.code == "newer-version":
        return ActionableError(_("This invitation was made by a newer app."), _("Update the app and try again."))
    if error.code == "other-kind":
        return ActionableError(
            _("This is another kind of invitation."),
            _("A founding invitation founds an office; an invitation from an administrator joins one."),
        )
    if error.code == "damaged":
        return ActionableError(
            _("The invitation is damaged."), _("Copy the whole file again, without changing it, or ask for a new one.")
        )
    return ActionableError(_("This is not an invitation."), _("Choose the file (.json) that you were given."))
