"""A trafficking case in the columns of the Human Trafficking Case Data Standard: export and import.

One row of the table is a victim; what there may be several of (events, perpetrators, support plans) stands in rows of
its own beneath, with the same person. Several codes in one cell are parted by spaces, as survey forms write them.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from counsellor_app.domain.dossier import Dossier
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.exports import Export, ExportKind, ExportMark
from counsellor_app.domain.identity_papers import IdentifierKind
from counsellor_app.domain.records import Person, Precision, Sex
from counsellor_app.domain.refusals import refuse_declined
from counsellor_app.domain.rights import Act, Matter, require
from counsellor_app.domain.safety import ContactWay, may_reach
from counsellor_app.domain.trafficking import (
    FIELDS,
    KEPT_IN_CASE,
    PARTS,
    YES,
    Part,
    TraffickingRecord,
    changed,
    fields_of,
    filled,
    standard,
    standard_name,
)
from counsellor_app.store.store import Work
from counsellor_app.workflows.dossiers import dossier, find_person
from counsellor_app.workflows.exports import write_out
from counsellor_app.workflows.formulas import escape_cell, unescape_cell
from counsellor_app.workflows.session import Session
from counsellor_app.workflows.spreadsheet import read_table
from counsellor_app.workflows.trafficking import keep_part, persons_to_change, records_of
from sync.wording import _

PERSON_COLUMN: Final = "person"
"""Beside the standard's columns: whom a row is about, by the name in the case."""
_PART_COLUMNS: Final = tuple(name for cls in PARTS.values() for name in fields_of(cls) if not name.startswith("prs_"))
NUMBER_COLUMN: Final = "export"
"""Beside the standard's columns: the number of the line of the log by which the table left."""
COLUMNS: Final = (PERSON_COLUMN, *dict.fromkeys((*FIELDS, *KEPT_IN_CASE, *_PART_COLUMNS)), NUMBER_COLUMN)
"""The headings of an export, in order."""
_SEX: Final[Mapping[str, str]] = {Sex.FEMALE: "Feminine", Sex.MALE: "Masculine"}
_REACHED_BY: Final[Mapping[str, tuple[ContactWay, ...]]] = {
    "prs_HomePhone": (ContactWay.CALL,),
    "prs_MobilePhone": (ContactWay.CALL,),
    "prs_Email": (ContactWay.EMAIL,),
    "prs_MailingStreet": (ContactWay.LETTER, ContactWay.VISIT),
    "prs_MailingPostalCode": (ContactWay.LETTER, ContactWay.VISIT),
    "prs_MailingLongitude": (ContactWay.VISIT,),
    "prs_MailingLatitude": (ContactWay.VISIT,),
}
_MOST_ROWS: Final = 1_000
_NUMBER: Final = re.compile(r"[+-]?[0-9][0-9 .]*")
"""A number is no formula: a phone number or a place on the map is written as it is."""


@dataclass(frozen=True, slots=True)
class Exported:
    """How many rows were written, and the names of those left out because they did not agree to it.

    ``kept_back``: columns that are empty because somebody may not be reached that way.
    """

    rows: int
    left_out: tuple[str, ...]
    kept_back: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """How many fields and parts an import brought, and the columns that were left, for the case itself holds them."""

    fields: int
    parts: int
    left: tuple[str, ...]


def export_case(session: Session, case_id: str, path: Path, reason: str) -> Exported:
    """Write the trafficking records of a case to *path*, through :func:`write_out`: CSV, the standard's columns.

    Only of persons who agreed (``con_Consent``), and nothing by which somebody may not be reached: whoever gets the
    table has the number and not the rule. Raises :class:`ActionableError`: nobody agreed, the client declined to
    be called a victim, entries of the case missing, no right, no reason, disk.
    """
    shown = dossier(session, case_id)
    require(session.actor, Act.CHANGE_CASE, Matter(shown.case.responsible))
    refuse_declined("label:trafficking", shown.declined)
    agreed = [one for one in shown.trafficking if one.con_Consent == YES]
    if not agreed:
        raise ActionableError(
            _("Nobody agreed to having this handed on."),
            _("Nothing was written. First comes consent: con_Consent=yes."),
        )
    with session.store.reading() as queries:
        if queries.case_page(case_id).missing:
            raise ActionableError(
                _("Entries of this case have not arrived yet."),
                _("Nothing was written. Sync first: what is missing may be that somebody took his consent back."),
            )
        owner = queries.person_name(shown.case.responsible)
    rows: list[dict[str, str]] = []
    kept_back: dict[str, None] = {}
    for record in agreed:
        closed = _closed_columns(shown, record.person)
        for row in _rows(shown, record, owner):
            kept_back |= dict.fromkeys(name for name in COLUMNS if name in closed and row.get(name))
            rows.append({name: text for name, text in row.items() if name not in closed})
    leaving = Export(what=ExportKind.TRAFFICKING, ending="csv", named=True, cases=1)
    write_out(session, leaving, reason, path, lambda mark: _table(rows, mark))
    left = tuple(shown.name_of(one.person) for one in shown.trafficking if one.con_Consent != YES)
    return Exported(len(rows), left, tuple(kept_back))


def _table(rows: Iterable[Mapping[str, str]], mark: ExportMark) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    for row in rows:
        cells = {name: cell if _NUMBER.fullmatch(cell) else escape_cell(cell) for name, cell in row.items()}
        writer.writerow({**cells, NUMBER_COLUMN: mark.number})
    return text.getvalue().encode("utf-8")


