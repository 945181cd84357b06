"""Search: any text is a question and none is a query; what is found equals a simple reading of the words."""

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from counsellor_app.domain.records import Amendment
from tests.conftest import examples
from tests.offices import House, Site

WORDS = [
    "Selam", "selamawit", "huur", "Huurtoeslag", "café", "cafe", "Zoë", "vóór", "naïef", "x", "3.500", "12-5-2026",
    "o'Brien", "NEAR", "OR", "AND", "NOT", "text", "ሰላማዊት", "ተስፋዬ", "سلام", "محمد", "مُحَمَّد", "हिन्दी", "नमस्ते",
    "中文", "你好", "Ψυχή", "шалом", "שלום", "👍🏽", "🙂", "ex-man", "a*b", "V-123", "v123", "é", "İstanbul", "Straße",
]  # fmt: skip
NASTY = [
    '" OR 1=1 --', "NEAR(", "NEAR(a b, 2)", "*", '"', '""', "'", "a AND", "NOT", "text:huur", "-huur", "^huur",
    "{a b}:c", "huur*", "hu*ur", "(", ")", "\0", "huur\0", "\0huur", "%", "_", "\\", ";DROP TABLE log", " ", "", "\n\t",
    "\u202ehuur\u202c", "\u202e", "\ufeff", "\ud7ff", "\uffff", "\U0010ffff", "a" * 2_000, "huur " * 400, "😀" * 50,
    "\u0640", "\u0651", "हि", "中",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)


def tokens(text: str) -> list[str]:
    """The words as the index reads them: runs of letters and digits, without case and accents of Latin and Greek."""
    found, word = [], ""
    for letter in text + " ":
        if unicodedata.category(letter)[0] in "LN":
            bare = unicodedata.normalize("NFD", letter)[0] if letter < "\u0590" else letter
            word += bare.lower()[0]
        elif word:
            found.append(word)
            word = ""
    return found


def holds(text: Sequence[str], phrase: Sequence[str], beginning: bool) -> bool:
    """Whether the words of *phrase* stand in *text* one after another; the last one may be a beginning."""
    size = len(phrase)
    for at in range(len(text) - size + 1):
        window = text[at : at + size]
        last = window[-1].startswith(phrase[-1]) if beginning else window[-1] == phrase[-1]
        if last and list(window[:-1]) == list(phrase[:-1]):
            return True
    return False


def matches(text: str, query: str) -> bool:
    """The oracle: every word of the query stands in the text, the last one as a beginning while it is being typed."""
    asked = [tokens(word) for word in query.replace('"', " ").split()]
    asked = [phrase for phrase in asked if phrase]
    if not asked:
        return False
    typing = not query[-1].isspace()
    found = tokens(text)
    return all(holds(found, phrase, typing and number == len(asked) - 1) for number, phrase in enumerate(asked))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("search")
    house = House.found(folder)
    yield house.founder
    house.close()


@pytest.fixture(scope="module")
def case(site: Site) -> str:
    """A case with a note for each word and some longer ones."""
    found: str = site.open_case()[0].id
    for word in WORDS:
        site.note(found, f"Over {word}.")
    for at in range(0, len(WORDS), 3):
        site.note(found, " ".join(WORDS[at : at + 6]))
    return found


def hits(site: Site, case: str, query: str) -> set[str]:
    return {hit.note for hit in site.store.queries.search(query, limit=100_000, only="note") if hit.case == case}


def expected(site: Site, case: str, query: str) -> set[str]:
    return {
        entry.id
        for entry in site.store.queries.notes(case)
        if matches(entry.text, query) or any(matches(one.text, query) for one in entry.amendments)
    }


@given(query=TEXTS, typing=st.booleans())
def test_words_are_found_as_a_reader_would(site: Site, case: str, query: str, typing: bool) -> None:
    query = query if typing else query + " "
    assert hits(site, case, query) == expected(site, case, query)


@given(word=st.sampled_from(WORDS), length=st.integers(1, 6))
def test_a_word_is_found_while_it_is_being_typed(site: Site, case: str, word: str, length: int) -> None:
    begun = word[:length]
    assert hits(site, case, begun) == expected(site, case, begun)


@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXTS, min_size=1, max_size=3), query=TEXTS)
def test_new_notes_and_amendments_are_found_at_once(site: Site, texts: list[str], query: str) -> None:
    case = site.open_case()[0].id
    for text in texts:
        note = site.note(case, text)
    site.save(Amendment(case=case, note=note.id, text=query, reason="more"))
    assert hits(site, case, query) == expected(site, case, query)
    assert note.id in hits(site, case, query) or not tokens(query)


@pytest.mark.parametrize("query", NASTY, ids=[ascii(one)[:20] for one in NASTY])
def test_nothing_that_is_typed_is_an_error(site: Site, case: str, query: str) -> None:
    first = " ".join(query[:1_000].split(" ")[:16]) if len(query.split()) > 16 else query[:1_000]
    assert hits(site, case, query) == expected(site, case, first)
    assert isinstance(site.store.queries.search(query, only="person"), list)


@pytest.mark.parametrize("piece", ["huur ", "a", "\0", "سلام ", '"', "👍"])
def test_ten_megabytes_are_read_as_far_as_makes_sense(site: Site, case: str, piece: str) -> None:
    query = piece * (10_000_000 // len(piece.encode()))
    assert hits(site, case, query) <= hits(site, case, piece)
    people = site.store.queries.search(query, only="person")
    assert {hit.case for hit in people} <= {hit.case for hit in site.store.queries.search(piece, only="person")}


@settings(max_examples=examples(80), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60), query=st.text(max_size=30))
def test_any_text_can_be_written_and_asked_for(site: Site, text: str, query: str) -> None:
    """Whatever Unicode has: no error, and a note is found by its own text where that has a word at all."""
    case = site.open_case()[0].id
    note = site.note(case, text)
    assert site.texts(case) == [text]
    site.store.queries.search(query)
    site.store.queries.search(text)
    assume(tokens(text) and len(text.split()) <= 16 and '"' not in text)
    assume(all(unicodedata.category(letter) != "Cn" for letter in text))
    assert note.id in hits(site, case, text)


def test_hits_come_best_first_and_no_more_than_asked(site: Site, case: str) -> None:
    site.note(case, "kenteken kenteken kenteken")
    site.note(case, "een kenteken tussen heel veel andere woorden " * 5)
    found = site.store.queries.search("kenteken", limit=2, only="note")
    assert found[0].excerpt.startswith("kenteken kenteken")
    assert len(site.store.queries.search("over", limit=5, only="note")) == 5
    assert "kenteken" in found[1].excerpt
