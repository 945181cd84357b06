"""Sealed names: any name comes back, equal names look different, length tells little."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sync.protocol.errors import SealError, TooLargeError
from sync.sealing.names import directory_commit, open_name, seal_name

KEY = b"directory key".ljust(32, b".")
NAMES = st.text(st.characters(codec="utf-8"), max_size=60)


@given(NAMES)
@example("")
@example("ተስፋይ ገብረ")
@example("علی رضا")
@example("\x80\0")
@example("Æ" * 63)
def test_any_name_comes_back(name: str) -> None:
    assert open_name(KEY, seal_name(KEY, name)) == name


@given(NAMES)
def test_length_tells_the_step_only_and_equal_names_differ(name: str) -> None:
    one, two = seal_name(KEY, name), seal_name(KEY, name)
    assert one != two
    steps = len(name.encode()) // 32 + 1
    assert len(one) == len(two) == -(-(32 + 32 * steps) * 4 // 3)


def test_other_keys_and_damage_open_nothing() -> None:
    sealed = seal_name(KEY, "Amina Yusuf")
    swapped = seal_name(KEY, "Grace")[:22] + sealed[22:]
    damaged = [sealed[:at] + ("A" if sealed[at] != "A" else "B") + sealed[at + 1 :] for at in range(len(sealed))]
    for wrong in ("", "Amina Yusuf", sealed + "A", sealed[:-1], sealed + "=", " " + sealed, "é", swapped, *damaged):
        with pytest.raises(SealError):
            open_name(KEY, wrong)
    with pytest.raises(SealError):
        open_name(bytes(32), sealed)


def test_a_name_has_an_end() -> None:
    assert open_name(KEY, seal_name(KEY, "x" * 255)) == "x" * 255
    with pytest.raises(TooLargeError):
        seal_name(KEY, "x" * 256)


def test_the_commit_is_of_key_and_office() -> None:
    commits = {
        directory_commit(KEY, b"o" * 16),
        directory_commit(KEY, b"O" * 16),
        directory_commit(bytes(32), b"o" * 16),
    }
    assert len(commits) == 3
