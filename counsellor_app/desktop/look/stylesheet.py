"""The one stylesheet, made from the tokens.

Callers dress a widget with properties, never with a stylesheet of their own:

* `kind` on a button: `primary`, `secondary`, `quiet`, `link`, `nav`, `icon`
* `chip` on a checkable QPushButton
* `surface` on a pane: `rail`, `list`, `page`, `raised`
* `card` on a QFrame: `plain`, `raised`, `chosen`, `lock`
* `editor` and `focused` on the frame of an editor; `bare` on the text field inside a frame
* `tone` on a QLabel: any colour for writing; `wrong` on a field with an error

A border that grows on focus takes its pixel from the padding, so nothing moves.
"""

from dataclasses import asdict
from string import Template

from counsellor_app.desktop.look.tokens import Tokens

ICON_PREFIX = "look"
SURFACES = ("rail", "list", "page", "raised")
BANNERS = ("raised", "tint", "green_surface", "amber_surface", "red_surface")
TONES = ("text", "text2", "text3", "accent", "green", "amber", "red", "on_tint")

_GROUND = """
QMainWindow, QDialog { background: $page; }
QLabel { background: transparent; }
QToolTip { background: $raised; color: $text; border: 1px solid $border; padding: 4px 8px; }
QFrame[card="plain"] { background: $page; border: 1px solid $hairline; border-radius: 8px; }
QFrame[card="raised"] { background: $raised; border: 1px solid $hairline; border-radius: 8px; }
QFrame[card="chosen"] { background: $chosen; border: 1px solid $accent; border-radius: 8px; }
QFrame[card="lock"] { background: $page; border: 1px solid $hairline; border-radius: 12px; }
QFrame[editor="true"] { background: $page; border: 2px solid $hairline; border-radius: 8px; }
QFrame[editor="true"][focused="true"] { border-color: $accent; }
QScrollArea, QStackedWidget { background: transparent; border: none; }
QSplitter::handle { background: $hairline; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QSplitter::handle:hover { background: $accent; }
"""

_BUTTONS = """
QPushButton, QToolButton {
    background: $page; color: $text; border: 1px solid $border; border-radius: 6px;
    min-height: 28px; padding: 0 12px; font-weight: 500;
}
QPushButton:hover, QToolButton:hover { background: $hover; }
QPushButton:pressed, QToolButton:pressed, QToolButton:open { background: $pressed; }
QPushButton:checked, QToolButton:checked { background: $tint; color: $on_tint; border-color: $accent; }
QPushButton:focus, QToolButton:focus {
    border: 2px solid $accent; min-height: 26px; padding: 0 11px;
}
QPushButton:disabled, QToolButton:disabled {
    background: transparent; color: $disabled; border-color: $hairline;
}
QPushButton::menu-indicator, QToolButton::menu-indicator { image: none; width: 0; }

QPushButton[kind="primary"] { background: $accent_fill; color: $on_fill; border-color: $accent_fill; }
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed {
    background: $accent_fill_hover; border-color: $accent_fill_hover;
}
QPushButton[kind="primary"]:focus { border-color: $text; }
QPushButton[kind="primary"][ring="inner"]:focus { border-color: $accent; }
QPushButton[kind="primary"]:disabled { background: $hover; color: $disabled; border-color: $hover; }

QPushButton[kind="quiet"], QToolButton[kind="quiet"], QToolButton[kind="icon"] {
    background: transparent; color: $text2; border-color: transparent;
}
QPushButton[kind="quiet"]:hover, QToolButton[kind="quiet"]:hover, QToolButton[kind="icon"]:hover {
    background: $hover; color: $text;
}
QPushButton[kind="quiet"]:pressed, QToolButton[kind="quiet"]:pressed, QToolButton[kind="icon"]:pressed {
    background: $pressed;
}
QPushButton[kind="quiet"]:focus, QToolButton[kind="quiet"]:focus, QToolButton[kind="icon"]:focus {
    border-color: $accent;
}
QPushButton[kind="quiet"]:disabled, QToolButton[kind="quiet"]:disabled { color: $disabled; }
QToolButton[kind="icon"], QToolButton[kind="icon"]:focus { padding: 0; min-width: 0; min-height: 0; }

QPushButton[kind="link"] {
    background: transparent; color: $accent; border: 1px solid transparent; padding: 0 4px;
    min-height: 22px;
}
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="link"]:focus { border: 2px solid $accent; padding: 0 3px; min-height: 20px; }
QPushButton[kind="link"]:disabled { color: $disabled; }

QPushButton[chip="true"] {
    background: $page; color: $text2; border: 1px solid $hairline; border-radius: 12px;
    min-height: 22px; max-height: 22px; padding: 0 4px; font-size: 9pt; font-weight: 400;
}
QPushButton[chip="true"]:hover { background: $hover; }
QPushButton[chip="true"]:checked {
    background: $tint; color: $on_tint; border-color: $tint; font-weight: 600;
}
QPushButton[chip="true"]:focus {
    border: 2px solid $accent; padding: 0 3px; min-height: 20px; max-height: 20px;
}
"""

