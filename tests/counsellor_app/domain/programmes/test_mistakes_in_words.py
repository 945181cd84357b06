"""Each kind of mistake in a programme's text is told with its line, in English and in Dutch: never in the parser's."""

from collections.abc import Iterator

import pytest

from counsellor_app.domain.programmes.catalogue import Catalogue
from counsellor_app.domain.programmes.complaint_words import possible_values
from counsellor_app.domain.programmes.reading import Problem, ProgrammeTextError, read_own_programme
from counsellor_app.domain.programmes.shipped import shipped_catalogue, shipped_text
from sync.wording import set_language
from tests.counsellor_app.domain.programmes.test_programme_texts import GOOD, line_of

AREA = 'area = "return"'
BY = 'by = "counsellor"'
RULE = 'when = { fact = "wishes_return", is = true }'
SUPPORT = '[[support]]\ncode = "a"\nen = "A"\nnl = "A"\n'
INDICATOR = '[[indicator]]\ncode = "a"\nen = "A"\nnl = "A"\n'
FIGURE = '[[figure]]\nyear = 2007\nindicator = "expenditure"\nsource = "x"\n'
PARSERS_OWN = ("Expected", "at `", "null", "RFC", "regex", "of document", "Invalid", "Unterminated", "Illegal", "`")


@pytest.fixture
def speak() -> Iterator[None]:
    yield
    set_language("en")


def problems(text: str, said: str, catalogue: Catalogue | None = None) -> tuple[Problem, ...]:
    set_language(said)
    with pytest.raises(ProgrammeTextError) as raised:
        read_own_programme(text, catalogue or shipped_catalogue())
    return raised.value.problems


@pytest.mark.parametrize(
    ("old", "new", "part", "english", "dutch"),
    [
        ('en = "Own"', 'en = ""', 'en = ""', "empty", "leeg"),
        ('en = "Own"', f'en = "{"x" * 2001}"', "xxx", "2000 characters", "2000 tekens"),
        ('code = "OWN"', f'code = "{"A" * 31}"', "AAA", "30 characters", "30 tekens"),
        ('code = "OWN"', 'code = "own"', '"own"', "capitals", "hoofdletters"),
        ('version = "1"', 'version = "1 2"', '"1 2"', "without blanks", "zonder spaties"),
        ('version = "1"', "version = 1", "version", "Expected text, found a whole number", "Verwacht"),
        ('version = "1"\n', "", "code", "“version” is missing", "ontbreekt"),
        (AREA, AREA + '\nhue = "red"', "hue", "not known", "niet bekend"),
        (AREA, 'area = "moon"', "area", "logistics", "kan hier niet"),
        (AREA, AREA + '\nvalid_from = "soon"', "valid_from", "like 2026-01-31", "als 2026-01-31"),
        (AREA, AREA + "\nvalid_from = 2026", "valid_from", "a day", "een dag"),
        (AREA, AREA + "\nvalid_from = 2026-01-01T10:00:00", "valid_from", "a moment", "een moment"),
        (AREA, AREA + '\nfunders = ["x"]', "funders", "a table", "een tabel"),
        (AREA, AREA + '\nloosens = ["x"]', "loosens", "no earlier version", "geen eerdere versie"),
        (BY, BY + "\nwithin_days = -1", "within_days", "at least 0", "minstens 0"),
        (BY, BY + "\nwithin_days = 99999", "within_days", "at most 3660", "hoogstens 3660"),
        (BY, BY + "\nwithin_days = 1.5", "within_days", "fraction", "getal"),
        (BY, 'by = "robot"', "robot", "mission", "mission"),
        (BY, BY + '\nafter = "moon"', "after", "moon", "moon"),
        (BY, BY + "\nfor_days = 10", "for_days", "every_days", "every_days"),
        ('evidence = ["doctor_advice"]', "evidence = []", "evidence", "empty", "leeg"),
        ('evidence = ["doctor_advice"]', 'evidence = "doctor_advice"', "evidence", "a list", "een lijst"),
        ('evidence = ["doctor_advice"]', 'evidence = ["horoscope"]', "horoscope", "horoscope", "horoscope"),
        ('before = "departure"', 'before = "moon"', "moon", "contact, departure", "contact, departure"),
        (RULE, 'when = { fact = "moon", is = true }', "moon", "not known here", "Bekend"),
        (RULE, 'when = { fact = "wishes_return", is = "yes" }', '"yes"', "true or false", "true of false"),
        (RULE, 'when = { fact = "travel_document", is = "heldd" }', "heldd", "held, obtainable", "held, obtainable"),
        (RULE, 'when = { fact = "nationality", one_of = ["NG", "ZZ"] }', "ZZ", "no country", "geen land"),
        (RULE, 'when = { fact = "nationality", in_group = "moon" }', "moon", "africa", "africa"),
        (RULE, 'when = { fact = "own_means", before = 2001-01-01 }', "own_means", "compared", "vergeleken"),
        (RULE, 'when = { programme = "OWN" }', 'OWN" }', "its own rules", "eigen regels"),
        (RULE, 'when = { programme = "MOON" }', "MOON", "no programme", "geen programma"),
        (RULE, "when = { }", "when", "one of all, any", "all, any"),
        (AREA, AREA + '\non_top_of = "MOON"', "MOON", "no programme", "geen programma"),
        (AREA, AREA + '\ncountries = ["ZZ"]', "ZZ", "no country", "geen land"),
        (AREA, AREA + "\nvalid_from = 2026-02-01\nvalid_until = 2026-01-31", "valid_until", "before", "vóór"),
        (AREA, AREA + "\n[retention]\nyears = 0", "years", "at least 1", "minstens 1"),
        (AREA, AREA + "\n" + SUPPORT + 'currency = "euro"', "currency", "three capitals", "drie hoofdletters"),
        (AREA, AREA + "\n" + SUPPORT + "adult_cents = 17.5", "adult_cents", "fraction", "getal"),
        (AREA, AREA + "\n" + INDICATOR + 'counts = "heads"', "counts", "enrolments", "enrolments"),
        (AREA, AREA + "\n" + INDICATOR + 'counts = "outcome"', "counts", "outcomes", "outcomes"),
        (AREA, AREA + "\n" + INDICATOR + 'counts = "step"\nstep = "moon"', "moon", "moon", "moon"),
        (AREA, AREA + "\n" + FIGURE, "[[figure]]", "value or cents", "centen"),
        (AREA, AREA + "\n" + FIGURE.replace("2007", "20") + "value = 1", "year", "at least 1900", "minstens 1900"),
        ('code = "departure"', 'code = "contact"', 'code = "contact"\nby = "l', "twice", "twee"),
        ("departs = true", 'departs = "yes"', "departs", "true or false", "true of false"),
        ("[[gate]]", "[gate]", "[gate]", "a list", "een lijst"),
    ],
)
@pytest.mark.usefixtures("speak")
def test_each_mistake_in_the_schema(old: str, new: str, part: str, english: str, dutch: str) -> None:
    wrong = GOOD.replace(old, new, 1)
    line = wrong[: wrong.rindex(part) if "twice" in english else wrong.index(part)].count("\n") + 1
    if new == "[gate]":
        line = line_of(wrong, "[gate]")
    for said, words in (("en", english), ("nl", dutch)):
        found = problems(wrong, said)
        told = [one.text for one in found if one.line == line]
        assert any(words in text for text in told), (line, found)
        own = [text for text in told for word in PARSERS_OWN[1:] if word in text]
        assert not own


