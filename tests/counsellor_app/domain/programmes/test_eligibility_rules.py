"""Each rule at its boundary days, by the shipped texts."""

from datetime import date

import pytest

from counsellor_app.domain.programmes.eligibility import eligibility, rules_since
from counsellor_app.domain.programmes.facts import Sheet
from counsellor_app.domain.programmes.records import EligibilityCheck
from counsellor_app.domain.programmes.shipped import shipped_catalogue
from counsellor_app.domain.programmes.vocabulary import EU_JOINED
from tests.counsellor_app.domain.programmes.sheets import REAN_YES, on

DAY = "2007-11-01"


def answer(code: str, sheet: Sheet) -> str:
    return str(eligibility(code, sheet, shipped_catalogue()).answer)


def without(code: str) -> dict[str, str]:
    return {fact: value for fact, value in REAN_YES.items() if fact != code}


@pytest.mark.parametrize(
    ("claim", "day", "expected"),
    [
        ("2001-03-31", DAY, "yes"),
        ("2001-04-01", DAY, "yes"),
        ("2006-06-14", DAY, "yes"),
        ("2006-06-15", DAY, "no"),
        ("2006-06-16", DAY, "no"),
        ("none", DAY, "no"),
        ("", DAY, "unknown"),
        ("2000", DAY, "yes"),
        ("2001", DAY, "yes"),
        ("2001-03", "2006-05-31", "yes"),
        ("2001", "2006-05-31", "unknown"),
        ("2006-06", DAY, "unknown"),
        ("2006", DAY, "unknown"),
        ("2007", DAY, "no"),
        ("2001-03-31", "2006-05-31", "yes"),
        ("2001-04-01", "2006-05-31", "no"),
        ("2001-04-01", "2006-06-01", "yes"),
    ],
)
def test_hrt_cohorts(claim: str, day: str, expected: str) -> None:
    """Before 1 April 2001, or under the Aliens Act 2000 before 15 June 2006; until June 2006 the first alone."""
    facts = {**REAN_YES, **({"asylum_claim_on": claim} if claim else {})}
    assert answer("HRT", on(day, facts)) == expected


def test_hrt_says_which_version_and_which_cohort() -> None:
    early = eligibility("HRT", on("2006-05-31", {**REAN_YES, "asylum_claim_on": "2001-03-31"}), shipped_catalogue())
    late = eligibility("HRT", on(DAY, {**REAN_YES, "asylum_claim_on": "2001-03-31"}), shipped_catalogue())
    assert (early.version, late.version) == ("hrpt", "vw2000")
    limits = [(one.code, one.limit) for one in late.reasons if one.fact == "asylum_claim_on"]
    assert limits[0] == ("before", "2001-04-01")
    newer = eligibility("HRT", on(DAY, {**REAN_YES, "asylum_claim_on": "2002-01-01"}), shipped_catalogue())
    assert "2001-04-01" not in {one.limit for one in newer.reasons if one.code == "before"}
    assert "since" in {one.code for one in newer.reasons}


def test_hrt_needs_rean() -> None:
    facts = {**REAN_YES, "own_means": "yes", "asylum_claim_on": "2001-03-31"}
    found = eligibility("HRT", on(DAY, facts), shipped_catalogue())
    assert found.answer == "no"
    assert "own_means" in {one.fact for one in found.reasons}


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        ("wishes_return", "no", "no"),
        ("wishes_return", "", "unknown"),
        ("own_means", "yes", "no"),
        ("own_means", "", "unknown"),
        ("travel_document", "obtainable", "yes"),
        ("travel_document", "not_obtainable", "no"),
        ("travel_document", "", "unknown"),
        ("last_assisted_return_on", "2002-10-31", "yes"),
        ("last_assisted_return_on", "2002-11-01", "yes"),
        ("last_assisted_return_on", "2002-11-02", "no"),
        ("last_assisted_return_on", "2002", "unknown"),
        ("last_assisted_return_on", "2001", "yes"),
        ("last_assisted_return_on", "", "unknown"),
    ],
)
def test_rean_conditions(code: str, value: str, expected: str) -> None:
    assert answer("REAN", on(DAY, {**without(code), **({code: value} if value else {})})) == expected


def test_what_is_missing_is_named() -> None:
    found = eligibility("REAN", on(DAY, {"wishes_return": "yes"}), shipped_catalogue())
    assert found.missing == ("own_means", "last_assisted_return_on", "travel_document")


