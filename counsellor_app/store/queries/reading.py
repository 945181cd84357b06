"""All questions that can be asked of a store, in one place; each answers with values of the domain."""

import hashlib
from functools import partial
from typing import Any

import sqlcipher3.dbapi2 as driver

from counsellor_app.domain.case_links import CaseLink, Groups
from counsellor_app.domain.names.people import Known, Likeness
from counsellor_app.domain.overviews import (
    CaseFilter,
    CasePage,
    CaseRow,
    Conflict,
    DeviceRow,
    Member,
    Origin,
    QuarantinedEntry,
    SearchHit,
    SyncStatus,
    TimelineEntry,
)
from counsellor_app.domain.records import Alias, Case, Person
from counsellor_app.domain.retention import ClosedCase
from counsellor_app.domain.safety import Restriction
from counsellor_app.store.database import Connection
from counsellor_app.store.directory_log import DirectoryLog
from counsellor_app.store.drafts import Drafts
from counsellor_app.store.journal import Journal, now_ms
from counsellor_app.store.keyring import KeyStore
from counsellor_app.store.queries import cases, search
from counsellor_app.store.queries.agenda import Agenda
from counsellor_app.store.queries.breaches import Breaches
from counsellor_app.store.queries.cases import person_name, team_name
from counsellor_app.store.queries.closed_cases import closed_cases
from counsellor_app.store.queries.gate_files import GateFiles
from counsellor_app.store.queries.kept import AnyRecord, Kept
from counsellor_app.store.queries.likely import MOST_CANDIDATES, likely_people
from counsellor_app.store.queries.origins import Origins
from counsellor_app.store.queries.protecting import Protecting
from counsellor_app.store.queries.reviews import Reviews
from counsellor_app.store.queries.steps import Steps
from counsellor_app.store.queries.timeline import Key, Timeline
from counsellor_app.store.queries.together import Together, groups_of_rows
from counsellor_app.store.records import Doors, Records
from counsellor_app.store.replica import alarm_words
from counsellor_app.store.search_index import SearchIndex
from counsellor_app.store.state import StateTable
from counsellor_app.store.texts import Texts
from counsellor_app.store.values import missing, read_id
from sync.protocol import clock
from sync.protocol.envelope import read_header

_CLOCK_DOUBT_MS = 10 * 60 * 1000


