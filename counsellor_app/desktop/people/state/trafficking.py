"""What the tab about safety says of a trafficking case, in the fields of the standard. No Qt."""

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

from counsellor_app.desktop.people.state.forms import Choice, FieldKind, FieldSpec, FormSpec
from counsellor_app.desktop.people.state.rows import PartRow
from counsellor_app.desktop.words import protecting as words
from counsellor_app.domain.dossier import Dossier
from counsellor_app.domain.trafficking import (
    FIELDS,
    NO,
    PARTS,
    YES,
    Part,
    TraffickingRecord,
    fields_of,
    filled,
    read_value,
    standard,
)
from sync.wording import _

TRAFFICKING: Final = "trafficking"
PART_KINDS: Final = MappingProxyType({what: f"trafficking {what}" for what in PARTS})
"""What forms and rows of each part are called here."""
_KINDS: Final[Mapping[str, FieldKind]] = MappingProxyType(
    {"one": "choice", "many": "chips", "truth": "choice", "long": "text"}
)
_ICONS: Final = MappingProxyType(
    {"event": "map-pin", "perpetrator": "user-x", "plan": "handshake", "organisation": "building-2"}
)
_MOST_CHIPS: Final = 30
"""More codes than this (countries) are written, not chosen among chips."""


def rows(dossier: Dossier) -> list[PartRow]:
    """Return a row for each filled field of the records, then for each event, perpetrator, plan and organisation."""
    many = len({one.person for one in (*dossier.trafficking, *dossier.trafficking_parts)}) > 1
    found = [
        PartRow(
            id=f"{record.person}/{name}",
            kind=TRAFFICKING,
            title=words.standard_field(name),
            text=words.standard_value(name, _text(value)),
            end=dossier.name_of(record.person) if many else "",
            icon="shield-alert",
        )
        for record in dossier.trafficking
        for name, value in filled(record).items()
    ]
    return found + [
        PartRow(
            id=one.id,
            kind=PART_KINDS[what],
            title=words.part_title(one),
            text="\n".join(
                f"{words.standard_field(name)}: {words.standard_value(name, _text(value))}"
                for name, value in filled(one).items()
                if standard()[name].kind == "long"
            ),
            end=dossier.name_of(one.person) if many else "",
            icon=_ICONS[what],
        )
        for what, cls in PARTS.items()
        for one in dossier.trafficking_parts
        if isinstance(one, cls)
    ]


def choices() -> tuple[Choice, ...]:
    """Return what can be filled in: an event, a perpetrator, a plan, an organisation, and the fields of the record."""
    parts: tuple[Choice, ...] = (
        (PART_KINDS["event"], _("An event: recruitment, transit, exploitation…"), "hte_"),
        (PART_KINDS["perpetrator"], _("A perpetrator…"), "per_"),
        (PART_KINDS["plan"], _("A support plan…"), "spl_"),
        (PART_KINDS["organisation"], _("An organisation that has to do with it…"), "org_"),
    )
    return (*parts, *((name, words.standard_field(name), name) for name in FIELDS))


def form(dossier: Dossier, name: str, person: str = "") -> FormSpec:
    """Return the form of one field of the record of *person* (the client when empty)."""
    whose = person or (dossier.persons[0].id if dossier.persons else "")
    record = next((one for one in dossier.trafficking if one.person == whose), TraffickingRecord())
    title = _("Trafficking record of {name}").format(name=dossier.name_of(whose))
    values = {"value": _text(getattr(record, name))}
    return FormSpec(TRAFFICKING, title, (_field("value", name),), _("Save"), values, f"{whose}/{name}")


def part_form(dossier: Dossier, kind: str, part_id: str = "") -> FormSpec:
    """Return the form of a part of this *kind* (as rows are called): the one with this id, or a new one."""
    what = next(one for one, called in PART_KINDS.items() if called == kind)
    known = next((one for one in dossier.trafficking_parts if one.id == part_id), None)
    names = fields_of(PARTS[what])
    specs = tuple(_field(name, name) for name in names)
    if known is not None:
        return FormSpec(kind, words.part_title(known), specs, _("Save"), part_values(known), part_id)
    titles = {
        "event": _("An event"),
        "perpetrator": _("A perpetrator"),
        "plan": _("A support plan"),
        "organisation": _("An organisation"),
    }
    persons = tuple((one.id, one.name or one.own_name, "") for one in dossier.persons)
    whom = FieldSpec("person", _("Of whom"), "choice", persons)
    several = (whom,) if len(dossier.persons) > 1 else ()
    first = {"person": dossier.persons[0].id} if several else {}
    return FormSpec(kind, titles[what], (*several, *specs), _("Save"), first)


def part_values(part: Part) -> dict[str, str]:
    """Return the fields of a part as a form holds them."""
    return {name: _text(getattr(part, name)) for name in fields_of(type(part))}


def allowed(dossier: Dossier) -> bool:
    """Say whether the record is shown: not once the client declined being called a victim, whatever it holds."""
    return dossier.allows("label:trafficking")


def _field(key: str, name: str) -> FieldSpec:
    field = standard()[name]
    kind: FieldKind = _KINDS.get(field.kind, "line") if len(field.codes) <= _MOST_CHIPS else "line"
    codes: tuple[Choice, ...] = tuple((code, words.standard_value(name, code), "") for code in field.codes)
    options: tuple[Choice, ...] = codes if kind in ("choice", "chips") else ()
    if field.kind == "truth":
        options = ((YES, _("yes"), ""), (NO, _("no"), ""))
    if kind == "choice":
        options = (("", "–", ""), *options)
    check = partial(read_value, name)
    return FieldSpec(key, words.standard_field(name), kind, options, _hint(name), check=check)


def _hint(name: str) -> str:
    kind = standard()[name].kind
    if name == "prs_Citizenship":
        return _("codes of countries: NL, NG")
    return {"date": "31-01-2024", "number": _("in digits")}.get(kind, "")


def _text(value: str | list[str] | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ",".join(value)
