"""What the tab about papers and numbers says. No Qt."""

from datetime import date
from typing import Final

from counsellor_app.desktop import field_words
from counsellor_app.desktop.people.state.family import persons_of
from counsellor_app.desktop.people.state.forms import FieldSpec, FormSpec
from counsellor_app.desktop.people.state.rows import PartRow
from counsellor_app.desktop.row_times import iso_day
from counsellor_app.desktop.words import people as words
from counsellor_app.domain.dossier import Dossier
from counsellor_app.domain.identity_papers import (
    EXPIRING_DAYS,
    Document,
    DocumentKind,
    Holder,
    Identifier,
    IdentifierKind,
    Validity,
    read_day,
    validity_on,
)
from sync.wording import _

PAPER: Final = "document"
NUMBER: Final = "identifier"
_TONES: Final = {Validity.EXPIRED: "red", Validity.EXPIRING: "amber", Validity.VALID: "green"}
_ICONS: Final = {Validity.EXPIRED: "triangle-alert", Validity.EXPIRING: "hourglass"}


def paper_rows(dossier: Dossier, today: date) -> list[PartRow]:
    """Return a row for each paper, what expires first before the others."""
    ordered = sorted(dossier.documents, key=lambda paper: (not paper.expires_on, paper.expires_on, paper.id))
    return [_paper_row(dossier, paper, today) for paper in ordered]


def _paper_row(dossier: Dossier, paper: Document, today: date) -> PartRow:
    state = validity_on(paper, today, EXPIRING_DAYS)
    when = {
        Validity.EXPIRED: _("expired on {day}"),
        Validity.EXPIRING: _("expires on {day}"),
        Validity.VALID: _("valid until {day}"),
    }.get(state)
    end = when.format(day=iso_day(paper.expires_on)) if when else words.validity(state)
    held = _("held by {who}").format(who=words.holder(paper.held_by)) if paper.held_by else _("nobody knows where")
    issued = _("issued on {day}").format(day=iso_day(paper.issued_on)) if paper.issued_on else ""
    return PartRow(
        id=paper.id,
        kind=PAPER,
        title=field_words.facts(words.document_kind(paper.kind), paper.number),
        text=field_words.facts(dossier.name_of(paper.person), held, paper.issuer, issued, paper.remark),
        end=end,
        tone=_TONES.get(state, "text2"),
        icon=_ICONS.get(state, "file-text"),
    )


def number_rows(dossier: Dossier) -> list[PartRow]:
    """Return a row for each number."""
    return [
        PartRow(
            id=one.id,
            kind=NUMBER,
            title=field_words.facts(words.identifier_kind(one.kind), _number(one)),
            text=field_words.facts(dossier.name_of(one.person), one.issuer),
            icon="id-card",
            can_change=False,
        )
        for one in dossier.identifiers
    ]


def _number(one: Identifier) -> str:
    return field_words.alien_number(one.number) if one.kind == IdentifierKind.ALIEN_NUMBER else one.number


def count_words(dossier: Dossier) -> str:
    """Return the figure beside the tab's words: how many papers there are; nothing for none."""
    return str(len(dossier.documents)) if dossier.documents else ""


def paper_form(dossier: Dossier, paper_id: str = "") -> FormSpec:
    """Return the form of a new paper, or of one that is there."""
    paper = next((one for one in dossier.documents if one.id == paper_id), None)
    holders = tuple((str(code), words.holder(code) or "–", "") for code in Holder)
    if paper and paper.held_by not in set(Holder):
        holders = ((paper.held_by, paper.held_by, ""), *holders)
    fields = [
        FieldSpec(
            "kind", _("Paper"), "choice", tuple((str(kind), words.document_kind(kind), "") for kind in DocumentKind),
            required=True,
        ),
        FieldSpec("number", _("Number")),
        FieldSpec("issuer", _("Issued by")),
        FieldSpec("issued_on", _("Issued on"), hint=_("31-01-2024"), check=read_day),
        FieldSpec("expires_on", _("Expires on"), hint=_("31-01-2034"), check=read_day),
        FieldSpec("held_by", _("Held by"), "choice", holders),
        FieldSpec("remark", _("Remark")),
    ]  # fmt: skip
    if paper is not None:
        return FormSpec(PAPER, _("Change the paper"), tuple(fields), _("Save"), paper_values(paper), paper.id)
    fields.insert(0, FieldSpec("person", _("Whose"), "choice", persons_of(dossier), required=True))
    return FormSpec(PAPER, _("Another paper"), tuple(fields), _("Add the paper"), {"person": _first(dossier)})


def paper_values(paper: Document) -> dict[str, str]:
    """Return what stands in the form of *paper*."""
    return {
        "kind": paper.kind,
        "number": paper.number,
        "issuer": paper.issuer,
        "issued_on": _typed(paper.issued_on),
        "expires_on": _typed(paper.expires_on),
        "held_by": paper.held_by,
        "remark": paper.remark,
    }


def number_form(dossier: Dossier) -> FormSpec:
    """Return the form of a new number."""
    kinds = tuple((str(kind), words.identifier_kind(kind), "") for kind in IdentifierKind)
    fields = (
        FieldSpec("person", _("Whose"), "choice", persons_of(dossier), required=True),
        FieldSpec("kind", _("Number of what"), "choice", kinds, required=True),
        FieldSpec("number", _("Number"), required=True),
        FieldSpec("issuer", _("Given by")),
    )
    return FormSpec(NUMBER, _("Another number"), fields, _("Add the number"), {"person": _first(dossier)})


def _first(dossier: Dossier) -> str:
    return dossier.persons[0].id if dossier.persons else ""


def _typed(day: str) -> str:
    return "-".join(reversed(day.split("-"))) if day else ""
