"""The programmes of the work: codes, English and Dutch names, and how people write them.

Codes only: steps, evidence, rules and figures of each programme are the rule engine's. A case without a programme has
an empty code.
"""

import unicodedata
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from counsellor_app.domain.errors import ActionableError
from sync.wording import _


@dataclass(frozen=True, slots=True)
class Programme:
    """One programme. ``written``: other ways its code is written, folded as :func:`fold_code` does."""

    code: str
    english: str
    dutch: str
    written: tuple[str, ...] = ()

    def name(self, language: str) -> str:
        """Return the name in *language* (``nl``, else English)."""
        return self.dutch if language == "nl" else self.english


_ROWS: Final = (
    Programme(
        "REAN",
        "Return and Emigration of Aliens from the Netherlands",
        "REAN: terugkeer en emigratie van vreemdelingen uit Nederland",
        ("AVR", "TERUGKEER"),
    ),
    Programme(
        "HRT", "Return and Reintegration Scheme", "Herintegratie Regeling Terugkeer", ("HRPT", "VW2000", "HRTVW2000")
    ),
    Programme("RRI", "Randstad Return Initiative", "Randstad Return Initiative", ("RRI2", "RRIII")),
    Programme(
        "RIIM",
        "Return Initiative for Irregular Migrants residing in cities of the EU",
        "Terugkeerinitiatief voor irreguliere migranten in EU-steden",
    ),
    Programme(
        "AVRD",
        "Assisted Voluntary Return from Detention",
        "Vrijwillige terugkeer uit vreemdelingenbewaring",
        ("DETENTIE", "DETENTION"),
    ),
    Programme("RMH", "Return, Migration and Health", "Terugkeer, migratie en gezondheid", ("RMH3", "RMHIII")),
    Programme(
        "VARRP",
        "Vulnerable irregular Nigerians (VARRP VINN)",
        "Kwetsbare Nigeriaanse migranten (VARRP VINN)",
        ("VARRPVINN", "VINN"),
    ),
    Programme(
        "IRRICO",
        "Information on return and reintegration in countries of origin",
        "Informatie over terugkeer en herintegratie in herkomstlanden",
    ),
    Programme("HEALTH", "People with health problems", "Mensen met gezondheidsproblemen", ("GEZONDHEID", "MEDISCH")),
    Programme("UAM", "Unaccompanied minors", "Alleenstaande minderjarige vreemdelingen", ("AMV", "AMA")),
    Programme("UAM-ANGOLA", "Unaccompanied minors, Angola", "AMV Angola", ("AMVANGOLA",)),
    Programme("UAM-DRC", "Unaccompanied minors, DR Congo", "AMV DR Congo", ("AMVDRC", "UAMCONGO", "AMVCONGO")),
    Programme("VOT", "Victims of trafficking", "Slachtoffers van mensenhandel", ("MENSENHANDEL", "TRAFFICKING")),
    Programme(
        "VULNERABLE", "Other people in a vulnerable position", "Overige mensen in een kwetsbare positie", ("KWETSBAAR",)
    ),
    Programme("TRANSIT", "Transit assistance", "Transitassistentie", ("AIRPORT", "SCHIPHOL")),
    Programme(
        "RESETTLEMENT", "Invited refugees", "Uitgenodigde vluchtelingen", ("UITGENODIGD", "HERVESTIGING", "INVITED")
    ),
    Programme("FAMILY", "Family reunification", "Gezinshereniging", ("GEZINSHERENIGING", "FAMILYREUNIFICATION")),
    Programme("MIDA", "MIDA Ghana Health", "MIDA Ghana Health", ("MIDAGHANA", "MIDAGHANAHEALTH", "MIDAGHANAHEALTH2")),
    Programme("TRQN", "Temporary Return of Qualified Nationals", "Tijdelijke terugkeer van gekwalificeerde migranten"),
    Programme("RQS", "Return and Reintegration of Qualified Sudanese", "Terugkeer van gekwalificeerde Sudanezen"),
    Programme(
        "CAPEVERDE",
        "Diaspora for Development of Cape Verde",
        "Diaspora voor de ontwikkeling van Kaapverdië",
        ("DDCV", "KAAPVERDIE"),
    ),
    Programme("DIASPORA", "Connecting Diaspora", "Connecting Diaspora", ("CONNECTINGDIASPORA",)),
    Programme("LEARN", "LEARN: labour-market inclusion", "LEARN: inclusie op de arbeidsmarkt"),
    Programme("INCLUDEU", "INCLUD-EU", "INCLUD-EU"),
    Programme("MIDDLE", "Moving the Middle", "Moving the Middle", ("MOVINGTHEMIDDLE", "MTM")),
    Programme(
        "SAMEN",
        "SAMEN: against sexual and gender-based violence",
        "SAMEN: tegen seksueel en gendergerelateerd geweld",
    ),
    Programme("STEMTALENT", "STEMTALENT4NL", "STEMTALENT4NL", ("STEMTALENT4NL",)),
)

PROGRAMMES: Final = MappingProxyType({programme.code: programme for programme in _ROWS})


def fold_code(text: str) -> str:
    """Return *text* in capitals without accents, letters and digits only, as codes are compared."""
    return "".join(character for character in unicodedata.normalize("NFKD", text).upper() if character.isalnum())


_BY_WRITING: Final = MappingProxyType(
    {
        fold_code(writing): programme.code
        for programme in reversed(_ROWS)
        for writing in (programme.english, programme.dutch, *programme.written, programme.code)
    }
)


def read_programme(text: str) -> str:
    """Return the code of the programme that *text* names by code or name; nothing for nothing.

    Raises :class:`ActionableError` for a programme nobody knows.
    """
    if not text.strip():
        return ""
    code = _BY_WRITING.get(fold_code(text))
    if code is None:
        raise ActionableError(
            _("This programme is not known."),
            _("Known codes: {codes}.").format(codes=", ".join(PROGRAMMES)),
        )
    return code


def programme_name(code: str, language: str) -> str:
    """Return the name of *code* in *language*; the code itself if it came from a newer version."""
    programme = PROGRAMMES.get(code)
    return programme.name(language) if programme else code
