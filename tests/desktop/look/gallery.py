"""A gallery of the look: grabs what the widgets are like in light, dark and right-to-left.

python tests/desktop/look/gallery.py FOLDER
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from PySide6.QtCore import QAbstractListModel, QDate, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from counsellor_app.desktop.look.banner_bar import BannerBar, BannerState
from counsellor_app.desktop.look.chips import ChipRow
from counsellor_app.desktop.look.date_field import DateField
from counsellor_app.desktop.look.delegates import TwoLineDelegate
from counsellor_app.desktop.look.dress import set_card, set_style_property, set_surface
from counsellor_app.desktop.look.elided_label import ElidedLabel
from counsellor_app.desktop.look.empty_state import EmptyState
from counsellor_app.desktop.look.field_row import FieldRow
from counsellor_app.desktop.look.flag_tag import FlagTag
from counsellor_app.desktop.look.fonts import font
from counsellor_app.desktop.look.grab import grab
from counsellor_app.desktop.look.hairline import Hairline
from counsellor_app.desktop.look.icon_button import IconButton
from counsellor_app.desktop.look.icon_label import IconLabel
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.nav_button import NavButton
from counsellor_app.desktop.look.number_field import NumberField
from counsellor_app.desktop.look.progress_stepper import ProgressStepper, Step
from counsellor_app.desktop.look.row_list import RowList
from counsellor_app.desktop.look.rows import ROW_ROLE, RowParts, SectionParts
from counsellor_app.desktop.look.runs_label import page_title, pane_title
from counsellor_app.desktop.look.search_field import SearchField
from counsellor_app.desktop.look.section_label import SectionLabel
from counsellor_app.desktop.look.state_label import StateLabel
from counsellor_app.desktop.look.states import State
from counsellor_app.desktop.look.status_item import StatusItem
from counsellor_app.desktop.look.tab_strip import TabStrip
from counsellor_app.desktop.look.theme import apply_theme
from counsellor_app.desktop.look.tokens import (
    HEIGHT_ROW_REVIEW,
    HEIGHT_ROW_SLOT,
    HEIGHT_STATUS,
    WIDTH_LIST_LEAST,
    WIDTH_RAIL,
)

UNSENT = ("arrow-up-from-line", "amber", "nog niet bij kantoor")
HEALTH = ("heart-pulse", "text2", "gezondheid")

CASES = (
    RowParts(
        "Selamawit Tesfaye",
        own_script="ሰላማዊት ተስፋዬ",
        meta="nu",
        line2="REAN · Persoonlijke behoeften · Ter Apel",
        icons=(("pen-line", "accent", "concept"), HEALTH),
    ),
    RowParts(
        "Karwan Aziz", own_script="کاروان عەزیز", meta="11:40", line2="REAN · Intake · azc Emmen", icons=(UNSENT,)
    ),
    RowParts(
        "Nino Beridze",
        own_script="ნინო ბერიძე",
        meta="gisteren",
        line2="REAN · Vertrek 24 nov 06:55 · Assen",
        icons=(UNSENT, ("plane", "text2", "reist")),
    ),
    RowParts(
        "Amina Warsame",
        meta="gisteren",
        line2="AMV · Akkoord voogd ontbreekt",
        line2_state="danger",
        icons=(("baby", "text2", "minderjarig"), ("triangle-alert", "red", "ontbreekt")),
    ),
    RowParts("Batbayar Ganbold", own_script="Батбаяр Ганболд", meta="di", line2="REAN · Vertrek regelen · Delfzijl"),
    RowParts("Wang Lihua", own_script="王丽华", meta="di", line2="Contact · Musselkanaal", icons=(UNSENT,)),
    RowParts(
        "Maria Luísa dos Santos",
        meta="ma",
        line2="HRT · Toets loopt sinds 28 okt",
        icons=(("hourglass", "amber", "wacht"),),
    ),
    RowParts("Fatemeh Rezai", own_script="فاطمه رضایی", meta="ma", line2="REAN · Reisdocument · Ter Apel"),
    RowParts("Armen Sargsyan", own_script="Արմեն Սարգսյան", meta="7 nov", line2="REAN · Emmen", icons=(HEALTH,)),
    RowParts("Trần Văn Minh", own_script="विक्रम שלמה", meta="6 nov", line2="VARRP · Nazorg, 3 maanden · Lagos"),
    RowParts(
        "Een heel lange naam die nergens in past",
        own_script="ሰላማዊት ተስፋዬ",
        meta="5 nov",
        line2="Contact · teruggetrokken 5 nov · Musselkanaal · Ter Apel · Delfzijl",
        icons=(UNSENT, HEALTH),
    ),
)
REVIEW = (
    SectionParts("Conflicten 1", "split", "red_shape", "twee waarden, één veld"),
    RowParts("Vasile Rusu", meta="di", line2="Begeleider: Ileana Munteanu, Pieter de Wit"),
    SectionParts("Wacht op akkoord 3", "stamp", "amber_shape", "oudste 4 dagen"),
    RowParts(
        "Amina Warsame",
        meta="9 nov",
        line2="AMV · akkoord voogd ontbreekt",
        line2_state="danger",
        icons=(("triangle-alert", "red", "ontbreekt"),),
    ),
    RowParts("Zhanna Grigoryan", own_script="Ժաննա Գրիգորյան", meta="14:02", line2="Gesprek, stap, document"),
)
HOUR = (
    RowParts(
        "Youssef Benali",
        lead="13:00",
        lead_icon=("circle-check", "green_shape", "aanwezig"),
        line2="يوسف بنعلي · Arabisch · AVRD",
        meta="aanwezig",
        meta_tone="text2",
        icons=(("file-text", "text2", "briefje"),),
    ),
    RowParts(
        "Giorgi Lomidze",
        lead="13:40",
        lead_icon=("ban", "red_shape", "weigert"),
        line2="გიორგი ლომიძე · Georgisch",
        meta="weigert",
        meta_tone="red",
        icons=(("file-text", "text2", "briefje"),),
    ),
    RowParts("vrij", lead="14:40", lead_icon=("circle-dashed", "text2", "vrij"), quiet=True, meta="naam toevoegen"),
)
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


class Rows(QAbstractListModel):
    """Rows for a list of the gallery."""

    def __init__(self, rows: tuple[RowParts | SectionParts, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = rows

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        return row.spoken() if role == int(Qt.ItemDataRole.DisplayRole) else None


def row_list(rows: tuple[RowParts | SectionParts, ...], delegate: TwoLineDelegate, chosen: int) -> QListView:
    """A list with rows of which one is chosen."""
    view = RowList(delegate, "Dossiers")
    view.setModel(Rows(rows, view))
    view.setCurrentIndex(view.model().index(chosen, 0))
    return view


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


def rail() -> QWidget:
    """The rail of the app."""
    pane = QWidget()
    set_surface(pane, "rail")
    pane.setFixedWidth(WIDTH_RAIL)
    column = QVBoxLayout(pane)
    column.setContentsMargins(8, 12, 8, 12)
    column.setSpacing(2)
    column.addWidget(SearchField("Zoek", "Zoeken", "Wissen", "Ctrl+K"))
    column.addSpacing(10)
    places = (("Vandaag", "sun", "4"), ("Dossiers", "folder", ""), ("Spreekuren", "clock", "1"))
    for name, icon, count in (*places, ("Landen", "globe", ""), ("Cijfers", "chart-column", "")):
        button = NavButton(name, icon)
        button.set_count(count)
        button.setChecked(name == "Dossiers")
        column.addWidget(button)
    column.addStretch(1)
    column.addWidget(Hairline())
    return pane


def case_list() -> QWidget:
    """The list of cases."""
    pane = QWidget()
    set_surface(pane, "list")
    pane.setMinimumWidth(WIDTH_LIST_LEAST)
    column = QVBoxLayout(pane)
    column.setContentsMargins(0, 12, 0, 0)
    column.setSpacing(0)
    head = QVBoxLayout()
    head.setContentsMargins(16, 0, 16, 0)
    head.setSpacing(8)
    head.addLayout(
        line(
            pane_title("Dossiers", "68"),
            1,
            IconButton("arrow-down-wide-narrow", "Volgorde"),
            IconButton("plus", "Nieuw"),
        )
    )
    head.addWidget(SearchField("Naam, nummer, telefoon, plaats", "Dossiers zoeken", "Wissen"))
    chips = (("mine", "Mijn 68"), ("wait", "Wacht op mij 3"), ("leave", "Vertrek 5"), ("flag", "Vlag"))
    head.addWidget(ChipRow("Filter", chips))
    column.addLayout(head)
    column.addSpacing(12)
    column.addWidget(Hairline())
    column.addWidget(row_list(CASES, TwoLineDelegate(), 0), 1)
    return pane


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


def status() -> QWidget:
    """The status line."""
    pane = QWidget()
    set_surface(pane, "rail")
    pane.setFixedHeight(HEIGHT_STATUS)
    row = line(
        StatusItem("Geen verbinding sinds ma 10 nov 16:48", "cloud-off", "amber"),
        StatusItem("12 wijzigingen nog niet bij het kantoor, oudste 3 dagen", "arrow-up-from-line", "amber"),
        StatusItem("laatst iets van het kantoor gehoord: ma 10 nov 16:47"),
        1,
        KeyHintButton("Nu proberen", "", "link"),
        spacing=20,
    )
    row.setContentsMargins(16, 0, 16, 0)
    pane.setLayout(row)
    return pane


def gallery() -> QWidget:
    """The window with rail, list, page and status line."""
    window = QWidget()
    set_surface(window, "page")
    split = QSplitter()
    split.setHandleWidth(1)
    for pane in (rail(), case_list(), page()):
        split.addWidget(pane)
    split.setSizes([WIDTH_RAIL, WIDTH_LIST_LEAST, 854])
    split.setStretchFactor(2, 1)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(split, 1)
    column.addWidget(Hairline())
    column.addWidget(status())
    return window


def table() -> QTableWidget:
    """A table."""
    found = QTableWidget(3, 3)
    found.setHorizontalHeaderLabels(["Stand", "Partij", "Wat"])
    found.verticalHeader().hide()
    found.verticalHeader().setDefaultSectionSize(39)
    found.setShowGrid(False)
    found.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
    for y, row in enumerate(
        (("Bevestigd", "Arts", "Advies"), ("Wacht", "Brandweer", "Tillen"), ("Wacht", "Ontvangst", ""))
    ):
        for x, word in enumerate(row):
            found.setItem(y, x, QTableWidgetItem(word))
    found.selectRow(1)
    return found


def second_gallery() -> QWidget:
    """Lists of other heights, cards, tabs of Qt's own, a table, an empty state."""
    window = QWidget()
    set_surface(window, "page")
    review, hour = QWidget(), QWidget()
    for pane, view in (
        (review, row_list(REVIEW, TwoLineDelegate(HEIGHT_ROW_REVIEW), 1)),
        (hour, row_list(HOUR, TwoLineDelegate(HEIGHT_ROW_SLOT, centred_meta=True), 1)),
    ):
        set_surface(pane, "list")
        column = QVBoxLayout(pane)
        column.addWidget(view)
        column.setContentsMargins(0, 0, 0, 0)
        pane.setFixedWidth(348)
    tabs = QTabWidget()
    tabs.addTab(table(), "Tijdlijn")
    tabs.addTab(QWidget(), "Persoon en gezin")
    tabs.addTab(QWidget(), "Reis")
    card = QFrame()
    set_card(card, "chosen")
    QVBoxLayout(card).addWidget(
        ElidedLabel("Een zin die te lang is voor deze kaart en dus wordt afgekort met een puntje of drie")
    )
    right = QVBoxLayout()
    right.addWidget(tabs, 1)
    right.addWidget(card)
    banners: tuple[tuple[BannerState, str], ...] = (
        ("waits", "Twee wachten"),
        ("done", "Alles bevestigd"),
        ("neutral", "Ter informatie"),
    )
    for state, title in banners:
        right.addWidget(BannerBar(title, "En wat er nu te doen is.", state))
    right.addWidget(
        EmptyState(
            "Nog geen dossiers",
            "Hier staan de mensen die u begeleidt. Maak een dossier om te beginnen.",
            "Nieuw dossier",
            "Ctrl+N",
            "folder",
        ),
        1,
    )
    row = QHBoxLayout(window)
    row.addWidget(review)
    row.addWidget(hour)
    row.addLayout(right, 1)
    return window


def main(folder: Path) -> None:
    """Grabs the gallery."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    apply_theme(app, "light")
    left, right = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft
    for name, make in (("gallery", gallery), ("more", second_gallery)):
        for suffix, scheme, direction in (("light", "light", left), ("dark", "dark", left), ("rtl", "light", right)):
            app.setLayoutDirection(direction)
            window = make()
            grab(window, folder / f"{name}-{suffix}.png", scheme="dark" if scheme == "dark" else "light")
            window.close()
            window.deleteLater()
    app.setLayoutDirection(left)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
