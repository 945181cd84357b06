"""What a client declined, as data: it takes offers, contacts, labels and prints away, everywhere.

Whatever the app could offer, call by a name or print has a code here. A refusal names one code and covers others. All
screens, commands and prints ask the one function :func:`is_allowed` (or :func:`offers_allowed` for many codes); nothing
else decides. Codes:

* ``information``, ``ticket``, ``travel-document``, ``bridging-contribution``, ``escort``: what REAN itself gives;
* ``arrival``, ``transit``, ``reintegration``, ``referral``, ``follow-up``, ``tracing``, ``trafficking-support``,
  ``photo``: what may be offered besides;
* ``beyond-rean``: all of these but REAN's own;
* ``programme:CODE``: enrolling in a programme; ``contact:PARTNER``: getting in touch with a partner organisation;
  ``label:CODE``: calling the case by a flag or programme; ``print:CODE``: a sheet about an offer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from counsellor_app.domain.ages import Birth, is_adult_on
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.identity_papers import known_day
from counsellor_app.domain.programmes_list import read_programme
from counsellor_app.domain.records import FlagCode
from counsellor_app.domain.validation import read_line
from sync.wording import _


class Offer(StrEnum):
    """What may be offered, and declined."""

    INFORMATION = "information"
    TICKET = "ticket"
    TRAVEL_DOCUMENT = "travel-document"
    BRIDGING = "bridging-contribution"
    BEYOND_REAN = "beyond-rean"
    ARRIVAL = "arrival"
    TRANSIT = "transit"
    ESCORT = "escort"
    REINTEGRATION = "reintegration"
    REFERRAL = "referral"
    FOLLOW_UP = "follow-up"
    TRACING = "tracing"
    TRAFFICKING_SUPPORT = "trafficking-support"
    PHOTO = "photo"


class Partner(StrEnum):
    """Organisations a client may not want to be in touch with; any other is written as a short code."""

    COA = "coa"
    DJI = "dji"
    IND = "ind"
    DTV = "dtv"
    NIDOS = "nidos"
    STV = "stv"
    VLUCHTELINGENWERK = "vluchtelingenwerk"
    GGD = "ggd"
    LEGER_DES_HEILS = "leger-des-heils"
    EMBASSY = "embassy"
    MISSION = "mission"
    POLICE = "police"
    FAMILY = "family"


STANDARD: Final = frozenset({Offer.INFORMATION, Offer.TICKET, Offer.TRAVEL_DOCUMENT, Offer.BRIDGING, Offer.ESCORT})
"""What REAN gives to everybody; an escort, where a doctor says so, is a condition of travelling."""
STANDARD_PARTNERS: Final = frozenset(
    {Partner.COA, Partner.DJI, Partner.IND, Partner.DTV, Partner.NIDOS, Partner.EMBASSY}
)
"""Whom REAN itself cannot do without: who lodges, permits, guards or issues papers."""
_STANDARD_CODES: Final = frozenset(
    {
        *STANDARD,
        *(f"contact:{partner}" for partner in STANDARD_PARTNERS),
        *(f"print:{offer}" for offer in STANDARD),
        *(f"label:{offer}" for offer in STANDARD),
        *(f"{kind}:{code}" for kind in ("programme", "label") for code in ("REAN", "AVRD", "HEALTH", "UAM")),
        "label:health",
        "label:minor",
        "label:safety",
        "label:vulnerable",
    }
)
"""What stays when everything beyond REAN is declined. Facts that change how a journey must be made are no offers."""
COVERED: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        Offer.ARRIVAL: frozenset({"contact:mission"}),
        Offer.REINTEGRATION: frozenset(
            {"programme:HRT", "programme:UAM-ANGOLA", "programme:UAM-DRC", "programme:VARRP", "label:HRT"}
        ),
        Offer.TRAFFICKING_SUPPORT: frozenset({"programme:VOT", "label:VOT", "label:trafficking", "contact:stv"}),
        Offer.TRACING: frozenset({"contact:family"}),
        "label:VOT": frozenset({"label:trafficking"}),
        "label:trafficking": frozenset({"label:VOT"}),
    }
)
"""What else a refusal covers, besides its own code, label and print. ``beyond-rean`` covers all but the standard.

