"""The page of the gallery, with every control, button and state on it."""

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from counsellor_app.desktop.look.banner_bar import BannerBar
from counsellor_app.desktop.look.date_field import DateField
from counsellor_app.desktop.look.dress import set_style_property, set_surface
from counsellor_app.desktop.look.field_row import FieldRow
from counsellor_app.desktop.look.flag_tag import FlagTag
from counsellor_app.desktop.look.fonts import font
from counsellor_app.desktop.look.hairline import Hairline
from counsellor_app.desktop.look.icon_button import IconButton
from counsellor_app.desktop.look.icon_label import IconLabel
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.number_field import NumberField
from counsellor_app.desktop.look.progress_stepper import ProgressStepper, Step
from counsellor_app.desktop.look.runs_label import page_title
from counsellor_app.desktop.look.section_label import SectionLabel
from counsellor_app.desktop.look.state_label import StateLabel
from counsellor_app.desktop.look.states import State
from counsellor_app.desktop.look.tab_strip import TabStrip

STATES = (
    (State.DONE, "Bevestigd"),
    (State.WAITS, "Wacht"),
    (State.DANGER, "Ontbreekt"),
    (State.REFUSED, "Weigert"),
    (State.ABSENT, "Afwezig"),
    (State.CONFLICT, "Conflict"),
    (State.UNSENT, "nog niet bij kantoor"),
    (State.AT_OFFICE, "bij kantoor"),
    (State.PREPARED, "klaargezet"),
)


def line(*widgets: QWidget | int, spacing: int = 8) -> QHBoxLayout:
    """Widgets beside each other; a number is a stretch."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for widget in widgets:
        if isinstance(widget, int):
            layout.addStretch(widget)
        else:
            layout.addWidget(widget)
    return layout


def controls() -> QGridLayout:
    """Every control once."""
    combo, date, number = QComboBox(), DateField(QDate(2026, 11, 13)), NumberField()
    combo.addItems(["Tigrinya", "العربية", "Nederlands"])
    wrong, off = FieldRow("V-nummer", QLineEdit("284.115")), QLineEdit("niet nu")
    wrong.set_error("Een cijfer ontbreekt")
    off.setEnabled(False)
    ticked, chosen, other = QCheckBox("Toestemming"), QRadioButton("Alleen"), QRadioButton("Met gezin")
    ticked.setChecked(True)
    chosen.setChecked(True)
    bar = QProgressBar()
    bar.setValue(60)
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(8)
    rows: tuple[tuple[QWidget, ...], ...] = (
        (FieldRow("Taal", combo), FieldRow("Datum", date), wrong, FieldRow("Personen", number, "kinderen ook")),
        (ticked, chosen, other, QCheckBox("Uit")),
        (off, bar, QLineEdit("gewoon veld"), QPushButton("Gewone knop")),
    )
    for y, row in enumerate(rows):
        for x, widget in enumerate(row):
            grid.addWidget(widget, y, x, Qt.AlignmentFlag.AlignTop)
    return grid


def buttons() -> QHBoxLayout:
    """Every kind of button."""
    disabled = KeyHintButton("Niet nu", "Ctrl+9", "primary")
    disabled.setEnabled(False)
    return line(
        KeyHintButton("Ondertekenen", "Ctrl+Return", "primary"),
        KeyHintButton("Dagplan", "Ctrl+P", "secondary", "printer"),
        KeyHintButton("Verteld…", "Alt+V", "quiet"),
        KeyHintButton("USB-bundel…", "", "link"),
        disabled,
        1,
    )


def editor() -> QFrame:
    """A note being written."""
    frame = QFrame()
    set_style_property(frame, "editor", True)
    set_style_property(frame, "focused", True)
    text = QTextEdit()
    text.setFont(font("note"))
    set_style_property(text, "bare", True)
    text.setPlainText("Asked what worries her most. «መድኃኒቴ እዚያ ይገኛል?» – of haar medicijn daar te krijgen is. 王丽华")
    column = QVBoxLayout(frame)
    column.addWidget(text)
    return frame


def page() -> QWidget:
    """A page with everything on it."""
    pane = QWidget()
    set_surface(pane, "page")
    column = QVBoxLayout(pane)
    column.setContentsMargins(24, 12, 24, 8)
    column.setSpacing(10)
    column.addLayout(
        line(
            page_title("Selamawit Tesfaye", "ሰላማዊት ተስፋዬ"),
            1,
            KeyHintButton("Stap afronden…"),
            IconButton("ellipsis", "Meer"),
        )
    )
    column.addLayout(
        line(
            IconLabel("34 jaar"),
            IconLabel("Amharisch, Tigrinya", "languages"),
            IconLabel("azc Ter Apel, unit 12", "map-pin"),
            1,
            FlagTag("Gezondheid", "heart-pulse"),
            spacing=16,
        )
    )
    stepper = ProgressStepper()
    steps = [Step("Contact", State.DONE), Step("Intake", State.DONE), Step("Persoonlijke behoeften", State.CURRENT)]
    stepper.set_steps("REAN", [*steps, Step("Vertrek regelen"), Step("Ondersteuning")], "stap 3 van 5")
    column.addWidget(stepper)
    tabs = TabStrip("Onderdelen")
    for name, count in (("Tijdlijn", ""), ("Persoon en gezin", ""), ("Documenten", "6"), ("Vertrek", "")):
        tabs.add(name, count)
    column.addLayout(line(tabs, 1, StateLabel(State.WAITS, "2 van 4 bewijzen")))
    column.addWidget(Hairline())
    column.addWidget(
        BannerBar(
            "Nog niet gereed: de brancard is niet bevestigd",
            "Zonder bevestiging gaat de reis niet door.",
            "danger",
            "Bevestigen…",
            dismiss_name="Sluiten",
        )
    )
    column.addLayout(buttons())
    rest = [StateLabel(state, word) for state, word in STATES[5:]]
    column.addLayout(line(*(StateLabel(state, word) for state, word in STATES[:5]), 1, spacing=16))
    column.addLayout(
        line(
            *rest,
            1,
            FlagTag("Conflict", "split", "red"),
            FlagTag("Klaar", "", "green"),
            spacing=16,
        )
    )
    column.addLayout(controls())
    column.addWidget(SectionLabel("Partijen", "9 bevestigingen nodig"))
    column.addWidget(editor(), 1)
    return pane
