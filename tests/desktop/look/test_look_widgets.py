"""The small widgets: each has a name, works by keyboard, and mirrors."""

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from counsellor_app.desktop.look.banner_bar import BannerBar
from counsellor_app.desktop.look.chips import Chip, ChipRow
from counsellor_app.desktop.look.date_field import DateField
from counsellor_app.desktop.look.elided_label import ElidedLabel
from counsellor_app.desktop.look.empty_state import EmptyState
from counsellor_app.desktop.look.field_row import FieldRow
from counsellor_app.desktop.look.flag_tag import FlagTag
from counsellor_app.desktop.look.icon_button import IconButton
from counsellor_app.desktop.look.icon_label import IconLabel
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.key_words import key_text
from counsellor_app.desktop.look.nav_button import NavButton
from counsellor_app.desktop.look.number_field import NumberField
from counsellor_app.desktop.look.progress_stepper import ProgressStepper, Step
from counsellor_app.desktop.look.runs_label import Run, RunsLabel, page_title
from counsellor_app.desktop.look.search_field import SearchField
from counsellor_app.desktop.look.section_label import SectionLabel
from counsellor_app.desktop.look.state_label import StateLabel
from counsellor_app.desktop.look.states import State
from counsellor_app.desktop.look.status_item import StatusItem
from counsellor_app.desktop.look.tab_strip import TabStrip
from counsellor_app.desktop.look.text_label import text_label

CHOICES = [("mine", "Mijn 68"), ("wait", "Wacht op mij 3"), ("flag", "Vlag")]


def stepper() -> ProgressStepper:
    made = ProgressStepper()
    steps = [Step("Contact", State.DONE), Step("Intake", State.CURRENT), Step("Vertrek")]
    made.set_steps("REAN", steps, "stap 2 van 3")
    return made


def tabs() -> TabStrip:
    made = TabStrip("Onderdelen")
    made.add("Tijdlijn")
    made.add("Documenten", "6")
    return made


MAKERS: dict[str, Callable[[], QWidget]] = {
    "state": lambda: StateLabel(State.WAITS, "wacht"),
    "flag": lambda: FlagTag("Gezondheid", "heart-pulse"),
    "status": lambda: StatusItem("Geen verbinding", "cloud-off", "amber"),
    "icon label": lambda: IconLabel("azc Ter Apel", "map-pin"),
    "elided": lambda: ElidedLabel("een lange zin"),
    "section": lambda: SectionLabel("Partijen", "9 nodig"),
    "title": lambda: page_title("Selamawit Tesfaye", "ሰላማዊት ተስፋዬ"),
    "button": lambda: KeyHintButton("Ondertekenen", "Ctrl+Return", "primary"),
    "icon button": lambda: IconButton("plus", "Nieuw dossier", "Ctrl+N"),
    "nav": lambda: NavButton("Vandaag", "sun", "Ctrl+1"),
    "chips": lambda: ChipRow("Filter", CHOICES),
    "search": lambda: SearchField("Naam", "Dossiers zoeken", "Wissen", "Ctrl+F"),
    "empty": lambda: EmptyState("Nog geen dossiers", "Maak er een.", "Nieuw", "Ctrl+N", "folder"),
    "banner": lambda: BannerBar(
        "Niet opgeslagen", "Uw tekst is veilig.", action_text="Opnieuw", dismiss_name="Sluiten"
    ),
    "field": lambda: FieldRow("Taal", QLineEdit(), "zoals gesproken"),
    "field beside": lambda: FieldRow("Taal", QComboBox(), place="beside"),
    "date": lambda: FieldRow("Datum", DateField()),
    "number": lambda: FieldRow("Personen", NumberField()),
    "stepper": stepper,
    "tabs": tabs,
}


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_it_paints_in_every_dress(
    dressed: QApplication, qtbot: QtBot, name: str, scheme: str, direction: Qt.LayoutDirection
) -> None:
    widget = shown(MAKERS[name](), qtbot, direction)
    for size in (widget.sizeHint(), widget.minimumSizeHint(), QSize(3, 3), QSize(900, 60)):
        widget.resize(size)
        assert not widget.grab().isNull()
    widget.resize(widget.sizeHint().expandedTo(QSize(200, 24)))
    assert len(colours_of(widget.grab().toImage())) > 2