class Queries:
    """Reads of one store."""

    def __init__(
        self,
        connection: Connection,
        journal: Journal,
        keys: KeyStore,
        directory: DirectoryLog,
        drafts: Drafts,
        state: StateTable,
        texts: Texts,
        index: SearchIndex,
    ) -> None:
        self._connection = connection
        self._keys = keys
        self._texts = texts
        self._index = index
        self._journal = journal
        self._directory = directory
        self._drafts = drafts
        self._state = state

    # -- cases ---------------------------------------------------------------------------------------------------

    def cases(
        self, where: CaseFilter, after: tuple[int, int] | None = None, limit: int = 200
    ) -> tuple[list[CaseRow], tuple[int, int] | None]:
        """Return a page of cases, newest activity first, and the key to go on with (None at the end)."""
        waiting = self._journal.outbox.waiting()
        return cases.list_cases(self._connection, self._directory, waiting, self.steps(), where, after, limit)

    def count_cases(self, where: CaseFilter) -> int:
        """Return how many cases there are."""
        return cases.count_cases(self._connection, self._directory, self.steps(), where)

    def likely(
        self, wanted: Known, least: float, limit: int = 10, proposed: int = MOST_CANDIDATES
    ) -> list[tuple[CaseRow, Likeness]]:
        """Return cases of people who may be *wanted*, likeliest first, each with how likely and why."""
        found = likely_people(self._connection, wanted, least, limit, proposed)
        asked = (self._connection, self._directory, self._journal.outbox.waiting())
        rows = [(cases.case_row(*asked, case), likeness) for case, likeness in found]
        return [(row, likeness) for row, likeness in rows if row is not None]

    def _stream(self, case_id: str) -> int:
        row = self._connection.execute("SELECT id FROM case_row WHERE oid = ?", (read_id(case_id),)).fetchone()
        if row is None:
            raise missing()
        return int(row[0])

    def case_page(self, case_id: str) -> CasePage:
        """Return everything of a case but its timeline; raises :class:`ActionableError` when it is not here."""
        stream = self._stream(case_id)
        records = self._records()
        case = records.load(Case, case_id)
        origins = self._origins()
        seq = self._connection.execute("SELECT seq FROM case_row WHERE id = ?", (stream,)).fetchone()[0]
        persons, restrictions = tuple(self.records(case_id, Person)), self.records(case_id, Restriction)
        protecting = self.protecting()
        return CasePage(
            case=case,
            persons=persons,
            aliases=tuple(self.records(case_id, Alias)),
            flags=protecting.flags(case_id),
            conflicts=tuple(protecting.conflicts_shown(self._reviews(origins).conflicts(stream))),
            drafts=self._drafts.of_case(case_id),
            responsible_name=person_name(self._directory, case.responsible),
            team_name=team_name(self._directory, case.team),
            unsent=self._journal.outbox.waiting().get(stream, 0),
            missing=self._missing(stream),
            origin=origins.of(seq),
            declined=protecting.declined(case_id),
            contact_rules=protecting.contact_rules(case_id),
            restricted=bool(restrictions) and not restrictions[-1].lifted,
        )

    def _missing(self, stream: int) -> int:
        """Count entries of a case that are known to exist and not shown: lost on the way, waiting, or withheld."""
        known: dict[int, int] = dict(
            self._connection.execute("SELECT device, stream_seq FROM claim WHERE stream = ?", (stream,)).fetchall()
        )
        unknown = 0
        for code, envelope in self._connection.execute(
            "SELECT code, envelope FROM pending WHERE stream_id = ?", (self._journal.streams.identifier(stream),)
        ).fetchall():
            header = read_header(bytes(envelope))
            device = self._journal.devices.find(header.device_id)
            if code == "author" or device is None:
                unknown += 1  # what it says of itself nobody has vouched for
            else:
                known[device] = max(known.get(device, 0), header.stream_seq)
        heads = {device: self._journal.head(stream, device)[0] for device in known}
        return unknown + sum(max(0, newest - heads[device]) for device, newest in known.items())

    def _records(self) -> Records:
        return Records(Doors(self._connection, self._journal, self._keys, self._directory, None, None))  # type: ignore[arg-type]

    # -- records of any kind -------------------------------------------------------------------------------------

    def records(self, home_id: str, cls: type[AnyRecord], *, removed: bool = False) -> list[AnyRecord]:
        """Return the records of *cls* of a case or shelf in order of creation, with *removed* also those taken away.

        Raises :class:`ActionableError` when the case or shelf is not here.
        """
        return self._kept().of_home(home_id, cls, removed=removed)

    def all_records(self, cls: type[AnyRecord], *, removed: bool = False, **equal: Any) -> list[AnyRecord]:
        """Return the records of *cls* of all cases, or shelves, that are read here, in order of creation.

        *equal*: fields, or the ``case`` or ``shelf``, and the value wanted. Raises :class:`KeyError` for a field that
        the kind does not have.
        """
        return self._kept().of_all(cls, equal, removed=removed)

    def origin(self, record_id: str) -> Origin:
        """Return who made a record of any kind, and when; raises :class:`ActionableError` when it is not here."""
        _kind, seq = self._kept().written(record_id)
        return self._origins().of(seq)

    def kind_of(self, record_id: str) -> str:
        """Return the kind of a record; raises :class:`ActionableError` when it is not here."""
        return self._kept().written(record_id)[0]

    def history(self, record_id: str) -> list[TimelineEntry]:
        """Return what became of a record of any kind, newest first: its changes, and last how it was made.

        Raises :class:`ActionableError` when it is not here.
        """
        kind, seq = self._kept().written(record_id)
        entries = self._timeline().history(kind, read_id(record_id))
        return entries if kind == "refusal" else self.protecting().entries_at(seq, entries)

    def _kept(self) -> Kept:
        return Kept(self._connection, self._records(), self._texts)

    def protecting(self) -> Protecting:
        """Return the questions about refusals, contact rules and flags, of cases that are shown as one together."""
        return Protecting(self._kept())

    def gate_files(self) -> GateFiles:
        """Return the questions about gates and programmes."""
        return GateFiles(self._kept(), self._origins(), self._directory)

    def steps(self) -> Steps:
        """Return the questions about the steps at which cases are."""
        return Steps(self._kept(), self.gate_files().catalogue)

    def breaches(self) -> Breaches:
        """Return the questions about refusals, and what went against them or through closed gates."""
        reviews = self._reviews(self._origins())
        return Breaches(self._connection, self._kept(), self.gate_files(), reviews, self._directory)

    def closed_cases(self) -> list[ClosedCase]:
        """Return the closed cases that are here, those closed longest ago first."""
        return closed_cases(self._connection)

    def agenda(self) -> Agenda:
        """Return the questions about tasks and appointments."""
        return Agenda(self._connection, self._directory)

    # -- timeline ------------------------------------------------------------------------------------------------

    def timeline(
        self, case_id: str, before: Key | None = None, limit: int = 100
    ) -> tuple[list[TimelineEntry], Key | None]:
        """Return a page of the timeline, newest first, and the key to go on with (None at the end)."""
        entries, after = self._together().page(case_id, self._stream(case_id), before, limit)
        return self.protecting().entries_of(case_id, entries), after

    def notes(self, case_id: str) -> list[TimelineEntry]:
        """Return the signed notes of a case, newest first."""
        return self._together().notes(case_id, self._stream(case_id))

    def groups(self) -> Groups:
        """Return which cases are shown together."""
        return groups_of_rows(self._connection)

    def _together(self) -> Together:
        return Together(self._connection, self._timeline(), partial(self.all_records, CaseLink))

    def questions(self, case_id: str) -> list[TimelineEntry]:
        """Return questions and answers of a case, newest first."""
        return self._timeline().reviews(self._stream(case_id))

    def new_since_review(self, case_id: str, reviewer: str) -> list[TimelineEntry]:
        """Return what others added since *reviewer* (hex id) last marked the case, newest first."""
        person = bytes.fromhex(reviewer)
        return self._timeline().since(self._stream(case_id), person, self.reviews().devices_of(person))

    # -- search and review ---------------------------------------------------------------------------------------

    def search(self, text: str, limit: int = 50, only: str = "") -> list[SearchHit]:
        """Return people, then notes that match, best first. ``only``: ``person`` or ``note``."""
        found: list[SearchHit] = []
        if only in ("", "person"):
            found += search.search_people(self._connection, text, limit)
        if only in ("", "note"):
            found += search.search_notes(self._connection, self._index, self._texts, text, limit)
        return found

    def reviews(self) -> Reviews:
        """Return the questions about what is new to a reviewer."""
        return self._reviews(self._origins())

    def conflicts(self, case_id: str = "") -> list[Conflict]:
        """Return all conflicts, or those of one case."""
        return self.reviews().conflicts(self._stream(case_id) if case_id else None)

    # -- state of the work ---------------------------------------------------------------------------------------

    def status(self) -> SyncStatus:
        """Return the state of the work."""
        one = self._connection.execute(
            "SELECT (SELECT count(*) FROM outbox),"
            " (SELECT count(*) FROM pending) + (SELECT count(*) FROM claim JOIN device ON device.id = claim.device"
            "  WHERE device_id NOT IN (SELECT device_id FROM quarantine)),"
            " (SELECT count(*) FROM quarantine), (SELECT count(*) FROM conflict_row), (SELECT count(*) FROM draft),"
            " (SELECT count(*) FROM case_row), (SELECT coalesce(max(id), 0) FROM note_row)"
        ).fetchone()
        offset = self._state.number("clock_offset")
        return SyncStatus(
            unsent=one[0],
            oldest_unsent=self._journal.outbox.oldest(),
            last_heard=self._state.number("last_heard"),
            last_acknowledged=self._state.number("last_acknowledged"),
            pending=one[1],
            quarantined=one[2],
            conflicts=one[3],
            drafts=one[4],
            cases=one[5],
            notes=one[6],
            office_address=self._state.text("office_address"),
            office_alarm=alarm_words(self._state.text("office_alarm")),
            clock_doubt_ms=offset if abs(offset) > _CLOCK_DOUBT_MS else 0,
            admitted=self._journal.identity is not None,
        )

    def quarantined(self) -> list[QuarantinedEntry]:
        """Return what arrived and was not applied: refused, or waiting for something missing."""
        rows = self._connection.execute(
            "SELECT envelope_id, code, device_id, received_at FROM quarantine"
            " UNION ALL SELECT envelope_id, code, substr(envelope, 45, 16), received_at FROM pending"
            " ORDER BY received_at DESC"
        ).fetchall()
        return [
            QuarantinedEntry(
                id=bytes(envelope_id).hex(),
                code=code,
                device=bytes(device_id).hex(),
                device_label=self._directory.device_label(bytes(device_id)),
                received_at=received_at,
            )
            for envelope_id, code, device_id, received_at in rows
        ]

    # -- the office ----------------------------------------------------------------------------------------------

    def person_name(self, person_id: str) -> str:
        """Return the name of a person; empty when unknown."""
        return person_name(self._directory, person_id)

    def teams(self) -> list[tuple[str, str]]:
        """Return (id, name) of the teams, by name."""
        teams = self._directory.current().teams.values()
        return sorted(
            ((team.team_id.hex(), self._directory.name(team.name)) for team in teams), key=lambda item: item[1]
        )

    def members(self) -> list[Member]:
        """Return the people of the office, by name."""
        directory = self._directory.current()
        found = []
        for person in directory.people.values():
            teams = sorted(directory.teams_of(person.person_id))
            found.append(
                Member(
                    id=person.person_id.hex(),
                    name=self._directory.name(person.name),
                    role=str(person.role),
                    teams=tuple(team.hex() for team in teams),
                    team_names=tuple(self._directory.team_name(team) for team in teams),
                    devices=sum(
                        device.person_id == person.person_id and device.revoked is None
                        for device in directory.devices.values()
                    ),
                    removed=person.removed,
                )
            )
        return sorted(found, key=lambda member: (member.removed, member.name))

    def devices(self) -> list[DeviceRow]:
        """Return the devices of the office, by person. ``last_heard``: stamp of the newest entry here (ms)."""
        found = []
        for device in self._directory.current().devices.values():
            alias = self._journal.devices.find(device.device_id)
            newest = self._connection.execute(
                "SELECT envelope FROM log WHERE device = ? ORDER BY device_seq DESC LIMIT 1", (alias,)
            ).fetchone()
            found.append(
                DeviceRow(
                    id=device.device_id.hex(),
                    person=device.person_id.hex(),
                    person_name=self._directory.person_name(device.person_id),
                    label=self._directory.name(device.label),
                    revoked=device.revoked is not None,
                    last_heard=clock.milliseconds(read_header(bytes(newest[0])).hlc) if newest else 0,
                )
            )
        return sorted(found, key=lambda row: (row.person_name, row.label))

    def device_head(self, device_id: str) -> tuple[int, bytes]:
        """Return the newest device_seq of a device in this log and its envelope's SHA-256; 0 and zeros for none."""
        row = self._connection.execute(
            "SELECT device_seq, envelope FROM log WHERE device = ? ORDER BY device_seq DESC LIMIT 1",
            (self._journal.devices.find(read_id(device_id)),),
        ).fetchone()
        return (0, bytes(32)) if row is None else (row[0], hashlib.sha256(row[1]).digest())

    def places(self) -> list[str]:
        """Return the places in use, most used first."""
        return cases.most_used(self._connection, "place")

    def programmes(self) -> list[str]:
        """Return the programmes (codes) by which any case may be called, most used first."""
        used = cases.most_used(self._connection, "programme")
        return [code for code in used if self.count_cases(CaseFilter(programme=code))]

    # -- parts ---------------------------------------------------------------------------------------------------

    def _origins(self) -> Origins:
        return Origins(self._connection, self._journal, self._directory, now_ms())

    def _timeline(self) -> Timeline:
        return Timeline(self._connection, self._origins(), self._texts)

    def _reviews(self, origins: Origins) -> Reviews:
        timeline = Timeline(self._connection, origins, self._texts)
        return Reviews(self._connection, self._journal, self._directory, timeline, origins)


Interrupted = driver.OperationalError
"""What a query raises after :meth:`Store.interrupt`."""
