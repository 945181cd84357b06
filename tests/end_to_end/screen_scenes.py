"""How a person walks through the screens and what is saved of each; the places are in ``screen_places``."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from counsellor_app.desktop.look.theme import apply_theme
from counsellor_app.desktop.program import make_application
from counsellor_app.desktop.unlock.view import UnlockView
from counsellor_app.settings import Profile, read_settings, write_settings
from sync.wording import _, set_language
from tests.end_to_end.demo_people import PASSWORD
from tests.end_to_end.demo_window import SIZE, Desk, DidNotHappenError, Pictures

if TYPE_CHECKING:
    from tests.end_to_end.screens import Shots

_SCROLLED_FROM = 24
"""Pixels that must be hidden before a scrolled pane is worth another picture."""
_MOST_PAGES = 6


class Pages(Pictures):
    """Pictures of a window of any scale, and of what its panes hide by scrolling."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.names = folder, [path.name for path in folder.glob("*.png")]
        self.whole = True

    def take(self, widget: QWidget, name: str) -> None:
        """Save *widget*, an open menu over it; then its longest pane, page by page."""
        self._save(widget, name)
        if QApplication.activePopupWidget() is not None or not self.whole:
            return
        for number, area in enumerate(_scrolling(widget)):
            bar = area.verticalScrollBar()
            before = bar.value()
            for page in range(1, _MOST_PAGES):
                bar.setValue(page * bar.pageStep())
                QApplication.processEvents()
                self._save(widget, f"{name}-{'abc'[number]}{page}")
                if bar.value() == bar.maximum():
                    break
            bar.setValue(before)

    def _save(self, widget: QWidget, name: str) -> None:
        picture = widget.grab()
        popup = QApplication.activePopupWidget()
        if popup is not None:
            painter = QPainter(picture)
            painter.drawPixmap(popup.mapToGlobal(QPoint()) - widget.mapToGlobal(QPoint()), popup.grab())
            painter.end()
        path = self.folder / f"{len(self.names) + 1:03d}-{name}.png"
        if not picture.save(str(path), "PNG"):
            raise OSError("the picture could not be written")
        self.names.append(path.name)


def _scrolling(widget: QWidget) -> list[QScrollArea]:
    """Return the panes that hide something, the outermost only."""
    found = [
        area
        for area in widget.findChildren(QScrollArea)
        if area.isVisible() and area.verticalScrollBar().maximum() > _SCROLLED_FROM and area.height() > _SCROLLED_FROM
    ]
    return [area for area in found if not any(other is not area and other.isAncestorOf(area) for other in found)][:3]


Scenes = Mapping[str, Callable[["Walk"], object]]


class Walk:
    """One person at her window in one look."""

    def __init__(self, desk: Desk, pages: Pages, who: str, shots: "Shots", only: str) -> None:
        self.desk, self.pages, self.who, self._shots, self._only = desk, pages, who, shots, only

    def take(self, name: str, whole: bool = True) -> None:
        """Save what is seen; *whole*: also what is reached by scrolling."""
        self.pages.whole = whole
        self.desk.picture(f"{self.who}-{name}")

    @contextmanager
    def scene(self, name: str) -> Iterator[None]:
        """Go on with the next scene when this one does not happen; it is told at the end."""
        try:
            yield
        except (DidNotHappenError, StopIteration, IndexError, AttributeError, AssertionError, RuntimeError) as error:
            self._shots.failed.append(f"{self.who} {name}: {type(error).__name__}: {error}")
            self.take(f"FAILED-{name}")

    def wanted(self, name: str) -> bool:
        """Say whether a scene is asked for."""
        return self._only in name

    def run(self, words: str) -> None:
        """Do what the palette calls *words* (English)."""
        wanted = _(words)
        next(command for command in self.desk.window.commands() if command.text == wanted).run()
        self.desk.settle(500)

    def forms(self, name: str, *commands: str) -> None:
        """Save each form that a command of the palette opens, and leave it."""
        for words in commands:
            with self.scene(f"{name} {words}"):
                if not any(command.text == _(words) for command in self.desk.window.commands()):
                    continue
                self.run(words)
                self.take(f"{name}-{words.strip('…').replace(' ', '-').replace(':', '').lower()[:32]}", whole=False)
                self.desk.press("Escape")
                self.desk.settle(150)


def walk(profile: Profile, who: str, shots: "Shots", more: list[str], only: str, scenes: Scenes) -> None:
    """Walk through all scenes of *who* in the look her settings and *more* (``rtl``, ``200``) ask for."""
    application = make_application()
    set_language(read_settings(profile).language)
    apply_theme(application, read_settings(profile).scheme)
    pages = Pages(shots.folder)
    if "rtl" in more:
        application.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    width, height = (side // (2 if "200" in more else 1) for side in SIZE)
    if who == "hanna" and only in "first-run locked":
        _before_the_work(profile, pages, shots, (width, height), more)
    with Desk(profile, pages) as desk:
        desk.program.frame.resize(width, height)
        if "rtl" in more:
            application.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        if who == "hanna" and only in "first-run locked":
            _locked(desk)
        else:
            desk.unlock(PASSWORD)
        if "rtl" in more:
            application.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        if desk.program.lock is not None:
            # Keys of a test are no touch of a person: the walk would be locked out.
            desk.program.lock.disarm()
        here = Walk(desk, pages, who, shots, only)
        for name, scene in scenes.items():
            if here.wanted(name):
                with here.scene(name):
                    scene(here)


def _before_the_work(profile: Profile, pages: Pages, shots: "Shots", size: tuple[int, int], more: list[str]) -> None:
    """A new device: the choice, and the three ways on."""
    fresh = Profile(profile.folder.with_name("new-device"))
    write_settings(fresh, read_settings(profile))
    with Desk(fresh, pages) as desk:
        desk.program.frame.resize(*size)
        if "rtl" in more:
            make_application().setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        here = Walk(desk, pages, "new", shots, "")
        here.take("first-run")
        buttons = [one for one in desk.program.frame.findChildren(QWidget) if type(one).__name__ == "ChoiceButton"]
        for number, button in enumerate(buttons):
            with here.scene("first run"):
                button.click()
                desk.settle()
                here.take(f"first-run-{number + 1}")
                desk.press("Alt+Left")
                desk.settle()


def _locked(desk: Desk) -> None:
    desk.settle()
    desk.picture("locked")
    page = desk.program.page()
    assert isinstance(page, UnlockView)
    page.switch_button.click()
    desk.settle()
    desk.picture("locked-recovery")
    page.switch_button.click()
    page.password.setFocus()
    desk.type("not this one")
    desk.press("Return")
    desk.wait(page.password.isEnabled, "the password was refused")
    desk.settle()
    desk.picture("locked-wrong-password")
    desk.wait(page.open_button.isEnabled, "one may try again")
    page.password.setFocus()
    desk.press("Ctrl+A")
    desk.unlock(PASSWORD)
