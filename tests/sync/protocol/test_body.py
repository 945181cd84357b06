"""Plaintexts: any body round-trips, size tells the bucket only, and nothing but the canonical form is read."""

import os
import random
import struct
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
import zstandard
from hypothesis import assume, example, given
from hypothesis import strategies as st

from sync.protocol.body import (
    CODING_DICTIONARY,
    CODING_PLAIN,
    CODING_ZSTD,
    MAX_BODY_BYTES,
    Reader,
    bucket,
    encode,
    pack_body,
    unpack_body,
)
from sync.protocol.dictionary import DICTIONARY_1
from sync.protocol.envelope import MAX_PLAINTEXT
from sync.protocol.errors import BodyError, TooLargeError

SIZES = (256, 512, 768, 1024, 1536, 2048)
NOTE = b'{"ops":[["c","note",{"kind":"talk","text":"Client wil graag terug naar zijn familie. "}]]}'
BODIES = st.one_of(
    st.binary(max_size=5_000),
    st.text(max_size=2_000).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.tuples(st.binary(min_size=1, max_size=30), st.integers(1, 3_000)).map(lambda pair: pair[0] * pair[1]),
)


def frame(body: bytes, **options: object) -> bytes:
    return zstandard.ZstdCompressor(**options).compress(body)


def plaintext(coding: int, packed: bytes) -> bytes:
    raw = struct.pack(">BI", coding, len(packed)) + packed
    return raw.ljust(bucket(len(raw)), b"\0")


@given(BODIES)
@example(b"")
@example(b"\0")
@example(NOTE)
def test_any_body_round_trips(body: bytes) -> None:
    assert unpack_body(pack_body(body)) == body


@pytest.mark.parametrize("fill", [os.urandom, lambda size: b"a" * size])
def test_the_longest_body_round_trips_and_one_byte_more_is_refused(fill: object) -> None:
    assert callable(fill)
    body = fill(MAX_BODY_BYTES)
    assert unpack_body(pack_body(body)) == body
    with pytest.raises(TooLargeError):
        pack_body(body + b"x")


