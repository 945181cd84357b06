"""Every rule of every shipped programme: what fails by it alone, what it lacks, and the boundary days of its period."""

from datetime import date, timedelta

import pytest

from counsellor_app.domain.programmes.eligibility import Eligibility, eligibility
from counsellor_app.domain.programmes.shipped import shipped_catalogue, shipped_programmes
from tests.counsellor_app.domain.programmes.sheets import REAN_YES, on

DAY = "2007-06-15"
BASES: dict[tuple[str, str], dict[str, str]] = {
    ("REAN", "2007"): REAN_YES,
    ("HRT", "hrpt"): {**REAN_YES, "asylum_claim_on": "2001-03-31", "on": "2006-05-31"},
    ("HRT", "vw2000"): {**REAN_YES, "asylum_claim_on": "2006-06-14"},
    ("RRI", "2007"): {"wishes_return": "yes", "residence_city": "utrecht"},
    ("RIIM", "2007"): {"wishes_return": "yes", "irregular": "yes"},
    ("AVRD", "2007"): {"in_detention": "yes", "wishes_return": "yes", "on": "2008-01-15"},
    ("RMH", "2007"): {"hiv": "yes", "asylum_claim_on": "2003", "country": "ET"},
    ("VARRP", "2007"): {"irregular": "yes", "single_parent": "yes", "country": "NG"},
    ("IRRICO", "2007"): {"wishes_return": "yes"},
    ("HEALTH", "2007"): {**REAN_YES, "health_problem": "yes"},
    ("UAM", "2007"): {**REAN_YES, "unaccompanied": "yes", "born": "1995"},
    ("UAM-ANGOLA", "2007"): {**REAN_YES, "unaccompanied": "yes", "born": "1995", "country": "AO"},
    ("UAM-DRC", "2007"): {**REAN_YES, "unaccompanied": "yes", "born": "1995", "country": "CD"},
    ("VOT", "2007"): {**REAN_YES, "trafficking": "yes", "country": "HU"},
    ("VULNERABLE", "2007"): {**REAN_YES, "vulnerable": "yes"},
    ("AIRPORT", "2007"): {"wishes_return": "yes"},
    ("TRANSIT", "2007"): {"transit": "yes"},
    ("RESETTLEMENT", "2007"): {"nominated_by_unhcr": "yes"},
    ("FAMILY", "2007"): {"permit_ground": "asylum", "permit_on": "2007-03-15", "family_applied_on": "2007-06-15"},
    ("MIDA", "2007"): {"health_worker": "yes", "country": "GH"},
    ("TRQN", "2007"): {"higher_educated": "yes", "country": "XK"},
    ("RQS", "2007"): {"higher_educated": "yes", "country": "SS"},
    ("CAPEVERDE", "2007"): {"country": "CV", "on": "2008-01-15"},
    ("DIASPORA", "2023"): {"higher_educated": "yes"},
    ("LEARN", "2023"): {"permit_ground": "asylum"},
    ("INCLUDEU", "2023"): {"permit_ground": "asylum"},
    ("STEMTALENT", "2024"): {"higher_educated": "yes"},
}
"""What makes the rules of a version answer yes; ``country``, ``born`` and ``on`` (the day asked about) are no facts."""
FAILS: dict[str, dict[str, str]] = {
    "REAN/voluntary": {"wishes_return": "no"},
    "REAN/no-means": {"own_means": "yes"},
    "REAN/no-recent-return": {"last_assisted_return_on": "2002-06-16"},
    "REAN/travel-document": {"travel_document": "not_obtainable"},
    "HRT/rean": {"wishes_return": "no"},
    "HRT/cohort": {"asylum_claim_on": "2006-06-15"},
    "RRI/voluntary": {"wishes_return": "no"},
    "RRI/city": {"residence_city": "elsewhere"},
    "RIIM/voluntary": {"wishes_return": "no"},
    "RIIM/irregular": {"irregular": "no"},
    "AVRD/detention": {"in_detention": "no"},
    "AVRD/voluntary": {"wishes_return": "no"},
    "RMH/hiv": {"hiv": "no"},
    "RMH/asylum": {"asylum_claim_on": "none"},
    "RMH/country": {"country": "IQ"},
    "VARRP/nigerian": {"country": "GH"},
    "VARRP/irregular": {"irregular": "no"},
    "VARRP/vulnerable": {
        **dict.fromkeys(("single_parent", "former_minor", "health_problem", "trafficking", "vulnerable"), "no"),
        "born": "1980",
    },
    "IRRICO/voluntary": {"wishes_return": "no"},
    "HEALTH/rean": {"own_means": "yes"},
    "HEALTH/health": {"health_problem": "no"},
    "UAM/rean": {"own_means": "yes"},
    "UAM/minor": {"born": "1980"},
    "UAM/unaccompanied": {"unaccompanied": "no"},
    "UAM-ANGOLA/uam": {"unaccompanied": "no"},
    "UAM-ANGOLA/angolan": {"country": "CD"},
    "UAM-DRC/uam": {"unaccompanied": "no"},
    "UAM-DRC/congolese": {"country": "AO"},
    "VOT/rean": {"own_means": "yes"},
    "VOT/victim": {"trafficking": "no"},
    "VOT/country": {"country": "DE"},
    "VULNERABLE/rean": {"own_means": "yes"},
    "VULNERABLE/vulnerable": {"vulnerable": "no", "former_minor": "no", "single_parent": "no"},
    "AIRPORT/voluntary": {"wishes_return": "no"},
    "TRANSIT/transit": {"transit": "no"},
    "RESETTLEMENT/nominated": {"nominated_by_unhcr": "no"},
    "FAMILY/permit": {"permit_ground": "other"},
    "FAMILY/in-time": {"family_applied_on": "2007-06-16"},
    "MIDA/origin": {"country": "NG"},
    "MIDA/health-worker": {"health_worker": "no"},
    "TRQN/skilled": {"higher_educated": "no"},
    "TRQN/origin": {"country": "IQ"},
    "RQS/skilled": {"higher_educated": "no"},
    "RQS/origin": {"country": "ET"},
    "CAPEVERDE/origin": {"country": "PT"},
    "DIASPORA/skilled": {"higher_educated": "no"},
    "LEARN/permit": {"permit_ground": "other"},
    "INCLUDEU/permit": {"permit_ground": "other"},
    "STEMTALENT/skilled": {"higher_educated": "no"},
}
"""Programme and rule → what makes just this rule fail; the day of a boundary is the first that no longer counts."""
RULES = [(one.code, one.version, rule.code) for one in shipped_programmes() for rule in one.rules]


