"""Who may be here already while the form of a new case is filled in: when to ask, what to show. No Qt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from counsellor_app.domain.names.people import Known
from counsellor_app.workflows.duplicates import Duplicate, asked_about
from sync.wording import _, ngettext

SHOWN: Final = 3
KEYS: Final = ("F9", "F11", "F12")
_ASKED: Final = ("name", "own_name", "birth_date", "sex", "nationality", "alien_number", "phone")
_SHORTEST: Final = 3
_NAMED_REASONS: Final = 4


@dataclass(frozen=True, slots=True)
class LikelyAsk:
    """Whom to look for; handed back with the answer."""

    wanted: Known
    number: int


@dataclass(frozen=True, slots=True)
class LikelyCard:
    """What is shown of somebody who may be the same person."""

    case: str
    name: str
    own_name: str
    facts: str
    reasons: str
    likely: str
    key: str


class LikelyState:
    """The people shown beneath the form; an answer to an older question changes nothing."""

    def __init__(self) -> None:
        self.found: tuple[Duplicate, ...] = ()
        self._asked: Known | None = None
        self._number = 0

    def typed(self, values: Mapping[str, str]) -> LikelyAsk | None:
        """Take what stands in the form; None when it asks nothing new. Too short a name asks nothing."""
        wanted = asked_about(**{name: values.get(name, "") for name in _ASKED})
        if max((len(name) for name in wanted.names), default=0) < _SHORTEST:
            self.clear()
            return None
        if wanted == self._asked:
            return None
        self._asked = wanted
        self._number += 1
        return LikelyAsk(wanted, self._number)

    def arrived(self, ask: LikelyAsk, found: Sequence[Duplicate]) -> bool:
        """Take an answer; False when it is out of date or says what is shown already."""
        if ask.number != self._number or tuple(found) == self.found:
            return False
        self.found = tuple(found)
        return True

    def clear(self) -> None:
        """Nobody is looked for any more."""
        self.found, self._asked = (), None
        self._number += 1

    @property
    def heading(self) -> str:
        """What the people beneath are; empty when there are none."""
        count = len(self.found)
        return ngettext("Perhaps here already", "{n} may be here already", count).format(n=count) if count else ""

    @property
    def cards(self) -> list[LikelyCard]:
        """Return the likeliest ones."""
        return [card_of(one, key) for one, key in zip(self.found, KEYS, strict=False)]


def card_of(found: Duplicate, key: str) -> LikelyCard:
    """Return how a likely duplicate is shown, opened by *key*."""
    row = found.row
    name = row.name or row.own_name or row.reference
    return LikelyCard(
        case=row.within or row.id,
        name=name,
        own_name=row.own_name if row.own_name != name else "",
        facts=" · ".join(part for part in (row.reference, row.place, row.responsible_name) if part),
        reasons=", ".join(found.reasons[:_NAMED_REASONS]),
        likely=_("{percent} % alike").format(percent=found.percent),
        key=key,
    )
