"""Case references: made on any device without asking anybody, said over a telephone without doubt.

Form ``YY-XXXX-XXXC``: two digits of the year, seven random characters and a check character, all of Crockford's base32
alphabet (no I, L, O, U). Seven characters are 35 random bits: with 5,000 new cases a year the chance that any two of
them meet is about 1 in 2,700, and a device that sees a reference twice draws again. The check character is a weighted
sum in the field GF(32) over all nine others, so that every single wrong character and every two exchanged ones are
noticed.
"""

from typing import Final

from counsellor_app.domain.errors import ActionableError
from sync.wording import _

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_BYTES: Final = 5
"""How many random bytes :func:`make_reference` takes; 35 of the 40 bits are used."""
_RANDOM_CHARACTERS = 7
_LENGTH = 2 + _RANDOM_CHARACTERS + 1
_FIELD_POLYNOMIAL = 0b100101
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def make_reference(year: int, random: bytes) -> str:
    """Return the reference of a case opened in *year* from ``RANDOM_BYTES`` random bytes."""
    number = int.from_bytes(random[:RANDOM_BYTES], "big") >> (8 * RANDOM_BYTES - 5 * _RANDOM_CHARACTERS)
    characters = "".join(ALPHABET[number >> (5 * place) & 31] for place in reversed(range(_RANDOM_CHARACTERS)))
    body = f"{year % 100:02d}{characters}"
    return _grouped(body + _check(body))


def is_reference(text: str) -> bool:
    """Say whether *text* is, however typed, a whole and unbroken reference of ours."""
    plain = _plain(text)
    return (
        len(plain) == _LENGTH
        and plain[:2].isdigit()
        and all(character in ALPHABET for character in plain)
        and _check(plain[:-1]) == plain[-1]
    )


def read_reference(text: str) -> str:
    """Return *text* in canonical form: upper case, hyphens, O and I and L read as digits.

    Raises :class:`ActionableError` when a character is wrong or two are exchanged.
    """
    if not is_reference(text):
        raise ActionableError(
            _("This is not a case reference."),
            _("A reference looks like 26-K7Q4-M2X9; check every character."),
        )
    return _grouped(_plain(text))


def _plain(text: str) -> str:
    return text.strip().upper().translate(_MISREAD)


def _grouped(plain: str) -> str:
    return f"{plain[:2]}-{plain[2:6]}-{plain[6:]}"


def _check(body: str) -> str:
    """Return the character that makes the weighted sum; weights are successive powers of the field's generator."""
    total, weight = 0, 2
    for character in body:
        total ^= _multiply(ALPHABET.index(character), weight)
        weight = _multiply(weight, 2)
    return ALPHABET[total]


def _multiply(left: int, right: int) -> int:
    """Multiply in GF(32)."""
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left & 32:
            left ^= _FIELD_POLYNOMIAL
        right >>= 1
    return product
