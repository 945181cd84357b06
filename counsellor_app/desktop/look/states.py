"""The states the app shows: each has a shape and a colour, so that neither has to carry it alone."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """What may be said of a thing with a shape and a colour; the word comes from the caller."""

    DONE = "done"
    WAITS = "waits"
    DANGER = "danger"
    REFUSED = "refused"
    ABSENT = "absent"
    CONFLICT = "conflict"
    UNSENT = "unsent"
    AT_OFFICE = "at_office"
    PREPARED = "prepared"
    CURRENT = "current"
    OPEN = "open"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class StateLook:
    """How a state is drawn: icon, colour of the shape, colour of the word, surface of a banner."""

    icon: str
    shape: str
    word: str
    surface: str = "raised"


LOOKS: MappingProxyType[State, StateLook] = MappingProxyType(
    {
        State.DONE: StateLook("circle-check", "green_shape", "green", "green_surface"),
        State.WAITS: StateLook("hourglass", "amber_shape", "amber", "amber_surface"),
        State.DANGER: StateLook("triangle-alert", "red_shape", "red", "red_surface"),
        State.REFUSED: StateLook("ban", "red_shape", "red", "red_surface"),
        State.ABSENT: StateLook("user-x", "amber_shape", "amber", "amber_surface"),
        State.CONFLICT: StateLook("split", "red_shape", "red", "red_surface"),
        State.UNSENT: StateLook("arrow-up-from-line", "amber", "amber", "amber_surface"),
        State.AT_OFFICE: StateLook("check-check", "text3", "text3"),
        State.PREPARED: StateLook("circle-dashed", "text2", "text2"),
        State.CURRENT: StateLook("circle-dot", "accent", "accent", "tint"),
        State.OPEN: StateLook("circle", "text3", "text2"),
        State.NEUTRAL: StateLook("info", "text2", "text"),
    }
)


def look_of(state: State | str) -> StateLook:
    """The look of a state, given as the enumeration or as its word."""
    return LOOKS[State(state)]
