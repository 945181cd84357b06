"""The search index: the newest texts are in memory, the others in the file; nobody who searches can tell."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counsellor_app.domain.records import Amendment, Note
from counsellor_app.store.search_index import MOST_RECENT
from tests.offices import House, Site

ACTS = st.lists(
    st.sampled_from(["one", "few", "many", "amend", "undone", "undone many", "reopen", "rebuild", "verify"]),
    max_size=12,
)


class UndoneError(Exception):
    """Ends a transaction without a commit."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    house = House.found(tmp_path_factory.mktemp("index"))
    yield house.founder
    house.close()


@given(acts=ACTS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_was_committed_is_found_and_nothing_else(site: Site, acts: list[str]) -> None:
    case = site.open_case()[0].id
    book = _Book(site, case)
    for act in acts:
        book.act(act)
        assert book.found() == book.written, act
    assert site.store.verify().problems == ()


def test_the_file_takes_over_when_enough_have_gathered(site: Site) -> None:
    case = site.open_case()[0].id
    site.store.rebuild()
    before = int(site.sql("SELECT count(*) FROM note_search_docsize")[0][0])
    for number in range(MOST_RECENT + 1):
        site.note(case, f"gathered{number}")
    kept = int(site.sql("SELECT count(*) FROM note_search_docsize")[0][0]) - before
    assert kept == MOST_RECENT + 1
    assert site.sql("SELECT count(*) FROM temp.note_recent WHERE note_recent MATCH 'gathered*'")[0][0] == 0
    assert len(site.store.queries.search("gathered", limit=500)) == MOST_RECENT + 1


def test_no_text_of_the_memory_reaches_a_file(site: Site) -> None:
    case = site.open_case()[0].id
    site.note(case, "canarycanarycanary")
    assert site.store.queries.search("canarycanarycanary")
    for path in Path(site.folder).rglob("*"):
        if path.is_file():
            assert b"canarycanary" not in path.read_bytes()


class _Book:
    """What was written, beside the store it was written to. Words are unlike any other example's."""

    _examples = 0

    def __init__(self, site: Site, case: str) -> None:
        _Book._examples += 1
        self.site = site
        self.case = case
        self.word = f"w{_Book._examples}x"
        self.written: set[str] = set()
        self.notes: list[str] = []

    def act(self, act: str) -> None:
        if act in ("one", "few", "many"):
            self._write({"one": 1, "few": 5, "many": MOST_RECENT + 7}[act])
        elif act == "amend" and self.notes:
            self.site.save(Amendment(case=self.case, note=self.notes[-1], text=f"{self.word} late", reason="r"))
        elif act.startswith("undone"):
            with pytest.raises(UndoneError):
                self._undo(MOST_RECENT + 3 if act.endswith("many") else 2)
        elif act == "reopen":
            self.site.close()
            self.site.reopen()
        elif act == "rebuild":
            self.site.store.rebuild()
        elif act == "verify":
            assert self.site.store.verify().ok

    def _texts(self, count: int) -> list[Note]:
        return [Note(case=self.case, text=f"{self.word} number{number}") for number in range(count)]

    def _write(self, count: int) -> None:
        saved = self.site.save(*self._texts(count))
        self.notes += [note.id for note in saved]
        self.written |= {note.id for note in saved}

    def _undo(self, count: int) -> None:
        with self.site.work() as work:
            work.records.save_all(self._texts(count))
            raise UndoneError

    def found(self) -> set[str]:
        return {hit.note for hit in self.site.store.queries.search(self.word, limit=5_000, only="note")}
