"""What clients declined: asked at the door before anything is saved, and held against what came in from elsewhere."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from counsellor_app.domain import declined_acts as acts
from counsellor_app.domain.declined_acts import Deed
from counsellor_app.domain.dossier import declined_of
from counsellor_app.domain.programmes.records import Enrolment, StepState
from counsellor_app.domain.records import Case, Person, Record
from counsellor_app.domain.refusals import DeclinedBreach, Refusal
from counsellor_app.store.database import Connection
from counsellor_app.store.queries.kept import Kept
from counsellor_app.store.queries.protecting import Protecting
from counsellor_app.store.queries.together import rows_as_one
from counsellor_app.store.values import read_id
from sync.protocol import clock

_SOME = "IN (SELECT value FROM json_each(?))"
_REFUSALS = 'SELECT r.case_id, r.oid, r.offer, r."on", r.words, r.at FROM refusal_row r WHERE NOT r.removed'
_CLIENTS = f"""
SELECT p.case_id, p.birth_date, p.birth_precision, p.birth_span FROM person_row p
WHERE p.case_id {_SOME} AND NOT p.removed ORDER BY p.at, p.id
"""
_ENROLMENTS = f"""
SELECT e.case_id, e.oid, e.programme, e.started_on, e.at, c.programme, e.outcome, e.ended_on,
 (SELECT max(h.hlc) FROM change_row h WHERE h.object = e.oid AND h.field = 'outcome' AND NOT h.initial)
FROM enrolment_row e JOIN case_row c ON c.id = e.case_id WHERE e.case_id {_SOME} ORDER BY e.at, e.id
"""
_CASES = f"""
SELECT c.id, c.oid, c.programme, c.at,
 (SELECT max(h.hlc) FROM change_row h WHERE h.object = c.oid AND h.field = 'programme' AND NOT h.initial)
