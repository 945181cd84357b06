"""What the administrator's page may do and how it is said. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from counsellor_app.desktop.moments import lock_time, moment_text
from counsellor_app.desktop.office_words import role_word
from counsellor_app.domain.overviews import DeviceRow, Member
from sync.wording import _, ngettext

ROLES = ("counsellor", "supervisor", "administrator")
HOURS = (24, 72, 168)
DEFAULT_HOURS = 72
LOCK_SECONDS = (60, 120, 180, 300)


class Asking(Protocol):
    """Somebody who asked to join; ``problem`` says why he cannot be admitted."""

    @property
    def device_id(self) -> str: ...  # noqa: D102 - as the docstring of the class says
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def role(self) -> str: ...  # noqa: D102
    @property
    def device_label(self) -> str: ...  # noqa: D102
    @property
    def problem(self) -> str: ...  # noqa: D102
    @property
    def admitted(self) -> bool: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class InviteForm:
    """What was filled in to invite somebody."""

    name: str = ""
    role: str = "counsellor"
    team: str = ""
    hours: int = DEFAULT_HOURS


def lacking(form: InviteForm) -> str:
    """Return what is still needed before one can invite, ``""`` when nothing is."""
    if not form.name.strip():
        return _("Type the name of the person.")
    if form.role == "counsellor" and not form.team.strip():
        return _("Name the team: a counsellor's cases are read by a team.")
    return ""


def what_invites(form: InviteForm) -> str:
    """Return what the invitation will do, named before it is made."""
    hours = ngettext("{n} hour", "{n} hours", form.hours).format(n=form.hours)
    if form.team.strip():
        return _("{name} may join once within {time}, as {role} of team {team}.").format(
            name=form.name.strip(), time=hours, role=role_word(form.role), team=form.team.strip()
        )
    return _("{name} may join once within {time}, as {role}.").format(
        name=form.name.strip(), time=hours, role=role_word(form.role)
    )


def lock_choices(in_force: int) -> list[tuple[int, str]]:
    """Return after how many seconds the office may have its devices lock, with words; *in_force* among them."""
    return [(seconds, lock_time(seconds)) for seconds in sorted({*LOCK_SECONDS, in_force})]


def file_name(name: str) -> str:
    """Return a name for the invitation's file that holds no characters a file system refuses."""
    kept = "".join(character if character.isalnum() or character in " -" else "" for character in name)
    plain = "-".join(kept.split())[:40].strip("-")
    word = _("invitation")
    return f"{word}-{plain}" if plain else word


def lone_words() -> tuple[str, str]:
    """Return title and advice for the only administrator, who works on one device."""
    return (
        _("You are the only administrator, on one device."),
        _(
            "If it is lost, nobody can invite, admit or revoke any more, and the office cannot go on. "
            "Invite a second administrator."
        ),
    )


def member_line(member: Member) -> tuple[str, str]:
    """Return name, and role with teams, of a person."""
    parts = [role_word(member.role), *member.team_names]
    if member.removed:
        parts.append(_("left the office"))
    return member.name, " · ".join(part for part in parts if part)


def device_line(device: DeviceRow, now: int) -> tuple[str, str]:
    """Return label and owner, and when it was last heard of."""
    if device.revoked:
        state = _("revoked")
    elif device.last_heard:
        state = _("last heard: {moment}").format(moment=moment_text(device.last_heard, now))
    else:
        state = _("not heard of yet")
    return device.label or device.id[:8], " · ".join(part for part in (device.person_name, state) if part)


def before_revoking(device: DeviceRow) -> str:
    """Return what revoking does and does not do."""
    return _(
        "From now on the office refuses this device and nobody gives it new keys. What it holds already stays on it, "
        "encrypted under its password: this cannot be taken back from afar. What was written on it and is not at the "
        "office yet will be set aside when it arrives, not shown. Revoking cannot be undone; the person can join "
        "again with a new invitation."
    )


def admitted_text(requests: Sequence[Asking]) -> tuple[str, str, bool]:
    """Return title, advice and whether all went well, after requests to join were answered."""
    done = [request.name for request in requests if request.admitted]
    problems = [f"{request.name}: {request.problem}" for request in requests if request.problem]
    if done:
        title = ngettext("{n} person was admitted.", "{n} people were admitted.", len(done)).format(n=len(done))
    elif problems:
        title = _("Nobody was admitted.")
    else:
        title = _("Nobody is waiting.")
    return title, "\n".join(problems), not problems
