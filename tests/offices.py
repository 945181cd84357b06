"""An office in process and the replicas enrolled in it: real keys, real SQLCipher files, the real relay, no network.

Times can be set by replica: ``site.clock_ms`` is added to what its device takes for the time of day.
"""

import itertools
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from counsellor_app.domain.overviews import CaseFilter
from counsellor_app.domain.records import Case, Note, Person, Record
from counsellor_app.settings import Profile
from counsellor_app.store import drafts, intake, journal, replica
from counsellor_app.store.queries import reading
from counsellor_app.store.store import Identity, Store, Work
from sync.client import membership, seeds
from sync.client.membership import Holder, Outcome, Rotated
from sync.client.round import Round, RoundReport
from sync.directory.invitation import FoundingInvitation
from sync.directory.join import read_join_request
from sync.protocol.api import SyncApi
from sync.protocol.public import Role
from sync.sealing.keys import DeviceKeys, PrincipalKeys
from sync.server.database import sqlite_url
from sync.server.office import Office
from sync.server.relay import Relay

SERVER_ID = b"a server of sixt"
SECRET = b"founding secret!"
ADDRESS = "http://127.0.0.1:9"
_TELL_THE_TIME = (journal, intake, replica, drafts, reading)
"""Modules of the store that look at the clock."""


def now_ms() -> int:
    return time.time_ns() // 1_000_000


_stamps = itertools.count(now_ms() << 16, 1 << 12)


@contextmanager
def clock_off_by(milliseconds: int) -> Iterator[None]:
    """Let the store's clock be off by so many milliseconds."""
    for module in _TELL_THE_TIME if milliseconds else ():
        module.now_ms = lambda: now_ms() + milliseconds  # type: ignore[attr-defined]
    try:
        yield
    finally:
        for module in _TELL_THE_TIME if milliseconds else ():
            module.now_ms = now_ms  # type: ignore[attr-defined]


