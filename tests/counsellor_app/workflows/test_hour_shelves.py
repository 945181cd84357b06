"""The shelves of queues in an office in process: made once for an hour, read whoever made them, and by nobody else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.hours import ConsultationHour, Slot
from counsellor_app.domain.shelves import Shelf, ShelfPurpose
from counsellor_app.settings import Profile
from counsellor_app.workflows import casework, day_packs, hour_pages, hours, reviewing, shelves
from counsellor_app.workflows.queues import slots_kept
from counsellor_app.workflows.session import Session
from counsellor_app.workflows.shared_conflicts import shared_conflicts
from tests.counsellor_app.store.truth import differences
from tests.offices import House, Site


def session_of(site: Site) -> Session:
    """The session of the person at *site*; its vault is not needed here."""
    return Session(Profile(site.folder), None, site.store, site.device)  # type: ignore[arg-type]


class Office:
    """Two of a team, and one of another; an hour that an older version planned, so that it has no shelf."""

    def __init__(self, folder: Path) -> None:
        self.house = House.found(folder)
        self.team, other = self.house.add_team("Noord"), self.house.add_team("Zuid")
        self.one, self.two = self.house.join("one", self.team), self.house.join("two", self.team)
        self.stranger = self.house.join("stranger", other)
        self.house.settle()
        self.hour = self.old_hour()
        self.house.settle()

    def old_hour(self) -> ConsultationHour:
        with self.one.work() as work:
            shelf = shelves.team_shelf(session_of(self.one), work)
            hour = ConsultationHour(shelf=shelf, place="dji-alphen", day="2026-11-23", starts="13:00", ends="14:00")
            saved = work.records.save(hour)
            work.records.save(Slot(shelf=shelf, hour=saved.id, slip="Oud briefje", starts="13:00"))
            return saved

    def shelves(self, site: Site, hour: str = "") -> list[str]:
        found = shelves.hour_shelves(session_of(site), site.store.queries, **({"hour": hour} if hour else {}))
        return list(found)

    def names(self, site: Site, hour: str) -> list[str]:
        page = hour_pages.hour_page(session_of(site), hour)
        return [row.name for row in page.rows if row.line.slot is not None]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.house.close()


def test_an_hour_is_planned_with_its_shelf_and_only_its_team_reads_it(office: Office) -> None:
    planned = hours.add_hour(session_of(office.one), "Alphen", "2026-11-24", "13:00", "14:00")
    slot = hours.add_slot(session_of(office.one), planned.id, slip="Ruslan")
    assert [slot.shelf] == office.shelves(office.one, planned.id)
    assert slot.shelf != planned.shelf
    office.house.settle()
    second = hours.add_slot(session_of(office.two), planned.id, slip="Minh")
    assert second.shelf == slot.shelf, "made once"
    office.house.settle()
    assert office.names(office.one, planned.id) == office.names(office.two, planned.id) == ["Ruslan", "Minh"]
    assert office.one.store.records.readers(slot.shelf) == office.one.store.records.readers(planned.shelf)
    assert office.stranger.store.queries.all_records(Slot) == []


def test_two_shelves_made_apart_are_both_read_and_the_lowest_is_written(office: Office) -> None:
    for site, name in ((office.one, "Ruslan"), (office.two, "Minh")):
        hours.add_slot(session_of(site), office.hour.id, slip=name)
    office.house.settle()
    made = office.shelves(office.one, office.hour.id)
    assert (len(made), made) == (2, sorted(made))
    assert office.shelves(office.two, office.hour.id) == made
    for site, name in ((office.one, "Selam"), (office.two, "Liu")):
        assert hours.add_slot(session_of(site), office.hour.id, slip=name).shelf == made[0]
    office.house.settle()
    for site in (office.one, office.two):
        assert sorted(office.names(site, office.hour.id)) == ["Liu", "Minh", "Oud briefje", "Ruslan", "Selam"]
        assert hours.list_hours(session_of(site))[0].counts.to_come == 5
    assert differences([office.house.founder, office.one, office.two]) == {}


def test_an_hour_of_an_older_version_gets_its_queue_with_the_pack_and_a_colleague_writes_there(office: Office) -> None:
    session = session_of(office.one)
    case = casework.add_case(session, name="Komt morgen", team=office.team.hex())
    with office.one.work() as work:
        work.records.save(Slot(shelf=office.hour.shelf, hour=office.hour.id, case=case.id, position=1))
    office.house.settle()
    day_packs.start_pack(session, [office.hour.id], "tomorrow")
    (queue,) = office.shelves(office.one, office.hour.id)
    office.house.settle()
    assert hours.add_slot(session_of(office.two), office.hour.id, slip="Nog een briefje").shelf == queue
    office.house.settle()
    assert office.names(office.one, office.hour.id) == ["Oud briefje", "Komt morgen", "Nog een briefje"]


def test_a_shelf_made_by_who_is_not_of_the_team_is_not_believed(office: Office) -> None:
    other = office.stranger
    with other.work() as work:
        for team in (office.team.hex(), ""):
            queue = Shelf(purpose=ShelfPurpose.HOUR, team=team, hour=office.hour.id)
            readers = [office.team.hex(), other.person_id.hex()]
            work.records.open_shelf(queue, [Slot(hour=office.hour.id, slip="Indringer")], readers)
    office.house.settle()
    for site in (office.one, office.two):
        assert len(site.store.queries.all_records(Slot, hour=office.hour.id)) == 3
        assert office.shelves(site) == []
        assert office.names(site, office.hour.id) == ["Oud briefje"]
    mine = hours.add_slot(session_of(office.one), office.hour.id, slip="Ruslan")
    assert office.shelves(office.one) == [mine.shelf]


def test_who_left_the_team_makes_no_shelf_that_nobody_would_read(office: Office) -> None:
    office.house.set_members(office.team, office.one)
    office.two.sync()
    with pytest.raises(ActionableError, match="not in this team"):
        hours.add_slot(session_of(office.two), office.hour.id, slip="Ruslan")
    assert office.names(office.two, office.hour.id) == ["Oud briefje"]


def test_an_hour_two_laptops_reschedule_is_settled_by_who_looks_at_it(office: Office) -> None:
    slot = hours.add_slot(session_of(office.one), office.hour.id, slip="Ruslan", at="13:30")
    office.house.settle()
    hours.change_hour(session_of(office.one), office.hour.id, {"day": "2026-11-25", "remark": "kamer 2"})
    hours.change_hour(session_of(office.two), office.hour.id, {"day": "2026-11-26", "starts": "13:10"})
    office.house.settle()
    for site in (office.one, office.two):
        (row,) = hours.list_hours(session_of(site))
        assert (row.hour.starts, row.hour.remark) == ("13:10", "kamer 2")
        (shared,) = shared_conflicts(session_of(site))
        assert (shared.conflict.field, sorted(shared.values)) == ("day", ["2026-11-25", "2026-11-26"])
        assert f"{int(row.hour.day[-2:])} Nov 2026" in shared.about[0]
    shown = hours.list_hours(session_of(office.one))[0].hour.day
    hours.change_hour(session_of(office.one), office.hour.id, {"day": shown})
    office.house.settle()
    for site in (office.one, office.two):
        assert shared_conflicts(session_of(site)) == []
        assert hours.list_hours(session_of(site))[0].hour.day == shown
        line = next(
            row.line for row in hour_pages.hour_page(session_of(site), office.hour.id).rows if row.name == "Ruslan"
        )
        assert (line.slot, line.time, line.promised_otherwise) == (slot, "13:40", True)


def test_what_became_of_somebody_is_settled_by_saying_it_again_or_by_taking_a_value(office: Office) -> None:
    slots = [hours.add_slot(session_of(office.one), office.hour.id, slip=name) for name in ("Ruslan", "Minh")]
    office.house.settle()
    for slot in slots:
        hours.set_state(session_of(office.one), slot.id, "absent")
        hours.set_state(session_of(office.two), slot.id, "present")
        hours.shift_slot(session_of(office.one), slot.id, 1)
        hours.shift_slot(session_of(office.two), slot.id, 2)
    office.house.settle()
    assert office.names(office.one, office.hour.id) == office.names(office.two, office.hour.id)
    found = shared_conflicts(session_of(office.two))
    assert {(one.conflict.field, one.about[0]) for one in found} == {("state", "Ruslan"), ("state", "Minh")}
    shown = hours.find_slot(session_of(office.two), slots[0].id).state
    hours.set_state(session_of(office.two), slots[0].id, shown)
    conflict = next(one.conflict for one in found if one.about[0] == "Minh")
    absent = next(side for side in conflict.values if side.value == "absent")
    reviewing.resolve(session_of(office.two), conflict.id, take=absent.change)
    office.house.settle()
    for site in (office.one, office.two):
        assert shared_conflicts(session_of(site)) == []
        states = [hours.find_slot(session_of(site), slot.id).state for slot in slots]
        assert states == [shown, "absent"]


def test_who_is_put_into_an_hour_that_is_cancelled_meanwhile_is_not_forgotten(office: Office) -> None:
    planned = hours.add_hour(session_of(office.one), "Alphen", "2026-11-24", "13:00", "14:00")
    other = hours.add_hour(session_of(office.one), "Alphen", "2026-11-27", "13:00", "14:00")
    office.house.settle()
    hours.cancel_hour(session_of(office.one), planned.id)
    hours.cancel_hour(session_of(office.one), other.id)
    hours.add_slot(session_of(office.two), planned.id, slip="Ruslan")
    office.house.settle()
    for site in (office.one, office.two):
        rows = {row.hour.id: row for row in hours.list_hours(session_of(site))}
        assert (rows[planned.id].hour.removed, rows[planned.id].counts.to_come) == (True, 1)
        assert other.id not in rows
    hours.carry_over(session_of(office.one), planned.id, office.hour.id)
    assert planned.id not in {row.hour.id for row in hours.list_hours(session_of(office.one))}


ACTS = st.tuples(
    st.sampled_from(["one", "two"]),
    st.sampled_from(["add", "shift", "absent", "move", "remove", "back", "sync"]),
    st.integers(0, 9),
)


@given(st.lists(ACTS, max_size=14))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whoever_wrote_on_which_shelf_the_queue_is_the_same_everywhere(
    office: Office, acts: list[tuple[str, str, int]]
) -> None:
    """Two laptops at one queue that lies on several shelves: both end with the same, and nobody fell out of it."""
    hour, after = office.old_hour(), office.old_hour()
    office.house.settle(office.one, office.two)
    gone, expected = set(), {"Oud briefje"}
    for number, (who, act, which) in enumerate(acts):
        site = {"one": office.one, "two": office.two}[who]
        session = session_of(site)
        slots = [slot for slot in slots_kept(session, site.store.queries, hour=hour.id) if slot.state == "waiting"]
        if act == "sync":
            office.house.settle(site)
        elif act == "add":
            expected.add(hours.add_slot(session, hour.id, slip=f"Briefje {number} X").slip)
        elif slots:
            slot = slots[which % len(slots)]
            if act == "shift":
                hours.shift_slot(session, slot.id, which - 4)
            elif act == "move":
                hours.move_slot(session, slot.id, after.id)
            elif act == "remove":
                hours.remove_slot(session, slot.id)
                gone.add(slot.slip)
            else:
                hours.set_state(session, slot.id, "absent" if act == "absent" else "present")
    office.house.settle(office.one, office.two)
    one, two = (office.names(site, hour.id) for site in (office.one, office.two))
    assert one == two
    assert office.names(office.one, after.id) == office.names(office.two, after.id)
    assert expected - gone <= set(one)
    lines = [row.line.number for row in hour_pages.hour_page(session_of(office.one), hour.id).rows]
    assert len(lines) == len(set(lines))
