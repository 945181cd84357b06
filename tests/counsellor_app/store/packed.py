"""An office with a case and an hour that a day pack takes along and others full of canaries; what is left of those."""

from pathlib import Path
from typing import Any

from counsellor_app.domain.hours import ConsultationHour, Slot
from counsellor_app.domain.records import Person
from counsellor_app.domain.shelves import Shelf, ShelfPurpose
from sync.protocol.envelope import peek
from tests.durability.canaries import ARABIC, LATIN, Search
from tests.offices import House, Site

UNTIL, AFTER = "2026-11-22", "2026-11-23"
SECRET = f"Zij zei {LATIN} en {ARABIC}."


class Scene:
    """Anna and Bert in one team: a case and an hour for the pack, others full of canaries, and a shelf."""

    def __init__(self, folder: Path) -> None:
        self.house = House.found(folder)
        team = self.house.add_team()
        self.team = team
        self.anna, self.bert = (self.house.join(name, team) for name in ("anna", "bert"))
        self.round()
        self.packed = self._case(self.anna, "Joseph Mensah", "Hij wil naar Kumasi.")
        self.others = [
            self._case(self.anna, f"Amina {LATIN}", SECRET),
            self._case(self.bert, f"Karim {ARABIC}", SECRET),
            self._case(self.anna, f"Selam {LATIN}", SECRET),
        ]
        with self.anna.work() as work:
            shelf = Shelf(purpose=ShelfPurpose.TEAM, team=team.hex())
            self.shelf = work.records.open_shelf(shelf, [], [team.hex()])[0].id
        self.round()
        self.hours: list[str] = []
        self.queues: list[str] = []
        for site, slip in ((self.anna, "Ion op een briefje"), (self.bert, f"Yonas {LATIN}"), (self.anna, ARABIC)):
            self._hour(site, slip)
        self.round()
        self._slip(self.anna, 1, f"Anna schreef {ARABIC}")
        self._slip(self.bert, 0, "Liu, ook op een briefje")
        self.bert.note(self.others[0], f"Bert: {SECRET}")
        self.anna.note(self.others[1], f"Anna: {SECRET}")
        self.bert.note(self.packed, "Bert sprak hem ook.")
        self.anna.change(self.others[2], place=LATIN, phone="0612345678")
        self.round()

    def _case(self, site: Site, name: str, text: str) -> str:
        case, _records = site.open_case(self.team, records=(Person(name=name, own_name=name),), reference=name[:3])
        site.note(case.id, text)
        return case.id

    def _hour(self, site: Site, slip: str) -> None:
        """Plan an hour; its queue begins with a name on a paper slip."""
        hour = site.save(ConsultationHour(shelf=self.shelf, day="2026-11-22"))[0].id
        queue = Shelf(purpose=ShelfPurpose.HOUR, team=self.team.hex(), hour=hour)
        slot = Slot(hour=hour, slip=slip, remark=SECRET if self.hours else "")
        with site.work() as work:
            made = work.records.open_shelf(queue, [slot], [self.team.hex()])[0]
        self.hours.append(hour)
        self.queues.append(made.id)

    def _slip(self, site: Site, hour: int, slip: str) -> None:
        site.save(Slot(shelf=self.queues[hour], hour=self.hours[hour], position=1, slip=slip))

    def slips(self, site: Site, hour: int) -> list[str]:
        """What the slips of an hour say on a device."""
        return sorted(slot.slip for slot in site.store.queries.all_records(Slot, hour=self.hours[hour]))

    def round(self) -> None:
        for site in (self.anna, self.bert, self.house.founder, self.anna, self.bert):
            site.sync()

    def pack(self) -> int:
        return self.anna.store.day_packs.begin([self.packed], self.hours[:1], UNTIL)

    def everything(self, site: Site) -> dict[str, Any]:
        queues = {shelf.hour: site.store.queries.records(shelf.id, Slot) for shelf in self.shelves(site)}
        return queues | {
            case: (site.texts(case), site.case(case), [p.name for p in site.store.queries.case_page(case).persons])
            for case in site.cases()
        }

    def shelves(self, site: Site) -> list[Shelf]:
        return site.store.queries.all_records(Shelf)


def opened_bytes(site: Site) -> bytes:
    """Everything the open file says, table by table, the search index's own tables too."""
    tables = [row[0] for row in site.sql("SELECT name FROM sqlite_master WHERE type = 'table'")]
    tables += [row[0] for row in site.sql("SELECT name FROM temp.sqlite_master WHERE type = 'table'")]
    dumped = []
    for table in tables:
        for row in site.sql(f'SELECT * FROM "{table}"'):
            dumped += [value if isinstance(value, bytes) else str(value).encode() for value in row]
    return b"\n".join(dumped)


def newest_own(site: Site) -> int:
    rows = site.sql(
        "SELECT max(device_seq) FROM log JOIN device ON device.id = log.device WHERE device_id = ?",
        site.device.device_id,
    )
    return int(rows[0][0])


def assert_put_away(scene: Scene) -> None:
    """No byte of the other cases in clear, in the files or in the opened file; no entry and no key of them."""
    anna = scene.anna
    search = Search((LATIN, ARABIC, "0612345678"))
    assert list(search.hits("opened", opened_bytes(anna))) == []
    assert search.folder(anna.folder) == []
    assert anna.sql("PRAGMA freelist_count") == [(0,)]
    kept = {row[0] for row in anna.sql("SELECT id FROM case_row UNION SELECT id FROM shelf_row")}
    for table in ("log", "chain", "claim", "stream_key", "reader", "epoch", "wrap_in"):
        assert {row[0] for row in anna.sql(f"SELECT DISTINCT stream FROM {table}")} <= kept, table
    streams = {bytes(row[0]) for row in anna.sql("SELECT stream_id FROM stream WHERE id IN (SELECT stream FROM chain)")}
    for table in ("log", "pending", "quarantine"):
        for (envelope,) in anna.sql(f"SELECT envelope FROM {table}"):
            assert peek(bytes(envelope)).stream_id in streams
