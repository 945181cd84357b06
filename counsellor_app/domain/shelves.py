"""Shelves: what is shared and belongs to no case. A shelf is a stream of its own, as a case is.

The office's *library* is read by everybody and written by administrators; a *team*'s shelf is read and written by its
members; a *person*'s shelf by him alone. The queue of a consultation *hour* has a shelf of its own, for the readers of
the shelf the hour stands on: a day pack can then put away who comes to other hours, names on paper slips with them. A
person's *log*, of what he let leave the app, is read by who supervises him and written by him alone.
"""

from dataclasses import dataclass
from enum import StrEnum


class ShelfPurpose(StrEnum):
    """Whose shelf it is."""

    LIBRARY = "library"
    TEAM = "team"
    PERSON = "person"
    HOUR = "hour"
    LOG = "log"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The root of a shelf's stream.

    ``team``: the id of the team whose shelf it is (of an hour's: whose hour), empty otherwise. ``hour``: the id of the
    hour whose queue it holds.
    """

    id: str = ""
    purpose: str = ShelfPurpose.PERSON
    team: str = ""
    hour: str = ""
