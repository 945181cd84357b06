"""Random histories: people edit the same cases on five replicas, over lines that lose, repeat, delay and reorder."""

import random
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from counsellor_app.domain.records import Alias, Amendment, Flag, Note, Person, Review
from counsellor_app.domain.shelves import Shelf, ShelfPurpose
from counsellor_app.domain.synced_fields import Home, Kind
from counsellor_app.store.store import Work
from sync.protocol.api import FeedPage
from tests.counsellor_app.store.any_record import KEPT, kinds_of, random_record, randomly_changed
from tests.offices import House, Site
from tests.sync.client.between import Envelopes, Through

YEAR_MS = 365 * 24 * 3_600_000
_WORDS = ["Emmen", "Assen", "Ter Apel", "", "ሰላም", "سلام"]
_FIELDS = ("place", "phone", "programme", "status", "alien_number", "languages")


class BadLine(Through):
    """A line to the office that delays, reorders and repeats envelopes; nothing is lost for ever."""

    def __init__(self, site: Site, chance: random.Random) -> None:
        super().__init__(site.relay)
        self.chance = chance
        self.late: Envelopes = []
        self.calm = False

    def pass_on(self, name: str, call: Any, *arguments: Any, **named: Any) -> Any:
        answer = call(*arguments, **named)
        if name != "get_envelopes" or not isinstance(answer, FeedPage):
            return answer
        coming = [*self.late, *answer.envelopes]
        self.late = [] if self.calm else [one for one in coming if self.chance.random() < 0.25]
        now = [one for one in coming if one not in self.late]
        if not self.calm:
            now += [one for one in now if self.chance.random() < 0.1]
            self.chance.shuffle(now)
        return replace(answer, envelopes=now)


@dataclass
class History:
    """One history among the replicas of an office."""

    house: House
    team: bytes
    chance: random.Random
    lines: dict[str, BadLine] = field(default_factory=dict)
    acts: int = 0
    shelves: list[str] = field(default_factory=list)

    def run(self, steps: int) -> None:
        """Play *steps* and then let everybody hear everything."""
        self.lines = {site.name: BadLine(site, self.chance) for site in self.house.sites}
        opened: list[str] = []
        for _ in range(steps):
            site = self.chance.choice(self.house.sites)
            known = [case for case in opened if site.sql("SELECT 1 FROM case_row WHERE oid = ?", bytes.fromhex(case))]
            if self.chance.random() < 0.3:
                site.sync(self.lines[site.name])
            elif not known:
                opened.append(self._open(site))
            elif self.chance.random() < 0.15:
                self._use_shelf(site)
            else:
                self._act(site, self.chance.choice(known))
            if self.chance.random() < 0.03:
                site.close()
                site.reopen()
        for line in self.lines.values():
            line.calm = True
        for _ in range(3):
            for site in self.house.sites:
                site.sync(self.lines[site.name])

    def _open(self, site: Site) -> str:
        case, _records = site.open_case(
            self.team, records=[Person(name=self._word()), Alias(name="Selam")], place=self._word(), reference="R"
        )
        return case.id

    def _use_shelf(self, site: Site) -> None:
        """Make a shelf, or put something on one that is here."""
        self.acts += 1
        here = {bytes(row[0]).hex() for row in site.sql("SELECT oid FROM shelf_row")}
        known = [shelf for shelf in self.shelves if shelf in here]
        with site.work() as work:
            if known:
                self._keep_any(work, self.chance.choice(known), Home.SHELF)
            else:
                shelf = Shelf(purpose=ShelfPurpose.TEAM, team=self.team.hex())
                self.shelves.append(work.records.open_shelf(shelf, [], [self.team.hex()])[0].id)

    def _keep_any(self, work: Work, home_id: str, home: Home) -> None:
        """Make, change or take away a record of whatever kind, past the rules of the work: only merging is tried."""
        kind = self.chance.choice(kinds_of(home))
        known = work.queries.records(home_id, kind.record, removed=True)
        if not known or self.chance.random() < 0.4:
            make_any(work, random_record(self.chance, kind, home_id), kind)
        elif kind.removable and self.chance.random() < 0.5:
            work.records.remove(self.chance.choice(known))
        elif not kind.immutable:
            changed = randomly_changed(self.chance, kind, self.chance.choice(known))
            work.records._append(work.records.stream_of(home_id, home), work.records._differences(changed))

    def _word(self) -> str:
        return self.chance.choice(_WORDS)

    def _act(self, site: Site, case_id: str) -> None:
        self.acts += 1
        with site.work() as work:
            self.chance.choice(_ACTS)(self, work, case_id)

    # -- what people do ------------------------------------------------------------------------------------------

    def edit_case(self, work: Work, case_id: str) -> None:
        changes: dict[str, Any] = {name: self._word() for name in self.chance.sample(_FIELDS, 2)}
        if "languages" in changes:
            changes["languages"] = tuple(self.chance.sample(["am", "ti", "ar"], 2))
        work.records.save(replace(work.queries.case_page(case_id).case, **changes))

    def edit_person(self, work: Work, case_id: str) -> None:
        persons = work.queries.case_page(case_id).persons
        if persons:
            work.records.save(replace(self.chance.choice(persons), name=self._word(), sex=self.chance.choice("fm")))

    def write(self, work: Work, case_id: str) -> None:
        work.records.save(Note(case=case_id, text=f"{self._word()} {self.acts}", interpreter=bool(self.acts % 2)))

    def several(self, work: Work, case_id: str) -> None:
        case = replace(work.queries.case_page(case_id).case, phone=self._word())
        work.records.save_all([case, Note(case=case_id, text="with the phone"), Flag(case=case_id, code="health")])

    def amend(self, work: Work, case_id: str) -> None:
        notes = work.queries.notes(case_id)
        if notes:
            note = self.chance.choice(notes).id
            work.records.save(Amendment(case=case_id, note=note, text=self._word(), reason="mistake"))

    def flag(self, work: Work, case_id: str) -> None:
        work.records.save(Flag(case=case_id, code=self.chance.choice(["health", "minor"]), remark=self._word()))

    def unflag(self, work: Work, case_id: str) -> None:
        flags = work.queries.case_page(case_id).flags
        if flags:
            work.records.remove(self.chance.choice(flags))

    def unname(self, work: Work, case_id: str) -> None:
        aliases = work.queries.case_page(case_id).aliases
        if aliases:
            work.records.remove(self.chance.choice(aliases))

    def remark(self, work: Work, case_id: str) -> None:
        flags = work.queries.case_page(case_id).flags
        if flags:
            work.records.save(replace(self.chance.choice(flags), remark=self._word()))

    def keep(self, work: Work, case_id: str) -> None:
        self._keep_any(work, case_id, Home.CASE)

    def review(self, work: Work, case_id: str) -> None:
        work.records.save(Review(case=case_id, kind=self.chance.choice(["seen", "question"]), text=self._word()))

    def answer(self, work: Work, case_id: str) -> None:
        asked = [entry.id for entry in work.queries.questions(case_id) if entry.review_kind == "question"]
        if asked:
            work.records.save(Review(case=case_id, kind="answer", text="yes", about=self.chance.choice(asked)))

    def resolve(self, work: Work, case_id: str) -> None:
        conflicts = work.queries.conflicts(case_id)
        if conflicts:
            conflict = self.chance.choice(conflicts)
            work.records.resolve(conflict.id, self.chance.choice(conflict.values).value, "asked")


