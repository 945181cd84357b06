"""kill -9 at random moments: what was said to be kept is kept, the log verifies, and the work goes on where it was."""

import csv
import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.conftest import SOAK
from tests.durability.conftest import CASES, MANY_CASES, MANY_NOTES, NOTES, Scene, Spread
from tests.durability.nursery import Nursery
from tests.durability.world import PASSWORD

KILLS = {
    "signing": (8, 4_000), "typing": (8, 2_900), "import": (5, 500), "pull": (5, 400), "push": (6, 1_200),
    "password": (4, 200), "backup": (4, 400), "rebuild": (4, 400),
}  # fmt: skip
"""Kills of one run, and of the soak: 10,000."""
NEW_PASSWORD = "een andere zin die niemand raadt"


def times(what: str) -> range:
    return range(KILLS[what][SOAK])


def do_and_kill(
    nursery: Nursery, chance: random.Random, longest: float, deed: str, /, **given: Any
) -> tuple[list[Any], bool]:
    """Do a deed and kill it within *longest* seconds of its beginning; return what it said, and whether it died."""
    child = nursery.child(deed, **given)
    before = list(iter(child.line.hear, "begin"))
    assert None not in before, before
    time.sleep(chance.uniform(0, longest))
    child.kill()
    said = child.line.hear_all()
    code = child.end()
    assert code in (0, -9), (code, said)
    return before + said, code == -9


def seconds(nursery: Nursery, deed: str, /, **given: Any) -> float:
    """Return how long a deed takes on this machine when it is left alone."""
    child = nursery.child(deed, **given)
    list(iter(child.line.hear, "begin"))
    started = time.monotonic()
    child.line.hear_all()
    assert child.end() == 0
    return time.monotonic() - started


def tell(what: str, died: list[int]) -> None:
    """Say how many of the deeds were really killed before they were done; most must be, or the test tests nothing."""
    print(f"{what}: {sum(died)} of {len(times(what))} killed at work")
    assert sum(died) >= len(times(what)) // 3


def test_the_soak_kills_ten_thousand_times() -> None:
    assert sum(soak for _usual, soak in KILLS.values()) == 10_000


def test_signing(scene: Scene, spread: Spread[int]) -> None:
    def one(nursery: Nursery, folder: Path, seed: int) -> int:
        keys, chance = scene.bert.copy_to(folder / "profile"), random.Random(seed)
        acknowledged: dict[str, str] = {}
        before, died = NOTES, 0
        for _again in range(2):
            said, ended = do_and_kill(
                nursery, chance, 0.12, "sign_notes", **keys.given, cases=scene.bert_cases, seed=chance.random()
            )
            died += ended
            acknowledged |= dict(said)
            found = nursery.picture(keys.given)
            assert acknowledged.items() <= found["notes"].items(), "an acknowledged note is gone or altered"
            assert len(found["notes"]) - before in (len(said), len(said) + 1), "nothing half, nothing twice"
            before = len(found["notes"])
        return died

    tell("signing", spread(times("signing")[::2], one))


def test_typing_and_signing_drafts(scene: Scene, spread: Spread[int]) -> None:
    def one(nursery: Nursery, folder: Path, seed: int) -> bool:
        keys, chance = scene.bert.copy_to(folder / "profile"), random.Random(seed)
        said, died = do_and_kill(nursery, chance, 0.15, "type_drafts", **keys.given, cases=scene.bert_cases, seed=seed)
        found = nursery.picture(keys.given)
        drafts: dict[str, str] = {}
        signed: dict[str, str] = {}
        for step, draft, text, *note in said:
            if step == "kept":
                drafts[draft] = text
            elif step == "signed":
                signed[note[0]] = text
                del drafts[draft]
        last = said[-1] if said else ["", "", ""]
        assert signed.items() <= found["notes"].items()
        if last[0] == "signing" and last[1] not in found["drafts"]:
            assert last[2] in found["notes"].values(), "signed or still a draft, never neither"
            assert len(found["notes"]) == NOTES + len(signed) + 1
            drafts.pop(last[1])
        else:
            assert len(found["notes"]) == NOTES + len(signed), "signed or still a draft, never both"
        for draft, text in drafts.items():
            wanted = {text, last[2]} if last[:2] == ["typing", draft] else {text}
            assert found["drafts"][draft] in wanted
        assert len(set(found["drafts"]) - set(drafts)) <= (last[0] == "typing" and not last[1])
        return died

    tell("typing", spread(times("typing"), one))


