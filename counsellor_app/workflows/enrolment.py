"""Entering an office: founding one, and joining by invitation.

A profile that could not be finished is removed again, for it was made here and holds nothing. One whose request the
office may have received is kept, and goes on when the same verb is called again with the same password.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.validation import LONGEST_NAME, read_line, read_name
from counsellor_app.settings import Profile
from counsellor_app.store.store import Store
from counsellor_app.vault.device import create_device_keys
from counsellor_app.vault.making import begin_making, finish_making, remove_made
from counsellor_app.vault.passwords import check_password
from counsellor_app.vault.vault import DEFAULT_COST, KdfCost, OpenVault, create_vault, refuse_existing_work
from counsellor_app.workflows.connecting import (
    OfficeFacts,
    OfficeUnreachableError,
    connected,
    explain,
    explain_invitation,
    office_facts,
    remember_office,
)
from counsellor_app.workflows.session import Session, device_label, fresh_stamp, open_session, unlock
from counsellor_app.workflows.syncing import sync_now
from sync.client import membership
from sync.directory.invitation import FoundingInvitation, Invitation, InvitationError, read_invitation
from sync.directory.words import fingerprint_words
from sync.protocol.errors import RefusedError
from sync.sealing.keys import DeviceKeys, PrincipalKeys
from sync.wording import _


@dataclass(frozen=True, slots=True)
class Founded:
    """A founded office: the unlocked session, the recovery key to be shown once, the office's twelve words."""

    session: Session
    recovery_key: str
    fingerprint_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """A profile that asked to join. ``delivered``: the office has the request; else it goes along with a sync."""

    session: Session
    recovery_key: str
    fingerprint_words: tuple[str, ...]
    delivered: bool


@dataclass(slots=True)
class _Fresh:
    """The parts of a profile being made; removed again unless ``keep``."""

    vault: OpenVault
    recovery_key: str
    store: Store
    device: DeviceKeys
    keep: bool = False


def read_invitation_text(text: str) -> Invitation | FoundingInvitation:
    """Return the invitation in *text* (a file's content or a pasted line); raises :class:`ActionableError`."""
    try:
        return read_invitation(text)
    except InvitationError as error:
        raise explain_invitation(error) from error


def found_office(
    profile: Profile,
    invitation_text: str,
    name: str,
    password: str,
    device_label: str = "",
    server: str = "",
    cost: KdfCost = DEFAULT_COST,
) -> Founded:
    """Found an office on the server that wrote the founding invitation; its first administrator is called *name*.

    Runs the KDF. *server* is the office's address where it differs from the invitation's. Nothing is made before the
    office answered. Raises :class:`ActionableError`: not a founding invitation, used, unreachable, password …
    """
    founding = read_invitation_text(invitation_text)
    if not isinstance(founding, FoundingInvitation):
        raise explain_invitation(InvitationError("other-kind"))
    name = read_name(name)
    label = read_line(device_label, LONGEST_NAME)
    facts = OfficeFacts(server.strip() or founding.server, founding.server_id, founding.pin)
    if os.path.lexists(profile.vault):
        return _go_on_founding(profile, password)
    with connected(facts, None) as office:
        if office.office().org:
            raise explain(RefusedError("founding-secret"))
        with _fresh_profile(profile, password, cost) as fresh:
            genesis = _write_founding(fresh, founding, facts, name, label)
            finish_making(profile)
            fresh.keep = True
            try:
                office.found(founding.secret, genesis)
            except RefusedError:
                fresh.keep = False
                raise
    return _founded(profile, fresh.vault, fresh.recovery_key)


def _write_founding(fresh: _Fresh, founding: FoundingInvitation, facts: OfficeFacts, name: str, label: str) -> bytes:
    """Keep everything of the new office before the office hears of it; return the genesis record."""
    with fresh.store.transaction() as work:
        work.state.put("device_label", label)
        founded = membership.found_office(
            founding, name=name, label=device_label(label), device=fresh.device, hlc=fresh_stamp(work, 1)
        )
        work.directory.append([founded.genesis], mine=False)
        work.keys.put_directory_key(founded.holder.directory_key)
        work.keys.put_principal(founded.holder.person)
        work.directory.queue_wraps(founded.wraps)
        remember_office(work.state, facts)
        work.state.put("founding_secret", founding.secret.hex())
        work.state.put("founding_record", founded.genesis.hex())
        return founded.genesis


def _go_on_founding(profile: Profile, password: str) -> Founded:
    """Tell the office once more what it may not have heard; raises when the profile is not half founded."""
    session = unlock(profile, password)
    try:
        with session.store.reading():
            state = session.store.state
            secret, genesis = state.text("founding_secret"), state.text("founding_record")
            if not secret:
                raise _already_used()
            facts = office_facts(state)
        with connected(facts, None) as office:
            office.found(bytes.fromhex(secret), bytes.fromhex(genesis))
        recovery_key = session.vault.replace_recovery()
    finally:
        session.close()
    return _founded(profile, session.vault, recovery_key)


