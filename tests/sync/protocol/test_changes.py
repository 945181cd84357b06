"""Change sets: ids nobody can claim for another, and types read strictly."""

import hashlib
import struct

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol.body import encode
from sync.protocol.changes import (
    MAX_OPS,
    ChangeSet,
    Create,
    Remove,
    Set,
    change_id,
    from_text,
    read_change_set,
    to_text,
)
from sync.protocol.errors import BodyError

IDS = st.binary(min_size=16, max_size=16)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)
VALUES = st.one_of(TEXTS, st.integers(-(2**63), 2**63 - 1), st.booleans(), st.none(), st.lists(TEXTS, max_size=4))
TEXT_IDS = IDS.map(to_text)
OPS = st.one_of(
    st.builds(Create, TEXTS, st.dictionaries(TEXTS, VALUES, max_size=4)),
    st.builds(Set, TEXT_IDS, TEXTS, TEXTS, VALUES, st.lists(TEXT_IDS, max_size=3), st.none() | TEXTS),
    st.builds(Remove, TEXT_IDS, TEXTS, st.lists(TEXT_IDS, max_size=3), st.none() | TEXTS),
)
SEEN = st.dictionaries(TEXT_IDS, st.tuples(st.integers(1, 2**63 - 1), TEXT_IDS), max_size=3)


@given(st.builds(ChangeSet, st.lists(OPS, max_size=5), SEEN))
def test_any_change_set_round_trips(changes: ChangeSet) -> None:
    assert read_change_set(encode(changes)) == changes


@given(IDS, st.integers(0, 2**64 - 1), st.integers(0, MAX_OPS - 1))
def test_change_ids_are_labelled_hashes(device: bytes, seq: int, op: int) -> None:
    wanted = hashlib.sha256(b"counsellor/v1/change\0" + device + struct.pack(">QH", seq, op)).digest()[:16]
    assert change_id(device, seq, op) == wanted


@given(st.binary(max_size=48))
def test_ids_as_text_are_canonical(raw: bytes) -> None:
    text = to_text(raw)
    assert from_text(text, len(raw)) == raw
    for wrong in (text + "=", text + "A", " " + text, text[:-1] if text else "AA", text + "\n"):
        with pytest.raises(BodyError):
            from_text(wrong, len(raw))


@pytest.mark.parametrize("text", ["", "é" * 22, "A" * 21 + "/", "A" * 21 + "B", "A" * 21 + "=", "\0" * 22, "A" * 23])
def test_other_spellings_of_an_id_are_refused(text: str) -> None:
    with pytest.raises(BodyError):
        from_text(text)


def set_op(value: object) -> bytes:
    return msgspec.json.encode({"ops": [["s", "A" * 22, "case", "place", value, [], None]]})


@pytest.mark.parametrize(
    "value", [1.5, 2**63, -(2**63) - 1, 10**40, {"a": 1}, [1], [["a"]], [None], ["a", 1]], ids=repr
)
def test_values_no_reader_could_keep_are_refused(value: object) -> None:
    assert read_change_set(set_op(2**63 - 1))
    with pytest.raises(BodyError):
        read_change_set(set_op(value))


def test_no_more_operations_than_have_an_id() -> None:
    op = b'["r","","",[]]'
    most = b'{"ops":[' + b",".join([op] * MAX_OPS) + b"]}"
    assert len(read_change_set(most).ops) == MAX_OPS
    with pytest.raises(BodyError):
        read_change_set(b'{"ops":[' + b",".join([op] * (MAX_OPS + 1)) + b"]}")


@pytest.mark.parametrize("seq", [0, -1, 2**63, 1.5, "1", None])
def test_seen_counts_from_one(seq: object) -> None:
    with pytest.raises(BodyError):
        read_change_set(msgspec.json.encode({"ops": [], "seen": {"A" * 22: [seq, "A" * 22]}}))


@pytest.mark.parametrize("op", [["x", "a"], ["c"], ["c", "case"], ["s", "a", "b"], [], {}, "c", None, ["c", 1, {}]])
def test_unknown_operations_are_refused(op: object) -> None:
    with pytest.raises(BodyError):
        read_change_set(msgspec.json.encode({"ops": [op]}))
