"""The cases that the shown one is merged with or was split from: what is said of them, what can be done. No Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from counsellor_app.desktop.words.linking import link_words
from counsellor_app.domain.case_links import LinkKind
from counsellor_app.workflows import merging
from counsellor_app.workflows.merging import LinkedCase
from counsellor_app.workflows.session import Session
from sync.wording import _, ngettext

SHOWN: Final = 2
"""More would push the note off a small screen; all of them stand in the pane of merging."""
_MERGED = (LinkKind.MERGED, LinkKind.WITHIN)


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A linked case: its words, why, whether it can be opened here, and whether it is merged (else: split)."""

    case: str
    words: str
    reason: str
    here: bool
    merged: bool


class LinksState:
    """What the page says of the links of its case."""

    def __init__(self) -> None:
        self._linked: tuple[LinkedCase, ...] = ()

    def arrived(self, linked: Sequence[LinkedCase]) -> None:
        """Take the links of the case that is shown now."""
        # What this case is part of comes first: that is where one goes on.
        self._linked = tuple(sorted(linked, key=lambda one: one.kind != LinkKind.WITHIN))

    @property
    def lines(self) -> tuple[LinkLine, ...]:
        """Return the links that are shown."""
        return tuple(_line(one) for one in self._linked[:SHOWN])

    @property
    def more(self) -> str:
        """Return how many more there are; empty for none."""
        count = len(self._linked) - SHOWN
        return ngettext("{n} more linked case", "{n} more linked cases", count).format(n=count) if count > 0 else ""

    def undoing(self, session: Session, case: str, other: str) -> Callable[[], object] | None:
        """Return what merges *case* and *other* again after they are taken apart; None where a split was undone."""
        for one in self._linked:
            if one.case == other and one.kind in _MERGED:
                keep, part = (case, other) if one.kind == LinkKind.MERGED else (other, case)
                return partial(merging.merge_cases, session, keep, part, one.reason)
        return None


def _line(one: LinkedCase) -> LinkLine:
    return LinkLine(
        case=one.case,
        words=link_words(one),
        reason=_("why: {reason}").format(reason=" ".join(one.reason.split())) if one.reason else "",
        here=bool(one.reference),
        merged=one.kind in _MERGED,
    )
