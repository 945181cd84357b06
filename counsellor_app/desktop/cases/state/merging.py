"""The pane in which two cases of one person are merged: who it is about, who is alike, what is linked. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from counsellor_app.desktop.cases.state.likely import LikelyCard, card_of
from counsellor_app.desktop.words.linking import link_words
from counsellor_app.domain.names.people import POSSIBLE, Known
from counsellor_app.domain.overviews import CasePage
from counsellor_app.workflows import duplicates, merging
from counsellor_app.workflows.duplicates import Duplicate
from counsellor_app.workflows.merging import LinkedCase
from counsellor_app.workflows.session import Session
from sync.wording import _

SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Subject:
    """All the pane shows of a case: who it is about, who may be the same, what it is linked with.

    ``persons``: id and name of those who could have a case of their own.
    """

    case: str
    name: str
    own_name: str
    reference: str
    alike: tuple[Duplicate, ...]
    linked: tuple[LinkedCase, ...]
    persons: tuple[tuple[str, str], ...] = ()


def look_at(session: Session, case_id: str) -> Subject:
    """Return what the pane shows of a case; raises :class:`ActionableError` when it is not here."""
    with session.store.reading() as queries:
        page = queries.case_page(case_id)
        linked = tuple(merging.links_shown(queries, case_id))
        reference = page.case.reference
    joined = {one.case for one in linked}
    found = duplicates.likely_duplicates(session, known_of(page), least=POSSIBLE, without=case_id)
    first = page.persons[0] if page.persons else None
    return Subject(
        case=case_id,
        name=(first.name or first.own_name) if first else reference,
        own_name=first.own_name if first and first.name else "",
        reference=reference,
        alike=tuple(one for one in found if one.row.id not in joined)[:SHOWN],
        linked=linked,
        persons=tuple((person.id, person.name or person.own_name) for person in page.persons),
    )


def known_of(page: CasePage) -> Known:
    """Return what a case says of its first person."""
    first = page.persons[0] if page.persons else None
    names = [first.name, first.own_name] if first else []
    return Known(
        names=tuple(name for name in names if name),
        also=tuple(alias.name for alias in page.aliases),
        birth_date=first.birth_date if first else "",
        birth_precision=first.birth_precision if first else "",
        sex=first.sex if first else "",
        nationality=page.case.nationality,
        alien_number=page.case.alien_number,
        phone=page.case.phone,
    )


class MergingState:
    """What the pane shows now; the answer about another case changes nothing."""

    def __init__(self) -> None:
        self.case = ""
        self.subject: Subject | None = None
        self.reason = ""

    def begin(self, case: str) -> None:
        """Look at another case."""
        if case != self.case:
            self.reason, self.subject = "", None
        self.case = case

    def arrived(self, subject: Subject) -> bool:
        """Take what was looked up; False when it is about another case by now."""
        if subject.case != self.case:
            return False
        self.subject = subject
        return True

    @property
    def cards(self) -> list[LikelyCard]:
        """Return who may be the same person."""
        return [card_of(one, "") for one in self.subject.alike] if self.subject else []

    @property
    def heading(self) -> str:
        """Return what the people beneath are, or that there are none."""
        if self.subject is None:
            return ""
        return _("Perhaps the same person") if self.subject.alike else _("Nobody here looks like the same person.")

    @property
    def persons(self) -> Sequence[tuple[str, str]]:
        """Return who could have a case of their own: id, and what is said of it."""
        persons = self.subject.persons if self.subject else ()
        if len(persons) == 1:
            return [(persons[0][0], _("Are these the notes of two people?"))]
        return persons

    @property
    def links(self) -> Sequence[tuple[str, str]]:
        """Return the linked cases: id, and how they are linked in words."""
        return [(one.case, link_words(one)) for one in self.subject.linked] if self.subject else []
