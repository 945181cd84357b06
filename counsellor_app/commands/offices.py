"""Commands about the office: found, join, invite, admit, sync, status, members, devices."""

from collections.abc import Container
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from counsellor_app.bootstrap import FAILED, write_invitation_sheet
from counsellor_app.commands.desk import can_ask, desk_of, read_text_file
from counsellor_app.commands.json_forms import device_form, member_form, moment, status_form, sync_form
from counsellor_app.commands.output import (
    Json,
    local_time,
    marked,
    print_json,
    print_line,
    print_table,
    progress_shown,
    say,
    tell,
)
from counsellor_app.desktop.office_words import role_word
from counsellor_app.domain.errors import ActionableError
from counsellor_app.settings import write_private
from counsellor_app.vault.disk import disk_errors
from counsellor_app.workflows import enrolment, keeping, office, revoking, syncing
from counsellor_app.workflows.connecting import OfficeUnreachableError
from counsellor_app.workflows.session import Session
from sync.directory.invitation import Invitation
from sync.wording import _, ngettext

InvitationFile = Annotated[Path, typer.Option("--invitation", help=marked("The invitation file (- for stdin)."))]
DeviceName = Annotated[str, typer.Option("--device", help=marked("What to call this device; else the system's name."))]
Server = Annotated[str, typer.Option("--server", help=marked("The office's address, where it moved."))]
_TYPING_TRIES = 3


def found(
    context: typer.Context,
    invitation: InvitationFile,
    name: Annotated[str, typer.Option("--name", help=marked("Your name, as colleagues know you."))],
    device: DeviceName = "",
    server: Server = "",
    json: Json = False,
) -> None:
    """Found an office with the founding invitation its server wrote; you become its first administrator."""
    desk = desk_of(context)
    text = read_text_file(invitation)
    enrolment.read_invitation_text(text)
    with desk.held() as profile:
        made = enrolment.found_office(profile, text, name, desk.new_password(), device, server, desk.cost)
        with closing(made.session):
            form = {
                "person": made.session.person_name,
                "fingerprint": list(made.fingerprint_words),
                "recovery_key": made.recovery_key,
            }
            if json:
                print_json(form)
            else:
                print_line(_("The office is founded; you are its first administrator."))
            _show_keys(made.session, made.recovery_key, made.fingerprint_words, json)


def join(
    context: typer.Context,
    invitation: InvitationFile,
    device: DeviceName = "",
    server: Server = "",
    json: Json = False,
) -> None:
    """Make this profile a device of the office that invited you; an administrator then admits it."""
    desk = desk_of(context)
    text = read_text_file(invitation)
    enrolment.read_invitation_text(text)
    with desk.held() as profile:
        made = enrolment.join_office(profile, text, desk.new_password(), device, server, desk.cost)
        with closing(made.session):
            form = {
                "person": made.session.person_name,
                "fingerprint": list(made.fingerprint_words),
                "recovery_key": made.recovery_key,
                "admitted": made.session.admitted,
                "delivered": made.delivered,
            }
            if json:
                print_json(form)
            else:
                print_line(_("You asked to join. An administrator admits you; then run `counsellor sync`."))
            if not made.delivered:
                say(_("The office cannot be reached now; your request goes along with the next `counsellor sync`."))
            _show_keys(made.session, made.recovery_key, made.fingerprint_words, json)


def invite(
    context: typer.Context,
    name: Annotated[str, typer.Option("--name", help=marked("The person's name."))],
    role: Annotated[str, typer.Option("--role", help=marked("counsellor, supervisor or administrator."))],
    out: Annotated[Path, typer.Option("--out", help=marked("Where to write the invitation file."))],
    team: Annotated[str, typer.Option("--team", help=marked("A team; made when there is none of this name."))] = "",
    hours: Annotated[int, typer.Option("--hours", help=marked("How long it may be used."))] = office.DEFAULT_HOURS,
    sheet: Annotated[Path | None, typer.Option("--sheet", help=marked("Also a sheet with a QR code (PDF)."))] = None,
    json: Json = False,
) -> None:
    """Invite somebody into the office (administrators). Hand the file or the sheet over in person."""
    with desk_of(context).session() as session:
        _try_writing(out)
        invitation = office.invite(session, name, role.strip().casefold(), team, hours)
        _hand_out(session, invitation, out, sheet, json)


