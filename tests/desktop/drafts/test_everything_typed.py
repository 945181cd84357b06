"""The first law, field by field: what is typed anywhere in the window is on the disk at once and is there again.

The walk goes to every screen and types another word into everything that takes words. A field that is added later is
found by it; it is either kept, or stands among ``NOT_KEPT`` with the reason.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import counsellor_app.desktop
from counsellor_app.desktop.drafts import keeping, state
from counsellor_app.desktop.note_writing.note_editor import OTHER_KEY
from counsellor_app.store.state import UNFINISHED
from counsellor_app.workflows import lookup, notes
from tests.desktop.drafts.typing_walk import (
    NOT_IN_THE_WORK,
    NOT_KEPT,
    World,
    all_screens,
    called,
    entries,
    homes,
    inner,
    is_kept,
    keys_of,
    makers,
    prepare,
    shown,
    text_of,
)
from tests.desktop.furnished import Desk
from tests.desktop.shell.test_every_screen import screens_of_case, settle

DESKTOP = Path(counsellor_app.desktop.__file__).parent
Typed = dict[tuple[str, str], str]


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait before keeping; how long the app waits is another test's."""
    monkeypatch.setattr(keeping, "KEEP_MS", 0)
    monkeypatch.setattr(state, "DUE_SECONDS", 0.0)


def in_store(desk: Desk, world: World) -> str:
    """Everything the store holds that somebody may have typed in this walk."""

    def read() -> str:
        session = desk.session
        kept = session.store._connection.execute(
            "SELECT value FROM state WHERE name GLOB ?", (UNFINISHED + "*",)
        ).fetchall()
        case = lookup.case_page(session, world.ids["case"])
        return repr((kept, notes.list_drafts(session), case, session.settings)).casefold()

    return desk.store.call(read)


def type_everywhere(desk: Desk, world: World) -> tuple[Typed, dict[str, list[str]], set[str]]:
    """Type a word of its own into every field; return them, those that were not kept at once, and what was met."""
    typed: Typed = {}
    lost: dict[str, list[str]] = {}
    met: set[str] = set()
    words: set[str] = set()
    for screen in all_screens(desk, world):
        here: dict[str, str] = {}
        met |= {called(widget) for widget in shown(desk)}
        for key, widget in list(keys_of(desk)):
            if any(word in text_of(widget) for word in words):
                continue
            word = f"zq{len(words)}zq"
            words.add(word)
            inner(widget).setFocus()
            desk.type(word)
            here[key] = word
        settle(desk)
        missing = set(here.values())
        for _look in range(50):
            held = in_store(desk, world)
            missing = {word for word in missing if word not in held}
            if not missing:
                break
            desk.bot.wait(10)
        typed |= {(screen, key): word for key, word in here.items()}
        if missing:
            lost[screen] = sorted(key for key, word in here.items() if word in missing)
    return typed, lost, met


def not_there(desk: Desk, screens: Iterator[str], typed: Typed) -> dict[str, list[str]]:
    """What was typed and does not stand in its field again, by screen."""
    wrong: dict[str, list[str]] = {}
    for screen in screens:
        missing = {key: word for (where, key), word in typed.items() if where == screen}
        for look in range(60 if missing else 0):
            found = dict(keys_of(desk))
            missing = {
                key: word
                for key, word in missing.items()
                if key not in found or word not in text_of(found[key]).casefold()
            }
            if not missing:
                break
            if look % 20 == 19:  # a case has several unfinished notes: it shows how many, and a key goes to the next
                for widget in [one for key, one in found.items() if key.startswith("NoteEditor")][:1]:
                    widget.setFocus()
                    desk.press(OTHER_KEY)
            desk.bot.wait(10)
        if missing:
            wrong[screen] = sorted(missing)
    return wrong


def strangers(desk: Desk, screens: Iterator[str]) -> dict[str, list[str]]:
    """Fields in which words of the walk stand, by screen."""
    wrong: dict[str, list[str]] = {}
    for screen in screens:
        if screen == "cases: New case":
            continue  # it is about nobody who has a case
        found = [key for key, widget in keys_of(desk) if "zq" in text_of(widget)]
        if found:
            wrong[screen] = found
    return wrong


def test_what_is_typed_anywhere_is_kept_at_once_and_stands_there_again(
    desks: Callable[[str], Desk], tmp_path: Path, at_once: None
) -> None:
    desk = desks("lead")
    world = prepare(desk)
    typed, lost, met = type_everywhere(desk, world)
    shutil.copytree(desk.profile.database.parent, tmp_path / "killed")
    assert lost == {}, "not on the disk"
    assert len(typed) > 60
    unmet = {called(one) for one in entries(desk.window) if is_kept(one)} - met
    assert unmet == set(), "the walk does not come to these fields"
    been = {home for one in entries(desk.window) for home in homes(one)} | {name.partition(":")[0] for name in met}
    assert set(makers(DESKTOP)) - been - NOT_IN_THE_WORK.keys() == set(), "the walk does not come to these forms"
    assert NOT_KEPT.keys() <= {name.partition(": ")[2] for name in met}, "these are no more"
    desk.window.navigate("cases")
    assert strangers(desk, screens_of_case(desk, "Nino Beridze")) == {}, "words of one case in another"
    desk.window.navigate("cases")
    assert not_there(desk, screens_of_case(desk), typed) == {}, "not there after coming back"
    desk.close()
    shutil.rmtree(desk.profile.folder)
    shutil.move(tmp_path / "killed", desk.profile.folder)
    desk = desks("lead")
    assert not_there(desk, all_screens(desk, world), typed) == {}, "not there after a kill"
    desk.close()
    desk = desks("lead")
    held = in_store(desk, world)
    assert [word for word in typed.values() if word not in held] == [], "not on the disk after the lock"
