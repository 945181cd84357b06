"""What went through a closed gate or against a refusal, over all cases at once, and whether a reviewer has seen it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

import msgspec

from counsellor_app.domain import declined_acts
from counsellor_app.domain.case_links import CaseLink
from counsellor_app.domain.overviews import ReviewRow
from counsellor_app.domain.programmes.gates import CaseFile, breached
from counsellor_app.domain.programmes.records import BeforeGates, Enrolment, Evidence, Fact, Override, StepMark
from counsellor_app.domain.records import Case, Flag, Person
from counsellor_app.domain.refusals import Refusal
from counsellor_app.domain.synced_fields import kind_for
from counsellor_app.store.database import Connection
from counsellor_app.store.directory_log import DirectoryLog
from counsellor_app.store.queries.cases import person_name
from counsellor_app.store.queries.declined_files import DeclinedFiles
from counsellor_app.store.queries.gate_files import GateFiles
from counsellor_app.store.queries.kept import AnyRecord, Kept
from counsellor_app.store.queries.protecting import Protecting
from counsellor_app.store.queries.reviews import Reviews

_AT_ONCE = 1_000
"""Cases whose records are held in memory together, where nobody waits."""
_ON_THE_WAY = """
SELECT c.id, c.oid, a.seq, c.status = 'departed'
 OR EXISTS (SELECT 1 FROM step_mark_row s WHERE s.case_id = c.id AND s.state = 'done')
 OR EXISTS (SELECT 1 FROM enrolment_row e WHERE e.case_id = c.id AND e.outcome != '')
FROM case_row c JOIN activity_row a ON a.case_id = c.id WHERE c.id > ? ORDER BY c.id LIMIT ?
"""
"""Cases, each with its newest entry, and whether it may have gone through a gate: a step was taken, or it departed."""
_NEWEST = "SELECT a.seq FROM activity_row a JOIN case_row c ON c.id = a.case_id WHERE c.oid = ?"
_GATES_BY = (Person, Flag, Fact, Enrolment, StepMark, Evidence, Override, BeforeGates)
_JUDGED_BY = (*_GATES_BY, CaseLink, Refusal, *declined_acts.CONCERNED - {Case})
_NAMES = sorted({kind_for(record).name for record in _JUDGED_BY})
_CHANGED = ", ".join(f"'{name}'" for name in ("case", *_NAMES))
_WRITTEN = " UNION ALL ".join(
    (
        f"SELECT case_id, seq FROM change_row WHERE case_id IN asked AND kind IN ({_CHANGED})",
        "SELECT id, seq FROM case_row WHERE id IN asked",
        *(f"SELECT case_id, seq FROM {name}_row WHERE case_id IN asked" for name in _NAMES),
    )
)
_UNSEEN = f"""
WITH pair(shown, near) AS (SELECT s.id, n.id FROM json_each(?1) j
  JOIN case_row s ON s.oid = unhex(json_extract(j.value, '$[0]'))
  JOIN case_row n ON n.oid = unhex(json_extract(j.value, '$[1]'))),
 asked(id) AS (SELECT DISTINCT near FROM pair)
SELECT c.oid, c.reference, c.programme, c.place, c.responsible,
 (SELECT a.at FROM activity_row a WHERE a.case_id = c.id),
 (SELECT p.name FROM person_row p WHERE p.case_id = c.id ORDER BY p.at, p.id LIMIT 1),
 (SELECT p.own_name FROM person_row p WHERE p.case_id = c.id ORDER BY p.at, p.id LIMIT 1)
FROM case_row c WHERE c.id IN (SELECT p.shown FROM pair p WHERE p.near IN (
 SELECT w.case_id FROM ({_WRITTEN}) w JOIN log l ON l.seq = w.seq
 WHERE l.stream_seq > coalesce((SELECT s.stream_seq FROM seen_row s
                                WHERE s.case_id = w.case_id AND s.person = ?2 AND s.device = l.device), 0)
   AND (l.device NOT IN (SELECT value FROM json_each(?3))
        OR l.stream_seq > coalesce((SELECT max(m.stream_seq) FROM review_row r JOIN log m ON m.seq = r.seq
                                    WHERE r.case_id = w.case_id AND r.kind = 'seen' AND m.device = l.device), 0))))