@dataclass
class Site:
    """A person at one device, with the replica on it."""

    house: "House"
    name: str
    store: Store
    device: DeviceKeys
    person_id: bytes
    keys: tuple[bytes, bytes]
    clock_ms: int = 0
    is_open: bool = True

    @property
    def relay(self) -> Relay:
        """The office as this device reaches it."""
        return Relay(self.house.office, self.device.device_id)

    @property
    def identity(self) -> Identity:
        return Identity(self.house.org_id, self.person_id, self.device)

    @property
    def folder(self) -> Path:
        return self.house.folder / self.name

    @property
    def holder(self) -> Holder:
        """What the person at this device holds."""
        directory, keys = self.store.directory.current(), self.store.keys
        person, directory_key = keys.principal(self.person_id), keys.directory_key()
        assert person is not None
        assert directory_key is not None
        held = {team: keys.principal(team) for team in directory.teams_of(self.person_id)}
        return Holder(self.device, person, directory_key, {team: seed for team, seed in held.items() if seed})

    @contextmanager
    def work(self) -> Iterator[Work]:
        """A transaction, by this device's clock."""
        with clock_off_by(self.clock_ms), self.store.transaction() as work:
            yield work

    def sync(self, api: SyncApi | None = None, **options: Any) -> RoundReport:
        """One round with the office, or with what stands before it."""
        with clock_off_by(self.clock_ms):
            return Round(api or self.relay, self.store.replica, **options).run()

    def open_case(
        self, *readers: bytes, records: Sequence[Record] = (Person(name="Selam"),), **fields: Any
    ) -> tuple[Case, list[Record]]:
        """Open a case for *readers* (without any: for this person alone)."""
        with self.work() as work:
            return work.records.open_case(Case(**fields), records, [one.hex() for one in readers or (self.person_id,)])

    def save(self, *records: Record) -> list[Any]:
        """Save records of one case as one act."""
        with self.work() as work:
            return work.records.save_all(records)

    def note(self, case_id: str, text: str, **fields: Any) -> Note:
        """Save a signed note."""
        found: Note = self.save(Note(case=case_id, text=text, **fields))[0]
        return found

    def change(self, case_id: str, **fields: Any) -> None:
        """Change fields of a case."""
        with self.work() as work:
            work.records.save(replace(work.records.load(Case, case_id), **fields))

    def case(self, case_id: str) -> Case:
        return self.store.records.load(Case, case_id)

    def cases(self) -> set[str]:
        """The ids of the cases on this device."""
        return {row.id for row in self.store.queries.cases(CaseFilter(), limit=100_000)[0]}

    def texts(self, case_id: str) -> list[str]:
        """The texts of a case's notes, sorted."""
        return sorted(entry.text for entry in self.store.queries.notes(case_id))

    def sql(self, statement: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Ask the open file itself."""
        rows: list[tuple[Any, ...]] = self.store._connection.execute(statement, parameters).fetchall()
        return rows

    def count(self, table: str) -> int:
        return int(self.sql(f"SELECT count(*) FROM {table}")[0][0])

    def codes(self, table: str = "quarantine") -> list[str]:
        """The codes of what was refused (or waits: ``pending``)."""
        return sorted(row[0] for row in self.sql(f"SELECT code FROM {table}"))

    def hurry(self) -> None:
        """Commit without waiting for the disk: no power is cut in these tests."""
        self.sql("PRAGMA synchronous = OFF")

    def close(self) -> None:
        """Close the store if it is open."""
        if self.is_open:
            self.is_open = False
            self.store.close()

    def reopen(self) -> None:
        """Open the closed store again and say who writes."""
        self.store = Store.open(Profile(self.folder), *self.keys)
        self.is_open = True
        self.hurry()
        self.store.identify(self.identity)


@dataclass
class House:
    """A founded office and everybody in it; the first is its founder, an administrator."""

    folder: Path
    office: Office
    sites: list[Site] = field(default_factory=list)
    org_id: bytes = b""

    @classmethod
    def found(cls, folder: Path, url: str = "") -> "House":
        """Found an office in *folder*; its database is at *url*, or an SQLite file beside the replicas."""
        office = Office.create(url or sqlite_url(folder / "office"), SERVER_ID, SECRET)
        house = cls(folder, office)
        device = DeviceKeys.generate()
        founding = FoundingInvitation(ADDRESS, SERVER_ID, SECRET)
        made = membership.found_office(founding, name="Marijke", label="pc", device=device, hlc=next(_stamps))
        Relay(office, None).found(SECRET, made.genesis)
        site = house._site("founder", device, made.holder.person_id)
        with site.work() as work:
            work.directory.append([made.genesis], mine=False)
            work.directory.queue_wraps(made.wraps)
            work.keys.put_directory_key(made.holder.directory_key)
            work.keys.put_principal(made.holder.person)
        house.org_id = site.store.directory.current().org_id
        site.store.identify(site.identity)
        return house

    @classmethod
    def copy_of(cls, pattern: "House", folder: Path) -> "House":
        """Return an office in *folder* as the closed *pattern* is, with the same people at the same devices."""
        shutil.copytree(pattern.folder, folder, dirs_exist_ok=True)
        house = cls(folder, Office.open(sqlite_url(folder / "office")), org_id=pattern.org_id)
        for known in pattern.sites:
            site = replace(known, house=house)
            site.reopen()
            house.sites.append(site)
        return house

    def reopen_office(self) -> None:
        """Open the closed office again on the files in its folder."""
        self.office = Office.open(sqlite_url(self.folder / "office"))

    @property
    def founder(self) -> Site:
        return self.sites[0]

    def _site(self, name: str, device: DeviceKeys, person_id: bytes) -> Site:
        keys = (os.urandom(32), os.urandom(32))
        site = Site(self, name, Store.create(Profile(self.folder / name), *keys), device, person_id, keys)
        self.sites.append(site)
        site.hurry()
        return site

    def write(self, make: Callable[[Any, Holder, int], Outcome | Rotated], site: Site | None = None) -> Any:
        """Let *site* (the founder) write what ``make(directory, holder, hlc)`` gives; it leaves with his next sync."""
        site = site or self.founder
        made = make(site.store.directory.current(), site.holder, next(_stamps))
        with site.work() as work:
            work.directory.append(made.records, mine=True)
            work.directory.queue_wraps(made.wraps)
            if isinstance(made, Rotated):
                work.keys.put_principal(made.keys)
        return made

    def add_team(self, name: str = "Noord") -> bytes:
        """The founder makes a team; returns its id."""
        made = self.write(lambda known, holder, hlc: membership.add_team(known, holder, name=name, hlc=hlc))
        self.founder.sync()
        team: bytes = made.keys.principal_id
        return team

    def set_members(self, team: bytes, *members: Site) -> None:
        """The founder sets who is in a team beside himself, and hands the seed to who is new."""
        wanted = {self.founder.person_id, *(member.person_id for member in members)}
        self.write(lambda known, holder, hlc: membership.rotate_team(known, holder, team, hlc=hlc, members=wanted))
        self.founder.sync()

    def join(self, name: str, *teams: bytes, role: Role = Role.COUNSELLOR) -> Site:
        """Invite, ask, admit: a new person at a new device, who knows the directory and has not synced yet."""
        record, invitation = membership.invite(
            self.founder.store.directory.current(),
            self.founder.holder,
            server=ADDRESS,
            name=name,
            role=role,
            now_ms=now_ms(),
            hlc=next(_stamps),
            team_ids=teams,
        )
        with self.founder.work() as work:
            work.directory.append([record], mine=True)
        self.founder.sync()
        device, person = DeviceKeys.generate(), PrincipalKeys.new(invitation.person_id)
        request = membership.request_to_join(invitation, device, person, name, now_ms())
        Relay(self.office, None).put_join_request(request)
        self.admit(request)
        return self._enter(name, device, person)

    def admit(self, request: bytes, site: Site | None = None) -> None:
        """Admit who asked; the records leave at once."""
        asked = read_join_request(request)
        self.write(
            lambda known, holder, hlc: membership.admit(known, asked, holder=holder, now_ms=now_ms(), hlc=hlc), site
        )
        (site or self.founder).sync()

    def _enter(self, name: str, device: DeviceKeys, person: PrincipalKeys) -> Site:
        site = self._site(name, device, person.principal_id)
        with site.work() as work:
            work.directory.append(site.relay.get_directory(0), mine=False)
            work.keys.put_principal(person)
        site.store.identify(site.identity)
        return site

    def replica_of(self, site: Site, name: str) -> Site:
        """One more device of a person, admitted by an invitation for it; his first device hands on the seed."""
        person = site.holder.person
        record, invitation = membership.invite(
            self.founder.store.directory.current(),
            self.founder.holder,
            server=ADDRESS,
            name=name,
            role=site.store.directory.current().role(site.person_id) or Role.COUNSELLOR,
            now_ms=now_ms(),
            hlc=next(_stamps),
            person_id=site.person_id,
        )
        with self.founder.work() as work:
            work.directory.append([record], mine=True)
        self.founder.sync()
        device = DeviceKeys.generate()
        self.admit(membership.request_to_join(invitation, device, person, name, now_ms()))
        site.sync()
        with site.work() as work:
            work.directory.queue_wraps(
                seeds.share_person_seed(work.directory.current(), site.holder.person, [device.device_id])
            )
        site.sync()
        return self._enter(name, device, person)

    def revoke(self, site: Site, last_seq: int, last_hash: bytes) -> None:
        """The founder revokes a device at a cut."""
        self.write(
            lambda known, holder, hlc: membership.revoke_device(
                known, holder, site.device.device_id, last_seq=last_seq, last_hash=last_hash, hlc=hlc
            )
        )
        self.founder.sync()

    def settle(self, *sites: Site, rounds: int = 2) -> None:
        """Everybody syncs until nothing moves."""
        for _ in range(rounds):
            for site in sites or self.sites:
                site.sync()

    def close(self) -> None:
        for site in self.sites:
            site.close()
        self.office.close()