@pytest.mark.parametrize(
    ("permit", "applied", "day", "expected"),
    [
        ("2007-08-15", "2007-11-15", "2008-01-01", "yes"),
        ("2007-08-15", "2007-11-16", "2008-01-01", "no"),
        ("2007-11-30", "2008-02-29", "2008-05-01", "yes"),
        ("2007-11-30", "2008-03-01", "2008-05-01", "no"),
        ("2006-11-30", "2007-02-28", "2008-05-01", "yes"),
        ("2006-11-30", "2007-03-01", "2008-05-01", "no"),
        ("2007-01-31", "2007-04-30", "2008-05-01", "yes"),
        ("2007-01-31", "2007-05-01", "2008-05-01", "no"),
        ("2007-08-15", "", "2007-11-15", "yes"),
        ("2007-08-15", "", "2007-11-16", "unknown"),
        ("2007-08-15", "none", "2007-11-15", "yes"),
        ("2007-08-15", "none", "2007-11-16", "no"),
        ("", "2007-11-15", "2008-01-01", "unknown"),
        ("2007-08", "2007-11-01", "2008-01-01", "yes"),
        ("2007-08", "2007-11-15", "2008-01-01", "unknown"),
        ("2007-08", "2007-12-01", "2008-01-01", "no"),
    ],
)
def test_family_reunification_within_three_calendar_months(permit: str, applied: str, day: str, expected: str) -> None:
    facts = {"permit_ground": "asylum", "permit_on": permit, "family_applied_on": applied}
    assert answer("FAMILY", on(day, {code: value for code, value in facts.items() if value})) == expected


def test_family_reunification_is_for_asylum_permits() -> None:
    facts = {"permit_ground": "other", "permit_on": "2007-08-15", "family_applied_on": "2007-09-01"}
    assert answer("FAMILY", on(DAY, facts)) == "no"


TRAFFICKED = {**REAN_YES, "trafficking": "yes"}


@pytest.mark.parametrize(
    ("country", "day", "expected"),
    [
        *[(country, "2024-01-01", "yes") for country in "BG CY EE HU HR LV LT MT PL RO SI SK CZ".split()],
        *[(country, "2024-01-01", "no") for country in "DE FR GB GR IE ES PT SE".split()],
        *[(country, "2024-01-01", "yes") for country in "NG BR SL SY TR MA".split()],
        ("HU", "2004-04-30", "no"),
        ("HU", "2004-05-01", "yes"),
        ("BG", "2006-12-31", "no"),
        ("BG", "2007-01-01", "yes"),
        ("HR", "2013-06-30", "no"),
        ("HR", "2013-07-01", "yes"),
        ("", DAY, "unknown"),
        ("XX", DAY, "unknown"),
    ],
)
def test_trafficking_countries(country: str, day: str, expected: str) -> None:
    """Non-Western countries, and the thirteen states that joined the EU on or after 1 May 2004."""
    assert answer("VOT", on(day, TRAFFICKED, nationality=country)) == expected


def test_thirteen_states_joined_since_2004() -> None:
    assert sum(str(day) >= "2004-05-01" for day in EU_JOINED.values()) == 13


def test_a_flag_is_a_fact_and_a_written_fact_goes_before_it() -> None:
    known = {code: value for code, value in TRAFFICKED.items() if code != "trafficking"}
    assert answer("VOT", on(DAY, known, nationality="NG")) == "unknown"
    assert answer("VOT", on(DAY, known, nationality="NG", flag="trafficking")) == "yes"
    assert answer("VOT", on(DAY, {**known, "trafficking": "no"}, nationality="NG", flag="trafficking")) == "no"


MINOR = {**REAN_YES, "unaccompanied": "yes"}


@pytest.mark.parametrize(
    ("born", "flag", "expected"),
    [
        ("1989-11-02", "", "yes"),
        ("1989-11-01", "", "no"),
        ("1989", "", "unknown"),
        ("1989", "minor", "yes"),
        ("1990", "", "yes"),
        ("1988", "", "no"),
        ("1988", "minor", "no"),
        ("", "", "unknown"),
        ("", "minor", "yes"),
    ],
)
def test_unaccompanied_minors_with_uncertain_births(born: str, flag: str, expected: str) -> None:
    assert answer("UAM", on(DAY, MINOR, born=born, flag=flag)) == expected


@pytest.mark.parametrize(
    ("code", "country", "day", "expected"),
    [
        ("UAM-ANGOLA", "AO", "2005-12-31", "no"),
        ("UAM-ANGOLA", "AO", "2006-01-01", "yes"),
        ("UAM-ANGOLA", "AO", "2007-12-31", "yes"),
        ("UAM-ANGOLA", "AO", "2008-01-01", "no"),
        ("UAM-ANGOLA", "CD", "2007-01-01", "no"),
        ("UAM-ANGOLA", "", "2007-01-01", "unknown"),
        ("UAM-DRC", "CD", "2004-10-31", "no"),
        ("UAM-DRC", "CD", "2004-11-01", "yes"),
        ("UAM-DRC", "CD", "2007-10-31", "yes"),
        ("UAM-DRC", "CD", "2007-11-01", "no"),
        ("UAM-DRC", "CG", "2007-01-01", "no"),
    ],
)
def test_country_projects_for_minors(code: str, country: str, day: str, expected: str) -> None:
    assert answer(code, on(day, MINOR, born="1995", nationality=country)) == expected


