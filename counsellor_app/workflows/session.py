"""One person's unlocked work on one device, and how it is unlocked.

A session belongs to the thread that opened it (the store thread of the window, the only one of a command).
"""

import json
import os
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.programmes_list import use_catalogue
from counsellor_app.domain.rights import Actor
from counsellor_app.settings import LONGEST_IDLE_LOCK, Profile, Settings, read_settings, write_private
from counsellor_app.store.beside import sweep
from counsellor_app.store.journal import Identity
from counsellor_app.store.store import Store, Work
from counsellor_app.vault.device import create_device_keys, load_device_keys
from counsellor_app.vault.vault import DEFAULT_COST, KdfCost, OpenVault, open_with_password, open_with_recovery
from counsellor_app.workflows.connecting import Line
from sync.client.membership import request_for_restored
from sync.protocol import clock
from sync.sealing.keys import DeviceKeys

LONGEST_LABEL_BYTES = 95
"""What a join request has room for."""


class Stage(StrEnum):
    """How far a profile is."""

    EMPTY = "empty"
    JOINING = "joining"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class ProfileState:
    """What may be known of a locked profile: how far it is, and how many entries the office does not have yet."""

    stage: Stage
    unsent: int = 0


class Session:
    """Unlocked work. ``person_id`` (hex), ``role`` and ``teams`` (hex) are empty until the office admitted the device.

    ``person_name`` is known from the invitation before that. ``kept_back``: cases of a day pack whose day has passed
    that had to stay, for something of them is not at the office. ``opened``: cases that are another one's and were
    opened here, still to be put down.
    """

    def __init__(self, profile: Profile, vault: OpenVault, store: Store, device: DeviceKeys) -> None:
        self.profile = profile
        self.settings: Settings = settings_of(profile, store)
        self.vault = vault
        self.store = store
        self.device = device
        self.person_id = ""
        self.person_name = ""
        self.role = ""
        self.teams: tuple[str, ...] = ()
        self.revoked = False
        self.office_idle_lock = LONGEST_IDLE_LOCK
        self.line = Line()
        self.opened: set[str] = set()
        self._last: dict[str, Callable[[], object]] = {}
        self._closed = False
        self.refresh()
        self.kept_back = store.day_packs.pass_over(date.today().isoformat())

    @property
    def actor(self) -> Actor:
        """Who acts, for the rules of :mod:`counsellor_app.domain.rights`."""
        return Actor(self.person_id, self.role)

    @property
    def idle_lock(self) -> int:
        """Seconds without a sign of life after which to lock: the shorter of this device's and the office's."""
        return min(self.settings.idle_lock, self.office_idle_lock)

    @property
    def admitted(self) -> bool:
        """Whether the office's directory, as known here, has this device in force."""
        return bool(self.person_id)

    def refresh(self) -> None:
        """Read from the directory who this device belongs to; called after each sync."""
        with self.store.reading() as queries:
            directory = self.store.directory.current()
            self.office_idle_lock = directory.policy.idle_lock
            files = queries.gate_files()
            use_catalogue(files.catalogue() if files.own_texts() else None)
            device = directory.devices.get(self.device.device_id)
            self.revoked = device is not None and device.revoked is not None
            role = directory.role(device.person_id) if device is not None and not self.revoked else None
            if device is None or role is None:
                self.person_id, self.role, self.teams = "", "", ()
                self.person_name = self.store.state.text("invited_name")
                return
            self.person_id, self.role = device.person_id.hex(), str(role)
            self.teams = tuple(sorted(team.hex() for team in directory.teams_of(device.person_id)))
            self.person_name = queries.person_name(self.person_id) or self.store.state.text("invited_name")
        if self.store.identity is None:
            self.store.identify(Identity(directory.org_id, device.person_id, self.device))

    def before_closing(self, name: str, call: Callable[[], object]) -> None:
        """Let *call* be done last, once for each *name*; an :class:`ActionableError` of it does not keep it open."""
        self._last[name] = call

    def close(self) -> None:
        """Close the store, which notes the count for the lock screen. Repetition does nothing."""
        if self._closed:
            return
        self._closed = True
        for call in self._last.values():
            with suppress(ActionableError):
                call()
        self.line.close()
        self.store.close()
        if not self.admitted:
            _note_waiting(self.profile)


