"""Which column holds what: common Dutch and English headings, a person's own mapping, and how it is shown."""

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from counsellor_app.domain.errors import ActionableError
from sync.wording import _


class Field(StrEnum):
    """What a column can hold. The values are the words of a mapping file."""

    REFERENCE = "reference"
    NAME = "name"
    FIRST_NAME = "first_name"
    INFIX = "infix"
    LAST_NAME = "last_name"
    OWN_NAME = "own_name"
    ALIAS = "alias"
    ALIEN_NUMBER = "alien_number"
    BIRTH_DATE = "birth_date"
    BIRTH_YEAR = "birth_year"
    SEX = "sex"
    NATIONALITY = "nationality"
    LANGUAGES = "languages"
    PLACE = "place"
    PROGRAMME = "programme"
    STATUS = "status"
    PHONE = "phone"
    OPENED_ON = "opened_on"
    DEPARTED_ON = "departed_on"
    NOTE = "note"


SEVERAL: Final = frozenset({Field.ALIAS, Field.LANGUAGES, Field.PHONE, Field.NOTE})
"""Fields that several columns may fill."""
_NAMES: Final = (Field.NAME, Field.FIRST_NAME, Field.LAST_NAME)
_HEADINGS: Final = MappingProxyType(
    {
        Field.REFERENCE: """dossiernummer dossiernr dossierno kenmerk referentie referentienummer reference
            referencenumber refno refnr ref casenumber caseno casenr caseref casereference caseid zaaknummer zaaknr
            clientnummer clientnr clientnumber clientno clientid klantnummer filenumber fileno filenr registratienummer
            registrationnumber""",
        Field.NAME: """naam name fullname volledigenaam naamclient clientnaam clientname clientsname naamvancclient
            naamvreemdeling naamdeelnemer participantname naampersoon""",
        Field.FIRST_NAME: "voornaam voornamen firstname firstnames forename forenames givenname givennames",
        Field.INFIX: "tussenvoegsel tussenvoegsels voorvoegsel voorvoegsels infix nameprefix tussenv",
        Field.LAST_NAME: "achternaam achternamen geslachtsnaam familienaam lastname surname familyname",
        Field.OWN_NAME: """naameigenschrift eigenschrift naaminoorspronkelijkschrift oorspronkelijkenaam nativename
            nameinownscript ownscript originalname nameoriginalscript originalscript""",
        Field.ALIAS: """alias aliassen aliases aka alsoknownas bijnaam nickname roepnaam anderenaam anderenamen
            othernames""",
        Field.ALIEN_NUMBER: """vnummer vnr vreemdelingennummer vreemdelingnummer vreemdelingennr vreemdelingenno
            vreemdelingnr aliennumber aliennr alienno aliensnumber vnumber vno indnummer vnummers""",
        Field.BIRTH_DATE: """geboortedatum geboortedat gebdatum gebdat gebdd geboren geborenop gebdt datumgeboorte
            geboortedag dateofbirth dob birthdate birthday born bornon gbdatum""",
        Field.BIRTH_YEAR: "geboortejaar gebjaar yearofbirth birthyear yob",
        Field.SEX: "geslacht sekse sex gender mv mvx mf",
        Field.NATIONALITY: """nationaliteit nationaliteiten nationality citizenship staatsburgerschap landvanherkomst
            herkomstland countryoforigin""",
        Field.LANGUAGES: """taal talen taaltalen language languages spreektaal spreektalen moedertaal mothertongue
            voertaal gesprekstaal gesprekstalen tolktaal spokenlanguage spokenlanguages gesprokentalen gesprokentaal""",
        Field.PLACE: """locatie azc plaats opvanglocatie opvang coalocatie verblijfplaats verblijfslocatie
            verblijfsplaats place location centre center receptioncentre receptioncenter detentiecentrum vestiging
            residence""",
        Field.PROGRAMME: "programma programme program regeling programmacode programmecode",
        Field.STATUS: "status casestatus dossierstatus zaakstatus statusdossier",
        Field.PHONE: """telefoon telefoonnummer telefoonnr telefoonnummers telnr telno tel mobiel mobielnummer mobielnr
            mobilenumber mobile gsm phone phonenumber phoneno telephone telephonenumber contactnummer""",
        Field.OPENED_ON: """datumaanmelding aanmelddatum aanmeldingsdatum datumintake intakedatum datumintakegesprek
            datuminschrijving inschrijfdatum datumeerstegesprek datumeerstecontact eerstecontact startdatum
            datumstart openingsdatum opened openedon startdate dateofintake intakedate dateopened registrationdate
            dateofregistration firstcontact""",
        Field.DEPARTED_ON: """vertrekdatum vertrekdat datumvertrek vertrokkenop vertrekop vertrekdag uitreisdatum
            datumuitreis uitgereisdop terugkeerdatum datumterugkeer teruggekeerdop vluchtdatum datumvlucht departuredate
            dateofdeparture departedon departuredt departureday returndate dateofreturn returnedon flightdate""",
        Field.NOTE: """opmerking opmerkingen opm notitie notities toelichting bijzonderheden aantekening aantekeningen
            verslag gespreksverslag note notes remark remarks comment comments""",
    }
)
_WEAK: Final = MappingProxyType(
    {
        Field.REFERENCE: "dossier zaak case file id",
        Field.NAME: "client person persoon deelnemer participant vreemdeling naamvoornaam",
        Field.BIRTH_DATE: "geb gbd",
        Field.NATIONALITY: "nat land herkomst country origin",
        Field.PLACE: "woonplaats stad city gemeente",
        Field.PROGRAMME: "project traject",
        Field.PHONE: "06 06nummer contact",
        Field.OPENED_ON: "datum date intake",
        Field.ALIEN_NUMBER: "alien",
    }
)
_FILLERS = "de het een van vd v d der the of a an s client clients clienten persons"
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_PARTS = re.compile(r"[/|\n,;:]")
_ORDERS: Final = {"dmy": True, "mdy": False}
_MAX_MAPPING = 64 * 1024