@pytest.mark.parametrize("name", MAKERS)
def test_everything_that_takes_the_focus_has_a_name(dressed: QApplication, qtbot: QtBot, name: str) -> None:
    widget = shown(MAKERS[name](), qtbot)
    reached = [widget, *widget.findChildren(QWidget)]
    for part in reached:
        if part.focusPolicy() != Qt.FocusPolicy.NoFocus and part.isVisible() and part.focusProxy() is None:
            assert spoken(part), f"{type(part).__name__} in {name}"


@pytest.mark.parametrize("name", [name for name in MAKERS if name not in {"field", "field beside", "date", "number"}])
def test_the_widget_itself_has_a_name(dressed: QApplication, qtbot: QtBot, name: str) -> None:
    assert spoken(shown(MAKERS[name](), qtbot))


def shown(widget: QWidget, qtbot: QtBot, direction: Qt.LayoutDirection = Qt.LayoutDirection.LeftToRight) -> QWidget:
    qtbot.addWidget(widget)
    widget.setLayoutDirection(direction)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
    return widget


def spoken(widget: QWidget) -> str:
    if isinstance(widget, QComboBox):
        return widget.accessibleName()  # Qt says a combo box's text instead; the label's relation says the rest
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def colours_of(image: QImage) -> set[int]:
    return {image.pixel(x, y) for x in range(0, image.width(), 1) for y in range(image.height())}


# --- buttons and their keys


@pytest.mark.parametrize(
    ("key", "words"),
    [("Ctrl+Return", "Ctrl+↵"), ("Alt+Up", "Alt+↑"), ("Ctrl+K", "Ctrl+K"), ("F2", "F2"), ("Return", "↵"), ("", "")],
)
def test_a_key_is_written_in_few_signs(key: str, words: str) -> None:
    assert key_text(key) == words


