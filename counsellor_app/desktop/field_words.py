"""The words of the work as a person reads them: kinds, statuses, flags, fields and values of fields. No Qt.

Codes and ids are for machines; every screen shows these words instead. What a newer version wrote and this one does
not know is shown as it is, never left out.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from counsellor_app.desktop.look.bidi import isolate
from counsellor_app.desktop.row_times import iso_day
from counsellor_app.desktop.words.kind_words import facts as facts
from counsellor_app.desktop.words.kind_words import is_id
from counsellor_app.desktop.words.of_kinds import RECORD_WORDS
from counsellor_app.desktop.words.people import PERSON_FIELDS, interpreter, truth
from counsellor_app.domain.countries import country_name, language_name
from counsellor_app.domain.overviews import TimelineEntry
from counsellor_app.domain.programmes_list import programme_name
from counsellor_app.domain.records import CaseStatus, FlagCode, NoteKind, Precision, ReviewKind, Sex
from sync.wording import _, language, pgettext

FLAG_ICONS: Final[Mapping[str, str]] = {
    FlagCode.HEALTH: "heart-pulse",
    FlagCode.MINOR: "baby",
    FlagCode.TRAFFICKING: "shield-alert",
    FlagCode.VULNERABLE: "handshake",
    FlagCode.SAFETY: "shield",
}
NOTE_ICONS: Final[Mapping[str, str]] = {
    NoteKind.TALK: "message-square-text",
    NoteKind.OUTREACH: "map-pin",
    NoteKind.SESSION: "users",
    NoteKind.PHONE: "phone",
    NoteKind.INTERNAL: "file-text",
}
_RECORD_ICONS: Final[Mapping[str, str]] = {"person": "user", "flag": "flag"}
STATUS_TONES: Final[Mapping[str, str]] = {
    CaseStatus.PAUSED: "amber",
    CaseStatus.WITHDRAWN: "text2",
    CaseStatus.DEPARTED: "green",
    CaseStatus.CLOSED: "text2",
}


def note_kind(code: str) -> str:
    """Return what kind of contact a note records."""
    words: dict[str, str] = {
        NoteKind.TALK: _("Talk"),
        NoteKind.OUTREACH: _("Outreach"),
        NoteKind.SESSION: _("Group session"),
        NoteKind.PHONE: _("Phone call"),
        NoteKind.INTERNAL: _("Internal note"),
    }
    return words.get(code, code)


def case_status(code: str) -> str:
    """Return where a case stands."""
    words: dict[str, str] = {
        CaseStatus.OPEN: pgettext("status of a case", "Open"),
        CaseStatus.PAUSED: pgettext("status of a case", "Paused"),
        CaseStatus.WITHDRAWN: pgettext("status of a case", "Withdrawn"),
        CaseStatus.DEPARTED: pgettext("status of a case", "Departed"),
        CaseStatus.CLOSED: pgettext("status of a case", "Closed"),
    }
    return words.get(code, code)


def flag(code: str) -> str:
    """Return the fact a flag states."""
    words: dict[str, str] = {
        FlagCode.HEALTH: _("Health"),
        FlagCode.MINOR: _("Minor"),
        FlagCode.TRAFFICKING: _("Trafficking"),
        FlagCode.VULNERABLE: _("Vulnerable"),
        FlagCode.SAFETY: _("Safety"),
    }
    return words.get(code, code)


def flag_icon(code: str) -> str:
    """Return the name of the icon of a flag."""
    return FLAG_ICONS.get(code, "flag")


def sex(code: str) -> str:
    """Return the sex as recorded."""
    words: dict[str, str] = {
        Sex.FEMALE: _("Female"),
        Sex.MALE: _("Male"),
        Sex.OTHER: pgettext("sex", "Other"),
        Sex.UNKNOWN: pgettext("sex", "Not recorded"),
    }
    return words.get(code, code)


def precision(code: str) -> str:
    """Return how well a birth date is known."""
    words: dict[str, str] = {
        Precision.UNKNOWN: pgettext("birth date", "Not known"),
        Precision.KNOWN: pgettext("birth date", "Known"),
        Precision.YEAR: pgettext("birth date", "Year only"),
        Precision.ESTIMATED: pgettext("birth date", "Estimated"),
    }
    return words.get(code, code)


def languages(codes: str) -> str:
    """Return the names of languages given as codes separated by commas: *Amharic, Tigrinya*."""
    return ", ".join(language_name(code.strip(), language()) for code in codes.split(",") if code.strip())


def country(code: str) -> str:
    """Return the name of a country."""
    return country_name(code, language()) if code else ""


def programme(code: str) -> str:
    """Return the full name of a programme."""
    return programme_name(code, language()) if code else ""


def alien_number(digits: str) -> str:
    """Return an alien number grouped as on paper: *V 284.115.0932*."""
    if len(digits) != 10 or not digits.isdigit():
        return digits
    return f"V {digits[:3]}.{digits[3:6]}.{digits[6:]}"


def record_field(kind: str, name: str) -> str:
    """Return the name of a *field* of a record of *kind* as it stands beside its value."""
    if kind in RECORD_WORDS:
        known = RECORD_WORDS[kind].fields.get(name)
        if known is not None:
            return known()
    if kind == "person" and name in PERSON_FIELDS:
        return PERSON_FIELDS[name]()
    words = {
        "reference": _("Reference"),
        "status": _("Status"),
        "alien_number": _("Alien number"),
        "programme": _("Programme"),
        "place": _("Place"),
        "languages": _("Languages"),
        "nationality": _("Nationality"),
        "phone": _("Phone"),
        "responsible": _("Responsible"),
        "team": _("Team"),
        "opened_on": _("Opened on"),
        "person": _("Person"),
        "name": _("Other name") if kind == "alias" else _("Name"),
        "own_name": _("Name in own script"),
        "birth_date": _("Born"),
        "birth_precision": _("Birth date is"),
        "sex": _("Sex"),
        "code": _("Flag"),
        "remark": _("Remark on a flag"),
        "removed": record_kind(kind),
    }
    return words.get(name, name)


_READ: Final[dict[str, Callable[[str], str]]] = {
    "status": case_status,
    "alien_number": alien_number,
    "languages": languages,
    "nationality": country,
    "birth_precision": precision,
    "sex": sex,
    "code": flag,
    "opened_on": iso_day,
    "interpreter": interpreter,
    "head": truth,
    "aside": truth,
}


def field_value(name: str, value: str) -> str:
    """Return the *value* of the field *name* as a person reads it; a dash for nothing."""
    if name == "removed":
        return _("taken away") if value not in ("", "no") else _("still there")
    if not value and name != "sex":
        return "–"
    return _READ[name](value) if name in _READ else value


def withheld() -> tuple[str, str]:
    """Return what is said in place of what names something the client declined since: a title and a line."""
    return _("Declined"), _("see Safety")


def entry_title(entry: TimelineEntry) -> str:
    """Return what a timeline entry is, in a word or two."""
    if entry.withheld:
        return withheld()[0]
    if entry.kind == "note":
        return note_kind(entry.note_kind)
    if entry.kind == "opened":
        return _("Case opened")
    if entry.kind == "review":
        return review_kind(entry.review_kind)
    if entry.kind == "record":
        return record_kind(entry.object_kind)
    if entry.object_kind in RECORD_WORDS and entry.field != "removed":
        return facts(record_kind(entry.object_kind), record_field(entry.object_kind, entry.field))
    return record_field(entry.object_kind, entry.field)


def entry_text(entry: TimelineEntry) -> str:
    """Return what a timeline entry says: its text, what a record says, or what was and is now."""
    if entry.withheld:
        return withheld()[1]
    if entry.kind == "record":
        return record_line(entry.object_kind, entry.values)
    return _change_text(entry) if entry.kind == "change" else entry.text


def _change_text(entry: TimelineEntry) -> str:
    """Return what a field was and is now: *Emmen → Ter Apel*, and of which record, where that is not plain."""
    value = record_value(entry.object_kind, entry.field, entry.value)
    of = record_line(entry.object_kind, entry.values) if entry.values else ""
    if not entry.before or entry.field == "removed":
        return facts(value, of) if of else value
    before = record_value(entry.object_kind, entry.field, entry.before)
    changed = _("{before} → {value}").format(before=isolate(before), value=isolate(value))
    return facts(changed, of) if of else changed


def record_kind(kind: str) -> str:
    """Return what a record of *kind* is called."""
    if kind in RECORD_WORDS:
        return RECORD_WORDS[kind].title()
    words = {"person": _("Person"), "case": _("Case"), "flag": _("Flag"), "alias": _("Other name")}
    return words.get(kind, kind)


def record_line(kind: str, values: Sequence[tuple[str, str]]) -> str:
    """Return what a record says in one line, from its filled fields (field, value) as the timeline gives them."""
    says = RECORD_WORDS[kind].says if kind in RECORD_WORDS else None
    if says is not None:
        return says(dict(values))
    return facts(*(record_value(kind, name, value) for name, value in values if not is_id(value)))


def record_value(kind: str, name: str, value: str) -> str:
    """Return the *value* of a field of a record of *kind* as a person reads it; a dash for nothing."""
    read = RECORD_WORDS[kind].values.get(name) if kind in RECORD_WORDS else None
    if read is not None:
        return read(value) if value else "–"
    return "…" if is_id(value) else field_value(name, value)


def record_icon(kind: str) -> str:
    """Return the name of the icon of a record of *kind*."""
    return RECORD_WORDS[kind].icon if kind in RECORD_WORDS else _RECORD_ICONS.get(kind, "pen-line")


def review_kind(code: str) -> str:
    """Return what a review entry is."""
    words: dict[str, str] = {
        ReviewKind.SEEN: _("Reviewed"),
        ReviewKind.QUESTION: _("Question"),
        ReviewKind.ANSWER: _("Answer"),
    }
    return words.get(code, code)


def case_line(programme_code: str, status: str, place: str, step: str = "") -> str:
    """Return where a case stands in one line: *REAN · Intake · Ter Apel*, with the status unless it is simply open."""
    stands = "" if status in ("", CaseStatus.OPEN) else case_status(status)
    return facts(programme_code, step, stands, place)
