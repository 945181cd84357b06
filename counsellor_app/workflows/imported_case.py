"""One row of a spreadsheet as a case, or refused with every reason at once. Pure: no store, no files."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final, TypeVar

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.field_values import LONGEST_PHONE, LONGEST_REFERENCE
from counsellor_app.domain.programmes_list import read_programme
from counsellor_app.domain.records import CaseStatus, Sex
from counsellor_app.domain.validation import (
    LONGEST_NAME,
    LONGEST_NOTE,
    read_alien_number,
    read_line,
    read_long_text,
    read_name,
)
from counsellor_app.workflows.column_names import Field, Mapping, column_letter
from counsellor_app.workflows.nationalities import fold, read_languages, read_nationality
from counsellor_app.workflows.table import Cell, Row, Unreadable, cell_text
from counsellor_app.workflows.written_dates import WrittenDate, read_written_birth_date, read_written_day, says_nothing
from sync.wording import _

T = TypeVar("T")
_SPLIT_ALIASES = re.compile(r"[;/|\n]")
_LITERAL: Final = frozenset(
    {Field.NAME, Field.FIRST_NAME, Field.INFIX, Field.LAST_NAME, Field.SEX, Field.NATIONALITY, Field.NOTE}
)
"""Fields in which ``x`` or ``onbekend`` is a value, or must be judged by who reads it."""
_SEXES: Final = MappingProxyType(
    {
        Sex.MALE: "m|man|mannelijk|male|jongen|boy|heer|mr",
        Sex.FEMALE: "v|vr|vrouw|vrouwelijk|f|female|woman|meisje|girl|w|mevrouw|mevr|mw|mrs|ms",
        Sex.OTHER: "x|anders|overig|other|divers|non binair|nonbinair",
    }
)
_STATUSES: Final = MappingProxyType(
    {
        CaseStatus.OPEN: "open|actief|active|lopend|lopende|in behandeling|nieuw|new|intake|in procedure|in progress",
        CaseStatus.PAUSED: "paused|gepauzeerd|on hold|aangehouden|opgeschort|wacht|wachtend|waiting|stilgelegd",
        CaseStatus.WITHDRAWN: "withdrawn|ingetrokken|teruggetrokken|afgezien|ziet af|client withdrew",
        CaseStatus.DEPARTED: "departed|vertrokken|teruggekeerd|returned|uitgereisd",
        CaseStatus.CLOSED: "closed|gesloten|afgesloten|beeindigd|afgerond|dicht|inactief|inactive|ended",
    }
)
_SEX_OF: Final = MappingProxyType({word: sex for sex, words in _SEXES.items() for word in words.split("|")})
_STATUS_OF: Final = MappingProxyType({word: status for status, words in _STATUSES.items() for word in words.split("|")})


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedCase:
    """A case as a row says it. Texts are clean; codes as in :class:`~counsellor_app.domain.records.Case`.

    ``birth_date``: ``YYYY``, ``YYYY-MM-DD`` or empty. ``sex`` and ``status``: values of the domain's enums or empty.
    ``departed_on``: the day on which somebody who departed did so. ``note``: what the note columns hold, and what was
    written more precisely than a field can keep. ``number``: the row's in its file.
    """

    number: int
    reference: str = ""
    name: str = ""
    own_name: str = ""
    aliases: tuple[str, ...] = ()
    alien_number: str = ""
    birth_date: str = ""
    birth_estimated: bool = False
    sex: str = ""
    nationality: str = ""
    languages: tuple[str, ...] = ()
    place: str = ""
    programme: str = ""
    status: str = ""
    phone: str = ""
    opened_on: str = ""
    departed_on: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not taken, whole, with what is wrong with it; ``reason`` repeats nothing of its content."""

    number: int
    reason: str
    cells: tuple[Cell, ...]


def interpret_row(row: Row, mapping: Mapping, today: date) -> ImportedCase | RefusedRow:
    """Return the case a *row* describes by *mapping*, or the row refused with all reasons; never raises."""
    reading = _Reading(row, mapping, today)
    case = reading.case()
    if reading.problems:
        return refuse_row(row, " · ".join(dict.fromkeys(reading.problems)))
    return case


def refuse_row(row: Row, reason: str) -> RefusedRow:
    """Return *row* refused for *reason*, for what only the workflow can know (a number that is taken)."""
    return RefusedRow(row.number, reason, row.cells)


