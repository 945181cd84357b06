"""Random histories: people edit the same cases on five replicas, over lines that lose, repeat, delay and reorder."""

import random
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from counsellor_app.domain.records import Alias, Amendment, Flag, Note, Person, Review
from counsellor_app.store.store import Work
from sync.protocol.api import FeedPage
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
    History.review,
    History.answer,
    *[History.resolve] * 2,
)


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
