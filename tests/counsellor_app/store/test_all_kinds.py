"""Laws over every kind in the register: what is saved is loaded, listed, told, changed, taken away and made again."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counsellor_app.domain import synced_fields
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.records import Case
from counsellor_app.domain.shelves import Shelf, ShelfPurpose
from counsellor_app.domain.synced_fields import KINDS, Home, Kind, home_of, kind_for, kind_of
from counsellor_app.store import migrations
from counsellor_app.store.checking import digest
from counsellor_app.store.columns import SHAPES, column_name
from counsellor_app.store.projection_tables import PROJECTION
from tests.conftest import examples
from tests.counsellor_app.store.any_record import KEPT, values_of
from tests.counsellor_app.store.histories import make_any
from tests.offices import House, Site

OPTIONS = settings(max_examples=examples(6), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
EACH = pytest.mark.parametrize("kind", KEPT, ids=lambda kind: kind.name)


@dataclass
class Place:
    """One person's store with a case and a shelf."""

    site: Site
    case: str
    shelf: str

    def home(self, kind: Kind) -> str:
        return self.case if kind.home == Home.CASE else self.shelf

    def make(self, kind: Kind, values: dict[str, Any]) -> Any:
        """Save a new record past the rules of the work, and return it as it is loaded."""
        with self.site.work() as work:
            make_any(work, kind.record(**{str(kind.home): self.home(kind)}, **values), kind)
        (newest,) = self.site.sql(f"SELECT oid FROM {kind.name}_row ORDER BY id DESC LIMIT 1")[0]
        return self.site.store.records.load(kind.record, bytes(newest).hex())

    def change(self, kind: Kind, record: Any) -> None:
        with self.site.work() as work:
            stream = work.records.stream_of(self.home(kind), kind.home)
            work.records._append(stream, work.records._differences(record))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    house = House.found(tmp_path_factory.mktemp("kinds"))
    site = house.founder
    with site.work() as work:
        shelf = Shelf(purpose=ShelfPurpose.PERSON)
        made = work.records.open_shelf(shelf, [], [site.person_id.hex()])[0].id
    yield Place(site, site.open_case()[0].id, made)
    house.close()


def plain(record: Any) -> dict[str, Any]:
    """The synced fields of a record."""
    return {name: getattr(record, name) for name in KINDS[kind_of(record)].fields}


@EACH
@OPTIONS
@given(data=st.data())
def test_what_is_saved_is_loaded_listed_and_told(place: Place, kind: Kind, data: st.DataObject) -> None:
    values = data.draw(values_of(kind))
    made, queries = place.make(kind, values), place.site.store.queries
    assert plain(made) == {**kind.defaults, **values}
    assert home_of(made) == place.home(kind)
    assert queries.records(place.home(kind), kind.record)[-1] == made
    assert queries.all_records(kind.record)[-1] == made
    assert made in queries.all_records(kind.record, **{str(kind.home): place.home(kind)})
    assert queries.origin(made.id).author == place.site.person_id.hex()
    assert queries.history(made.id)[-1].origin == queries.origin(made.id)
    told = {entry.id for entry in queries.timeline(place.case, limit=100_000)[0]}
    assert (made.id in told) == kind.timeline


@EACH
@OPTIONS
@given(data=st.data())
def test_what_is_changed_is_shown_and_told(place: Place, kind: Kind, data: st.DataObject) -> None:
    made = place.make(kind, data.draw(values_of(kind)))
    changed = replace(made, **data.draw(values_of(kind)))
    if kind.immutable:
        with pytest.raises(ValueError, match="immutable"):
            place.change(kind, changed)
        return
    place.change(kind, changed)
    assert place.site.store.records.load(kind.record, made.id) == changed
    differing = [name for name in kind.fields if getattr(made, name) != getattr(changed, name)]
    history = place.site.store.queries.history(made.id)
    assert sorted(entry.field for entry in history[:-1]) == sorted(differing)
    if history[-1].kind == "record":
        filled = [name for name in kind.fields if getattr(made, name) != kind.defaults[name]]
        assert sorted(name for name, _words in history[-1].values) == sorted(filled), "as it was made"
    place.change(kind, made)
    assert place.site.store.records.load(kind.record, made.id) == made


