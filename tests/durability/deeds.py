"""What a child does with a profile: the real workflows on the real files. Each says what it finished as it goes.

The recovery key opens a profile without the slow KDF. ``outcome`` keeps apart what a person can act on (``error``)
from what must never happen (``broken``).
"""

import contextlib
import fcntl
import hashlib
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import CaseFilter
from counsellor_app.settings import Profile
from counsellor_app.vault.instance import hold_profile
from counsellor_app.vault.slots import FLOOR_COST
from counsellor_app.vault.vault import open_with_password, open_with_recovery
from counsellor_app.workflows import casework, importing, keeping, lookup, notes, syncing
from counsellor_app.workflows.session import Session, open_session
from sync.client import round as sync_round
from sync.client.http import HttpOffice
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
    session.opened.clear()  # copies of one device are looked at: what each would write of that, no office could take
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
    line: Line,
    folder: str,
    recovery: str,
    *,
    page: int = 0,
    push_page: int = 0,
    seed: int = 0,
    write: int = 0,
    write_in: int = 0,
) -> None:
    """Sign *write* notes, say them, begin, sign *write_in* more, say them, and sync.

    Fetches and sends in pages of so many envelopes; 0: as usual.
    """
    chance = random.Random(seed)
    if page:
        HttpOffice.get_envelopes.__defaults__ = (page,)
        sync_round.BATCH_ENVELOPES = page
    if push_page:
        sync_round.PAGE_ENVELOPES = push_page
    with work(folder, recovery) as session:
        rows, _after = lookup.list_cases(session, CaseFilter(), limit=20)
        for number in range(write + write_in):
            if number == write:
                line.begin()
            text = prose(chance, 400)
            note = notes.sign(session, notes.make_draft(session, chance.choice(rows).id, text, "talk"))
            line.say([note.id, digest(text)])
        if not write_in:
            line.begin()
        report = syncing.sync_now(session, lambda done, _total, what: line.say([what, done]))
        line.say({"pushed": report.pushed, "pulled": report.pulled, "unsent": report.unsent})


# --- keeping


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


DEEDS: dict[str, Callable[..., None]] = {
    made.__name__: made
    for made in (
        picture, opens, sign_notes, type_drafts, add_cases, import_table, sync, change_password, backup, restore,
        rebuild,
    )
}  # fmt: skip