_FIELDS = """
QLineEdit, QComboBox, QDateEdit, QTimeEdit, QDateTimeEdit, QSpinBox, QDoubleSpinBox {
    background: $page; color: $text; border: 1px solid $border; border-radius: 6px;
    min-height: 30px; padding: 0 10px; placeholder-text-color: $text3;
    selection-background-color: $accent_fill; selection-color: $on_fill;
}
QLineEdit:focus, QComboBox:focus, QDateEdit:focus, QTimeEdit:focus, QDateTimeEdit:focus,
QSpinBox:focus, QDoubleSpinBox:focus {
    border: 2px solid $accent; min-height: 28px; padding: 0 9px;
}
QLineEdit:disabled, QComboBox:disabled, QDateEdit:disabled, QTimeEdit:disabled,
QDateTimeEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QPlainTextEdit:disabled {
    background: $hover; color: $disabled; border-color: $hairline;
}
QLineEdit:read-only { background: $raised; }
QAbstractSpinBox QLineEdit:read-only { background: transparent; }
QLineEdit[wrong="true"], QComboBox[wrong="true"], QDateEdit[wrong="true"] { border-color: $red_shape; }
QPlainTextEdit, QTextEdit {
    background: $page; color: $text; border: 1px solid $border; border-radius: 6px; padding: 6px 8px;
    selection-background-color: $accent_fill; selection-color: $on_fill;
}
QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid $accent; padding: 5px 7px; }
QLineEdit[bare="true"], QPlainTextEdit[bare="true"], QTextEdit[bare="true"] {
    background: transparent; border: none; padding: 0;
}

QAbstractSpinBox QLineEdit, QComboBox QLineEdit {
    background: transparent; border: none; min-height: 0; padding: 0;
}
QAbstractSpinBox QLineEdit:focus, QComboBox QLineEdit:focus { border: none; min-height: 0; padding: 0; }
QAbstractSpinBox { max-height: 30px; }
QAbstractSpinBox:focus { max-height: 28px; }

QComboBox::drop-down, QDateEdit::drop-down, QDateTimeEdit::drop-down {
    subcontrol-origin: padding; subcontrol-position: center right; border: none; width: 24px;
}
QComboBox::down-arrow, QDateEdit::down-arrow, QDateTimeEdit::down-arrow {
    image: url("$icons:chevron-down.svg"); width: 14px; height: 14px;
}
QComboBox QAbstractItemView {
    background: $page; color: $text; border: 1px solid $border; outline: none; padding: 4px;
    selection-background-color: $selection; selection-color: $text;
}
QComboBox QAbstractItemView::item { min-height: 28px; padding: 0 8px; border-radius: 4px; }
QSpinBox::up-button, QDoubleSpinBox::up-button, QTimeEdit::up-button {
    subcontrol-origin: border; subcontrol-position: top right; border: none; width: 22px;
}
QSpinBox::down-button, QDoubleSpinBox::down-button, QTimeEdit::down-button {
    subcontrol-origin: border; subcontrol-position: bottom right; border: none; width: 22px;
}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow, QTimeEdit::up-arrow {
    image: url("$icons:chevron-up.svg"); width: 12px; height: 12px;
}
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow, QTimeEdit::down-arrow {
    image: url("$icons:chevron-down.svg"); width: 12px; height: 12px;
}

QCheckBox, QRadioButton {
    background: transparent; color: $text; spacing: 8px; padding: 2px;
    border: 2px solid transparent; border-radius: 4px; min-height: 20px;
}
QCheckBox:focus, QRadioButton:focus { border-color: $accent; }
QCheckBox:disabled, QRadioButton:disabled { color: $disabled; }
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator {
    width: 14px; height: 14px; background: $page; border: 1px solid $border; border-radius: 4px;
}
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {
    background: $accent_fill; border-color: $accent_fill; image: url("$icons:check.svg");
}
QCheckBox::indicator:indeterminate, QAbstractItemView::indicator:indeterminate {
    background: $accent_fill; border-color: $accent_fill; image: url("$icons:minus.svg");
}
QRadioButton::indicator:checked {
    background: $accent_fill; border-color: $accent_fill; image: url("$icons:dot.svg");
}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {
    background: $hover; border-color: $disabled;
}
"""

