"""The words of tasks and appointments, for timeline, history and lists. No Qt."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from counsellor_app.desktop.moments import full_text
from counsellor_app.desktop.row_times import iso_day
from counsellor_app.desktop.words.kind_words import KindWords, facts
from counsellor_app.domain.programme_tasks import made_words
from counsellor_app.domain.programmes.shipped import shipped_catalogue
from sync.wording import _, language


def task_state(code: str) -> str:
    """Return where a task stands; a code of a newer app as it is."""
    words = {"open": _("to do"), "done": _("done"), "dropped": _("dropped"), "declined": _("not wanted")}
    return words.get(code, code)


def appointment_state(code: str) -> str:
    """Return where an appointment stands; a code of a newer app as it is."""
    words = {"planned": _("planned"), "held": _("held"), "missed": _("missed"), "cancelled": _("cancelled")}
    return words.get(code, code)


def source_words(source: str) -> str:
    """Return what made a task: the words of the programme's step or gate; nothing for a task somebody wrote."""
    return made_words(source, shipped_catalogue(), language(), date.today())


def _says(values: Mapping[str, str]) -> str:
    what = values.get("title") or source_words(values.get("source", ""))
    return facts(what, iso_day(values.get("due_on", "")))


def _meeting(values: Mapping[str, str]) -> str:
    names = ("with_whom", "place", "remark")
    return facts(_moment(values.get("at", "")), *(values.get(name, "").split("\n", 1)[0] for name in names))


def _moment(value: str) -> str:
    return full_text(int(value)) if value.isdecimal() and value != "0" else ""


_FIELDS: Final[Mapping[str, Callable[[], str]]] = {
    "title": lambda: _("What"),
    "due_on": lambda: _("Due on"),
    "meant_on": lambda: _("Meant for"),
    "assignee": lambda: _("Who does it"),
    "state": lambda: _("State"),
    "done_on": lambda: _("Done on"),
    "source": lambda: _("Asked for by"),
    "every_days": lambda: _("Every so many days"),
    "until": lambda: _("Until"),
    "remark": lambda: _("Remark"),
}
_VALUES: Final[Mapping[str, Callable[[str], str]]] = {
    "due_on": iso_day,
    "meant_on": iso_day,
    "done_on": iso_day,
    "until": iso_day,
    "state": task_state,
    "source": source_words,
}

WORDS: Final[Mapping[str, KindWords]] = MappingProxyType(
    {
        "task": KindWords(
            title=lambda: _("Task"),
            fields=_FIELDS,
            values=_VALUES,
            says=_says,
            icon="list-checks",
        ),
        "own_task": KindWords(
            title=lambda: _("Own task"),
            fields={name: words for name, words in _FIELDS.items() if name not in ("assignee", "meant_on", "source")},
            values=_VALUES,
            says=_says,
            icon="list-checks",
        ),
        "appointment": KindWords(
            title=lambda: _("Appointment"),
            fields={
                "at": lambda: _("When"),
                "minutes": lambda: _("Minutes"),
                "place": lambda: _("Place"),
                "with_whom": lambda: _("With whom"),
                "remark": lambda: _("Remark"),
                "state": lambda: _("State"),
            },
            values={"at": _moment, "state": appointment_state},
            says=_meeting,
            icon="calendar",
        ),
    }
)
