"""Likely duplicates as JSON, as a table, and as a warning to somebody who opens a case; cases that are linked."""

from collections.abc import Sequence

from counsellor_app.commands.json_forms import Form, case_row_form
from counsellor_app.desktop.words.linking import link_kind
from counsellor_app.workflows.duplicates import Duplicate
from counsellor_app.workflows.merging import LinkedCase
from sync.wording import _, ngettext


def duplicate_form(found: Duplicate) -> Form:
    """Return a likely duplicate: the case as lists show it, how likely in hundredths, and why."""
    form = case_row_form(found.row)
    return form | {
        "percent": found.percent,
        "reasons": [
            {"code": reason.why, "words": words}
            for reason, words in zip(found.likeness.reasons, found.reasons, strict=True)
        ],
    }


def duplicate_lines(found: Sequence[Duplicate]) -> list[list[str]]:
    """Return likely duplicates as rows of a table."""
    return [
        [one.row.reference, one.row.name or one.row.own_name, f"{one.percent} %", "; ".join(one.reasons)]
        for one in found
    ]


def duplicate_warning(found: Sequence[Duplicate]) -> str:
    """Return what is said to somebody who opens a case for who may be here already."""
    head = ngettext(
        "{count} case here may be of the same person:", "{count} cases here may be of the same person:", len(found)
    ).format(count=len(found))
    return "\n".join([head, *("  ".join(cells) for cells in duplicate_lines(found))])


def linked_form(linked: LinkedCase) -> Form:
    """Return a case that another one is merged with or was split from."""
    return {
        "case": linked.case,
        "reference": linked.reference,
        "name": linked.name,
        "kind": linked.kind,
        "reason": linked.reason,
    }


def linked_lines(found: Sequence[LinkedCase]) -> list[tuple[str, str]]:
    """Return linked cases for a person to read."""
    return [
        (_("Linked"), " · ".join(part for part in (link_kind(one.kind), one.reference or one.case, one.name) if part))
        for one in found
    ]