class _Reading:
    """The reading of one row; ``problems`` gathers what is wrong, ``kept`` what a field cannot hold."""

    def __init__(self, row: Row, mapping: Mapping, today: date) -> None:
        self.row, self.mapping, self.today = row, mapping, today
        self.problems: list[str] = []
        self.kept: list[str] = []

    def case(self) -> ImportedCase:
        """Return the case; to be thrown away if there are problems afterwards."""
        self.check_shape()
        born = self.birth()
        languages = self.values(Field.LANGUAGES, read_languages)
        aliases = self.values(Field.ALIAS, _read_aliases)
        case = ImportedCase(
            number=self.row.number,
            reference=self.value(Field.REFERENCE, lambda text: read_line(text, LONGEST_REFERENCE)),
            name=self.name(),
            own_name=self.value(Field.OWN_NAME, read_name),
            aliases=tuple(dict.fromkeys(name for names in aliases for name in names)),
            alien_number=self.value(Field.ALIEN_NUMBER, read_alien_number),
            birth_date=born.text,
            birth_estimated=born.estimated,
            sex=self.value(Field.SEX, _read_sex),
            nationality=self.value(Field.NATIONALITY, read_nationality),
            languages=tuple(dict.fromkeys(code for codes in languages for code in codes)),
            place=self.value(Field.PLACE, read_line),
            programme=self.value(Field.PROGRAMME, read_programme),
            status=self.value(Field.STATUS, _read_status),
            phone=self.phone(),
            opened_on=self.value(
                Field.OPENED_ON, lambda text: read_written_day(text, self.today, self.mapping.day_first)
            ),
        )
        case = self.departure(case)
        return replace(case, note=self.note())

    def departure(self, case: ImportedCase) -> ImportedCase:
        """Return *case* with its departure: a day that has been makes it departed, unless its status says otherwise.

        What is planned, or contradicts the status, is kept in the note; it is not for a date to say that gates were
        passed.
        """
        departed = case
        for heading, text in self.texts(Field.DEPARTED_ON):
            try:
                day = read_written_day(text, self.today, self.mapping.day_first)
            except ActionableError as error:
                self.problem(heading, error)
                continue
            if day > self.today.isoformat() or case.status not in ("", CaseStatus.DEPARTED):
                self.kept.append(f"{heading}: {' '.join(text.split())}")
            elif day and case.opened_on > day:
                self.problems.append(_("The case departed before it was opened."))
            elif day:
                departed = replace(case, status=CaseStatus.DEPARTED.value, departed_on=day)
        return departed

    def check_shape(self) -> None:
        """Refuse a row with cells beyond the headings: a shifted row must not fill the wrong fields."""
        if not Row(self.row.number, self.row.cells[len(self.mapping.headings) :]).blank:
            self.problems.append(_("The row has more cells than there are headings."))

    def name(self) -> str:
        """Return the name, out of one column or of first name, prefix and last name."""
        before = len(self.problems)
        name = self.value(Field.NAME, lambda text: read_line(text, LONGEST_NAME))
        if not name:
            parts = [self.value(wanted, read_line) for wanted in (Field.FIRST_NAME, Field.INFIX, Field.LAST_NAME)]
            name = " ".join(part for part in parts if part)
        return "" if len(self.problems) > before else self.clean(name, "", read_name)

    def birth(self) -> WrittenDate:
        """Return what is known of the birth, out of a date column, a year column or both."""
        day_first = self.mapping.day_first
        columns = [*self.texts(Field.BIRTH_DATE), *self.texts(Field.BIRTH_YEAR)]
        found = WrittenDate("")
        for heading, text in columns:
            try:
                written = read_written_birth_date(text, self.today, day_first)
            except ActionableError as error:
                self.problem(heading, error)
                continue
            if written.remark:
                self.kept.append(f"{heading}: {' '.join(text.split())}")
            if found.text and written.text and found.text[:4] != written.text[:4]:
                self.problems.append(_("Date of birth and year of birth disagree."))
            found = found if found.text else written
        return found

    def phone(self) -> str:
        """Return all phone numbers, separated by commas."""
        numbers = dict.fromkeys(self.values(Field.PHONE, read_line))
        return self.clean(", ".join(numbers), "", lambda text: read_line(text, LONGEST_PHONE))

    def note(self) -> str:
        """Return the note: one column as it is, several each under its heading, then what was kept of other columns."""
        written = [
            (heading, self.clean(text, heading, lambda text: read_long_text(text, LONGEST_NOTE)))
            for heading, text in self.texts(Field.NOTE)
        ]
        parts = [text if len(written) == 1 else f"{heading}: {text}" for heading, text in written]
        return self.clean("\n".join(parts + self.kept), "", lambda text: read_long_text(text, LONGEST_NOTE))

    def clean(self, text: str, heading: str, read: Callable[[str], str]) -> str:
        """Return *text* as *read* returns it, empty with a problem noted where it cannot be taken."""
        try:
            return read(text)
        except ActionableError as error:
            self.problem(heading, error)
            return ""

    def value(self, wanted: Field, read: Callable[[str], str]) -> str:
        """Return the value of a field that one column fills, empty for none."""
        return next(iter(self.values(wanted, read)), "")

    def values(self, wanted: Field, read: Callable[[str], T]) -> list[T]:
        """Return the values of the columns of a field that say something and can be read."""
        found = []
        for heading, text in self.texts(wanted):
            try:
                found.append(read(text))
            except ActionableError as error:
                self.problem(heading, error)
        return found

    def texts(self, wanted: Field) -> list[tuple[str, str]]:
        """Return ``(heading, text)`` of the columns of a field that say something."""
        columns = self.mapping.columns(wanted)
        fixed = self.mapping.fixed_value(wanted)
        if not columns and fixed:
            return [("", fixed)]
        found = []
        for at in columns:
            cell = self.row.cells[at] if at < len(self.row.cells) else ""
            heading = self.mapping.headings[at] or column_letter(at)
            if isinstance(cell, Unreadable):
                self.problems.append(f"{heading}: {cell.reason}")
                continue
            text = cell_text(cell)
            if text.strip() and (wanted in _LITERAL or not says_nothing(text)):
                found.append((heading, text))
        return found

    def problem(self, heading: str, error: ActionableError) -> None:
        """Note what is wrong in the column *heading*."""
        self.problems.append(f"{heading}: {error}" if heading else str(error))


def _read_aliases(text: str) -> list[str]:
    return [read_name(name) for name in _SPLIT_ALIASES.split(text) if name.strip()]


def _read_sex(text: str) -> str:
    word = fold(text)
    if word not in _SEX_OF:
        raise ActionableError(_("This is not read as a sex."), _("Write m, v (or f), x, or leave it empty."))
    return _SEX_OF[word].value


def _read_status(text: str) -> str:
    word = fold(text)
    if word not in _STATUS_OF:
        known = ", ".join(status.value for status in CaseStatus)
        raise ActionableError(_("This status is not known."), _("Write one of: {known}.").format(known=known))
    return _STATUS_OF[word].value
