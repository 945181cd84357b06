"""Ending a device: after a theft, a loss, or when it is handed in."""

from contextlib import suppress

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import DeviceRow
from counsellor_app.domain.rights import Act, require
from counsellor_app.store.store import Work
from counsellor_app.workflows.connecting import OfficeUnreachableError, office_words
from counsellor_app.workflows.lookup import SHORTEST_ID
from counsellor_app.workflows.office import holder_of
from counsellor_app.workflows.session import Session, fresh_stamp
from counsellor_app.workflows.syncing import InStore, sync_now
from sync.client import membership
from sync.client.seeds import Holder
from sync.wording import _

_RECORDS_A_TEAM = 2


def revoke_device(session: Session, device_id: str, in_store: InStore | None = None) -> None:
    """Revoke the device *device_id* (hex) at its newest entry known here, and give the teams held here new keys.

    Fetches first what the office has, so that nothing delivered is cut off; where it cannot be reached, the revocation
    stands here and leaves with the next sync. What the device holds it keeps; what it wrote beyond the cut is set
    aside when it arrives. Raises :class:`~counsellor_app.domain.errors.ActionableError`: no right, this very device,
    revoked before, keys missing.
    """
    require(session.actor, Act.REVOKE)
    with suppress(OfficeUnreachableError):
        sync_now(session, in_store=in_store)
    if in_store is None:
        _revoke(session, device_id)
    else:
        in_store(lambda: _revoke(session, device_id))


def _revoke(session: Session, device_id: str) -> None:
    target = bytes.fromhex(device_id)
    if target == session.device.device_id:
        raise ActionableError(
            _("A device does not revoke itself."), _("Let another administrator do it, from his own device.")
        )
    with office_words(), session.store.transaction() as work:
        if session.store.day_packs.partial:
            raise ActionableError(
                _("This device carries a day pack and does not know every entry."),
                _("Nothing was changed. End the day pack, sync, then revoke; or let another administrator do it."),
            )
        known = work.directory.current().devices.get(target)
        if known is None or known.revoked is not None:
            raise ActionableError(_("This device was revoked already."), _("Nothing was changed."))
        holder = holder_of(session, work)
        last_seq, last_hash = work.queries.device_head(device_id)
        outcome = membership.revoke_device(
            work.directory.current(),
            holder,
            target,
            last_seq=last_seq,
            last_hash=last_hash,
            hlc=fresh_stamp(work, 1),
        )
        work.directory.append(outcome.records, mine=True)
        _rotate_teams(work, holder, known.person_id)
    session.refresh()


def find_device(session: Session, text: str) -> DeviceRow:
    """Return the device of the office whose id is, or begins with, *text*; raises :class:`ActionableError`."""
    wanted = text.strip().casefold()
    with session.store.reading() as queries:
        found = [row for row in queries.devices() if len(wanted) >= SHORTEST_ID and row.id.startswith(wanted)]
    if len(found) != 1:
        raise ActionableError(_("There is no such device."), _("`counsellor devices` shows them with their ids."))
    return found[0]


def _rotate_teams(work: Work, holder: Holder, person_id: bytes) -> None:
    """Give the teams of *person_id* whose seed is held here new keys, so that the device gets no new case."""
    for team_id in sorted(work.directory.current().teams_of(person_id) & holder.teams.keys()):
        rotated = membership.rotate_team(
            work.directory.current(), holder, team_id, hlc=fresh_stamp(work, _RECORDS_A_TEAM)
        )
        work.directory.append(rotated.records, mine=True)
        work.directory.queue_wraps(rotated.wraps)
        work.keys.put_principal(rotated.keys)
        holder = Holder(holder.device, holder.person, holder.directory_key, {**holder.teams, team_id: rotated.keys})
