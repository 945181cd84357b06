"""A whole life of an office, and then every byte it left: nothing that anybody wrote can be read, and no key found."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from counsellor_app.settings import Settings
from tests.durability.canaries import INVITED, LATIN, ROOTS, Hit, Search
from tests.durability.canary_life import Life, life
from tests.sync.server.databases import POSTGRES, PostgresServer


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    """A whole life with an office on SQLite."""
    with life(tmp_path_factory.mktemp("life")) as made:
        yield made


def shown(hits: list[Hit]) -> str:
    return "\n".join(f"{hit.place}: {hit.root}, {hit.spelling}: {hit.around!r}" for hit in hits[:20])


def test_nothing_readable_was_left(lived: Life) -> None:
    """Profiles, WALs, temporary and home folders, logs at debug level, crash reports, backup, what the office keeps."""
    search = Search(secrets=lived.secrets)
    hits = search.folder(lived.disk)
    assert not hits, shown(hits)
    names = {path.name for path in lived.disk.rglob("*")}
    expected = {
        "records.db", "records.db-wal", "anchor", "vault.json", "settings.toml", "outside.json", "tries.json",
        "instance.lock", "panes.toml", "backup", "office.db", "office-debug.log", "commands-debug.log", "crash-stderr",
    }  # fmt: skip
    assert expected <= names, expected - names
    assert sum(name.startswith("crash-") and name.endswith(".json") for name in names) >= 2
    assert (lived.disk / "office-debug.log").stat().st_size > 10_000
    assert (lived.disk / "commands-debug.log").stat().st_size > 10_000
    print(f"{lived.commands} commands; {search.files} files, {search.bytes} bytes, {len(hits)} hits")


def test_what_is_handed_over_holds_the_invited_name_and_no_more(lived: Life) -> None:
    assert not Search([root for root in ROOTS if root != INVITED], lived.secrets).folder(lived.handed)
    assert Search([INVITED]).folder(lived.handed), "else the sweep looks at the wrong place"


def test_the_sweep_would_have_found_it(lived: Life) -> None:
    """What people keep themselves is full of it, and the app shows it to who may see it."""
    assert {hit.root for hit in Search().folder(lived.desk)} >= {LATIN}
    (case,) = [row for row in lived.get("bert", "case", "list") if row["own_name"]]
    assert LATIN in case["name"]
    drafts = [note for note in lived.get("carla", "note", "list", case["id"]) if not note["signed"]]
    assert any(LATIN in draft["text"] for draft in drafts), "what was typed in the window before it was locked"


def test_files_outside_the_vault_say_nothing(lived: Life) -> None:
    folders = [lived.profile(who) for who in lived.recovery]
    for folder in folders:
        assert set(json.loads((folder / "tries.json").read_text())) == {"wrong", "at"}
        outside = json.loads((folder / "outside.json").read_text())
        assert set(outside) <= {"unsent", "waiting"}
        assert all(type(value) in (int, bool) for value in outside.values())
        assert (folder / "instance.lock").read_bytes() == b""
        assert not [path.name for path in folder.rglob("*") if path.name.endswith((".new", ".part"))]
        if (folder / "settings.toml").exists():
            kept = tomllib.loads((folder / "settings.toml").read_text(encoding="utf-8"))
            assert set(kept) <= set(Settings.__dataclass_fields__) - {"device_label"}
    assert (lived.profile("bert") / "settings.toml").exists()
    panes = tomllib.loads((lived.profile("carla") / "panes.toml").read_text(encoding="utf-8"))
    assert all(isinstance(width, int) for widths in panes.values() for width in widths)


def test_no_window_is_called_after_somebody(lived: Life) -> None:
    assert {"Cases", "Settings"} <= set(lived.titles)
    assert not [hit for title in lived.titles for hit in Search().hits(title, title.encode())]


def test_the_system_can_tell_nobody(lived: Life) -> None:
    """Arguments and environments of processes are everybody's to read on some systems."""
    said = lived.spoken
    assert {place.rpartition("/")[2] for place in said} == {"cmdline", "environ"}
    assert len(said) >= 4
    search = Search(secrets=lived.secrets)
    assert not [hit for place, data in said.items() for hit in search.hits(place, data)]


def test_every_file_was_its_owners_only_all_the_time(lived: Life) -> None:
    assert lived.commands > 30
    assert not lived.wrong_modes
    beside = [lived.disk / "backup", lived.office.founding, *lived.handed.iterdir(), *lived.desk.glob("*refused*")]
    assert len(beside) >= 5
    assert not [path for path in beside if path.stat().st_mode & 0o077]


@pytest.mark.postgres
def test_nothing_readable_was_left_in_postgresql(tmp_path: Path) -> None:
    """The server's own files: tables, indexes, write-ahead log, and what it logs."""
    server = PostgresServer(POSTGRES)
    try:
        url = server.url(server.create(None))
        with life(tmp_path, url, whole=False) as lived:
            with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
                connection.execute("CHECKPOINT")
                data = Path(connection.execute("SHOW data_directory").fetchone()[0])  # type: ignore[index]
                oid = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
            search = Search(secrets=lived.secrets)
            hits = search.folder(lived.disk)
            for place in (data / "base" / str(oid[0]), data / "pg_wal"):  # type: ignore[index]
                hits += search.folder(place)
            for log in [data.parent / "log", *data.glob("log/*")]:
                if log.is_file():
                    hits += search.hits(str(log), log.read_bytes())
            assert not hits, shown(hits)
            assert search.bytes > 16 << 20
    except PermissionError:
        pytest.skip("the files of the PostgreSQL server are somebody else's")
    finally:
        server.close()