def import_case(session: Session, case_id: str, path: Path, *, person: str = "") -> Taken:
    """Take a table with the standard's columns (CSV or XLSX, as an export or a survey writes it) into a case.

    A row is about the person its column ``person`` names, else about *person* (the client when empty). All rows are
    taken or none. Raises :class:`ActionableError` naming the row that cannot be.
    """
    table = read_table(path)
    names = [PERSON_COLUMN if text.strip() == PERSON_COLUMN else standard_name(text) for text in table.headings]
    if not any(name and name != PERSON_COLUMN for name in names):
        raise ActionableError(
            _("This table has none of the standard's columns."), _("Their names look like vic_TypeOfExploitation.")
        )
    fields = parts = 0
    left: set[str] = set()
    with session.store.transaction() as work:
        persons = persons_to_change(session, work, case_id)
        shown = dossier(session, case_id)
        for row in table.rows():
            if row.number > _MOST_ROWS:
                raise ActionableError(_("This table is too long for one case."), _("Nothing was taken from it."))
            cells = [unescape_cell(text) for text in row.texts()]
            values = {name: text.strip() for name, text in zip(names, cells, strict=False) if name and text.strip()}
            try:
                whose = find_person(persons, values.pop(PERSON_COLUMN, person))
                left |= values.keys() & set(KEPT_IN_CASE) if _part_of(values) is None else set()
                counted = _take(work, shown, whose, values)
            except ActionableError as error:
                raise ActionableError(
                    _("Row {n}: {what}").format(n=row.number, what=error.title), error.advice
                ) from None
            fields, parts = fields + counted[0], parts + counted[1]
    return Taken(fields, parts, tuple(name for name in KEPT_IN_CASE if name in left))


def _take(work: Work, shown: Dossier, person: Person, values: Mapping[str, str]) -> tuple[int, int]:
    """Save what one row says; returns how many fields of the person's record and how many parts it brought.

    What the case itself says in just these words, and a part that is there already, is not kept a second time.
    """
    case_id, cls = shown.case.id, _part_of(values)
    if cls is not None:
        kept = {name: _cell(name, text) for name, text in values.items() if name in fields_of(cls)}
        same = [one for one in work.queries.records(case_id, cls) if one.person == person.id]
        if any(filled(one) == filled(changed(cls(), kept)) for one in same):
            return 0, 0
        keep_part(work, case_id, cls, kept, person)
        return 0, 1
    said = _of_case(shown, person)
    kept = {name: _cell(name, text) for name, text in values.items() if name in FIELDS and text != said.get(name)}
    if not kept:
        return 0, 0
    known = records_of(work, case_id, person.id)
    before = known[0] if known else TraffickingRecord(case=case_id, person=person.id)
    after = changed(before, kept)
    if after != before:
        work.records.save(after)
    return sum(getattr(after, name) != getattr(before, name) for name in kept), 0


def _part_of(values: Mapping[str, str]) -> type[Part] | None:
    """Return of which kind of part a row is: the one whose own columns are filled."""
    prefixes = {name.partition("_")[0] for name in values}
    return next((cls for cls in PARTS.values() if _own_prefix(cls) in prefixes), None)


def _own_prefix(cls: type) -> str:
    return fields_of(cls)[-1].partition("_")[0]


def _cell(name: str, text: str) -> str:
    """Return a cell as it is typed: codes that a survey form parts by spaces with commas."""
    field = standard()[name]
    parts = text.split()
    if field.kind == "many" and len(parts) > 1 and all(part in field.codes for part in parts):
        return ",".join(parts)
    return text


# --- rows of an export


def _rows(shown: Dossier, record: TraffickingRecord, owner: str) -> Iterable[dict[str, str]]:
    person = shown.person(record.person) or Person()
    name = {PERSON_COLUMN: person.name or person.own_name}
    known = _of_case(shown, person) | {"cas_CaseOwner": owner}
    yield {**name, **{one: text for one, text in known.items() if text}, **_cells(filled(record))}
    for part in shown.trafficking_parts:
        if part.person == record.person:
            yield {**name, **_cells(filled(part))}


def _closed_columns(shown: Dossier, person: str) -> frozenset[str]:
    """Return the columns that say how *person* is reached in a way a rule forbids."""
    return frozenset(
        name
        for name, ways in _REACHED_BY.items()
        if not any(may_reach(way, person, shown.contact_rules).allowed for way in ways)
    )


def _cells(values: Mapping[str, str | list[str]]) -> dict[str, str]:
    return {name: " ".join(value) if isinstance(value, list) else value for name, value in values.items()}


def _of_case(shown: Dossier, person: Person) -> dict[str, str]:
    """Return what the case itself knows of a person, in the standard's fields; a name is not cut into two here."""
    client = person.id == (shown.persons[0].id if shown.persons else "")
    languages: Sequence[str] = person.languages or (shown.case.languages if client else ())
    numbers = [
        one.number for one in shown.identifiers if (one.person, one.kind) == (person.id, IdentifierKind.NATIONAL)
    ]
    exact = person.birth_precision == Precision.KNOWN and len(person.birth_date) == len("2000-01-01")
    return {
        "prs_FirstName": person.name or person.own_name,
        "prs_Gender": _SEX.get(person.sex, ""),
        "prs_Birthdate": person.birth_date if exact else "",
        "prs_PrimaryLanguage": languages[0] if languages else "",
        "prs_SecondaryLanguage": languages[1] if len(languages) > 1 else "",
        "prs_Citizenship": person.nationality or (shown.case.nationality if client else ""),
        "prs_IdentityNumber": numbers[0] if numbers else "",
        "prs_MobilePhone": person.phone or (shown.case.phone if client else ""),
    }
