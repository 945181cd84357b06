"""The words rules and gates speak: facts that are known everywhere, kinds of evidence, groups of countries.

A programme's text may add facts and kinds of evidence of its own; these are the ones the shipped texts share.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from sync.wording import _, pgettext

DERIVED: Final = frozenset({"nationality", "age", "minor", "may_be_minor", "third_country"})
"""Facts that follow from the case and its person, and are not written down by themselves."""
FACT_KINDS: Final = MappingProxyType(
    {
        "nationality": "country",
        "age": "number",
        "minor": "yes_no",
        "may_be_minor": "yes_no",
        "unaccompanied": "yes_no",
        "destination": "country",
        "third_country": "yes_no",
        "asylum_claim_on": "day",
        "permit_on": "day",
        "permit_ground": "choice",
        "family_applied_on": "day",
        "wishes_return": "yes_no",
        "own_means": "yes_no",
        "travel_document": "choice",
        "last_assisted_return_on": "day",
        "in_detention": "yes_no",
        "health_problem": "yes_no",
        "hiv": "yes_no",
        "trafficking": "yes_no",
        "extra_support_wished": "yes_no",
        "vulnerable": "yes_no",
        "former_minor": "yes_no",
        "single_parent": "yes_no",
        "exit_visa_demanded": "yes_no",
        "dna_demanded": "yes_no",
        "travels_alone": "yes_no",
        "nominated_by_unhcr": "yes_no",
        "in_need": "yes_no",
        "higher_educated": "yes_no",
        "health_worker": "yes_no",
        "irregular": "yes_no",
        "residence_city": "choice",
        "transit": "yes_no",
    }
)
CHOICES: Final = MappingProxyType(
    {
        "permit_ground": ("asylum", "other"),
        "travel_document": ("held", "obtainable", "not_obtainable"),
        "residence_city": ("amsterdam", "rotterdam", "the_hague", "utrecht", "elsewhere"),
    }
)
EVIDENCE_KINDS: Final = frozenset(
    {
        "guardian_agreement",
        "doctor_advice",
        "escort_decision",
        "consent_data_exchange",
        "ind_permission",
        "ind_family_permission",
        "travel_document",
        "exit_visa",
        "dna_result",
        "minor_escort",
        "scheme_approval",
        "client_wish",
        "unhcr_nomination",
        "selection",
        "medical_examination",
        "entry_papers",
        "third_country_admission",
        "individual_check",
        "institution_request",
        "safety_plan",
        "transport_confirmed",
    }
)
EU_JOINED: Final[Mapping[str, date]] = MappingProxyType(
    {
        **dict.fromkeys(("BE", "DE", "FR", "IT", "LU", "NL"), date(1958, 1, 1)),
        **dict.fromkeys(("DK", "IE", "GB"), date(1973, 1, 1)),
        "GR": date(1981, 1, 1),
        **dict.fromkeys(("ES", "PT"), date(1986, 1, 1)),
        **dict.fromkeys(("AT", "FI", "SE"), date(1995, 1, 1)),
        **dict.fromkeys(("CY", "CZ", "EE", "HU", "LT", "LV", "MT", "PL", "SI", "SK"), date(2004, 5, 1)),
        **dict.fromkeys(("BG", "RO"), date(2007, 1, 1)),
        "HR": date(2013, 7, 1),
    }
)
"""Country → the day it joined the European Union."""
EU_LEFT: Final[Mapping[str, date]] = MappingProxyType({"GB": date(2020, 2, 1)})
"""Country → its first day outside the European Union."""
WESTERN: Final = frozenset(
    (
        "AD AL AT AX BA BE BG BY CH CY CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME MK"
        " MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA XK US CA GL BM PM AU NZ FJ PG SB VU NC PF WS TO TV KI NR PW FM"
        " MH GU AS MP CK NU TK WF NF PN ID JP"
    ).split()
)
"""Europe without Turkey, North America, Oceania, Indonesia and Japan: how Dutch statistics told countries apart."""
AFRICA: Final = frozenset(
    (
        "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG ML MR MU MW MZ NA NE"
        " NG RE RW SC SD SH SL SN SO SS ST SZ TD TG TN TZ UG YT ZA ZM ZW"
    ).split()
)
HIV_STUDY: Final = frozenset({"AO", "GH", "CM", "NG", "SL"})
COUNTRY_GROUPS: Final = frozenset({"non_western", "africa", "africa_hiv_study"})


def in_group(country: str, group: str) -> bool:
    """Say whether *country* (alpha-2) is in one of :data:`COUNTRY_GROUPS`."""
    if group == "non_western":
        return country not in WESTERN
    return country in (AFRICA if group == "africa" else HIV_STUDY)


def fact_name(code: str) -> str:
    """Return what a fact is called; the code itself for one of a programme's own."""
    names = {
        "nationality": _("Nationality"),
        "age": _("Age"),
        "minor": _("Minor"),
        "may_be_minor": _("Minor, or perhaps one"),
        "unaccompanied": _("In the Netherlands without parents"),
        "destination": _("Country to travel to"),
        "third_country": _("Travels to a third country"),
        "asylum_claim_on": _("Asylum claim lodged on"),
        "permit_on": _("Permit given on"),
        "permit_ground": _("Ground of the permit"),
        "family_applied_on": _("Family reunification applied for on"),
        "wishes_return": _("Wishes to return"),
        "own_means": _("Has means to pay the journey"),
        "travel_document": _("Travel document"),
        "last_assisted_return_on": _("Last assisted return on"),
        "in_detention": _("In immigration detention"),
        "health_problem": _("Has a health problem"),
        "hiv": _("Lives with HIV"),
        "trafficking": _("Presumed victim of trafficking"),
        "extra_support_wished": _("Wishes more than standard support"),
        "vulnerable": _("In a vulnerable position"),
        "former_minor": _("Came as an unaccompanied minor"),
        "single_parent": _("Single parent with small children"),
        "exit_visa_demanded": _("Exit visa demanded"),
        "dna_demanded": _("DNA test demanded"),
        "travels_alone": _("Travels alone"),
        "nominated_by_unhcr": _("Nominated by UNHCR"),
        "in_need": _("Cannot go on without help"),
        "higher_educated": _("Skilled or highly educated"),
        "health_worker": _("Works in health care"),
        "irregular": _("Without a right to stay"),
        "residence_city": _("City of residence"),
        "transit": _("Passes through to another country"),
    }
    return names.get(code) or code


