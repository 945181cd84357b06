"""Plaintext of an envelope: coding, length, body, padding to a bucket; and strict JSON in and out.

Plaintext = u8 coding | u32 length | coded body | zero padding to a bucket. Coding 0 is plain, 1 is one zstd frame, 2 is
one zstd frame with the frozen dictionary of :mod:`sync.protocol.dictionary`. Writers take 2 where it is shorter than
plain, else 0; readers know all three.

Compression exists because a searchable replica keeps the log beside the tables: smaller envelopes are the cheapest
speed and space there is. Buckets hide most of what length tells.
"""

import struct
import threading
from typing import Generic, TypeVar

import msgspec
import zstandard

from sync.protocol.dictionary import DICTIONARY_1
from sync.protocol.envelope import MAX_PLAINTEXT
from sync.protocol.errors import BodyError, TooLargeError

T = TypeVar("T")
_PREFIX = struct.Struct(">BI")
_SMALL_BUCKETS = (256, 512, 768, 1024, 1536, 2048)
_LARGE_STEP = 64 * 1024
_ZSTD_LEVEL = 3
CODING_PLAIN, CODING_ZSTD, CODING_DICTIONARY = 0, 1, 2
_NO_DICTIONARY, _DICTIONARY_ID = 0, 1
_dictionary = zstandard.ZstdCompressionDict(DICTIONARY_1)
_dictionary.precompute_compress(level=_ZSTD_LEVEL)
MAX_BODY_BYTES = MAX_PLAINTEXT - _PREFIX.size
"""Longest body, before and after coding."""


class _Zstd(threading.local):
    """Compressor and decompressors of one thread: they let go of the GIL while they work on their own buffers."""

    def __init__(self) -> None:
        self.compressor = zstandard.ZstdCompressor(
            level=_ZSTD_LEVEL, dict_data=_dictionary, write_checksum=False, write_content_size=True
        )
        self.decompressors = {
            CODING_ZSTD: zstandard.ZstdDecompressor(max_window_size=MAX_PLAINTEXT),
            CODING_DICTIONARY: zstandard.ZstdDecompressor(dict_data=_dictionary, max_window_size=MAX_PLAINTEXT),
        }


_zstd = _Zstd()


def bucket(size: int) -> int:
    """Return the padded size in bytes of a plaintext of *size* bytes; raises :class:`TooLargeError` above 1 MiB."""
    for small in _SMALL_BUCKETS:
        if size <= small:
            return small
    if size > MAX_PLAINTEXT:
        raise TooLargeError("plaintext")
    if size > _LARGE_STEP:
        return -(-size // _LARGE_STEP) * _LARGE_STEP
    step = (1 << ((size - 1).bit_length() - 1)) // 4
    return -(-size // step) * step


def pack_body(body: bytes) -> bytes:
    """Return the padded plaintext for *body* in the shorter of its codings; raises :class:`TooLargeError`."""
    if len(body) > MAX_BODY_BYTES:
        raise TooLargeError("body")
    packed = _zstd.compressor.compress(body)
    coding = CODING_DICTIONARY
    if len(packed) >= len(body):
        packed, coding = body, CODING_PLAIN
    plaintext = _PREFIX.pack(coding, len(packed)) + packed
    return plaintext.ljust(bucket(len(plaintext)), b"\0")


def unpack_body(plaintext: bytes) -> bytes:
    """Return the body inside a padded *plaintext*; raises :class:`BodyError` for anything not canonical."""
    if len(plaintext) < _SMALL_BUCKETS[0]:
        raise BodyError("plaintext too short")
    coding, length = _PREFIX.unpack_from(plaintext)
    end = _PREFIX.size + length
    if end > len(plaintext) or bucket(end) != len(plaintext) or plaintext.count(0, end) != len(plaintext) - end:
        raise BodyError("length or padding")
    packed = plaintext[_PREFIX.size : end]
    if coding == CODING_PLAIN:
        return packed
    if coding in (CODING_ZSTD, CODING_DICTIONARY):
        return _inflate(packed, coding)
    raise BodyError("coding")


def _inflate(packed: bytes, coding: int) -> bytes:
    """Decompress one frame that is shorter than its content; size and window are checked before anything is allocated.

    A body that compression does not shorten travels plain, so what is not shorter is not canonical.
    """
    try:
        frame = zstandard.get_frame_parameters(packed)
        if not len(packed) < frame.content_size <= MAX_BODY_BYTES or frame.window_size > MAX_PLAINTEXT:
            raise BodyError("inflated size")
        if frame.dict_id != (_DICTIONARY_ID if coding == CODING_DICTIONARY else _NO_DICTIONARY):
            raise BodyError("dictionary")
        return _zstd.decompressors[coding].decompress(
            packed, max_output_size=MAX_BODY_BYTES, read_across_frames=False, allow_extra_data=False
        )
    except zstandard.ZstdError:
        raise BodyError("zstd") from None


def encode(value: object) -> bytes:
    """Return *value* (a msgspec struct) as compact JSON."""
    return msgspec.json.encode(value)


class Reader(Generic[T]):
    """Strict JSON reader of one struct type: unknown fields are ignored, wrong types are refused."""

    def __init__(self, struct_type: type[T]) -> None:
        self._decoder = msgspec.json.Decoder(struct_type)

    def read(self, body: bytes) -> T:
        """Return the struct in *body*; raises :class:`BodyError`."""
        try:
            return self._decoder.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise BodyError("json") from None
