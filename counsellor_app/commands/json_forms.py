"""What ``--json`` prints. Names of fields are stable: they are only ever added to.

Ids are text as the app gives them. Moments are ISO 8601 in UTC with milliseconds (``2026-11-21T18:03:00.250Z``), null
for never. Codes are those of the record: kinds, ISO countries, BCP 47 languages, programme codes.

note          id, case, kind, text, author, written_at, signed, place, delivered; author_id, language, interpreter,
              amends, amendments [id, text, reason, author, author_id, written_at, delivered]. A draft has signed
              false, delivered false, and in amends the note it will amend, if any.
conflict      id, case, object, field, values [change, value, author, author_id, device, written_at, displayed];
              object_kind, name, reference, before
case          id, reference, name, own_name, alien_number, status, programme, place, nationality, responsible,
              responsible_name, team, flags, last_activity, unsent, conflicts, has_draft, declined (offers),
              within (the case it is shown in, once merged), person (as of a search hit), rules (codes: how the client
              may not be reached), steps [programme, step (a code), name]: at which step it is in each programme that
              goes on, the one asked for or its own first, under the names a list may show
case (show)   id, reference, status, alien_number, programme, place, languages, nationality, phone, responsible,
              responsible_name, team, team_name, opened_on, name, own_name, persons [id, name, own_name, birth_date,
              birth_precision, age, sex, birth_span, head, aside, languages, interpreter, phone, nationality], declined
              (offers), contact_rules [rule, through], restricted, aliases, flags [id, code, remark], conflicts,
              drafts, unsent, missing, linked [case, reference, name, kind, reason]
case (add)    id, reference, likely_duplicates (as duplicates; where there are any)
duplicates    as case, and percent, reasons [code, words]
search hit    kind (person, note), case, note, name, own_name, reference, excerpt, at, person {id, name, own_name, sex,
              relation (to the client)} where somebody else than the client was found, else null
review        case, reference, name, own_name, programme, place, responsible_name, new_notes, new_changes, conflicts,
              questions, answers, waiting (own questions, nothing else open), newest_at, authors,
              overdue (tasks that should have been done), overdue_since, breaches (gates passed without evidence),
              declined_breaches (saved although the client had declined it)
review (show) id, kind (note, change, review, record …), author, author_id, written_at, delivered, text, note_kind,
              field, value, before, review_kind (seen, question, answer), about, object, object_kind,
              values {field: words}, withheld (it named what was declined since)
sync          pushed, pulled, pending, quarantined, conflicts, unsent, bytes_up, bytes_down; seconds, warnings
status        person, person_id, role, teams, admitted, office_address, office_alarm, fingerprint (twelve words),
              device, unsent, oldest_unsent, last_heard, last_acknowledged, pending, quarantined, conflicts, drafts,
              cases, notes, clock_doubt_ms, lone_administrator
policy        lock_after_seconds
import        imported, refused, refused_file (null when nothing was refused); known, interrupted,
              mapping [column, field], remarks, likely_duplicates [row, case, reference, percent]
exports       id, number (as the file says it), author, author_id, written_at, device, delivered, what, ending, named,
              cases, reason, state (written, failed, unknown)
openings      id, author, author_id, written_at, device, delivered, cases [case, reference, name]
verify        ok, envelopes, problems
member        id, name, role, teams, team_names, devices, removed
device        id, person, person_name, label, revoked, last_heard, this
found, join   person, fingerprint, recovery_key (shown this once); join: admitted, delivered
invite, invite-device
              file, sheet, name, role, teams, expires, fingerprint
admit         admitted [name, role, device, label], waiting [name, role, device, problem]
revoke        revoked
restored      confirmed
"""

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from counsellor_app.domain.ages import age_text
from counsellor_app.domain.families import age_of
from counsellor_app.domain.overviews import (
    AmendmentEntry,
    CasePage,
    CaseRow,
    Conflict,
    ConflictValue,
    DeviceRow,
    Member,
    Origin,
    ReviewRow,
    SearchHit,
    SyncReport,
    SyncStatus,
    TimelineEntry,
)
from counsellor_app.domain.records import Case, Draft, Person
from counsellor_app.domain.refusals import Refusal, flags_shown, programme_shown
from sync.wording import language

Form = dict[str, Any]


def moment(milliseconds: int) -> str | None:
    """Return ms since 1970 as ISO 8601 in UTC; None for 0, and for what no calendar holds."""
    if not milliseconds:
        return None
    try:
        at = datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, OSError, ValueError):
        return None
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _written(origin: Origin) -> Form:
    return {
        "author": origin.author_name,
        "author_id": origin.author,
        "written_at": moment(origin.at),
        "delivered": origin.at_office,
    }


def note_form(entry: TimelineEntry, case_id: str) -> Form:
    """Return a signed note."""
    return {
        "id": entry.id,
        "case": case_id,
        "kind": entry.note_kind,
        "text": entry.text,
        **_written(entry.origin),
        "signed": True,
        "place": entry.place,
        "language": entry.language,
        "interpreter": entry.interpreter,
        "amends": "",
        "amendments": [amendment_form(amendment) for amendment in entry.amendments],
    }


