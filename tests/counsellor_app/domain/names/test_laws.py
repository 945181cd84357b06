"""Laws: a name is itself, likeness has no direction, and case, accents and order say nothing."""

import random

from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.names.keys import MARK, asked_keys, keys_of
from counsellor_app.domain.names.likeness import word_likeness
from counsellor_app.domain.names.matching import compare_names
from counsellor_app.domain.names.people import Known, compare_people, reason_text
from counsellor_app.domain.names.scripts import split_words
from tests.counsellor_app.domain.names.labelled import pairs

_LABELLED = [name for pair in pairs(held_out=False) + pairs(held_out=True) for name in (pair.left, pair.right)]
names = st.sampled_from(sorted(set(_LABELLED))) | st.text(max_size=40)
words = st.from_regex(r"[a-z]{2,12}", fullmatch=True) | st.sampled_from(
    sorted({word for name in _LABELLED for word in name.split()})
)
known = st.builds(
    Known,
    names=st.lists(names, min_size=1, max_size=2).map(tuple),
    also=st.lists(names, max_size=1).map(tuple),
    birth_date=st.sampled_from(["", "1990", "1990-01-01", "1990-05-06", "1992", "1970-02-03"]),
    birth_precision=st.sampled_from(["", "known", "year", "estimated"]),
    sex=st.sampled_from(["", "female", "male"]),
    nationality=st.sampled_from(["", "SO", "ER"]),
    alien_number=st.sampled_from(["", "1234567890", "2345678901"]),
    phone=st.sampled_from(["", "0612345678", "+31612345678", "061"]),
)


@given(names, names)
def test_likeness_has_no_direction(left: str, right: str):
    one, other = compare_names(left, right), compare_names(right, left)
    assert one.score == other.score
    assert 0.0 <= one.score <= 1.0
    assert one.alone == other.alone[::-1]


@given(names.filter(split_words))
def test_a_name_is_itself(name: str):
    assert compare_names(name, name).score == 1.0


@given(st.sampled_from(_LABELLED), st.sampled_from(_LABELLED))
def test_case_says_nothing(left: str, right: str):
    assert compare_names(left.upper(), right).score == compare_names(left.lower(), right).score


@given(words, words)
def test_accents_of_a_known_word_cost_nothing(left: str, right: str):
    if left.isascii():
        marked = left.replace("a", "á").replace("e", "é").replace("o", "ô")
        assert compare_names(marked, right).score == compare_names(left, right).score


@given(st.lists(words, min_size=1, max_size=4), st.lists(words, min_size=1, max_size=4), st.randoms())
def test_the_order_of_words_says_nothing(left: list[str], right: list[str], chance: random.Random):
    shuffled = list(left)
    chance.shuffle(shuffled)
    assert (
        compare_names(" ".join(shuffled), " ".join(right)).score == compare_names(" ".join(left), " ".join(right)).score
    )


@given(words, words)
def test_words_are_alike_both_ways(left: str, right: str):
    assert word_likeness(left, right) == word_likeness(right, left)
    assert word_likeness(left, left) == 1.0


@given(known, known)
def test_people_are_alike_both_ways(left: Known, right: Known):
    one, other = compare_people(left, right), compare_people(right, left)
    assert one.score == other.score
    assert 0.0 <= one.score <= 1.0
    assert all(reason_text(reason) for reason in (*one.reasons, *other.reasons))


@given(names)
def test_a_name_is_found_by_its_own_keys(name: str):
    there = keys_of(name)
    assert all(word.keys <= there or word.keys & there for word in asked_keys(name))
    assert all(key.startswith(MARK) and key.isascii() for key in there)
