"""The demo's caseload: at least 300 invented cases with their notes over the last year, the same for the same day.

People, papers, plans and obstacles follow the stories, programmes, places and figures of the field; all of it is
invented. Telephone numbers lie in a range that reaches nobody.
"""

import csv
import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from counsellor_app.domain.reference import RANDOM_BYTES, make_reference
from tests.end_to_end.invented_people import Origin, Person, make_person, origins, texts
from tests.end_to_end.note_texts import Facts, Writer
from tests.end_to_end.storylines import ENDS, LEAVING, Situation, programme_of, route

CASES = 320
COUNSELLORS = (frozenset({"am", "ti", "en", "so", "fr", "nl"}), frozenset({"fa", "fa-AF", "ar", "tr", "en", "nl"}))
"""The languages each of the two counsellors speaks; who speaks the client's language takes the case."""
_OLDEST = 355
_VULNERABLE = ("elder", "mother", "exuam")
_ABROAD = frozenset({"exp_report", "exp_done"})
_HOLIDAYS = frozenset({(1, 1), (4, 27), (12, 25), (12, 26)})
_OFFICE_KINDS = frozenset({"internal", "phone"})
_FLAGS = {
    "health": ("health", ""),
    "rmh": ("health", "Alleen bespreken met de cliënt zelf"),
    "uam": ("minor", ""),
    "vot": ("trafficking", "Contact alleen via de opvang"),
    "elder": ("vulnerable", "Ouder en alleenstaand"),
    "mother": ("vulnerable", "Alleenstaande ouder met klein kind"),
    "exuam": ("vulnerable", "Voormalig AMV"),
}


@dataclass(frozen=True, slots=True)
class NoteSketch:
    """A note to be. ``held_at`` in ms; ``author`` is the number of the counsellor."""

    kind: str
    text: str
    place: str
    language: str
    interpreter: bool
    held_at: int
    author: int


@dataclass(frozen=True, slots=True)
class CaseSketch:
    """A case to be, with its notes oldest first; ``flags`` are (code, remark), ``beats`` (what happened, ISO day).

    ``claim``: the day of an asylum claim, where the story has one.
    """

    reference: str
    name: str
    own_name: str
    aliases: tuple[str, ...]
    sex: str
    birth_date: str
    birth_precision: str
    alien_number: str
    nationality: str
    languages: tuple[str, ...]
    place: str
    programme: str
    phone: str
    status: str
    flags: tuple[tuple[str, str], ...]
    opened_on: str
    author: int
    notes: tuple[NoteSketch, ...]
    beats: tuple[tuple[str, str], ...] = ()
    claim: str = ""


def make_caseload(today: date, cases: int = CASES, seed: int = 2007) -> list[CaseSketch]:
    """Return *cases* cases as they stand on *today*; equal arguments give equal cases."""
    pick = random.Random(f"{seed} {today.isoformat()}")
    chosen = _spread(cases, pick)
    return [
        _case(number, origin, arc, today, random.Random(f"{seed} {number}"))
        for number, (origin, arc) in enumerate(chosen)
    ]


def _spread(cases: int, pick: random.Random) -> list[tuple[Origin, str]]:
    """Share *cases* out over the origins by weight, largest remainder first, and over their stories."""
    total = sum(origin.weight for origin in origins())
    shares = [(origin, origin.weight * cases / total) for origin in origins()]
    counts = {id(origin): int(share) for origin, share in shares}
    rest = sorted(shares, key=lambda pair: pair[1] % 1, reverse=True)[: cases - sum(counts.values())]
    for origin, _ in rest:
        counts[id(origin)] += 1
    chosen: list[tuple[Origin, str]] = []
    for origin, _ in shares:
        arcs, weights = zip(*origin.arcs, strict=True)
        drawn = pick.choices(arcs, weights, k=counts[id(origin)])
        chosen += [(origin, pick.choice(_VULNERABLE) if arc == "vulnerable" else arc) for arc in drawn]
    pick.shuffle(chosen)
    return chosen


