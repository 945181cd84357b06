from PySide6.QtWidgets import QApplication

from counsellor_app.desktop.self_check import CHECKS


def test_this_installation_passes_its_own_check(dressed: QApplication) -> None:
    for name, run in CHECKS:
        assert run(), name