def invite_device(
    context: typer.Context,
    person: Annotated[str, typer.Option("--person", help=marked("Whose device: name or id."))],
    out: Annotated[Path, typer.Option("--out", help=marked("Where to write the invitation file."))],
    hours: Annotated[int, typer.Option("--hours", help=marked("How long it may be used."))] = office.DEFAULT_HOURS,
    sheet: Annotated[Path | None, typer.Option("--sheet", help=marked("Also a sheet with a QR code (PDF)."))] = None,
    json: Json = False,
) -> None:
    """Invite one more device of somebody who is in the office (administrators)."""
    with desk_of(context).session() as session:
        _try_writing(out)
        _hand_out(session, office.invite_device(session, person, hours), out, sheet, json)


def restored(
    context: typer.Context,
    note: Annotated[str, typer.Option("--note", help=marked("What happened, for the record; everybody can read it."))],
    json: Json = False,
) -> None:
    """Confirm that the office came back from a backup (administrators): ends the alarm on every device."""
    with desk_of(context).session() as session:
        office.confirm_restored(session, note)
        sync_if_possible(session, _("It is confirmed once you synced: run `counsellor sync`."))
    if json:
        print_json({"confirmed": True})
    else:
        print_line(_("Confirmed."))


def revoke(
    context: typer.Context,
    device: Annotated[str, typer.Argument(metavar="ID", help=marked("The device's id, or its beginning."))],
    yes: Annotated[bool, typer.Option("--yes", help=marked("Do not ask once more."))] = False,
    json: Json = False,
) -> None:
    """Stop a lost or stolen device (administrators): nothing it writes from now on is accepted."""
    with desk_of(context).session() as session:
        row = revoking.find_device(session, device)
        text = _("Stop {device} of {person}? It keeps what it has; it gets nothing new, and nothing it writes counts.")
        if not yes and not typer.confirm(text.format(device=row.label or row.id, person=row.person_name), err=True):
            raise typer.Exit(FAILED)
        revoking.revoke_device(session, row.id)
        sync_if_possible(session, _("It is revoked once you synced: run `counsellor sync`."))
    if json:
        print_json({"revoked": row.id})
    else:
        print_line(_("Revoked: {device}").format(device=row.label or row.id))


def admit(
    context: typer.Context,
    everybody: Annotated[bool, typer.Option("--all", help=marked("Admit everybody who asked."))] = False,
    json: Json = False,
) -> None:
    """Verify and admit those who asked to join (administrators). Without --all each one is asked for."""
    with desk_of(context).session() as session:
        only: Container[str] | None = None if everybody else _chosen(session)
        requests = office.admit_waiting(session, only)
        admitted = [request for request in requests if request.admitted]
        others = [request for request in requests if not request.admitted]
        if json:
            print_json(
                {
                    "admitted": [
                        {"name": one.name, "role": one.role, "device": one.device_id, "label": one.device_label}
                        for one in admitted
                    ],
                    "waiting": [
                        {"name": one.name, "role": one.role, "device": one.device_id, "problem": one.problem}
                        for one in others
                    ],
                }
            )
            return
        count = len(admitted)
        print_line(ngettext("{n} device admitted.", "{n} devices admitted.", count).format(n=count))
        for one in others:
            problem = one.problem or _("not admitted")
            say(f"{one.name or one.device_id}: {problem}")


def sync(context: typer.Context, json: Json = False) -> None:
    """Send what the office does not have and fetch what is new."""
    with desk_of(context).session() as session:
        with progress_shown() as progress:
            report = syncing.sync_now(session, progress)
        for warning in report.warnings:
            say(warning)
        if json:
            print_json(sync_form(report))
            return
        print_line(_("Sent {pushed}, fetched {pulled}.").format(pushed=report.pushed, pulled=report.pulled))
        for text, count in (
            (_("Not yet at the office: {n}"), report.unsent),
            (_("Waiting for something that is missing: {n}"), report.pending),
            (_("Kept apart, not believed: {n}"), report.quarantined),
            (_("Conflicts: {n}"), report.conflicts),
        ):
            if count:
                print_line(text.format(n=count))