def _situation(arc: str, illness: dict[str, object], pick: random.Random) -> Situation:
    papers = pick.choices(["valid", "expired", "none"], [35, 35, 30])[0]
    if arc == "avrd":
        papers = pick.choice(("expired", "none"))
    obstacles = ("debt", "fear", "shame", "housing") if arc == "rri" else ("debt", "fear", "shame", "hope", "housing")
    wish = pick.choices(["standard", "arrival", "reintegration"], [13, 8, 8])[0]
    return Situation(papers, pick.choice(obstacles), str(illness["advice"]), wish)


def _location(arc: str, pick: random.Random) -> str:
    facts = texts("facts")
    if arc == "avrd":
        return str(pick.choice(facts["detention"]))
    if arc in ("rri", "varrp", "mother", "exuam", "rmh", "vot"):
        return str(pick.choice(list(facts["cities"])))
    if arc in ("trqn", "mida", "rqs", "capeverde", "diaspora", "elder"):
        return str(pick.choice(("Den Haag", "Utrecht", "Rotterdam")))
    return "azc Amersfoort" if arc == "resettlement" else str(pick.choice(facts["azcs"]))


def _schedule(beats: list[str], opened: date, pick: random.Random) -> list[datetime]:
    """Return a working moment for each beat, from *opened* on; weekends and holidays are free."""
    moments, day = [], opened
    for number, beat in enumerate(beats):
        if number:
            before = beats[number - 1]
            day += timedelta(days=pick.randint(*_pause(before, beat)))
        while day.weekday() > 4 or (day.month, day.day) in _HOLIDAYS:
            day += timedelta(days=1)
        hour = 16 if beat in LEAVING else pick.randint(9, 16)
        moments.append(datetime.combine(day, time(hour, pick.choice((0, 5, 10, 15, 20, 30, 40, 45, 50))), UTC))
    return moments


def _pause(before: str, beat: str) -> tuple[int, int]:
    """Return fewest and most days between two beats."""
    if beat == "varrp_after":
        return 60, 70
    if beat == "after_plan":
        return 12, 16
    if before in LEAVING:
        return 20, 24
    return (25, 40) if beat in _ABROAD else (2, 13)


def _opened(today: date, pick: random.Random) -> date:
    """Return the day of the first contact: more of the cases are recent than old."""
    return today - timedelta(days=8 + int((_OLDEST - 8) * pick.random() ** 1.6))


def _case(number: int, origin: Origin, arc: str, today: date, pick: random.Random) -> CaseSketch:
    claim = None
    if arc == "hrt":
        claim = date(2004, 2, 2) + timedelta(days=pick.randrange(800))
        if pick.random() < 0.35:
            claim = date(1999, 3, 1) + timedelta(days=pick.randrange(740))
    person = make_person(origin, arc, pick, today, claim)
    illness = pick.choice(texts("facts")["illnesses"])
    situation = _situation(arc, illness, pick)
    beats = route(arc, situation, pick)
    opened = _opened(today, pick)
    moments = _schedule(beats, opened, pick)
    place = _location(arc, pick)
    speakers = [author for author, spoken in enumerate(COUNSELLORS) if origin.language in spoken]
    author = speakers[0] if len(speakers) == 1 else number % len(COUNSELLORS)
    language = "nl" if author == 0 or pick.random() < 0.4 else "en"
    facts = Facts(person, arc, place, opened, today, claim, illness, COUNSELLORS[author], pick)
    writer = Writer(facts, language, pick)
    notes = _notes(writer, beats, moments, today, author, person, place, pick)
    last = beats[len(notes) - 1] if notes else beats[0]
    status = ENDS.get(last, "open")
    programme = programme_of(arc, origin.country, pick)
    early = len(notes) < 3 and arc in ("rean", "rri")
    return CaseSketch(
        reference=make_reference(opened.year, pick.randbytes(RANDOM_BYTES)),
        name=person.name.latin,
        own_name=person.name.own,
        aliases=person.aliases,
        sex="female" if person.female else "male",
        birth_date=person.born.isoformat() if person.precision == "known" else str(person.born.year),
        birth_precision=person.precision,
        alien_number="" if arc in ("rri", "capeverde") else f"28{pick.randrange(10**8):08d}",
        nationality=origin.country,
        languages=_languages(origin, person, pick),
        place=place,
        programme="" if early else programme,
        phone=""
        if arc in ("avrd", "vot") or pick.random() < 0.2
        else f"+31 6 0{pick.randrange(10**3):03d} {pick.randrange(10**4):04d}",
        status=status,
        flags=_flags(arc),
        opened_on=opened.isoformat(),
        author=author,
        notes=tuple(notes),
        beats=tuple((beat, str(moment.date())) for beat, moment in zip(beats[: len(notes)], moments, strict=False)),
        claim=claim.isoformat() if claim else "",
    )


