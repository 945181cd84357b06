import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.reference import ALPHABET, RANDOM_BYTES, is_reference, make_reference, read_reference

references = st.builds(make_reference, st.integers(2000, 2099), st.binary(min_size=RANDOM_BYTES, max_size=RANDOM_BYTES))


@given(references)
def test_reads_what_it_makes_in_any_spelling(reference: str) -> None:
    assert read_reference(reference) == reference
    assert read_reference(f" {reference.lower().replace('-', '')} ") == reference
    assert read_reference(reference.replace("-", " ").replace("0", "O").replace("1", "l")) == reference


@given(references, st.integers(0, 9), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_noticed(reference: str, place: int, other: str) -> None:
    plain = reference.replace("-", "")
    wrong = plain[:place] + other + plain[place + 1 :]
    assert is_reference(wrong) is (wrong == plain)


@given(references, st.integers(0, 9), st.integers(0, 9))
def test_every_two_exchanged_characters_are_noticed(reference: str, one: int, two: int) -> None:
    characters = list(reference.replace("-", ""))
    characters[one], characters[two] = characters[two], characters[one]
    assert is_reference("".join(characters)) is (characters == list(reference.replace("-", "")))


@given(st.text(max_size=12))
def test_anything_else_is_refused_with_advice(text: str) -> None:
    if not is_reference(text):
        with pytest.raises(ActionableError):
            read_reference(text)


def test_thirty_five_random_bits_are_used() -> None:
    changed = {make_reference(2026, (1 << bit).to_bytes(RANDOM_BYTES, "big")) for bit in range(8 * RANDOM_BYTES)}
    assert len(changed) == 36, "35 bits that count, and those that do not, which give the reference of zero"
    assert make_reference(2026, bytes(RANDOM_BYTES)).startswith("26-0000-000")
