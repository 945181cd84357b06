"""Whether this installation is what it should be: driver and versions, KDF, seal and open, store. Used by the build."""

import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import sqlcipher3.dbapi2 as driver

from counsellor_app.domain.records import Case, Note, Person
from counsellor_app.domain.working_days import is_working_day
from counsellor_app.reports.calendar_file import CalendarEntry, calendar_file
from counsellor_app.settings import Profile
from counsellor_app.store.store import Identity, Store
from counsellor_app.vault.slots import FLOOR_COST
from counsellor_app.vault.vault import create_vault, generate_passphrase, open_with_password
from sync.client import membership
from sync.directory.invitation import FoundingInvitation
from sync.protocol import clock
from sync.sealing.keys import DeviceKeys
from sync.wording import LANGUAGES, resources_folder

LEAST_SQLITE = (3, 51, 3)
"""Older ones lose writes when a WAL is reset."""
LEAST_CIPHER = (4, 19)
_TEXT = "ተስፋይ أمينة Xasan"


Check = tuple[str, Callable[[], str]]
"""Name, and what to try: it returns what to say, and raises :class:`SelfTestError` (or another ``RuntimeError``)."""


class SelfTestError(RuntimeError):
    """This installation is not what it should be; the message holds versions and names of parts only."""


def run_checks(more: Iterable[Check], say: Callable[[str], None]) -> bool:
    """Run all checks and *more*, saying a line for each; True when all are well. Stops at nothing but a crash."""
    well = True
    for name, run in (*_CHECKS, *more):
        started = time.monotonic()
        try:
            found = run()
        except RuntimeError as error:
            well = False
            say(f"FAILED  {name}: {error}")
            continue
        say(f"ok      {name}: {found} ({time.monotonic() - started:.2f} s)")
    return well


def numbers(version: str) -> tuple[int, ...]:
    """Return the leading numbers of a version text, at most three."""
    found: list[int] = []
    for part in version.split()[0].split(".")[:3]:
        digits = "".join(character for character in part if character.isdigit())
        found.append(int(digits or 0))
    return tuple(found)


def check_driver() -> str:
    """Check that the database driver encrypts and is none with a known fault."""
    if numbers(driver.sqlite_version) < LEAST_SQLITE:
        raise SelfTestError(f"SQLite {driver.sqlite_version} is too old")
    connection = driver.connect(":memory:")
    try:
        row = connection.execute("PRAGMA cipher_version").fetchone()
        options = {row[0] for row in connection.execute("PRAGMA compile_options")}
    finally:
        connection.close()
    if row is None or numbers(row[0]) < LEAST_CIPHER:
        raise SelfTestError(f"SQLCipher {row[0] if row else 'missing'}")
    if "ENABLE_FTS5" not in options:
        raise SelfTestError("no FTS5")
    return f"SQLCipher {row[0]}, SQLite {driver.sqlite_version}"


def check_resources() -> str:
    """Check that translations, fonts and icons came along."""
    folder = resources_folder()
    fonts, icons = list((folder / "fonts").glob("*.ttf")), list((folder / "icons").rglob("*.svg"))
    if not fonts or not icons:
        raise SelfTestError("fonts or icons are missing")
    catalogues = [language for language in LANGUAGES if list((folder / "translations" / language).rglob("*.mo"))]
    return f"{len(fonts)} fonts, {len(icons)} icons, catalogues: {', '.join(catalogues) or 'none'}"


def check_calendar() -> str:
    """Check that Dutch holidays and the rules of Dutch time came along."""
    if is_working_day(date(2026, 4, 27)):
        raise SelfTestError("the holidays are missing")
    noon = CalendarEntry(key="self-test", summary="self-test", at=1_782_900_000_000, minutes=5)
    if b"DTSTART;TZID=Europe/Amsterdam:20260701T120000" not in calendar_file([noon], datetime.now(UTC)):
        raise SelfTestError("the time zone is missing")
    return "holidays, Europe/Amsterdam"


def check_work() -> str:
    """Make a vault at the KDF's floor, a store, a case with a note; close, open again, find the note, verify."""
    with tempfile.TemporaryDirectory(prefix="self-test-") as name:
        profile, password = Profile(Path(name) / "profile"), generate_passphrase()
        vault, _recovery = create_vault(profile, password, FLOOR_COST)
        store = Store.create(profile, vault.key("local/sqlcipher"), vault.key("local/anchor"))
        try:
            identity = _found(store)
            with store.transaction() as work:
                opened, _records = work.records.open_case(
                    Case(reference="self-test"), [Person(name="Self Test")], [identity.person_id.hex()]
                )
                work.records.save(Note(case=opened.id, text=_TEXT))
        finally:
            store.close()
        if _TEXT.encode() in profile.database.read_bytes():
            raise SelfTestError("the store is not encrypted")
        again = open_with_password(profile, password)
        store = Store.open(profile, again.key("local/sqlcipher"), again.key("local/anchor"))
        try:
            store.identify(identity)
            with store.reading() as queries:
                hits = queries.search(_TEXT.split()[1], 5, "note")
            problems: Sequence[str] = store.verify().problems
        finally:
            store.close()
    if len(hits) != 1 or problems:
        raise SelfTestError("the note was not found again" if not problems else "; ".join(problems))
    return "vault, seal, save, open, search, verify"


def _found(store: Store) -> Identity:
    device = DeviceKeys.generate()
    founding = FoundingInvitation("http://localhost", bytes(16), bytes(16))
    stamp = clock.stamp(time.time_ns() // 1_000_000)
    founded = membership.found_office(founding, name="Self Test", label="", device=device, hlc=stamp)
    with store.transaction() as work:
        directory = work.directory.append([founded.genesis], mine=False)
        work.keys.put_directory_key(founded.holder.directory_key)
        work.keys.put_principal(founded.holder.person)
    identity = Identity(directory.org_id, founded.holder.person_id, device)
    store.identify(identity)
    return identity


_CHECKS: tuple[Check, ...] = (
    ("database driver", check_driver),
    ("resources", check_resources),
    ("calendar", check_calendar),
    ("work", check_work),
)
