"""Laws of the queue of a consultation hour: always a permutation, nobody vanishes, two counsellors converge."""

from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain import hour_queue as queues
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.hours import (
    TRANSITIONS,
    ConsultationHour,
    HeadCount,
    Slot,
    SlotState,
    line_at,
    lines_of,
    make_hour,
    may_become,
    overlapping,
    read_clock,
    read_day,
    require_transition,
    tally,
    time_of_line,
)

HOUR = ConsultationHour(id="h", day="2026-11-13", starts="13:00", ends="15:00", slot_minutes=10)
OTHER = replace(HOUR, id="o", day="2026-11-14", ends="13:30")
CLOCKS = st.tuples(st.integers(0, 23), st.integers(0, 59)).map(lambda at: f"{at[0]:02d}:{at[1]:02d}")


@st.composite
def slot_sets(draw: st.DrawFn, most: int = 20) -> list[Slot]:
    """Slots as merging may leave them: any position, several on one, some removed, some of another hour."""
    count = draw(st.integers(0, most))
    return [
        Slot(
            id=f"{number:032x}",
            hour=draw(st.sampled_from(["h", "h", "h", "o"])),
            case=draw(st.sampled_from(["", "c1", "c2", "c3"])),
            slip=f"person {number}",
            position=draw(st.integers(-2, 15)),
            state=draw(st.sampled_from([*SlotState, "of a newer version"])),
            removed=draw(st.booleans()) and draw(st.booleans()),
        )
        for number in range(count)
    ]


def standing(slots: list[Slot], hour: ConsultationHour = HOUR) -> list[str]:
    return sorted(slot.id for slot in slots if slot.hour == hour.id and not slot.removed)


# --- the queue


@given(slot_sets())
def test_nobody_vanishes_and_nobody_stands_twice(slots: list[Slot]) -> None:
    lines = queues.queue(HOUR, slots)
    assert sorted(slot.id for slot in queues.slots_in_order(lines)) == standing(slots)
    numbers = [line.number for line in lines]
    assert numbers == sorted(set(numbers))
    assert numbers[: lines_of(HOUR)] == list(range(12))
    assert all(line.over == (line.number >= 12) for line in lines)
    assert [line.time for line in lines] == [time_of_line(HOUR, line.number) for line in lines]


