"""The demo from its first line to its last: an office is furnished, then used, played or pictured."""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path

from bench.office import OfficeProcess
from counsellor_app.vault.slots import DEFAULT_COST, FLOOR_COST, KdfCost
from counsellor_app.workflows import syncing
from tests.end_to_end import screens
from tests.end_to_end.caseload import CaseSketch, make_caseload
from tests.end_to_end.demo_past import Past, live, review_past, wind_back
from tests.end_to_end.demo_people import PASSWORD, TEAM, Member, enrol
from tests.end_to_end.demo_stories import tell_stories

ROOT = Path(__file__).resolve().parents[2]
LEAD, COUNSELLORS = "Marijke Hoekstra", ("Hanna Girma", "Reza Karimi")
_UNREVIEWED = timedelta(days=3)


def say(text: str) -> None:
    """Print one line at once."""
    print(text, flush=True)


def has_display() -> bool:
    """Say whether a window can be shown to somebody here."""
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return False
    return platform.system() in ("Windows", "Darwin") or bool({"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ))


def furnish(office: OfficeProcess, folder: Path, cost: KdfCost) -> tuple[list[Member], list[CaseSketch]]:
    """Found the office, enrol three people, import the caseload with its past; everybody is locked again."""
    started = time.perf_counter()
    members = enrol(office, folder, LEAD, COUNSELLORS, cost)
    words = " ".join(members[0].words[:4])
    say(f"An office is founded ({words} …); {LEAD} administers it, {' and '.join(COUNSELLORS)} are admitted to {TEAM}.")
    say(f"  three vaults and enrolments: {time.perf_counter() - started:.1f} s")
    lead, counsellors = members[0], members[1:]
    caseload = make_caseload(date.today())
    past, began = Past(), time.perf_counter()
    for member in members:
        wind_back(member.session)
    now = time.time_ns() // 1_000_000
    reviewed_until = now - int(_UNREVIEWED.total_seconds() * 1000)
    for since, until in ((0, reviewed_until), (reviewed_until, now)):
        for number, member in enumerate(counsellors):
            live(member.session, [case for case in caseload if case.author == number], since, until, past)
        if until == reviewed_until:
            _exchange([*counsellors, lead])
            review_past(lead.session, caseload, until)
    tell_stories(counsellors[0].session, LEAD)
    say(f"{past.cases} cases imported from {past.tables} spreadsheets, {past.notes} notes signed.")
    say(f"  written, indexed, durable: {time.perf_counter() - began:.1f} s")
    began = time.perf_counter()
    pushed, pulled = _exchange([*counsellors, lead, *counsellors])
    say(f"Synced: {pushed} entries sent, {pulled} fetched in the last exchange, {time.perf_counter() - began:.1f} s.")
    for member in members:
        member.session.close()
    return members, caseload


def _exchange(members: list[Member]) -> tuple[int, int]:
    reports = [syncing.sync_now(member.session) for member in members]
    return sum(report.pushed for report in reports), sum(report.pulled for report in reports)


def play_offscreen(office: OfficeProcess, members: list[Member], caseload: list[CaseSketch], out: Path) -> None:
    """Play the main job at real windows nobody sees; pictures go to *out*. Qt reads the platform when it is loaded."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from tests.end_to_end import demo_play
    from tests.end_to_end.demo_window import Pictures

    pictures = Pictures(out)
    played = demo_play.Played({}, {})
    client = demo_play.choose_client(caseload)
    lead, hanna, reza = members
    stage = demo_play.Stage(office, pictures, lead, hanna, reza, client, say, played)
    demo_play.play(stage)
    say(f"{len(pictures.names)} screens saved in {out}")
    for name, seconds in played.seconds.items():
        say(f"  {name.replace('_', ' '):<24} {seconds * 1000:8.0f} ms")
    for name, count in played.counts.items():
        say(f"  {name.replace('_', ' '):<24} {count:8d}")
    if played.counts.get("conflicts") != 1:
        raise AssertionError("the supervisor should have seen one conflict")


def open_windows(members: list[Member]) -> None:
    """Open the windows of a counsellor and of the supervisor, and wait until both are closed."""
    say(f"The password of everybody is: {PASSWORD}")
    programs = [
        subprocess.Popen([sys.executable, "-m", "counsellor_app", "--profile", str(member.profile.folder)], cwd=ROOT)
        for member in (members[1], members[0])
    ]
    say("Two windows open: a counsellor's and the supervisor's. Close both to end the demo.")
    for program in programs:
        program.wait()


def main() -> int:
    """Run the demo; returns the exit code."""
    parser = argparse.ArgumentParser(prog="demo", description="Try the product with an invented office.")
    parser.add_argument("--keep", type=Path, help="keep the profiles and the office in this folder")
    parser.add_argument("--offscreen", action="store_true", help="play it without a display")
    parser.add_argument("--screens", action="store_true", help="picture every screen in every look")
    parser.add_argument("--floor", action="store_true", help="ask the least of the machine for each password")
    parser.add_argument("--out", type=Path, default=ROOT / "demo-output", help="folder for the pictures")
    arguments = parser.parse_args()
    started = time.perf_counter()
    with ExitStack() as stack:
        folder = _folder(arguments.keep, stack.callback)
        office = stack.enter_context(OfficeProcess(folder))
        members, caseload = furnish(office, folder, FLOOR_COST if arguments.floor else DEFAULT_COST)
        if arguments.screens:
            screens.see_all(folder, arguments.out.resolve() / "screens")
        elif arguments.offscreen or not has_display():
            play_offscreen(office, members, caseload, arguments.out.resolve())
        else:
            open_windows(members)
    if arguments.keep:
        say(
            f"Kept in {arguments.keep}: profiles {', '.join(member.profile.folder.name for member in members)}, office."
        )
    say(f"Done in {time.perf_counter() - started:.0f} s.")
    return 0


def _folder(keep: Path | None, at_the_end: Callable[..., object]) -> Path:
    """Return the folder to work in: the one to keep, which must be empty, or a temporary one."""
    if keep is None:
        folder = Path(tempfile.mkdtemp(prefix="counsellor-demo-"))
        at_the_end(shutil.rmtree, folder, ignore_errors=True)
        return folder
    keep.mkdir(parents=True, exist_ok=True)
    if any(keep.iterdir()):
        raise SystemExit(f"{keep} is not empty; choose another folder for --keep")
    return keep.resolve()
