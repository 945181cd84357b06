"""Syncing with the office: asking to be let in, sending and fetching, and what follows from what came."""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from counsellor_app.domain.overviews import QuarantinedEntry, SyncReport, SyncStatus
from counsellor_app.domain.rights import Role
from counsellor_app.store.beside import InStore as InStore
from counsellor_app.store.replica import RESTORED
from counsellor_app.store.store import Work
from counsellor_app.workflows.connecting import (
    OfficeFacts,
    office_facts,
    on_line,
)
from counsellor_app.workflows.handing_on import hand_on_keys
from counsellor_app.workflows.openings import keep_openings
from counsellor_app.workflows.session import Session
from counsellor_app.workflows.shelves import share_library, share_log
from sync.client.round import CancelledRound, Round, RoundReport
from sync.protocol.errors import RefusedError
from sync.sealing.keys import PrincipalKeys
from sync.wording import _, ngettext

if TYPE_CHECKING:
    from sync.client.http import HttpOffice

T = TypeVar("T")
Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]
CLOCK_WARNING_MS = 24 * 3600 * 1000


def here(call: Callable[[], T], /) -> T:
    """Run *call* at once: the caller is where the store may be used."""
    return call()


def sync_now(
    session: Session,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    in_store: InStore | None = None,
) -> SyncReport:
    """Run one round with the office and return what it did; stopped or failed, it may be run again at once.

    *in_store* runs a function where the store may be used and waits for it (the window's store thread); without it the
    caller is there already. Raises :class:`ActionableError`: unreachable, not admitted yet, refused, forked history …
    """
    store, started = in_store or here, time.monotonic()
    store(lambda: keep_openings(session))
    facts = store(lambda: office_of(session))
    with on_line(session.line, facts, session.device) as office:
        if not session.admitted:
            _enter(session, office, store)
        try:
            report = _rounds(session, office, progress, cancelled, store)
        except CancelledRound:
            report = RoundReport(warnings=["cancelled"])
        return store(lambda: _report(session, office, report, time.monotonic() - started))


def status(session: Session) -> SyncStatus:
    """Return the state of the work: what the office does not have, when it was last heard, conflicts, drafts …"""
    with session.store.reading() as queries:
        found = queries.status()
        if session.role != Role.ADMINISTRATOR:
            return found
        facts = session.store.directory.current().facts
        return replace(found, lone_administrator=len(facts.active_devices(facts.administrators)) == 1)


def quarantined(session: Session) -> list[QuarantinedEntry]:
    """Return what arrived and was not believed, newest first; it is kept, never dropped."""
    with session.store.reading() as queries:
        return queries.quarantined()


def office_of(session: Session) -> OfficeFacts:
    """Return where this person's office is; raises ActionableError when the profile belongs to none."""
    with session.store.reading():
        return office_facts(session.store.state)


def _rounds(
    session: Session,
    office: "HttpOffice",
    progress: Progress | None,
    cancelled: Cancelled | None,
    store: InStore,
) -> RoundReport:
    """Run a round, and another one when something that came must be answered at once (keys for an own new device)."""

    def run() -> RoundReport:
        shown = (lambda done, total, what: progress(done, total, _what(what))) if progress else None
        return Round(office, session.store.replica, progress=shown, cancelled=cancelled, in_store=store).run()

    report = run()
    if store(lambda: _settle(session)):
        again = run()
        report.pushed += again.pushed
        report.pulled += again.pulled
        report.conflicts += again.conflicts
        for warning in again.warnings:
            report.warn(warning)
        store(lambda: _settle(session))
    return report