def _table(groups: MappingProxyType[Field, str]) -> dict[str, Field]:
    return {name: found for found, names in groups.items() for name in names.split()}


_STRONG_NAMES, _WEAK_NAMES = _table(_HEADINGS), _table(_WEAK)


@dataclass(frozen=True)
class Mapping:
    """Which field each heading fills, None for columns not taken; ``fixed`` values for fields no column fills.

    ``day_first``: 3/4/1990 is the third of April.
    """

    headings: tuple[str, ...]
    fields: tuple[Field | None, ...]
    fixed: tuple[tuple[Field, str], ...] = ()
    day_first: bool = True
    _places: dict[Field, tuple[int, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for at, filled in enumerate(self.fields):
            if filled is not None:
                self._places[filled] = (*self._places.get(filled, ()), at)

    def columns(self, wanted: Field) -> tuple[int, ...]:
        """Return the positions, from 0, of the columns that fill *wanted*."""
        return self._places.get(wanted, ())

    def fixed_value(self, wanted: Field) -> str:
        """Return the value every row has for *wanted*, empty for none."""
        return next((value for found, value in self.fixed if found == wanted), "")

    def describe(self) -> list[tuple[str, str]]:
        """Return ``(heading, what it is taken as)`` for each column, then for each fixed value, to be shown."""
        shown = [
            (heading or _("column {letter}").format(letter=column_letter(at)), field_label(found))
            for at, (heading, found) in enumerate(zip(self.headings, self.fields, strict=True))
        ]
        return shown + [(f"= {value}", field_label(found)) for found, value in self.fixed]

    def require(self) -> None:
        """Return if rows can be read by this mapping; raises :class:`ActionableError` when no column holds names."""
        if not any(self.columns(wanted) for wanted in _NAMES):
            raise ActionableError(
                _("No column with names was recognised."),
                _("Give the column the heading “Naam” or “Name”, or write a mapping file that says which it is."),
            )


def recognised(heading: str) -> Field | None:
    """Return the field a *heading* names in Dutch or English, None for none."""
    return _recognise(heading)[0]


def suggest_mapping(headings: Sequence[str]) -> Mapping:
    """Return the mapping common column names suggest; each field goes to the clearest heading, then to the first."""
    fields: list[Field | None] = [None] * len(headings)
    taken: set[Field] = set()
    ranked = sorted((rank, at, found) for at, (found, rank) in enumerate(map(_recognise, headings)) if found)
    for _rank, at, found in ranked:
        if found not in taken or found in SEVERAL:
            fields[at] = found
            taken.add(found)
    if Field.FIRST_NAME in taken and Field.LAST_NAME not in taken and Field.NAME in taken:
        fields[fields.index(Field.NAME)] = Field.LAST_NAME
    return Mapping(tuple(headings), tuple(fields))


def read_mapping(path: Path, headings: Sequence[str]) -> Mapping:
    """Read a person's own mapping for a table with *headings*; what it does not name is not taken.

    ::

        [columns]
        "V-nr. COA" = "alien_number"
        "Opm. vorige begeleider" = "note"
        [fixed]
        place = "Ter Apel"
        [dates]
        order = "dmy"        # or "mdy"

    Raises :class:`ActionableError` naming what is wrong: the file, a heading or a field that does not exist.
    """
    written = _read_toml(path)
    columns, fixed = _strings(written, "columns"), _strings(written, "fixed")
    order = _strings(written, "dates").get("order", "dmy")
    if order not in _ORDERS or set(written) - {"columns", "fixed", "dates"}:
        raise _bad_mapping(_('It may hold [columns], [fixed] and [dates] with order = "dmy" or "mdy".'))
    fields: list[Field | None] = [None] * len(headings)
    places = {_compact(heading): at for at, heading in reversed(list(enumerate(headings)))}
    for heading, name in columns.items():
        at = places.get(_compact(heading))
        if at is None:
            raise _bad_mapping(_("The table has no column “{heading}”.").format(heading=heading))
        found = _field(name)
        if found in fields and found not in SEVERAL:
            raise _bad_mapping(_("Two columns are named as {field}.").format(field=found.value))
        fields[at] = found
    constant = tuple((_field(name), value) for name, value in fixed.items())
    return Mapping(tuple(headings), tuple(fields), constant, _ORDERS[order])


def field_label(found: Field | None) -> str:
    """Return the name of *found* as a person reads it."""
    labels = {
        Field.REFERENCE: _("reference"),
        Field.NAME: _("name"),
        Field.FIRST_NAME: _("first name"),
        Field.INFIX: _("name prefix"),
        Field.LAST_NAME: _("last name"),
        Field.OWN_NAME: _("name in own script"),
        Field.ALIAS: _("other name"),
        Field.ALIEN_NUMBER: _("alien number"),
        Field.BIRTH_DATE: _("date of birth"),
        Field.BIRTH_YEAR: _("year of birth"),
        Field.SEX: _("sex"),
        Field.NATIONALITY: _("nationality"),
        Field.LANGUAGES: _("languages"),
        Field.PLACE: _("place"),
        Field.PROGRAMME: _("programme"),
        Field.STATUS: _("status"),
        Field.PHONE: _("phone"),
        Field.OPENED_ON: _("opened on"),
        Field.DEPARTED_ON: _("departed on"),
        Field.NOTE: _("note"),
    }
    return labels[found] if found else _("not taken")


def column_letter(at: int) -> str:
    """Return the letters a spreadsheet program shows for column *at* (from 0)."""
    letters, at = "", at + 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=4096)
def _recognise(heading: str) -> tuple[Field | None, int]:
    """Return the field and how far the heading had to be bent to find it: 0 said so, more is a guess."""
    plain = _BRACKETS.sub(" ", heading)
    forms = [_compact(plain), _compact(plain).rstrip("0123456789")]
    forms += [_compact(part) for part in _PARTS.split(plain)]
    forms += [_compact(" ".join(word for word in _words(plain) if word not in _FILLERS.split()))]
    for rank, names in enumerate((_STRONG_NAMES, _WEAK_NAMES)):
        for bent, form in enumerate(forms):
            if form in names:
                return names[form], rank * 10 + bent
    return None, 0


def _words(text: str) -> list[str]:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return re.findall(r"\w+", plain.replace("_", " "))


def _compact(text: str) -> str:
    return "".join(_words(text))


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_MAPPING + 1)
        if len(data) > _MAX_MAPPING:
            raise _bad_mapping(_("It is too large."))
        return tomllib.loads(data.decode("utf-8-sig"))
    except OSError as error:
        raise _bad_mapping(_("It cannot be read.")) from error
    except UnicodeDecodeError as error:
        raise _bad_mapping(_("Save it as UTF-8 text.")) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _bad_mapping(_("It is not TOML: {reason}.").format(reason=str(error)[:120])) from error


def _strings(written: dict[str, Any], section: str) -> dict[str, str]:
    found = written.get(section, {})
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise _bad_mapping(_("Section [{section}] may hold only texts.").format(section=section))
    return found


def _field(name: str) -> Field:
    try:
        return Field(name)
    except ValueError:
        known = ", ".join(found.value for found in Field)
        advice = _("There is no field “{name}”; there are: {known}.").format(name=name, known=known)
        raise _bad_mapping(advice) from None


def _bad_mapping(advice: str) -> ActionableError:
    return ActionableError(_("The mapping file cannot be used."), advice)
