"""Choosing files. The dialogs are Qt's own, not the system's: the lock key works in them as everywhere."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

_OPTIONS = QFileDialog.Option.DontUseNativeDialog


def ask_open_file(parent: QWidget, title: str, kinds: str = "") -> Path | None:
    """Ask for an existing file; *kinds* as ``Name (*.ext)``; None when nothing was chosen."""
    found, _kind = QFileDialog.getOpenFileName(parent, title, "", kinds, options=_OPTIONS)
    return Path(found) if found else None


def ask_save_file(parent: QWidget, title: str, name: str, kinds: str = "") -> Path | None:
    """Ask where to write a file called *name* by default; asks before overwriting; None when nothing was chosen."""
    found, _kind = QFileDialog.getSaveFileName(parent, title, name, kinds, options=_OPTIONS)
    return Path(found) if found else None
