"""What a child does with a profile: the real workflows on the real files. Each says what it finished as it goes.

The recovery key opens a profile without the slow KDF. ``outcome`` keeps apart what a person can act on (``error``)
from what must never happen (``broken``).
"""

import contextlib
import fcntl
import hashlib
import io
import itertools
import logging
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from counsellor_app.cli import run
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import CaseFilter
from counsellor_app.settings import Profile
from counsellor_app.vault.instance import hold_profile
from counsellor_app.vault.slots import FLOOR_COST
from counsellor_app.vault.vault import open_with_password, open_with_recovery
from counsellor_app.workflows import casework, enrolment, finding, importing, keeping, lookup, notes, syncing
from counsellor_app.workflows.session import Session, open_session
from sync.client import round as sync_round
from sync.client.http import HttpOffice
from sync.client.opening import INLINE, Opener, OpenJob
from sync.protocol.api import FeedPage
from tests.durability.nursery import Line

WORDS = "zij belt haar zus in Asmara over de terugreis ጸጥታ إلى متى en vraagt naar geld voor een winkel".split()


@contextlib.contextmanager
def work(folder: str, recovery: str) -> Iterator[Session]:
    """Give the work of a profile, held and unlocked as a command does it."""
    profile = Profile(Path(folder))
    with hold_profile(profile):
        session = open_session(profile, open_with_recovery(profile, recovery))
        try:
            yield session
        finally:
            session.close()


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def prose(chance: random.Random, most: int = 2_000) -> str:
    """Return some text: mostly short, now and then long."""
    words = chance.choice((12, 80, 300, most))
    return " ".join(chance.choice(WORDS) for _ in range(words))


def outcome(call: Callable[[], Any]) -> dict[str, Any]:
    """Return what became of *call*."""
    try:
        return {"done": call()}
    except ActionableError as error:
        return {"error": error.title, "advice": error.advice}
    except BaseException as error:  # noqa: BLE001 - what must never happen is told, and fails the test
        return {"broken": f"{type(error).__name__}: {error}"}