def buckets() -> list[int]:
    """The protocol's sentence, written out."""
    found, power = list(SIZES), 2048
    while power < 65_536:
        found += [power + power // 4 * step for step in (1, 2, 3, 4)]
        power *= 2
    return found + list(range(2 * 65_536, MAX_PLAINTEXT + 1, 65_536))


def test_buckets_are_those_of_the_protocol() -> None:
    allowed = buckets()
    assert allowed == sorted(set(allowed))
    sizes = [*range(1, 9_000), *random.Random(1).sample(range(9_000, MAX_PLAINTEXT), 3_000)]
    for size in sizes + [edge + step for edge in allowed for step in (-1, 0, 1) if edge + step <= MAX_PLAINTEXT]:
        assert bucket(size) == next(edge for edge in allowed if edge >= size)
    with pytest.raises(TooLargeError):
        bucket(MAX_PLAINTEXT + 1)


@given(BODIES)
def test_size_is_a_function_of_the_bucket_only(body: bytes) -> None:
    packed = pack_body(body)
    assert len(packed) in buckets()
    coding, length = struct.unpack_from(">BI", packed)
    assert len(packed) == bucket(5 + length)
    assert coding in (CODING_PLAIN, CODING_DICTIONARY)
    assert not packed[5 + length :].strip(b"\0")
    assert length <= len(body)


@given(BODIES, st.data())
def test_no_other_plaintext_of_the_body_is_accepted(body: bytes, data: st.DataObject) -> None:
    """Of one coding there is one plaintext: other padding, other buckets, other lengths are refused."""
    packed = pack_body(body)
    end = 5 + struct.unpack_from(">I", packed, 1)[0]
    if end < len(packed):
        at = data.draw(st.integers(end, len(packed) - 1))
        dirty = bytearray(packed)
        dirty[at] = data.draw(st.integers(1, 255))
        with pytest.raises(BodyError):
            unpack_body(bytes(dirty))
    for other in [size for size in (*SIZES, 4096, 8192, 65_536) if size > len(packed)][:2]:
        with pytest.raises(BodyError):
            unpack_body(packed.ljust(other, b"\0"))
    with pytest.raises(BodyError):
        unpack_body(packed[:-1])
    with pytest.raises(BodyError):
        unpack_body(packed + b"\0")


@given(BODIES, st.integers(0, 255), st.integers(0, 2**32 - 1))
def test_another_coding_or_length_is_refused_or_another_body(body: bytes, coding: int, length: int) -> None:
    packed = pack_body(body)
    prefix = struct.pack(">BI", coding, length)
    assume(prefix != packed[:5])
    try:
        assert unpack_body(prefix + packed[5:]) != body
    except BodyError:
        pass


@given(st.binary(max_size=600))
def test_random_plaintexts_never_crash(data: bytes) -> None:
    for size in (256, 512):
        try:
            unpack_body(data.ljust(size, b"\0")[:size])
        except BodyError:
            pass


def test_zstd_without_a_dictionary_is_read_too() -> None:
    body = NOTE * 20
    assert unpack_body(plaintext(CODING_ZSTD, frame(body))) == body


def bomb(content_size: int, window_byte: int = 0x00) -> bytes:
    """A frame of repeated bytes that claims *content_size* in 8 bytes and inflates to 100 MiB."""
    magic = struct.pack("<I", zstandard.MAGIC_NUMBER)
    header = bytes([0b1100_0000, window_byte]) + struct.pack("<Q", content_size)
    block = struct.pack("<I", (131_072 << 3) | 0b010)[:3] + b"a"
    last = struct.pack("<I", (131_072 << 3) | 0b011)[:3] + b"a"
    return magic + header + block * 799 + last


BOMBS = {
    "claims 1 GiB": bomb(1 << 30, 0x50),
    "claims the greatest size there is": bomb(2**64 - 3, 0x50),
    "claims an honest 100 MiB": bomb(800 * 131_072, 0x50),
    "lies: claims 4 KiB": bomb(4096, 0x50),
    "claims 1 MiB under a window of 2 GiB": bomb(MAX_BODY_BYTES, 0xA8),
    "says no size": frame(b"a" * (100 << 20), write_content_size=False),
    "an honest 2 MiB": frame(b"a" * (2 << 20)),
    "six bytes too many": frame(b"a" * (MAX_BODY_BYTES + 1)),
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("coding", [CODING_ZSTD, CODING_DICTIONARY])
def test_a_bomb_is_refused_before_memory_is_given_to_it(name: str, coding: int) -> None:
    data = plaintext(coding, BOMBS[name])
    tracemalloc.start()
    try:
        with pytest.raises(BodyError):
            unpack_body(data)
        assert tracemalloc.get_traced_memory()[1] < 3 << 20
    finally:
        tracemalloc.stop()


def dictionary_frame(body: bytes) -> bytes:
    return frame(body, dict_data=zstandard.ZstdCompressionDict(DICTIONARY_1))


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        pytest.param(CODING_ZSTD, frame(NOTE * 9) * 2, id="two frames"),
        pytest.param(CODING_ZSTD, frame(NOTE * 9) + b"\0", id="a byte behind the frame"),
        pytest.param(CODING_ZSTD, frame(NOTE * 9)[:-1], id="a byte short"),
        pytest.param(CODING_ZSTD, struct.pack("<II", 0x184D2A50, 200) + bytes(200), id="a frame to be skipped"),
        pytest.param(CODING_ZSTD, frame(os.urandom(200)), id="longer than plain"),
        pytest.param(CODING_ZSTD, frame(b""), id="nothing, compressed"),
        pytest.param(CODING_ZSTD, dictionary_frame(NOTE * 9), id="the dictionary in coding 1"),
        pytest.param(CODING_DICTIONARY, frame(NOTE * 9), id="no dictionary in coding 2"),
        pytest.param(CODING_DICTIONARY, dictionary_frame(NOTE * 9) + b"\0", id="a byte behind, coding 2"),
        pytest.param(3, frame(NOTE * 9), id="an unknown coding"),
    ],
)
def test_other_frames_are_refused(coding: int, packed: bytes) -> None:
    with pytest.raises(BodyError):
        unpack_body(plaintext(coding, packed))


def test_the_smallest_plaintext_is_a_bucket() -> None:
    for size in (0, 1, 5, 255):
        with pytest.raises(BodyError):
            unpack_body(bytes(size))
    assert unpack_body(bytes(256)) == b""


def test_threads_do_not_share_a_compressor() -> None:
    bodies = [os.urandom(20) * 2_000 for _ in range(200)]

    def round_trip(body: bytes) -> bool:
        return unpack_body(pack_body(body)) == body

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(round_trip, bodies * 3))


class Sample(msgspec.Struct):
    number: int
    text: str = ""


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'{"number":1} x',
        b'{"number":1.0}',
        b'{"number":true}',
        b'{"number":"1"}',
        b'{"text":"without the number"}',
        b'{"number":1,"text":"\\ud800"}',
        b'{"number":1,"text":"\\ud800 and on"}',
        b'{"number":1,"text":"\xff"}',
        b'{"number":1,"text":"\xed\xa0\x80"}',
        b'{"number":1,"text":"a\nb"}',
        b'{"number":NaN}',
        b'{"number":01}',
        b'{"number":1,"other":' + b"[" * 200_000,
        b'{"number":1,"other":' + b"[" * 500 + b"]" * 499 + b"}",
        b"\xef\xbb\xbf" + b'{"number":1}',
    ],
)
def test_strict_json(body: bytes) -> None:
    with pytest.raises(BodyError):
        Reader(Sample).read(body)


def test_unknown_fields_are_left_to_newer_readers() -> None:
    assert Reader(Sample).read(b'{"number":1,"later":{"x":[1.5]}}') == Sample(1)
    assert Reader(Sample).read(encode(Sample(7, "é\0"))) == Sample(7, "é\0")
