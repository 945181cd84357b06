"""What a client declined is saved by no way on this device; what another one saved unknowingly is kept and told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.photos import Photo
from counsellor_app.domain.programmes.records import Enrolment, StepMark, Support
from counsellor_app.domain.records import Flag, Note, Record
from counsellor_app.domain.refusals import DeclinedBreach, Refusal
from counsellor_app.domain.trafficking import TraffickingRecord
from tests.counsellor_app.store.conftest import Team
from tests.offices import Site

HRT = Enrolment(programme="HRT", version="vw2000", started_on="2026-09-01")
REINTEGRATION = Refusal(offer="reintegration", on="2026-10-01", words="No, only the ticket.")


def refused(site: Site, *records: Record) -> None:
    entries = site.count("log")
    with pytest.raises(ActionableError):
        site.save(*records)
    assert site.count("log") == entries


def told(site: Site, case_id: str) -> list[tuple[str, str]]:
    with site.store.reading() as queries:
        found: tuple[DeclinedBreach, ...] = queries.breaches().declined.breaches(case_id).get(case_id, ())
        assert queries.breaches().declined.breaches() == ({case_id: found} if found else {})
    return [(one.kind, one.code) for one in found]


@contextmanager
def counted(site: Site) -> Iterator[list[str]]:
    """The statements that ask for refusals meanwhile."""
    asked: list[str] = []
    connection = site.store._connection
    connection.set_trace_callback(lambda text: asked.append(text) if "refusal_row" in text else None)
    try:
        yield asked
    finally:
        connection.set_trace_callback(None)


def test_nothing_declined_is_saved_by_any_way(team: Team) -> None:
    case, _records = team.one.open_case(programme="REAN")
    team.one.save(replace(REINTEGRATION, case=case.id), Refusal(case=case.id, offer="photo", on="2026-10-01"))
    refused(team.one, replace(case, programme="HRT"))
    refused(team.one, replace(HRT, case=case.id))
    refused(team.one, replace(case, programme="HRT"), replace(HRT, case=case.id))
    refused(team.one, Photo(case=case.id, image="…"))
    refused(team.one, Support(case=case.id, item="tools", on="2026-10-02"))
    refused(team.one, Note(case=case.id, text="with it"), Photo(case=case.id, image="…"))
    team.one.change(case.id, place="Emmen")
    team.one.save(Flag(case=case.id, code="health"), Support(case=case.id, item="ticket", on="2026-10-02"))
    refusals = team.one.store.queries.records(case.id, Refusal)
    with team.one.work() as work:
        work.records.remove(refusals[0])
    team.one.save(replace(HRT, case=case.id))
    assert told(team.one, case.id) == []


def test_a_new_case_cannot_bring_it_along(team: Team) -> None:
    with pytest.raises(ActionableError):
        team.one.open_case(records=[REINTEGRATION, HRT])
    with pytest.raises(ActionableError):
        team.one.open_case(records=[Flag(code="trafficking"), Refusal(offer="trafficking-support")])
    team.one.open_case(records=[REINTEGRATION, Flag(code="health")], programme="REAN")


def test_a_flag_is_not_changed_into_a_name_that_was_declined(team: Team) -> None:
    case, records = team.one.open_case(records=[Flag(code="health"), Refusal(offer="label:trafficking")])
    flag = next(one for one in records if isinstance(one, Flag))
    refused(team.one, replace(flag, code="trafficking"))
    team.one.save(replace(flag, remark="asthma"))
    refused(team.one, TraffickingRecord(case=case.id, con_Consent="TRUE"))


def test_a_conflict_is_not_settled_into_what_was_declined(team: Team) -> None:
    case, _records = team.one.open_case(team.id)
    team.house.settle()
    team.one.save(replace(REINTEGRATION, case=case.id), replace(case, programme="REAN"))
    team.two.save(replace(HRT, case=case.id), replace(case, programme="HRT"))
    team.house.settle()
    conflict = team.one.store.queries.conflicts(case.id)[0]
    shown = team.one.case(case.id).programme
    if shown != "HRT":
        with pytest.raises(ActionableError), team.one.work() as work:
            work.records.resolve(conflict.id, "HRT", "")
    else:
        assert told(team.one, case.id) == [("enrolment", "programme:HRT")]
    with team.one.work() as work:
        work.records.resolve(conflict.id, "REAN", "")
    refused(team.one, replace(team.one.case(case.id), programme="HRT"))
    assert told(team.one, case.id) == [("enrolment", "programme:HRT")]


def test_what_was_saved_elsewhere_meanwhile_is_kept_and_told(team: Team) -> None:
    case, _records = team.one.open_case(team.id)
    team.house.settle()
    team.one.save(replace(REINTEGRATION, case=case.id), Refusal(case=case.id, offer="arrival", on="2026-10-01"))
    enrolled = team.two.save(replace(HRT, case=case.id), replace(case, programme="HRT"))[0]
    team.two.save(StepMark(case=case.id, enrolment=enrolled.id, step="contribution", state="planned", on="2026-12-01"))
    team.two.save(Support(case=case.id, enrolment=enrolled.id, item="tools", on="2026-10-05"))
    team.two.note(case.id, "he seemed to want it")
    team.house.settle()
    for site in (team.one, team.two, team.founder):
        assert site.texts(case.id) == ["he seemed to want it"]
        assert not site.codes()
        assert told(site, case.id) == [
            ("enrolment", "programme:HRT"),
            ("step_mark", "reintegration"),
            ("support", "reintegration"),
        ]
        refused(site, Support(case=case.id, item="tools", on="2026-10-06"))
    withdrawn = team.founder.store.queries.records(case.id, Refusal)[0]
    with team.founder.work() as work:
        work.records.remove(withdrawn)
    team.house.settle()
    assert told(team.one, case.id) == []


def test_what_was_there_before_is_no_breach(team: Team) -> None:
    case, _records = team.one.open_case(records=[HRT, Flag(code="trafficking")], programme="HRT")
    team.one.save(Refusal(case=case.id, offer="beyond-rean", on="2027-01-01"))
    assert told(team.one, case.id) == []
    team.one.save(replace(team.one.case(case.id), place="Emmen"), Note(case=case.id, text="…"))
    refused(team.one, replace(HRT, case=case.id, started_on="2026-10-01"))


def test_a_note_is_saved_without_asking_what_was_declined(team: Team) -> None:
    case, _records = team.one.open_case()
    team.one.save(replace(REINTEGRATION, case=case.id))
    with counted(team.one) as asked:
        team.one.note(case.id, "nothing to decline here")
        team.one.change(case.id, place="Emmen", status="paused")
        team.one.open_case()
    assert not asked
    with counted(team.one) as asked:
        team.one.save(Flag(case=case.id, code="health"))
    assert len(asked) == 1