_LISTS = """
QAbstractScrollArea { background: $page; }
QListView, QTreeView, QTableView {
    background: transparent; color: $text; border: none; outline: none;
    selection-background-color: $selection; selection-color: $text; gridline-color: $hairline;
}
QListView::item:hover, QTreeView::item:hover { background: $hover; }
QListView::item:selected, QTreeView::item:selected, QTableView::item:selected {
    background: $selection; color: $text;
}
QTableWidget { border: 2px solid transparent; }
QTableWidget:focus { border-color: $accent; }
QTableView::item { border-bottom: 1px solid $hairline; padding: 0 5px; }
QTableView::item:selected { border-bottom: 1px solid $hairline; background: $selection; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section {
    background: transparent; color: $text2; border: none; border-bottom: 1px solid $hairline;
    padding: 0 8px; min-height: 30px; font-size: 9pt; font-weight: 500;
}
QTableCornerButton::section { background: transparent; border: none; }

QTabWidget::pane { border: none; border-top: 1px solid $hairline; }
QTabBar { background: transparent; qproperty-drawBase: 0; font-weight: 600; }
QTabBar::tab {
    background: transparent; color: $text2; border: none; border-bottom: 2px solid transparent;
    padding: 8px 2px; margin-right: 20px; min-height: 20px; font-weight: 400;
}
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; font-weight: 600; }
QTabBar::tab:focus { background: $tint; }
QTabBar::tab:disabled { color: $disabled; }

QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: $chart_grey; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $text3; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; background: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""

_REST = """
QMenu { background: $page; color: $text; border: 1px solid $border; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; background: transparent; }
QMenu::item:selected { background: $selection; color: $text; }
QMenu::item:disabled { color: $disabled; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: $hairline; margin: 4px 8px; }
QMenuBar { background: $rail; color: $text; }
QMenuBar::item { padding: 4px 8px; background: transparent; border-radius: 4px; }
QMenuBar::item:selected { background: $pressed; }
QStatusBar { background: $rail; color: $text2; border-top: 1px solid $hairline; }
QStatusBar::item { border: none; }

QProgressBar {
    background: $hairline; border: none; border-radius: 3px; min-height: 6px; max-height: 6px;
    color: transparent;
}
QProgressBar::chunk { background: $accent; border-radius: 3px; }

QCalendarWidget QWidget { background: $page; color: $text; }
QCalendarWidget QToolButton { border-color: transparent; min-height: 26px; padding: 0 8px; }
QCalendarWidget QToolButton#qt_calendar_prevmonth { qproperty-icon: url("$icons:chevron-left.svg"); }
QCalendarWidget QToolButton#qt_calendar_nextmonth { qproperty-icon: url("$icons:chevron-right.svg"); }
QCalendarWidget QAbstractItemView {
    selection-background-color: $accent_fill; selection-color: $on_fill; border: none;
}
"""


def _surfaces() -> str:
    rule = 'QWidget[surface="{0}"] {{ background: ${0}; }}'
    return "\n".join(rule.format(name) for name in SURFACES)


def _banners() -> str:
    rule = 'QFrame[banner="{0}"] {{ background: ${0}; border: none; border-radius: 8px; }}'
    return "\n".join(rule.format(name) for name in BANNERS)


def _tones() -> str:
    rule = 'QLabel[tone="{0}"] {{ color: ${0}; }}'
    return "\n".join(rule.format(name) for name in TONES)


def stylesheet(tokens: Tokens) -> str:
    """The stylesheet of the whole application in the colours of these tokens."""
    parts = (_GROUND, _surfaces(), _banners(), _tones(), _BUTTONS, _FIELDS, _LISTS, _REST)
    return Template("\n".join(parts)).substitute(asdict(tokens), icons=ICON_PREFIX)
