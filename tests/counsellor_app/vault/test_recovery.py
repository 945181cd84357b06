"""The recovery key as people write it down and type it back."""

import base64
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.vault.recovery import (
    ALPHABET,
    RecoveryTypoError,
    looks_like_recovery,
    new_recovery_secret,
    read_recovery,
    write_recovery,
)

secrets = st.binary(min_size=20, max_size=20)


@given(secrets)
def test_every_key_reads_back(secret: bytes) -> None:
    text = write_recovery(secret)
    assert read_recovery(text) == secret
    assert [len(group) for group in text.split("-")] == [4] * 9
    assert looks_like_recovery(text)


@given(secrets, st.sampled_from(["", " ", "  ", " - ", "–", "\n", "\u00a0"]), st.booleans())
def test_however_it_is_typed(secret: bytes, separator: str, lower: bool) -> None:
    text = write_recovery(secret).replace("-", separator)
    text = text.lower() if lower else text
    assert read_recovery(text) == secret
    confused = text.replace("0", "O").replace("1", "l")
    assert read_recovery(f" {confused} ") == secret
    assert read_recovery(text.replace("0", "o").replace("1", "I")) == secret


@given(secrets, st.integers(0, 35), st.integers(1, 31))
def test_a_wrong_character_is_told_as_a_typing_error(secret: bytes, at: int, shift: int) -> None:
    characters = list(write_recovery(secret).replace("-", ""))
    characters[at] = ALPHABET[(ALPHABET.index(characters[at]) + shift) % 32]
    with pytest.raises(RecoveryTypoError):
        read_recovery("".join(characters))


@given(secrets, st.integers(0, 34))
def test_swapped_neighbours_are_told(secret: bytes, at: int) -> None:
    characters = list(write_recovery(secret).replace("-", ""))
    characters[at], characters[at + 1] = characters[at + 1], characters[at]
    swapped = "".join(characters)
    if swapped == write_recovery(secret).replace("-", ""):
        return
    with pytest.raises(RecoveryTypoError):
        read_recovery(swapped)


@given(secrets, st.integers(0, 35))
def test_a_missing_or_double_character_is_told(secret: bytes, at: int) -> None:
    text = write_recovery(secret).replace("-", "")
    for wrong in (text[:at] + text[at + 1 :], text[:at] + text[at] + text[at:]):
        with pytest.raises(RecoveryTypoError, match="36 characters"):
            read_recovery(wrong)


@given(st.text())
def test_any_text_is_a_key_or_a_typing_error(text: str) -> None:
    with contextlib.suppress(RecoveryTypoError):
        assert len(read_recovery(text)) == 20
    looks_like_recovery(text)


@given(secrets)
def test_the_alphabet_agrees_with_another_base32(secret: bytes) -> None:
    crockford = base64.b32encode(secret).translate(
        bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET.encode())
    )
    assert write_recovery(secret).replace("-", "")[:32] == crockford.decode()


def test_the_format_is_frozen() -> None:
    assert write_recovery(bytes(range(20))) == "000G-40R4-0M30-E209-185G-R38E-1W81-24GK-XS8B"
    assert new_recovery_secret() != new_recovery_secret()
