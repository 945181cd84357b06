"""Outreach is counted once: a talk that became a case, a note that was made of a talk, a person met twice."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.outreach import (
    NetworkContact,
    OutreachTalk,
    WrittenTalk,
    contact_name,
    count_outreach,
    find_contact,
    make_contact,
    period_of,
)

DAYS = st.sampled_from(["2026-09-30", "2026-10-01", "2026-11-13", "2026-12-31", "2027-01-01"])
WHO, CITIES = st.sampled_from(["anna", "bram"]), st.sampled_from(["Amsterdam", "Utrecht"])
CASES = st.sampled_from(["", "c1", "c2"])


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[OutreachTalk], list[WrittenTalk]]:
    talks = [
        OutreachTalk(
            id=str(n),
            day=draw(DAYS),
            city=draw(CITIES),
            counsellor=draw(WHO),
            contact=draw(st.sampled_from(["", "k1", "k2"])),
            case=draw(CASES),
            note=f"n{n}" if draw(st.booleans()) else "",
            removed=draw(st.integers(0, 9)) == 0,
        )
        for n in range(draw(st.integers(0, 12)))
    ]
    notes = [
        WrittenTalk(f"n{n}", draw(st.sampled_from(["c1", "c2", "c3"])), draw(DAYS), draw(CITIES), draw(WHO))
        for n in range(draw(st.integers(0, 15)))
    ]
    return talks, notes


def total(talks: list[OutreachTalk], notes: list[WrittenTalk]) -> tuple[int, int]:
    rows = count_outreach(talks, notes, key=lambda _who, _where: ("", ""))
    return (rows[0].talks, rows[0].people) if rows else (0, 0)


@given(histories())
def test_each_talk_counts_once_however_it_is_cut_up(history: tuple[list[OutreachTalk], list[WrittenTalk]]) -> None:
    talks, notes = history
    live = [talk for talk in talks if not talk.removed]
    made = {talk.note for talk in live if talk.note}
    expected = len(live) + sum(note.note not in made for note in notes)
    for by in ("", "month", "quarter", "year"):
        rows = count_outreach(talks, notes, by=by)
        assert sum(row.talks for row in rows) == expected
        assert all(row.became <= row.talks and row.people <= row.talks for row in rows)
        keys = Counter((row.counsellor, row.city, row.period) for row in rows)
        assert max(keys.values(), default=1) == 1


@given(histories(), st.randoms(use_true_random=False))
def test_a_talk_that_becomes_a_case_never_adds_to_the_figures(
    history: tuple[list[OutreachTalk], list[WrittenTalk]], random: object
) -> None:
    talks, notes = history
    before = total(talks, notes)
    for n, talk in enumerate(talks):
        if not talk.case and not talk.removed and not talk.note:
            after = [*talks]
            became = OutreachTalk(
                id=talk.id,
                day=talk.day,
                city=talk.city,
                counsellor=talk.counsellor,
                contact=talk.contact,
                case="fresh",
                note="fresh note",
            )
            after[n] = became
            written = [*notes, WrittenTalk("fresh note", "fresh", talk.day, talk.city, talk.counsellor)]
            assert total(after, written) == before


@given(histories(), st.dictionaries(st.sampled_from(["c1", "c2"]), st.just("c3")))
def test_merging_cases_never_adds_a_person_nor_loses_a_talk(
    history: tuple[list[OutreachTalk], list[WrittenTalk]], within: dict[str, str]
) -> None:
    talks, notes = history
    before, names = total(talks, notes), lambda _who, _where: ("", "")
    rows = count_outreach(talks, notes, key=names, within=within)
    after = (rows[0].talks, rows[0].people) if rows else (0, 0)
    live = [talk for talk in talks if not talk.removed]
    made = {talk.note for talk in live}
    met = {talk.case for talk in live if talk.case} | {note.case for note in notes if note.note not in made}
    lost = len(met) - len({within.get(case, case) for case in met})
    assert after == (before[0], before[1] - lost)


@given(histories(), st.randoms(use_true_random=False))
def test_two_cases_made_of_one_talk_apart_are_one_talk(
    history: tuple[list[OutreachTalk], list[WrittenTalk]], random: Random
) -> None:
    """Whichever of the two the talk names in the end, and merged afterwards it is one person again."""
    talks, notes = history
    talk = OutreachTalk(id="x", day="2026-12-31", city="Utrecht", counsellor="anna")
    before = total([*talks, talk], notes)
    both = [WrittenTalk(f"made {one}", one, talk.day, talk.city, who) for one, who in (("p", "anna"), ("q", "bram"))]
    won = random.choice(both)
    after = [*talks, replace(talk, case=won.case, note=won.note)]
    rows = count_outreach(
        after,
        [*notes, *both],
        key=lambda _who, _where: ("", ""),
        within={"q": "p"},
        of_talks={note.note for note in both},
    )
    assert (rows[0].talks, rows[0].people) == before


def test_a_city_spelled_in_two_ways_is_one_row_and_years_are_kept_apart() -> None:
    spelled = [
        ("2026-12-31", "den haag"),
        ("2026-12-31", "Den Haag"),
        ("2027-01-01", "Den  Haag"),
        ("2027-01-01", "Den Haag"),
    ]
    talks = [OutreachTalk(id=str(n), day=day, city=city, counsellor="a") for n, (day, city) in enumerate(spelled)]
    notes = [WrittenTalk("n", "c", "2027-01-01", "Den Haag", "a"), WrittenTalk("m", "c", "2026-12-31", "DEN HAAG", "a")]
    rows = count_outreach(talks, notes, by="year")
    assert [(row.city, row.period, row.talks, row.people) for row in rows] == [
        ("Den Haag", "2026", 3, 3),
        ("Den Haag", "2027", 3, 3),
    ]
    whole = count_outreach(talks, notes, key=lambda _who, _where: ("", ""))
    assert (whole[0].talks, whole[0].people) == (6, 5), "one person in both years"


def test_a_person_met_three_times_is_one_person() -> None:
    talks = [OutreachTalk(id=str(n), day="2026-11-13", city="Utrecht", counsellor="a", case="c") for n in range(3)]
    talks.append(OutreachTalk(id="4", day="2026-11-14", city="Utrecht", counsellor="a"))
    row = count_outreach(talks, [WrittenTalk("n", "c", "2026-11-15", "Utrecht", "a")], by="month")[0]
    assert (row.period, row.talks, row.people, row.became) == ("2026-11", 5, 2, 3)


def test_the_days_of_a_period_are_both_counted() -> None:
    talks = [OutreachTalk(id=day, day=day, counsellor="a") for day in ("2026-10-31", "2026-11-01", "2026-11-30")]
    rows = count_outreach(talks, [], since="2026-11-01", until="2026-11-30")
    assert [row.talks for row in rows] == [2]


@pytest.mark.parametrize(
    ("day", "by", "period"),
    [
        ("2026-03-31", "quarter", "2026-Q1"),
        ("2026-04-01", "quarter", "2026-Q2"),
        ("2026-12-31", "month", "2026-12"),
        ("2026-12-31", "year", "2026"),
        ("2026-12-31", "", ""),
        ("some day", "month", "?"),
    ],
)
def test_periods(day: str, by: str, period: str) -> None:
    assert period_of(day, by) == period


def test_a_period_nobody_knows_is_refused() -> None:
    with pytest.raises(ActionableError):
        period_of("2026-01-01", "fortnight")


def test_contacts_are_clean_and_found_by_words() -> None:
    church = make_contact(" Pinksterkerk ", "Pastor  Osei", "Den Haag", email="osei@example.org")
    contacts = [NetworkContact(id="a" * 32, **{n: getattr(church, n) for n in ("organisation", "person", "city")})]
    contacts.append(NetworkContact(id="b" * 32, organisation="Straatdokter", city="Utrecht"))
    assert contact_name(church) == "Pinksterkerk · Pastor Osei"
    assert find_contact(contacts, "osei haag").id == "a" * 32
    assert find_contact(contacts, "bbbbbb").organisation == "Straatdokter"
    for text in ("", "nobody", "a"):
        with pytest.raises(ActionableError):
            find_contact(contacts, text)
    for bad in (("", "", "Utrecht"), ("x", "", "")):
        with pytest.raises(ActionableError):
            make_contact(*bad)
    with pytest.raises(ActionableError):
        make_contact("x", "", "y", email="nobody")