@EACH
def test_what_is_taken_away_is_gone_unless_asked_for(place: Place, kind: Kind) -> None:
    made, queries = place.make(kind, {}), place.site.store.queries
    with place.site.work() as work:
        if not kind.removable:
            with pytest.raises(ValueError, match="not removed"):
                work.records.remove(made)
            return
        work.records.remove(made)
    gone = replace(made, removed=True)
    assert place.site.store.records.load(kind.record, made.id) == gone
    for found, everything in (
        (queries.records(place.home(kind), kind.record), queries.records(place.home(kind), kind.record, removed=True)),
        (queries.all_records(kind.record), queries.all_records(kind.record, removed=True)),
    ):
        assert made.id not in {one.id for one in found}
        assert gone in everything


@EACH
def test_a_change_is_announced_by_kind_and_id(place: Place, kind: Kind) -> None:
    heard: list[Any] = []
    stop = place.site.store.subscribe(heard.append)
    made = place.make(kind, {})
    stop()
    assert {name: ids for name, ids in heard[0].items() if ids} == {kind.name: {made.id}}


def test_the_tables_of_all_kinds_are_the_same_when_made_again(place: Place) -> None:
    before = digest(place.site.store._connection)
    place.site.store.rebuild()
    assert digest(place.site.store._connection) == before
    assert place.site.store.verify().problems == ()


def test_records_keep_the_order_in_which_one_act_made_them(place: Place) -> None:
    flags = [KINDS["flag"].record(case=place.case, code=f"flag-{number}") for number in range(30)]  # type: ignore[call-arg]
    saved = place.site.save(*flags)
    listed = [flag.id for flag in place.site.store.queries.records(place.case, KINDS["flag"].record)]
    assert [one for one in listed if one in {flag.id for flag in saved}] == [flag.id for flag in saved]


def test_homes_do_not_mix(place: Place) -> None:
    for home, root in ((Home.SHELF, place.case), (Home.CASE, place.shelf)):
        kind = next(kind for kind in KEPT if kind.home == home and not kind.immutable)
        with pytest.raises(ActionableError), place.site.work() as work:
            work.records.save(kind.record(**{str(home): root}))
        with pytest.raises(ActionableError):
            place.site.store.queries.records(root, kind.record)
    with pytest.raises(ValueError, match="mix"), place.site.work() as work:
        work.records.open_shelf(Shelf(), [KINDS["flag"].record()], [place.site.person_id.hex()])


def test_asking_for_a_field_that_is_none_is_an_error_not_a_statement(place: Place) -> None:
    for name in ("oid", "seq", 'x" OR 1 --', "shelf"):
        with pytest.raises(KeyError):
            place.site.store.queries.all_records(Case, **{name: "x"})


def test_the_register_gives_every_kind_one_table_and_one_class() -> None:
    for name, kind in KINDS.items():
        columns = [column.name for column in PROJECTION.tables[f"{name}_row"].columns]
        head = ["id", "oid", "seq", "at"] if kind.root else ["id", "oid", "case_id", "seq", "at"]
        assert columns[: len(head)] == head
        assert set(columns) - set(head) <= {column_name(field.name) for field in fields(kind.record)}
        assert kind_for(kind.record) is kind
        assert SHAPES[kind.record].kind is kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Strange:
    """A class no kind can be made of: a fraction, and nothing said of its home."""

    id: str = ""
    part: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Homeless:
    """It belongs nowhere."""

    id: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fine:
    """What a kind can be made of."""

    id: str = ""
    case: str = ""
    text: str = ""
    removed: bool = False


@pytest.mark.parametrize(
    ("name", "record", "options"),
    [
        ("strange", Strange, {}),
        ("homeless", Homeless, {}),
        ("Fine", Fine, {}),
        ("a b", Fine, {}),
        ("change", Fine, {}),
        ("fine", Fine, {"immutable": True}),
        ("fine", Fine, {"names": ("name",)}),
        ("fine", Fine, {"home": Home.SHELF}),
        ("fine", Fine, {"moment": "at"}),
    ],
)
def test_a_kind_that_cannot_be_is_refused_at_once(name: str, record: Any, options: dict[str, Any]) -> None:
    assert synced_fields._kind("fine", Fine).removable
    with pytest.raises(TypeError, match=f"kind {name}"):
        synced_fields._kind(name, record, **options)


def test_a_store_made_under_another_register_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    house = House.found(tmp_path)
    site = house.founder
    case = site.open_case(place="Emmen")[0].id
    site.close()
    with monkeypatch.context() as older:
        older.setattr(migrations, "PROJECTION_SHAPE", "of another register")
        site.reopen()
        assert site.store.state.text("projection_shape") == "of another register"
        site.sql("UPDATE case_row SET place = 'left by the older app'")
        site.close()
    site.reopen()
    assert site.case(case).place == "Emmen"
    assert site.store.verify().ok
    house.close()
