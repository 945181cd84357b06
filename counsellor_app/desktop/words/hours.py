"""The words of hours, queues, sessions and outreach, where their records are said: conflicts above all. No Qt."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from counsellor_app.desktop.row_times import iso_day
from counsellor_app.desktop.words.kind_words import KindWords, facts
from counsellor_app.domain.countries import country_name, language_name
from counsellor_app.domain.hours import SlotState, TalkOutcome
from sync.wording import _, language


def _language(code: str) -> str:
    return language_name(code, language()) if code else ""


def _country(code: str) -> str:
    return country_name(code, language()) if code else ""


def state_word(state: str) -> str:
    """Return what became of somebody, in a word; of a newer version's state its code."""
    words: dict[str, Callable[[], str]] = {
        SlotState.WAITING: lambda: _("waiting"),
        SlotState.PRESENT: lambda: _("present"),
        SlotState.ABSENT: lambda: _("absent"),
        SlotState.REFUSED: lambda: _("refused"),
        SlotState.MOVED: lambda: _("moved"),
        SlotState.RELEASED: lambda: _("released"),
        SlotState.DONE: lambda: _("talk held"),
    }
    found = words.get(state)
    return found() if found else state


def outcome_words() -> dict[str, str]:
    """Return code to words of the outcomes of a talk, in the order of their keys."""
    return {
        TalkOutcome.THINKING: _("thinks about it"),
        TalkOutcome.APPLIES: _("wants to apply"),
        TalkOutcome.FOLLOW_UP: _("another talk"),
        TalkOutcome.STAYS: _("will not return"),
    }


WORDS: Final[Mapping[str, KindWords]] = MappingProxyType(
    {
        "place": KindWords(
            title=lambda: _("Place"),
            fields={
                "code": lambda: _("Code"),
                "name": lambda: _("Name"),
                "kind": lambda: _("Kind"),
                "city": lambda: _("City"),
            },
            says=lambda values: facts(values.get("name", ""), values.get("city", "")),
            icon="map-pin",
        ),
        "hour": KindWords(
            title=lambda: _("Consultation hour"),
            fields={
                "place": lambda: _("Place"),
                "day": lambda: _("Day"),
                "starts": lambda: _("From"),
                "ends": lambda: _("Until"),
                "slot_minutes": lambda: _("For each talk"),
                "counsellor": lambda: _("Counsellor"),
                "remark": lambda: _("Remark"),
            },
            values={"day": iso_day},
            says=lambda values: facts(values.get("day", ""), values.get("starts", ""), values.get("place", "")),
            icon="clock",
        ),
        "slot": KindWords(
            title=lambda: _("Place in a queue"),
            fields={
                "hour": lambda: _("Consultation hour"),
                "case": lambda: _("Case"),
                "slip": lambda: _("Name on the slip"),
                "starts": lambda: _("Time promised"),
                "position": lambda: _("Line"),
                "slip_received_on": lambda: _("Slip received"),
                "remark": lambda: _("Asks"),
                "state": lambda: _("What became of it"),
                "outcome": lambda: _("Outcome"),
                "note": lambda: _("Note"),
                "moved_from": lambda: _("Moved from"),
            },
            values={
                "state": state_word,
                "slip_received_on": iso_day,
                "outcome": lambda code: outcome_words().get(code, code),
            },
            says=lambda values: facts(values.get("slip", ""), values.get("starts", ""), values.get("state", "")),
            icon="users",
        ),
        "group_session": KindWords(
            title=lambda: _("Information session"),
            fields={
                "place": lambda: _("Place"),
                "day": lambda: _("Day"),
                "topic": lambda: _("About"),
                "languages": lambda: _("Languages"),
                "counsellor": lambda: _("Counsellor"),
                "remark": lambda: _("Remark"),
            },
            values={"day": iso_day},
            says=lambda values: facts(values.get("day", ""), values.get("topic", "")),
            icon="users",
        ),
        "head_count": KindWords(
            title=lambda: _("Head count"),
            fields={
                "session": lambda: _("Information session"),
                "language": lambda: _("Language"),
                "country": lambda: _("Country"),
                "people": lambda: _("People"),
            },
            values={"language": _language, "country": _country},
            icon="users",
        ),
        "network_contact": KindWords(
            title=lambda: _("Network contact"),
            fields={
                "organisation": lambda: _("Organisation"),
                "person": lambda: _("Person"),
                "city": lambda: _("City"),
                "phone": lambda: _("Phone"),
                "email": lambda: _("E-mail"),
                "remark": lambda: _("Remark"),
            },
            says=lambda values: facts(values.get("organisation", ""), values.get("person", ""), values.get("city", "")),
            icon="contact",
        ),
        "outreach_talk": KindWords(
            title=lambda: _("Outreach talk"),
            fields={
                "day": lambda: _("Day"),
                "city": lambda: _("City"),
                "counsellor": lambda: _("Counsellor"),
                "contact": lambda: _("Network contact"),
                "language": lambda: _("Language"),
                "country": lambda: _("Country"),
                "remark": lambda: _("Remark"),
                "case": lambda: _("Case"),
                "note": lambda: _("Note"),
            },
            values={"day": iso_day, "language": _language, "country": _country},
            says=lambda values: facts(values.get("day", ""), values.get("city", "")),
            icon="footprints",
        ),
    }
)
