"""What may be set on this device, and how each choice is said. No Qt."""

from dataclasses import dataclass, replace
from typing import Literal

from counsellor_app.desktop.moments import lock_time
from counsellor_app.settings import Settings
from sync.wording import LANGUAGES, _, ngettext, system_language

IDLE_CHOICES = (60, 120, 180, 300)
"""Seconds; the office's rule is five minutes at most."""
SYNC_CHOICES = (60, 300, 900, 3600)
_LANGUAGE_NAMES = {"en": "English", "nl": "Nederlands"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several: its value as kept, and its words."""

    value: str
    text: str


def languages() -> list[Choice]:
    """Return the languages, the system's own first; each in its own words."""
    system = _LANGUAGE_NAMES.get(system_language(), system_language())
    first = Choice("system", _("As the system: {language}").format(language=system))
    return [first, *(Choice(code, _LANGUAGE_NAMES[code]) for code in LANGUAGES)]


def schemes() -> list[Choice]:
    """Return the colours."""
    return [Choice("system", _("As the system")), Choice("light", _("Light")), Choice("dark", _("Dark"))]


def idle_choices() -> list[Choice]:
    """Return after how many minutes without a sign of life the app may lock."""
    return [Choice(str(seconds), _minutes(seconds)) for seconds in IDLE_CHOICES]


def idle_hint(office_seconds: int) -> str:
    """Return what stands beneath that choice; the office may have devices lock sooner than is chosen here."""
    if office_seconds >= max(IDLE_CHOICES):
        return _("Ctrl+Shift+L locks at once.")
    minutes = lock_time(office_seconds)
    return _("The office has every device lock after {time} at most. Ctrl+Shift+L locks at once.").format(time=minutes)


def sync_choices() -> list[Choice]:
    """Return how often the app may sync by itself."""
    return [Choice(str(seconds), _minutes(seconds)) for seconds in SYNC_CHOICES]


def nearest(value: int, choices: list[Choice]) -> str:
    """Return the choice nearest to *value*, never a longer one where a shorter or equal one exists."""
    values = [int(choice.value) for choice in choices]
    shorter = [known for known in values if known <= value]
    return str(max(shorter) if shorter else min(values))


def language_in_force(settings: Settings) -> str:
    """Return the language code the settings lead to."""
    return settings.language if settings.language in LANGUAGES else system_language()


def scheme_choice(settings: Settings) -> Literal["light", "dark", "system"]:
    """Return the colours the settings name; anything unknown follows the system."""
    if settings.scheme == "light":
        return "light"
    return "dark" if settings.scheme == "dark" else "system"


def with_choice(settings: Settings, name: str, value: str) -> Settings:
    """Return *settings* with the field *name* set to the text *value*; raises KeyError for an unknown name."""
    kinds = {"language": str, "scheme": str, "idle_lock": int, "sync_every": int, "device_label": str}
    found: str | int = kinds[name](value)
    return replace(settings, **{name: found})  # type: ignore[arg-type]


def _minutes(seconds: int) -> str:
    minutes = seconds // 60
    if minutes % 60 == 0:
        return ngettext("{n} hour", "{n} hours", minutes // 60).format(n=minutes // 60)
    return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