@pytest.mark.parametrize("pressed", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_the_key_clicks_at_once_also_on_the_keypad(dressed: QApplication, qtbot: QtBot, pressed: Qt.Key) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    field, button = QLineEdit(), KeyHintButton("Ondertekenen", "Ctrl+Return", "primary")
    column.addWidget(field)
    column.addWidget(button)
    shown(window, qtbot)
    field.setFocus()
    with qtbot.waitSignal(button.clicked, timeout=50):
        qtbot.keyClick(field, pressed, Qt.KeyboardModifier.ControlModifier)


def test_a_disabled_button_does_not_hear_its_key(dressed: QApplication, qtbot: QtBot) -> None:
    button = KeyHintButton("Ondertekenen", "Ctrl+S")
    shown(button, qtbot)
    button.setEnabled(False)
    with qtbot.assertNotEmitted(button.clicked, wait=20):
        qtbot.keyClick(button, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)


def test_other_words_keep_the_key_and_the_ampersand(dressed: QApplication, qtbot: QtBot) -> None:
    button = KeyHintButton("Taak", "Ctrl+T")
    shown(button, qtbot)
    button.set_label("Vraag & antwoord")
    assert button.accessibleName() == "Vraag & antwoord"
    assert "Ctrl+T" in button.toolTip()
    with qtbot.waitSignal(button.clicked, timeout=50):
        qtbot.keyClick(button, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)


# --- chips


def test_arrow_keys_move_the_choice_and_tab_reaches_only_it(dressed: QApplication, qtbot: QtBot) -> None:
    row = ChipRow("Filter", CHOICES)
    shown(row, qtbot)
    told: list[str] = []
    row.chosen.connect(told.append)
    chips = row.findChildren(Chip)
    chips[0].setFocus()
    qtbot.keyClick(chips[0], Qt.Key.Key_Right)
    assert row.choice() == "wait"
    assert told == ["wait"]
    reached = [chip for chip in chips if chip.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert [chip.isChecked() for chip in reached] == [True]


def test_choosing_moves_nothing(dressed: QApplication, qtbot: QtBot) -> None:
    row = ChipRow("Filter", CHOICES)
    shown(row, qtbot)
    before = [chip.geometry() for chip in row.findChildren(Chip)]
    row.set_choice("flag")
    dressed.processEvents()
    assert [chip.geometry() for chip in row.findChildren(Chip)] == before


def test_new_counts_keep_the_choice(dressed: QApplication, qtbot: QtBot) -> None:
    row = ChipRow("Filter", CHOICES)
    qtbot.addWidget(row)
    row.set_choice("wait")
    row.set_choices([("mine", "Mijn 70"), ("wait", "Wacht op mij 1"), ("flag", "Vlag")])
    assert row.choice() == "wait"
    row.set_choices([("flag", "Vlag"), ("wait", "Wacht")])
    assert row.choice() == "wait"
    row.set_choices([("flag", "Vlag")])
    assert row.choice() == "flag"


def test_chips_that_do_not_fit_begin_a_new_line(dressed: QApplication, qtbot: QtBot) -> None:
    row = ChipRow("Filter", CHOICES)
    shown(row, qtbot)
    row.resize(120, 120)
    dressed.processEvents()
    assert len({chip.y() for chip in row.findChildren(Chip)}) > 1


# --- fields


def test_a_label_is_the_buddy_and_the_name_of_its_field(dressed: QApplication, qtbot: QtBot) -> None:
    field = QLineEdit()
    row = FieldRow("&Taal", field, "zoals gesproken")
    shown(row, qtbot)
    assert row.label.buddy() is field
    assert field.accessibleName() == "Taal"
    assert field.accessibleDescription() == "zoals gesproken"
    row.set_error("Kies een taal")
    assert field.accessibleDescription() == "Kies een taal"
    assert row.error() == "Kies een taal"
    row.set_error("")
    assert field.accessibleDescription() == "zoals gesproken"


def test_escape_clears_before_it_leaves(dressed: QApplication, qtbot: QtBot) -> None:
    field = SearchField("Naam", "Dossiers zoeken", "Wissen", "Ctrl+F")
    shown(field, qtbot)
    qtbot.keyClicks(field, "sel")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""


def test_a_figure_does_not_touch_the_edge(dressed: QApplication, qtbot: QtBot) -> None:
    field = NumberField(0, 20, 3)
    shown(field, qtbot)
    assert field.lineEdit().textMargins().left() > 4


# --- labels


def test_a_shortened_label_says_the_whole_as_tooltip(dressed: QApplication, qtbot: QtBot) -> None:
    label = ElidedLabel("een zin die hier niet in past")
    shown(label, qtbot)
    label.resize(60, 20)
    assert label.toolTip() == label.text()
    label.resize(label.sizeHint())
    assert label.toolTip() == ""


def test_empty_runs_are_left_out(dressed: QApplication, qtbot: QtBot) -> None:
    label = RunsLabel([Run("Amina"), Run("")])
    qtbot.addWidget(label)
    assert label.text() == "Amina"


def test_words_stand_where_reading_starts(dressed: QApplication, qtbot: QtBot) -> None:
    label = text_label("Vergrendeld")
    shown(label, qtbot, Qt.LayoutDirection.RightToLeft)
    assert label.alignment() & Qt.AlignmentFlag.AlignRight
    label.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert label.alignment() & Qt.AlignmentFlag.AlignLeft


def test_a_banner_offers_its_action_and_can_be_sent_away(dressed: QApplication, qtbot: QtBot) -> None:
    banner = BannerBar("Niet gelukt", "Uw tekst is veilig.", action_text="Opnieuw", dismiss_name="Sluiten")
    shown(banner, qtbot)
    with qtbot.waitSignal(banner.action):
        banner.button.click()
    with qtbot.waitSignal(banner.dismissed):
        banner.cross.click()
    assert banner.isHidden()


def test_a_key_two_buttons_share_is_for_the_one_near_the_focus(qtbot: QtBot) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    pressed: list[str] = []
    fields = {}
    for name in ("form", "note"):
        pane = QWidget()
        rows = QVBoxLayout(pane)
        fields[name] = QLineEdit()
        button = KeyHintButton("Do it", "Ctrl+Return")
        button.clicked.connect(partial(pressed.append, name))
        rows.addWidget(fields[name])
        rows.addWidget(button)
        column.addWidget(pane)
    shown(page, qtbot)
    for name in ("note", "form", "form", "note"):
        fields[name].setFocus()
        qtbot.keyClick(fields[name], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert pressed == ["note", "form", "form", "note"]
