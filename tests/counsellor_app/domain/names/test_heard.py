"""Which words asked for are heard in a name: each for itself."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.names.heard import heard_in
from counsellor_app.domain.names.keys import joined_keys, keys_of, sought_keys
from counsellor_app.domain.names.matching import compare_names
from counsellor_app.domain.names.particles import is_particle
from counsellor_app.domain.names.scripts import split_words
from tests.counsellor_app.domain.names.labelled import pairs, second_pairs

_ONE_PERSON = [pair for pair in pairs(held_out=False) + pairs(held_out=True) + second_pairs() if pair.same]
_NAMES = st.sampled_from(sorted({pair.left for pair in _ONE_PERSON}))


def _heard(asked: list[str], name: str) -> frozenset[str]:
    return heard_in(asked, name, permutations(asked, 2))


@given(_NAMES)
def test_every_word_of_a_name_is_heard_in_it(name: str) -> None:
    assert _heard(split_words(name), name) == {*split_words(name)}


@given(st.lists(_NAMES, min_size=1, max_size=2), _NAMES, st.data())
def test_a_word_is_heard_whatever_else_is_asked_and_in_any_order(
    asked: list[str], name: str, data: st.DataObject
) -> None:
    words = [word for one in asked for word in split_words(one)]
    some = data.draw(st.lists(st.sampled_from(words), unique=True))
    assert _heard(some, name) <= _heard(words, name)
    assert _heard(data.draw(st.permutations(words)), name) == _heard(words, name)


def test_words_are_heard_where_whole_names_are_alike_and_the_index_proposes_them() -> None:
    """Of labelled names whose words all pair off, next to all are heard word by word, and next to all proposed."""
    asked = heard = proposed = 0
    for pair in _ONE_PERSON:
        match = compare_names(pair.left, pair.right)
        words = split_words(pair.left)
        needed = {word for word in words if not is_particle(word)} or {*words}
        if match.alone[0] or match.weakest < 0.8:
            continue
        asked += 1
        heard += needed <= _heard(words, pair.right)
        there = keys_of(pair.right)
        joined = [parts for parts in permutations(words, 2) if joined_keys(*parts) & there]
        unproposed = [word for word in needed.difference(*joined) if not sought_keys(word) & there]
        proposed += len(unproposed) <= (len(needed) > 2)
    assert asked > 1_000
    assert heard >= 0.995 * asked
    assert proposed >= 0.98 * asked
