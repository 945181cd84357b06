"""Which enrolment goes with a programme, and which tasks follow: shared by opening, changing and enrolling a case."""

from collections.abc import Iterable
from datetime import date

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.programme_tasks import demands
from counsellor_app.domain.programmes.catalogue import Catalogue
from counsellor_app.domain.programmes.records import Enrolment
from counsellor_app.domain.records import Case
from counsellor_app.domain.validation import read_date
from counsellor_app.store.store import Work
from counsellor_app.workflows.tasks import follow_demands
from sync.wording import _


def enrolment_in(catalogue: Catalogue, programme: str, on: str) -> Enrolment:
    """Return an enrolment in *programme* (code) from the day *on* (ISO, empty: today), by the version in force then.

    Where none is in force the nearest text counts. Raises :class:`ActionableError` for a programme not known here.
    """
    day = read_date(on) if on else date.today()
    text = catalogue.newest(programme, day)
    if text is None:
        raise ActionableError(
            _("This programme is not known."), _("Sync once with the office; `counsellor programme list` shows them.")
        )
    return Enrolment(programme=programme, version=text.version, started_on=day.isoformat())


def follow_all(work: Work, cases: Iterable[str]) -> None:
    """Bring the tasks of *cases* (ids) in step, and those of every case that is shown as one with them."""
    protecting = work.queries.protecting()
    for near in sorted({near for case in cases for near in protecting.shown_as_one(case)}):
        follow(work, near)


def follow(work: Work, case_id: str) -> None:
    """Bring the tasks of a case in step with its journey and with what the client declined, inside *work*."""
    files = work.queries.gate_files()
    file = files.case_file(work.records.load(Case, case_id), date.today())
    if file.enrolments:
        declined = work.queries.protecting().declined(case_id)
        follow_demands(work, case_id, demands(file, files.catalogue(), declined))
