"""A trafficking case in the words of the Human Trafficking Case Data Standard 2.0: its names, its code lists.

Names and codes are read from ``resources/standards/htcds-2.0.json`` (source and licence stand there). Nothing is stored
that the standard does not know, so that what is kept here can be handed to whoever else uses it without translating.
What the case says anyway of a person (birth, citizenship, languages) is not kept twice: see :data:`KEPT_IN_CASE`. The
Dutch labels in ``resources/standards/htcds-2.0-nl.json`` are ours, for reading; the standard's own are English.
"""
# ruff: noqa: N815 - the standard's own names

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, Final, TypeVar

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.validation import read_date, read_line, read_long_text
from sync.wording import _, language, resources_folder

CONSENT: Final = "con_Consent"
YES, NO = "TRUE", "FALSE"
_MOST: Final = 120
"""The largest number any of the standard's counts can be: years of age."""
_DEGREES: Final = ("Longitude", "Latitude")
_DECIMAL: Final = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{1,20})?")
_SIX_PLACES: Final = Decimal("0.000001")
_TRUTH: Final = MappingProxyType(
    {"true": YES, "yes": YES, "ja": YES, "1": YES, "false": NO, "no": NO, "nee": NO, "0": NO}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TraffickingRecord:
    """What is known of a person as a victim of trafficking; one for each person it concerns.

    Fields are those of the standard: text, lists of codes as tuples, dates as ISO days, numbers as digits, truth as
    ``TRUE`` or ``FALSE``; empty where not asked.
    """

    id: str = ""
    case: str = ""
    person: str = ""
    con_Consent: str = ""
    prs_Salutation: str = ""
    prs_FirstName: str = ""
    prs_MiddleName: str = ""
    prs_SecondName: str = ""
    prs_Gender: str = ""
    prs_Deceased: str = ""
    prs_Title: str = ""
    prs_Email: str = ""
    prs_HomePhone: str = ""
    prs_MailingStreet: str = ""
    prs_MailingPostalCode: str = ""
    prs_MailingCity: str = ""
    prs_MailingState: str = ""
    prs_MailingCountry: str = ""
    prs_MailingLongitude: str = ""
    prs_MailingLatitude: str = ""
    vic_TraffickingStatus: str = ""
    vic_TraffickingStatusDecisionMakingOrg: str = ""
    vic_RelationshipToTrafficker: str = ""
    vic_AgeWhenTrafficked: str = ""
    vic_RecruitmentWebsitesAndApps: tuple[str, ...] = ()
    vic_MethodOfRecruitment: tuple[str, ...] = ()
    vic_LocationOfRecruitment: str = ""
    vic_MethodsOfControl: tuple[str, ...] = ()
    vic_TypeOfExploitation: tuple[str, ...] = ()
    vic_ForcedLabourIndustry: str = ""
    vic_TypeOfSexExploitation: tuple[str, ...] = ()
    vic_LocationOfExploitation: str = ""
    vic_ExploitationWebsitesAndApps: tuple[str, ...] = ()
    prs_MaritalStatus: str = ""
    prs_NumberOfChildren: str = ""
    prs_HighestLevelOfEducation: str = ""
    cas_Status: str = ""
    cas_ReasonForCaseClosure: str = ""
    cas_ReferringOrganisation: str = ""
    cas_IncomingReferralDate: str = ""
    cas_ReferringPrimaryCaseWorker: str = ""
    cas_ReasonForIncomingReferral: str = ""
    cas_IncomingReferralDetails: str = ""
    cas_ReferredOrganisation: str = ""
    cas_ReferredPrimaryCaseWorker: str = ""
    cas_ReasonForOutgoingReferral: str = ""
    cas_OutgoingReferralDate: str = ""
    cas_OutgoingReferralDetails: str = ""
    cco_CaseComment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TraffickingEvent:
    """Where and when a person was recruited, transported or exploited; there may be several. Fields of the standard."""

    id: str = ""
    case: str = ""
    person: str = ""
    hte_Type: str = ""
    hte_Date: str = ""
    hte_Street: str = ""
    hte_PostalCode: str = ""
    hte_City: str = ""
    hte_State: str = ""
    hte_Country: str = ""
    hte_Longitude: str = ""
    hte_Latitude: str = ""
    hte_Description: str = ""
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Perpetrator:
    """Somebody who recruited, transported or exploited a person of the case; there may be several."""

    id: str = ""
    case: str = ""
    person: str = ""
    prs_FirstName: str = ""
    prs_SecondName: str = ""
    prs_Gender: str = ""
    prs_Citizenship: tuple[str, ...] = ()
    per_RoleInProcess: tuple[str, ...] = ()
    per_RoleDetails: str = ""
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportPlan:
    """What is planned to support a victim, in one field of life; there may be several."""

    id: str = ""
    case: str = ""
    person: str = ""
    spl_Type: str = ""
    spl_Objectives: str = ""
    spl_ActionPlan: str = ""
    spl_PlannedEndDate: str = ""
    spl_ActualEndDate: str = ""
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TraffickingOrganisation:
    """An organisation that recruitment, exploitation or a referral of a person names: the standard looks it up there.

    There may be several. The published draft also lists an organisation of the perpetrator, without name, type or
    label: there is nothing to keep it by.
    """

    id: str = ""
    case: str = ""
    person: str = ""
    org_Name: str = ""
    org_Type: str = ""
    org_ShippingStreet: str = ""
    org_ShippingPostalCode: str = ""
    org_ShippingCity: str = ""
    org_ShippingState: str = ""
    org_ShippingCountry: str = ""
    org_ShippingLongitude: str = ""
    org_ShippingLatitude: str = ""
    org_Phone: str = ""
    removed: bool = False


Part = TraffickingEvent | Perpetrator | SupportPlan | TraffickingOrganisation
AnyRecord = TypeVar("AnyRecord", bound=TraffickingRecord | Part)


@dataclass(frozen=True, slots=True)
class StandardField:
    """A field of the standard. ``kind``: text, long, date, number, truth, one or many (of ``codes``: code → label)."""

    name: str
    label: str
    kind: str
    codes: Mapping[str, str]
    deprecated: bool = False


def fields_of(cls: type) -> tuple[str, ...]:
    """Return the standard's fields that a record of *cls* keeps, in order."""
    return tuple(field.name for field in fields(cls) if "_" in field.name)


FIELDS: Final = fields_of(TraffickingRecord)
"""The standard's fields that the record of a victim keeps, in order."""
PARTS: Final[Mapping[str, type[Part]]] = MappingProxyType(
    {
        "event": TraffickingEvent,
        "perpetrator": Perpetrator,
        "plan": SupportPlan,
        "organisation": TraffickingOrganisation,
    }
)
"""What a case of trafficking may have several of, by the word commands use."""
KEPT_IN_CASE: Final = (
    "prs_Birthdate",
    "prs_PrimaryLanguage",
    "prs_SecondaryLanguage",
    "prs_Citizenship",
    "prs_IdentityNumber",
    "prs_MobilePhone",
    "cas_CaseOwner",
)
"""Fields of the standard about the victim and the case that stand in the case itself, and are taken from there."""


@cache
def standard() -> Mapping[str, StandardField]:
    """Return every field of the standard by name."""
    return MappingProxyType({field["name"]: _field(field) for field in _form()["fields"]})


@cache
def _names(cls: type) -> Mapping[str, str]:
    """Return the fields a record keeps by how they may be written: as in the survey, without prefix, in any case."""
    known = fields_of(cls)
    found = {_plain(name): name for name in known}
    for name in known:
        found.setdefault(_plain(name.partition("_")[2]), name)
    found |= {_plain(alias): name for alias, name in _form()["aliases"].items() if name in known}
    return MappingProxyType(found)


@cache
def _form(language_mark: str = "") -> Mapping[str, Any]:
    path = resources_folder() / "standards" / f"htcds-2.0{language_mark}.json"
    form: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return MappingProxyType(form)


def standard_name(text: str) -> str:
    """Return the standard's name for a column heading as the standard or its survey writes it; empty for any other."""
    plain = text.strip()
    name = _form()["aliases"].get(plain, plain)
    return name if name in standard() else ""


def label_here(name: str) -> str:
    """Return the label of a field in the language of the screen."""
    field = standard().get(name)
    if field is None:
        return name
    return str(_form("-nl")["fields"].get(name, field.label)) if language() == "nl" else field.label


def code_here(name: str, code: str) -> str:
    """Return the label of a *code* of the field *name* in the language of the screen; the code where it has none."""
    dutch = _dutch_code(name, code) if language() == "nl" else ""
    return dutch or label_of(name, code)


def _dutch_code(name: str, code: str) -> str:
    listed = _form("-nl")["lists"].get(_form("-nl")["codes"].get(name, ""), {})
    return str(listed.get(code, ""))


def _field(form: Mapping[str, Any]) -> StandardField:
    codes = MappingProxyType(dict(form.get("codes", [])))
    return StandardField(form["name"], form["label"], form["type"], codes, bool(form.get("deprecated")))


def field_name(text: str, cls: type = TraffickingRecord) -> str:
    """Return the standard's name of the field of *cls* that *text* names; raises :class:`ActionableError` for none."""
    name = _names(cls).get(_plain(text))
    if name is None:
        raise ActionableError(
            _("The standard has no such field, or it is not kept here."),
            _("Fields: {fields}.").format(fields=", ".join(fields_of(cls))),
        )
    return name


def read_value(name: str, text: str) -> str | tuple[str, ...]:
    """Return the clean value of the field *name* (as :func:`field_name` gave it), nothing for nothing.

    Codes are taken by code or by the standard's label, several separated by commas or semicolons. Raises
    :class:`ActionableError` for whatever the standard does not allow.
    """
    field = standard()[name]
    if field.kind == "many":
        parts = [part for part in text.replace(";", ",").split(",") if part.strip()]
        return tuple(dict.fromkeys(_code(field, part) for part in parts))
    if field.kind == "long":
        return read_long_text(text)
    plain = read_line(text)
    if not plain or (field.kind == "text" and not name.endswith(_DEGREES)):
        return plain
    if name.endswith(_DEGREES):
        return _read_degrees(plain, 90 if name.endswith("Latitude") else 180)
    if field.kind == "one":
        return _code(field, plain) if field.codes else plain
    if name == "spl_PlannedEndDate":
        return read_date(plain).isoformat()
    return _READERS[field.kind](plain)


def changed(record: AnyRecord, values: Mapping[str, str]) -> AnyRecord:
    """Return *record* with *values* (field as written → text as typed); raises :class:`ActionableError`.

    Once the person said no to having this kept, nothing is added to it: fields can only be emptied.
    """
    clean: dict[str, str | tuple[str, ...]] = {}
    for text, value in values.items():
        name = field_name(text, type(record))
        clean[name] = read_value(name, value)
    after = replace(record, **clean)  # type: ignore[arg-type]
    added = [name for name, value in clean.items() if name != CONSENT and value and value != getattr(record, name)]
    if added and getattr(after, CONSENT, "") == NO:
        raise _not_agreed()
    return after


def require_consent(records: Iterable[TraffickingRecord]) -> None:
    """Raise :class:`ActionableError` where the person of *records* said no to having anything of this kept."""
    if any(record.con_Consent == NO for record in records):
        raise _not_agreed()


def _not_agreed() -> ActionableError:
    return ActionableError(
        _("The person did not agree to having this kept."),
        _("Nothing was saved. What is known stays out of the record until the person agrees."),
    )


def filled(record: TraffickingRecord | Part) -> dict[str, str | list[str]]:
    """Return the fields that hold something, by the standard's names, as they are handed on."""
    found: dict[str, str | list[str]] = {}
    for name in fields_of(type(record)):
        value = getattr(record, name)
        if value:
            found[name] = list(value) if isinstance(value, tuple) else value
    return found


def label_of(name: str, code: str) -> str:
    """Return the standard's English label of a *code* of the field *name*; the code itself where it has none."""
    field = standard().get(name)
    return (field.codes.get(code) or code) if field else code


def _code(field: StandardField, text: str) -> str:
    plain = _plain(text)
    for code, label in field.codes.items():
        if plain in (_plain(code), _plain(label), _plain(_dutch_code(field.name, code))):
            return code
    raise ActionableError(
        _("The standard does not know this value for {field}.").format(field=field.name),
        _("Nothing was saved. Possible: {values}.").format(values=", ".join(field.codes)),
    )


def _read_truth(text: str) -> str:
    found = _TRUTH.get(text.casefold())
    if found is None:
        raise ActionableError(_("This is neither yes nor no."), _("Nothing was saved. Write yes or no."))
    return found


def _read_number(text: str) -> str:
    if not text.isdecimal() or int(text) > _MOST:
        raise ActionableError(_("This is not a number that can be."), _("Nothing was saved. Write it in digits."))
    return str(int(text))


def _read_degrees(text: str, most: int) -> str:
    """Return degrees as they are written: a decimal number, as typed and as kept one and the same, to six places."""
    plain = text.replace(",", ".").replace("\N{MINUS SIGN}", "-")
    degrees = Decimal(plain) if _DECIMAL.fullmatch(plain) else Decimal(most + 1)
    if abs(degrees) > most:
        raise ActionableError(
            _("This is no place on a map."), _("Nothing was saved. Write degrees, for example 52.79 or -17.5.")
        )
    rounded = degrees.quantize(_SIX_PLACES).normalize()
    return f"{rounded:f}" if rounded else "0"


def _read_date(text: str) -> str:
    found = read_date(text)
    if found > date.today():
        raise ActionableError(_("This day is still to come."), _("Nothing was saved. Check the date."))
    return found.isoformat()


_READERS: Final = MappingProxyType({"truth": _read_truth, "number": _read_number, "date": _read_date})


def _plain(text: str) -> str:
    return "".join(mark for mark in text.casefold() if mark.isalnum())