def judged(code: str, said: dict[str, str], day: str = "") -> Eligibility:
    facts = {name: value for name, value in said.items() if name not in ("country", "born", "on")}
    asked = day or said.get("on", DAY)
    sheet = on(asked, facts, nationality=said.get("country", ""), born=said.get("born", ""))
    return eligibility(code, sheet, shipped_catalogue())


def test_every_rule_stands_in_the_tables() -> None:
    assert {(code, version) for code, version, _rule in RULES} == set(BASES)
    assert {f"{code}/{rule}" for code, _version, rule in RULES} == set(FAILS)


@pytest.mark.parametrize(("code", "version"), BASES)
def test_what_meets_every_rule_is_yes_by_that_version(code: str, version: str) -> None:
    found = judged(code, BASES[code, version])
    assert (found.answer, found.version) == ("yes", version)
    text = shipped_catalogue().version(code, version)
    assert text is not None
    assert {one.rule for one in found.reasons if one.rule} == {rule.code for rule in text.rules}


@pytest.mark.parametrize(("code", "version", "rule"), RULES)
def test_each_rule_fails_by_itself_and_says_so(code: str, version: str, rule: str) -> None:
    said = {**BASES[code, version], **FAILS[f"{code}/{rule}"]}
    found = judged(code, said)
    assert (found.answer, found.version) == ("no", version)
    assert {one.rule for one in found.reasons} == {rule}


@pytest.mark.parametrize(("code", "version", "rule"), RULES)
def test_each_rule_without_its_facts_cannot_be_judged_and_names_them(code: str, version: str, rule: str) -> None:
    changed = FAILS[f"{code}/{rule}"]
    said = {name: value for name, value in BASES[code, version].items() if name not in changed}
    found = judged(code, said)
    if (code, rule) == ("FAMILY", "in-time"):
        assert found.answer == "yes"
        found = judged(code, said, "2007-06-16")
    assert found.answer == "unknown"
    assert rule in {one.rule for one in found.reasons}
    assert found.missing


PERIODS = [
    (one.code, one.version, edge, day)
    for one in shipped_programmes()
    for edge, day in (("starts", one.period.starts), ("ends", one.period.ends))
    if day is not None and one.rules
]


@pytest.mark.parametrize(("code", "version", "edge", "day"), PERIODS)
def test_a_period_counts_its_first_and_its_last_day(code: str, version: str, edge: str, day: date) -> None:
    outside = day - timedelta(days=1) if edge == "starts" else day + timedelta(days=1)
    said = {**BASES[code, version], "last_assisted_return_on": "none"}
    assert judged(code, said, day.isoformat()).answer == "yes"
    found = judged(code, said, outside.isoformat())
    assert found.answer == "no"
    assert [(one.rule, one.code) for one in found.reasons] == [("", "not-begun" if edge == "starts" else "ended")]
