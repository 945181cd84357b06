"""Twelve words that never change for a fingerprint."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mnemonic import Mnemonic

from sync.directory.words import fingerprint_words
from sync.protocol.errors import MalformedError


def test_the_words_are_stable() -> None:
    assert fingerprint_words(bytes(32)) == ["abandon"] * 11 + ["about"]
    assert fingerprint_words(b"\xff" * 32) == ["zoo"] * 11 + ["wrong"]
    assert " ".join(fingerprint_words(hashlib.sha256(b"counsellor").digest())) == WORDS


WORDS = "beyond shrimp size few erase behave illegal lawsuit figure provide property bid"


@given(st.binary(min_size=32, max_size=32))
def test_twelve_words_tell_128_bits(fingerprint: bytes) -> None:
    words = fingerprint_words(fingerprint)
    assert len(words) == 12
    assert bytes(Mnemonic("english").to_entropy(words)) == fingerprint[:16]


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_other_lengths_are_no_fingerprints(size: int) -> None:
    with pytest.raises(MalformedError):
        fingerprint_words(bytes(size))
