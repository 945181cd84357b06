"""What saving a record does that the client may have declined: refused at the store's door, or shown as a breach.

The door asks :func:`check` before anything is written on this device, whatever wants it saved. What another device
wrote before it knew of a refusal comes in by merging and is never dropped: :func:`breaches_of` tells it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final

from counsellor_app.domain.dossier import declined_of
from counsellor_app.domain.identity_papers import known_day
from counsellor_app.domain.photos import Photo
from counsellor_app.domain.programmes.records import Enrolment, StepMark, StepState, Support
from counsellor_app.domain.records import Case, Flag, Person, Record
from counsellor_app.domain.refusals import (
    DeclinedBreach,
    Offer,
    Refusal,
    covers,
    offer_of,
    offer_of_step,
    refuse_declined,
)
from counsellor_app.domain.trafficking import PARTS, TraffickingRecord

_OFFERS: Final = frozenset(map(str, Offer))


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What somebody saved: a record (its kind and id) and the codes of :mod:`.refusals` it acts on.

    ``on``: the day it took place (ISO), empty where only the writing is known; ``at``: its author's clock (ms).
    ``implied``: it only writes down what the case's own programme says.
    """

    kind: str
    record: str
    codes: tuple[str, ...]
    on: str = ""
    at: int = 0
    implied: bool = False


def programme_codes(code: str) -> tuple[str, ...]:
    """Return what going into a programme acts on."""
    return (f"programme:{code}",) if code else ()


def outcome_codes(outcome: str) -> tuple[str, ...]:
    """Return what an outcome acts on: some say that an offer was given."""
    return (outcome,) if outcome in _OFFERS else ()


def step_codes(step: str, state: str) -> tuple[str, ...]:
    """Return what a step that is done or planned acts on."""
    offer = offer_of_step(step) if state != StepState.DROPPED else ""
    return (offer,) if offer else ()


def flag_codes(code: str) -> tuple[str, ...]:
    """Return what a flag acts on: it calls the case by a name."""
    return (f"label:{code}",)


def support_codes(item: str) -> tuple[str, ...]:
    """Return what giving an item of support acts on."""
    return (offer_of(item),)


PHOTO_CODES: Final = (str(Offer.PHOTO),)
TRAFFICKING_CODES: Final = ("label:trafficking",)
_CODES: Final[Mapping[type, Callable[[Any], tuple[str, ...]]]] = MappingProxyType(
    {
        Case: lambda record: programme_codes(record.programme),
        Enrolment: lambda record: (*programme_codes(record.programme), *outcome_codes(record.outcome)),
        StepMark: lambda record: step_codes(record.step, record.state),
        Support: lambda record: support_codes(record.item),
        Flag: lambda record: flag_codes(record.code),
        Photo: lambda _record: PHOTO_CODES,
        **dict.fromkeys((TraffickingRecord, *PARTS.values()), lambda _record: TRAFFICKING_CODES),
    }
)
CONCERNED: Final = frozenset(_CODES)
"""Kinds of records that can do something a client declines; nothing is asked about the others."""


def acting(records: Iterable[Record], known: Case | None) -> bool:
    """Say whether saving *records* does anything a client could have declined; *known*: the case as it was."""
    return any(
        type(record) in CONCERNED and not (isinstance(record, Case) and known and record.programme == known.programme)
        for record in records
    )


def check(
    records: Sequence[Record],
    before: Mapping[str, Record],
    refusals: Sequence[Refusal],
    persons: Sequence[Person],
    enrolled: Iterable[str],
    others: Sequence[Person] = (),
) -> None:
    """Return when *records* may be saved; raise :class:`ActionableError` for what the client declined.

    *before*: the records as they were, by id, the case among them. *refusals*, *persons* and *enrolled* (the codes of
    the programmes it is or was enrolled in) are those of the case; what *records* hold of the first two counts too.
    *others*: the client as other cases know him that are shown as one with this.
    """
    declined = declined_of((*_with(persons, records, Person)[:1], *others), _with(refusals, records, Refusal))
    if not declined:
        return
    written = frozenset(enrolled)
    own = next((one.programme for one in before.values() if isinstance(one, Case)), "")
    for record in records:
        if type(record) not in CONCERNED:
            continue
        codes = _CODES[type(record)](record)
        known = before.get(record.id) if record.id else None
        if known is not None:
            codes = tuple(code for code in codes if code not in _CODES[type(known)](known))
        elif isinstance(record, Enrolment) and record.programme == own and own not in written:
            continue
        for code in codes:
            refuse_declined(code, declined)


def _with(known: Sequence[Any], records: Sequence[Record], cls: type) -> list[Any]:
    new = [record for record in records if isinstance(record, cls)]
    changed = {record.id for record in new if record.id}
    return [*(one for one in known if one.id not in changed), *new]


def breaches_of(deeds: Iterable[Deed], refusals: Sequence[tuple[Refusal, int]]) -> tuple[DeclinedBreach, ...]:
    """Return which *deeds* were done after the client had declined them, in order of writing.

    *refusals*: those in force, each with the moment it was written (ms). A deed comes after a refusal if it was written
    after it, or is said to have taken place on a later day: a refusal may be written down days after it was given.
    """
    earliest = sorted(refusals, key=lambda one: (one[1], one[0].id))
    found: list[tuple[Deed, DeclinedBreach]] = []
    for deed in sorted(deeds, key=lambda one: (one.at, one.record)):
        for code in deed.codes:
            refusal = next((one for one, at in earliest if covers(one.offer, code) and _after(deed, one, at)), None)
            if refusal is not None:
                on = deed.on or _day(deed.at)
                breach = DeclinedBreach(refusal=refusal, code=code, kind=deed.kind, record=deed.record, on=on)
                found.append((deed, breach))
    of_case = {breach.code for deed, breach in found if deed.kind == "case"}
    told = [breach for deed, breach in found if not deed.implied or breach.code in of_case]
    enrolled = {breach.code for breach in told if breach.kind == "enrolment"}
    return tuple(one for one in told if one.kind != "case" or one.code not in enrolled)


def _after(deed: Deed, refusal: Refusal, at: int) -> bool:
    day = known_day(refusal.on)
    return deed.at > at or (day is not None and deed.on > day.isoformat())


def _day(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).date().isoformat()
