"""The recovery key as people write it: 160 random bits as 8 groups of 4, and a ninth group that finds typing errors.

Crockford base32: no I, L, O and U; read in lower case, with O for 0, I or L for 1, and with dashes, spaces or none.
The ninth group is the first 20 bits of ``SHA-256("counsellor/v1/recovery-check\\0" | secret)``: a slip of the pen
passes once in a million, so nearly every typing error is told as one and costs no try.
"""

import hashlib
import os

from counsellor_app.domain.errors import ActionableError
from sync.protocol.versions import LABEL
from sync.wording import _

SECRET_SIZE = 20
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP, GROUPS = 4, 9
_CHECK_LABEL = LABEL + b"recovery-check\0"
_VALUES = {character: value for value, character in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_SEPARATORS = frozenset(" -\u00ad\u2010\u2011\u2012\u2013\u2014\u2212\u00a0\t\r\n._")
_KEY_CHARACTERS = SECRET_SIZE * 8 // 5
_CHARACTERS = GROUP * GROUPS


class RecoveryTypoError(ActionableError):
    """The text cannot be a recovery key: a character is wrong, missing or too many. Costs no try."""


def new_recovery_secret() -> bytes:
    """Return 20 random bytes."""
    return os.urandom(SECRET_SIZE)


def write_recovery(secret: bytes) -> str:
    """Return the 20 bytes of *secret* as nine groups of four characters, joined by dashes."""
    text = _to_characters(int.from_bytes(secret, "big"), _KEY_CHARACTERS) + _check_group(secret)
    return "-".join(text[at : at + GROUP] for at in range(0, _CHARACTERS, GROUP))


def read_recovery(text: str) -> bytes:
    """Return the 20 bytes behind a typed *text*; raises :class:`RecoveryTypoError` saying what is wrong with it."""
    characters = [character for character in text.upper() if character not in _SEPARATORS]
    foreign = [character for character in characters if character not in _VALUES]
    if foreign:
        raise RecoveryTypoError(
            _("A recovery key holds only digits and letters, and no U."),
            _("Look at the groups again; the sheet shows 9 groups of 4. This did not count as a try."),
        )
    if len(characters) != _CHARACTERS:
        raise RecoveryTypoError(
            _("A recovery key has 36 characters; this has {n}.").format(n=len(characters)),
            _("A group is missing or typed twice; the sheet shows 9 groups of 4. This did not count as a try."),
        )
    values = [_VALUES[character] for character in characters]
    number = 0
    for value in values[:_KEY_CHARACTERS]:
        number = number << 5 | value
    secret = number.to_bytes(SECRET_SIZE, "big")
    if "".join(ALPHABET[value] for value in values[_KEY_CHARACTERS:]) != _check_group(secret):
        raise RecoveryTypoError(
            _("A character of the recovery key is wrong."),
            _("Compare it with the sheet, group by group. This did not count as a try."),
        )
    return secret


def looks_like_recovery(text: str) -> bool:
    """Say whether somebody who typed *text* most likely meant a recovery key, right or wrong."""
    characters = [character for character in text.upper() if character not in _SEPARATORS]
    known = sum(character in _VALUES or character == "U" for character in characters)
    return text.upper() == text and abs(len(characters) - _CHARACTERS) <= GROUP and known >= len(characters) - 1


def _check_group(secret: bytes) -> str:
    digest = hashlib.sha256(_CHECK_LABEL + secret).digest()
    return _to_characters(int.from_bytes(digest[:3], "big") >> 4, GROUP)


def _to_characters(number: int, count: int) -> str:
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(count - 1, -1, -1))