def amendment_form(amendment: AmendmentEntry) -> Form:
    """Return an amendment beneath its note."""
    return {"id": amendment.id, "text": amendment.text, "reason": amendment.reason, **_written(amendment.origin)}


def draft_form(draft: Draft, author: str, author_id: str) -> Form:
    """Return a draft of this device in the shape of a note."""
    return {
        "id": draft.id,
        "case": draft.case,
        "kind": draft.kind,
        "text": draft.text,
        "author": author,
        "author_id": author_id,
        "written_at": moment(draft.saved_at),
        "delivered": False,
        "signed": False,
        "place": draft.place,
        "language": draft.language,
        "interpreter": draft.interpreter,
        "amends": draft.amends,
        "amendments": [],
    }


def conflict_form(conflict: Conflict) -> Form:
    """Return a field with several values."""
    return {
        "id": conflict.id,
        "case": conflict.case,
        "object": conflict.object,
        "field": conflict.field,
        "values": [_value_form(value) for value in conflict.values],
        "object_kind": conflict.object_kind,
        "name": conflict.case_name,
        "reference": conflict.reference,
        "before": conflict.before,
    }


def _value_form(value: ConflictValue) -> Form:
    return {
        "change": value.change,
        "value": value.value,
        **_written(value.origin),
        "device": value.origin.device_label,
        "displayed": value.displayed,
    }


def case_row_form(row: CaseRow) -> Form:
    """Return one row of the case list."""
    form = asdict(row)
    form["last_activity"] = moment(row.last_activity)
    refusals = tuple(Refusal(offer=offer) for offer in row.declined)
    form["programme"] = programme_shown(row.programme, refusals)
    form["flags"] = list(flags_shown(row.flags, refusals))
    form["steps"] = [{"programme": one.programme, "step": one.step, "name": one.words(language())} for one in row.steps]
    del form["matched"]
    return form


def opened_case_form(case: Case) -> Form:
    """Return what ``case add`` prints."""
    return {"id": case.id, "reference": case.reference}


def case_form(page: CasePage) -> Form:
    """Return everything of a case but its timeline."""
    form = asdict(page.case)
    first = page.persons[0] if page.persons else Person()
    form |= {
        "programme": programme_shown(page.case.programme, page.declined),
        "languages": list(page.case.languages),
        "responsible_name": page.responsible_name,
        "team_name": page.team_name,
        "name": first.name,
        "own_name": first.own_name,
        "persons": [_person_form(person) for person in page.persons],
        "aliases": [{"id": alias.id, "name": alias.name} for alias in page.aliases],
        "flags": [
            {"id": flag.id, "code": flag.code, "remark": flag.remark}
            for flag in page.flags
            if flags_shown([flag.code], page.declined)
        ],
        "conflicts": [conflict_form(conflict) for conflict in page.conflicts],
        "drafts": len(page.drafts),
        "unsent": page.unsent,
        "missing": page.missing,
        "declined": [refusal.offer for refusal in page.declined],
        "contact_rules": [{"rule": rule.rule, "through": rule.through} for rule in page.contact_rules],
        "restricted": page.restricted,
    }
    return form


def _person_form(person: Person) -> Form:
    return {
        "id": person.id,
        "name": person.name,
        "own_name": person.own_name,
        "birth_date": person.birth_date,
        "birth_precision": person.birth_precision,
        "age": age_text(age_of(person, date.today())),
        "sex": person.sex,
        "birth_span": person.birth_span,
        "head": person.head,
        "aside": person.aside,
        "languages": list(person.languages),
        "interpreter": person.interpreter,
        "phone": person.phone,
        "nationality": person.nationality,
    }


def search_form(hit: SearchHit) -> Form:
    """Return one thing found."""
    return {**asdict(hit), "at": moment(hit.at)}


def review_form(row: ReviewRow) -> Form:
    """Return a case with something new."""
    return {**asdict(row), "newest_at": moment(row.newest_at), "authors": list(row.authors)}


def entry_form(entry: TimelineEntry) -> Form:
    """Return what is new in a case, or a question or answer."""
    return {
        "id": entry.id,
        "kind": entry.kind,
        **_written(entry.origin),
        "text": entry.text,
        "note_kind": entry.note_kind,
        "field": entry.field,
        "value": entry.value,
        "before": entry.before,
        "review_kind": entry.review_kind,
        "about": entry.about,
        "object": entry.object,
        "object_kind": entry.object_kind,
        "values": dict(entry.values),
        "withheld": entry.withheld,
    }


def sync_form(report: SyncReport) -> Form:
    """Return what one sync did."""
    return {**asdict(report), "seconds": round(report.seconds, 3), "warnings": list(report.warnings)}


def status_form(status: SyncStatus) -> Form:
    """Return the state of the work; who and which office are added by the command."""
    form = asdict(status)
    for name in ("oldest_unsent", "last_heard", "last_acknowledged"):
        form[name] = moment(form[name])
    return form


def member_form(member: Member) -> Form:
    """Return a person of the office."""
    return {**asdict(member), "teams": list(member.teams), "team_names": list(member.team_names)}


def device_form(device: DeviceRow, this: str) -> Form:
    """Return a device of the office; *this* is the id of the one at hand."""
    return {**asdict(device), "last_heard": moment(device.last_heard), "this": device.id == this}
