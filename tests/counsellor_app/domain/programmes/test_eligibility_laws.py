"""What holds for the rules of every programme and any facts."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.programmes.conditions import months_later
from counsellor_app.domain.programmes.eligibility import check_of, eligibility
from counsellor_app.domain.programmes.facts import sheet_of
from counsellor_app.domain.programmes.reasons import read_reason, reason_text
from counsellor_app.domain.programmes.records import Fact
from counsellor_app.domain.programmes.shipped import shipped_catalogue
from counsellor_app.domain.programmes.vocabulary import CHOICES, DERIVED, FACT_KINDS
from counsellor_app.domain.records import Case, Flag, FlagCode, Person, Precision

CODES = st.sampled_from(shipped_catalogue().codes())
DAYS = st.dates(date(1998, 1, 1), date(2010, 12, 31))
WHOLE = DAYS.map(str)
VALUES = {
    "day": st.one_of(WHOLE, WHOLE.map(lambda day: day[:7]), WHOLE.map(lambda day: day[:4]), st.just("none")),
    "yes_no": st.sampled_from(["yes", "no"]),
    "country": st.sampled_from(["NG", "AO", "CD", "BG", "DE", "GH"]),
    "number": st.integers(0, 99).map(str),
}
NAMES = sorted(set(FACT_KINDS) - DERIVED)


@st.composite
def facts(draw: st.DrawFn) -> list[Fact]:
    """Facts, each code once or several times."""
    found = []
    for code in draw(st.lists(st.sampled_from(NAMES), max_size=12)):
        kind = FACT_KINDS[code]
        value = draw(st.sampled_from(CHOICES[code]) if kind == "choice" else VALUES[kind])
        found.append(Fact(code=code, value=value, on=draw(st.one_of(st.just(""), WHOLE))))
    return found


CASES = st.builds(Case, nationality=st.sampled_from(["", "NG", "AO", "CD", "BG", "DE", "XX"]))
BORN = st.one_of(
    st.just(Person()),
    WHOLE.map(lambda day: Person(birth_date=day, birth_precision=Precision.KNOWN)),
    WHOLE.map(lambda day: Person(birth_date=day[:4], birth_precision=Precision.YEAR)),
    WHOLE.map(lambda day: Person(birth_date=day[:4], birth_precision=Precision.ESTIMATED)),
)
FLAGS = st.lists(st.sampled_from(list(FlagCode)).map(lambda code: Flag(code=code)), max_size=3)


@given(CODES, DAYS, facts(), CASES, BORN, FLAGS, st.randoms())
def test_no_order_of_facts_changes_the_answer(code, day, known, case, person, flags, random):  # type: ignore[no-untyped-def]
    found = eligibility(code, sheet_of(day, known, case, [person], flags), shipped_catalogue())
    shuffled, turned = list(known), list(flags)
    random.shuffle(shuffled)
    random.shuffle(turned)
    assert eligibility(code, sheet_of(day, shuffled, case, [person], turned), shipped_catalogue()) == found


@given(CODES, DAYS, facts(), CASES, BORN, FLAGS)
def test_more_facts_never_make_a_certain_answer_unknown(code, day, known, case, person, flags):  # type: ignore[no-untyped-def]
    """Facts of other codes; a nationality, a flag, an exact birth date where there was none."""
    once = list({fact.code: replace(fact, on="") for fact in known}.values())
    answers = [
        eligibility(code, sheet_of(day, once[:count], case, [person], flags), shipped_catalogue()).answer
        for count in range(len(once) + 1)
    ]
    assert not any(before != "unknown" and after == "unknown" for before, after in pairwise(answers))
    bare = eligibility(code, sheet_of(day, once, Case(), [Person()], []), shipped_catalogue()).answer
    if bare != "unknown":
        full = eligibility(code, sheet_of(day, once, case, [person], []), shipped_catalogue()).answer
        assert full != "unknown"


@given(CODES, DAYS, facts(), CASES, BORN, FLAGS, st.sampled_from(["en", "nl"]))
def test_every_answer_has_reasons_that_can_be_kept_and_told(code, day, known, case, person, flags, said):  # type: ignore[no-untyped-def]
    sheet = sheet_of(day, known, case, [person], flags)
    found = eligibility(code, sheet, shipped_catalogue())
    assert found.reasons
    assert {one.answer for one in found.reasons} == {found.answer}
    if found.answer == "unknown":
        told = any(one.value or one.code == "no-conditions" for one in found.reasons)
        assert found.missing or told or not found.version
    kept = check_of(found, "ab" * 16, sheet)
    assert kept.version == found.version
    for line, reason in zip(kept.reasons, found.reasons, strict=False):
        again = read_reason(line)
        assert again == reason
        assert reason_text(again, shipped_catalogue().version(code, found.version), said).strip()


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.integers(-240, 240))
def test_months_later_is_a_day_of_that_month(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
    assert later.day == day.day or months_later(later, 0).day >= 28
