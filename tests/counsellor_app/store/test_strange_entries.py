"""What another app, a wrong clock or an ill-meaning colleague writes: kept, shown as far as understood, harmless."""

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counsellor_app.domain.records import Flag, Person
from counsellor_app.domain.shelves import Shelf
from counsellor_app.domain.synced_fields import FIELDS, KINDS, Home
from counsellor_app.store import columns, prepared
from counsellor_app.store.checking import digest
from sync.protocol import clock
from sync.protocol.body import encode
from sync.protocol.changes import ChangeSet, Create, Op, Remove, Set, change_id, to_text
from sync.protocol.envelope import parse_header
from tests.conftest import examples
from tests.counsellor_app.store.any_record import kinds_of, random_record
from tests.counsellor_app.store.conftest import Team
from tests.counsellor_app.store.histories import make_any
from tests.counsellor_app.store.truth import differences
from tests.offices import Site, now_ms
from tests.sync.client.between import HostileOffice
from tests.sync.client.forging import following, forge, stream_of

YEAR_MS = 365 * 24 * 3_600_000


def hand_out(reader: Site, *envelopes: bytes) -> None:
    """Let *reader* hear *envelopes* in this order."""
    page = [(900 + number, envelope) for number, envelope in enumerate(envelopes)]
    reader.sync(HostileOffice(reader.relay, lambda _page: page, ["get_envelopes"]))


def rebuilt_alike(site: Site) -> bool:
    before = digest(site.store._connection)
    site.store.rebuild()
    return digest(site.store._connection) == before


def newest_stamp(site: Site) -> int:
    return parse_header(bytes(site.sql("SELECT envelope FROM log ORDER BY seq DESC LIMIT 1")[0][0])).hlc


# --- clocks ---


def test_a_clock_a_year_ahead_orders_but_is_not_followed(team: Team) -> None:
    team.one.clock_ms = YEAR_MS
    case = team.founder.open_case(team.id, place="Emmen")[0].id
    team.house.settle()
    team.one.change(case, place="Assen")
    team.one.note(case, "from next year")
    team.founder.change(case, place="Zwolle")
    team.house.settle()
    assert team.founder.case(case).place == team.two.case(case).place == "Assen", "the highest stamp is displayed"
    entries = {entry.text: entry.origin for entry in team.two.store.queries.notes(case)}
    assert entries["from next year"].clock_doubt
    team.two.note(case, "now")
    assert clock.milliseconds(newest_stamp(team.two)) < now_ms() + clock.MAX_AHEAD_MS
    team.two.change(case, place="Hoogeveen")
    team.house.settle()
    assert {site.case(case).place for site in team.house.sites} == {"Hoogeveen"}, (
        "who knew wins whatever the clocks say"
    )
    assert team.founder.store.queries.conflicts() == []


def test_a_clock_an_hour_ahead_is_followed(team: Team) -> None:
    team.one.clock_ms = 3_600_000
    case = team.founder.open_case(team.id)[0].id
    team.house.settle()
    team.one.note(case, "in an hour")
    team.house.settle()
    team.two.note(case, "after it")
    assert newest_stamp(team.two) > newest_stamp(team.one)


# --- other versions ---


def test_what_a_newer_app_writes_stays_in_the_log_and_the_chain_goes_on(team: Team) -> None:
    case = team.founder.open_case(team.id)[0].id
    team.house.settle()
    strange = [
        Create("flight", {"desk": "hall 3", "number": 12}),
        Create("note", {"text": "known", "mood": "good", "held_at": "not a number"}),
        Set(to_text(bytes.fromhex(case)), "case", "shoe_size", 43, []),
        Set(to_text(bytes(16)), "flight", "desk", "hall 4", []),
    ]
    first = forge(team.one, case, strange)
    later = forge(team.one, case, body=b'{"a newer":["shape"]}', generation=2, **following(first))
    last = forge(team.one, case, [Create("note", {"text": "known too"})], **following(later))
    hand_out(team.two, first, later, last)
    assert team.two.texts(case) == ["known", "known too"]
    assert (team.two.codes(), team.two.codes("pending")) == ([], [])
    kept = {
        bytes(row[0]) for row in team.two.sql("SELECT envelope FROM log WHERE stream = ?", stream_of(team.two, case))
    }
    assert {first, later, last} <= kept
    assert team.two.store.verify().ok
    assert rebuilt_alike(team.two)


def test_a_body_this_generation_should_understand_is_refused_by_name(team: Team) -> None:
    case = team.founder.open_case(team.id)[0].id
    team.house.settle()
    hand_out(team.two, forge(team.one, case, body=b'{"ops":"many"}'))
    assert team.two.codes() == ["body"]