def write_table(path: Path, rows: int, mark: str) -> tuple[int, int]:
    """Write a spreadsheet with good rows, bad ones and twins; return how many are good and how many bad."""
    good = bad = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(["Naam", "V-nummer", "Geboortedatum", "Woonplaats", "Notitie"])
        for number in range(rows):
            broken = number % 17 == 5
            alien = f"28{number:08d}" if number % 3 else ""
            name = f"{mark} {number // 2 if not alien else number}"
            born = "31-02-1990" if broken else "01-03-1990"
            sheet.writerow([name, alien, born, "Zeist", f"Eerste gesprek met {name}" if number % 2 else ""])
            good, bad = good + (not broken), bad + broken
    return good, bad


def test_importing(scene: Scene, crew: list[Nursery], spread: Spread[int], tmp_path: Path) -> None:
    write_table(tmp_path / "tabel.csv", 90, "Rij")
    alone = scene.bert.copy_to(tmp_path / "alone")
    longest = seconds(crew[0], "import_table", **alone.given, table=str(tmp_path / "tabel.csv"), batch=5)

    def one(nursery: Nursery, folder: Path, seed: int) -> bool:
        keys, chance = scene.bert.copy_to(folder / "profile"), random.Random(seed)
        table = folder / "tabel.csv"
        good, bad = write_table(table, 90, "Rij")
        given = {**keys.given, "table": str(table), "batch": chance.choice((5, 20, 100))}
        said, died = do_and_kill(nursery, chance, longest, "import_table", **given)
        found = nursery.picture(keys.given)
        here = len(found["cases"]) - CASES
        reached = max((step[1] for step in said if isinstance(step, list)), default=0)
        assert here >= reached - bad, "an acknowledged batch is gone"
        again = nursery.ask("import_table", **given)
        assert (again["imported"], again["known"], again["refused"]) == (good - here, here, bad)
        found = nursery.picture(keys.given)
        assert len(found["cases"]) == CASES + good
        assert len(found["numbers"]) == len(set(found["numbers"]))
        assert not list(folder.glob("*.part"))
        newest = max(folder.glob("tabel-refused*.csv"), key=lambda path: path.stat().st_mtime_ns)
        with newest.open(encoding="utf-8-sig") as file:
            assert sum(1 for _row in csv.reader(file, delimiter=";")) == bad + 1, "each refused row once"
        return died

    tell("import", spread(times("import"), one))


