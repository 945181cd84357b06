"""Why the office refuses: one stable code per reason, its HTTP status, and what a person can do about it."""

from collections.abc import Callable
from dataclasses import dataclass

from sync.protocol.errors import RefusedError
from sync.wording import _


class OfficeError(Exception):
    """Something whoever runs the office can act on; ``title`` says what happened, ``advice`` what to do."""

    def __init__(self, title: str, advice: str) -> None:
        super().__init__(title)
        self.title = title
        self.advice = advice


@dataclass(frozen=True, slots=True)
class Reason:
    """HTTP status of a refusal, and its words (called late, so that they follow the language in force)."""

    status: int
    title: Callable[[], str]
    advice: Callable[[], str]


def _new_invitation() -> str:
    return _("Ask an administrator for a new invitation.")


REASONS: dict[str, Reason] = {
    "malformed": Reason(
        422,
        lambda: _("The office could not read the request."),
        lambda: _("Update the app. Nothing was changed."),
    ),
    "too-large": Reason(
        413,
        lambda: _("The request is larger than the office accepts."),
        lambda: _("Send it in smaller pages."),
    ),
    "too-slow": Reason(
        408,
        lambda: _("The request did not arrive in time."),
        lambda: _("Try again when the connection is better. Nothing was changed."),
    ),
    "media-type": Reason(
        415,
        lambda: _("The office does not read this kind of content."),
        lambda: _("Update the app. Nothing was changed."),
    ),
    "plain-http": Reason(
        403,
        lambda: _("The office does not answer over an unprotected connection."),
        lambda: _("Use the https address of the office."),
    ),
    "not-found": Reason(404, lambda: _("The office has no such page."), lambda: _("Check the address of the office.")),
    "method": Reason(
        405,
        lambda: _("The office does not do this with this page."),
        lambda: _("Update the app."),
    ),
    "login-needed": Reason(
        401,
        lambda: _("The office does not know who is asking."),
        lambda: _("Log in again."),
    ),
    "token-expired": Reason(401, lambda: _("The login has expired."), lambda: _("Log in again.")),
    "unknown-device": Reason(
        401,
        lambda: _("The office does not know this device."),
        lambda: _("Ask an administrator to admit it."),
    ),
    "login-nonce": Reason(
        401,
        lambda: _("This login was used before or is too old."),
        lambda: _("Ask for a new challenge and log in again."),
    ),
    "login-signature": Reason(
        401,
        lambda: _("The login is not signed by this device."),
        lambda: _("Log in again. If it stays, ask an administrator to admit the device anew."),
    ),
    "too-many-tries": Reason(
        429,
        lambda: _("Too many failed logins."),
        lambda: _("Wait a minute and try again."),
    ),
    "revoked": Reason(
        403,
        lambda: _("This device may not use the office any more."),
        lambda: _("Ask an administrator."),
    ),
    "no-right": Reason(
        403,
        lambda: _("You may not do this."),
        lambda: _("Ask somebody who may read the case, or an administrator."),
    ),
    "directory": Reason(
        403,
        lambda: _("The directory's rules do not allow this record."),
        lambda: _("Only an administrator can do this."),
    ),
    "conflict": Reason(
        409,
        lambda: _("The office holds another record here."),
        lambda: _("Fetch the directory first, then try again."),
    ),
    "not-founded": Reason(
        409,
        lambda: _("This office has not been founded yet."),
        lambda: _("Found it with the founding invitation."),
    ),
    "founding-secret": Reason(
        403,
        lambda: _("The founding invitation is not of this office."),
        lambda: _("Use the file that setting up this office wrote."),
    ),
    "unknown-recipient": Reason(
        422,
        lambda: _("A key is meant for somebody the office does not know."),
        lambda: _("Send the directory first, then try again."),
    ),
    "invitation-used": Reason(403, lambda: _("The invitation was used before."), _new_invitation),
    "invitation-expired": Reason(403, lambda: _("The invitation has expired."), _new_invitation),
    "invitation-unknown": Reason(403, lambda: _("The office does not know this invitation."), _new_invitation),
    "foreign-office": Reason(
        403,
        lambda: _("This belongs to another office."),
        lambda: _("Check the address of the office and the file you were given."),
    ),
    "not-vouched": Reason(
        403,
        lambda: _("The person's key is not the newest one in the directory."),
        _new_invitation,
    ),
    "device-known": Reason(
        403,
        lambda: _("The office knew this device before and does not admit it again."),
        lambda: _("Join with a new profile."),
    ),
    "too-many-requests": Reason(
        429,
        lambda: _("Too many requests to join are waiting for this person."),
        lambda: _("Ask an administrator to look at them."),
    ),
    "unavailable": Reason(
        503,
        lambda: _("The office cannot reach its database."),
        lambda: _("Try again later. Nothing is lost."),
    ),
    "internal": Reason(
        500,
        lambda: _("The office made a mistake."),
        lambda: _("Try again later. Nothing is lost. Tell whoever runs the office."),
    ),
}


def refuse(code: str) -> RefusedError:
    """Return the refusal *code* (a key of :data:`REASONS`) with its HTTP status, to be raised."""
    return RefusedError(code, REASONS[code].status)


def describe(code: str) -> dict[str, str]:
    """Return the one error shape of the office for *code*: ``{code, title, advice}``."""
    reason = REASONS[code]
    return {"code": code, "title": reason.title(), "advice": reason.advice()}
