"""Writes resources/standards/htcds-2.0.json from the published files of the Human Trafficking Case Data Standard.

Run by hand with the two files of the standard: ``python -m tests.counsellor_app.domain.write_htcds STANDARD.ods
SURVEY.xlsx``. The field standard (ods) gives names, types, codes and labels; the survey (xlsx) the countries, and where
its names differ from those of the standard.
"""

import json
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import openpyxl

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TARGET = Path(__file__).resolve().parents[3] / "resources" / "standards" / "htcds-2.0.json"
_TYPES = {
    "Text": "text", "Long Text": "long", "Date": "date", "Picklist": "one", "Multiselect Picklist": "many",
    "Picklist or Text": "text", "Checkbox": "truth", "Number": "number", "Geolocation": "text",
}  # fmt: skip


def rows_of(standard: Path) -> list[list[list[str]]]:
    """Return the rows of the field standard: cells, each a list of its lines."""
    with zipfile.ZipFile(standard) as archive:
        root = ElementTree.fromstring(archive.read("content.xml"))
    found = []
    for row in next(root.iter(f"{_TABLE}table")).iter(f"{_TABLE}table-row"):
        cells: list[list[str]] = []
        for cell in row:
            lines = ["".join(line.itertext()).strip() for line in cell.iter(f"{_TEXT}p")]
            repeated = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
            cells += [[line for line in lines if line]] * min(repeated, 20)
        found.append(cells)
    return found


def field_of(cells: list[list[str]]) -> dict[str, object] | None:
    """Return one field of the standard; None for headings and examples."""
    if len(cells) < 12 or not cells[3] or cells[3][0] == "N/A" or not cells[6]:
        return None
    name, label, kind = cells[6][0], (cells[5] or cells[4])[0], cells[7][0]
    if "_" not in name or name == "Field Name including Prefix":
        return None
    kind = "text" if kind.startswith("Lookup") else _TYPES[kind]
    codes, labels = cells[9], cells[10]
    listed = len(codes) == len(labels) and not any("ISO" in code for code in codes) and kind in ("one", "many")
    found: dict[str, object] = {"name": name, "label": label, "type": kind}
    if "DEPRECATED" in cells[1]:
        found["deprecated"] = True
    if cells[2] == ["Core"]:
        found["core"] = True
    if listed and codes:
        found["codes"] = [[code.strip(), text.strip()] for code, text in zip(codes, labels, strict=True)]
    return found


def main(standard: Path, survey: Path) -> None:
    """Write the resource."""
    fields = [field for cells in rows_of(standard) if (field := field_of(cells)) is not None]
    book = openpyxl.load_workbook(survey, read_only=True)
    names = {str(field["name"]).replace("_", "").casefold(): str(field["name"]) for field in fields}
    aliases = {}
    for _type, name, *_rest in book["survey"].iter_rows(min_row=2, values_only=True):
        plain = str(name).replace("_", "").casefold()
        if plain in names and names[plain] != name:
            aliases[str(name)] = names[plain]
    countries = [
        str(code).strip()
        for listed, code, *_rest in book["choices"].iter_rows(min_row=2, values_only=True)
        if listed == "citizenship" and code
    ]
    for field in fields:
        if field["name"] == "prs_Citizenship":
            field["codes"] = [[code, ""] for code in countries]
    form = {
        "standard": "Human Trafficking Case Data Standard 2.0",
        "source": "HTCDS-field-standards-2.0.ods and htcds_xlsform.xlsx, by IOM (UNMigration/HTCDS on GitHub)",
        "licence": "CC BY 4.0; field names and code lists only; no endorsement is suggested",
        "aliases": aliases,
        "fields": fields,
    }
    _TARGET.write_text(json.dumps(form, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