FROM case_row c WHERE c.id {_SOME}
"""
_STEPS = f'SELECT s.case_id, s.oid, s.step, s.state, s."on", s.at FROM step_mark_row s WHERE s.case_id {_SOME}'
_SUPPORT = f'SELECT s.case_id, s.oid, s.item, s."on", s.at FROM support_row s WHERE s.case_id {_SOME}'
_FLAGS = f"SELECT f.case_id, f.oid, f.code, f.at FROM flag_row f WHERE f.case_id {_SOME} AND NOT f.removed"
_PHOTOS = f"SELECT p.case_id, p.oid, p.at FROM photo_row p WHERE p.case_id {_SOME} AND NOT p.removed"
_TRAFFICKING = " UNION ALL ".join(
    f"SELECT t.case_id, t.oid, t.at FROM {name}_row t WHERE t.case_id IN (SELECT value FROM json_each(?1)){present}"
    for name, present in {
        "trafficking": "",
        "trafficking_event": " AND NOT t.removed",
        "perpetrator": " AND NOT t.removed",
        "support_plan": " AND NOT t.removed",
        "trafficking_organisation": " AND NOT t.removed",
    }.items()
)

Deeds = dict[int, list[Deed]]


class DeclinedFiles:
    """Reads of one store."""

    def __init__(self, connection: Connection, kept: Kept) -> None:
        self._connection = connection
        self._kept = kept
        self._protecting = Protecting(kept)

    def guard(self, case: Case | None, records: Sequence[Record]) -> None:
        """Return when *records* of *case* (None: a new one) may be saved.

        Raises :class:`ActionableError` for what the client declined.
        """
        if not acts.acting(records, case):
            return
        refusals = self._protecting.refusals(case.id) if case is not None else []
        if not refusals and not any(isinstance(record, Refusal) for record in records):
            return
        before: dict[str, Record] = {}
        persons: list[Person] = []
        enrolled: list[str] = []
        others: tuple[Person, ...] = ()
        if case is not None:
            known = [record for record in records if record.id and type(record) in acts.CONCERNED]
            before = {record.id: self._kept.load(type(record), record.id) for record in known}
            before[case.id] = case
            persons = self._kept.of_home(case.id, Person, removed=False)
            enrolled = [one.programme for one in self._kept.of_home(case.id, Enrolment, removed=False)]
            others = self._protecting.clients(case.id)[1:]
        acts.check(records, before, refusals, persons, enrolled, others)

    def breaches(self, case_id: str = "") -> dict[str, tuple[DeclinedBreach, ...]]:
        """Return what was saved although it had been declined, by case (id): of one case, or of all that are here."""
        together = rows_as_one(self._connection)
        found = self._broken(self._asked(case_id, together), together)
        return {case_id: found[case_id]} if case_id in found else {} if case_id else found

    def refusing(self) -> list[int]:
        """Return the row ids of the cases with refusals, in order."""
        rows = self._connection.execute("SELECT DISTINCT case_id FROM refusal_row WHERE NOT removed ORDER BY 1")
        return [row[0] for row in rows.fetchall()]

    def breaches_among(self, cases: Iterable[int]) -> dict[str, tuple[DeclinedBreach, ...]]:
        """Return the same of several cases (row ids) and those shown as one with them."""
        together = rows_as_one(self._connection)
        return self._broken([near for one in cases for near in together.get(one, (one,))], together)

    def _broken(
        self, asked: Iterable[int] | None, together: Mapping[int, tuple[int, ...]]
    ) -> dict[str, tuple[DeclinedBreach, ...]]:
        limit = ("", ()) if asked is None else (f" AND r.case_id {_SOME}", (_json(asked),))
        written: dict[int, list[tuple[Refusal, int]]] = defaultdict(list)
        for case, oid, offer, on, words, at in self._connection.execute(f"{_REFUSALS}{limit[0]}", limit[1]).fetchall():
            written[case].append((Refusal(id=bytes(oid).hex(), offer=offer, on=on, words=words), at))
        known = {
            case: [one for near in together.get(case, (case,)) for one in written.get(near, ())]
            for case in {near for one in written for near in together.get(one, (one,))}
        }
        ids = self._ids(known)
        if not ids:
            return {}
        some = _json(ids)
        clients = self._clients(some)
        found = {}
        for case, deeds in self._deeds(some).items():
            same = [client for near in together.get(case, (case,)) for client in clients.get(near, ())]
            counting = {one.id for one in declined_of(same, [one for one, _at in known[case]])}
            broken = acts.breaches_of(deeds, [(one, at) for one, at in known[case] if one.id in counting])
            if broken:
                found[ids[case]] = broken
        return found

    def _asked(self, case_id: str, together: Mapping[int, tuple[int, ...]]) -> tuple[int, ...] | None:
        """Return the row ids of a case and of those shown as one with it; None where all are asked for."""
        if not case_id:
            return None
        row = self._connection.execute("SELECT id FROM case_row WHERE oid = ?", (read_id(case_id),)).fetchone()
        return together.get(row[0], (row[0],)) if row is not None else ()

    def _ids(self, known: Iterable[int]) -> dict[int, str]:
        some = _json(known)
        rows = self._connection.execute(f"SELECT id, oid FROM case_row WHERE id {_SOME}", (some,)).fetchall()
        return {case: bytes(oid).hex() for case, oid in rows}

    def _clients(self, some: str) -> dict[int, list[Person]]:
        found: dict[int, list[Person]] = {}
        for case, birth_date, precision, span in self._connection.execute(_CLIENTS, (some,)).fetchall():
            found.setdefault(case, [Person(birth_date=birth_date, birth_precision=precision, birth_span=span)])
        return found

    def _deeds(self, some: str) -> Deeds:
        found: Deeds = defaultdict(list)

        def deed(case: int, kind: str, oid: bytes, codes: tuple[str, ...], on: str, at: int) -> None:
            if codes:
                found[case].append(Deed(kind=kind, record=bytes(oid).hex(), codes=codes, on=on, at=at))

        def rows(statement: str) -> list[tuple[Any, ...]]:
            found_rows: list[tuple[Any, ...]] = self._connection.execute(statement, (some,)).fetchall()
            return found_rows

        for case, oid, programme, made, changed in rows(_CASES):
            at = clock.milliseconds(changed) if changed is not None else made
            deed(case, "case", oid, acts.programme_codes(programme), "", at)
        for case, oid, step, state, on, at in rows(_STEPS):
            deed(case, "step_mark", oid, acts.step_codes(step, state), on if state == StepState.DONE else "", at)
        for case, oid, item, on, at in rows(_SUPPORT):
            deed(case, "support", oid, acts.support_codes(item), on, at)
        for case, oid, code, at in rows(_FLAGS):
            deed(case, "flag", oid, acts.flag_codes(code), "", at)
        for case, oid, at in rows(_PHOTOS):
            deed(case, "photo", oid, acts.PHOTO_CODES, "", at)
        for case, oid, at in rows(_TRAFFICKING):
            deed(case, "trafficking", oid, acts.TRAFFICKING_CODES, "", at)
        self._enrolments(some, found)
        return found

    def _enrolments(self, some: str, found: Deeds) -> None:
        first: set[tuple[int, str]] = set()
        for case, oid, programme, on, at, own, outcome, ended_on, changed in self._connection.execute(
            _ENROLMENTS, (some,)
        ).fetchall():
            record = bytes(oid).hex()
            implied = programme == own and (case, programme) not in first
            first.add((case, programme))
            codes = acts.programme_codes(programme)
            found[case].append(Deed(kind="enrolment", record=record, codes=codes, on=on, at=at, implied=implied))
            if given := acts.outcome_codes(outcome):
                when = clock.milliseconds(changed) if changed is not None else at
                found[case].append(Deed(kind="enrolment", record=record, codes=given, on=ended_on, at=when))


def _json(rows: Iterable[int]) -> str:
    return msgspec.json.encode(list(rows)).decode()
