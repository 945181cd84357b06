"""Shelves: what is shared and belongs to no case. A shelf is a stream of its own, as a case is.

The office's *library* is read by everybody and written by administrators; a *team*'s shelf is read and written by its
members; a *person*'s shelf by him alone.
"""

from dataclasses import dataclass
from enum import StrEnum


class ShelfPurpose(StrEnum):
    """Whose shelf it is."""

    LIBRARY = "library"
    TEAM = "team"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The root of a shelf's stream. ``team``: the id of the team whose shelf it is, empty for the other purposes."""

    id: str = ""
    purpose: str = ShelfPurpose.PERSON
    team: str = ""
