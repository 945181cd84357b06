"""What is asked of a contact and of a talk."""

from collections.abc import Callable, Sequence

from counsellor_app.desktop.chooser import Option
from counsellor_app.desktop.note_writing.state import language_options
from counsellor_app.desktop.plain_form import Asked
from counsellor_app.domain.countries import country_names
from counsellor_app.domain.outreach import NetworkContact, contact_name
from sync.wording import _, language

Contacts = Callable[[], Sequence[NetworkContact]]


def contact_fields() -> Sequence[Asked]:
    """Return what is asked of a contact."""
    return (
        Asked("organisation", lambda: _("Organisation")),
        Asked("person", lambda: _("Person")),
        Asked("city", lambda: _("City")),
        Asked("phone", lambda: _("Phone")),
        Asked("email", lambda: _("E-mail")),
        Asked("remark", lambda: _("Remark")),
    )


def talk_fields(contacts: Contacts) -> Sequence[Asked]:
    """Return what is asked of a talk: never a name."""

    def known() -> Sequence[Option]:
        options = [Option(one.id, contact_name(one), one.city) for one in contacts() if not one.removed]
        return [Option("", "–"), *options]

    return (
        Asked("city", lambda: _("City")),
        Asked("day", lambda: _("Day"), _("today"), lambda: _("13-11-2026, today")),
        Asked("contact", lambda: _("Through"), options=known),
        Asked("language", lambda: _("Language"), options=_languages),
        Asked("country", lambda: _("Country"), options=_countries),
        Asked("remark", lambda: _("What was said"), "", lambda: _("Write no name here")),
    )


def _languages() -> Sequence[Option]:
    return [Option("", "–"), *(Option(code, name, code) for code, name in language_options(()))]


def _countries() -> Sequence[Option]:
    names = sorted((name, code) for code, name in country_names(language()).items())
    return [Option("", "–"), *(Option(code, name, code) for name, code in names)]
