"""The door through which files leave: a reason, a line of the log before, how it ended after; read by supervisors."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.exports import Export, ExportEnd, ExportKind, ExportMark, ExportState, read_reason
from counsellor_app.settings import Profile
from counsellor_app.store.store import Store
from counsellor_app.workflows import exports, keeping, shelves
from counsellor_app.workflows.session import Session
from sync.protocol.public import Role
from tests.offices import House, Site

ROSTER = Export(what=ExportKind.ROSTER, ending="pdf", named=True, cases=3)
WHY = "for the reception"


def session_of(site: Site) -> Session:
    """The session of the person at *site*; its vault is not needed here."""
    return Session(Profile(site.folder), None, site.store, site.device)  # type: ignore[arg-type]


def content(mark: ExportMark) -> bytes:
    return f"who comes, {mark.number}".encode()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House.found(tmp_path)
    yield made
    made.close()


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return folder


@given(st.text(max_size=250))
def test_a_reason_says_something_or_is_none(text: str) -> None:
    try:
        reason = read_reason(text)
    except ActionableError:
        return
    assert sum(letter.isalpha() for letter in reason) >= 3
    assert reason == " ".join(reason.split())
    assert read_reason(reason) == reason


def test_what_leaves_is_put_down_and_can_be_found_by_its_number(session: Session, out: Path) -> None:
    path = out / "roster.pdf"
    (out / ".counsellor-0a1b2c3d.part").write_text("what an app that was killed had begun")
    row = exports.write_out(session, ROSTER, f"  {WHY} ", path, content)
    assert exports.list_exports(session) == [row]
    assert (row.what, row.cases, row.named, row.reason, row.state) == ("roster", 3, True, WHY, ExportState.WRITTEN)
    assert (row.person, row.person_name) == (session.person_id, session.person_name)
    assert path.read_text() == f"who comes, {row.number}"
    assert path.stat().st_mode & 0o777 == 0o600
    assert os.listdir(out) == ["roster.pdf"]


def test_without_a_reason_or_a_place_nothing_leaves_and_nothing_is_put_down(session: Session, out: Path) -> None:
    tries = [(reason, out / "roster.pdf") for reason in ("", "  ", "..", "1234", "x")]
    tries += [(WHY, path) for path in (out / "gone" / "r.pdf", out, session.profile.database, Path("n" * 300))]
    for reason, path in tries:
        with pytest.raises(ActionableError):
            exports.write_out(session, ROSTER, reason, path, content)
    assert os.listdir(out) == []
    assert exports.list_exports(session) == []
    assert session.store.queries.all_records(Export) == []


def _refusing(_path: object, *_more: object) -> None:
    raise OSError(28, "no space left on device")


@pytest.mark.parametrize("step", ["open", "write", "fsync", "replace", "make"])
def test_a_disk_that_fails_leaves_the_file_as_it_was_and_a_line_that_says_so(
    session: Session, out: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = out / "roster.pdf"
    path.write_text("the one before")

    def make(mark: ExportMark) -> bytes:
        if step == "make":
            raise OSError(5, "i/o error")
        breaking: dict[str, Callable[[], None]] = {
            "open": lambda: monkeypatch.setattr(exports.os, "open", _refusing),
            "write": lambda: monkeypatch.setattr(exports.os, "fdopen", _full),
            "fsync": lambda: monkeypatch.setattr(exports.os, "fsync", _refusing),
            "replace": lambda: monkeypatch.setattr(Path, "replace", _refusing),
        }
        breaking[step]()
        return content(mark)

    # The store writes through its own library; what it does in Python meanwhile is let through.
    end = exports._end

    def ending(*arguments: object, **named: object) -> None:
        monkeypatch.undo()
        end(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(exports, "_end", ending)
    with pytest.raises(ActionableError):
        exports.write_out(session, ROSTER, WHY, path, make)
    assert path.read_text() == "the one before"
    assert os.listdir(out) == ["roster.pdf"], "no half file stays"
    assert [row.state for row in exports.list_exports(session)] == [ExportState.FAILED]


class _full:  # noqa: N801 - stands for a function
    """A file on a disk that becomes full while it is written."""

    def __init__(self, descriptor: int, _mode: str) -> None:
        self._descriptor = descriptor

    def __enter__(self) -> "_full":
        return self

    def write(self, data: bytes) -> None:
        os.write(self._descriptor, data[:3])
        raise OSError(28, "no space left on device")

    def __exit__(self, *_reason: object) -> None:
        os.close(self._descriptor)


def test_when_how_it_ended_cannot_be_put_down_the_line_claims_nothing(
    session: Session, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full by then, or the app was stopped in between."""
    save = type(session.store.records).save

    def no_room(records: object, record: object) -> object:
        if isinstance(record, ExportEnd):
            raise ActionableError("The disk is full.", "")
        return save(records, record)  # type: ignore[arg-type, type-var]

    monkeypatch.setattr(type(session.store.records), "save", no_room)
    exports.write_out(session, ROSTER, WHY, out / "roster.pdf", content)
    assert (out / "roster.pdf").exists()
    assert [row.state for row in exports.list_exports(session)] == [ExportState.UNKNOWN]


