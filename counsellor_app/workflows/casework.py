"""Cases: opening, finding, changing, closing; flags and other names; sharing with a colleague or a team."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.field_values import FieldChange, field_text, read_assignment, read_field
from counsellor_app.domain.overviews import CasePage
from counsellor_app.domain.programmes.leaving import marks_after
from counsellor_app.domain.programmes.records import Enrolment, StepMark
from counsellor_app.domain.records import Alias, Case, CaseStatus, Flag, FlagCode, Person, Precision, Record
from counsellor_app.domain.reference import RANDOM_BYTES, make_reference
from counsellor_app.domain.rights import Act, Matter, require
from counsellor_app.domain.validation import read_birth_date, read_long_text, read_name
from counsellor_app.store.store import Work
from counsellor_app.workflows.enrolling import enrolment_in, follow, follow_all
from counsellor_app.workflows.lookup import (
    case_page,
    count_cases,
    find_principal,
    find_team,
    list_cases,
    resolve_case_id,
    timeline,
)
from counsellor_app.workflows.restricting import refuse_restricted
from counsellor_app.workflows.session import Session
from sync.wording import _

__all__ = [
    "add_alias",
    "add_case",
    "add_flag",
    "case_page",
    "close_case",
    "count_cases",
    "list_cases",
    "open_in",
    "read_flag",
    "readers_of",
    "remove_alias",
    "remove_flag",
    "resolve_case_id",
    "set_fields",
    "share_case",
    "timeline",
]


def add_case(
    session: Session,
    *,
    name: str,
    own_name: str = "",
    alien_number: str = "",
    nationality: str = "",
    place: str = "",
    programme: str = "",
    languages: Iterable[str] = (),
    phone: str = "",
    birth_date: str = "",
    birth_precision: str = "",
    sex: str = "",
    team: str = "",
    reference: str = "",
    flags: Iterable[str] = (),
    aliases: Iterable[str] = (),
) -> Case:
    """Open a case for somebody called *name* and return it; the person who opens it is responsible for it.

    All arguments are text as typed; *team* is a team's name or id, by default the person's own first team, ``-`` for
    nobody else. Raises :class:`ActionableError`: a value that cannot be, a number or reference that is taken.
    """
    require(session.actor, Act.ADD_CASE)
    today = date.today()

    def read(field: str, text: str) -> str:
        return field_text(read_field("case", field, text, today))

    born, precision = read_birth_date(birth_date, today)
    if birth_precision:
        precision = Precision(field_text(read_field("person", "birth_precision", birth_precision, today)))
    person = Person(
        name=read_name(name),
        own_name=field_text(read_field("person", "own_name", own_name, today)),
        birth_date=born,
        birth_precision=precision,
        sex=field_text(read_field("person", "sex", sex, today)),
    )
    spoken = read_field("case", "languages", ",".join(languages), today)
    assert isinstance(spoken, tuple)
    case = Case(
        reference=read("reference", reference),
        alien_number=read("alien_number", alien_number),
        programme=read("programme", programme),
        place=read("place", place),
        languages=spoken,
        nationality=read("nationality", nationality),
        phone=read("phone", phone),
        responsible=session.person_id,
        opened_on=today.isoformat(),
    )
    others: list[Record] = [Flag(code=read_flag(code)) for code in dict.fromkeys(flags)]
    others += [Alias(name=read_name(alias)) for alias in dict.fromkeys(aliases)]
    with session.store.transaction() as work:
        case = replace(case, team=_own_or_named_team(session, work, team))
        opened = open_in(work, session, case, [person, *others])
        follow(work, opened.id)
        return opened


def open_in(work: Work, session: Session, case: Case, others: Sequence[Record], *, left_on: str = "") -> Case:
    """Open *case* with its records inside *work*: checks that number and reference are free, draws a reference.

    *left_on*: the day (ISO) on which somebody who departed in its programme did so. Raises :class:`ActionableError`
    when a case here has them already.
    """
    _refuse_taken(work, case)
    if not case.reference:
        case = replace(case, reference=_free_reference(work))
    enrolled: list[Record] = []
    if case.programme:
        made = enrolment_in(work.queries.gate_files().catalogue(), case.programme, case.opened_on or left_on)
        enrolled = [replace(made, ended_on=left_on)]
    opened, _others = work.records.open_case(case, [*others, *enrolled], readers_of(work, session, case.team))
    return opened


def readers_of(work: Work, session: Session, team: str) -> list[str]:
    """Return who is given the key of a new case: the team, and the person who opens it unless he is in it."""
    if not team:
        return [session.person_id]
    return [team] if team in session.teams else [team, session.person_id]


def read_flag(code: str) -> str:
    """Return the flag code *code* names; raises :class:`ActionableError`."""
    plain = code.strip().casefold()
    if plain not in set(FlagCode):
        raise ActionableError(
            _("There is no such flag."), _("Flags: {flags}.").format(flags=", ".join(str(flag) for flag in FlagCode))
        )
    return plain


def set_fields(session: Session, case_id: str, values: Mapping[str, str]) -> list[str]:
    """Give fields of a case, or of the first person in it, new values; return the names of those that changed.

    *values* maps ``place``, ``person.name``, ``birth_date`` … to text as typed; ``flags`` to ``+health`` or
    ``-health``, ``aliases`` to ``+Name`` or ``-Name``; ``responsible`` and ``team`` to a name or id. One act, one
    envelope. Raises :class:`ActionableError` and changes nothing when one of them cannot be.
    """
    today = date.today()
    with session.store.transaction() as work:
        page = work.queries.case_page(case_id)
        require(session.actor, Act.CHANGE_CASE, Matter(page.case.responsible))
        changed: list[str] = []
        saved: list[Record] = []
        records: dict[str, Case | Person] = {"case": page.case}
        if page.persons:
            records["person"] = page.persons[0]
        for name, text in values.items():
            if name in ("flags", "aliases"):
                if _change_set(work, page, name, text, saved):
                    changed.append(name)
                continue
            resolved = _directory_id(work, name, text)
            for change in read_assignment(name, resolved, today):
                if _assign(records, change) and name not in changed:
                    changed.append(name)
        _check_case_change(session, work, page.case, records["case"])
        saved += [record for record in records.values() if record not in (page.case, *page.persons)]
        saved += _enrolments(work, page.case, records["case"])
        marks = _marks(work, page.case, records["case"])
        if marks:
            changed.append("journey")
        saved += marks
        if saved:
            work.records.save_all(saved)
        if page.case != records["case"]:
            follow_all(work, [case_id])
        return changed


def _assign(records: dict[str, Case | Person], change: FieldChange) -> bool:
    """Put one clean value into its record; say whether it differs from what was there."""
    record = records.get(change.kind)
    if record is None:
        raise ActionableError(
            _("This case has no person yet."), _("Sync first: the entry that names the person is missing.")
        )
    if getattr(record, change.field) == change.value:
        return False
    records[change.kind] = replace(record, **{change.field: change.value})  # type: ignore[arg-type]
    return True


def _check_case_change(session: Session, work: Work, before: Case, after: Case | Person) -> None:
    """Check rights and uniqueness of what changes in the case itself; give new people the key."""
    assert isinstance(after, Case)
    matter = Matter(before.responsible)
    if before.status != after.status and CaseStatus.CLOSED in (before.status, after.status):
        require(session.actor, Act.CLOSE_CASE, matter)
    changed = replace(
        after,
        reference="" if after.reference == before.reference else after.reference,
        alien_number="" if after.alien_number == before.alien_number else after.alien_number,
    )
    _refuse_taken(work, changed)
    newcomers = [
        principal
        for principal, known in ((after.responsible, before.responsible), (after.team, before.team))
        if principal != known
    ]
    if newcomers:
        require(session.actor, Act.HAND_OVER, matter)
        if granted := [principal for principal in newcomers if principal]:
            refuse_restricted(work.queries, before.id, granted)
            work.records.share(before.id, granted)


def _enrolments(work: Work, before: Case, after: Case | Person) -> list[Record]:
    """Return the enrolment that goes with a new programme of the case, unless it runs in it already.

    And the one in its programme until now, where nobody wrote that down: its gates stay.
    """
    assert isinstance(after, Case)
    if after.programme == before.programme:
        return []
    texts, known = work.queries.gate_files().catalogue(), work.queries.records(before.id, Enrolment)
    made: list[Record] = []
    if (
        before.programme
        and texts.editions(before.programme)
        and all(one.programme != before.programme for one in known)
    ):
        made.append(replace(enrolment_in(texts, before.programme, before.opened_on), case=before.id))
    if after.programme and not any(one.programme == after.programme and not one.ended_on for one in known):
        made.append(replace(enrolment_in(texts, after.programme, ""), case=before.id))
    return made


def _marks(work: Work, before: Case, after: Case | Person) -> list[StepMark]:
    """Return the marks of departure that go with a new status of the case."""
    assert isinstance(after, Case)
    if after.status == before.status or CaseStatus.DEPARTED not in (before.status, after.status):
        return []
    files = work.queries.gate_files()
    return list(marks_after(files.case_file(before, date.today()), after.status, files.catalogue()))


def _change_set(work: Work, page: CasePage, name: str, text: str, saved: list[Record]) -> bool:
    """Add (``+``) or remove (``-``) set members; several are separated by commas. Says whether anything changed."""
    changed = False
    for part in (piece.strip() for piece in text.split(",")):
        sign, value = part[:1], part[1:].strip()
        if sign not in ("+", "-") or not value:
            raise ActionableError(
                _("Flags and other names are added with + and removed with -."),
                _("For example flags=+health or aliases=-Ali."),
            )
        if name == "flags":
            found = [flag for flag in page.flags if flag.code == read_flag(value)]
            new: Record = Flag(case=page.case.id, code=read_flag(value))
        else:
            alias = read_name(value)
            found = [known for known in page.aliases if known.name == alias]  # type: ignore[misc]
            person = page.persons[0].id if page.persons else ""
            new = Alias(case=page.case.id, person=person, name=alias)
        # A flag of a case that is merged with this one is not this one's: they may be taken apart again.
        if sign == "+" and not any(member.case == page.case.id for member in found):
            saved.append(new)
            changed = True
        elif sign == "-":
            for member in found:
                work.records.remove(member)
                changed = True
    return changed


def close_case(session: Session, case_id: str) -> None:
    """Close a case; it stays readable and can be opened again by ``status=open``."""
    set_fields(session, case_id, {"status": CaseStatus.CLOSED})


def add_flag(session: Session, case_id: str, code: str, remark: str = "") -> Flag:
    """Put a flag on a case and return it; one that is there already is returned as it is."""
    clean, remark = read_flag(code), read_long_text(remark)
    with session.store.transaction() as work:
        page = work.queries.case_page(case_id)
        require(session.actor, Act.CHANGE_CASE, Matter(page.case.responsible))
        for flag in page.flags:
            if flag.code == clean and flag.case == case_id:
                return flag
        return work.records.save(Flag(case=case_id, code=clean, remark=remark))


def remove_flag(session: Session, flag_id: str) -> None:
    """Take a flag off its case."""
    with session.store.transaction() as work:
        flag = work.records.load(Flag, flag_id)
        require(session.actor, Act.CHANGE_CASE)
        work.records.remove(flag)


def add_alias(session: Session, case_id: str, name: str) -> Alias:
    """Add another name of the (first) person of a case and return it; one that is there already as it is."""
    clean = read_name(name)
    with session.store.transaction() as work:
        page = work.queries.case_page(case_id)
        require(session.actor, Act.CHANGE_CASE, Matter(page.case.responsible))
        for alias in page.aliases:
            if alias.name == clean:
                return alias
        person = page.persons[0].id if page.persons else ""
        return work.records.save(Alias(case=case_id, person=person, name=clean))


def remove_alias(session: Session, alias_id: str) -> None:
    """Take another name away."""
    with session.store.transaction() as work:
        alias = work.records.load(Alias, alias_id)
        require(session.actor, Act.CHANGE_CASE)
        work.records.remove(alias)


def share_case(session: Session, case_id: str, principals: Sequence[str]) -> list[str]:
    """Let people or teams, named by name or id, read the whole case; return their ids. Cannot be taken back here."""
    with session.store.transaction() as work:
        page = work.queries.case_page(case_id)
        require(session.actor, Act.SHARE_CASE, Matter(page.case.responsible))
        ids = [find_principal(work, text) for text in principals]
        refuse_restricted(work.queries, case_id, ids)
        work.records.share(case_id, ids)
        return ids


def _refuse_taken(work: Work, case: Case) -> None:
    """Raise when another case here has the alien number or the reference of *case*; empty ones are free."""
    if case.alien_number and work.records.find_case(alien_number=case.alien_number) not in (None, case.id):
        raise ActionableError(
            _("There is already a case with this alien number."),
            _("Nothing was saved. Search for the number and go on in that case."),
        )
    if case.reference and work.records.find_case(reference=case.reference) not in (None, case.id):
        raise ActionableError(
            _("There is already a case with this reference."),
            _("Nothing was saved. Leave the reference out and the app gives one."),
        )


def _free_reference(work: Work) -> str:
    year = date.today().year
    while True:
        reference = make_reference(year, os.urandom(RANDOM_BYTES))
        if work.records.find_case(reference=reference) is None:
            return reference


def _own_or_named_team(session: Session, work: Work, team: str) -> str:
    if team.strip() == "-":
        return ""
    if not team.strip():
        return session.teams[0] if session.teams else ""
    return find_team(work, team)


def _directory_id(work: Work, name: str, text: str) -> str:
    """Return the id where a field holds one and the name of a person or team was given, else *text* itself."""
    field = name.strip().casefold().removeprefix("case.")
    if not text.strip():
        return text
    if field == "team":
        return find_team(work, text)
    if field == "responsible":
        found = find_principal(work, text)
        if found in dict(work.queries.teams()):
            raise ActionableError(_("A team cannot be responsible."), _("Name a person; see `counsellor members`."))
        return found
    return text
