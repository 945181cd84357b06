"""Spreadsheet files for the tests, made as the real programs make them."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook

HEADINGS = ("Dossiernr", "Naam", "V-nummer", "Geboortedatum", "Nationaliteit", "Taal", "Opmerking")
ROWS = (
    ("D-1", "Zoë Müller", "1234567890", "3-5-1985", "Duitse", "Duits", "cliënt is geïnteresseerd; wil “terug”"),
    ("D-2", "René d'Angelo", "2234567890", "ca. 1990", "Angolese", "Portugees", "één gesprek"),
    ("D-3", "José", "3234567890", "1971", "SY", "Arabisch", "wacht op bericht"),
)


def csv_file(
    path: Path, rows: Iterable[Sequence[str]], encoding: str = "utf-8", separator: str = ";", end: str = "\r\n"
) -> Path:
    """Write *rows* as CSV."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def xlsx_file(path: Path, rows: Iterable[Sequence[object]], title: str = "Lijst", merge: Iterable[str] = ()) -> Path:
    """Write *rows* as the only sheet of a workbook, then merge ranges."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for area in merge:
        sheet.merge_cells(area)
    book.save(path)
    return share_strings(path)


_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def share_strings(path: Path) -> Path:
    """Move the texts of the first sheet into the workbook's table of texts, as the usual programs keep them."""
    with zipfile.ZipFile(path) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    texts: list[str] = []

    def move(found: re.Match[str]) -> str:
        texts.append(f"<si>{found[2]}</si>")
        return f'<c {found[1]} t="s"><v>{len(texts) - 1}</v></c>'

    shared = re.sub(r'<c ([^>]*?) t="inlineStr"><is>(.*?)</is></c>', move, sheet, flags=re.DOTALL)
    edit_part(path, "xl/worksheets/sheet1.xml", (sheet, shared))
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPES}" /></Types>'
    edit_part(path, "[Content_Types].xml", ("</Types>", override))
    relation = f'<Relationship Type="{_RELATION}" Target="sharedStrings.xml" Id="rId9" /></Relationships>'
    edit_part(path, "xl/_rels/workbook.xml.rels", ("</Relationships>", relation))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/sharedStrings.xml", f'<sst xmlns="{_SPACE}">{"".join(texts)}</sst>')
    return path


def edit_part(path: Path, name: str, *changes: tuple[str, str]) -> Path:
    """Replace texts in one part of a workbook, as another program would have written it."""
    with zipfile.ZipFile(path) as package:
        parts = {part: package.read(part) for part in package.namelist()}
    text = parts[name].decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    parts[name] = text.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for part, data in parts.items():
            package.writestr(part, data)
    return path
