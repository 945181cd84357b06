"""Families: each tie is seen from both ends, everybody is counted once, and nothing is said that is not known."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.families import (
    FamilyCount,
    InterpreterNeed,
    Relation,
    RelationKind,
    birth_of_person,
    check_relation,
    count_family,
    family,
    heads,
    inverse,
    known_relation,
    read_interpreter_need,
    read_relation_kind,
    ties_of,
)
from counsellor_app.domain.records import Person, Precision

IDS = ("a", "b", "c", "d")
kinds = st.sampled_from([str(kind) for kind in RelationKind])
relations = st.lists(
    st.builds(
        Relation, id=st.uuids().map(str), person=st.sampled_from(IDS), other=st.sampled_from(IDS), kind=kinds,
        removed=st.booleans(),
    ),
    max_size=12,
)  # fmt: skip
birth_dates = st.one_of(
    st.just(("", Precision.UNKNOWN)),
    st.integers(1950, 2030).map(lambda year: (str(year), Precision.YEAR)),
    st.integers(1950, 2030).map(lambda year: (str(year), Precision.ESTIMATED)),
    st.dates(date(1950, 1, 1), date(2030, 12, 31)).map(lambda day: (day.isoformat(), Precision.KNOWN)),
)
days = st.dates(date(2000, 1, 1), date(2040, 12, 31))


@st.composite
def families(draw: st.DrawFn) -> list[Person]:
    return [
        Person(
            id=str(place), name="N", birth_date=(born := draw(birth_dates))[0], birth_precision=born[1],
            head=draw(st.booleans()), aside=draw(st.booleans()),
        )
        for place in range(draw(st.integers(0, 7)))
    ]  # fmt: skip


@given(kinds)
def test_turning_a_relation_twice_gives_it_back(kind: str) -> None:
    assert inverse(inverse(kind)) == kind
    assert inverse(kind) in set(RelationKind)


@given(relations)
def test_a_tie_is_seen_from_both_ends(known: list[Relation]) -> None:
    for person in IDS:
        for tie in ties_of(person, known):
            assert (person, inverse(tie.kind)) in {(back.other, back.kind) for back in ties_of(tie.other, known)}


@given(relations, st.randoms())
def test_ties_do_not_depend_on_order_nor_repetition(known: list[Relation], random: object) -> None:
    shuffled = [*known, *known]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for person in IDS:
        assert {(tie.other, tie.kind) for tie in ties_of(person, known)} == {
            (tie.other, tie.kind) for tie in ties_of(person, shuffled)
        }


@given(relations)
def test_what_was_taken_away_ties_nobody(known: list[Relation]) -> None:
    left = [relation for relation in known if not relation.removed]
    assert all(ties_of(person, known) == ties_of(person, left) for person in IDS)


@given(families(), days)
def test_everybody_of_the_family_is_counted_once(persons: list[Person], day: date) -> None:
    found = count_family(persons, day)
    assert found.total == len(family(persons)) == found.adults + found.children + len(found.unsaid)
    assert set(found.unsaid) <= {person.id for person in persons if not person.aside}


@given(families(), days, st.integers(0, 8_000))
def test_time_makes_no_children(persons: list[Person], day: date, later: int) -> None:
    now, then = count_family(persons, day), count_family(persons, day + timedelta(later))
    assert then.children <= now.children
    assert then.adults >= now.adults


@given(families())
def test_a_family_has_a_head(persons: list[Person]) -> None:
    found = heads(persons)
    assert bool(found) == bool(family(persons))
    assert set(found) <= set(family(persons))
    if any(person.head and not person.aside for person in persons):
        assert all(person.head for person in found)


def test_of_whom_it_cannot_be_said_is_named() -> None:
    persons = [
        Person(id="mother", birth_date="1990-01-01", birth_precision=Precision.KNOWN),
        Person(id="boy", birth_date="2008", birth_precision=Precision.YEAR),
        Person(id="girl", birth_date="2015", birth_precision=Precision.ESTIMATED, birth_span=3),
        Person(id="stranger"),
        Person(id="grandmother", birth_date="1950", birth_precision=Precision.YEAR, aside=True),
    ]
    assert count_family(persons, date(2026, 6, 1)) == FamilyCount(1, 1, ("boy", "stranger"))
    assert count_family(persons, date(2025, 6, 1)) == FamilyCount(1, 2, ("stranger",))
    assert count_family(persons, date(2026, 12, 31)) == FamilyCount(2, 1, ("stranger",))


PARENT = Person(id="p", name="P", birth_date="1990-05-01", birth_precision=Precision.KNOWN)
CHILD = Person(id="c", name="C", birth_date="2015", birth_precision=Precision.YEAR)


@pytest.mark.parametrize(
    ("relation", "known"),
    [
        (Relation(person="p", other="p", kind="sibling"), []),
        (Relation(person="p", other="x", kind="sibling"), []),
        (Relation(person="x", other="p", kind="sibling"), []),
        (Relation(person="c", other="p", kind="parent"), []),
        (Relation(person="p", other="c", kind="child"), []),
        (Relation(person="c", other="p", kind="carer"), [Relation(person="p", other="c", kind="carer")]),
        (Relation(person="p", other="c", kind="ward"), [Relation(person="p", other="c", kind="guardian")]),
    ],
)
def test_what_cannot_be_is_refused(relation: Relation, known: list[Relation]) -> None:
    with pytest.raises(ActionableError):
        check_relation(relation, [PARENT, CHILD], known)


def test_what_can_be_is_taken() -> None:
    right = Relation(person="p", other="c", kind="parent")
    check_relation(right, [PARENT, CHILD], [])
    check_relation(Relation(person="p", other="c", kind="carer"), [PARENT, CHILD], [right])
    check_relation(Relation(person="c", other="p", kind="sibling"), [PARENT, CHILD], [])
    check_relation(Relation(person="c", other="q", kind="parent"), [CHILD, Person(id="q")], [])
    assert known_relation(Relation(person="c", other="p", kind="child"), [right]) == right
    assert known_relation(Relation(person="p", other="c", kind="child"), [right]) is None


def test_codes_are_read_however_written() -> None:
    assert read_relation_kind(" Step Parent ") == RelationKind.STEP_PARENT
    assert read_relation_kind("aunt_uncle") == RelationKind.AUNT_OR_UNCLE
    assert read_interpreter_need("Woman") == InterpreterNeed.WOMAN
    assert read_interpreter_need("  ") == ""
    for text in ("", "boss", "parent of"):
        with pytest.raises(ActionableError):
            read_relation_kind(text)


def test_an_unreadable_birth_date_is_none() -> None:
    assert birth_of_person(Person(birth_date="soon", birth_precision=Precision.KNOWN)) is None
