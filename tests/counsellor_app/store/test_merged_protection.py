"""What protects a person in one of two merged cases guards and hides in both, and apart again once they part."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.case_links import CaseLink, LinkKind
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import CaseFilter, CaseRow
from counsellor_app.domain.programmes.records import Enrolment, Support
from counsellor_app.domain.records import Flag, FlagCode, Person, Record
from counsellor_app.domain.refusals import Refusal, is_allowed
from counsellor_app.domain.safety import ContactRule, ContactRuleKind
from tests.counsellor_app.store.conftest import Team
from tests.offices import Site

OFFERS = ("reintegration", "arrival", "photo", "programme:HRT", "contact:stv", "label:trafficking", "beyond-rean")
CODES = (*OFFERS, "label:VOT", "print:referral", "ticket", "label:HRT", "contact:ind", "trafficking-support")
some = st.lists(st.sampled_from(OFFERS), max_size=2, unique=True)
flags = st.lists(st.sampled_from(list(FlagCode)), max_size=2, unique=True)
rules = st.lists(st.sampled_from([ContactRuleKind.NEVER_CALL, ContactRuleKind.NO_VISITS]), max_size=2, unique=True)


def opened(site: Site, declined: Sequence[str], flagged: Sequence[str], ruled: Sequence[str]) -> str:
    """The id of a case with these; one rule for everybody, the others for its client alone."""
    case, made = site.open_case(records=[Person(name="Selam"), Person(name="Sara")])
    kept: list[Record] = [Flag(case=case.id, code=code) for code in flagged]
    kept += [ContactRule(case=case.id, rule=rule, person=made[0].id if at else "") for at, rule in enumerate(ruled)]
    if kept:
        site.save(*kept)
    if declined:
        site.save(*(Refusal(case=case.id, offer=offer, on="2026-10-01") for offer in declined))
    return case.id


def merge(site: Site, keep: str, other: str) -> list[CaseLink]:
    kept = site.save(CaseLink(case=keep, other=other, kind=LinkKind.MERGED))
    return [*kept, *site.save(CaseLink(case=other, other=keep, kind=LinkKind.WITHIN))]


def unmerge(site: Site, links: Sequence[CaseLink]) -> None:
    for link in links:
        site.save(replace(link, kind=LinkKind.UNDONE))


def allowed(site: Site, case: str) -> set[str]:
    declined = site.store.queries.case_page(case).declined
    return {code for code in CODES if is_allowed(code, declined)}


def flagged(site: Site, case: str) -> set[str]:
    return {flag.code for flag in site.store.queries.case_page(case).flags}


def ruled(site: Site, case: str) -> set[tuple[str, bool]]:
    """The rules of the client of a case, and whether each is his alone."""
    page = site.store.queries.case_page(case)
    assert {rule.person for rule in page.contact_rules} <= {"", page.persons[0].id}
    return {(rule.rule, bool(rule.person)) for rule in page.contact_rules}


def row(site: Site, case: str) -> CaseRow:
    reference = site.case(case).reference
    return next(one for one in site.store.queries.cases(CaseFilter(query=reference))[0] if one.id == case)


def protection(site: Site, case: str) -> tuple[object, ...]:
    return allowed(site, case), flagged(site, case), ruled(site, case)


@given(some, some, flags, flags, rules, rules, st.booleans())
def test_either_guards_both_while_they_are_one(
    lasting_team: Team,
    declined: list[str],
    declined_there: list[str],
    flags_here: list[str],
    flags_there: list[str],
    rules_here: list[str],
    rules_there: list[str],
    turned: bool,
) -> None:
    site = lasting_team.one
    one, two = opened(site, declined, flags_here, rules_here), opened(site, declined_there, flags_there, rules_there)
    site.change(one, reference=f"ONE {one[:8]}")
    site.change(two, reference=f"TWO {two[:8]}")
    before = {case: protection(site, case) for case in (one, two)}
    links = merge(site, *((two, one) if turned else (one, two)))
    for case in (one, two):
        assert allowed(site, case) == allowed_of(before, 0)
        assert flagged(site, case) == set(flags_here) | set(flags_there)
        assert ruled(site, case) == before[one][2] | before[two][2]  # type: ignore[operator]
        assert set(row(site, case).declined) == {*declined, *declined_there}
        assert set(row(site, case).flags) == {*flags_here, *flags_there}
        for code, act in acts(case).items():
            saved(site, act, code in allowed(site, case))
    unmerge(site, links)
    assert {case: allowed(site, case) for case in before} == {case: kept[0] for case, kept in before.items()}
    assert {case: ruled(site, case) for case in before} == {case: kept[2] for case, kept in before.items()}
    assert set(row(site, one).declined) == set(declined)
    assert set(row(site, two).declined) == set(declined_there)


def allowed_of(before: dict[str, tuple[object, ...]], place: int) -> object:
    first, second = (kept[place] for kept in before.values())
    return first & second  # type: ignore[operator]


def acts(case: str) -> dict[str, Record]:
    return {
        "programme:HRT": Enrolment(case=case, programme="HRT", version="vw2000", started_on="2026-09-01"),
        "reintegration": Support(case=case, item="tools", on="2026-10-02"),
        "arrival": Support(case=case, item="reception", on="2026-10-02"),
    }


def saved(site: Site, act: Record, may: bool) -> None:
    """The one door lets *act* through just when it may; what it let through is taken back."""
    log = site.count("log")
    with pytest.raises(_TakenBackError if may else ActionableError):
        tried(site, act)
    assert site.count("log") == log


def tried(site: Site, act: Record) -> None:
    with site.work() as work:
        work.records.save_all([act])
        raise _TakenBackError


class _TakenBackError(Exception):
    pass


def test_what_was_done_in_the_other_case_is_told_while_they_are_one(team: Team) -> None:
    site = team.one
    one, two = opened(site, ["reintegration"], (), ()), opened(site, (), (), ())
    site.save(Support(case=two, item="tools", on="2026-12-02"))
    assert told(site) == {}
    links = merge(site, one, two)
    assert told(site) == {two: ["reintegration"]}
    assert [one.code for one in site.store.queries.breaches().declined.breaches(two)[two]] == ["reintegration"]
    unmerge(site, links)
    assert told(site) == {}


def told(site: Site) -> dict[str, list[str]]:
    with site.store.reading() as queries:
        return {case: [one.code for one in found] for case, found in queries.breaches().declined.breaches().items()}


def test_a_gate_asks_for_what_a_flag_of_either_demands(team: Team) -> None:
    site = team.one
    one, two = opened(site, (), (), ()), opened(site, (), [FlagCode.MINOR], ())
    files = site.store.queries.gate_files
    merge(site, one, two)
    with site.store.reading():
        flags = files().case_file(site.case(one), date(2026, 11, 20)).flags
    assert [flag.code for flag in flags] == [FlagCode.MINOR]


def test_nobody_is_listed_under_a_name_declined_in_the_other_case(team: Team) -> None:
    site = team.one
    one, two = opened(site, (), [FlagCode.HEALTH], ()), opened(site, ["label:health", "label:HRT"], (), ())
    site.change(one, programme="HRT")

    def listed(**narrowed: str) -> set[str]:
        return {found.id for found in site.store.queries.cases(CaseFilter(**narrowed))[0]}

    assert listed(flag="health") == listed(programme="HRT") == {one}
    links = merge(site, one, two)
    assert listed(flag="health") == listed(programme="HRT") == set()
    assert site.store.queries.count_cases(CaseFilter(flag="health")) == 0
    unmerge(site, links)
    assert listed(flag="health") == listed(programme="HRT") == {one}


def test_a_flag_of_the_case_within_finds_the_one_it_is_shown_in(team: Team) -> None:
    site = team.one
    one, two = opened(site, (), (), ()), opened(site, (), [FlagCode.HEALTH], ())
    merge(site, one, two)
    assert [found.id for found in site.store.queries.cases(CaseFilter(flag="health"))[0]] == [one]


def test_a_minor_by_either_case_keeps_what_protects_him(team: Team) -> None:
    site = team.one
    one, two = opened(site, (), (), ()), opened(site, ["beyond-rean"], (), ())
    child = site.store.queries.records(one, Person)[0]
    site.save(replace(child, birth_date="2012-05-01", birth_precision="known"))
    assert not is_allowed("arrival", site.store.queries.case_page(two).declined)
    links = merge(site, one, two)
    assert is_allowed("arrival", site.store.queries.case_page(two).declined)
    unmerge(site, links)
    assert not is_allowed("arrival", site.store.queries.case_page(two).declined)
    with pytest.raises(ActionableError):
        site.save(Support(case=two, item="reception", on="2026-10-02"))
