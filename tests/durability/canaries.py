"""Words that nobody writes, in every spelling a file could hold them in, and a search for them in whole folders.

Each secret text of a scenario contains one of a few roots, so that a search need not know the texts. What was packed
(zlib, gzip, zip, zstd) is unpacked and searched too.
"""

import base64
import html
import json
import re
import urllib.parse
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import zstandard

LATIN = "qzvkanarievogel"
ARABIC = "قناريزقزاقة"
ETHIOPIC = "ካናሪወፍትንሽ"
NUMBER = "2871937465"
INVITED = "qzvuitgenodigd"
ROOTS = (LATIN, ARABIC, ETHIOPIC, NUMBER, INVITED)
_LARGEST = 4 << 20
_PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08|PK\x03\x04|\x28\xb5\x2f\xfd")
_CONTEXT = 24


def spellings(root: str) -> dict[str, bytes]:
    """Return how *root* may look in a file, by the name of the spelling."""
    found = {}
    for case, text in {"": root, "upper ": root.upper(), "title ": root.title()}.items():
        found[f"{case}utf-8"] = text.encode()
        found[f"{case}utf-16-le"] = text.encode("utf-16-le")
        found[f"{case}utf-16-be"] = text.encode("utf-16-be")
    plain = root.encode()
    for name, data in {"utf-8": plain, "utf-16-le": root.encode("utf-16-le")}.items():
        found[f"{name} in hex"] = data.hex().encode()
        found[f"{name} in HEX"] = data.hex().upper().encode()
        for shift in range(3):
            # Only what does not depend on the neighbours: whole groups of three bytes.
            inner = base64.b64encode(b"\0" * shift + data + b"\0" * 3)
            sure = inner[(4 if shift else 0) : (shift + len(data)) // 3 * 4]
            found[f"{name} in base64, {shift} before it"] = sure
            found[f"{name} in base64url, {shift} before it"] = sure.replace(b"+", b"-").replace(b"/", b"_")
    if not root.isascii():
        found["escaped for JSON"] = json.dumps(root)[1:-1].encode()
        found["ESCAPED for JSON"] = re.sub(r"u[0-9a-f]{4}", lambda hit: "u" + hit[0][1:].upper(), json.dumps(root))[
            1:-1
        ].encode()
        found["percent-encoded"] = urllib.parse.quote(root).encode()
        found["percent-encoded, small"] = urllib.parse.quote(root).lower().encode()
        found["as bytes in Python"] = repr(plain)[2:-1].encode()
        found["as HTML"] = html.escape(root).encode("ascii", "xmlcharrefreplace")
        found["as octal"] = "".join(f"\\{byte:03o}" for byte in plain).encode()
    return {name: data for name, data in found.items() if len(data) >= 8}


@dataclass(frozen=True)
class Hit:
    """A root found where it must not be."""

    place: str
    root: str
    spelling: str
    around: bytes


class Search:
    """Searches bytes for *roots*, and for *secrets* (name: bytes) as they are, in hex and in base64."""

    def __init__(self, roots: Sequence[str] = ROOTS, secrets: dict[str, bytes] | None = None) -> None:
        self._wanted = [(root, name, data) for root in roots for name, data in spellings(root).items()]
        for name, secret in (secrets or {}).items():
            self._wanted += [(name, "as it is", secret), (name, "in hex", secret.hex().encode())]
            self._wanted += [(name, "in HEX", secret.hex().upper().encode())]
            whole = base64.b64encode(secret).rstrip(b"=")[:-1]
            self._wanted += [(name, "in base64", whole), (name, "in base64url", base64.urlsafe_b64encode(secret)[:-2])]
        self.files = self.bytes = self.unpacked = 0

    def hits(self, place: str, data: bytes, depth: int = 2) -> Iterator[Hit]:
        """Yield what is found in *data*, and in what is packed in it."""
        for root, name, wanted in self._wanted:
            at = data.find(wanted)
            if at >= 0:
                yield Hit(place, root, name, data[max(0, at - _CONTEXT) : at + len(wanted) + _CONTEXT])
        if depth:
            for at, inner in _unpacked(data):
                self.unpacked += 1
                yield from self.hits(f"{place} (packed at {at})", inner, depth - 1)

    def folder(self, folder: Path, but: Sequence[Path] = ()) -> list[Hit]:
        """Return what is found in the files under *folder*, and in their names; what is under *but* is left out."""
        found: list[Hit] = []
        for path in sorted(folder.rglob("*")):
            if any(path.is_relative_to(other) for other in but):
                continue
            found += self.hits(f"name of {path}", str(path.relative_to(folder)).encode(), depth=0)
            if path.is_file() and not path.is_symlink():
                data = path.read_bytes()
                self.files, self.bytes = self.files + 1, self.bytes + len(data)
                found += self.hits(str(path), data)
        return found


def _unpacked(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield what every packed stream in *data* holds, as far as it can be read; where it begins."""
    view = memoryview(data)
    for match in _PACKED.finditer(data):
        at, mark = match.start(), match[0]
        if mark == b"PK\x03\x04":
            head = data[at : at + 30]
            names = int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
            inner = _inflated(view[at + 30 + names :], -zlib.MAX_WBITS)
        elif mark == b"\x28\xb5\x2f\xfd":
            inner = _unstandard(view[at : at + _LARGEST])
        else:
            inner = _inflated(view[at:], zlib.MAX_WBITS | (16 if mark[0] == 0x1F else 0))
        if len(inner) >= 8:
            yield at, inner


def _inflated(data: memoryview, bits: int) -> bytes:
    unpacker, found = zlib.decompressobj(bits), bytearray()
    try:
        for start in range(0, len(data), 4096):
            found += unpacker.decompress(data[start : start + 4096])
            if unpacker.eof or len(found) > _LARGEST:
                break
    except zlib.error:
        pass
    return bytes(found)


def _unstandard(data: memoryview) -> bytes:
    try:
        return zstandard.ZstdDecompressor().decompressobj().decompress(data)
    except zstandard.ZstdError:
        return b""
