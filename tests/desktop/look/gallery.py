"""A gallery of the look: grabs what the widgets are like in light, dark and right-to-left.

python tests/desktop/look/gallery.py FOLDER
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from counsellor_app.desktop.look.banner_bar import BannerBar, BannerState
from counsellor_app.desktop.look.chips import ChipRow
from counsellor_app.desktop.look.delegates import TwoLineDelegate
from counsellor_app.desktop.look.dress import set_card, set_surface
from counsellor_app.desktop.look.elided_label import ElidedLabel
from counsellor_app.desktop.look.empty_state import EmptyState
from counsellor_app.desktop.look.grab import grab
from counsellor_app.desktop.look.hairline import Hairline
from counsellor_app.desktop.look.icon_button import IconButton
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.nav_button import NavButton
from counsellor_app.desktop.look.runs_label import pane_title
from counsellor_app.desktop.look.search_field import SearchField
from counsellor_app.desktop.look.status_item import StatusItem
from counsellor_app.desktop.look.theme import apply_theme
from counsellor_app.desktop.look.tokens import (
    HEIGHT_ROW_REVIEW,
    HEIGHT_ROW_SLOT,
    HEIGHT_STATUS,
    WIDTH_LIST_LEAST,
    WIDTH_RAIL,
)
from tests.desktop.look.gallery_lists import CASES, HOUR, REVIEW, row_list
from tests.desktop.look.gallery_page import line, page


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
