"""An hour survives a kill at any second: what the window said was kept or signed is there when it is opened again."""

import os
import random
import select
import shutil
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest

from counsellor_app.domain.hours import SlotState
from counsellor_app.settings import Profile
from counsellor_app.workflows import casework, hour_pages, hours, notes
from counsellor_app.workflows.session import Session, open_session
from tests.conftest import SOAK
from tests.desktop.furnished import Office
from tests.disks import tmp_path as tmp_path

KILLS = 40 if SOAK else 2
LONGEST = 9.0
READY_SECONDS = 60
TALKS = 12


@pytest.fixture
def profile(office: Office, tmp_path: Path) -> Profile:
    """Hanna's profile with an hour of twelve talks."""
    shutil.copytree(office.folder / "hanna", tmp_path / "hanna")
    return Profile(tmp_path / "hanna")


def opened(profile: Profile, office: Office) -> Session:
    return open_session(profile, office.vaults["hanna"])


def plan(session: Session, number: int) -> str:
    """Return the id of a new hour with twelve cases."""
    day = (date.today() + timedelta(days=1 + number // 20)).isoformat()
    hour = hours.add_hour(session, "Alphen", day, f"{number % 20:02d}:00", f"{number % 20:02d}:59", 5)
    for place in range(TALKS):
        case = casework.add_case(session, name=f"Persoon {number} {place}", languages=["en"])
        hours.add_slot(session, hour.id, case=case.id)
    return hour.id


def live_and_die(folder: Path, hour: str, seed: int) -> list[list[str]]:
    """Let the hour be held in a process that is killed at a random second; return what it had promised till then."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.desktop.hours.hour_life", str(folder), hour, str(seed)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8"},
    )
    assert process.stdout is not None
    os.set_blocking(process.stdout.fileno(), False)
    heard, dies_at = b"", time.monotonic() + READY_SECONDS
    try:
        while time.monotonic() < dies_at and process.poll() is None:
            readable, _write, _error = select.select([process.stdout], [], [], 0.02)
            if readable:
                fresh = process.stdout.read() or b""
                if b"ready\n" in fresh and b"ready\n" not in heard:
                    dies_at = time.monotonic() + random.Random(seed).uniform(0.05, LONGEST)
                heard += fresh
        process.kill()
        process.wait(30)
        heard += process.stdout.read() or b""
    finally:
        process.kill()
        process.wait(30)
        process.stdout.close()
    assert b"ready\n" in heard
    whole = heard[: heard.rfind(b"\n") + 1].decode()
    return [line.split("\t") for line in whole.splitlines()]


def check(session: Session, hour: str, promises: list[list[str]]) -> int:
    """Assert that every promise holds; return how many there were."""
    page = hour_pages.hour_page(session, hour)
    slots = {row.line.slot.id: row.line.slot for row in page.rows if row.line.slot is not None}
    assert len(slots) == TALKS
    signed = {(case, text.strip()) for what, case, text in _of(promises, "signed")}
    for case, text in signed:
        (note,) = [one for one in notes.list_notes(session, case) if one.text == text]
        (slot,) = [one for one in slots.values() if one.case == case]
        assert (slot.state, slot.note) == (SlotState.DONE, note.id)
    kept = {case: text for _what, case, text in _of(promises, "kept")}
    for case, text in kept.items():
        texts = [draft.text for draft in notes.list_drafts(session, case)]
        texts += [one.text for one in notes.list_notes(session, case)]
        assert any(found.strip().startswith(text.strip()) for found in texts), (case, text, texts)
    for _what, slot_id, state in _of(promises, "state"):
        assert slots[slot_id].state == state
    for slot in slots.values():
        found = notes.list_notes(session, slot.case)
        assert bool(found) == (slot.state == SlotState.DONE) == bool(slot.note)
    return len(promises)


def _of(promises: list[list[str]], what: str) -> list[list[str]]:
    return [line for line in promises if line[0] == what]


@pytest.mark.timeout(60 + KILLS * 40)
def test_nothing_acknowledged_is_lost_by_a_kill_at_any_second(office: Office, profile: Profile) -> None:
    promised = 0
    for number in range(KILLS):
        session = opened(profile, office)
        hour = plan(session, number)
        session.close()
        promises = live_and_die(profile.database.parent, hour, seed=number)
        session = opened(profile, office)
        try:
            promised += check(session, hour, promises)
            if number == KILLS - 1:
                assert session.store.verify().ok
            for draft in notes.list_drafts(session):
                notes.discard_draft(session, draft.id)
        finally:
            session.close()
    print(f"{KILLS} kills, {promised} promises kept")
    assert promised > KILLS
