"""Writes the frozen store of today's version, by `python -m tests.counsellor_app.store.write_store`: once a version.

A store as its first user left it: two cases, notes, an amendment, a conflict, a draft, something unsent. A later app
must open this file, whatever has changed since; so the file stays, and each new version of the log gets one beside it.
"""

import json
import shutil
import tempfile
from pathlib import Path

from counsellor_app.domain.records import Alias, Amendment, Draft, Flag, Note, Person, Review
from counsellor_app.store.migrations import LOG_VERSION
from tests.offices import House

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / f"store_v{LOG_VERSION}"


def write(folder: Path) -> None:
    """Write `records.db`, `anchor` and `facts.json` (keys, and what is in the store) into *folder*."""
    house = House.found(Path(tempfile.mkdtemp()))
    team = house.add_team("Noord")
    site, colleague = house.founder, house.join("Hanna", team)
    person = Person(
        name="Selamawit Tesfaye", own_name="ሰላማዊት ተስፋዬ", birth_date="1992", birth_precision="year", sex="female"
    )
    case, _ = site.open_case(
        team, records=[person, Alias(name="Selam"), Flag(code="health")], reference="2026-AB", place="azc Ter Apel",
        languages=("am", "ti"), programme="REAN",
    )  # fmt: skip
    other = site.open_case(team, reference="2026-CD", place="Rotterdam")[0]
    note = site.note(case.id, "Selamawit komt net van de GZA. Ze wil vóór Genna thuis zijn.", language="am")
    site.save(Amendment(case=case.id, note=note.id, text="huur is 3.500 birr", reason="bedrag"))
    house.settle()
    site.change(case.id, place="Emmen")
    colleague.change(case.id, place="Assen")
    colleague.save(Review(case=case.id, kind="question", text="Is de arts gebeld?"))
    house.settle()
    site.save(Review(case=case.id, kind="seen"))
    site.save(Note(case=other.id, text="nog niet verzonden", kind="phone"))
    with site.work() as work:
        work.drafts.save(Draft(case=case.id, text="een begin"))
    facts = {
        "database_key": site.keys[0].hex(),
        "anchor_key": site.keys[1].hex(),
        "device": site.device.to_bytes().hex(),
        "org": house.org_id.hex(),
        "person": site.person_id.hex(),
        "case": case.id,
        "notes": site.texts(case.id),
        "place": site.case(case.id).place,
        "values": sorted(value.value for value in site.store.queries.conflicts()[0].values),
        "unsent": site.count("outbox"),
        "entries": site.count("log"),
    }
    site.sql("VACUUM")
    house.close()
    folder.mkdir(parents=True)  # never over one that is frozen
    for name in ("records.db", "anchor"):
        shutil.copyfile(site.folder / name, folder / name)
    (folder / "facts.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    shutil.rmtree(house.folder)


if __name__ == "__main__":
    write(FOLDER)
