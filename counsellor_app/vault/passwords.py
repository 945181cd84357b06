"""Which passwords are good enough, and a generated one. No composition rules; length and not being guessable count."""

import importlib
import secrets
import unicodedata
from typing import Final

from mnemonic import Mnemonic

from counsellor_app.domain.errors import ActionableError
from sync.wording import _

MIN_CHARACTERS = 15
MAX_CHARACTERS = 1024
MIN_WORDS = 6
_MIN_SCORE = 4
"""Of zxcvbn's 0 to 4; 4 = more than 10^10 guesses, each of which costs Argon2id. It knows no Dutch: hence the words."""
_JUDGED_CHARACTERS = 72
"""What zxcvbn looks at: its time grows with the cube of the length."""
_EXPECTED_WORDS: Final = """
wachtwoord welkom geheim toegang inloggen computer laptop kantoor begeleider begeleiding counsellor counselor
terugkeer herintegratie vertrek gesprek spreekuur voorlichting vluchteling asiel asielzoeker vreemdeling migratie
migrant organisatie internationale rean avrd coa ind dji nidos utrecht amsterdam rotterdam denhaag haag arnhem
nijmegen terapel apel zeist alphen dordrecht zaandam tilburg nederland holland europa januari februari maart april
mei juni juli augustus september oktober november december maandag dinsdag woensdag donderdag vrijdag zaterdag
zondag lente zomer herfst winter ajax feyenoord psv oranje koningsdag fiets appel liefde vakantie mama papa hallo
goedemorgen goedendag alstublieft dankjewel passphrase changeme letmein trustno
"""
_KNOWN_SENTENCES: Final = """
correcthorsebatterystaple juistpaardbatterijniet hetiseenwachtwoord ditiseenwachtwoord ditismijnwachtwoord
thisisapassword thisismypassword thequickbrownfoxjumpsoverthelazydog loremipsumdolorsitamet tobeornottobe
tobeornottobethatisthequestion eenappeltjevanoranje aapnootmies aapnootmieswimzusjet zieginsdekomtdestoomboot
wilhelmusvannassouwe iedereenheeftrechtopasiel allemenselijkewezensworden
"""


def normalise(password: str) -> bytes:
    """Return the bytes that go into the KDF: NFC, so that every keyboard's way of writing é opens the same vault."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


def check_password(password: str) -> None:
    """Return if *password* may protect a vault; raises :class:`ActionableError` saying what to do otherwise."""
    text = unicodedata.normalize("NFC", password)
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        raise ActionableError(
            _("The password holds a character that cannot be typed again."),
            _("Leave out line breaks and control characters."),
        )
    if len(text) < MIN_CHARACTERS:
        raise ActionableError(
            _("The password is too short: {n} of at least {least} characters.").format(
                n=len(text), least=MIN_CHARACTERS
            ),
            _("Use a sentence only you would think of, or let the app make a passphrase."),
        )
    if len(text) > MAX_CHARACTERS:
        raise ActionableError(
            _("The password is too long: at most {most} characters.").format(most=MAX_CHARACTERS),
            _("A sentence of 20 to 60 characters is plenty."),
        )
    if _is_guessable(text):
        raise ActionableError(
            _("The password is easy to guess."),
            _("Avoid repetitions, rows of keys, and single well-known words; or let the app make a passphrase."),
        )


def _is_guessable(text: str) -> bool:
    letters = "".join(character for character in text.casefold() if character.isalpha())
    if letters in _KNOWN_SENTENCES.split():
        return True
    # Its word lists take 13 MB for as long as the program runs, and only a new password needs them.
    judge = importlib.import_module("zxcvbn").zxcvbn
    return bool(judge(text[:_JUDGED_CHARACTERS], user_inputs=_EXPECTED_WORDS.split())["score"] < _MIN_SCORE)


def generate_passphrase(words: int = MIN_WORDS) -> str:
    """Return *words* random words of a list of 2,048, joined by spaces: 11 bits a word, 66 bits for six.

    Raises :class:`ValueError` for fewer than six.
    """
    if words < MIN_WORDS:
        raise ValueError("a passphrase has at least six words")
    wordlist = Mnemonic("english").wordlist
    while True:
        passphrase = " ".join(secrets.choice(wordlist) for _number in range(words))
        if len(set(passphrase.split())) == words:
            return passphrase