The flag and the programme of trafficking say one thing of somebody.
"""
_GIVEN_AS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "documents": Offer.TRAVEL_DOCUMENT,
        "bridging": Offer.BRIDGING,
        "cash": Offer.BRIDGING,
        **dict.fromkeys(("medical-escort", "social-escort", "stretcher", "ambulance"), Offer.ESCORT),
        **dict.fromkeys(("transit", "guidance"), Offer.TRANSIT),
        "reception": Offer.ARRIVAL,
        **dict.fromkeys(("contribution", "extra", "business", "tools", "gifts", "advice"), Offer.REINTEGRATION),
        "monitoring": Offer.FOLLOW_UP,
        "family-contact": Offer.TRACING,
    }
)
"""Items of the programmes' support that are an offer under another code; the others go by their own."""
_STEPS_OF: Final[Mapping[str, str]] = MappingProxyType(
    {
        "reception": Offer.ARRIVAL,
        **dict.fromkeys(("plan", "extra-support", "contribution"), Offer.REINTEGRATION),
        **dict.fromkeys(("follow-up", "monitoring"), Offer.FOLLOW_UP),
        "family": Offer.TRACING,
        "referred": Offer.REFERRAL,
    }
)
"""Steps of the programmes that give an offer; the others are only the way there."""
_CONDITIONS: Final = (("HRT", "scheme-check"), ("RMH", "individual-check"))
"""Gates (programme, gate) that are a condition of what the programme gives, and of nothing else.

The others are conditions of travelling safely, whatever a client takes or leaves.
"""
LAPSING: Final = frozenset(programme for programme, _gate in _CONDITIONS)
"""The programmes that have such gates."""
PROTECTING: Final = frozenset(
    {Offer.BEYOND_REAN, Offer.ARRIVAL, Offer.REINTEGRATION, Offer.REFERRAL, Offer.TRAFFICKING_SUPPORT}
)
"""What a minor cannot decline alone: help for victims of trafficking is voluntary, except for minors."""
_PREFIXES: Final = ("programme", "contact", "label", "print")
_REAN: Final = "REAN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The client declined *offer* (a code of this module) on a day; ``words``: how he put it."""

    id: str = ""
    case: str = ""
    offer: str = ""
    on: str = ""
    words: str = ""
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclinedBreach:
    """Something was saved although the client had declined it. ``code``: what it was; ``on`` which day (ISO).

    ``kind`` and ``record`` (its id) say which record it was.
    """

    refusal: Refusal
    code: str
    kind: str
    record: str
    on: str


def in_force(refusals: Iterable[Refusal], born: Birth | None) -> tuple[Refusal, ...]:
    """Return the refusals that count: not withdrawn, and not a minor's refusal of protection.

    *born*: when the client was, ``None`` where nothing is known. Whoever was certainly a minor on the day of the
    refusal keeps the offers that protect him; where age cannot be said, the refusal counts.
    """
    return tuple(
        refusal
        for refusal in refusals
        if not refusal.removed and not is_minors_refusal(refusal.offer, refusal.on, born)
    )


def is_minors_refusal(offer: str, on: str, born: Birth | None) -> bool:
    """Say whether somebody certainly under age declined, *on* that day, what protects him."""
    day = known_day(on)
    return offer in PROTECTING and day is not None and is_adult_on(born, day) is False


def is_allowed(code: str, refusals: Iterable[Refusal]) -> bool:
    """Say whether the app may still offer, contact, name or print *code*, after *refusals* (those in force)."""
    return not any(covers(refusal.offer, code) for refusal in refusals if not refusal.removed)


def offers_allowed(codes: Iterable[str], refusals: Iterable[Refusal]) -> tuple[str, ...]:
    """Return those of *codes* that :func:`is_allowed`, in their order."""
    declined = tuple(refusals)
    return tuple(code for code in codes if is_allowed(code, declined))


