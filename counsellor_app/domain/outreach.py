"""Outreach: whom a team knows in a city, talks with people who do not give a name, and counting them once.

A talk is anonymous until its person becomes a case. Then the talk points to the case, and to the note that was made of
it, so that neither the person nor the talk is counted a second time. Pure rules.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

from counsellor_app.domain.countries import fold
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.validation import LONGEST_REMARK, read_line, read_long_text
from sync.wording import _

LONGEST_PHONE: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkContact:
    """Somebody of an organisation in a city who leads people to the office: a church, a shelter, a doctor."""

    id: str = ""
    shelf: str = ""
    organisation: str = ""
    person: str = ""
    city: str = ""
    phone: str = ""
    email: str = ""
    remark: str = ""
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OutreachTalk:
    """A talk with somebody without a name. ``contact``: who led to it; ``case``, ``note``: what it became later."""

    id: str = ""
    shelf: str = ""
    day: str = ""
    city: str = ""
    counsellor: str = ""
    contact: str = ""
    language: str = ""
    country: str = ""
    remark: str = ""
    case: str = ""
    note: str = ""
    removed: bool = False


@dataclass(frozen=True, slots=True)
class WrittenTalk:
    """A signed note of the kind outreach, as far as counting needs it."""

    note: str
    case: str
    day: str
    city: str
    counsellor: str


@dataclass(frozen=True, slots=True)
class OutreachCount:
    """Figures of one row: *talks* held, *people* met, *became* cases, network *contacts* that led to the talks.

    People are those with a case, each once, and one for each talk without a name: of two nameless talks nobody can say
    whether they were with one person.
    """

    counsellor: str
    city: str
    period: str
    talks: int
    people: int
    became: int
    contacts: int


@dataclass
class _Row:
    talks: int = 0
    nameless: int = 0
    became: int = 0
    cases: set[str] = field(default_factory=set)
    contacts: set[str] = field(default_factory=set)


def make_contact(
    organisation: str, person: str, city: str, phone: str = "", email: str = "", remark: str = ""
) -> NetworkContact:
    """Return a contact of clean values. Raises :class:`ActionableError` without organisation and person, or city."""
    contact = NetworkContact(
        organisation=read_line(organisation),
        person=read_line(person),
        city=read_line(city),
        phone=read_line(phone, LONGEST_PHONE),
        email=read_line(email),
        remark=read_long_text(remark, LONGEST_REMARK),
    )
    if not (contact.organisation or contact.person):
        raise ActionableError(_("A contact needs a name."), _("Give the organisation, the person, or both."))
    if not contact.city:
        raise ActionableError(_("In which city?"), _("Contacts are kept by city; give one."))
    if contact.email and "@" not in contact.email:
        raise ActionableError(_("This is not an e-mail address."), _("Check it, or leave it out."))
    return contact


def contact_name(contact: NetworkContact) -> str:
    """Return what a contact is called: organisation, person, or both."""
    return " · ".join(part for part in (contact.organisation, contact.person) if part)


def find_contact(contacts: Iterable[NetworkContact], text: str) -> NetworkContact:
    """Return the contact that *text* names: the beginning of its id, or words of organisation, person and city.

    Raises :class:`ActionableError` when none or several fit.
    """
    known, plain = list(contacts), text.strip().casefold()
    words = fold(text).split()
    found = [contact for contact in known if len(plain) >= 6 and contact.id.startswith(plain)]
    if not found and words:
        found = [
            contact
            for contact in known
            if all(word in fold(f"{contact.organisation} {contact.person} {contact.city}") for word in words)
        ]
    if len(found) == 1:
        return found[0]
    if found:
        raise ActionableError(_("Several contacts fit."), _("Give more words, or the beginning of the id."))
    raise ActionableError(_("There is no such contact."), _("See `counsellor contact list`, or add it."))


def period_of(day: str, by: str) -> str:
    """Return the period of an ISO date: its year, quarter (``2026-Q4``), month (``2026-11``), or nothing for *by* "".

    A date that cannot be read belongs to the period ``?``.
    """
    if not by:
        return ""
    try:
        known = date.fromisoformat(day)
    except ValueError:
        return "?"
    periods: Mapping[str, str] = {
        "year": f"{known.year:04d}",
        "quarter": f"{known.year:04d}-Q{(known.month + 2) // 3}",
        "month": f"{known.year:04d}-{known.month:02d}",
    }
    if by not in periods:
        raise ActionableError(_("There is no such period."), _("Give month, quarter or year."))
    return periods[by]


def _spellings(cities: Iterable[str]) -> dict[str, str]:
    """Return how each city is spelled most often (of several the first by its letters), by its folded name."""
    counted = Counter(cities)
    found: dict[str, str] = {}
    for city in sorted(counted, key=lambda city: (-counted[city], city)):
        found.setdefault(fold(city), city)
    return found


def count_outreach(
    talks: Iterable[OutreachTalk],
    written: Iterable[WrittenTalk],
    *,
    since: str = "",
    until: str = "",
    by: str = "",
    key: Callable[[str, str], tuple[str, str]] = lambda counsellor, city: (counsellor, city),
    within: Mapping[str, str] = MappingProxyType({}),
    of_talks: Collection[str] = (),
) -> list[OutreachCount]:
    """Return the figures by counsellor, city and period, of the days *since* to *until* (ISO, both included).

    *written* are the outreach notes of cases; one that was made of a talk is that talk, not another: those the talks
    name, and those *of_talks* (ids), which they named before two people made a case of one talk. *within*: cases that
    are merged, to the case they are shown within: one person. *key* makes of (counsellor, city) what rows are kept
    apart by: ``lambda counsellor, city: ("", "")`` gives the totals. A city that was spelled in two ways is one row.
    """
    talks, written = [talk for talk in talks if not talk.removed], list(written)
    from_talks = {talk.note for talk in talks if talk.note}.union(of_talks)
    spelled = _spellings([*(talk.city for talk in talks), *(note.city for note in written)])
    rows: dict[tuple[str, str, str], _Row] = {}

    def row(counsellor: str, city: str, day: str) -> _Row | None:
        if (since and day < since) or (until and day > until):
            return None
        who, where = key(counsellor, spelled[fold(city)])
        return rows.setdefault((who, where, period_of(day, by)), _Row())

    for talk in talks:
        found = row(talk.counsellor, talk.city, talk.day)
        if found is not None:
            found.talks += 1
            found.nameless += not talk.case
            found.became += bool(talk.case)
            found.cases |= {within.get(talk.case, talk.case)} - {""}
            found.contacts |= {talk.contact} - {""}
    for note in written:
        found = row(note.counsellor, note.city, note.day) if note.note not in from_talks else None
        if found is not None:
            found.talks += 1
            found.cases.add(within.get(note.case, note.case))
    return [
        OutreachCount(*names, one.talks, one.nameless + len(one.cases), one.became, len(one.contacts))
        for names, one in sorted(rows.items())
    ]
