"""The office decides for how many years closed cases are kept, and sees which are past it."""

from datetime import date, timedelta

import pytest

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.programmes.conditions import months_later
from counsellor_app.domain.retention import RetentionRule
from counsellor_app.domain.rights import Role
from counsellor_app.workflows import casework, journey, retention
from counsellor_app.workflows.session import Session

TODAY = date.today()


def due(session: Session, day: date) -> list[str]:
    return [one.closed.name for one in retention.kept_cases(session, on=day.isoformat())]


def test_the_office_decides_and_sees_what_is_past(session: Session) -> None:
    made = {
        name: casework.add_case(session, name=name, programme=programme).id
        for name, programme in (("Selam", "REAN"), ("Abel", "UAM"), ("Ada", ""), ("Open", ""))
    }
    journey.enrol(session, made["Selam"], "HRT")
    for name in ("Selam", "Abel", "Ada"):
        casework.close_case(session, made[name])
    last = {years: months_later(TODAY, 12 * years) for years in (2, 5)}
    assert not retention.kept_cases(session, on="2199-01-01")
    assert [one.until for one in retention.kept_cases(session, every=True)] == [None] * 3
    retention.set_retention(session, 2)
    assert due(session, last[2]) == []
    assert sorted(due(session, last[2] + timedelta(days=1))) == ["Abel", "Ada", "Selam"]
    retention.set_retention(session, 5, "HRT")
    assert sorted(due(session, last[2] + timedelta(days=1))) == ["Abel", "Ada"]
    assert len(due(session, last[5] + timedelta(days=1))) == 3
    casework.set_fields(session, made["Ada"], {"status": "open"})
    assert sorted(due(session, last[2] + timedelta(days=1))) == ["Abel"]
    retention.set_retention(session, 0)
    assert retention.retention_rules(session) == {"HRT": 5}
    assert due(session, date(2199, 1, 1)) == []
    assert len(session.store.queries.all_records(RetentionRule)) == 2


def test_only_an_administrator_decides_and_only_what_can_be(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in (-1, 111):
        with pytest.raises(ActionableError):
            retention.set_retention(session, wrong)
    with pytest.raises(ActionableError):
        retention.set_retention(session, 5, "MOON")
    monkeypatch.setattr(session, "role", str(Role.SUPERVISOR))
    with pytest.raises(ActionableError):
        retention.set_retention(session, 5)