def status(context: typer.Context, json: Json = False) -> None:
    """Show who you are here, and the state of the work."""
    with desk_of(context).session() as session:
        now = syncing.status(session)
        words = list(office.words_of_office(session))
        teams = dict(_team_names(session))
        form = {
            "person": session.person_name,
            "person_id": session.person_id,
            "role": session.role,
            "teams": [teams.get(team, team) for team in session.teams],
            "device": session.device.device_id.hex(),
            "fingerprint": words,
            **status_form(now),
            "admitted": session.admitted,
        }
        if json:
            print_json(form)
            return
        print_line(f"{session.person_name}  {role_word(session.role)}".rstrip())
        print_line(_("Office: {address}").format(address=now.office_address or "–"))
        if words:
            print_line(_("The office's twelve words: {words}").format(words=" ".join(words)))
        if not session.admitted:
            print_line(_("This device waits to be admitted to the office."))
        print_line(_("Not yet at the office: {n}").format(n=now.unsent))
        print_line(_("Last heard from the office: {time}").format(time=local_time(now.last_heard) or _("never")))
        print_line(_("Conflicts: {n}").format(n=now.conflicts))
        print_line(_("Drafts: {n}").format(n=now.drafts))
        if now.lone_administrator:
            say(_("You are the only administrator, on one device: with it the office would be lost."))
            say(_("Invite a second one: `counsellor invite --role administrator`."))
        print_line(_("Cases: {cases}, notes: {notes}").format(cases=now.cases, notes=now.notes))


def members(context: typer.Context, json: Json = False) -> None:
    """List the people of the office."""
    with desk_of(context).session() as session:
        people = office.members(session)
        if json:
            print_json([member_form(member) for member in people])
            return
        print_table(
            [
                member.name,
                role_word(member.role),
                ", ".join(member.team_names),
                _("removed") if member.removed else "",
                member.id,
            ]
            for member in people
        )


def devices(context: typer.Context, json: Json = False) -> None:
    """List the devices of the office."""
    with desk_of(context).session() as session:
        found_devices = office.devices(session)
        this = session.device.device_id.hex()
        if json:
            print_json([device_form(device, this) for device in found_devices])
            return
        print_table(
            [device.person_name, device.label, _("revoked") if device.revoked else "", device.id]
            for device in found_devices
        )


def _hand_out(session: Session, invitation: Invitation, out: Path, sheet: Path | None, json: bool) -> None:
    """Write the invitation to be handed over, and let the office know of it."""
    with disk_errors():
        write_private(out, invitation.to_json().encode("utf-8"))
    if sheet is not None:
        write_invitation_sheet(invitation, sheet)
    sync_if_possible(session, _("Nobody can use the invitation before you synced: run `counsellor sync`."))
    words = list(office.words_of_office(session))
    if json:
        print_json(
            {
                "file": str(out),
                "sheet": str(sheet) if sheet else None,
                "name": invitation.name,
                "role": str(invitation.role),
                "teams": [team_id.hex() for team_id in invitation.team_ids],
                "expires": moment(invitation.expires),
                "fingerprint": words,
            }
        )
        return
    print_line(_("Invitation written; usable until {time}.").format(time=local_time(invitation.expires)))
    print_line(_("The office's twelve words: {words}").format(words=" ".join(words)))


def _show_keys(session: Session, recovery_key: str, words: tuple[str, ...], json: bool) -> None:
    """Show what must be written down, and have the recovery key typed back where somebody can type."""
    if not json:
        print_line(_("The office's twelve words: {words}").format(words=" ".join(words)))
        print_line(_("Recovery key, shown this once; write it down and keep it apart from this device:"))
        print_line(f"    {recovery_key}")
    if not can_ask():
        return
    for _try in range(_TYPING_TRIES):
        typed = typer.prompt(_("Type the recovery key back"), err=True, default="", show_default=False)
        if keeping.confirm_recovery(session, typed):
            say(_("Right. It is the only way in if the password is forgotten."))
            return
        say(_("That is not it; compare it group by group."))
    say(_("Not confirmed. `counsellor recovery` makes a new one at any time."))


def _chosen(session: Session) -> Container[str]:
    """Return the devices the person says yes to; without a terminal nobody is admitted, only listed."""
    asked = office.waiting(session)
    if not can_ask():
        return ()
    return {
        request.device_id
        for request in asked
        if not request.problem
        and typer.confirm(
            _("Admit {name} ({role}, {device})?").format(
                name=request.name, role=role_word(request.role), device=request.device_label or request.device_id
            ),
            err=True,
        )
    }


def sync_if_possible(session: Session, otherwise: str) -> None:
    """Sync at once, so that others know; where the office cannot be reached, say what is to be done *otherwise*."""
    try:
        syncing.sync_now(session)
    except OfficeUnreachableError:
        say(otherwise)
    except ActionableError as error:
        tell(error)
        say(otherwise)


def _try_writing(path: Path) -> None:
    """Refuse a place that cannot be written before anything is done."""
    if not path.parent.is_dir():
        with disk_errors():
            raise FileNotFoundError(2, "folder")


def _team_names(session: Session) -> list[tuple[str, str]]:
    with session.store.reading() as queries:
        return queries.teams()
