"""The words of links between cases: merged, taken apart, split. No Qt."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from counsellor_app.desktop.words.kind_words import KindWords, facts
from counsellor_app.domain.case_links import LinkKind
from counsellor_app.workflows.merging import LinkedCase
from sync.wording import _


def link_words(linked: LinkedCase) -> str:
    """Say how a case is linked: *Holds V-2026-… Hadija Ben Ali*."""
    who = " ".join(part for part in (linked.reference, linked.name) if part) or _("a case that is not on this device")
    return {
        LinkKind.MERGED: _("This case holds {case}"),
        LinkKind.WITHIN: _("This case is part of {case}"),
        LinkKind.SPLIT: _("Split from {case}"),
        LinkKind.SPLIT_OFF: _("Split off: {case}"),
    }[LinkKind(linked.kind)].format(case=who)


def link_kind(code: str) -> str:
    """Return what a link says of its case."""
    return {
        str(LinkKind.MERGED): _("another case was merged into this one"),
        str(LinkKind.WITHIN): _("merged into another case"),
        str(LinkKind.SPLIT): _("split from another case"),
        str(LinkKind.SPLIT_OFF): _("split off into another case"),
        str(LinkKind.UNDONE): _("taken apart"),
    }.get(code, code)


WORDS: Final[Mapping[str, KindWords]] = MappingProxyType(
    {
        "case_link": KindWords(
            title=lambda: _("Link"),
            fields={
                "other": lambda: _("The other case"),
                "kind": lambda: _("What it says"),
                "items": lambda: _("People and notes"),
                "reason": lambda: _("Why"),
            },
            values={"kind": link_kind},
            says=lambda values: facts(link_kind(values.get("kind", LinkKind.MERGED)), values.get("reason", "")),
            icon="link",
        )
    }
)
