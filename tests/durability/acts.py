"""Single acts of a child, at which the disk is watched or fails; commands; and what opens pages on other cores."""

import contextlib
import io
import itertools
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from counsellor_app.cli import run
from counsellor_app.settings import Profile
from counsellor_app.vault.instance import hold_profile
from counsellor_app.vault.slots import FLOOR_COST
from counsellor_app.vault.vault import open_with_recovery
from counsellor_app.workflows import (
    casework,
    dossiers,
    enrolment,
    finding,
    keeping,
    notes,
    office,
    restricting,
    syncing,
)
from counsellor_app.workflows.session import Session, open_session
from sync.client import round as sync_round
from sync.client.http import HttpOffice
from sync.client.opening import INLINE, Opener, OpenJob
from sync.protocol.api import FeedPage
from tests.durability.deeds import look, outcome, work
from tests.durability.nursery import Line

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


def write_and_send(line: Line, folder: str, recovery: str, name: str) -> None:
    """Open a case and sync; say what became of each."""
    with ending(line, folder, recovery) as session:
        line.begin()
        line.say(outcome(lambda: casework.add_case(session, name=name).id))
        line.say(outcome(lambda: syncing.sync_now(session).pushed))


def lose_the_race(line: Line, folder: str, recovery: str) -> None:
    """Invite somebody and open a case, then hear that another administrator was first; say whether the log verifies."""
    with work(folder, recovery) as session:
        office.invite(session, "Iemand", "counsellor")
        casework.add_case(session, name="Meanwhile")
        session.store.replica.drop_unsent_directory()
        assert not session.store.replica.unsent_directory()
        line.say(look(session))


def restrict(line: Line, folder: str, recovery: str, case: str) -> None:
    """Close a case to all but this person, without the office; say what became of it."""
    with ending(line, folder, recovery) as session:
        line.begin()
        line.say(outcome(lambda: restricting.restrict_case(session, case, [session.person_id], "threats").id))


def how_restricted(line: Line, folder: str, recovery: str, case: str) -> None:
    """Say whether a case is restricted, how many may read it, and whether the office is still to be told."""
    with work(folder, recovery) as session:
        shown = dossiers.dossier(session, case)
        readers = [one for one in shown.readers if one.now and not one.is_team]
        line.say([shown.restriction is not None, len(readers), str(shown.waits)])


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


# --- other acts


def change_settings(line: Line, folder: str, recovery: str, label: str) -> None:
    """Change settings of the device, its label among them."""
    with work(folder, recovery) as session:
        keeping.change_settings(session, device_label=label, language="nl", idle_lock=120)
    with work(folder, recovery) as session:
        line.say([session.settings.device_label, session.settings.language])


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


ACTS: dict[str, Callable[..., None]] = {
    made.__name__: made
    for made in (
        sign_draft, save_draft, add_case, fetch, write_and_send, lose_the_race, restrict, how_restricted,
        give_password, join, change_settings,
        command, write_texts, open_forever, open_and_lock,
    )
}  # fmt: skip
