"""The theme in force: which scheme, its tokens, and the notice when it changes.

The scheme is one fact about the whole process, like the application's font; so it lives in one small
object that only this module makes.
"""

from collections.abc import Callable
from functools import cache
from typing import Literal

from PySide6.QtCore import QDir, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from counsellor_app.desktop.look import icons
from counsellor_app.desktop.look.fonts import font, load_fonts
from counsellor_app.desktop.look.palette import palette
from counsellor_app.desktop.look.resource_files import icons_folder
from counsellor_app.desktop.look.stylesheet import ICON_PREFIX, stylesheet
from counsellor_app.desktop.look.tokens import BY_SCHEME, ICON, LIGHT, Scheme, Tokens

SchemeChoice = Literal["light", "dark", "system"]


class Theme(QObject):
    """Holds the tokens in force and says when they change."""

    theme_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tokens: Tokens = LIGHT
        self.choice: SchemeChoice = "light"
        self._follows = False

    def apply(self, app: QApplication, choice: SchemeChoice) -> None:
        """Dresses the application; called again it changes clothes."""
        self.choice = choice
        load_fonts()
        QDir.setSearchPaths(ICON_PREFIX, [str(icons_folder() / "controls")])
        self._follow_system()
        self._wear(app, BY_SCHEME[_resolved(choice)])

    def _follow_system(self) -> None:
        if not self._follows:
            self._follows = True
            QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)

    def _system_changed(self) -> None:
        app = QApplication.instance()
        if self.choice == "system" and isinstance(app, QApplication):
            self._wear(app, BY_SCHEME[_resolved("system")])

    def _wear(self, app: QApplication, tokens: Tokens) -> None:
        sheet = stylesheet(tokens)
        if tokens is self.tokens and app.styleSheet() == sheet:
            return  # each widget there is would be dressed again, as it is
        self.tokens = tokens
        icons.set_scheme(tokens.scheme)
        # With the old sheet in force Qt would style every widget again at each of the next steps: seven times the time.
        app.setStyleSheet("")
        app.setStyle("Fusion")
        app.setPalette(palette(tokens))
        app.setFont(font("ui"))
        app.setStyleSheet(sheet)
        self.theme_changed.emit()


def _resolved(choice: SchemeChoice) -> Scheme:
    if choice != "system":
        return choice
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return "dark" if dark else "light"


@cache
def theme() -> Theme:
    """The one theme of this process; connect to its `theme_changed`."""
    return Theme()


def tokens() -> Tokens:
    """The tokens in force at this moment; ask again after `theme_changed`."""
    return theme().tokens


def apply_theme(app: QApplication, scheme: SchemeChoice) -> None:
    """Dresses the application in light, in dark, or in whatever the system wears, and follows it."""
    theme().apply(app, scheme)


def keep_icon(owner: QObject, put: Callable[[QIcon], None], name: str, role: str = "text2", size: int = ICON) -> None:
    """Gives `put` (say, `button.setIcon`) the icon now and after each change of scheme, while `owner` lives."""
    keeper = _IconKeeper(owner, put, name, role, size)
    keeper.renew()


class _IconKeeper(QObject):
    """A child of the owner, so that the link dies with it."""

    def __init__(self, owner: QObject, put: Callable[[QIcon], None], name: str, role: str, size: int) -> None:
        super().__init__(owner)
        self._put, self._name, self._role, self._size = put, name, role, size
        theme().theme_changed.connect(self.renew)

    def renew(self) -> None:
        self._put(icons.icon(self._name, self._role, self._size))
