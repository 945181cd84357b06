"""At which step of their programmes cases are: what the list shows, narrows by, and offers to narrow by.

A client's no counts as it does on the page of the case: a step, or a programme, that was declined is named in no row
and finds none; nor is it among the steps that are offered, unless others stand at it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Final

import msgspec

from counsellor_app.domain.overviews import CaseRow, CaseStep
from counsellor_app.domain.programmes.catalogue import Catalogue
from counsellor_app.domain.programmes.gates import CaseFile
from counsellor_app.domain.programmes.merged_files import as_one
from counsellor_app.domain.programmes.reading import ProgrammeTextError
from counsellor_app.domain.programmes.records import Enrolment, StepMark
from counsellor_app.domain.records import Case
from counsellor_app.domain.standing import Told, steps_standing, steps_told, told_first
from counsellor_app.store.queries.kept import Kept
from counsellor_app.store.queries.together import hidden_cases, rows_as_one

_SOME: Final = "IN (SELECT value FROM json_each(?))"
_STAND: Final = """
SELECT lower(hex(c.oid)), c.id, s.stand FROM case_row c LEFT JOIN standing_row s ON s.case_id = c.id
WHERE c.oid IN (SELECT unhex(value) FROM json_each(?))
"""
_WAYS: Final = f"SELECT stand, count(*) FROM standing_row WHERE case_id NOT {_SOME} GROUP BY stand"
_ALIKE: Final = f"SELECT case_id FROM standing_row WHERE stand {_SOME} AND case_id NOT {_SOME}"
_REFUSING: Final = "SELECT case_id, group_concat(DISTINCT offer) FROM refusal_row WHERE NOT removed GROUP BY case_id"
_OVER: Final = f"SELECT id FROM case_row WHERE id {_SOME} AND status IN ('departed', 'closed')"
_STANDS: Final = f"SELECT case_id, stand FROM standing_row WHERE case_id {_SOME}"


class Steps:
    """Reads of one store, all at one moment."""

    def __init__(self, kept: Kept, catalogue: Callable[[], Catalogue]) -> None:
        self._connection = kept.connection
        self._kept = kept
        self._texts = catalogue
        self._today = date.today()

    @cached_property
    def _catalogue(self) -> Catalogue:
        try:
            return self._texts()
        except ProgrammeTextError:
            return Catalogue(())  # a damaged installation is told where programmes are worked with; cases are found

    @cached_property
    def _together(self) -> dict[int, tuple[int, ...]]:
        return rows_as_one(self._connection)

    def told(self, rows: Sequence[CaseRow], step: str = "") -> list[CaseRow]:
        """Return *rows* with the steps at which each case is; those that are *step* (a code) first."""
        asked = _json(row.id for row in rows)
        stands = {oid: (case, stand) for oid, case, stand in self._connection.execute(_STAND, (asked,)).fetchall()}
        as_one_with = self._merged({stands[row.id][0]: row.declined for row in rows if row.id in stands})
        found = []
        for row in rows:
            case, stand = stands.get(row.id, (0, None))
            steps = as_one_with.get(case)
            if steps is None:
                steps = self._steps(stand, row.declined) if stand else ()
            found.append(replace(row, steps=tuple(one for _of, one in told_first(steps, step))) if steps else row)
        return found

    def cases_at(self, step: str, programme: str = "") -> list[int]:
        """Return the cases (row ids) that are at a step (code) of any programme, or of *programme*."""

        def fits(steps: Told) -> bool:
            return any(one.step == step and programme in ("", of) for of, one in steps)

        apart = self._apart()
        ways = self._connection.execute(_WAYS, (_json(apart),)).fetchall()
        fitting = [stand for stand, _count in ways if fits(self._steps(stand, ()))]
        alike = self._connection.execute(_ALIKE, (_json(fitting), _json(apart))).fetchall()
        return [*(case for (case,) in alike), *(case for case, steps in apart.items() if fits(steps))]

    def in_use(self, programme: str = "") -> list[CaseStep]:
        """Return the steps at which cases are, each code once: as most are told it, in the order of their way."""
        told: dict[str, Counter[CaseStep]] = defaultdict(Counter)
        for steps, count in self._told_of_all():
            for of, one in steps:
                if programme in ("", of):
                    told[one.step][one] += count
        usual = [max(found, key=lambda one: (found[one], one.en)) for found in told.values()]
        return sorted(usual, key=self._place)

    def _told_of_all(self) -> Iterator[tuple[Told, int]]:
        apart = self._apart()
        for stand, count in self._connection.execute(_WAYS, (_json(apart),)).fetchall():
            yield self._steps(stand, ()), count
        hidden = hidden_cases(self._connection)
        yield from ((steps, 1) for case, steps in apart.items() if case not in hidden)

    def _place(self, one: CaseStep) -> tuple[float, str]:
        """Return how far on its way a step stands, by the texts that have it."""
        texts = [edition.programme for code in self._catalogue.codes() for edition in self._catalogue.editions(code)]
        places = [text.place_of(one.step) / len(text.steps) for text in texts if text.step(one.step) is not None]
        return (sum(places) / len(places) if places else 1.0, one.en)

    def _steps(self, stand: str, declined: Iterable[str]) -> Told:
        return steps_standing(stand, self._catalogue, tuple(sorted(declined)), self._today)

    def _apart(self) -> dict[int, Told]:
        """Return the cases (row ids) where more counts than how they stand: refusals, and cases shown as one."""
        refusing = {case: frozenset(offers.split(",")) for case, offers in self._connection.execute(_REFUSING)}
        declined = {
            case: frozenset().union(*(refusing.get(near, frozenset()) for near in self._together.get(case, (case,))))
            for case in {*refusing, *self._together}
        }
        found = self._merged(declined)
        alone = [case for case in declined if case not in found]
        stands = self._connection.execute(_STANDS, (_json(alone),)).fetchall()
        return {**dict.fromkeys(alone, ()), **found} | {
            case: self._steps(stand, declined[case]) for case, stand in stands
        }

    def _merged(self, declined: Mapping[int, Iterable[str]]) -> dict[int, Told]:
        """Return the steps of those cases that are shown as one with one that is over: who left by it left."""
        near = {one for case in declined for one in self._together.get(case, ())}
        if not near:
            return {}
        over = {case for (case,) in self._connection.execute(_OVER, (_json(near),))}
        wanted = [case for case in declined if not over.isdisjoint({*self._together.get(case, ())} - {case})]
        files = self._files({one for case in wanted for one in self._together[case]})
        return {
            case: steps_told(
                as_one(files[case], [files[one] for one in self._together[case] if one != case], self._catalogue),
                self._catalogue,
                sorted(declined[case]),
            )
            for case in wanted
        }

    def _files(self, cases: Collection[int]) -> dict[int, CaseFile]:
        """Return of several cases (row ids) what their steps follow from."""
        if not cases:
            return {}
        asked = _json(cases)
        of = self._kept.of_homes
        enrolments, marks = of(asked, Enrolment), of(asked, StepMark)
        rows = {self._kept.stream_of(home): home_cases[0] for home, home_cases in of(asked, Case).items()}
        return {
            row: CaseFile(
                case=case, today=self._today, enrolments=enrolments.get(case.id, ()), marks=marks.get(case.id, ())
            )
            for row, case in rows.items()
        }


def _json(values: Iterable[object]) -> str:
    return msgspec.json.encode(list(values)).decode()
