import itertools
from pathlib import Path

import pytest

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import CaseFilter
from counsellor_app.workflows import casework, importing, notes
from counsellor_app.workflows.session import Session

ROWS = [
    "A-1;2800000001;Amina;Zeist;eerste",
    ";2800000002;Bilal;Zeist;",
    ";;Carim;Zeist;zonder nummer",
    ";;Carim;Zeist;zonder nummer",
    "A-2;;Dahir;Zeist;",
    ";123;Elias;Zeist;geen nummer",
    "A-1;;Farid;Zeist;dubbel",
    "A-3;;Gul;Zeist;laatste",
]
REFUSED = 2


def _table(folder: Path, rows: list[str]) -> Path:
    path = folder / "lijst.csv"
    path.write_text("\n".join(["Dossiernummer;V-nummer;Naam;Locatie;Opmerking", *rows, ""]), encoding="utf-8")
    return path


def _names(session: Session) -> list[str]:
    rows, _after = casework.list_cases(session, CaseFilter(), None, 1000)
    return sorted(row.name for row in rows)


@pytest.mark.parametrize("batches", range(5))
def test_stopped_after_any_batch_and_run_again_nothing_is_lost_or_twice(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batches: int
) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    path = _table(tmp_path, ROWS)
    asked = itertools.count()
    first = importing.import_table(session, path, cancelled=lambda: next(asked) >= batches)
    assert first.interrupted is (batches < 4)
    assert len(_names(session)) == first.imported
    second = importing.import_table(session, path)
    assert not second.interrupted
    assert first.imported + second.imported == len(ROWS) - REFUSED
    assert second.known == first.imported
    assert second.refused == REFUSED
    third = importing.import_table(session, path)
    assert (third.imported, third.known, third.refused) == (0, len(ROWS) - REFUSED, REFUSED)
    assert _names(session) == ["Amina", "Bilal", "Carim", "Carim", "Dahir", "Gul"]


@pytest.mark.parametrize("row", range(len(ROWS)))
def test_a_mistake_in_any_batch_leaves_the_batches_before_it(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row: int
) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    path = _table(tmp_path, ROWS)
    real, met = importing.interpret_row, itertools.count()

    def breaks(*arguments: object) -> object:
        if next(met) == row:
            raise OSError("the disk broke")
        return real(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as broken:
        broken.setattr(importing, "interpret_row", breaks)
        with pytest.raises(OSError, match="broke"):
            importing.import_table(session, path)
    before = len(_names(session))
    assert before <= row
    report = importing.import_table(session, path)
    assert (report.known, report.imported + report.known) == (before, len(ROWS) - REFUSED)


def test_a_row_that_contradicts_two_cases_is_refused_and_fields_are_never_overwritten(
    session: Session, tmp_path: Path
) -> None:
    one = casework.add_case(session, name="One", reference="X-1", place="Utrecht")
    two = casework.add_case(session, name="Two", alien_number="2800000009")
    report = importing.import_table(session, _table(tmp_path, ["X-1;2800000009;Mixed;Zeist;", "X-1;;Again;Zeist;note"]))
    assert (report.imported, report.refused, report.known) == (0, 2, 0)
    assert casework.case_page(session, one.id).case == one
    assert casework.case_page(session, two.id).case == two
    path = _table(tmp_path, ["X-1;;Again;Zeist;note"])
    assert importing.import_table(session, path).known == 1
    assert casework.case_page(session, one.id).case == one
    assert notes.list_notes(session, one.id) == []


def test_progress_never_passes_its_end(session: Session, tmp_path: Path) -> None:
    seen: list[tuple[int, int, str]] = []
    importing.import_table(session, _table(tmp_path, ROWS), progress=lambda *step: seen.append(step))
    assert seen[-1][:2] == (len(ROWS), len(ROWS))
    assert all(done <= total for done, total, _what in seen)


def test_nobody_imports_before_admission(session: Session, tmp_path: Path) -> None:
    session.person_id, session.role = "", ""
    with pytest.raises(ActionableError, match="not admitted"):
        importing.import_table(session, _table(tmp_path, ROWS))


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_200_000_rows(session: Session, tmp_path: Path) -> None:
    path = _table(tmp_path, [f"R-{number};;Persoon A{number};Zeist;opmerking" for number in range(200_000)])
    assert importing.import_table(session, path).imported == 200_000
    assert importing.import_table(session, path).known == 200_000
