"""A real office with two people, built once a run: a server process on loopback, a writer's replica with N notes.

Everything goes through the product's own verbs; only the notes of the workload are saved many to a transaction, each
still its own sealed and signed envelope.
"""

import secrets
from contextlib import suppress
from pathlib import Path
from typing import Self

from bench.measure import Watch, said
from bench.office import OfficeProcess
from bench.workload import Sample, cases_for, samples
from counsellor_app.domain.records import Case, Note, NoteKind, Person
from counsellor_app.settings import Profile
from counsellor_app.workflows.enrolment import found_office, join_office
from counsellor_app.workflows.office import admit_waiting, invite
from counsellor_app.workflows.session import Session
from counsellor_app.workflows.syncing import sync_now

TEAM = "Noord"
_PER_TRANSACTION = 1_000


class World:
    """The office, the writer (who founded it) and the reader (of the same team); notes are saved when asked for."""

    def __init__(self, folder: Path, notes: int) -> None:
        self.folder = folder
        self.notes = notes
        self.password = secrets.token_urlsafe(24)
        self.samples: list[Sample] = samples(notes)
        self.office = OfficeProcess(folder)
        self.office.start()
        founded = found_office(
            self.profile("writer"), self.office.founding.read_text(), "Marijke Hoekstra", self.password, "Bench-1",
            self.office.address,
        )  # fmt: skip
        self.writer: Session = founded.session
        self.reader: Session = self._join()
        self.team = self.writer.teams[0]
        self.cases: list[str] = []
        self.persons: list[str] = []
        self.filled = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        for session in (self.writer, self.reader):
            with suppress(Exception):
                session.close()
        self.office.stop()

    def profile(self, name: str) -> Profile:
        """Return the profile called *name* of this world."""
        return Profile(self.folder / name)

    def _join(self) -> Session:
        invitation = invite(self.writer, "Hanna Girma", "supervisor", TEAM)
        sync_now(self.writer)
        joined = join_office(
            self.profile("reader"), invitation.to_json(), self.password, "Bench-2", self.office.address
        )
        admitted = admit_waiting(self.writer)
        assert all(one.admitted for one in admitted), admitted
        sync_now(joined.session)
        assert joined.session.admitted
        return joined.session

    def fill(self) -> None:
        """Let the writer open the cases and sign all notes; nothing goes to the office yet."""
        if self.filled:
            return
        with said(f"the writer saves {self.notes} notes"):
            self._open_cases()
            for start in range(0, self.notes, _PER_TRANSACTION):
                self.save_notes(self.samples[start : start + _PER_TRANSACTION])
        self.filled = True

    def _open_cases(self) -> None:
        for start in range(0, cases_for(self.notes), _PER_TRANSACTION):
            with self.writer.store.transaction() as work:
                for number in range(start, min(start + _PER_TRANSACTION, cases_for(self.notes))):
                    case = Case(
                        reference=f"B-{number:06d}",
                        place="azc Emmen",
                        team=self.team,
                        programme="REAN",
                        responsible=self.reader.person_id,
                    )
                    person = Person(name=f"Client {number} Tesfaye")
                    opened, records = work.records.open_case(case, [person], [self.team])
                    self.cases.append(opened.id)
                    self.persons.append(records[0].id)

    def note(self, sample: Sample, session_cases: list[str] | None = None) -> Note:
        """Return the note to be signed for *sample*."""
        case = (session_cases or self.cases)[sample.case]
        return Note(case=case, kind=NoteKind.TALK, text=sample.text, place="azc Emmen", language="nl")

    def save_notes(self, found: list[Sample], session: Session | None = None) -> None:
        """Sign notes in one transaction, each its own envelope."""
        with (session or self.writer).store.transaction() as work:
            for one in found:
                work.records.save(self.note(one))


def sync_seconds(session: Session) -> float:
    """Sync once and return the seconds."""
    watch = Watch()
    sync_now(session)
    return watch.seconds