def profile_state(profile: Profile) -> ProfileState:
    """Return what may be known of *profile* without its password."""
    if not os.path.lexists(profile.vault):
        return ProfileState(Stage.EMPTY)
    try:
        outside = json.loads(profile.outside.read_text(encoding="utf-8"))
        unsent, waiting = outside["unsent"], outside.get("waiting") is True
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ProfileState(Stage.READY)
    stage = Stage.JOINING if waiting else Stage.READY
    return ProfileState(stage, unsent if isinstance(unsent, int) and unsent >= 0 else 0)


def _note_waiting(profile: Profile) -> None:
    """Let the lock screen say that this profile waits for admission; it has nothing unsent then."""
    with suppress(OSError):
        write_private(profile.outside, b'{"unsent": 0, "waiting": true}\n')


def unlock(profile: Profile, password: str) -> Session:
    """Open the work of *profile* with its password; runs the KDF.

    Raises :class:`~counsellor_app.domain.errors.ActionableError`: wrong password, waiting time, damaged or foreign
    files, newer app …
    """
    return open_session(profile, open_with_password(profile, password))


def unlock_with_recovery(profile: Profile, text: str, new_password: str, cost: KdfCost = DEFAULT_COST) -> Session:
    """Open the work of *profile* with its recovery key and give it a new password; runs the KDF.

    Raises :class:`~counsellor_app.domain.errors.ActionableError`: not the recovery key, waiting time, password not good
    enough …
    """
    vault = open_with_recovery(profile, text)
    vault.change_password(new_password, cost)
    return open_session(profile, vault)


def open_session(profile: Profile, vault: OpenVault) -> Session:
    """Open the store of *profile* with its open *vault*.

    A profile restored from a backup has no device keys: new ones are made, and a request to admit this device that the
    person's own key vouches for; it leaves with the next sync. Raises
    :class:`~counsellor_app.domain.errors.ActionableError`.
    """
    sweep(profile)
    store = Store.open(profile, vault.key("local/sqlcipher"), vault.key("local/anchor"))
    try:
        if os.path.lexists(profile.device):
            device = load_device_keys(profile, vault)
        else:
            device = create_device_keys(profile, vault)
            with store.transaction() as work:
                _vouch_for(work, device, device_label(""))
                work.state.put("device_label", "")
        return Session(profile, vault, store, device)
    except BaseException:
        store.close()
        raise


def settings_of(profile: Profile, store: Store) -> Settings:
    """Return the settings of this device: those of the file, and the label, which only the store may hold."""
    with store.reading():
        return replace(read_settings(profile), device_label=store.state.text("device_label"))


def device_label(typed: str) -> str:
    """Return what the office calls this device: as typed, else the name the system gives it, at most 95 bytes."""
    label = " ".join((typed or socket.gethostname()).split())
    return label.encode("utf-8", "replace")[:LONGEST_LABEL_BYTES].decode("utf-8", "ignore")


def _vouch_for(work: Work, device: DeviceKeys, label: str) -> None:
    """Queue the request to admit *device*, if a person of the directory is known by his keys here."""
    directory, directory_key = work.directory.current(), work.keys.directory_key()
    person = next(
        (keys for keys in reversed(work.keys.all_principals()) if keys.principal_id in directory.people), None
    )
    if person is None or directory_key is None:
        return
    newest = work.keys.principal(person.principal_id) or person
    now = time.time_ns() // 1_000_000
    request = request_for_restored(directory, device, newest, directory_key, label, now)
    work.state.put("join_request", request.hex())
    work.state.put("invited_name", work.directory.person_name(person.principal_id))


def fresh_stamp(work: Work, records: int) -> int:
    """Return the first of *records* consecutive stamps of the local clock, and move the clock past them."""
    first = clock.tick(work.state.number("hlc"), time.time_ns() // 1_000_000)
    work.state.put("hlc", first + records - 1)
    return first