def evidence_name(code: str) -> str:
    """Return what a kind of evidence is called; the code itself for one of a programme's own."""
    names = {
        "guardian_agreement": _("Written agreement of the guardian"),
        "doctor_advice": _("Advice of a (treating) doctor"),
        "escort_decision": _("Decision on a medical or social escort"),
        "consent_data_exchange": _("Signed consent to exchange data"),
        "ind_permission": _("Permission of the IND"),
        "ind_family_permission": _("IND permission for the family"),
        "travel_document": _("Travel document seen"),
        "exit_visa": _("Exit visa"),
        "dna_result": _("Result of the DNA test"),
        "minor_escort": _("Escort of the minor arranged"),
        "scheme_approval": _("Approved check of the scheme"),
        "client_wish": _("Wish of the client, in own words"),
        "unhcr_nomination": _("Nomination by UNHCR"),
        "selection": _("Selected by the mission or on the file"),
        "medical_examination": _("Medical examination"),
        "entry_papers": _("Papers for exit, transit and entry"),
        "third_country_admission": _("Admission of the third country"),
        "individual_check": _("Individual check of what return would mean"),
        "institution_request": _("Request of the receiving institution"),
        "safety_plan": _("Safety plan"),
        "transport_confirmed": _("Each party of the transport confirmed"),
    }
    return names.get(code) or code


def choice_name(value: str) -> str:
    """Return what one value of a fact is called: yes, no, none, and the choices; the value itself for others."""
    names = {
        "yes": _("yes"),
        "no": _("no"),
        "none": _("never"),
        "asylum": _("asylum"),
        "other": _("another"),
        "held": pgettext("travel document", "held"),
        "obtainable": _("obtainable"),
        "not_obtainable": _("not obtainable"),
        "mental": _("mental"),
        "physical": _("physical"),
        "amsterdam": _("Amsterdam"),
        "rotterdam": _("Rotterdam"),
        "the_hague": _("The Hague"),
        "utrecht": _("Utrecht"),
        "elsewhere": _("elsewhere"),
    }
    return names.get(value) or value