def test_an_older_app_shows_the_rest_after_its_update(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two versions in one office: what the older one does not know waits in its log; nothing of it is lost."""
    older = team.two
    case = team.founder.open_case(team.id, phone="020", place="Emmen")[0].id
    team.founder.change(case, place="Assen")
    team.founder.save(Flag(case=case, code="health"))
    team.founder.sync()
    with monkeypatch.context() as old:
        old.delitem(columns.TYPES["case"], "phone")
        old.setattr(prepared, "KINDS", {kind: KINDS[kind] for kind in KINDS if kind != "flag"})
        older.sync()
        assert (older.case(case).phone, older.count("flag_row")) == ("", 0)
        older.change(case, place="Zwolle")
        older.note(case, "by the older app")
        older.sync()
    team.founder.change(case, phone="0591")
    team.house.settle()
    older.store.rebuild()
    assert (older.case(case).phone, older.case(case).place, older.count("flag_row")) == ("0591", "Zwolle", 1)
    assert differences(team.house.sites) == {}


def test_an_app_that_knows_no_shelves_shows_them_after_its_update(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    older, newer = team.two, sorted({kind.name for kind in kinds_of(Home.SHELF)} | {"shelf"})
    with team.founder.work() as work:
        shelf = work.records.open_shelf(Shelf(purpose="team", team=team.id.hex()), [], [team.id.hex()])[0].id
    one_each = random.Random(7)
    for kind in kinds_of(Home.SHELF):
        with team.founder.work() as work:
            make_any(work, random_record(one_each, kind, shelf), kind)
    team.founder.sync()
    with monkeypatch.context() as old:
        old.setattr(prepared, "KINDS", {kind: KINDS[kind] for kind in KINDS if kind not in newer})
        older.sync()
        older.sync()
        assert not any(older.count(f"{kind}_row") for kind in newer)
        assert (older.cases(), older.codes(), older.codes("pending"), older.count("backfill")) == (set(), [], [], 0)
        assert older.store.verify().ok
    older.store.rebuild()
    assert all(older.count(f"{kind}_row") == 1 for kind in newer)
    assert differences([team.founder, older]) == {}


# --- ill-meaning colleagues ---

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(1 << 63), (1 << 63) - 1),
    st.text(max_size=8),
    st.lists(st.text(max_size=4), max_size=3),
)
KNOWN = sorted({name for fields in FIELDS.values() for name in fields})
NAMES = [*KNOWN, "removed", "oid", "id", "seq", "x; DROP TABLE log"]
ANY_KIND = st.sampled_from([*KINDS, "flight", "case_row"])


@st.composite
def operations(draw: st.DrawFn) -> list[tuple[str, Any]]:
    """Operations on objects given by a place in a list that every example fills."""
    kind = draw(ANY_KIND)
    fields = draw(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=3))
    target = draw(st.integers(0, 9))
    replaces = draw(st.lists(st.integers(0, 9), max_size=3))
    which = draw(st.sampled_from(["create", "set", "set", "set", "remove"]))
    return [(which, (kind, fields, target, replaces, draw(st.sampled_from(NAMES)), draw(VALUES)))]


def made(which: str, parts: Any, objects: list[str]) -> Op:
    kind, fields, target, replaces, name, value = parts
    if which == "create":
        return Create(kind, fields)
    replaced = [objects[one % len(objects)] for one in replaces]
    if which == "remove":
        return Remove(objects[target % len(objects)], kind, replaced)
    return Set(objects[target % len(objects)], kind, name, value, replaced)


@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    envelopes=st.lists(st.lists(operations(), min_size=1, max_size=4), min_size=1, max_size=3),
    seed=st.integers(0, 9),
)
def test_whatever_a_member_writes_all_replicas_agree(lasting_team: Team, envelopes: Any, seed: int) -> None:
    """Wrong types, other objects, rings, names that are none: applied alike in every order, and never an error."""
    team = lasting_team
    case, records = team.one.open_case(team.id)
    stream = stream_of(team.one, case.id)
    other, _ = team.one.open_case(team.id)
    seq = team.one.store.journal.next_device_seq()
    coming = [to_text(change_id(team.one.device.device_id, seq + number, 0)) for number in range(3)]
    objects = [*(to_text(bytes.fromhex(one)) for one in (case.id, records[0].id, other.id)), *coming, "no id", ""]
    for parts in envelopes:
        ops = [made(which, rest, objects) for one in parts for which, rest in one]
        with team.one.work() as work:
            work.records._append(stream, ops)
    team.one.sync()
    team.founder.sync()
    team.two.sync(HostileOffice(team.two.relay, lambda page: random.Random(seed).sample(page, len(page))))
    assert (team.two.codes(), team.two.codes("pending")) == ([], [])
    assert differences(team.house.sites) == {}
    assert rebuilt_alike(team.two)


def test_what_somebody_claims_to_have_seen_is_only_a_claim(team: Team) -> None:
    """Devices nobody knows, numbers nobody reached, text that is no id: the case says it is incomplete, no more."""
    case = team.founder.open_case(team.id)[0].id
    team.house.settle()
    highest = (1 << 63) - 1
    own, unknown = to_text(team.two.device.device_id), to_text(bytes(16))
    seen = {"no id": (1, "x"), unknown: (3, "x"), own: (highest, "y" * 40), "": (highest, "")}
    entry = ChangeSet([Create("review", {"kind": "seen"}), Create("note", {"text": "claims"})], seen)
    team.one.relay.put_envelopes([forge(team.one, case, body=encode(entry))])
    for _ in range(2):
        team.house.settle(team.two, team.founder)
    assert team.two.texts(case) == team.founder.texts(case) == ["claims"]
    assert team.two.store.queries.case_page(case).missing == highest + 3
    assert team.two.store.queries.status().pending == 2
    assert (team.two.codes(), team.two.store.verify().problems) == ([], ())
    team.two.note(case, "goes on")
    team.house.settle(team.two, team.founder)
    assert differences([team.founder, team.two]) == {}
    assert rebuilt_alike(team.two)


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("second_kind", ["case", "shelf"])
def test_a_second_root_in_a_stream_is_the_same_one_everywhere(team: Team, second_kind: str, swapped: bool) -> None:
    """Two members open a case, or a case and a shelf, in one stream (a faulty app): the lower id counts, always."""
    case = team.founder.open_case(team.id, records=[Person(name="Selam"), Flag(code="minor")], reference="first")[0].id
    team.house.settle()
    fields = {"reference": "second"} if second_kind == "case" else {"purpose": "team"}
    field = "place" if second_kind == "case" else "team"
    second = forge(team.one, case, [Create(second_kind, fields)])
    second_id = change_id(team.one.device.device_id, parse_header(second).device_seq, 0)
    change = forge(
        team.one,
        case,
        [Set(to_text(second_id), second_kind, field, "Assen", [to_text(second_id)])],
        **following(second),
    )
    team.one.relay.put_envelopes([second, change])
    team.founder.change(case, phone="020")
    team.founder.sync()
    late = team.house.join("late", team.id)
    mix = (lambda page: page[::-1]) if swapped else (lambda page: page)
    late.sync(HostileOffice(late.relay, mix))
    team.two.sync()
    team.founder.sync()
    assert differences([team.founder, team.two, late]) == {}
    lowest = min(case, second_id.hex())
    counts = "case" if lowest == case else second_kind
    assert late.cases() == ({lowest} if counts == "case" else set())
    assert {shelf.id for shelf in late.store.queries.all_records(Shelf)} == ({lowest} if counts == "shelf" else set())
    assert len(late.store.queries.all_records(Flag)) == (1 if counts == "case" else 0), "a flag belongs to a case"
    assert [hit.case for hit in late.store.queries.search("Selam")] == ([lowest] if counts == "case" else [])
    assert rebuilt_alike(late)


def test_records_of_shelves_in_a_case_and_of_cases_on_a_shelf_stand_in_no_list(team: Team) -> None:
    """Kept in the log, shown nowhere, changed without a word, and nothing of it makes the case or shelf unusable."""
    case = team.founder.open_case(team.id)[0].id
    with team.founder.work() as work:
        shelf = work.records.open_shelf(Shelf(purpose="team", team=team.id.hex()), [], [team.id.hex()])[0].id
    team.house.settle()
    chance = random.Random(1)
    with team.one.work() as work:
        for home, root in ((Home.SHELF, case), (Home.CASE, shelf)):
            stream = work.records._any_stream(root)
            for kind in kinds_of(home):
                record = random_record(chance, kind, root)
                work.records._append(stream, [work.records._creation(record)])
                made = team.one.sql(f"SELECT oid FROM {kind.name}_row ORDER BY id DESC LIMIT 1")[0][0]
                if not kind.immutable:
                    sets = [
                        Set(to_text(made), kind.name, name, columns.DEFAULTS[kind.name][name], [])
                        for name in kind.fields[:2]
                    ]
                    work.records._append(stream, list(sets))
    team.house.settle()
    for site in team.house.sites:
        queries = site.store.queries
        assert site.cases() == {case}
        assert all(queries.all_records(kind.record) == [] for kind in kinds_of(Home.SHELF))
        assert {len(queries.all_records(kind.record)) for kind in kinds_of(Home.CASE)} == {0, 1}, "the first person"
        assert [entry.kind for entry in queries.timeline(case)[0]] == ["opened"]
        assert queries.conflicts() == queries.conflicts(case) == []
        assert {hit.case for hit in queries.search("Emmen") + queries.search("Selam")} == {case}
        assert queries.case_page(case).flags == ()
        reviews = queries.reviews()
        for row in reviews.rows_of(reviews.waiting(site.person_id), site.person_id):
            assert (row.case, row.new_notes, row.new_changes) == (case, 0, 0 if site is team.founder else 1)
    assert differences(team.house.sites) == {}
    assert rebuilt_alike(team.two)
    assert team.two.store.verify().ok