def _founded(profile: Profile, vault: OpenVault, recovery_key: str) -> Founded:
    session = open_session(profile, vault)
    try:
        with session.store.transaction() as work:
            work.state.put("founding_secret", "")
            work.state.put("founding_record", "")
            words = fingerprint_words(work.directory.current().fingerprint)
        with suppress(OfficeUnreachableError):
            sync_now(session)
    except BaseException:
        session.close()
        raise
    return Founded(session, recovery_key, tuple(words))


def join_office(
    profile: Profile,
    invitation_text: str,
    password: str,
    device_label: str = "",
    server: str = "",
    cost: KdfCost = DEFAULT_COST,
) -> Joined:
    """Make this profile a device of the office that *invitation_text* invites to; an administrator then admits it.

    Runs the KDF. An office that cannot be reached now gets the request with the first sync. A profile that waits for
    admission may join again with another invitation. Whether an invitation is over, the office says: this device's
    clock may be wrong. Raises :class:`ActionableError`: damaged, used, expired, of another office, password …
    """
    invitation = read_invitation_text(invitation_text)
    if not isinstance(invitation, Invitation):
        raise explain_invitation(InvitationError("other-kind"))
    label = read_line(device_label, LONGEST_NAME)
    facts = OfficeFacts(server.strip() or invitation.server, invitation.server_id, invitation.pin)
    if os.path.lexists(profile.vault):
        return _join_again(profile, invitation, facts, password, label)
    with _fresh_profile(profile, password, cost) as fresh:
        request = _write_joining(fresh.store, fresh.device, invitation, facts, label)
        finish_making(profile)
        delivered = _deliver(facts, request)
        fresh.keep = True
    return _joined(profile, fresh.vault, fresh.recovery_key, invitation, delivered)


def _join_again(profile: Profile, invitation: Invitation, facts: OfficeFacts, password: str, label: str) -> Joined:
    session = unlock(profile, password)
    try:
        if session.admitted or session.revoked:
            raise _already_used()
        request = _write_joining(session.store, session.device, invitation, facts, label)
        delivered = _deliver(facts, request)
        recovery_key = session.vault.replace_recovery()
    finally:
        session.close()
    return _joined(profile, session.vault, recovery_key, invitation, delivered)


def _write_joining(store: Store, device: DeviceKeys, invitation: Invitation, facts: OfficeFacts, label: str) -> bytes:
    """Keep the request and whom to believe before the office hears of it; return the request."""
    person = PrincipalKeys.new(invitation.person_id)
    now = time.time_ns() // 1_000_000
    with store.transaction() as work:
        known = work.directory.current()
        label = label or work.state.text("device_label")
        request = membership.request_to_join(invitation, device, person, device_label(label), now)
        if known.height and known.org_id != invitation.org_id:
            raise explain(RefusedError("foreign-office"))
        work.state.put("device_label", label)
        work.state.put("joining_seed", person.seed.hex())
        remember_office(work.state, facts)
        work.state.put("fingerprint", invitation.fingerprint.hex())
        work.state.put("invited_name", read_line(invitation.name, LONGEST_NAME))
        work.state.put("join_request", request.hex())
    return request


def _deliver(facts: OfficeFacts, request: bytes) -> bool:
    """Leave the request at the office; False when it cannot be reached now."""
    try:
        with connected(facts, None) as office:
            office.office()
            office.put_join_request(request)
    except OfficeUnreachableError:
        return False
    return True


def _joined(profile: Profile, vault: OpenVault, recovery_key: str, invitation: Invitation, delivered: bool) -> Joined:
    session = open_session(profile, vault)
    return Joined(session, recovery_key, tuple(fingerprint_words(invitation.fingerprint)), delivered)


@contextmanager
def _fresh_profile(profile: Profile, password: str, cost: KdfCost) -> Iterator[_Fresh]:
    """Give vault, store and device keys made in an empty *profile*; remove them when the block fails without keep."""
    check_password(password)
    refuse_existing_work(profile)
    begin_making(profile)
    fresh: _Fresh | None = None
    store: Store | None = None
    try:
        vault, recovery_key = create_vault(profile, password, cost)
        store = Store.create(profile, vault.key("local/sqlcipher"), vault.key("local/anchor"))
        fresh = _Fresh(vault, recovery_key, store, create_device_keys(profile, vault))
        yield fresh
    except BaseException:
        if store is not None:
            store.close()
        if fresh is None or not fresh.keep:
            remove_made(profile)
        raise
    store.close()


def _already_used() -> ActionableError:
    return ActionableError(
        _("There is already work in this profile."),
        _("Nothing was changed. Open it with its password, or choose another folder."),
    )
