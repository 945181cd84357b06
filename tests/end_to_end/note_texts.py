"""Writes the notes of one case: a wording for each beat, filled with the facts of that case in Dutch or English."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from babel.dates import format_date

from tests.end_to_end.invented_people import Person, english, language_name, texts

_PRONOUNS = {
    ("nl", False): {"hij": "hij", "hem": "hem", "zijn": "zijn"},
    ("nl", True): {"hij": "ze", "hem": "haar", "zijn": "haar"},
    ("en", False): {"he": "he", "him": "him", "his": "his", "himself": "himself"},
    ("en", True): {"he": "she", "him": "her", "his": "her", "himself": "herself"},
}
_NUMBERS = {
    "nl": ["", "Een", "Twee", "Drie", "Vier", "Vijf", "Zes", "Zeven", "Acht", "Negen", "Tien", "Elf", "Twaalf"],
    "en": ["", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"],
}
_NTH = {
    "nl": ["", "oudste", "tweede", "derde", "vierde", "vijfde"],
    "en": ["", "eldest", "second", "third", "fourth", "fifth"],
}
_HIV = ("", "dolutegravir/lamivudine")
_FLIGHTS = (("10:20", "07:20"), ("11:15", "08:15"), ("12:30", "09:30"), ("14:05", "11:05"))


@dataclass(slots=True)
class Facts:
    """What stays the same in all notes of a case; drawn once."""

    person: Person
    arc: str
    place: str
    opened: date
    today: date
    claim: date | None
    illness: Mapping[str, Any]
    counsellor_speaks: frozenset[str]
    pick: random.Random
    drawn: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        pick, facts, person = self.pick, texts("facts"), self.person
        low, high = person.origin.rent
        step = 10 ** max(1, len(str(low)) - 2)
        expired = self.opened - timedelta(days=pick.randint(60, 1500))
        self.drawn = {
            "trade": pick.choice(facts["trades"]),
            "casemanager": pick.choice(facts["casemanagers"]),
            "guardian": pick.choice(facts["guardians"]),
            "doctor": pick.choice(facts["doctors"]),
            "profession": pick.choice(facts["professions"]),
            "family": pick.choice(facts["families_of_women" if person.female else "families"]),
            "child": pick.choice(facts["children"]),
            "shelter": pick.choice(facts["cities"].get(self.place, facts["cities"]["Den Haag"])),
            "flight": pick.choice(_FLIGHTS),
            "rent": pick.randrange(low, high, step) // step * step,
            "savings": pick.randrange(350, 2600, 50),
            "debt": pick.randrange(2000, 9500, 500),
            "bed": pick.randrange(180, 340, 10),
            "fare": pick.randrange(1400, 3900, 50),
            "weeks": pick.randint(3, 9),
            "nth": pick.randint(1, 5),
            "younger": pick.randint(1, 3),
            "minutes": pick.choice((40, 50, 55, 60, 75)),
            "wing": f"{pick.choice('ABCDE')}{pick.randint(1, 4)}",
            "expired": expired,
            "valid": self.today + timedelta(days=pick.randint(200, 1800)),
            "permit": self.opened - timedelta(days=pick.randint(60, 150)),
        }


def _conversation(facts: Facts) -> tuple[str, bool]:
    """Return the language talks are held in, and whether an interpreter is needed for it."""
    own, years = facts.person.origin.language, facts.person.years
    if own in facts.counsellor_speaks:
        return own, False
    return ("nl", False) if years >= 6 else (own, True)


class Writer:
    """Writes notes in one language; never the same text twice in a case."""

    def __init__(self, facts: Facts, language: str, pick: random.Random) -> None:
        self._facts, self._language, self._pick = facts, language, pick
        self._beats = {**texts("beats_return"), **texts("beats_special")}
        self._written: set[str] = set()
        self.spoken, self.interpreted = _conversation(facts)
        self._fixed = self._fixed_slots()

    def write(self, beat: str, day: date, following: date, flight: date) -> tuple[str, str]:
        """Return kind and text of the note for *beat* on *day*; *following* is the day of the next contact."""
        entry = self._beats[beat]
        slots = {**self._fixed, **self._dated(beat, day, following, flight)}
        for _ in range(12):
            text = self._compose(entry[self._language], slots)
            if text not in self._written:
                break
        if beat == "intake" and self._pick.random() < 0.5:
            text += "\n\n" + self._compose(self._beats["background"][self._language], slots)
        self._written.add(text)
        return str(entry["kind"]), text

    def _compose(self, parts: list[list[str]], slots: Mapping[str, str]) -> str:
        sentences = [self._pick.choice(part) for part in parts]
        if len(sentences) > 3 and self._pick.random() < 0.3:
            del sentences[self._pick.randint(2, len(sentences) - 1)]
        half = len(sentences) // 2
        paragraphs = len(sentences) > 2 and self._pick.random() < 0.35
        text = (
            "\n\n".join((" ".join(sentences[:half]), " ".join(sentences[half:]))) if paragraphs else " ".join(sentences)
        )
        return text.format_map(slots)

    def _dated(self, beat: str, day: date, following: date, flight: date) -> dict[str, str]:
        passport = self._facts.drawn["valid" if beat == "docs_valid" else "expired"]
        return {
            "next": self._day(following),
            "flight": self._day(flight),
            "passport": format_date(passport, "d MMMM yyyy", locale=self._language),
            "slip": self._day(day - timedelta(days=self._pick.randint(1, 3))),
        }

    def _day(self, day: date) -> str:
        return format_date(day, "EEEE d MMMM", locale=self._language)

    def _place(self, text: str) -> str:
        return text if self._language == "nl" else english(text)

    def _amount(self, number: int) -> str:
        return f"{number:,}".replace(",", "." if self._language == "nl" else ",")

    def _fixed_slots(self) -> dict[str, str]:
        person, drawn, language = self._facts.person, self._facts.drawn, self._language
        which = 0 if language == "nl" else 1
        trade = drawn["trade"][language]
        embassy = self._place(person.origin.embassy)
        the_embassy = f"de ambassade in {embassy}" if which == 0 else f"the embassy in {embassy}"
        spoken = language_name(self.spoken, language)
        quotes = texts("facts")["quotes"][person.origin.language.partition("-")[0]]
        illness = _HIV if self._facts.arc == "rmh" else self._facts.illness[language]
        contact = self._contact(which)
        slots = {
            "name": person.given.latin,
            "age": str(person.age),
            "home": self._place(person.home),
            "capital": self._place(person.origin.capital),
            "waiting": self._place(person.origin.waiting),
            "place": self._place(self._facts.place),
            "kin": person.kin[which],
            "plan": trade[0],
            "trade": trade[0],
            "experience": trade[1],
            "tools": trade[2],
            "illness": illness[0],
            "medicine": illness[1],
            "shelter": drawn["shelter"][which],
            "profession": drawn["profession"][which],
            "family": drawn["family"][which],
            "child": drawn["child"][which],
            "rent": f"{self._amount(drawn['rent'])} {self._place(person.origin.money)}",
            "savings": f"€ {self._amount(drawn['savings'])}",
            "debt": self._amount(drawn["debt"]),
            "fare": self._amount(drawn["fare"]),
            "bed": str(drawn["bed"]),
            "weeks": self._number(drawn["weeks"]).lower(),
            "Weeks": self._number(drawn["weeks"]),
            "minutes": str(drawn["minutes"]),
            "wing": drawn["wing"],
            "flighttime": drawn["flight"][0],
            "report": drawn["flight"][1],
            "embassy": the_embassy,
            "Embassy": the_embassy[0].upper() + the_embassy[1:],
            "casemanager": drawn["casemanager"],
            "guardian": self._place(drawn["guardian"]),
            "doctor": self._place(drawn["doctor"]),
            "Colleague": "Een collega" if which == 0 else "A colleague",
            "colleague": "een collega" if which == 0 else "a colleague",
            "contact": contact,
            "Contact": contact[0].upper() + contact[1:],
            "nth": _NTH[language][drawn["nth"]],
            "siblings": self._number(drawn["nth"] + drawn["younger"]).lower(),
            "permit": format_date(drawn["permit"], "d MMMM yyyy", locale=language),
            "asylum": format_date(self._facts.claim, "d MMMM yyyy", locale=language) if self._facts.claim else "",
            "cohort": "HRPT" if self._facts.claim and self._facts.claim < date(2001, 4, 1) else "Vw2000",
            "years": self._number(person.years).lower(),
            "Years": self._number(person.years),
            **{f"quote_{name}": text for name, text in quotes.items()},
        }
        slots["interpreted"] = self._interpreted(spoken)
        return slots | self._pronouns()

    def _number(self, number: int) -> str:
        words = _NUMBERS[self._language]
        return words[number] if number < len(words) else str(number)

    def _interpreted(self, spoken: str) -> str:
        if self._language == "nl":
            return f"met tolk {spoken}" if self.interpreted else f"in het {spoken}, zonder tolk"
        return f"with an interpreter ({spoken})" if self.interpreted else f"in {spoken}, no interpreter"

    def _contact(self, which: int) -> str:
        place, manager = self._facts.place, self._facts.drawn["casemanager"]
        if self._facts.arc == "uam":
            return ("de mentor", "the mentor")[which]
        if self._facts.arc == "vot":
            return ("de begeleider van de opvang", "the shelter worker")[which]
        if place.startswith("azc"):
            return (f"casemanager {manager}", f"case manager {manager}")[which]
        return ("de vrijwilliger van de inloop", "the volunteer at the drop-in")[which]

    def _pronouns(self) -> dict[str, str]:
        person, language = self._facts.person, self._language
        own = _PRONOUNS[language, person.female]
        subject = "hij" if language == "nl" else "he"
        of_kin = _PRONOUNS[language, person.kin[2] == "f"][subject].capitalize()
        return own | {word.capitalize(): text.capitalize() for word, text in own.items()} | {f"Kin{subject}": of_kin}