def _flags(arc: str) -> tuple[tuple[str, str], ...]:
    flags = [_FLAGS[arc]] if arc in _FLAGS else []
    return (*flags, ("safety", "Geen brieven, geen telefoon")) if arc == "vot" else tuple(flags)


def _languages(origin: Origin, person: Person, pick: random.Random) -> tuple[str, ...]:
    second = pick.choice(("nl", "en")) if person.years > 3 else pick.choice(("en", ""))
    return tuple(dict.fromkeys(code for code in (origin.language, second) if code))


def _notes(
    writer: Writer,
    beats: list[str],
    moments: list[datetime],
    today: date,
    author: int,
    person: Person,
    place: str,
    pick: random.Random,
) -> list[NoteSketch]:
    """Write the notes of the beats that have happened by *today*."""
    flight = next((moment.date() for beat, moment in zip(beats, moments, strict=True) if beat in LEAVING), None)
    notes: list[NoteSketch] = []
    for number, (beat, moment) in enumerate(zip(beats, moments, strict=True)):
        if moment.date() >= today:
            break
        following = next((later for later in moments[number + 1 :]), moment + timedelta(days=7))
        kind, text = writer.write(beat, moment.date(), following.date(), flight or moment.date() + timedelta(days=21))
        note = NoteSketch(
            kind=kind,
            text=text,
            place="" if kind in _OFFICE_KINDS else place,
            language="" if kind == "internal" else writer.spoken,
            interpreter=kind == "talk" and writer.interpreted,
            held_at=int(moment.timestamp() * 1000),
            author=author,
        )
        notes.append(note)
    return notes


COLUMNS = (
    "Dossiernummer", "Naam", "Naam eigen schrift", "Geboortedatum", "Geslacht", "V-nummer", "Nationaliteit",
    "Talen", "Locatie", "Programma", "Telefoon", "Status", "Andere namen", "Datum intake",
)  # fmt: skip
"""Column names as an office's own spreadsheet has them."""


def write_table(caseload: list[CaseSketch], path: Path) -> None:
    """Write the cases, without their notes, as the CSV a Dutch office would export (semicolons, day first)."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, delimiter=";")
        table.writerow(COLUMNS)
        for case in caseload:
            table.writerow(_row(case))


def _row(case: CaseSketch) -> list[str]:
    born = case.birth_date
    if case.birth_precision == "known":
        born = date.fromisoformat(born).strftime("%d-%m-%Y")
    elif case.birth_precision == "estimated":
        born = f"ca. {born}"
    sex = {"female": "V", "male": "M"}[case.sex]
    opened = date.fromisoformat(case.opened_on).strftime("%d-%m-%Y")
    lists = (
        ",".join(case.languages),
        case.place,
        case.programme,
        case.phone,
        case.status,
        "; ".join(case.aliases),
        opened,
    )
    return [case.reference, case.name, case.own_name, born, sex, case.alien_number, case.nationality, *lists]
