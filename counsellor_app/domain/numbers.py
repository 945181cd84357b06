"""Numbers and amounts as the language of the window writes them: ``1,204`` or ``1.204``."""

from decimal import Decimal

from babel.numbers import format_decimal

from sync.wording import language

_WHOLE, _CENTS = "#,##0", "#,##0.00"


def number_locale() -> str:
    """Return the locale by which numbers and days are written."""
    return {"en": "en_GB"}.get(language(), language())


def count_text(count: int) -> str:
    """Return a whole number as the language writes it."""
    return format_decimal(count, locale=number_locale())


def money_text(currency: str, cents: int, *, whole: bool = False) -> str:
    """Return an amount with its currency; with *whole*, cents are left out where there are none."""
    pattern = _WHOLE if whole and cents % 100 == 0 else _CENTS
    return f"{currency} {format_decimal(Decimal(cents) / 100, pattern, locale=number_locale())}"
