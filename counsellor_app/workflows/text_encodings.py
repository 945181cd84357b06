"""Which encoding a text file is in: marks at its beginning, UTF-8 that proves itself, then what reads like names."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from charset_normalizer import from_bytes

_BLOCK = 1 << 20
_SAMPLE = 64 * 1024
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WESTERN: Final = ("cp1252", "cp850", "mac_roman", "cp1254", "cp1250")
"""In this order where they read equally well: an office's spreadsheet program writes the first."""
_OTHERS: Final = ["cp1251", "cp1253", "cp1255", "cp1256", "gb18030", "big5", "shift_jis", "euc_kr", "koi8_r"]
_USUAL: Final = frozenset("éëïüöäóáèêçñàôîâûíúßøåæœÉËÏÜÖÄÓÁÈÊÇÑÀÔÎğışİĞŞčćďěňřšťůžłąęśźżńőűČĆŘŠŽŁŚŻŹ")
_PUNCTUATION: Final = frozenset("’‘“”–—…€•°·«»£§½¼¾²³ª º´±®©™\u00a0")
_GOOD_ENOUGH = 0.6
_WIDE: Final = ("utf-16", "utf16", "utf-32", "utf32")
_MARKING = "counsellor.mark-unreadable"
_ESCAPED = re.compile("[\udc80-\udcff]")


def detect_encoding(path: Path) -> str:
    """Return the name of the codec that reads the file *path*; raises ``OSError``.

    A file that is UTF-8 but for some rows is called UTF-8: those rows can then be told apart.
    """
    with path.open("rb") as file:
        head = file.read(4)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    unmarked = _wide_encoding(path)
    if unmarked:
        return unmarked
    proven, broken = _utf8_evidence(path)
    if not broken or proven > broken:
        return "utf-8"
    return _single_byte_encoding(_telling_sample(path))


def error_handling(encoding: str) -> str:
    """Return the handler for ``open(errors=…)`` that carries undecodable bytes along, to be told apart later."""
    return _MARKING if encoding.lower().replace("_", "-").startswith(_WIDE) else "surrogateescape"


def has_escaped_bytes(text: str) -> bool:
    """Say whether *text* holds bytes that its encoding could not read."""
    return _ESCAPED.search(text) is not None


def show_escaped_bytes(text: str, encoding: str) -> str:
    """Return *text* with unreadable bytes as the commonest encoding would show them, so that little vanishes."""
    if error_handling(encoding) == _MARKING:
        return _ESCAPED.sub("\ufffd", text)
    return _ESCAPED.sub(lambda found: bytes([ord(found[0]) - 0xDC00]).decode("cp1252", "replace"), text)


def _mark(error: UnicodeError) -> tuple[str, int]:
    """Stand in for what a wide encoding cannot read; the bytes of one character have no place of their own."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "\udc80", error.end


codecs.register_error(_MARKING, _mark)


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _wide_encoding(path: Path) -> str:
    """Return UTF-16 without a mark, told by zero bytes in every second place; empty for anything else."""
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 100 < len(sample) or len(sample) < 8:
        return ""
    if even * 20 < odd and "\n" in sample[: len(sample) & ~1].decode("utf-16-le", "replace"):
        return "utf-16-le"
    if odd * 20 < even and "\n" in sample[: len(sample) & ~1].decode("utf-16-be", "replace"):
        return "utf-16-be"
    return ""


def _utf8_evidence(path: Path) -> tuple[int, int]:
    """Return how many characters beyond ASCII read as UTF-8, and how many bytes do not."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    proven = broken = 0
    for block in _blocks(path):
        text = decoder.decode(block)
        if not text.isascii():
            bad = len(_ESCAPED.findall(text))
            proven += sum(character > "\x7f" for character in text) - bad
            broken += bad
    return proven, broken + len(_ESCAPED.findall(decoder.decode(b"", final=True)))


def _telling_sample(path: Path) -> bytes:
    """Return up to 64 KiB of the lines that hold bytes beyond ASCII."""
    sample, rest = bytearray(), b""
    for block in _blocks(path):
        lines = (rest + block).replace(b"\r", b"\n").split(b"\n")
        rest = lines.pop()[-_SAMPLE:]
        for line in lines:
            if not line.isascii():
                sample += line[:4096] + b"\n"
        if len(sample) >= _SAMPLE:
            break
    return bytes(sample[:_SAMPLE]) or rest


def _single_byte_encoding(sample: bytes) -> str:
    scores = [(_plausibility(sample, name), -at, name) for at, name in enumerate(_WESTERN)]
    best, _order, name = max(scores)
    if best >= _GOOD_ENOUGH:
        return name
    match = from_bytes(sample, cp_isolation=_OTHERS).best()
    return match.encoding if match is not None else name


def _plausibility(sample: bytes, encoding: str) -> float:
    """Return how much like names and sentences the characters beyond ASCII look: 1 all of them, 0 or less none."""
    text = f" {sample.decode(encoding, 'replace')} "
    score = count = 0.0
    for at in range(1, len(text) - 1):
        if text[at] > "\x7f":
            count += 1
            score += _fits(text[at - 1], text[at], text[at + 1])
    return score / count if count else 1.0


def _fits(before: str, character: str, after: str) -> float:
    inside = before.isalpha() and after.isalpha()
    if character in _PUNCTUATION:
        return 1.0 if not inside or character == "’" else -1.0
    if not character.isalpha():
        return -1.0
    if character.isupper() and before.islower():
        return -1.0
    if before > "\x7f" and after > "\x7f" and before.isalpha() and after.isalpha():
        return -0.5
    return 1.0 if character in _USUAL else 0.3
