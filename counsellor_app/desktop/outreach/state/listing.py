"""The list of contacts by city, of talks by day, and of figures. No Qt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from babel.dates import format_date

from counsellor_app.desktop import field_words
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.domain.countries import fold
from counsellor_app.domain.days import day_text
from counsellor_app.domain.numbers import number_locale
from counsellor_app.domain.outreach import NetworkContact, OutreachCount, OutreachTalk, contact_name
from sync.wording import _


class Scope(StrEnum):
    """What is listed."""

    CONTACTS = "contacts"
    TALKS = "talks"
    FIGURES = "figures"


@dataclass(frozen=True, slots=True)
class Heading:
    """A city or a day above its entries; ``count``: how many, 0 where that says nothing."""

    words: str
    count: int = 0


Entry = NetworkContact | OutreachTalk | Heading


@dataclass(frozen=True, slots=True)
class Known:
    """Everything of outreach that is here."""

    contacts: tuple[NetworkContact, ...] = ()
    talks: tuple[OutreachTalk, ...] = ()
    names: Mapping[str, str] | None = None

    def contact(self, contact_id: str) -> NetworkContact | None:
        """Return the contact with this id, also one taken off the list."""
        return next((one for one in self.contacts if one.id == contact_id), None)

    def talk(self, talk_id: str) -> OutreachTalk | None:
        """Return the talk with this id."""
        return next((one for one in self.talks if one.id == talk_id), None)

    def talks_of(self, contact_id: str) -> list[OutreachTalk]:
        """Return the talks a contact led to, newest first."""
        return [talk for talk in self.talks if talk.contact == contact_id]

    def counsellor(self, person: str) -> str:
        """Return the name of who held a talk."""
        return (self.names or {}).get(person, "")


def day_words(day: str) -> str:
    """Return an ISO date as people write it, a strange one as it is."""
    return day_text(day, "EEE d MMM y")


def contacts_by_city(known: Known, query: str) -> list[Entry]:
    """Return the contacts that *query* finds, each city under its heading."""
    words = fold(query).split()
    shown = [one for one in known.contacts if not one.removed and _fits(_contact_text(one), words)]
    entries: list[Entry] = []
    city = None
    for one in sorted(shown, key=lambda one: (fold(one.city), fold(contact_name(one)), one.id)):
        if fold(one.city) != city:
            city = fold(one.city)
            count = sum(fold(other.city) == city for other in shown)
            entries.append(Heading(one.city, count))
        entries.append(one)
    return entries


def talks_by_day(known: Known, query: str) -> list[Entry]:
    """Return the talks that *query* finds, newest first, each day under its heading."""
    words = fold(query).split()
    shown = [talk for talk in known.talks if _fits(_talk_text(talk, known), words)]
    entries: list[Entry] = []
    for talk in shown:
        if not entries or entries[-1] == talk or _day_of(entries[-1]) != talk.day:
            entries.append(Heading(day_words(talk.day)))
        entries.append(talk)
    return entries


def _day_of(entry: Entry) -> str:
    return entry.day if isinstance(entry, OutreachTalk) else ""


def _fits(text: str, words: Sequence[str]) -> bool:
    plain = fold(text)
    return all(word in plain for word in words)


def _contact_text(contact: NetworkContact) -> str:
    return f"{contact_name(contact)} {contact.city} {contact.phone} {contact.email}"


def _talk_text(talk: OutreachTalk, known: Known) -> str:
    contact = known.contact(talk.contact)
    return f"{talk.city} {talk.remark} {contact_name(contact) if contact else ''} {field_words.country(talk.country)}"


def entry_key(entry: Entry) -> str:
    """Return what tells entries apart."""
    return entry.words if isinstance(entry, Heading) else entry.id


def talk_title(talk: OutreachTalk) -> str:
    """Return what a nameless talk is called: city, country, language."""
    return facts(
        talk.city,
        field_words.country(talk.country) if talk.country else "",
        field_words.languages(talk.language) if talk.language else "",
    )


def period_words(period: str) -> str:
    """Return a period in words: *Nov 2026*, *2026, quarter 4*, *2026*."""
    year, _dash, rest = period.partition("-")
    if rest.startswith("Q"):
        return _("{year}, quarter {n}").format(year=year, n=rest[1:])
    if rest.isdecimal() and year.isdecimal() and 1 <= int(rest) <= 12:
        return str(format_date(date(int(year), int(rest), 1), "MMMM y", locale=number_locale()))
    return period


def count_cells(count: OutreachCount) -> tuple[str, ...]:
    """Return a row of figures as it is shown."""
    return (
        period_words(count.period),
        count.counsellor,
        count.city,
        str(count.talks),
        str(count.people),
        str(count.became),
        str(count.contacts),
    )
