"""Spreadsheets as offices keep them: taken in once, refused rows kept whole with reasons; interrupted and run again."""

import csv
import datetime as dt
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from .conftest import Person, World

HEADINGS = "Dossiernummer;V-nummer;Voornaam;Achternaam;Geboortedatum;Geslacht;Nationaliteit;Taal;Locatie;Opmerking"


@pytest.fixture
def importer(world: World, tmp_path: Path, request: pytest.FixtureRequest) -> Person:
    """Somebody who starts without cases: a new colleague for each test."""
    person = Person(tmp_path, request.node.name[:40])
    file = tmp_path / "invitation.json"
    world.anna.done("invite", "--name", person.name, "--role", "counsellor", "--out", str(file))
    person.done("join", "--invitation", str(file))
    world.anna.done("admit", "--all")
    person.done("sync")
    return person


def _csv(folder: Path, *rows: str, encoding: str = "utf-8", name: str = "lijst.csv") -> str:
    path = folder / name
    path.write_bytes("\r\n".join([HEADINGS, *rows, ""]).encode(encoding))
    return str(path)


def test_a_list_is_taken_in_once(importer: Person, tmp_path: Path) -> None:
    path = _csv(
        tmp_path,
        "D-1;2801234567;Amina;Warsame;31-01-1990;V;Somalische;Somalisch;Ter Apel;Zoekt werk",
        "D-2;;Tesfay;;1985;M;Eritrea;Tigrinya;Zeist;",
        ";2809999999;Ali;Reza;31-02-1990;M;Iran;Farsi;Zeist;",
        "D-1;;Iemand;Anders;;;;;;",
        ";;Zonder;Nummer;;;;;;eerste",
        ";;Zonder;Nummer;;;;;;eerste",
        ";;;;;;;;;zonder naam",
    )
    report = importer.get("import", path)
    assert (report["imported"], report["refused"], report["known"], report["interrupted"]) == (4, 3, 0, False)
    assert {"column": "V-nummer", "field": "alien number"} in report["mapping"]
    with open(report["refused_file"], encoding="utf-8-sig", newline="") as file:
        refused = list(csv.reader(file, delimiter=";"))
    assert [row[0] for row in refused[1:]] == ["4", "5", "8"]
    assert refused[1][-4:] == ["Iran", "Farsi", "Zeist", ""]
    assert all(row[1] for row in refused[1:])
    (amina,) = importer.get("case", "list", "--query", "2801234567")
    assert (amina["name"], amina["reference"], amina["nationality"]) == ("Amina Warsame", "D-1", "SO")
    (note,) = importer.get("note", "list", amina["id"])
    assert (note["text"], note["kind"], note["signed"]) == ("Zoekt werk", "internal", True)
    again = importer.get("import", path)
    assert (again["imported"], again["refused"], again["known"]) == (0, 3, 4)
    assert importer.get("status")["cases"] == 4
    importer.done("sync")
    assert importer.get("verify")["ok"]


def test_wrong_encoding_merged_cells_and_formulas(importer: Person, tmp_path: Path) -> None:
    old = _csv(tmp_path, "E-1;;Zoë;Çelik;;;Turkije;Turks;Den Haag;café", encoding="cp1252")
    assert importer.get("import", old)["imported"] == 1
    (row,) = importer.get("case", "list", "--query", "E-1")
    assert row["name"] == "Zoë Çelik"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Naam", "V-nummer", "Plaats", "Geboortedatum"])
    sheet.append(["Mehari", "2800000001", "Zeist", dt.date(1990, 1, 31)])
    sheet.append(["Saba", "2800000002", None, None])
    sheet.append(['=CONCATENATE("A","B")', "2800000003", "Zeist", None])
    sheet.merge_cells("C2:C3")
    path = tmp_path / "lijst.xlsx"
    book.save(path)
    report = importer.get("import", str(path))
    assert report["imported"] + report["refused"] == 3
    assert report["refused"] == 1, "a formula nobody computed is no name"
    assert {row["place"] for row in importer.get("case", "list", "--query", "28000000")} == {"Zeist"}
    book.close()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.csv"),
        (b"\x00\x01\x02\x03" * 50, "binary.csv"),
        (b"PK\x03\x04 no zip at all", "broken.xlsx"),
        (b"%PDF-1.7 ...", "letter.csv"),
        (b"colour;size\nred;9\n", "other.csv"),
    ],
)
def test_what_is_no_list_is_refused(world: World, content: bytes, name: str) -> None:
    bert = world.bert
    before = bert.get("status")["cases"]
    message = bert.refused("import", bert.text(content, name))
    assert len(message.splitlines()) >= 2, "what happened, and what to do"
    assert bert.get("status")["cases"] == before
    assert not list(bert.folder.glob("*-refused*"))


def test_a_file_that_is_not_there(world: World) -> None:
    assert "not found" in world.bert.refused("import", str(world.folder / "missing.csv"))


def test_a_mapping_of_ones_own(importer: Person, tmp_path: Path) -> None:
    table = tmp_path / "eigen.csv"
    table.write_text("wie;waar;kolom x\nHodan;Almere;2801111111\n", encoding="utf-8")
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('[columns]\nwie = "name"\nwaar = "place"\n"kolom x" = "alien_number"\n', encoding="utf-8")
    assert "No column with names" in importer.refused("import", str(table))
    assert importer.get("import", str(table), "--mapping", str(mapping))["imported"] == 1
    assert importer.get("case", "show", "2801111111")["place"] == "Almere"
    mapping.write_text('[columns]\nwie = "nonsense"\n', encoding="utf-8")
    assert "mapping" in importer.refused("import", str(table), "--mapping", str(mapping))


def test_interrupted_and_killed_and_run_again(importer: Person, tmp_path: Path) -> None:
    rows = [f"R-{number};;Persoon {chr(65 + number % 26)}{number};;;;;;Zeist;" for number in range(1500)]
    path = _csv(tmp_path, *rows)
    command = [sys.executable, "-c", "from counsellor_app.cli import main; main()", *importer.options(), "import", path]
    counts = []
    for number in (signal.SIGINT, signal.SIGKILL):
        running = subprocess.Popen([*command, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        _wait_for_growth(importer, running)
        running.send_signal(number)
        out, err = running.communicate(timeout=60)
        if number == signal.SIGINT:
            assert running.returncode in (0, 1), err
            assert '"interrupted": true' in out or running.returncode == 0
        counts.append(importer.get("status")["cases"])
    assert counts[0] <= counts[1] < 1500 or counts[1] == 1500
    report = importer.get("import", path)
    assert report["imported"] + report["known"] == 1500
    assert report["known"] == counts[1]
    assert importer.get("status")["cases"] == 1500
    assert importer.get("verify")["ok"]


def _wait_for_growth(importer: Person, running: "subprocess.Popen[str]") -> None:
    """Wait until the import has written something beyond what was there."""
    log = Path(f"{importer.profile / 'records.db'}-wal")
    end = time.monotonic() + 20
    while time.monotonic() < end and running.poll() is None:
        if log.exists() and os.stat(log).st_size > 400_000:
            return
        time.sleep(0.01)
