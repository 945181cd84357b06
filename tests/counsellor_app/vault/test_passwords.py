"""Which passwords are accepted."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.errors import ActionableError
from counsellor_app.vault.passwords import MIN_CHARACTERS, check_password, generate_passphrase, normalise


@given(st.text())
def test_every_way_of_writing_a_character_gives_the_same_bytes(text: str) -> None:
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(unicodedata.normalize("NFC", text))


@given(st.text(max_size=14))
def test_short_is_refused(text: str) -> None:
    with pytest.raises(ActionableError):
        check_password(text)


@given(st.text(min_size=MIN_CHARACTERS, max_size=200))
def test_any_text_is_accepted_or_refused_with_advice(text: str) -> None:
    refusal = None
    try:
        check_password(text)
    except ActionableError as error:
        refusal = error
    assert refusal is None or (refusal.title and refusal.advice and text not in str(refusal))


@pytest.mark.parametrize("words", [6, 7, 10])
def test_a_generated_passphrase_is_accepted(words: int) -> None:
    for _number in range(20):
        passphrase = generate_passphrase(words)
        assert len(set(passphrase.split())) == words
        check_password(passphrase)


def test_a_short_passphrase_is_not_made() -> None:
    with pytest.raises(ValueError, match="six"):
        generate_passphrase(5)


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaaaaaaaaaa",
        "1234567890123456",
        "qwertyuiopasdfghjkl",
        "wachtwoordwachtwoord",
        "Welkom01Welkom01",
        "terugkeerbegeleider",
        "UtrechtUtrechtUtrecht",
        "correct horse battery staple",
        "passwordpassword1",
        "abcabcabcabcabcabc",
        "augustus2026augustus",
        "a" * 1025,
        "a\u0000" + "Kf8!mQ2zR7#vL4pX",
        "Kf8!mQ2zR7#vL4pX\n",
        "Kf8!mQ2zR7#vL4pX\udc80",
    ],
)
def test_guessable_or_untypable_is_refused(password: str) -> None:
    with pytest.raises(ActionableError):
        check_password(password)


@pytest.mark.parametrize(
    "password",
    ["mijn tante fietst naar Vlieland", "ጠዋት ቡና እጠጣለሁ ሁልጊዜ", "أشرب القهوة كل صباح مع جدتي", "Kf8!mQ2zR7#vL4pX"],
)
def test_sentences_in_any_script_are_accepted(password: str) -> None:
    check_password(password)