def test_a_first_pull(scene: Scene, crew: list[Nursery], spread: Spread[int], tmp_path: Path) -> None:
    pages = (0, 60, 60, 60)
    alone = {page: scene.emma.copy_to(tmp_path / f"alone-{page}") for page in set(pages)}
    longest = {page: seconds(crew[0], "sync", **keys.given, page=page) for page, keys in alone.items()}

    def one(nursery: Nursery, folder: Path, seed: int) -> int:
        keys, chance, page = scene.emma.copy_to(folder / "profile"), random.Random(seed), pages[seed % len(pages)]
        given = {**keys.given, "page": page}
        died = reached = 0
        for part in (0.9, 0.6, 0.4):
            said, ended = do_and_kill(nursery, chance, longest[page] * part, "sync", **given)
            died += ended
            found = nursery.picture(keys.given)
            envelopes = max((step[1] for step in said if isinstance(step, list)), default=0)
            assert found["envelopes"] >= max(envelopes, reached), "what was merged is gone"
            reached = found["envelopes"]
        assert nursery.ask("sync", **given)["unsent"] == 0
        found = nursery.picture(keys.given)
        assert len(found["notes"]) == MANY_CASES * MANY_NOTES
        assert (found["pending"], found["quarantined"]) == (0, 0)
        return died

    tell("pull", spread(times("pull")[: -(-len(times("pull")) // 3)], one))


def test_pushing(scene: Scene, crew: list[Nursery], tmp_path: Path) -> None:
    """One life of one device: saving and sending, killed again and again; then everything is at the office once."""
    nursery, chance, keys = crew[0], random.Random(7), scene.carla
    acknowledged: dict[str, str] = {}
    died = 0
    table = tmp_path / "tabel.csv"
    write_table(table, 60, "Uit de tabel")
    given = {**keys.given, "table": str(table)}
    do_and_kill(nursery, chance, 0.3, "import_table", **given, batch=20)
    nursery.ask("import_table", **given)
    for turn in times("push"):
        said, ended = do_and_kill(
            nursery, chance, 0.12, "sync", **keys.given, write=chance.choice((3, 20)), seed=turn, push_page=7
        )
        died += ended
        acknowledged |= {step[0]: step[1] for step in said if isinstance(step, list) and isinstance(step[1], str)}
    tell("push", [died])
    assert nursery.ask("sync", **keys.given)["unsent"] == 0
    found = nursery.picture(keys.given)
    assert acknowledged.items() <= found["notes"].items()
    with closing(sqlite3.connect(scene.world.office.data / "office.db")) as office:
        rows = office.execute("SELECT number, body FROM envelope ORDER BY number").fetchall()
    assert [number for number, _body in rows] == list(range(1, len(rows) + 1))
    assert len({body for _number, body in rows}) == len(rows), "the office holds something twice"
    assert scene.world.office.counts()["equivocations"] == 0
    fetched = scene.fenna.copy_to(tmp_path / "fenna")
    nursery.ask("sync", **fetched.given)
    assert acknowledged.items() <= nursery.picture(fetched.given)["notes"].items(), "the office lacks something"


def test_changing_the_password(scene: Scene, crew: list[Nursery], spread: Spread[int], tmp_path: Path) -> None:
    alone = scene.bert.copy_to(tmp_path / "alone")
    longest = seconds(crew[0], "change_password", **alone.given, new=NEW_PASSWORD)

    def one(nursery: Nursery, folder: Path, seed: int) -> bool:
        keys, chance = scene.bert.copy_to(folder / "profile"), random.Random(seed)
        said, died = do_and_kill(nursery, chance, longest, "change_password", **keys.given, new=NEW_PASSWORD)
        opening = nursery.ask("opens", folder=str(keys.folder), passwords=[PASSWORD, NEW_PASSWORD])
        assert opening == [NEW_PASSWORD] if "changed" in said else opening in ([PASSWORD], [NEW_PASSWORD])
        assert len(nursery.picture(keys.given)["notes"]) == NOTES
        nursery.ask("change_password", **keys.given, new=NEW_PASSWORD)
        assert nursery.ask("opens", folder=str(keys.folder), passwords=[PASSWORD, NEW_PASSWORD]) == [NEW_PASSWORD]
        return died

    tell("password", spread(times("password"), one))


def test_a_backup(scene: Scene, crew: list[Nursery], spread: Spread[int], tmp_path: Path) -> None:
    alone = scene.bert.copy_to(tmp_path / "alone")
    longest = seconds(crew[0], "backup", **alone.given, target=str(tmp_path / "backup"))

    def one(nursery: Nursery, folder: Path, seed: int) -> bool:
        keys, chance = scene.bert.copy_to(folder / "profile"), random.Random(seed)
        target = folder / "stick" / "backup"
        target.parent.mkdir()
        given = {**keys.given, "target": str(target)}
        if seed % 2:
            nursery.ask("backup", **given)
            nursery.ask("sign_notes", **keys.given, cases=scene.bert_cases, seed=seed, count=1)
        before = target.read_bytes() if target.exists() else None
        said, died = do_and_kill(nursery, chance, longest, "backup", **given)
        if "written" not in said and before is not None and target.read_bytes() == before:
            restored = nursery.ask("restore", folder=str(folder / "old"), recovery=keys.recovery, source=str(target))
            assert len(restored["notes"]) == NOTES
        nursery.ask("backup", **given)
        assert [path.name for path in target.parent.iterdir()] == ["backup"], "nothing lies about"
        assert not (keys.folder / "snapshot.new").exists()
        restored = nursery.ask("restore", folder=str(folder / "new"), recovery=keys.recovery, source=str(target))
        assert restored["ok"]
        assert restored["notes"] == nursery.picture(keys.given)["notes"]
        return died

    tell("backup", spread(times("backup"), one))


def test_a_rebuild(scene: Scene, crew: list[Nursery], spread: Spread[int], tmp_path: Path) -> None:
    longest = seconds(crew[0], "rebuild", **scene.bert.copy_to(tmp_path / "alone").given)

    def one(nursery: Nursery, folder: Path, seed: int) -> bool:
        keys, chance = scene.bert.copy_to(folder / "profile"), random.Random(seed)
        before = nursery.picture(keys.given)
        _said, died = do_and_kill(nursery, chance, longest, "rebuild", **keys.given)
        assert nursery.picture(keys.given) == before
        nursery.ask("rebuild", **keys.given)
        assert nursery.picture(keys.given) == before
        return died

    tell("rebuild", spread(times("rebuild"), one))
