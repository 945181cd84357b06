"""Translation of every string a person reads: gettext catalogues, English source, Dutch beside it.

Catalogues live in ``resources/translations/<language>/LC_MESSAGES/counsellor.po`` and are compiled beside themselves
at set-up. A missing catalogue falls back to the English source, so a broken installation still speaks.
"""

import gettext
import locale
import os
import sys
from functools import cache
from pathlib import Path

DOMAIN = "counsellor"
LANGUAGES = ("en", "nl")


def resources_folder() -> Path:
    """Return the folder of shipped data files, in a source checkout and in a packaged program alike."""
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen) / "resources" if frozen else Path(__file__).resolve().parent.parent / "resources"


class _Catalogue:
    """The catalogue in force; one per process, swapped when the person chooses another language."""

    def __init__(self) -> None:
        self.language = "en"
        self.translations: gettext.NullTranslations = gettext.NullTranslations()


_current = _Catalogue()


def system_language() -> str:
    """Return the supported language nearest to the environment's, ``en`` where none fits."""
    told = [os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    for name in (*told, locale.getlocale()[0]):
        if name and name[:2].lower() in LANGUAGES:
            return name[:2].lower()
    return "en"


def set_language(language: str) -> None:
    """Use *language* (``en`` or ``nl``) for every string from now on; anything else falls back to English."""
    _current.language = language if language in LANGUAGES else "en"
    _current.translations = _translations(_current.language)


def _translations(language: str) -> gettext.NullTranslations:
    folder = resources_folder() / "translations"
    return gettext.translation(DOMAIN, folder, languages=[language], fallback=True)


def language() -> str:
    """Return the language in force."""
    return _current.language


def _(text: str) -> str:
    """Translate *text*."""
    return _current.translations.gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """Translate a text that depends on *count* with the plural rules of the language."""
    return _current.translations.ngettext(one, many, count)


def marked(text: str) -> str:
    """Mark an English *text* for the translators where it stands before a language is in force (help of commands)."""
    return text


@cache
def in_every_language(text: str) -> frozenset[str]:
    """Return *text* as it reads in each language: to know again what was written when another one was in force."""
    return frozenset(_translations(language).gettext(text) for language in LANGUAGES)


def pgettext(context: str, text: str) -> str:
    """Translate *text* as it is meant in *context* (one English word may need two Dutch ones)."""
    return _current.translations.pgettext(context, text)
