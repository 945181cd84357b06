"""The shipped texts, and what is said of texts that are wrong: always with the line."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.programmes.catalogue import Catalogue, Edition
from counsellor_app.domain.programmes.reading import (
    Problem,
    ProgrammeTextError,
    read_own_programme,
    read_programme_text,
)
from counsellor_app.domain.programmes.shipped import shipped_catalogue, shipped_files, shipped_programmes
from counsellor_app.domain.programmes.text_lines import LineMap
from counsellor_app.domain.programmes.vocabulary import EVIDENCE_KINDS, FACT_KINDS, evidence_name, fact_name
from counsellor_app.domain.programmes_list import PROGRAMMES

LISTED = (
    "REAN HEALTH UAM UAM-ANGOLA UAM-DRC VOT VULNERABLE HRT RRI RIIM AVRD RMH VARRP IRRICO AIRPORT TRANSIT RESETTLEMENT"
    " FAMILY MIDA TRQN RQS CAPEVERDE DIASPORA LEARN INCLUDEU MIDDLE SAMEN STEMTALENT"
).split()
GOOD = """code = "OWN"
version = "1"
en = "Own"
nl = "Eigen"
area = "return"

[[step]]
code = "contact"
by = "counsellor"
en = "Contact"
nl = "Contact"

[[step]]
code = "departure"
by = "logistics"
en = "Departure"
nl = "Vertrek"
departs = true

[[gate]]
code = "doctor"
before = "departure"
en = "Doctor"
nl = "Arts"
evidence = ["doctor_advice"]
override = true

[[rule]]
code = "wish"
en = "Wish"
nl = "Wens"
when = { fact = "wishes_return", is = true }
"""


def problems(text: str, catalogue: Catalogue | None = None) -> list[tuple[int, str]]:
    with pytest.raises(ProgrammeTextError) as raised:
        read_own_programme(text, catalogue or Catalogue([]))
    return [(one.line, one.text) for one in raised.value.problems]


def line_of(text: str, part: str) -> int:
    return next(at for at, line in enumerate(text.split("\n"), 1) if part in line)


def test_every_programme_of_the_issue_is_shipped() -> None:
    assert set(shipped_catalogue().codes()) == set(LISTED) == set(PROGRAMMES)


def test_shipped_figures_are_those_of_the_report() -> None:
    spent = [
        figure
        for programme in shipped_programmes()
        for figure in programme.figures
        if (figure.year, figure.indicator) == (2007, "expenditure") and "sum of its parts" not in figure.source
    ]
    assert len(spent) == 14
    assert sum(figure.cents or 0 for figure in spent) == 934_407_200
    parts = [one for one in PROGRAMMES["REAN"].figures if "sum of its parts" in one.source]
    assert [one.cents for one in parts] == [601_046_000]


def test_amounts_reproduce_the_sums_of_the_report() -> None:
    contribution = PROGRAMMES["HRT"].item("contribution")
    assert contribution is not None
    assert contribution.derived
    adult, child = contribution.adult_cents or 0, contribution.child_cents or 0
    assert 54 * adult + 9 * child == 10_237_500
    assert 220 * adult + 29 * child == 41_037_500


@pytest.mark.parametrize(
    ("code", "indicator", "values"),
    [
        ("AVRD", "departed", {48, 46}),
        ("REAN", "departed", {1550, 1587}),
        ("REAN", "origin", {1522, 1559}),
        ("RRI", "departed", {77, 313}),
        ("TRQN", "assignments", {133, 100}),
        ("RESETTLEMENT", "arrived", {477, 490}),
        ("TRANSIT", "assisted", {5616, 5000}),
    ],
)
def test_both_figures_stand_where_the_texts_contradict(code: str, indicator: str, values: set[int]) -> None:
    found = {one.value for one in PROGRAMMES[code].figures if (one.indicator, one.year) == (indicator, 2007)}
    assert found == values


@pytest.mark.parametrize("code", LISTED)
def test_each_programme_has_the_parts_it_works_with(code: str) -> None:
    programme = PROGRAMMES[code]
    assert programme.steps
    assert programme.outcomes
    assert programme.indicators
    assert programme.groups
    if any(step.departs for step in programme.steps) and programme.area == "return":
        assert {"guardian-agreement", "consent", "ind-permission", "medical"} <= {one.code for one in programme.gates}
    over = programme.period.ends is not None and str(programme.period.ends) < "2026"
    assert programme.historical or not over


def test_words_are_there_for_every_fact_and_kind_of_evidence() -> None:
    assert not [code for code in FACT_KINDS if fact_name(code) == code]
    assert not [code for code in EVIDENCE_KINDS if evidence_name(code) == code]


@pytest.mark.parametrize("path", shipped_files(), ids=lambda path: path.stem)
def test_lines_of_all_shipped_values_are_found(path: Path) -> None:
    """Oracle: a step's code stands on the line that the map names."""
    text = path.read_text(encoding="utf-8")
    lines, said = LineMap(text), tomllib.loads(text)
    rows = text.split("\n")
    for table in ("step", "gate", "rule", "support", "outcome", "indicator"):
        for at, row in enumerate(said.get(table, [])):
            assert rows[lines.line((table, at)) - 1] == f"[[{table}]]"
            for key in row:
                assert rows[lines.line((table, at, key)) - 1].startswith(f"{key} = ")