@given(slot_sets(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(slots: list[Slot], random: object) -> None:
    shuffled = list(slots)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert queues.queue(HOUR, shuffled) == queues.queue(HOUR, slots)


@given(slot_sets(12))
def test_whoever_has_a_line_alone_stands_on_it(slots: list[Slot]) -> None:
    for line in queues.queue(HOUR, slots):
        rivals = [slot for slot in slots if slot.hour == "h" and not slot.removed and slot.position <= line.number]
        if line.slot is not None and max(line.slot.position, 0) != line.number:
            assert len(rivals) > 1


@given(slot_sets())
def test_the_figures_add_up(slots: list[Slot]) -> None:
    lines = queues.queue(HOUR, slots)
    found = queues.counts(lines)
    known = [slot for slot in queues.slots_in_order(lines) if slot.state in set(SlotState)]
    assert found.present + found.absent + found.refused + found.moved + found.released + found.to_come == len(known)
    assert found.over == len(queues.overflow(lines)) <= len(queues.still_to_come(lines))


# --- acts on it, and two counsellors at once

ACTS = st.one_of(
    st.tuples(st.just("shift"), st.integers(0, 30), st.integers(-3, 3)),
    st.tuples(st.just("state"), st.integers(0, 30), st.sampled_from(list(SlotState))),
    st.tuples(st.just("move"), st.integers(0, 30), st.just(0)),
    st.tuples(st.just("add"), st.integers(0, 30), st.just(0)),
)
Registers = dict[tuple[str, str], tuple[int, str, object]]
"""(slot, field) → (clock, who, value): of a field its latest write is displayed, as the store has it."""


class Counsellor:
    """One laptop: the slots as she sees them, and what she wrote, with her clock."""

    def __init__(self, name: str, start: Registers) -> None:
        self.name, self.clock, self.known = name, 100, dict(start)

    def slots(self) -> list[Slot]:
        names = {field.name for field in fields(Slot)} - {"id"}
        rows: dict[str, dict[str, object]] = {}
        for (slot, field), (_clock, _who, value) in self.known.items():
            rows.setdefault(slot, {})[field] = value
        return [
            Slot(id=slot, **{n: v for n, v in row.items() if n in names})  # type: ignore[arg-type]
            for slot, row in rows.items()
        ]

    def write(self, *slots: Slot) -> None:
        self.clock += 1
        before = {slot.id: slot for slot in self.slots()}
        for number, slot in enumerate(slots):
            new = slot if slot.id else replace(slot, id=f"{self.name}-{self.clock}-{number}")
            for field in fields(Slot):
                value = getattr(new, field.name)
                old = before.get(new.id)
                if field.name != "id" and (old is None or getattr(old, field.name) != value):
                    self.known[new.id, field.name] = (self.clock, self.name, value)

    def act(self, kind: str, number: int, detail: object) -> None:
        lines = queues.queue(HOUR, self.slots())
        order = queues.slots_in_order(lines)
        if kind == "add":
            self.write(queues.placed(HOUR, lines, Slot(slip="new")))
        elif order:
            slot = order[number % len(order)]
            if kind == "shift":
                self.write(*queues.shifted(HOUR, lines, slot.id, int(str(detail))))
            elif kind == "state" and may_become(slot.state, str(detail)) and detail != SlotState.MOVED:
                self.write(queues.with_state(slot, str(detail)))
            elif kind == "move" and may_become(slot.state, SlotState.MOVED):
                self.write(*queues.moved(slot, OTHER, queues.queue(OTHER, self.slots())))

    def hear(self, other: "Counsellor") -> None:
        for key, entry in other.known.items():
            if key not in self.known or entry[:2] > self.known[key][:2]:
                self.known[key] = entry


@given(slot_sets(8), st.lists(ACTS, max_size=12), st.lists(ACTS, max_size=12))
def test_two_counsellors_at_one_queue_end_with_the_same(slots: list[Slot], hers: list, his: list) -> None:  # type: ignore[type-arg]
    start: Registers = {
        (slot.id, field.name): (0, "", getattr(slot, field.name))
        for slot in slots
        for field in fields(Slot)
        if field.name != "id"
    }
    anna, bram = Counsellor("anna", start), Counsellor("bram", start)
    for act in hers:
        anna.act(*act)
    for act in his:
        bram.act(*act)
    before = {slot.id for slot in (*anna.slots(), *bram.slots())}
    anna.hear(bram)
    bram.hear(anna)
    for hour in (HOUR, OTHER):
        assert queues.queue(hour, anna.slots()) == queues.queue(hour, bram.slots())
    seen = {slot.id for hour in (HOUR, OTHER) for slot in queues.slots_in_order(queues.queue(hour, anna.slots()))}
    assert seen == {slot.id for slot in anna.slots() if not slot.removed}
    assert before == {slot.id for slot in anna.slots()}


@given(slot_sets(), st.integers(0, 30), st.integers(-4, 4))
def test_a_shift_moves_two_people_at_most_and_keeps_all(slots: list[Slot], number: int, step: int) -> None:
    lines = queues.queue(HOUR, slots)
    order = queues.slots_in_order(lines)
    if not order:
        return
    changed = queues.shifted(HOUR, lines, order[number % len(order)].id, step)
    assert len(changed) <= 2
    after = {slot.id: slot for slot in slots} | {slot.id: slot for slot in changed}
    assert standing(list(after.values())) == standing(slots)
    if changed and len({slot.position for slot in order}) == len(order) and all(s.position >= 0 for s in order):
        wanted = {slot.id: slot.position for slot in changed}
        for line in queues.queue(HOUR, after.values()):
            if line.slot is not None and line.slot.id in wanted:
                assert line.number == wanted[line.slot.id]


@given(slot_sets())
def test_a_move_leaves_a_trace_and_one_who_waits(slots: list[Slot]) -> None:
    for slot in queues.slots_in_order(queues.queue(HOUR, slots)):
        if not may_become(slot.state, SlotState.MOVED):
            continue
        old, new = queues.moved(slot, OTHER, queues.queue(OTHER, slots))
        assert (old.state, new.state, new.moved_from) == (SlotState.MOVED, SlotState.WAITING, slot.id)
        assert (new.case, new.slip, new.hour) == (slot.case, slot.slip, OTHER.id)
        again = [*(one for one in slots if one.id != slot.id), old, replace(new, id="new")]
        assert "new" in {one.id for one in queues.slots_in_order(queues.queue(OTHER, again))}
        with pytest.raises(ActionableError):
            queues.moved(slot, HOUR, [])


def test_an_hour_that_is_full_overflows_and_says_so() -> None:
    full = [Slot(id=str(number), hour="o", position=number) for number in range(3)]
    lines = queues.queue(OTHER, full)
    assert queues.first_free(lines) == 3
    late = queues.placed(OTHER, lines, Slot(id="late"))
    lines = queues.queue(OTHER, [*full, late])
    assert (lines[3].time, lines[3].over, [slot.id for slot in queues.overflow(lines)]) == ("13:30", True, ["late"])


def test_two_promises_of_one_time_are_both_kept_in_view() -> None:
    slots = [Slot(id=name, hour="h", position=4, starts="13:40") for name in ("anna", "bram")]
    lines = queues.queue(HOUR, slots)
    assert [(line.number, line.promised_otherwise) for line in lines if line.slot] == [(4, False), (5, True)]


@given(slot_sets())
def test_next_is_somebody_still_to_come_while_there_is_one(slots: list[Slot]) -> None:
    lines = queues.queue(HOUR, slots)
    coming = queues.still_to_come(lines)
    for slot in (*coming, Slot(id="nobody")):
        found = queues.next_after(lines, slot.id)
        others = [one for one in coming if one.id != slot.id]
        assert (found is None) == (not others)
        assert found is None or found in others


def test_whoever_waits_in_two_places_is_shown() -> None:
    slots = [
        Slot(id="a", case="c", hour="h"),
        Slot(id="b", case="c", hour="o"),
        Slot(id="d", moved_from="x", hour="h"),
        Slot(id="e", moved_from="x", hour="o"),
        Slot(id="f", case="z", hour="h"),
        Slot(id="g", case="z", hour="o", state=SlotState.DONE),
    ]
    assert queues.twice(slots) == {"a", "b", "d", "e"}


# --- states

ALLOWED = {
    "waiting": "present absent refused moved released done",
    "present": "waiting absent refused moved released done",
    "absent": "waiting present refused moved released",
    "refused": "waiting present absent moved released",
    "released": "waiting present absent refused",
    "moved": "waiting",
    "done": "present",
}


@pytest.mark.parametrize("state", SlotState)
@pytest.mark.parametrize("wanted", SlotState)
def test_each_transition(state: SlotState, wanted: SlotState) -> None:
    expected = wanted in ALLOWED[state].split()
    assert (wanted in TRANSITIONS[state]) is expected is may_become(state, wanted)
    if expected or state == wanted:
        require_transition(state, wanted)
    else:
        with pytest.raises(ActionableError) as refusal:
            require_transition(state, wanted)
        assert refusal.value.advice


def test_every_state_can_be_undone_step_by_step() -> None:
    for state, others in TRANSITIONS.items():
        for other in others:
            reached, steps = {other}, 0
            while state not in reached:
                reached |= {after for one in reached for after in TRANSITIONS[one]}
                steps += 1
                assert steps < 3, (state, other)


# --- times


@pytest.mark.parametrize(
    ("text", "clock"),
    [("13:00", "13:00"), ("9.30", "09:30"), ("0930", "09:30"), ("9u30", "09:30"), ("9", "09:00"), ("23:59", "23:59")],
)
def test_times_are_read(text: str, clock: str) -> None:
    assert read_clock(text) == clock


@pytest.mark.parametrize("text", ["", "24:00", "9:60", "noon", "-1", "12345"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ActionableError):
        read_clock(text)


@given(CLOCKS, CLOCKS, st.integers(5, 120))
def test_an_hour_is_refused_or_has_a_whole_grid(starts: str, ends: str, minutes: int) -> None:
    try:
        hour = make_hour("dji-alphen", "2026-11-13", starts, ends, minutes, "", "")
    except ActionableError:
        return
    length = lines_of(hour)
    assert 1 <= length <= 60
    assert time_of_line(hour, length - 1) < hour.ends
    assert all(line_at(hour, time_of_line(hour, number)) == number for number in range(length))


@pytest.mark.parametrize(
    ("text", "day"),
    [("tomorrow", "2026-12-01"), ("vandaag", "2026-11-30"), ("", "2026-11-30"), ("13-11-2026", "2026-11-13")],
)
def test_days_are_read(text: str, day: str) -> None:
    assert read_day(text, date(2026, 11, 30)) == day


def test_hours_at_one_place_or_by_one_person_that_overlap_are_found() -> None:
    hour = replace(HOUR, place="a", counsellor="x")
    others = [
        replace(hour, id="1", starts="14:59", ends="16:00", counsellor="y"),
        replace(hour, id="2", starts="15:00", ends="16:00"),
        replace(hour, id="3", place="b"),
        replace(hour, id="4", place="b", counsellor="y"),
        replace(hour, id="5", day="2026-11-14"),
    ]
    assert [other.id for other in overlapping(hour, [hour, *others])] == ["1", "3"]


def test_heads_of_a_session_add_up_without_names() -> None:
    counted = [
        HeadCount(language="ar", country="SY", people=4),
        HeadCount(language="ar", country="SY", people=1),
        HeadCount(language="so", country="SO", people=9),
        HeadCount(language="fr", country="", people=2, removed=True),
    ]
    assert tally(counted) == {("so", "SO"): 9, ("ar", "SY"): 5}
    assert {field.name for field in fields(HeadCount)}.isdisjoint({"name", "case", "person", "alien_number"})