@pytest.mark.parametrize(
    ("broken", "english", "dutch"),
    [
        ("a = ", "no value", "geen waarde"),
        ("a", "equals sign", "isgelijkteken"),
        ('a = "x', "", ""),
        ("a = [1, 2", "", ""),
        ('nl = "again"', "value already", "al een waarde"),
        ("a = 1 2", "after the end", "na het einde"),
        ("a = 01", "after the end", "na het einde"),
        ("a = truee", "after the end", "na het einde"),
        ("[a", "bracket", "haak"),
        ("= 1", "begins with a key", "begint met een sleutel"),
        ("a = 2026-02-31", "does not exist", "bestaat niet"),
        ('a = "\\q"', "written twice", "dubbel"),
        ("a = {b = 1, b = 2}", "between the braces", "tussen de accolades"),
        ('a = "\x01"', "character", "teken"),
        ("a = soon", "no value", "geen waarde"),
    ],
)
@pytest.mark.parametrize("place", [1, 5, 11])
@pytest.mark.usefixtures("speak")
def test_each_mistake_in_toml(broken: str, english: str, dutch: str, place: int) -> None:
    lines = GOOD.split("\n")
    text = "\n".join([*lines[:place], broken, *lines[place:]])
    for said, words in (("en", english), ("nl", dutch)):
        (found,) = problems(text, said)
        if words and broken != 'nl = "again"':
            assert found.line == place + 1
            assert words.casefold() in found.text.casefold()
        assert place < found.line <= text.count("\n") + 1
        assert not [word for word in PARSERS_OWN if word in found.text.replace("TOML", "")]


def test_what_a_fixed_list_may_hold_is_named() -> None:
    assert "counsellor" in possible_values("by")
    assert possible_values("people") == ("adults", "children")
    assert possible_values("en") == ()


LOST = shipped_text("UAM", "2007").replace('"2007"', '"office"\nvalid_from = 2026-12-01')


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ('code = "guardian-agreement"', 'code = "guardian-talk"', 'version = "office"'),
        ('evidence = ["guardian_agreement"]', 'evidence = ["client_wish"]', "guardian-agreement"),
        ('before = "application"\nen = "Written', 'before = "booking"\nen = "Written', "guardian-agreement"),
        (
            'evidence = ["guardian_agreement"]',
            'evidence = ["guardian_agreement"]\nwhen = { fact = "minor", is = true }',
            "guardian-agreement",
        ),
    ],
)
@pytest.mark.parametrize(("said", "words"), [("en", "asks for less"), ("nl", "vraagt minder")])
@pytest.mark.usefixtures("speak")
def test_a_gate_is_not_lost_by_a_slip(old: str, new: str, part: str, said: str, words: str) -> None:
    """An office may loosen a gate, and says so in the text itself."""
    text = LOST.replace(old, new, 1)
    (found,) = problems(text, said)
    line = line_of(text, part) - ("version" not in part)
    assert (found.line, words in found.text) == (line, True)
    assert 'loosens = ["guardian-agreement"]' in found.text
    meant = text.replace("valid_from", 'loosens = ["guardian-agreement"]\nvalid_from', 1)
    assert read_own_programme(meant, shipped_catalogue()).loosens == ("guardian-agreement",)


@pytest.mark.parametrize(("said", "words"), [("en", "no less"), ("nl", "niet minder")])
@pytest.mark.usefixtures("speak")
def test_a_gate_that_asks_as_much_is_not_named(said: str, words: str) -> None:
    stricter = LOST.replace('evidence = ["guardian_agreement"]', 'evidence = ["guardian_agreement", "client_wish"]')
    assert read_own_programme(stricter, shipped_catalogue()).version == "office"
    text = stricter.replace("valid_from", 'loosens = ["guardian-agreement"]\nvalid_from', 1)
    (found,) = problems(text, said)
    assert (found.line, words in found.text) == (line_of(text, "loosens"), True)
