"""What a word of a search may mean besides a name: countries, languages and programmes, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.countries import country_names, language_names
from counsellor_app.domain.facts_asked import facts_asked
from counsellor_app.domain.folding import words
from counsellor_app.domain.programmes_list import PROGRAMMES

_LANGUAGES = st.sampled_from(["nl", "en"])


@given(language=_LANGUAGES, data=st.data())
def test_a_long_word_of_a_name_means_what_is_called_so(language: str, data: st.DataObject) -> None:
    code, name = data.draw(st.sampled_from(sorted(country_names(language).items())))
    spoken, called = data.draw(st.sampled_from(sorted(language_names(language).items())))
    assert all(code in facts_asked(word).nationalities for word in words(name) if len(word) > 3 and word.isalpha())
    assert all(spoken in facts_asked(word).languages for word in words(called) if len(word) > 3 and word.isalpha())


@given(st.sampled_from(sorted(PROGRAMMES)))
def test_a_programme_is_meant_by_its_code(code: str) -> None:
    assert all(code in facts_asked(word).programmes for word in words(code) if len(word) > 2)


@given(st.text(max_size=3) | st.from_regex(r"[0-9-]{1,12}", fullmatch=True))
def test_short_words_begin_nothing_and_numbers_mean_no_fact(word: str) -> None:
    found = facts_asked(word)
    assert not found or (len(word) == 3 and word.isalpha())


@pytest.mark.parametrize(
    ("word", "nationality", "language"),
    [
        ("somalie", "SO", ""), ("soma", "SO", "so"), ("eritrea", "ER", ""), ("kaapverdie", "CV", ""),
        ("verde", "CV", ""), ("congo", "CD", ""), ("tigrinya", "", "ti"), ("dari", "", "fa-AF"),
        ("arabisch", "", "ar"), ("stateless", "XX", ""), ("drc", "CD", ""),
    ],
)  # fmt: skip
def test_words_people_type(word: str, nationality: str, language: str) -> None:
    found = facts_asked(word)
    assert not nationality or nationality in found.nationalities
    assert not language or language in found.languages


def test_names_mean_no_fact() -> None:
    assert not any(facts_asked(word) for word in ("hassan", "mohamed", "fatima", "tesfay", "nguyen", "emmen", "so"))