def test_a_store_that_cannot_take_the_line_lets_nothing_leave(
    session: Session, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_store: Store) -> None:
        raise ActionableError("The disk is full.", "")

    monkeypatch.setattr(Store, "transaction", full)
    with pytest.raises(ActionableError):
        exports.write_out(session, ROSTER, WHY, out / "roster.pdf", content)
    assert os.listdir(out) == []


def test_a_backup_stands_in_the_log_and_is_made_even_where_the_log_cannot_be_written(
    session: Session, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping.backup(session, out / "all.backup")
    (row,) = exports.list_exports(session)
    assert (row.what, row.cases, row.state) == ("backup", 0, ExportState.WRITTEN)
    with pytest.raises(ActionableError):
        keeping.backup(session, session.profile.folder / "inside.backup")
    assert exports.list_exports(session)[0].state == ExportState.FAILED
    monkeypatch.setattr(exports, "_begin", lambda *_none: (_ for _ in ()).throw(ActionableError("full", "")))
    keeping.backup(session, out / "again.backup")
    assert (out / "again.backup").exists()


def test_who_supervises_reads_the_log_a_colleague_does_not(house: House, out: Path) -> None:
    team, elsewhere = house.add_team("Noord"), house.add_team("Zuid")
    one, colleague = house.join("one", team), house.join("colleague", team)
    lead, stranger = (
        house.join("lead", team, role=Role.SUPERVISOR),
        house.join("stranger", elsewhere, role=Role.SUPERVISOR),
    )
    house.settle()
    row = exports.write_out(session_of(one), ROSTER, WHY, out / "roster.pdf", content)
    house.settle()
    readers = [site for site in house.sites if [one.id for one in exports.list_exports(session_of(site))] == [row.id]]
    assert readers == [house.founder, one, lead]
    assert exports.list_exports(session_of(colleague)) == exports.list_exports(session_of(stranger)) == []
    late = house.join("late", team, role=Role.SUPERVISOR)
    house.settle()
    with one.work() as work:
        assert shelves.share_log(session_of(one), work), "done after each sync"
        assert not shelves.share_log(session_of(one), work)
    house.settle()
    assert [found.id for found in exports.list_exports(session_of(late))] == [row.id]


def test_nobody_writes_in_the_log_of_another_or_changes_a_line(house: House, out: Path) -> None:
    team = house.add_team()
    one = house.join("one", team)
    house.settle()
    row = exports.write_out(session_of(one), ROSTER, WHY, out / "roster.pdf", content)
    house.settle()
    lead = house.founder
    with lead.work() as work:
        shelf = shelves.log_shelves(session_of(lead), work.queries, one.person_id.hex())
        work.records.save(Export(shelf=next(iter(shelf)), what="backup", reason="put in by somebody else"))
        work.records.save(ExportEnd(shelf=next(iter(shelf)), export=row.id, written=False))
    with one.work() as work, pytest.raises(ValueError, match="immutable"):
        work.records.save(Export(id=row.id, shelf=next(iter(shelf)), what="calendar"))
    house.settle()
    for site in (one, lead):
        assert [(found.id, found.state) for found in exports.list_exports(session_of(site))] == [
            (row.id, ExportState.WRITTEN)
        ]
