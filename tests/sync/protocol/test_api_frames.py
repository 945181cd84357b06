"""Frames of the wire: what is packed is unpacked; lengths are checked before anything is cut out."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol.api import (
    PutResult,
    PutStatus,
    pack_frames,
    pack_numbered,
    pack_results,
    unpack_frames,
    unpack_numbered,
    unpack_results,
)
from sync.protocol.envelope import MAX_ENVELOPE
from sync.protocol.errors import MalformedError

ITEMS = st.lists(st.binary(max_size=60), max_size=6)


@given(ITEMS)
def test_frames_round_trip_and_no_prefix_is_another_page(items: list[bytes]) -> None:
    packed = pack_frames(items)
    assert unpack_frames(packed) == items
    edges = {sum(4 + len(item) for item in items[:count]) for count in range(len(items) + 1)}
    for cut in set(range(len(packed))) - edges:
        with pytest.raises(MalformedError):
            unpack_frames(packed[:cut])


@given(st.lists(st.tuples(st.integers(0, 2**64 - 1), st.binary(max_size=60)), max_size=6))
def test_numbered_frames_round_trip(items: list[tuple[int, bytes]]) -> None:
    packed = pack_numbered(items)
    assert unpack_numbered(packed) == items
    if packed:
        with pytest.raises(MalformedError):
            unpack_numbered(packed[:-1] if items[-1][1] else packed[:-2])


@given(st.lists(st.builds(PutResult, st.sampled_from(PutStatus), st.integers(0, 2**64 - 1)), max_size=6))
def test_results_round_trip(results: list[PutResult]) -> None:
    assert unpack_results(pack_results(results)) == results


def test_nonsense_is_refused() -> None:
    for data in (b"\0", struct.pack(">I", 5) + b"1234", struct.pack(">I", MAX_ENVELOPE + 1) + bytes(MAX_ENVELOPE + 1)):
        with pytest.raises(MalformedError):
            unpack_frames(data)
    with pytest.raises(MalformedError):
        unpack_frames(pack_frames([b"12345"]), largest=4)
    with pytest.raises(MalformedError):
        unpack_numbered(struct.pack(">QI", 1, 2**32 - 1))
    for data in (b"\0" * 8, b"\xff" + bytes(8)):
        with pytest.raises(MalformedError):
            unpack_results(data)