@pytest.mark.parametrize(
    ("old", "new", "part", "said"),
    [
        ('en = "Doctor"', 'en = "Doctor"\nvoice = "x"', "voice", "not known"),
        ("override = true", 'override = "yes"', "override", "true or false"),
        ("departs = true", "departs = 1", "departs", "true or false"),
        ('before = "departure"', 'before = "boarding"', "before", "boarding"),
        (
            'evidence = ["doctor_advice"]',
            'evidence = [\n  "doctor_advice",\n  "horoscope",\n]',
            "horoscope",
            "horoscope",
        ),
        ('fact = "wishes_return"', 'fact = "star_sign"', "star_sign", "star_sign"),
        ("is = true }", "before = 2001-04-01 }", "before = 2001", "compared"),
        ("is = true }", 'is = "yes" }', 'is = "yes"', "true or false"),
        ('code = "departure"', 'code = "contact"', 'by = "logistics"', "twice"),
        ('area = "return"', 'area = "moon"', "area", "possible"),
        (
            'area = "return"',
            'area = "return"\nvalid_from = 2026-02-01\nvalid_until = 2026-01-31',
            "valid_until",
            "before",
        ),
        ('by = "logistics"', 'by = "logistics"\nafter = "nothing"', "after", "nothing"),
        ('code = "OWN"', 'code = "own"', 'code = "own"', "letters"),
        ('version = "1"', "", "code =", "version"),
        ('by = "counsellor"', "", "[[step]]", "by"),
        ('nl = "Wens"', 'nl = "Wens', 'nl = "Wens', "TOML"),
        ('nl = "Wens"', "nl = 5", "nl = 5", "text"),
    ],
)
def test_complaints_name_the_line(old: str, new: str, part: str, said: str) -> None:
    wrong = GOOD.replace(old, new, 1)
    found = problems(wrong)
    expected = line_of(wrong, part) - (1 if part == 'by = "logistics"' else 0)
    assert (expected, True) in [(line, said in text) for line, text in found]


def test_several_complaints_come_at_once_in_order_of_lines() -> None:
    wrong = GOOD.replace('before = "departure"', 'before = "x"').replace("wishes_return", "y")
    found = problems(wrong)
    assert [line for line, _text in found] == [line_of(wrong, 'before = "x"'), line_of(wrong, '"y"')]


@given(st.text(max_size=200), st.integers(0, len(GOOD)))
def test_no_text_is_too_strange_to_be_complained_of(strange: str, at: int) -> None:
    for text in (strange, GOOD[:at] + strange + GOOD[at:]):
        found: tuple[Problem, ...] = ()
        try:
            read_programme_text(text)
        except ProgrammeTextError as error:
            found = error.problems
        assert all(1 <= one.line <= text.count("\n") + 2 for one in found)


def own(version: str, begins: str, ends: str = "") -> str:
    days = f"valid_from = {begins}\n" + (f"valid_until = {ends}\n" if ends else "")
    return GOOD.replace('version = "1"\n', f'version = "{version}"\n{days}')


def test_versions_follow_each_other_and_do_not_overlap() -> None:
    first = read_programme_text(own("1", "2026-01-01", "2026-06-30"))
    catalogue = Catalogue([Edition(first, "aa")])
    assert problems(own("2", "2026-06-30"), catalogue)[0][0] == 3
    assert "overlaps" in problems(own("2", "2026-06-30"), catalogue)[0][1]
    assert read_own_programme(own("2", "2026-07-01"), catalogue).version == "2"
    assert "already" in problems(own("1", "2026-07-01"), catalogue)[0][1]
    assert "same day" in problems(own("2", "2026-01-01"), catalogue)[0][1]
    assert problems(own("2", "2025-01-01", "2026-01-01"), catalogue)[0][0] == 4
    assert "From which day" in problems(GOOD.replace('"1"', '"2"'), catalogue)[0][1]


def test_an_open_version_ends_when_the_next_begins() -> None:
    texts = [read_programme_text(own("1", "2026-01-01")), read_programme_text(own("2", "2026-07-01"))]
    catalogue = Catalogue(Edition(one, one.version) for one in reversed(texts))
    versions = [
        catalogue.in_force("OWN", date.fromisoformat(day)) for day in ("2025-12-31", "2026-06-30", "2026-07-01")
    ]
    assert [one.version if one else "" for one in versions] == ["", "1", "2"]


def test_the_offices_own_text_goes_before_a_shipped_one_from_its_day_on() -> None:
    lost = ["consent", "guardian-agreement", "ind-permission", "medical", "third-country", "travel-document"]
    changed = own("office-1", "2026-07-01").replace('"OWN"', f'"REAN"\nloosens = {lost}')
    mine = read_own_programme(changed, shipped_catalogue())
    catalogue = Catalogue([*(Edition(one) for one in shipped_programmes()), Edition(mine, "aa")])
    before, after = catalogue.in_force("REAN", date(2026, 6, 30)), catalogue.in_force("REAN", date(2026, 7, 1))
    assert before is not None
    assert after is not None
    assert (before.version, after.version) == ("2007", "office-1")
    assert "came with the app" in problems(changed.replace("office-1", "2007"), shipped_catalogue())[0][1]
    assert "no programme" in problems(GOOD.replace("area =", 'on_top_of = "MOON"\narea ='), shipped_catalogue())[0][1]
