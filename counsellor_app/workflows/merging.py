"""Two cases of one person shown as one, and taken apart again; one case split in two. Everything is a link."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from counsellor_app.domain.case_links import CaseLink, Groups, LinkKind, bonds
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import CasePage
from counsellor_app.domain.records import Alias, Case, Note, Person, Record
from counsellor_app.domain.rights import Act, Matter, require
from counsellor_app.domain.validation import read_long_text
from counsellor_app.store.queries.reading import Queries
from counsellor_app.store.store import Work
from counsellor_app.workflows.casework import open_in
from counsellor_app.workflows.enrolling import follow_all
from counsellor_app.workflows.session import Session
from sync.wording import _

_ACTIVE = frozenset({LinkKind.MERGED, LinkKind.WITHIN, LinkKind.SPLIT, LinkKind.SPLIT_OFF})


@dataclass(frozen=True, slots=True)
class LinkedCase:
    """A case linked to another: how (as :class:`LinkKind` says), and what is known of it here (empty: not here)."""

    case: str
    kind: str
    reference: str = ""
    name: str = ""
    reason: str = ""


def merge_cases(session: Session, keep: str, other: str, reason: str = "") -> tuple[CaseLink, CaseLink]:
    """Show the case *other* within the case *keep* (ids) and return the links on both; nothing is copied or lost.

    Raises :class:`ActionableError`: one case twice, together already, only one of them restricted, no right.
    """
    why = read_long_text(reason)
    with session.store.transaction() as work:
        pages = [_changeable(session, work, case) for case in (keep, other)]
        if keep == other:
            raise ActionableError(_("This is one case."), _("Nothing was changed. Choose two cases."))
        groups = work.queries.groups()
        if groups.within.get(keep, keep) == groups.within.get(other, other):
            raise ActionableError(_("These cases are merged already."), _("Nothing was changed."))
        if pages[0].restricted != pages[1].restricted:
            raise ActionableError(
                _("Only named persons may read one of these cases."),
                _("Nothing was changed. Restrict both, or open that one to its team again, before you merge them."),
            )
        kept = work.records.save(CaseLink(case=keep, other=other, kind=LinkKind.MERGED, reason=why))
        part = work.records.save(CaseLink(case=other, other=keep, kind=LinkKind.WITHIN, reason=why))
        follow_all(work, [keep])
        return kept, part


def unmerge_cases(session: Session, case: str, other: str = "", reason: str = "") -> list[str]:
    """Undo the links between two cases, or all links of *case* when no *other* is given; return the cases let go.

    *other* leaves all that is shown with *case*, also where a third case links the two. Both are as they were before,
    with what was written meanwhile; why they were merged stays beside the *reason*. Raises :class:`ActionableError`
    when there is none.
    """
    why = read_long_text(reason)
    with session.store.transaction() as work:
        _changeable(session, work, case)
        found = _bonds(work.queries, case, other) if other else _links_of(work.queries, case)
        if not found:
            raise ActionableError(_("These cases are not merged or split."), _("Nothing was changed."))
        together = work.queries.protecting().shown_as_one(case)
        told: set[tuple[str, str]] = set()
        for link in found:
            # The reason is a record of its own: two who undo at once agree, whatever each of them says.
            apart = CaseLink(case=link.case, other=link.other, kind=LinkKind.UNDONE, reason=why)
            new = [apart] if why and (link.case, link.other) not in told else []
            work.records.save_all([replace(link, kind=LinkKind.UNDONE), *new])
            told.add((link.case, link.other))
        follow_all(work, together)
        return [other] if other else sorted({link.other if link.case == case else link.case for link in found})


def split_case(
    session: Session, case_id: str, persons: Sequence[str], notes: Sequence[str] = (), reason: str = ""
) -> Case:
    """Open a new case for *persons* of a case, with *notes* of it (ids) shown there too; return the new case.

    The notes stay where they are, signed as they were; the persons stand in both cases, whole. Raises
    :class:`ActionableError`: nobody chosen, something of another case, a restricted case, no right.
    """
    why = read_long_text(reason)
    with session.store.transaction() as work:
        page = _changeable(session, work, case_id)
        if page.restricted:
            raise ActionableError(
                _("Only named persons may read this case."),
                _("Nothing was changed. Open it to its team again before you split it."),
            )
        moved = _chosen_persons(page, persons)
        known = {note.id for note in work.queries.records(case_id, Note)}
        if set(notes) - known:
            raise ActionableError(_("This note belongs to another case."), _("Nothing was changed."))
        new = Case(
            place=page.case.place,
            nationality=page.case.nationality,
            languages=page.case.languages,
            responsible=session.person_id,
            team=page.case.team,
            opened_on=date.today().isoformat(),
        )
        people: list[Record] = [replace(person, id="", case="") for person in moved]
        opened = open_in(work, session, new, people)
        _take_names_along(work, page, moved, opened.id)
        items = tuple(dict.fromkeys([*(person.id for person in moved), *notes]))
        work.records.save(CaseLink(case=opened.id, other=case_id, kind=LinkKind.SPLIT, items=items, reason=why))
        work.records.save(CaseLink(case=case_id, other=opened.id, kind=LinkKind.SPLIT_OFF, items=items, reason=why))
        return opened


def _take_names_along(work: Work, page: CasePage, moved: Sequence[Person], opened: str) -> None:
    """Give the persons of a new case the other names they go by."""
    there = work.queries.records(opened, Person)
    become = {old.id: new.id for old, new in zip(moved, there, strict=True)} | {"": there[0].id}
    names = [
        Alias(case=opened, person=become[alias.person], name=alias.name)
        for alias in page.aliases
        if alias.person in become
    ]
    if names:
        work.records.save_all(names)


def linked_cases(session: Session, case_id: str) -> list[LinkedCase]:
    """Return the cases that *case_id* is merged with or was split from, in order of when that was done."""
    with session.store.reading() as queries:
        return links_shown(queries, case_id)


def links_shown(queries: Queries, case_id: str) -> list[LinkedCase]:
    """Do the same inside a reading."""
    groups = queries.groups()
    told: dict[tuple[str, str], str] = {}
    for link in _links_of(queries, case_id):
        other, kind = (link.other, link.kind) if link.case == case_id else (link.case, _SEEN_FROM[link.kind])
        told.setdefault((other, _as_shown(groups, case_id, other, kind)), link.reason)
    through = ((other, _as_shown(groups, case_id, other, "")) for other in _shown_together(groups, case_id))
    for other, kind in through:
        if kind:
            told.setdefault((other, kind), "")
    return [LinkedCase(other, kind, *_named(queries, other), reason) for (other, kind), reason in told.items()]


def _shown_together(groups: Groups, case_id: str) -> tuple[str, ...]:
    """Return the case that *case_id* is shown within, or those shown within it: a third case may link them."""
    return (groups.within[case_id],) if case_id in groups.within else groups.shown_with(case_id)


def _as_shown(groups: Groups, case_id: str, other: str, kind: str) -> str:
    """Return which of two merged cases is shown within the other, where two merged them at once both ways too."""
    if kind in (LinkKind.SPLIT, LinkKind.SPLIT_OFF):
        return kind
    if groups.within.get(case_id) == other:
        return LinkKind.WITHIN
    return LinkKind.MERGED if groups.within.get(other) == case_id else kind


_SEEN_FROM: Mapping[str, str] = {
    LinkKind.MERGED: LinkKind.WITHIN,
    LinkKind.WITHIN: LinkKind.MERGED,
    LinkKind.SPLIT: LinkKind.SPLIT_OFF,
    LinkKind.SPLIT_OFF: LinkKind.SPLIT,
}
"""What a link on the other case says of this one."""


def shown_within(session: Session, case_id: str) -> str:
    """Return the case that *case_id* is shown within; itself when it stands alone, or the other is not here."""
    with session.store.reading() as queries:
        other = queries.groups().within.get(case_id, case_id)
        return other if _named(queries, other)[0] else case_id


def _links_of(queries: Queries, case_id: str) -> list[CaseLink]:
    """Return the links in force of a case, told on it or on the other one."""
    found = [*queries.records(case_id, CaseLink), *queries.all_records(CaseLink, other=case_id)]
    return [link for link in found if link.kind in _ACTIVE]


def _bonds(queries: Queries, case: str, other: str) -> list[CaseLink]:
    return bonds((link for link in queries.all_records(CaseLink) if link.kind in _ACTIVE), case, other)


def _named(queries: Queries, case_id: str) -> tuple[str, str]:
    try:
        page = queries.case_page(case_id)
    except ActionableError:
        return "", ""
    return page.case.reference, page.persons[0].name or page.persons[0].own_name if page.persons else ""


def _changeable(session: Session, work: Work, case_id: str) -> CasePage:
    page = work.queries.case_page(case_id)
    require(session.actor, Act.MERGE_CASES, Matter(page.case.responsible))
    return page


def _chosen_persons(page: CasePage, persons: Sequence[str]) -> list[Person]:
    known = {person.id: person for person in page.persons}
    if not persons:
        raise ActionableError(_("Nobody is chosen."), _("Choose at least one person for the new case."))
    if set(persons) - set(known):
        raise ActionableError(_("This person belongs to another case."), _("Nothing was changed."))
    return [known[person] for person in dict.fromkeys(persons)]