_ACTS = (
    *[History.edit_case] * 5,
    *[History.edit_person] * 2,
    *[History.write] * 3,
    History.several,
    History.amend,
    *[History.flag] * 2,
    *[History.unflag] * 2,
    History.unname,
    History.remark,
    *[History.keep] * 5,
    History.review,
    History.answer,
    *[History.resolve] * 2,
)


def make_any(work: Work, record: Any, kind: Kind) -> None:
    """Save a new record, past the rules of the work."""
    stream = work.records.stream_of(getattr(record, kind.home), kind.home)
    work.records._append(stream, [work.records._creation(record)])


def one_of_each(site: Site, other: Site, team: bytes, chance: random.Random) -> None:
    """Let *site* make a record of every kind, in a new case and on a new shelf, and look at what *other* did there."""
    with site.work() as work:
        shelf = work.records.open_shelf(Shelf(purpose=ShelfPurpose.TEAM, team=team.hex()), [], [team.hex()])[0].id
    homes = {Home.CASE: site.open_case(team)[0].id, Home.SHELF: shelf}
    for kind in KEPT:
        with site.work() as work:
            make_any(work, random_record(chance, kind, homes[kind.home]), kind)
    site.house.settle(site, other)
    note = other.note(homes[Home.CASE], "by another")
    site.house.settle(other, site)
    site.save(Amendment(case=note.case, note=note.id, text="more", reason="late"), Review(case=note.case, kind="seen"))


def five_replicas(folder: Path, chance: random.Random) -> tuple[House, bytes]:
    """Found an office with four members of one team beside its founder, all with clocks up to ten years off."""
    house = House.found(folder)
    team = house.add_team()
    for name in ("b", "c", "d", "e"):
        house.join(name, team)
    house.settle()
    for site, years in zip(house.sites, chance.sample([-10, -3, 0, 1, 10], 5), strict=True):
        site.clock_ms = round((years + chance.random() / 10) * YEAR_MS)
    return house, team
