"""Days as the language of the window writes them."""

from datetime import date

from babel.dates import format_date

from counsellor_app.domain.numbers import number_locale


def day_text(day: str, pattern: str) -> str:
    """Return an ISO date by a *pattern* of CLDR; what is no date (a newer app's, perhaps) as it is."""
    try:
        known = date.fromisoformat(day)
    except ValueError:
        return day
    return str(format_date(known, pattern, locale=number_locale()))