ORDER BY c.id DESC
"""
"""A mark holds how far its writer had followed other devices; his own he had seen up to the mark itself."""


@dataclass(slots=True)
class Judged:
    """What was judged before, by which programmes and on which day: only cases with new entries are judged again.

    ``gates``: of each case (id) how it stood then, and how many gates had been passed without evidence.
    """

    by: tuple[object, ...] = ()
    gates: dict[str, tuple["Stand", int]] = field(default_factory=dict)

    def begin(self, *by: object) -> None:
        """Forget everything unless it was judged *by* the same."""
        if by != self.by:
            self.gates.clear()
            self.by = by

    def forget(self) -> None:
        """Forget everything."""
        self.begin()

    def known(self, case: "Watched") -> bool:
        """Whether a case was judged as it stands."""
        return self.gates.get(case.id, ((), 0))[0] == case.stand

    def passed(self, cases: Iterable["Watched"]) -> dict[str, int]:
        """Return how many gates were passed without what they demand, of the *cases* (ids) where any were."""
        return {one.id: found for one in cases if one.on_the_way and (found := self.gates.get(one.id, ((), 0))[1])}


class Watched(NamedTuple):
    """A case as it stood when it was asked for: alias, id, newest entries, whether it may have passed a gate."""

    alias: int
    id: str
    stand: "Stand"
    on_the_way: bool


Stand = tuple[tuple[str, int], ...]
"""The newest entry of a case, and of those shown as one with it (ids): what they say of the client holds here too."""


class Breaches:
    """Reads of one store. Records of many cases are read together: there may be ten thousand."""

    def __init__(
        self, connection: Connection, kept: Kept, gates: GateFiles, reviews: Reviews, directory: DirectoryLog
    ) -> None:
        self._connection = connection
        self._kept = kept
        self._gates = gates
        self._reviews = reviews
        self._directory = directory
        self._protecting = Protecting(kept)
        self.declined = DeclinedFiles(connection, kept)

    def watched(self, after: int, limit: int) -> list[Watched]:
        """Return at most *limit* cases with a higher alias than *after*, in order."""
        rows = self._connection.execute(_ON_THE_WAY, (after, limit)).fetchall()
        stands = [(alias, self._stand(oid, newest), bool(way)) for alias, oid, newest, way in rows]
        # Who left by one of the cases that are shown as one went through the gates of the others too.
        return [Watched(alias, stand[0][0], stand, way or len(stand) > 1) for alias, stand, way in stands]

    def _stand(self, oid: bytes, newest: int) -> Stand:
        case, *others = self._protecting.shown_as_one(bytes(oid).hex())
        return ((case, newest), *((one, self._newest(one)) for one in others))

    def _newest(self, case: str) -> int:
        return int(self._connection.execute(_NEWEST, (bytes.fromhex(case),)).fetchone()[0])

    def unjudged(self, cases: Iterable[Watched], today: date, judged: Judged) -> list[Watched]:
        """Return those of *cases* of which is not *judged* whether they went through a closed gate, as they stand."""
        judged.begin(self._gates.catalogue(), today, self._directory.current().height)
        return [one for one in cases if one.on_the_way and not judged.known(one)]

    def judge(self, cases: Sequence[Watched], today: date, judged: Judged) -> None:
        """Judge *cases* anew. What is written after they were asked for has them judged once more."""
        catalogue = self._gates.catalogue()
        judged.begin(catalogue, today, self._directory.current().height)
        stands = {one.id: one.stand for one in cases}
        for file in self._files([one.alias for one in cases], today):
            judged.gates[file.case.id] = (stands[file.case.id], len(breached(file, catalogue)))

    def gates_passed(self, today: date, judged: Judged) -> dict[str, int]:
        """Return how many gates were passed without what they demand, of the cases (ids) where any were."""
        found: dict[str, int] = {}
        after = 0
        while cases := self.watched(after, _AT_ONCE):
            if new := self.unjudged(cases, today, judged):
                self.judge(new, today, judged)
            found |= judged.passed(cases)
            after = cases[-1].alias
        return found

    def _files(self, cases: Collection[int], today: date) -> list[CaseFile]:
        """Return what gates are judged by, of several cases."""
        wanted = msgspec.json.encode(sorted(cases)).decode()

        def of(cls: type[AnyRecord]) -> dict[str, list[AnyRecord]]:
            return self._kept.of_homes(wanted, cls)

        persons, flags, facts, enrolments = of(Person), of(Flag), of(Fact), of(Enrolment)
        marks, evidence, overrides, past = of(StepMark), of(Evidence), of(Override), of(BeforeGates)
        found = [
            CaseFile(
                case=case,
                today=today,
                persons=persons.get(home, ()),
                flags=flags.get(home, ()),
                facts=facts.get(home, ()),
                enrolments=enrolments.get(home, ()),
                marks=marks.get(home, ()),
                evidence=evidence.get(home, ()),
                overrides=overrides.get(home, ()),
                past=past.get(home, ()),
                entitled=self._gates.entitled([*overrides.get(home, ()), *past.get(home, ())]),
                lapsed=self._gates.lapsed(case, enrolments.get(home, ())),
            )
            for home, (case,) in of(Case).items()
        ]
        return [self._beside(file, today) for file in found]

    def _beside(self, file: CaseFile, today: date) -> CaseFile:
        others = self._protecting.shown_as_one(file.case.id)[1:]
        flags = self._protecting.flags(file.case.id) if others else file.flags
        return self._gates.beside(replace(file, flags=flags), others, today)

    def unseen(self, cases: Collection[str], reviewer: bytes) -> list[ReviewRow]:
        """Return rows of those of *cases* (ids) in which something a breach is judged by is new to *reviewer*.

        Or in a case that is shown as one with it.
        """
        if not cases:
            return []
        own = msgspec.json.encode(sorted(self._reviews.devices_of(reviewer))).decode()
        pairs = sorted((case, near) for case in cases for near in self._protecting.shown_as_one(case))
        asked = msgspec.json.encode(pairs).decode()
        return [self._row(row) for row in self._connection.execute(_UNSEEN, (asked, reviewer, own)).fetchall()]

    def _row(self, row: tuple[Any, ...]) -> ReviewRow:
        oid, reference, programme, place, responsible, at, name, own_name = row
        return ReviewRow(
            case=bytes(oid).hex(),
            reference=reference,
            name=name or "",
            own_name=own_name or "",
            programme=programme,
            place=place,
            responsible_name=person_name(self._directory, responsible),
            newest_at=at,
        )