def covers(declined: str, code: str) -> bool:
    """Say whether who declined *declined* thereby declined *code*."""
    if not declined:
        return False
    if declined == Offer.BEYOND_REAN:
        return code not in _STANDARD_CODES
    return code == declined or code in (f"label:{declined}", f"print:{declined}") or code in COVERED.get(declined, ())


def covering(code: str) -> tuple[str, ...]:
    """Return every refusal (code) by which *code* is declined."""
    own = (code, code.partition(":")[2]) if code.startswith(("label:", "print:")) else (code,)
    return tuple(dict.fromkeys(one for one in (*own, *map(str, Offer), *map(str, COVERED)) if covers(one, code)))


def programme_shown(code: str, refusals: Iterable[Refusal]) -> str:
    """Return the programme by which a case may be called: *code*, or REAN where naming it was declined."""
    return code if not code or is_allowed(f"label:{code}", refusals) else _REAN


def flags_shown(codes: Iterable[str], refusals: Iterable[Refusal]) -> tuple[str, ...]:
    """Return the flags by which a case may be called."""
    declined = tuple(refusals)
    return tuple(code for code in codes if is_allowed(f"label:{code}", declined))


def read_offer(text: str) -> str:
    """Return the code *text* names: an offer, ``programme:CODE``, ``contact:PARTNER``, ``print:…``, ``label:…``.

    Raises :class:`ActionableError` for one there is not.
    """
    prefix, colon, rest = (part.strip() for part in read_line(text).partition(":"))
    prefix = prefix.casefold().replace("_", "-").replace(" ", "-")
    if not colon and prefix in set(Offer):
        return prefix
    if prefix in _PREFIXES and rest:
        if prefix == "programme":
            return f"{prefix}:{read_programme(rest)}"
        return f"{prefix}:{_code(rest)}" if prefix != "label" else f"{prefix}:{_label(rest)}"
    raise ActionableError(
        _("There is no such offer."),
        _("Offers: {offers}; or contact:PARTNER, programme:CODE.").format(
            offers=", ".join(str(offer) for offer in Offer)
        ),
    )


def _label(text: str) -> str:
    """Return the flag (small) or programme (capital) code that a label names."""
    plain = _code(text)
    return plain if plain in set(FlagCode) else read_programme(text)


def offer_of(item: str) -> str:
    """Return which offer an *item* of a programme's support is (a code)."""
    return _GIVEN_AS.get(item, item)


def offer_of_step(step: str) -> str:
    """Return which offer a *step* (code) of a programme gives; empty for one that is only on the way."""
    return _STEPS_OF.get(step, "")


def step_allowed(step: str, refusals: Iterable[Refusal]) -> bool:
    """Say whether a *step* (code) may still be asked for: it gives nothing, or nothing that was declined."""
    offer = offer_of_step(step)
    return not offer or is_allowed(offer, refusals)


def lapsed_gates(refusals: Iterable[Refusal]) -> dict[tuple[str, str], str]:
    """Return the gates (programme, gate) that nobody need pass after the refusals in force, and since which day (ISO).

    Who declined a programme goes without what it gives, and without what it asks before it gives it.
    """
    declined = [refusal for refusal in refusals if not refusal.removed]
    days = {
        gate: [one.on for one in declined if covers(one.offer, f"programme:{gate[0]}")]
        for gate in (_CONDITIONS if declined else ())
    }
    return {gate: min(found) for gate, found in days.items() if found}


def programme_offered(code: str, refusals: Iterable[Refusal]) -> bool:
    """Say whether a programme may be offered and named at all."""
    codes = (f"programme:{code}", f"label:{code}")
    return offers_allowed(codes, refusals) == codes


def refuse_declined(code: str, refusals: Iterable[Refusal]) -> None:
    """Return when *code* is allowed; raise :class:`ActionableError` saying that the client declined it."""
    if not is_allowed(code, refusals):
        raise ActionableError(
            _("The client declined this."),
            _("Nothing was saved. If the client now wants it, withdraw the refusal under Safety first."),
        )


def _code(text: str) -> str:
    plain = "-".join("".join(mark if mark.isalnum() else " " for mark in text.casefold()).split())
    if not plain:
        raise ActionableError(_("There is no such offer."), _("Name the partner, for example contact:stv."))
    return plain