def log_in_alone(folder: Path) -> None:
    """Let copies of one device log in one by one: an office takes only nonces newer than the last."""
    together = HttpOffice._login

    def alone(office: HttpOffice) -> str:
        with (folder / "login.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            return together(office)

    HttpOffice._login = alone  # type: ignore[method-assign]


# --- looking


def picture(line: Line, folder: str, recovery: str, check: bool = True) -> None:
    """Say everything that is in the profile, and whether the whole log verifies."""
    with work(folder, recovery) as session:
        line.say(look(session, check))


def look(session: Session, check: bool = True) -> dict[str, Any]:
    report = keeping.verify(session) if check else None
    rows, after = lookup.list_cases(session, CaseFilter(), limit=500)
    while after is not None:
        more, after = lookup.list_cases(session, CaseFilter(), after, 500)
        rows += more
    signed = {note.id: note for row in rows for note in notes.list_notes(session, row.id)}
    state = syncing.status(session)
    return {
        "ok": report.ok if report else None,
        "problems": list(report.problems) if report else [],
        "envelopes": report.envelopes if report else None,
        "cases": {row.id: row.name for row in rows},
        "numbers": sorted(row.alien_number for row in rows if row.alien_number),
        "notes": {identifier: digest(note.text) for identifier, note in signed.items()},
        "amendments": sum(len(note.amendments) for note in signed.values()),
        "drafts": {draft.id: digest(draft.text) for draft in notes.list_drafts(session)},
        "unsent": state.unsent,
        "pending": state.pending,
        "quarantined": state.quarantined,
    }


def opens(line: Line, folder: str, passwords: list[str]) -> None:
    """Say which of *passwords* open the vault; each costs the KDF."""
    found = []
    for password in passwords:
        with contextlib.suppress(ActionableError):
            open_with_password(Profile(Path(folder)), password)
            found.append(password)
    line.say(found)


# --- writing


def sign_notes(line: Line, folder: str, recovery: str, cases: list[str], seed: int, count: int = 10_000) -> None:
    """Sign one note after the other; say each once it is signed."""
    chance = random.Random(seed)
    with work(folder, recovery) as session:
        line.begin()
        for _number in range(count):
            text = prose(chance)
            note = notes.sign(session, notes.make_draft(session, chance.choice(cases), text, "talk"))
            line.say([note.id, digest(text)])


def type_drafts(line: Line, folder: str, recovery: str, cases: list[str], seed: int, count: int = 10_000) -> None:
    """Type drafts, saving them as they grow, and sign every other one; say each step before and after it is kept."""
    chance = random.Random(seed)
    with work(folder, recovery) as session:
        line.begin()
        for number in range(count):
            draft = notes.start_draft(session, chance.choice(cases))
            for _pause in range(3):
                text = f"{draft.text} {prose(chance, 600)}".strip()
                line.say(["typing", draft.id, digest(text)])
                draft = notes.save_draft(session, replace(draft, text=text))
                line.say(["kept", draft.id, digest(text)])
            if number % 2:
                line.say(["signing", draft.id, digest(draft.text)])
                line.say(["signed", draft.id, digest(draft.text), notes.sign(session, draft).id])


def add_cases(line: Line, folder: str, recovery: str, names: list[str], notes_each: int = 0, seed: int = 0) -> None:
    """Open a case for each of *names*, with so many notes; say their ids."""
    chance = random.Random(seed)
    with work(folder, recovery) as session:
        made = [casework.add_case(session, name=name).id for name in names]
        for case in made:
            for _number in range(notes_each):
                notes.sign(session, notes.make_draft(session, case, prose(chance), "talk"))
    line.say(made)


def import_table(line: Line, folder: str, recovery: str, table: str, batch: int = 100) -> None:
    """Import a table in batches of *batch* rows."""
    importing.BATCH = batch
    with work(folder, recovery) as session:
        line.begin()
        found = importing.import_table(session, Path(table), progress=lambda *step: line.say(["rows", *step]))
        line.say({"imported": found.imported, "known": found.known, "refused": found.refused})


def sync(
    line: Line, folder: str, recovery: str, *, page: int = 0, push_page: int = 0, seed: int = 0, write: int = 0
) -> None:
    """Sign *write* notes, say them, and sync, fetching and sending in pages of so many envelopes; 0: as usual."""
    chance = random.Random(seed)
    if page:
        HttpOffice.get_envelopes.__defaults__ = (page,)
        sync_round.BATCH_ENVELOPES = page
    if push_page:
        sync_round.PAGE_ENVELOPES = push_page
    with work(folder, recovery) as session:
        rows, _after = lookup.list_cases(session, CaseFilter(), limit=20)
        for _number in range(write):
            text = prose(chance, 400)
            note = notes.sign(session, notes.make_draft(session, chance.choice(rows).id, text, "talk"))
            line.say([note.id, digest(text)])
        line.begin()
        report = syncing.sync_now(session, lambda done, _total, what: line.say([what, done]))
        line.say({"pushed": report.pushed, "pulled": report.pulled, "unsent": report.unsent})


# --- single acts, at which the disk is watched


def sign_draft(line: Line, folder: str, recovery: str, draft: str, again: bool = False) -> None:
    """Sign a kept draft; say what became of it, what is there then, and (*again*) what a second try did."""
    with ending(line, folder, recovery) as session:
        found = notes.load_draft(session, draft)
        line.begin()
        line.say(outcome(lambda: notes.sign(session, found).id))
        line.say(look(session, check=False))
        if again:
            line.say(outcome(lambda: notes.sign(session, notes.load_draft(session, draft)).id))


def save_draft(line: Line, folder: str, recovery: str, draft: str, text: str, again: bool = False) -> None:
    """Go on with a kept draft; say what became of it, what is there then, and (*again*) what a second try did."""
    with ending(line, folder, recovery) as session:
        found = replace(notes.load_draft(session, draft), text=text)
        line.begin()
        line.say(outcome(lambda: notes.save_draft(session, found).id))
        line.say(look(session, check=False))
        if again:
            line.say(outcome(lambda: notes.save_draft(session, found).id))


def add_case(line: Line, folder: str, recovery: str, name: str, again: bool = False) -> None:
    """Open a case; say what became of it, what is there then, and (*again*) what a second try did."""
    with ending(line, folder, recovery) as session:
        line.begin()
        line.say(outcome(lambda: casework.add_case(session, name=name).id))
        line.say(look(session, check=False))
        if again:
            line.say(outcome(lambda: casework.add_case(session, name=name).id))


def fetch(line: Line, folder: str, recovery: str, page: int = 0, again: bool = False) -> None:
    """Sync; say what became of it, what is there then, and (*again*) what a second round did."""
    if page:
        HttpOffice.get_envelopes.__defaults__ = (page,)
        sync_round.BATCH_ENVELOPES = page
    with ending(line, folder, recovery) as session:
        line.begin()
        line.say(outcome(lambda: syncing.sync_now(session).unsent))
        line.say(outcome(lambda: look(session, check=False)))
        if again:
            line.say(outcome(lambda: syncing.sync_now(session).unsent))


def give_password(line: Line, folder: str, recovery: str, new: str, again: bool = False) -> None:
    """Change the password; say what became of it, and (*again*) what a second try did."""
    with ending(line, folder, recovery) as session:
        line.begin()
        line.say(outcome(lambda: session.vault.change_password(new, FLOOR_COST)))
        if again:
            line.say(outcome(lambda: session.vault.change_password(new, FLOOR_COST)))


@contextlib.contextmanager
def ending(line: Line, folder: str, recovery: str) -> Iterator[Session]:
    """Give the work of a profile; say last what became of closing it."""
    profile = Profile(Path(folder))
    with hold_profile(profile):
        session = open_session(profile, open_with_recovery(profile, recovery))
        yield session
        line.say(outcome(session.close))


def join(line: Line, folder: str, invitation: str, password: str, server: str) -> None:
    """Join by invitation; say the recovery key."""
    line.begin()
    profile = Profile(Path(folder))
    with hold_profile(profile):
        made = enrolment.join_office(profile, invitation, password, server=server, cost=FLOOR_COST)
        made.session.close()
    line.say(made.recovery_key)


# --- keeping


def change_settings(line: Line, folder: str, recovery: str, label: str) -> None:
    """Change settings of the device, its label among them."""
    with work(folder, recovery) as session:
        keeping.change_settings(session, device_label=label, language="nl", idle_lock=120)
    with work(folder, recovery) as session:
        line.say([session.settings.device_label, session.settings.language])


def change_password(line: Line, folder: str, recovery: str, new: str) -> None:
    """Give the profile another password."""
    with work(folder, recovery) as session:
        line.begin()
        session.vault.change_password(new, FLOOR_COST)
        line.say("changed")


def backup(line: Line, folder: str, recovery: str, target: str) -> None:
    """Write a backup."""
    with work(folder, recovery) as session:
        line.begin()
        keeping.backup(session, Path(target))
        line.say("written")


def restore(line: Line, folder: str, recovery: str, source: str) -> None:
    """Put a backup into an empty profile, and say what is in it."""
    profile = Profile(Path(folder))
    line.begin()
    with hold_profile(profile):
        keeping.restore(profile, Path(source), recovery)
    with work(folder, recovery) as session:
        line.say(look(session))


def rebuild(line: Line, folder: str, recovery: str) -> None:
    """Make tables and index again from the log."""
    with work(folder, recovery) as session:
        line.begin()
        keeping.rebuild(session)
        line.say("rebuilt")


def command(line: Line, arguments: list[str], debug_log: str = "") -> None:
    """Run a command of the program; say its code and what it printed. *debug_log* gets what any library would log."""
    if debug_log:
        logging.basicConfig(level=logging.DEBUG, filename=debug_log, force=True)
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(arguments)
    line.say([code, out.getvalue(), err.getvalue()])


def write_texts(line: Line, folder: str, recovery: str, case: str, text: str) -> None:
    """Sign, type and look for the same text again and again, as it is."""
    with work(folder, recovery) as session:
        line.begin()
        for number in itertools.count():
            notes.sign(session, notes.make_draft(session, case, f"{text} {number}", "talk"))
            notes.save_draft(session, notes.make_draft(session, case, f"{text} {number}", "phone"))
            finding.search(session, text)
            line.say(number)


def open_forever(line: Line, folder: str, recovery: str) -> None:
    """Open the log on other cores again and again, as a first pull does."""
    _open_pages(line, folder, recovery, float("inf"))


def open_and_lock(line: Line, folder: str, recovery: str) -> None:
    """Open the log on other cores for a second, and replace this process by a fresh one in the middle of it."""
    _open_pages(line, folder, recovery, time.monotonic() + 1.0)


def _open_pages(line: Line, folder: str, recovery: str, until: float) -> None:
    with work(folder, recovery) as session, Opener() as opener:
        envelopes = _whole_log(session)
        line.begin()
        flying = [opener.submit(envelopes) for _ahead in range(3)]
        while time.monotonic() < until:
            flying.append(opener.submit(envelopes))
            flying.pop(0).result()
        os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(60)"])


def _whole_log(session: Session) -> list[OpenJob]:
    """Return jobs for the log of a profile, repeated to a page that is worth other processes."""
    replica = session.store.replica
    waiting = session.store._connection.execute("SELECT envelope FROM log").fetchall()
    page = FeedPage([(number, bytes(row[0])) for number, row in enumerate(waiting)], {0: 0}, False, 0, 0)
    return [*replica.jobs(page)] * (INLINE // len(waiting) + 2)


DEEDS: dict[str, Callable[..., None]] = {
    made.__name__: made
    for made in (
        picture, opens, sign_notes, type_drafts, add_cases, import_table, sync, sign_draft, save_draft, add_case, fetch,
        give_password, join, change_settings, change_password, backup, restore, rebuild, command, write_texts,
        open_forever, open_and_lock,
    )
}  # fmt: skip
