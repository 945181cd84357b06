"""The office's fingerprint as twelve words that two people can read to each other."""

from functools import lru_cache

from mnemonic import Mnemonic

from sync.protocol.derivation import KEY_SIZE
from sync.protocol.errors import MalformedError

_WORD_BYTES = 16


@lru_cache(maxsize=1)
def _word_list() -> Mnemonic:
    return Mnemonic("english")


def fingerprint_words(fingerprint: bytes) -> list[str]:
    """Return the twelve BIP-39 words of the first 128 bits of a 32-byte *fingerprint*; the last one holds a checksum.

    The words are the same in every language of the app. Raises :class:`MalformedError` for another length.
    """
    if len(fingerprint) != KEY_SIZE:
        raise MalformedError("fingerprint")
    return _word_list().to_mnemonic(fingerprint[:_WORD_BYTES]).split(" ")
