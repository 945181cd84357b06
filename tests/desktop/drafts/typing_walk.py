"""Every screen of the window with something to type into, and every line and text on it, each called by its name."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from counsellor_app.desktop.chooser import Chooser
from counsellor_app.desktop.hours.view import HoursView
from counsellor_app.desktop.outreach.state.listing import Scope
from counsellor_app.desktop.outreach.view import OutreachView
from counsellor_app.workflows import hours, outreach, reviewing, sessions
from tests.desktop.furnished import Desk
from tests.desktop.shell.test_every_screen import NAME, do, furnish, said, screens, settle

NOT_KEPT = {
    "Search cases": "finds; writes nothing",
    "Find anything": "finds; writes nothing",
    "Search outreach": "finds; writes nothing",
    "Search programmes": "finds; writes nothing",
    "Until and including": "a day worked out of the chosen hours, for an act of this minute",
}
"""What is typed into and not kept, by its name, each with the reason. Passwords, which show no letters, never are."""
NOT_IN_THE_WORK = {
    "UnlockView": "password and recovery key stand on no disk, and nothing is open to keep them in",
    "NewPasswordFields": "a password stands on no disk, encrypted or not",
    "RecoveryPart": "the recovery key stands on no disk, encrypted or not",
    "InvitationField": "before there is a profile to keep it in; it holds a secret, and is a file as well",
    "EnterForm": "before there is a profile to keep it in: a name, and what the device is called",
    "RestoreForm": "before there is a profile to keep it in: a file and its password",
    "Chooser": "letters that look for one of a list; it is gone with the next key",
}
"""Parts of the app with something to type into to which the walk does not come, or whose words are not kept."""
WRITABLE = (
    "QLineEdit", "QPlainTextEdit", "QTextEdit", "QSpinBox", "QDoubleSpinBox", "QDateEdit", "QTimeEdit", "QDateTimeEdit",
    "DateField", "NumberField", "SearchField", "DraftLine", "NoteText", "TextEditor", "TallField",
)  # fmt: skip


@dataclass
class World:
    """What the walk goes to besides the places: ids by name."""

    ids: dict[str, str] = field(default_factory=dict)


def prepare(desk: Desk) -> World:
    """Give every form something to be about."""
    furnish(desk)
    case, conflict_case = desk.office.cases[NAME], desk.office.cases["Vasile Rusu"]
    hour = desk.stored(hours.add_hour, "Alphen", "today", "00:01", "02:01").id
    desk.stored(hours.add_slot, hour, case=case)
    slip = desk.stored(hours.add_slot, hour, slip="Liu Jianguo").id
    held = desk.stored(sessions.add_session, "Alphen", "today", "Terugkeer").id
    old = desk.stored(sessions.add_session, "Alphen", "01-02-2024", "Terugkeer toen").id
    desk.stored(reviewing.ask, case, "Wie haalt hem op?")
    talk = desk.stored(outreach.list_talks)[0].id
    contact = desk.stored(outreach.list_contacts)[0].id
    ids = {"hour": hour, "slip": slip, "session": held, "older session": old, "conflict": conflict_case}
    return World({**ids, "case": case, "talk": talk, "contact": contact})


def all_screens(desk: Desk, world: World) -> Iterator[str]:
    """Go through every screen in the same order, each time with the same records."""
    yield from screens(desk)
    for part in (_hours, _outreach, _review):
        yield from part(desk, world)


def _hours(desk: Desk, world: World) -> Iterator[str]:
    desk.window.navigate("hours", hour_id=world.ids["hour"])
    view: HoursView = desk.window._areas["hours"].features[0]  # type: ignore[assignment]
    desk.until(lambda: view.state.page is not None and view.talk.editor.isVisible())
    settle(desk)
    yield "an hour"
    desk.press("Ctrl+T")
    settle(desk)
    yield "an hour: task"
    for words in ("Add somebody to the queue…", "Change the hour…", "Roster to print…"):
        assert do(desk, words), words
        yield f"an hour: {words}"
        desk.press("Escape")
        settle(desk)
    view.comings._ask_case(world.ids["slip"], "Liu Jianguo")
    settle(desk)
    yield "an hour: which case"
    desk.press("Escape")
    assert do(desk, "Add a place…")
    yield "a place"
    desk.press("Escape")
    for which in ("session", "older session"):
        desk.window.navigate("hours", session_id=world.ids[which])
        settle(desk)
        desk.until(lambda which=which: view.session_page.session == world.ids[which])  # type: ignore[misc]
        assert view.session_page.title.text().startswith("Terugkeer")
        yield which


def _outreach(desk: Desk, world: World) -> Iterator[str]:
    desk.window.navigate("outreach")
    view: OutreachView = desk.window._areas["outreach"].features[0]  # type: ignore[assignment]
    for scope, key, act in (
        (Scope.CONTACTS, "contact", view.change_contact),
        (Scope.TALKS, "talk", view.change_talk),
        (Scope.TALKS, "talk", view.become),
    ):
        view.show_scope(scope)
        desk.until(lambda key=key: view.rows.place_of(world.ids[key]) >= 0)  # type: ignore[misc]
        view.list.setCurrentIndex(view.rows.index(view.rows.place_of(world.ids[key])))
        act()
        settle(desk)
        yield f"outreach: {act.__name__}"
        desk.press("Escape")
        settle(desk)


def _review(desk: Desk, world: World) -> Iterator[str]:
    case = world.ids["conflict"]
    desk.window.navigate("review", case_id=case)
    desk.until(lambda: desk.review.settling.case == case and desk.review.settling.found is not None)
    settle(desk)
    desk.review.page.write_other.click()
    if desk.review.page.question.isHidden():  # one that was begun stands there by itself
        desk.review.page.write_question()
    desk.review.page.tasks.write()
    settle(desk)
    yield "review of a conflict"
    desk.window.navigate("case", case_id=world.ids["case"])
    desk.until(lambda: desk.page.state.case == world.ids["case"] and not desk.page.question.isHidden())
    desk.page.question.write()
    settle(desk)
    yield "case: answer"


# --- what is typed into


def entries(root: QWidget) -> Iterator[QWidget]:
    """Yield every widget of *root* a person can write into, shown or not."""
    for one in (*root.findChildren(QLineEdit), *root.findChildren(QPlainTextEdit), *root.findChildren(QTextEdit)):
        if not one.isReadOnly() and not isinstance(one.parentWidget(), QComboBox | QAbstractSpinBox):
            yield one
    yield from (one for one in root.findChildren(QComboBox) if one.isEditable())
    yield from (one for one in root.findChildren(QAbstractSpinBox) if not one.isReadOnly())


def shown(desk: Desk) -> list[QWidget]:
    """The widgets one can write into on the screen that is shown."""
    return [one for one in entries(desk.window) if one.isVisible() and one.isEnabled()]


def inner(widget: QWidget) -> QWidget:
    """The widget that takes the letters."""
    return widget.lineEdit() if isinstance(widget, QComboBox) else widget  # type: ignore[return-value]


def text_of(widget: QWidget) -> str:
    """Return what stands in a widget."""
    if isinstance(widget, QPlainTextEdit | QTextEdit):
        return widget.toPlainText()
    if isinstance(widget, QComboBox):
        return widget.currentText()
    assert isinstance(widget, QLineEdit | QAbstractSpinBox)
    return widget.text()


def called(widget: QWidget) -> str:
    """Return the form a widget is in, and its name: what a new one is not among the others by."""
    form = widget.parentWidget()
    while form is not None and not _is_form(form):
        form = form.parentWidget()
    return f"{type(form).__name__}: {said(inner(widget))}"


def homes(widget: QWidget) -> Iterator[str]:
    """Yield the classes of the app a widget is in."""
    parent = widget.parentWidget()
    while parent is not None:
        if _is_form(parent):
            yield type(parent).__name__
        parent = parent.parentWidget()


def _is_form(widget: QWidget) -> bool:
    home = type(widget).__module__
    return home.startswith("counsellor_app.desktop.") and not home.startswith("counsellor_app.desktop.look.")


def makers(folder: Path) -> Iterator[str]:
    """Yield the classes beneath *folder* that make something to type into; they make it when they like."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and any(_makes(part) for part in ast.walk(node)):
                yield node.name


def _makes(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    by_name = isinstance(node.func, ast.Name) and node.func.id in WRITABLE
    return by_name or (isinstance(node.func, ast.Attribute) and node.func.attr == "setEditable")


def is_kept(widget: QWidget) -> bool:
    """Whether what is written there must not be lost."""
    hidden = isinstance(widget, QLineEdit) and widget.echoMode() != QLineEdit.EchoMode.Normal
    return not hidden and not isinstance(widget.parentWidget(), Chooser) and said(widget) not in NOT_KEPT


def keys_of(desk: Desk) -> Iterator[tuple[str, QWidget]]:
    """Yield what must be kept on the screen that is shown, by name; like-named ones in their order."""
    count: dict[str, int] = {}
    for widget in shown(desk):
        if is_kept(widget):
            name = called(widget)
            count[name] = count.get(name, 0) + 1
            yield f"{name} {count[name]}" if count[name] > 1 else name, widget
