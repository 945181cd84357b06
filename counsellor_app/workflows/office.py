"""Running an office: inviting people, admitting those who asked, teams."""

import time
from collections.abc import Container
from dataclasses import dataclass, replace
from functools import partial

import msgspec

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import DeviceRow, Member
from counsellor_app.domain.rights import Act, Role, require
from counsellor_app.domain.validation import read_line, read_name
from counsellor_app.settings import LONGEST_IDLE_LOCK, SHORTEST_IDLE_LOCK
from counsellor_app.store.store import Work
from counsellor_app.workflows.connecting import connected, explain, office_facts, office_words
from counsellor_app.workflows.lookup import find_principal
from counsellor_app.workflows.session import Session, fresh_stamp
from counsellor_app.workflows.syncing import InStore, here, office_of, sync_now
from sync.client import membership
from sync.client.seeds import Holder
from sync.directory.invitation import Invitation
from sync.directory.join import JoinRequest, check_join_request, open_label, read_join_request
from sync.directory.words import fingerprint_words
from sync.protocol.errors import MalformedError, ProtocolError
from sync.protocol.public import Role as OfficeRole
from sync.protocol.public import ServerRestored
from sync.wording import _

DEFAULT_HOURS = 72
LONGEST_HOURS = 30 * 24
LONGEST_TEAM = 80
_MOST_RECORDS = 8
"""Records one act appends at most; their stamps are taken together."""


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody who asked to join. ``problem`` says why he was not, or cannot be, admitted; empty when all is well."""

    device_id: str
    name: str
    role: str
    device_label: str
    admitted: bool = False
    problem: str = ""


def invite(session: Session, name: str, role: str, team: str = "", hours: int = DEFAULT_HOURS) -> Invitation:
    """Return an invitation for somebody called *name* in *role*, into *team* (made when there is none of that name).

    Works without the office; nobody can use the invitation before the next sync. Raises :class:`ActionableError`: no
    right, no such role, no keys of the team.
    """
    require(session.actor, Act.INVITE)
    name, team = read_name(name), read_line(team, LONGEST_TEAM)
    if role not in set(Role):
        raise ActionableError(
            _("There is no such role."), _("Roles: {roles}.").format(roles=", ".join(str(known) for known in Role))
        )
    _check_hours(hours)
    with office_words(), session.store.transaction() as work:
        facts = office_facts(work.state)
        holder = holder_of(session, work)
        team_ids: list[bytes] = []
        if team:
            team_id, holder = _find_or_make_team(work, holder, team)
            team_ids = [team_id]
        record, invitation = membership.invite(
            work.directory.current(),
            holder,
            server=facts.address,
            name=name,
            role=OfficeRole(role),
            now_ms=_now(),
            hlc=fresh_stamp(work, 1),
            team_ids=team_ids,
            pin=facts.pin,
            valid_ms=hours * 3_600_000,
        )
        work.directory.append([record], mine=True)
    session.refresh()
    return invitation


def invite_device(session: Session, person: str, hours: int = DEFAULT_HOURS) -> Invitation:
    """Return an invitation for one more device of a present member, named by name or id.

    The new device gets the member's keys from another device of his, when that one syncs. Raises
    :class:`ActionableError`.
    """
    require(session.actor, Act.INVITE)
    _check_hours(hours)
    with office_words(), session.store.transaction() as work:
        facts, directory = office_facts(work.state), work.directory.current()
        member = directory.people.get(bytes.fromhex(find_principal(work, person)))
        if member is None:
            raise ActionableError(_("A team has no devices."), _("Name a person; see `counsellor members`."))
        record, invitation = membership.invite(
            directory,
            holder_of(session, work),
            server=facts.address,
            name=work.directory.person_name(member.person_id),
            role=member.role,
            now_ms=_now(),
            hlc=fresh_stamp(work, 1),
            person_id=member.person_id,
            pin=facts.pin,
            valid_ms=hours * 3_600_000,
        )
        work.directory.append([record], mine=True)
    return invitation


def waiting(session: Session, in_store: InStore | None = None) -> list[Request]:
    """Return who asked the office to be admitted and was not yet, after syncing the directory; administrators only."""
    return [request for _raw, request in _fetch_requests(session, in_store)]


def admit_waiting(
    session: Session, only: Container[str] | None = None, in_store: InStore | None = None
) -> list[Request]:
    """Verify and admit those who asked to join (*only* these device ids; None: all); needs the office.

    One who cannot be admitted is returned with the problem and hinders nobody else. Raises :class:`ActionableError`:
    no right, office unreachable …
    """
    store = in_store or here
    done: list[Request] = []
    for raw, request in _fetch_requests(session, in_store):
        if request.problem or (only is not None and request.device_id not in only):
            done.append(request)
            continue
        done.append(store(partial(_admit_one, session, raw, request)))
    if any(request.admitted for request in done):
        report = sync_now(session, in_store=in_store)
        known = store(lambda: _known_devices(session))
        lost = report.warnings[0] if report.warnings else _("Somebody else changed the members. Try again.")
        done = [
            request
            if not request.admitted or request.device_id in known
            else replace(request, admitted=False, problem=lost)
            for request in done
        ]
    return done


def members(session: Session) -> list[Member]:
    """Return the people of the office."""
    with session.store.reading() as queries:
        return queries.members()


def devices(session: Session) -> list[DeviceRow]:
    """Return the devices of the office."""
    with session.store.reading() as queries:
        return queries.devices()


def confirm_restored(session: Session, note: str) -> None:
    """Say, as an administrator, that the office came back from a backup: ends the alarm on every device.

    Raises :class:`ActionableError` without the right. Takes effect with the next sync.
    """
    require(session.actor, Act.CONFIRM_RESTORED)
    with office_words(), session.store.transaction() as work:
        directory = work.directory.current()
        record = membership.append(directory, holder_of(session, work), ServerRestored(note), fresh_stamp(work, 1))
        work.directory.append([record], mine=True)
        work.state.put("office_alarm", "")


def idle_lock(session: Session) -> int:
    """Return after how many seconds without a sign of life the office has its devices lock."""
    with session.store.reading():
        return session.store.directory.current().policy.idle_lock


def set_idle_lock(session: Session, seconds: int) -> None:
    """Have every device of the office lock after *seconds* (30 to 300) without a sign of life, or sooner.

    Raises :class:`ActionableError`: no right, out of bounds. Takes effect here at once, elsewhere with the next sync.
    """
    require(session.actor, Act.SET_POLICY)
    if not SHORTEST_IDLE_LOCK <= seconds <= LONGEST_IDLE_LOCK:
        raise ActionableError(
            _("An office locks its devices after half a minute to five minutes."),
            _("Nothing was changed. Give another figure."),
        )
    with office_words(), session.store.transaction() as work:
        directory = work.directory.current()
        if directory.policy.idle_lock == seconds:
            return
        policy = msgspec.structs.replace(directory.policy, idle_lock=seconds)
        record = membership.append(directory, holder_of(session, work), policy, fresh_stamp(work, 1))
        work.directory.append([record], mine=True)
    session.refresh()


def words_of_office(session: Session) -> tuple[str, ...]:
    """Return the twelve words by which people compare that they are in the same office; none before admission."""
    with session.store.reading():
        directory = session.store.directory.current()
        return tuple(fingerprint_words(directory.fingerprint)) if directory.height else ()


def holder_of(session: Session, work: Work) -> Holder:
    """Return what this person holds; raises :class:`ActionableError` when keys have not arrived yet."""
    person_id = bytes.fromhex(session.person_id)
    person, directory_key = work.keys.principal(person_id), work.keys.directory_key()
    newest = work.directory.current().facts.generations(person_id).newest
    if person is None or directory_key is None or person.public() != newest:
        raise ActionableError(
            _("The keys of this person have not arrived on this device yet."),
            _("Sync on the other device of this person, then here again."),
        )
    held = {team: work.keys.principal(bytes.fromhex(team)) for team in session.teams}
    teams = {bytes.fromhex(team): keys for team, keys in held.items() if keys is not None}
    return Holder(session.device, person, directory_key, teams)


def _check_hours(hours: int) -> None:
    if not 1 <= hours <= LONGEST_HOURS:
        raise ActionableError(
            _("An invitation is open for 1 to {hours} hours.").format(hours=LONGEST_HOURS), _("Give another figure.")
        )


def _find_or_make_team(work: Work, holder: Holder, name: str) -> tuple[bytes, Holder]:
    for team_id, known in work.queries.teams():
        if name.casefold() in (known.casefold(), team_id):
            return bytes.fromhex(team_id), holder
    made = membership.add_team(work.directory.current(), holder, name=name, hlc=fresh_stamp(work, _MOST_RECORDS))
    work.directory.append(made.records, mine=True)
    work.keys.put_principal(made.keys)
    work.directory.queue_wraps(made.wraps)
    team = made.keys.principal_id
    return team, Holder(holder.device, holder.person, holder.directory_key, {**holder.teams, team: made.keys})


def _fetch_requests(session: Session, in_store: InStore | None) -> list[tuple[bytes, Request]]:
    """Return the requests at the office that are whole and signed; what is neither was not made by an app."""
    store = in_store or here
    require(session.actor, Act.ADMIT)
    sync_now(session, in_store=in_store)
    facts = store(lambda: office_of(session))
    with connected(facts, session.device) as office:
        found = office.get_join_requests()
    requests: list[tuple[bytes, Request]] = []
    for raw in found:
        try:
            request = read_join_request(raw)
        except ProtocolError:
            continue
        requests.append((raw, store(partial(_describe, session, request))))
    return requests


def _describe(session: Session, request: JoinRequest) -> Request:
    """Return who asks, by the name and role of his invitation, and what stands against it."""
    store = session.store
    with store.reading():
        directory = store.directory.current()
        invited = directory.invitations.get(request.invitation_id) if request.invitation_id else None
        person = directory.people.get(request.person_id)
        sealed = person.name if person else invited.name if invited else ""
        role = person.role if person else invited.role if invited else ""
        key = store.keys.directory_key()
        try:
            label = open_label(request, key) if key else ""
        except MalformedError:
            label = ""
        problem = ""
        try:
            check_join_request(directory, request, _now())
        except ProtocolError as error:
            problem = str(explain(error))
        return Request(
            request.device_id.hex(), store.directory.name(sealed), str(role), read_label(label), problem=problem
        )


def read_label(label: str) -> str:
    """Return a device label fit to be shown: it was typed elsewhere."""
    return " ".join("".join(character if character.isprintable() else " " for character in label).split())


def _admit_one(session: Session, raw: bytes, shown: Request) -> Request:
    """Append the records that admit one request, with the wraps."""
    problem = ""
    try:
        with session.store.transaction() as work:
            outcome = _admission(session, work, read_join_request(raw))
            work.directory.append(outcome.records, mine=True)
            work.directory.queue_wraps(outcome.wraps)
    except ProtocolError as error:
        problem = str(explain(error))
    return replace(shown, admitted=not problem, problem=problem)


def _admission(session: Session, work: Work, request: JoinRequest) -> membership.Outcome:
    """Return the records that admit *request*.

    A member without any device left gets the keys of the new one: the old ones are lost, and what only he could read
    stays closed until another reader shares it; his teams' work he reads again.
    """
    directory, holder, now = work.directory.current(), holder_of(session, work), _now()
    stamp = fresh_stamp(work, _MOST_RECORDS)
    stranded = request.person_id in directory.people and not directory.facts.active_devices([request.person_id])
    if stranded and request.invitation_id is not None:
        return membership.admit_device(directory, request, holder=holder, now_ms=now, hlc=stamp, keys_lost=True)
    return membership.admit(directory, request, holder=holder, now_ms=now, hlc=stamp)


def _known_devices(session: Session) -> frozenset[str]:
    with session.store.reading():
        return frozenset(device.hex() for device in session.store.directory.current().devices)


def _now() -> int:
    return time.time_ns() // 1_000_000
