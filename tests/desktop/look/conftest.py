import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from counsellor_app.desktop.look.theme import apply_theme


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[QApplication]:
    """The application in light, left to right, and so again afterwards."""
    apply_theme(qapp, "light")
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    yield qapp
    apply_theme(qapp, "light")
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
