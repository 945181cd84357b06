"""Grabs a widget as a picture, for looking at a screen before it is called done."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from counsellor_app.desktop.look.theme import SchemeChoice, apply_theme


def grab(
    widget: QWidget,
    path: Path | str,
    size: tuple[int, int] = (1366, 768),
    scheme: SchemeChoice | None = None,
    direction: Qt.LayoutDirection | None = None,
) -> Path:
    """Shows the widget at `size`, in a scheme and direction if given, and saves it as PNG at `path`."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise RuntimeError("a QApplication must exist before a widget is grabbed")
    if scheme is not None:
        apply_theme(app, scheme)
    if direction is not None:
        app.setLayoutDirection(direction)
    widget.resize(*size)
    widget.show()
    for _round in range(3):
        app.processEvents()
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    if not widget.grab().save(str(target), "PNG"):
        raise OSError(f"the picture could not be written: {target}")
    return target