def _enter(session: Session, office: "HttpOffice", store: InStore) -> None:
    """Ask to be let in, and fetch the directory; raises :class:`WaitingForAdmissionError` until it knows this device.

    The first record must be the one whose fingerprint was handed over on paper: nobody else's word counts.
    """
    request, height, fingerprint = store(lambda: _entry_facts(session))
    if request:
        _leave_request(office, bytes.fromhex(request))
    records = office.get_directory(height)
    if height == 0 and records and fingerprint and hashlib.sha256(records[0]).hexdigest() != fingerprint:
        raise RefusedError("foreign-office")
    store(lambda: _append_directory(session, records))
    if not session.admitted:
        raise RefusedError("revoked" if session.revoked else "unknown-device")


def _leave_request(office: "HttpOffice", request: bytes) -> None:
    """Leave the join request at the office; one that was left before is kept once."""
    try:
        office.put_join_request(request)
    except RefusedError as error:
        # Admitted since: the directory, fetched next, says so.
        if error.code not in ("device-known", "invitation-used"):
            raise


def _entry_facts(session: Session) -> tuple[str, int, str]:
    state = session.store.state
    with session.store.reading():
        return state.text("join_request"), session.store.directory.current().height, state.text("fingerprint")


def _append_directory(session: Session, records: Sequence[bytes]) -> None:
    """Take in the directory and, in the same act, the seed made when joining: one not filed would never be again."""
    with session.store.transaction() as work:
        directory = work.directory.append(records, mine=False)
        device = directory.devices.get(session.device.device_id)
        if device is not None and device.revoked is None and directory.role(device.person_id) is not None:
            take_joining_seed(work, device.person_id)
    session.refresh()


def _settle(session: Session) -> bool:
    """Take in what the directory now says of this person; say whether something must go to the office at once."""
    session.refresh()
    if not session.admitted:
        return False
    with session.store.transaction() as work:
        if work.state.text("join_request"):
            work.state.put("join_request", "")
        fresh = [hand_on_keys(session, work), share_library(session, work), share_log(session, work)]
        return any(fresh)


def take_joining_seed(work: Work, person_id: bytes) -> None:
    """File the seed made when joining as the person's, if the directory says so; else it is worth nothing.

    A further device of a member is given his true seed by another device of his.
    """
    seed = work.state.text("joining_seed")
    if not seed:
        return
    for keys in work.directory.current().facts.generations(person_id).keys:
        taken = PrincipalKeys(person_id, keys.generation, bytes.fromhex(seed))
        if taken.public() == keys:
            work.keys.put_principal(taken)
    work.state.put("joining_seed", "")


def _report(session: Session, office: "HttpOffice", done: RoundReport, seconds: float) -> SyncReport:
    now = status(session)
    session.store.write_outside()
    return SyncReport(
        pushed=done.pushed,
        pulled=done.pulled,
        pending=now.pending,
        quarantined=now.quarantined,
        conflicts=now.conflicts,
        unsent=now.unsent,
        bytes_up=office.bytes_up,
        bytes_down=office.bytes_down,
        seconds=seconds,
        warnings=tuple(_warnings(done, now)),
    )


def _warnings(done: RoundReport, now: SyncStatus) -> list[str]:
    words = {
        "directory-dropped": _("Another administrator was first: your change of members was not made. Do it again."),
        "refused": _("The office refused some entries; they are kept here. See the Sync page."),
        "wraps": _("Some keys that arrived do not fit and were not used. Tell an administrator."),
        "cancelled": _("Stopped; what was sent and fetched stays."),
    }
    found = [words.get(code, code) for code in done.warnings if code != RESTORED]
    if abs(now.clock_doubt_ms) > CLOCK_WARNING_MS:
        hours = round(abs(now.clock_doubt_ms) / 3_600_000)
        found.append(
            ngettext(
                "The clock of this device differs from the office's by {hours} hour. Set it; nothing is refused.",
                "The clock of this device differs from the office's by {hours} hours. Set it; nothing is refused.",
                hours,
            ).format(hours=hours)
        )
    if now.office_alarm:
        found.append(now.office_alarm)
    return found


def _what(code: str) -> str:
    return {"push": _("Sending"), "pull": _("Fetching")}.get(code, code)
