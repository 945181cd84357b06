"""What gates are judged by: the records of a case that matter, and the programmes known on this device."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import TypeVar

from counsellor_app.domain import guards
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.programmes.catalogue import Catalogue, Edition
from counsellor_app.domain.programmes.gates import CaseFile
from counsellor_app.domain.programmes.merged_files import as_one, left_by_several, with_departures
from counsellor_app.domain.programmes.reading import read_programme_text
from counsellor_app.domain.programmes.records import (
    BeforeGates,
    Enrolment,
    Evidence,
    Fact,
    Override,
    ProgrammeText,
    StepMark,
)
from counsellor_app.domain.programmes.results import CountedCase
from counsellor_app.domain.programmes.shipped import shipped_programmes
from counsellor_app.domain.records import Case, CaseStatus, Person, Record
from counsellor_app.domain.refusals import LAPSING, lapsed_gates, programme_shown
from counsellor_app.domain.rights import Act, Actor, Role, allowed
from counsellor_app.domain.shelves import Shelf, ShelfPurpose
from counsellor_app.store.directory_log import DirectoryLog
from counsellor_app.store.queries.kept import Kept
from counsellor_app.store.queries.origins import Origins
from counsellor_app.store.queries.protecting import Protecting
from counsellor_app.store.queries.yearly import (
    NamedCase,
    Touched,
    counted_cases,
    counted_of,
    named_cases,
    touched_cases,
)

AnyRecord = TypeVar("AnyRecord", bound=Record)
_DISPUTED = "SELECT EXISTS (SELECT 1 FROM conflict_row WHERE object = ? AND field = 'programme')"


class GateFiles:
    """Reads of one store."""

    def __init__(self, kept: Kept, origins: Origins, directory: DirectoryLog) -> None:
        self._kept = kept
        self._protecting = Protecting(kept)
        self._origins = origins
        self._directory = directory

    def case_file(self, case: Case, today: date) -> CaseFile:
        """Return what of *case* matters for its gates on *today*, beside the cases shown as one with it."""
        others = self._protecting.shown_as_one(case.id)[1:]
        return self.beside(self._alone(case, today), others, today)

    def file_of(self, case_id: str, today: date) -> CaseFile:
        """Return the same of the case with an id; raises :class:`ActionableError` when it is not here."""
        return self.case_file(self._kept.load(Case, case_id), today)

    def beside(self, file: CaseFile, others: Iterable[str], today: date) -> CaseFile:
        """Return *file* as it is judged beside the cases (ids, all here) that are shown as one with it."""
        found = [self._alone(self._kept.load(Case, one), today) for one in others]
        return as_one(file, found, self.catalogue()) if found or left_by_several(file) else file

    def _alone(self, case: Case, today: date) -> CaseFile:
        overrides, past, enrolments = self._of(case, Override), self._of(case, BeforeGates), self._of(case, Enrolment)
        return CaseFile(
            case=case,
            today=today,
            persons=self._of(case, Person),
            flags=self._protecting.flags(case.id),
            facts=self._of(case, Fact),
            enrolments=enrolments,
            marks=self._of(case, StepMark),
            evidence=self._of(case, Evidence),
            overrides=overrides,
            past=past,
            entitled=self.entitled([*overrides, *past]),
            lapsed=self.lapsed(case, enrolments),
        )

    def lapsed(self, case: Case, enrolments: Iterable[Enrolment]) -> dict[tuple[str, str], str]:
        """Return the gates that nobody need pass in a case since the client declined what they are a condition of."""
        if LAPSING.isdisjoint({case.programme, *(one.programme for one in enrolments)}):
            return {}
        return lapsed_gates(self._protecting.declined(case.id)) if self._protecting.may_decline(case.id) else {}

    def _of(self, case: Case, cls: type[AnyRecord]) -> list[AnyRecord]:
        return self._kept.of_home(case.id, cls, removed=False)

    def _author(self, record_id: str) -> bytes:
        _kind, seq = self._kept.written(record_id)
        return bytes.fromhex(self._origins.of(seq).author)

    def _may_override(self, person_id: bytes) -> bool:
        """Say whether a person may override gates, or could when he was in the office."""
        person = self._directory.current().people.get(person_id)
        if person is None:
            return False
        return person.administered or allowed(Actor(person_id.hex(), str(person.role)), Act.OVERRIDE_GATE)

    def entitled(self, said: Iterable[Override | BeforeGates]) -> frozenset[str]:
        """Return the ids of those overrides, and words about the past, that were given by somebody who may."""
        return frozenset(one.id for one in said if self._may_override(self._author(one.id)))

    def own_texts(self) -> list[ProgrammeText]:
        """Return the office's programmes in its library, in order of creation; what no administrator wrote is not."""
        people = self._directory.current().people
        shelves = {
            shelf.id
            for shelf in self._kept.of_all(Shelf, {"purpose": ShelfPurpose.LIBRARY}, removed=False)
            if (person := people.get(self._author(shelf.id))) is not None and person.administered
        }
        found = []
        for text in self._kept.of_all(ProgrammeText, {}, removed=False) if shelves else []:
            person = people.get(self._author(text.id))
            if text.shelf in shelves and person is not None and person.administered:
                found.append(text)
        return found

    def catalogue(self) -> Catalogue:
        """Return the shipped programmes and the office's own; texts this app cannot read are left out."""
        return _catalogue(tuple((text.id, text.text) for text in self.own_texts()))

    def counted_in(self, year: int, today: date) -> list[CountedCase]:
        """Return the cases in which something of *year* may count, as the yearly table counts them."""
        return counted_cases(self._kept, year, self.catalogue(), today)

    def touched_in(self, year: int) -> Touched:
        """Return which cases those are."""
        return touched_cases(self._kept, year, self.catalogue())

    def counted_of(self, touched: Touched, ids: Sequence[int], today: date) -> list[CountedCase]:
        """Return some of them (row ids)."""
        return counted_of(self._kept, touched, ids, self.catalogue(), today)

    def named(self, cases: Iterable[str]) -> dict[str, NamedCase]:
        """Return who *cases* (ids) are about, of those that are here."""
        return named_cases(self._kept, cases)

    def guard(self, actor: Actor, case: Case | None, records: Sequence[Record]) -> None:
        """Return when *records* of *case* (None: new, among them) may be saved; raises :class:`ActionableError`."""
        if not guards.concerned(records, case):
            return
        today = date.today()
        before = self.case_file(case, today) if case is not None else None
        root = next((one for one in records if isinstance(one, Case)), case)
        if root is None:
            return
        empty = CaseFile(case=root, today=today)
        after = guards.with_records(before or empty, records, allowed(actor, Act.OVERRIDE_GATE))

        def called(programme: str) -> str:
            return programme_shown(programme, self._protecting.declined(root.id) if before is not None else ())

        texts = self.catalogue()
        after = with_departures(after, texts)
        disputed = case is not None and after.case.programme != case.programme and self._disputed(case)
        guards.check(before, records, texts, actor, after, called, disputed)
        if before is not None and after.case.status == CaseStatus.DEPARTED != before.case.status:
            guards.check_departed_elsewhere(after, texts, called)

    def _disputed(self, case: Case) -> bool:
        """Say whether the programme of *case* has several values at once."""
        row = self._kept.connection.execute(_DISPUTED, (bytes.fromhex(case.id),)).fetchone()
        return bool(row[0])


def role_of(directory: DirectoryLog, person_id: bytes) -> str:
    """Return the role of a present member; empty for others."""
    role = directory.current().role(person_id)
    return str(Role(str(role))) if role is not None else ""


@lru_cache(maxsize=8)
def _catalogue(texts: tuple[tuple[str, str], ...]) -> Catalogue:
    editions = [Edition(programme) for programme in shipped_programmes()]
    for record, text in texts:
        try:
            editions.append(Edition(read_programme_text(text), record))
        except ActionableError:
            continue
    return Catalogue(editions)