@pytest.mark.parametrize(
    ("code", "facts", "country", "day", "expected"),
    [
        ("VARRP", {"irregular": "yes", "single_parent": "yes"}, "NG", "2006-08-31", "no"),
        ("VARRP", {"irregular": "yes", "single_parent": "yes"}, "NG", "2006-09-01", "yes"),
        ("VARRP", {"irregular": "yes", "single_parent": "yes"}, "NG", "2008-05-31", "yes"),
        ("VARRP", {"irregular": "yes", "single_parent": "yes"}, "NG", "2008-06-01", "no"),
        ("VARRP", {"irregular": "yes"}, "NG", DAY, "unknown"),
        ("VARRP", {"irregular": "yes", "single_parent": "yes"}, "GH", DAY, "no"),
        ("AVRD", {"in_detention": "yes", "wishes_return": "yes"}, "", "2007-10-31", "no"),
        ("AVRD", {"in_detention": "yes", "wishes_return": "yes"}, "", "2007-11-01", "yes"),
        ("AVRD", {"in_detention": "no"}, "", DAY, "no"),
        ("RMH", {"hiv": "yes", "asylum_claim_on": "2003"}, "SL", DAY, "yes"),
        ("RMH", {"hiv": "yes", "asylum_claim_on": "none"}, "SL", DAY, "no"),
        ("RMH", {"hiv": "yes", "asylum_claim_on": "2003"}, "ET", DAY, "yes"),
        ("RMH", {"hiv": "yes", "asylum_claim_on": "2003"}, "IQ", DAY, "no"),
        ("MIDA", {"health_worker": "yes"}, "GH", "2007-12-31", "yes"),
        ("MIDA", {"health_worker": "yes"}, "GH", "2008-01-01", "no"),
        ("TRQN", {"higher_educated": "yes"}, "SD", "2006-03-31", "no"),
        ("TRQN", {"higher_educated": "yes"}, "SD", "2006-04-01", "yes"),
        ("TRQN", {"higher_educated": "yes"}, "IQ", DAY, "no"),
        ("CAPEVERDE", {}, "CV", "2007-12-31", "no"),
        ("CAPEVERDE", {}, "CV", "2008-01-01", "yes"),
        ("HEALTH", {**REAN_YES, "health_problem": "yes"}, "", DAY, "yes"),
        ("VULNERABLE", {**REAN_YES, "former_minor": "yes"}, "", DAY, "yes"),
        ("VULNERABLE", REAN_YES, "", DAY, "unknown"),
        ("RESETTLEMENT", {"nominated_by_unhcr": "yes"}, "", DAY, "yes"),
        ("RRI", {"wishes_return": "yes", "residence_city": "the_hague"}, "", DAY, "yes"),
        ("RRI", {"wishes_return": "yes", "residence_city": "elsewhere"}, "", DAY, "no"),
    ],
)
def test_other_programmes(code: str, facts: dict[str, str], country: str, day: str, expected: str) -> None:
    assert answer(code, on(day, facts, nationality=country)) == expected


def test_a_programme_without_rules_says_so() -> None:
    found = eligibility("MIDDLE", on(DAY), shipped_catalogue())
    assert (found.answer, [one.code for one in found.reasons]) == ("unknown", ["no-conditions"])


def test_an_unknown_programme_is_not_judged() -> None:
    found = eligibility("NOWHERE", on(DAY), shipped_catalogue())
    assert (found.answer, [one.code for one in found.reasons]) == ("unknown", ["no-rules"])


@pytest.mark.parametrize(
    ("version", "today", "since"),
    [
        ("hrpt", "2006-05-31", None),
        ("hrpt", "2006-06-01", "vw2000"),
        ("vw2000", "2006-06-01", None),
        ("vw2000", "2026-11-22", None),
        ("moon", "2026-11-22", "vw2000"),
    ],
)
def test_a_kept_check_knows_whether_its_rules_changed_since(version: str, today: str, since: str | None) -> None:
    check = EligibilityCheck(programme="HRT", version=version, on="2006-05-31")
    assert rules_since(check, shipped_catalogue(), date.fromisoformat(today)) == since


def test_a_check_whose_rules_ended_says_so() -> None:
    check = EligibilityCheck(programme="NOWHERE", version="1")
    assert rules_since(check, shipped_catalogue(), date(2026, 11, 22)) == ""
